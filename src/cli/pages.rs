//! How much memory the system clears for us at a time. Where it may, Linux hands out two megabytes at once: quick where all of
//! it is soon used, as by a plan that is read; elsewhere most of it is never touched, and counts as ours all the same. It
//! knows nothing of what the memory is for.

/// Takes memory in small pages from here on, as the window and most of a command should.
pub(super) fn keep_small() {
    allow_large(false);
}

/// Takes memory in large pages as long as something is made that fills them.
pub(super) fn in_large<R>(fill: impl FnOnce() -> R) -> R {
    allow_large(true);
    let filled = fill();
    allow_large(false);
    filled
}

/// A system that refuses, or has no such pages, is slower or larger, and nothing else.
#[cfg(target_os = "linux")]
fn allow_large(are_allowed: bool) {
    let _ = rustix::thread::disable_transparent_huge_pages(!are_allowed);
}

#[cfg(not(target_os = "linux"))]
fn allow_large(_: bool) {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::thread::transparent_huge_pages_are_disabled;

    use super::*;

    #[test]
    fn pages_are_large_only_while_they_are_filled() {
        keep_small();
        // A kernel without large pages has nothing to say.
        let Ok(before) = transparent_huge_pages_are_disabled() else { return };
        let within = in_large(transparent_huge_pages_are_disabled);
        assert_eq!((before, within.ok(), transparent_huge_pages_are_disabled().ok()), (true, Some(false), Some(true)));
    }
}

//! How much memory the system clears for us at a time. Where it may, Linux hands out two megabytes at once: quick where all of
//! it is soon used, as by a plan that is read; elsewhere most of it is never touched, and counts as ours all the same. It
//! knows nothing of what the memory is for.

/// Takes memory in small pages from here on, as the window and most of a command should. So do programs that it starts, which
/// the system lets inherit that.
pub(super) fn keep_pages_small() {
    allow_large(false);
}

/// Takes memory in large pages as long as something is made that fills them.
pub(super) fn in_large_pages<R>(fill: impl FnOnce() -> R) -> R {
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

#[cfg(test)]
mod tests {
    /// A kernel without large pages has nothing to say.
    #[cfg(target_os = "linux")]
    #[test]
    fn pages_are_large_only_while_they_are_filled() {
        use super::*;

        let are_small = || rustix::thread::transparent_huge_pages_are_disabled().unwrap_or(true);
        keep_pages_small();
        let before = are_small();
        let within = rustix::thread::transparent_huge_pages_are_disabled().ok().map(|_| in_large_pages(are_small));
        assert!(before && within != Some(true) && are_small());
    }
}

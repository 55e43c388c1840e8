//! What only Linux can say of processes, and what is said elsewhere.

/// Whether a process is there, as far as that can be seen: without `/proc`, which may be hidden, it may be.
#[cfg(target_os = "linux")]
pub(super) fn may_live(pid: u32) -> bool {
    let processes = std::path::Path::new("/proc");
    !processes.join("self").exists() || processes.join(pid.to_string()).exists()
}

/// Elsewhere it may be: the lock on the plan itself goes with its process.
#[cfg(not(target_os = "linux"))]
pub(super) fn may_live(_: u32) -> bool {
    true
}

//! What only Linux tells: which processes there are, and which names are those of files that a process has open.

use std::path::Path;

/// Where the kernel shows processes and what they have open.
#[cfg(target_os = "linux")]
const PROCESSES: &str = "/proc";

/// Whether a process is there; none where that cannot be seen.
#[cfg(target_os = "linux")]
pub(super) fn lives(pid: u32) -> Option<bool> {
    let processes = Path::new(PROCESSES);
    processes.join("self").exists().then(|| processes.join(pid.to_string()).exists())
}

/// Whether a process is there: that cannot be seen here without unsafe code.
#[cfg(not(target_os = "linux"))]
pub(super) fn lives(_: u32) -> Option<bool> {
    None
}

/// Whether a name stands for what a process has open, like that of standard output: links lead there, but what comes to
/// it belongs behind what is there already, whatever kind of file it is.
#[cfg(target_os = "linux")]
pub(super) fn is_open_file(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let Ok(processes) = std::fs::metadata(PROCESSES) else { return false };
    let mut path = path.to_owned();
    for _ in 0..40 {
        match path.symlink_metadata() {
            Ok(metadata) if metadata.is_symlink() && metadata.dev() == processes.dev() => {
                // Below `PID/fd`; other links of the kernel's, like `self` or `cwd`, lead to folders.
                return std::fs::metadata(&path).is_ok_and(|meant| !meant.is_dir());
            }
            Ok(metadata) if metadata.is_symlink() => match std::fs::read_link(&path) {
                Ok(next) => path = super::beside::folder(&path).join(next),
                Err(_) => return false,
            },
            Ok(_) | Err(_) => return false,
        }
    }
    false
}

/// The same where such names begin with `/dev/fd` or are those of the standard streams.
#[cfg(not(target_os = "linux"))]
pub(super) fn is_open_file(path: &Path) -> bool {
    path.starts_with("/dev/fd")
        || ["/dev/stdin", "/dev/stdout", "/dev/stderr"].iter().any(|name| path == Path::new(name))
}

//! What only Linux has: files that the kernel makes up while they are read. It knows no format.

use std::fs::Metadata;

/// Where the kernel shows files of its own. They call themselves regular and empty; some never end, some wait for ever.
#[cfg(target_os = "linux")]
const MADE_UP: &[&str] = &["/proc", "/sys", "/sys/kernel/debug", "/sys/kernel/tracing", "/sys/kernel/security"];

/// Whether a file is made up by the kernel rather than kept on a disk.
#[cfg(target_os = "linux")]
pub(super) fn is_made_up(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let device = |path: &str| std::fs::metadata(path).map(|metadata| metadata.dev()).ok();
    // Where nothing is mounted on such a folder, it lies on the disk like any other.
    let root = device("/");
    MADE_UP.iter().any(|folder| device(folder).is_some_and(|device| Some(device) != root && device == metadata.dev()))
}

/// Whether a file is made up by the system rather than kept on a disk: nothing here shows such files.
#[cfg(not(target_os = "linux"))]
pub(super) fn is_made_up(_: &Metadata) -> bool {
    false
}

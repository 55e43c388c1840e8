//! What only Unix has: a name for what a process writes to. It has another branch for systems that don't.

use std::path::Path;

/// Whether a path stands for this process' standard output, like `/dev/stdout`: written to as such it goes on where the
/// stream is, and reaches what cannot be opened by a name.
#[cfg(unix)]
pub(super) fn is_standard_output(path: &Path) -> bool {
    use std::fs::{File, Metadata, metadata};
    use std::os::fd::AsFd as _;
    use std::os::unix::fs::MetadataExt as _;

    let identity = |metadata: Metadata| (metadata.dev(), metadata.ino());
    let ours = std::io::stdout().as_fd().try_clone_to_owned().map(File::from).and_then(|file| file.metadata());
    let theirs = metadata(path);
    let is_same = ours.is_ok_and(|ours| theirs.is_ok_and(|theirs| identity(ours) == identity(theirs)));
    is_same && crate::store::atomic::is_stream(path)
}

/// Whether a path stands for this process' standard output: nothing does here.
#[cfg(not(unix))]
pub(super) fn is_standard_output(_: &Path) -> bool {
    false
}

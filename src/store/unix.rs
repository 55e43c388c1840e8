//! What only Unix can say of files, and what is said elsewhere. It knows nothing of plans.

use std::fs;
use std::io;
use std::path::Path;

/// Lets others read what is written, as far as the process' mask lets them: temporary files are for their user alone
/// unless told otherwise.
#[cfg(unix)]
pub(super) fn permit_others(builder: &mut tempfile::Builder<'_, '_>) {
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
}

/// Elsewhere a file has the rights of its folder.
#[cfg(not(unix))]
pub(super) fn permit_others(_: &mut tempfile::Builder<'_, '_>) {}

/// What tells a file from every other, whatever its name is.
#[cfg(unix)]
pub(super) fn identity(path: &Path) -> io::Result<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(path).map(|metadata| (metadata.dev(), metadata.ino()))
}

/// What tells a file from every other, as far as that can be seen here: whether it is there.
#[cfg(not(unix))]
pub(super) fn identity(path: &Path) -> io::Result<(u64, u64)> {
    fs::metadata(path).map(|_| (0, 0))
}

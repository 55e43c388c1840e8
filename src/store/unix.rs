//! What only Unix has: the identity and the mode of files, and sockets as files. Each has another branch for systems
//! that don't.

use std::fs::{Metadata, OpenOptions, Permissions};
use std::io::{self, Write};
use std::path::Path;

/// What tells a file from every other, whatever its name is.
#[cfg(unix)]
pub(super) fn identity(metadata: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt as _;
    (metadata.dev(), metadata.ino())
}

/// What tells a file from every other, as far as that can be seen here: nothing.
#[cfg(not(unix))]
pub(super) fn identity(_: &Metadata) -> (u64, u64) {
    (0, 0)
}

/// Lets temporary files be read by whom the process' mask lets; without it they are their user's alone.
#[cfg(unix)]
pub(super) fn open_up(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt as _;
    builder.permissions(Permissions::from_mode(0o666));
}

/// Lets temporary files be read by whom the folder lets, as they may be here anyway.
#[cfg(not(unix))]
pub(super) fn open_up(_: &mut tempfile::Builder<'_, '_>) {}

/// What two modes both allow; their user may write either way.
#[cfg(unix)]
pub(super) fn stricter(one: &Permissions, other: &Permissions) -> Permissions {
    use std::os::unix::fs::PermissionsExt as _;
    Permissions::from_mode(one.mode() & (other.mode() | 0o200))
}

/// What two modes both allow.
#[cfg(not(unix))]
pub(super) fn stricter(one: &Permissions, _: &Permissions) -> Permissions {
    one.clone()
}

/// Makes a folder, and those that it is in, that is open to whom a file is open to.
#[cfg(unix)]
pub(super) fn make_folder_like(folder: &Path, file: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
    let mode = std::fs::metadata(file).map_or(0o600, |metadata| metadata.permissions().mode() & 0o777);
    // Who may read the file may enter the folder.
    let mode = 0o700 | mode | (mode & 0o044) >> 2;
    std::fs::DirBuilder::new().recursive(true).mode(mode).create(folder)?;
    // One that was made when more people might read the file.
    let now = std::fs::metadata(folder)?.permissions();
    if now.mode() & 0o777 & !mode != 0 {
        // That of somebody else stays as it is.
        let _ = std::fs::set_permissions(folder, Permissions::from_mode(now.mode() & mode));
    }
    Ok(())
}

/// Makes a folder and those that it is in.
#[cfg(not(unix))]
pub(super) fn make_folder_like(folder: &Path, _: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)
}

/// Opens what is no regular file, or what a process has open, to write into it.
#[cfg(unix)]
pub(super) fn open_stream(path: &Path) -> io::Result<Box<dyn Write>> {
    use std::os::unix::fs::FileTypeExt as _;
    use std::os::unix::net::UnixStream;

    if std::fs::metadata(path)?.file_type().is_socket() {
        return Ok(Box::new(UnixStream::connect(path)?));
    }
    Ok(Box::new(OpenOptions::new().append(true).open(path)?))
}

/// Opens what is no regular file to write into it.
#[cfg(not(unix))]
pub(super) fn open_stream(path: &Path) -> io::Result<Box<dyn Write>> {
    Ok(Box::new(OpenOptions::new().append(true).open(path)?))
}

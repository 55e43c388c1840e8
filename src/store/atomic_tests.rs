//! Files that are written as a whole: replaced, linked, protected; and what is written into.

use super::*;

#[test]
fn replaces_the_whole_and_leaves_nothing_beside() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.json");
    write(&path, b"a long first version").unwrap();
    write(&path, b"short").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"short");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn follows_links_and_keeps_the_mode() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = tempfile::tempdir().unwrap();
    let real = folder.path().join("real");
    fs::write(&real, b"old").unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    let link = folder.path().join("link");
    symlink("real", &link).unwrap();
    write(&link, b"new").unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read(&real).unwrap(), b"new");
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    symlink("loop", folder.path().join("loop")).unwrap();
    assert!(write(&folder.path().join("loop"), b"new").is_err());
}

#[test]
fn a_write_protected_file_and_a_missing_folder_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kept");
    fs::write(&path, b"old").unwrap();
    let mut mode = fs::metadata(&path).unwrap().permissions();
    mode.set_readonly(true);
    fs::set_permissions(&path, mode).unwrap();
    assert!(write(&path, b"new").is_err());
    assert_eq!(fs::read(&path).unwrap(), b"old");
    assert!(write(&folder.path().join("no/such"), b"new").is_err());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_written_into_and_stays_what_it_is() {
    use std::io::Read as _;
    use std::os::unix::fs::FileTypeExt as _;
    use std::os::unix::net::UnixListener;
    let folder = tempfile::tempdir().unwrap();
    let kind = |path: &Path| fs::symlink_metadata(path).unwrap().file_type();

    let null = folder.path().join("null");
    std::os::unix::fs::symlink("/dev/null", &null).unwrap();
    write(&null, b"gone").unwrap();
    assert!(kind(&null).is_symlink() && kind(Path::new("/dev/null")).is_char_device());
    let full = write(Path::new("/dev/full"), b"too much").unwrap_err();
    assert_eq!(full.kind(), io::ErrorKind::StorageFull);

    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reading = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read(pipe).unwrap()
    });
    write(&pipe, b"through the pipe").unwrap();
    assert_eq!(reading.join().unwrap(), b"through the pipe");
    assert!(kind(&pipe).is_fifo());

    let socket = folder.path().join("socket");
    let listener = UnixListener::bind(&socket).unwrap();
    write(&socket, b"to the socket").unwrap();
    let mut said = Vec::new();
    listener.accept().unwrap().0.read_to_end(&mut said).unwrap();
    assert_eq!((said.as_slice(), kind(&socket).is_socket()), (&b"to the socket"[..], true));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "nothing is left beside");
}

#[cfg(target_os = "linux")]
#[test]
fn what_a_process_has_open_is_added_to() {
    use std::os::fd::AsRawFd as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    fs::write(&path, b"before\n").unwrap();
    let file = fs::OpenOptions::new().append(true).open(&path).unwrap();
    write(Path::new(&format!("/dev/fd/{}", file.as_raw_fd())), b"after\n").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"before\nafter\n");
}

#[cfg(unix)]
#[test]
fn new_content_is_nobody_elses_before_it_has_its_mode() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan");
    fs::write(&path, b"x").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let twin = folder.path().join("twin");
    write_like(&twin, b"new", Some(&path)).unwrap();
    assert_eq!(mode(&twin), 0o600);
    let usual = folder.path().join("usual");
    write(&usual, b"new").unwrap();
    fs::write(folder.path().join("by hand"), b"new").unwrap();
    assert_eq!(mode(&usual), mode(&folder.path().join("by hand")));
    let part = temporary_beside(&twin, Readers::NobodyYet).unwrap();
    assert_eq!(mode(part.path()), 0o600);
}

#[cfg(target_os = "linux")]
#[test]
fn what_dead_processes_left_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = std::process::Command::new("true").spawn().unwrap();
    let dead = child.id();
    child.wait().unwrap();
    let part = |name: String| {
        let path = folder.path().join(name);
        fs::write(&path, b"half").unwrap();
        path
    };
    let left = part(format!(".lodestone-{dead}-0123456789abcdef-AbCdEf.part"));
    let of_an_earlier_self = part(format!(".lodestone-{}-0123456789abcdef-AbCdEf.part", std::process::id()));
    let old = part(".lodestone-AbCdEf.part".to_owned());
    let two_days = Duration::from_secs(48 * 3_600);
    File::options().write(true).open(&old).unwrap().set_modified(SystemTime::now() - two_days).unwrap();
    let kept = [
        part(".lodestone-AbCdEg.part".to_owned()),
        part(format!(".lodestone-{}-0123456789abcdef-AbCdEf.part", 1)),
        part("movie.part".to_owned()),
        part(format!("lodestone-{dead}-0123456789abcdef-AbCdEf.part")),
    ];
    let own = temporary_beside(&left, Readers::NobodyYet).unwrap();
    sweep(folder.path());
    assert!([left, of_an_earlier_self, old].iter().all(|path| !path.exists()));
    assert!(kept.iter().all(|path| path.exists()) && own.path().exists());
}

#[test]
fn errors_don_t_name_temporary_files() {
    let folder = tempfile::tempdir().unwrap();
    let error = temporary_beside(&folder.path().join("no/such"), Readers::Usual).unwrap_err();
    assert!(!error.to_string().contains(PREFIX), "{error}");
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
}

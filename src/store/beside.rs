//! What stands beside a plan file, and how it is called.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

/// The longest name that file systems take.
const MAX_NAME_BYTES: usize = 255;

/// The text twin of a plan file: its name with `plan-text` as its extension.
pub fn twin_path(plan: &Path) -> PathBuf {
    let stem = plan.file_stem().unwrap_or_default();
    plan.with_file_name(fitted("", stem, ".plan-text"))
}

/// The folder of its backups: `NAME.lodestone-backups`, the name without `.lodestone`.
pub(super) fn backups_path(plan: &Path) -> PathBuf {
    let of_ours = plan.extension().is_some_and(|extension| extension == "lodestone");
    let stem = if of_ours { plan.file_stem() } else { plan.file_name() };
    plan.with_file_name(fitted("", stem.unwrap_or_default(), ".lodestone-backups"))
}

/// The note that says who has it open: `.NAME.holder`.
pub(super) fn holder_path(plan: &Path) -> PathBuf {
    plan.with_file_name(fitted(".", plan.file_name().unwrap_or_default(), ".holder"))
}

/// A name with something before and behind it. Of one that would be too long the end gives way to a digest, so that two
/// long names don't become one.
fn fitted(before: &str, name: &OsStr, behind: &str) -> OsString {
    let mut fitted = OsString::from(before);
    if before.len() + name.len() + behind.len() <= MAX_NAME_BYTES {
        fitted.push(name);
    } else {
        let hash = hash_of(name.as_encoded_bytes());
        let digest = hash.get(..16).unwrap_or_default();
        let text = name.to_string_lossy();
        let room = MAX_NAME_BYTES - before.len() - behind.len() - digest.len() - 1;
        // No letter is longer than four bytes.
        let end = (0..4).map(|less| room - less).find(|end| text.is_char_boundary(*end)).unwrap_or_default();
        fitted.push(text.get(..end).unwrap_or_default());
        fitted.push("~");
        fitted.push(digest);
    }
    fitted.push(behind);
    fitted
}

/// The SHA-256 of what is at hand, in hexadecimal digits.
pub(super) fn hash_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes in hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a text cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The folder that a file is in; `.` for a bare name.
pub(super) fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_plan() {
        for (plan, twin, backups, holder) in [
            ("a/plan.lodestone", "a/plan.plan-text", "a/plan.lodestone-backups", "a/.plan.lodestone.holder"),
            ("plan", "plan.plan-text", "plan.lodestone-backups", ".plan.holder"),
            ("a.b/x.redb", "a.b/x.plan-text", "a.b/x.redb.lodestone-backups", "a.b/.x.redb.holder"),
        ] {
            let plan = Path::new(plan);
            assert_eq!(twin_path(plan), Path::new(twin));
            assert_eq!(backups_path(plan), Path::new(backups));
            assert_eq!(holder_path(plan), Path::new(holder));
        }
        let long = |end: char| Path::new("a").join(format!("{}{end}.lodestone", "ö".repeat(120)));
        for made in [twin_path, backups_path, holder_path] {
            let (one, other) = (made(&long('1')), made(&long('2')));
            assert!(one != other && one.file_name().unwrap().len() <= MAX_NAME_BYTES, "{}", one.display());
        }
        assert_eq!(folder(Path::new("plan")), Path::new("."));
        assert_eq!(folder(Path::new("/plan")), Path::new("/"));
    }
}

//! What stands beside a plan file, and how it is called.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The text twin of a plan file: its name with `plan-text` as its extension.
pub fn twin_path(plan: &Path) -> PathBuf {
    plan.with_extension("plan-text")
}

/// The folder of its backups: `NAME.lodestone-backups`, the name without `.lodestone`.
pub(super) fn backups_path(plan: &Path) -> PathBuf {
    let of_ours = plan.extension().is_some_and(|extension| extension == "lodestone");
    let stem = if of_ours { plan.file_stem() } else { plan.file_name() };
    let mut name = stem.map(OsString::from).unwrap_or_default();
    name.push(".lodestone-backups");
    plan.with_file_name(name)
}

/// The note that says who has it open: `.NAME.holder`.
pub(super) fn holder_path(plan: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(plan.file_name().unwrap_or_default());
    name.push(".holder");
    plan.with_file_name(name)
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
        assert_eq!(folder(Path::new("plan")), Path::new("."));
        assert_eq!(folder(Path::new("/plan")), Path::new("/"));
    }
}

//! A backup in the place of a damaged plan. At every moment one of the two stands there whole, and the damaged one is
//! kept beside it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::atomic::{sync_folder, temporary_beside};
use super::beside::folder;

/// So many damaged plans are kept beside one.
const MOST_KEPT: u32 = 1_000;

/// Puts a backup in the place of a plan and gives back where the plan is kept now. Nothing has changed when it fails.
pub fn restore(path: &Path, backup: &Path) -> io::Result<PathBuf> {
    let mut next = temporary_beside(path)?;
    io::copy(&mut File::open(backup)?, next.as_file_mut())?;
    if let Ok(metadata) = fs::metadata(path) {
        next.as_file().set_permissions(metadata.permissions())?;
    }
    next.as_file().sync_all()?;
    let aside = free_name(path)?;
    fs::rename(path, &aside)?;
    if let Err(error) = next.persist(path) {
        // Back to where it was, so that nothing is worse than before.
        let _ = fs::rename(&aside, path);
        return Err(error.error);
    }
    sync_folder(folder(path));
    Ok(aside)
}

/// A name for the damaged plan that nothing has yet.
fn free_name(path: &Path) -> io::Result<PathBuf> {
    (1..=MOST_KEPT)
        .map(|number| path.with_extension(format!("damaged-{number}.lodestone")))
        .find(|aside| fs::symlink_metadata(aside).is_err())
        .ok_or_else(|| io::Error::other("there are too many damaged plans beside it; move them away"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_backup_comes_and_the_damaged_plan_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (plan, backup) = (folder.path().join("plan.lodestone"), folder.path().join("backup.lodestone"));
        fs::write(&backup, b"good").unwrap();
        for (number, damaged) in [(1, b"bad"), (2, b"sad")] {
            fs::write(&plan, damaged).unwrap();
            let aside = restore(&plan, &backup).unwrap();
            assert_eq!(aside, folder.path().join(format!("plan.damaged-{number}.lodestone")));
            assert_eq!((fs::read(&plan).unwrap(), fs::read(&aside).unwrap()), (b"good".to_vec(), damaged.to_vec()));
        }
        assert_eq!(fs::read(&backup).unwrap(), b"good");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4, "nothing else is left");
    }

    #[test]
    fn nothing_changes_when_there_is_no_backup() {
        let folder = tempfile::tempdir().unwrap();
        let plan = folder.path().join("plan.lodestone");
        fs::write(&plan, b"bad").unwrap();
        assert!(restore(&plan, &folder.path().join("gone")).is_err());
        assert_eq!(fs::read(&plan).unwrap(), b"bad");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

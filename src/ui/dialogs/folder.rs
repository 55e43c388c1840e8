//! Folders for the dialog that asks for a path: what is in one, and whether a path will do. All of it runs on threads.
//!
//! It must not know of widgets.

use std::fs;
use std::path::{Path, PathBuf};

use egui::Context;

use crate::sorting::sort_by_cached_key;
use crate::ui::latest::{Job, Task, begin};
use crate::ui::order::Purpose;

const LISTING: Task = Task::unseen("Listing a folder");
const LOOKING: Task = Task::unseen("Looking at a path");

/// Folders with more in them are shown as far as this.
const MOST: usize = 5_000;

/// Something in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FolderItem {
    /// Its name.
    pub(super) name: String,
    /// Where it is.
    pub(super) path: PathBuf,
    /// Whether it is a folder.
    pub(super) is_folder: bool,
    /// Its size in bytes.
    pub(super) bytes: u64,
}

/// What is in a folder, folders first; or why that cannot be said.
pub(super) type FolderListing = Result<Vec<FolderItem>, String>;

/// Why a path will not do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PathObstacle {
    /// The folder in which something is to be made is missing.
    NoFolder(PathBuf),
    /// There is nothing.
    Nothing(PathBuf),
    /// Something is there already, and is not replaced.
    Taken(PathBuf),
    /// It is a folder, and a file is wanted.
    IsFolder(PathBuf),
    /// It is a file, and a folder is wanted.
    IsFile(PathBuf),
    /// Something on the way to it is a file.
    WayIsFile(PathBuf),
    /// The folder could not be made.
    Unmade(PathBuf, String),
}

impl std::fmt::Display for PathObstacle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoFolder(folder) => write!(f, "There is no folder {}", folder.display()),
            Self::Nothing(path) => write!(f, "There is nothing at {}", path.display()),
            Self::Taken(path) => write!(f, "{} is there already, and nothing is replaced", path.display()),
            Self::IsFolder(path) => write!(f, "{} is a folder: name a file in it", path.display()),
            Self::IsFile(path) => write!(f, "{} is a file: name the folder that it is in", path.display()),
            Self::WayIsFile(path) => write!(f, "{} is a file, and so no folder can be below it", path.display()),
            Self::Unmade(folder, why) => write!(f, "The folder {} could not be made: {why}", folder.display()),
        }
    }
}

/// What is wanted of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PathWant {
    File,
    Folder,
    Any,
    NewFile,
    /// A file that may be there: whoever writes asks.
    FileOrNew,
    /// A folder that may be missing: whoever writes makes it.
    FolderOrNew,
}

fn want(purpose: Purpose) -> PathWant {
    match purpose {
        Purpose::Open | Purpose::OpenReadOnly | Purpose::ImportFile | Purpose::Compare | Purpose::TileFile => {
            PathWant::File
        }
        Purpose::Create | Purpose::SaveCopy => PathWant::NewFile,
        Purpose::Import => PathWant::Any,
        Purpose::ImportFolder => PathWant::Folder,
        Purpose::ExportFile => PathWant::FileOrNew,
        Purpose::ExportFolder => PathWant::FolderOrNew,
    }
}

/// Lists a folder; none when the system gives no thread for it.
pub(super) fn list(folder: PathBuf, ctx: &Context) -> Option<Job<FolderListing>> {
    begin(ctx, LISTING, move |_| list_folder(&folder)).ok()
}

/// Looks whether a path will do; `makes` the folder that it is to be in when that is missing.
pub(super) fn check(
    purpose: Purpose,
    path: PathBuf,
    makes: bool,
    ctx: &Context,
) -> Option<Job<Result<PathBuf, PathObstacle>>> {
    begin(ctx, LOOKING, move |_| checked(purpose, &path, makes).map(|()| path)).ok()
}

fn list_folder(folder: &Path) -> FolderListing {
    let refused = |error: std::io::Error| format!("{} cannot be listed: {error}", folder.display());
    let mut items = Vec::new();
    for entry in fs::read_dir(folder).map_err(refused)?.filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        // Hidden ones are for programs; who wants one types its name.
        if name.starts_with('.') {
            continue;
        }
        // Of a link what it leads to counts.
        let Ok(metadata) = fs::metadata(entry.path()) else { continue };
        items.push(FolderItem { name, path: entry.path(), is_folder: metadata.is_dir(), bytes: metadata.len() });
        if MOST <= items.len() {
            break;
        }
    }
    sort_by_cached_key(&mut items, |item| (!item.is_folder, item.name.to_lowercase(), item.name.clone()));
    Ok(items)
}

fn checked(purpose: Purpose, path: &Path, makes: bool) -> Result<(), PathObstacle> {
    let (is_there, is_folder) = (path.exists(), path.is_dir());
    let own = || path.to_owned();
    match want(purpose) {
        PathWant::File | PathWant::Folder | PathWant::Any if !is_there => Err(PathObstacle::Nothing(own())),
        PathWant::File | PathWant::NewFile | PathWant::FileOrNew if is_folder => Err(PathObstacle::IsFolder(own())),
        PathWant::Folder | PathWant::FolderOrNew if is_there && !is_folder => Err(PathObstacle::IsFile(own())),
        PathWant::NewFile if is_there => Err(PathObstacle::Taken(own())),
        PathWant::File | PathWant::Folder | PathWant::Any => Ok(()),
        PathWant::NewFile | PathWant::FileOrNew | PathWant::FolderOrNew => folder_is_there(path.parent(), makes),
    }
}

/// Whether something can be made in a folder.
fn folder_is_there(folder: Option<&Path>, makes: bool) -> Result<(), PathObstacle> {
    // A bare name is one in the folder in which the program runs.
    let Some(folder) = folder.filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(file) = folder.ancestors().find(|above| above.is_file()) {
        return Err(PathObstacle::WayIsFile(file.to_owned()));
    }
    if !makes {
        return Err(PathObstacle::NoFolder(folder.to_owned()));
    }
    fs::create_dir_all(folder).map_err(|error| PathObstacle::Unmade(folder.to_owned(), error.to_string()))
}

/// The nearest folder above a path that is there.
pub(super) fn nearest(path: &Path) -> Option<PathBuf> {
    path.ancestors().skip(1).find(|above| above.is_dir()).map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_come_first_and_hidden_files_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.lodestone", "A.lodestone", ".hidden"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        fs::create_dir(folder.path().join("zone")).unwrap();
        let names: Vec<String> = list_folder(folder.path()).unwrap().into_iter().map(|item| item.name).collect();
        assert_eq!(names, ["zone", "A.lodestone", "b.lodestone"]);
        let missing = folder.path().join("missing");
        assert!(list_folder(&missing).unwrap_err().contains(&missing.display().to_string()));
    }

    #[test]
    fn every_obstacle_names_the_path_and_a_missing_folder_is_made_when_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("plan.lodestone");
        fs::write(&file, "x").unwrap();
        let deep = folder.path().join("a/b/new.lodestone");
        let below_file = file.join("new.lodestone");
        for (purpose, path, obstacle) in [
            (Purpose::Open, deep.clone(), PathObstacle::Nothing(deep.clone())),
            (Purpose::Open, folder.path().to_owned(), PathObstacle::IsFolder(folder.path().to_owned())),
            (Purpose::ImportFolder, file.clone(), PathObstacle::IsFile(file.clone())),
            (Purpose::Create, file.clone(), PathObstacle::Taken(file.clone())),
            (Purpose::Create, folder.path().to_owned(), PathObstacle::IsFolder(folder.path().to_owned())),
            (Purpose::Create, deep.clone(), PathObstacle::NoFolder(folder.path().join("a/b"))),
            (Purpose::SaveCopy, below_file.clone(), PathObstacle::WayIsFile(file.clone())),
        ] {
            let found = checked(purpose, &path, false).unwrap_err();
            assert!(found.to_string().contains(&folder.path().display().to_string()));
            assert_eq!(found, obstacle);
        }
        assert_eq!(checked(Purpose::Create, &deep, true), Ok(()));
        assert!(folder.path().join("a/b").is_dir());
        for (purpose, path) in [
            (Purpose::Open, file.as_path()),
            (Purpose::Import, folder.path()),
            (Purpose::Import, file.as_path()),
            (Purpose::ExportFile, file.as_path()),
            (Purpose::Create, deep.as_path()),
        ] {
            assert_eq!(checked(purpose, path, false), Ok(()), "{purpose:?}");
        }
        assert_eq!(nearest(&folder.path().join("x/y/z")).as_deref(), Some(folder.path()));
    }
}

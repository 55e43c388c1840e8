//! What a path is asked for: which files are wanted, whether something is made there, and the words for it. It draws
//! nothing.

use crate::formats::Format;
use crate::ui::order::Purpose;

/// The kind of files that are wanted: what they are called, and how their names end.
pub(super) fn kinds(purpose: Purpose) -> Option<(&'static str, &'static str)> {
    match purpose {
        Purpose::Open | Purpose::OpenReadOnly | Purpose::Create | Purpose::SaveCopy => Some(("plans", "lodestone")),
        Purpose::TileFile => Some(("PMTiles", "pmtiles")),
        Purpose::Import
        | Purpose::ImportFile
        | Purpose::ImportFolder
        | Purpose::Compare
        | Purpose::ExportFile
        | Purpose::ExportFolder => None,
    }
}

/// Whether something is made at the path.
pub(super) const fn makes(purpose: Purpose) -> bool {
    matches!(purpose, Purpose::Create | Purpose::SaveCopy | Purpose::ExportFile)
}

/// Whether a folder is wanted, and no file.
pub(super) const fn wants_folder(purpose: Purpose) -> bool {
    matches!(purpose, Purpose::ImportFolder | Purpose::ExportFolder)
}

/// What is to be chosen, in words.
pub(super) fn hint(purpose: Purpose) -> String {
    match purpose {
        Purpose::Open => "A plan file, like plan.lodestone".to_owned(),
        Purpose::OpenReadOnly => "A plan file; nothing is written to it".to_owned(),
        Purpose::Create => "Where the new plan file is to be; nothing is replaced".to_owned(),
        Purpose::SaveCopy => "Where the copy is to be; nothing is replaced".to_owned(),
        Purpose::Import | Purpose::ImportFile | Purpose::ImportFolder => {
            format!(
                "A file or a folder with {}, recognised by what is in it. A preview follows. Files and folders can also \
                 be dropped onto the window.",
                readable()
            )
        }
        Purpose::Compare => "A snapshot, a plan file or plan-text; nothing is changed".to_owned(),
        Purpose::TileFile => "A PMTiles file with raster tiles".to_owned(),
        Purpose::ExportFile | Purpose::ExportFolder => "Where it is to be written".to_owned(),
    }
}

/// The formats that can be imported, as a list in words.
fn readable() -> String {
    let names: Vec<&str> = Format::ALL.iter().filter(|format| format.is_read()).map(|format| format.name()).collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

/// What the button says that takes the path.
pub(super) fn action(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Open | Purpose::OpenReadOnly => "Open",
        Purpose::Create => "Make the plan",
        Purpose::SaveCopy => "Save the copy",
        Purpose::Import | Purpose::ImportFile | Purpose::ImportFolder => "Preview",
        Purpose::Compare => "Compare",
        Purpose::TileFile | Purpose::ExportFile | Purpose::ExportFolder => "Choose",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_import_dialog_names_every_format_that_is_read() {
        let words = hint(Purpose::Import);
        for format in Format::ALL.iter().filter(|format| format.is_read()) {
            assert!(words.contains(format.name()), "{}: {words}", format.name());
        }
    }
}

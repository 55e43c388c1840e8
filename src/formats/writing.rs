//! From a plan to the bytes of any format, with findings about what was written. It opens no file.

use std::sync::Arc;

use super::catalogue::Format;
use super::{plan_text, snapshot};
use crate::edit::import::{At, Place, Problem, Severity};
use crate::model::Plan;
use crate::snapshot::{MakingOptions, SnapshotError, making};

/// What was written, and what is to be said about it.
#[derive(Clone, Debug)]
pub enum Written {
    /// One document.
    One {
        /// Its bytes.
        bytes: Vec<u8>,
        /// Findings.
        problems: Vec<Problem>,
    },
    /// A folder of files.
    Many {
        /// Their names and bytes.
        files: Vec<(String, Vec<u8>)>,
        /// Findings.
        problems: Vec<Problem>,
    },
}

/// Why a snapshot cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WritingError {
    /// Traffic Ops would make none either.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// It holds what JSON cannot say.
    #[error(transparent)]
    Bytes(#[from] snapshot::WriteError),
}

impl Written {
    /// What is to be said about it.
    pub fn problems(&self) -> &[Problem] {
        match self {
            Self::One { problems, .. } | Self::Many { problems, .. } => problems,
        }
    }
}

/// Writes a whole plan. A snapshot is of one CDN and comes from `write_snapshot`; asked for here, it is that of a plan
/// with no CDN: nothing.
pub fn write(plan: &Plan, format: Format) -> Written {
    match format {
        Format::PlanText => Written::One { bytes: plan_text::write(plan), problems: Vec::new() },
        Format::TrafficOps => traffic_ops_files(plan),
        Format::Snapshot => Written::One { bytes: Vec::new(), problems: Vec::new() },
    }
}

fn traffic_ops_files(plan: &Plan) -> Written {
    let (files, problems) = (Vec::new(), Vec::new());
    let _ = plan;
    Written::Many { files, problems }
}

/// The options of a snapshot that Lodestone makes, but for its date.
pub fn making_options() -> MakingOptions {
    MakingOptions {
        tm_user: "lodestone".to_owned(),
        tm_version: concat!("Lodestone/", env!("CARGO_PKG_VERSION")).to_owned(),
        ..MakingOptions::default()
    }
}

/// Writes the snapshot of a CDN.
pub fn write_snapshot(plan: &Plan, cdn: &str, options: &MakingOptions) -> Result<Written, WritingError> {
    let made = making(plan, cdn, options)?;
    let bytes = snapshot::write(&made.snapshot)?;
    let file: Arc<str> = Arc::from(format!("snapshot of {cdn}"));
    let problems = made
        .notes
        .into_iter()
        .map(|note| {
            let place = Place { file: Arc::clone(&file), at: At::Spot(note.pointer) };
            Problem::new(Severity::Note, place, "", note.message)
        })
        .collect();
    Ok(Written::One { bytes, problems })
}

/// Files of a folder as one document for a single stream: an object with each file's name, without its ending, and
/// what it holds. The reader takes it like the folder.
pub fn together(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = vec![b'{'];
    for (at, (name, content)) in files.iter().enumerate() {
        if 0 < at {
            bytes.push(b',');
        }
        let name = name.strip_suffix(".json").unwrap_or(name);
        bytes.extend(super::json::quoted(name));
        bytes.push(b':');
        bytes.extend_from_slice(content.trim_ascii());
    }
    bytes.extend_from_slice(b"}\n");
    bytes
}

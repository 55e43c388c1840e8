//! From a plan to the bytes of any format, with findings about what was written. It opens no file.

use std::sync::Arc;

use super::coverage_zones::NoZoneFile;
use super::snapshot::LastSnapshot;
use super::{snapshot, traffic_ops};
use crate::finding::{At, Finding, Place, Severity, Subject};
use crate::model::{Cdn, Link, Plan, Server, grouped};
use crate::parallel;
use crate::snapshot::MakingOptions;
use crate::snapshot::judging::{JudgingOptions, judge, object_at};
use crate::snapshot::objects::as_in_plan;

/// What was written, and what is to be said about it.
#[derive(Clone, Debug)]
pub enum Written {
    /// One document.
    One {
        /// Its bytes.
        bytes: Vec<u8>,
        /// Findings.
        problems: Vec<Finding>,
        /// What it is to the CDN's last snapshot, if it is one.
        last: LastIs,
    },
    /// A folder of files.
    Many {
        /// Their names and bytes.
        files: Vec<(String, Vec<u8>)>,
        /// Findings.
        problems: Vec<Finding>,
    },
}

/// What a CDN's last snapshot is beside one that was written. It is unpacked once to know it, for that takes a while.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LastIs {
    /// There is none, or nobody asked.
    #[default]
    Unknown,
    /// The very same.
    Same,
    /// Another, of that date in seconds since 1970 if it says one.
    Dated(Option<i64>),
}

/// Why a plan cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WritingError {
    /// There is no such snapshot.
    #[error(transparent)]
    Snapshot(#[from] snapshot::ExportError),
    /// There is no such coverage zone file.
    #[error(transparent)]
    Zones(#[from] NoZoneFile),
    /// The bodies hold what JSON cannot say.
    #[error(transparent)]
    Bodies(#[from] traffic_ops::BodyWriteError),
    /// A table could not be put together.
    #[error("the table cannot be written: {0}")]
    Table(#[from] ::csv::Error),
    /// A document could not be put together.
    #[error("the document cannot be written: {0}")]
    Document(#[from] std::io::Error),
    /// A picture could not be drawn.
    #[error(transparent)]
    Picture(#[from] super::picture::PictureError),
    /// An archive could not be put together.
    #[error(transparent)]
    Archive(#[from] super::kml::PackedError),
}

impl LastIs {
    /// What the last snapshot is, of that date, beside these bytes.
    fn of(bytes: &[u8], last: Option<&[u8]>, date: Option<i64>) -> Self {
        match last {
            None => Self::Unknown,
            Some(last) if last == bytes => Self::Same,
            Some(_) => Self::Dated(date),
        }
    }
}

impl Written {
    /// One document.
    pub const fn one(bytes: Vec<u8>, problems: Vec<Finding>) -> Self {
        Self::One { bytes, problems, last: LastIs::Unknown }
    }

    /// Says something more about it.
    pub fn add(&mut self, problem: Finding) {
        match self {
            Self::One { problems, .. } | Self::Many { problems, .. } => problems.push(problem),
        }
    }

    /// Whether it is a folder of files.
    pub const fn is_folder(&self) -> bool {
        matches!(self, Self::Many { .. })
    }

    /// What is to be said about it.
    pub fn problems(&self) -> &[Finding] {
        match self {
            Self::One { problems, .. } | Self::Many { problems, .. } => problems,
        }
    }
}

/// The options of a snapshot that Lodestone makes, but for its date.
pub fn making_options() -> MakingOptions {
    MakingOptions {
        tm_user: "lodestone".to_owned(),
        tm_version: concat!("Lodestone/", env!("CARGO_PKG_VERSION")).to_owned(),
        ..MakingOptions::default()
    }
}

/// The same with a date.
pub fn dated(date: i64) -> MakingOptions {
    MakingOptions { date, ..making_options() }
}

/// Writes the snapshot of a CDN with a date, and says so when that is not newer than the date of the CDN's last one.
pub fn write_dated_snapshot(
    plan: &Plan,
    cdn: &str,
    date: i64,
    baseline: Option<LastSnapshot<'_>>,
) -> Result<Written, WritingError> {
    let unpack = || {
        let last = baseline.and_then(|last| (last.0)());
        let date = last.as_deref().and_then(snapshot::date_of);
        (last, date)
    };
    let (written, (baseline, last_date)) = parallel::join(|| write_snapshot(plan, cdn, &dated(date)), unpack);
    let (mut written, baseline) = (written?, baseline.as_deref());
    if let Written::One { bytes, problems, last } = &mut written {
        *last = LastIs::of(bytes, baseline, last_date);
        problems.extend(check_date(cdn, date, *last));
        problems.extend(note_new_caches(plan, cdn, baseline));
    }
    Ok(written)
}

/// So many names are listed before the rest is only counted.
const NAMES_SHOWN: usize = 3;

/// Says which live caches Traffic Ops cannot know: those that have no id there and are not in the CDN's last snapshot.
/// It draws a `hashId` of its own for each.
pub fn note_new_caches(plan: &Plan, cdn: &str, baseline: Option<&[u8]>) -> Option<Finding> {
    let id = plan.find::<Cdn>(cdn)?;
    let is_new = |server: &Server| {
        let type_ = plan.follow_opt(server.type_.as_ref()).map_or("", |type_| type_.name.as_str());
        let status = plan.follow_opt(server.status.as_ref()).map_or("", |status| status.name.as_str());
        server.upstream.traffic_ops_id.is_none()
            && server.cdn.as_ref().and_then(Link::id) == Some(id)
            && (type_.starts_with("EDGE") || type_.starts_with("MID"))
            && matches!(status, "REPORTED" | "ONLINE" | "ADMIN_DOWN")
    };
    let servers = plan.servers().iter().filter(|(_, server)| is_new(server));
    let mut new: Vec<&str> = servers.map(|(_, server)| server.host_name.as_str()).collect();
    // Most plans have every id from Traffic Ops: then nobody needs to know what the last snapshot has.
    if !new.is_empty()
        && let Some(known) = baseline.and_then(snapshot::cache_names)
    {
        new.retain(|name| !known.contains(*name));
    }
    let shown = new.iter().take(NAMES_SHOWN).copied().collect::<Vec<_>>().join(", ");
    let more = match new.len().saturating_sub(NAMES_SHOWN) {
        0 => String::new(),
        more => format!(" and {} more", grouped(more)),
    };
    let message = format!(
        "Traffic Ops does not know {} yet ({shown}{more}) and draws a hashId of its own for each: what it makes spreads \
         content over them otherwise than this snapshot",
        if new.len() == 1 { "1 cache".to_owned() } else { format!("{} caches", grouped(new.len())) }
    );
    let place = Place { file: file_of(cdn), at: At::Spot("/contentServers".to_owned()) };
    (!new.is_empty()).then(|| Finding::new(Severity::Note, place, "", message))
}

/// Says so when a snapshot's date is not newer than that of the CDN's last one, which Traffic Router may have.
pub fn check_date(cdn: &str, date: i64, last: LastIs) -> Option<Finding> {
    let LastIs::Dated(Some(last)) = last else { return None };
    if last < date {
        return None;
    }
    let place = Place { file: file_of(cdn), at: At::Spot("/stats/date".to_owned()) };
    let message = format!(
        "{date} is not newer than {last}, the date of the CDN's last snapshot: a Traffic Router that has that one does not \
         take this one; give a later date"
    );
    Some(Finding::new(Severity::Warning, place, "", message))
}

/// What a Traffic Router that holds a snapshot of that date would say of the one that was written.
pub fn judge_written(cdn: &str, written: &Written, held_date: i64) -> Vec<Finding> {
    let Written::One { bytes, .. } = written else { return Vec::new() };
    let file = file_of(cdn);
    match snapshot::read_document_bytes(bytes) {
        Ok(document) => {
            let judgement = judge(&document, &JudgingOptions { fresh: false, held_date });
            parallel::drop_elsewhere(document);
            let in_file = |finding: Finding| {
                let place = Place { file: Arc::clone(&file), at: At::Spot(finding.pointer().to_owned()) };
                // The place leads to the member itself.
                let subject = Subject::Place(place, finding.object().cloned());
                Finding { subject, field: String::new(), ..finding }
            };
            judgement.findings.into_iter().map(in_file).collect()
        }
        Err(error) => {
            let message = format!("whether Traffic Router would accept it cannot be judged: {error}");
            vec![Finding::new(Severity::Warning, Place::whole(&file), "", message)]
        }
    }
}

fn file_of(cdn: &str) -> Arc<str> {
    Arc::from(format!("snapshot of {cdn}"))
}

/// Writes the snapshot of a CDN.
pub fn write_snapshot(plan: &Plan, cdn: &str, options: &MakingOptions) -> Result<Written, WritingError> {
    let snapshot::Exported { bytes, notes, dropped } = snapshot::export(plan, cdn, options)?;
    let file = file_of(cdn);
    let place = |pointer: &str| Place { file: Arc::clone(&file), at: At::Spot(pointer.to_owned()) };
    let noted = notes.into_iter().map(|note| {
        let subject = Subject::Place(place(note.pointer()), note.object().cloned());
        Finding { subject, ..note }
    });
    let left_out = dropped.into_iter().map(|residual| {
        let object = object_at(&residual.pointer).0.map(|object| as_in_plan(plan, cdn, object));
        let message = "what the imported snapshot said here is left out, because the plan has changed here since";
        Finding::new(Severity::Warning, Subject::Place(place(&residual.pointer), object), "", message)
    });
    Ok(Written::one(bytes, noted.chain(left_out).collect()))
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

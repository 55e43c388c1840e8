//! From a plan to the bytes of any format, with findings about what was written. It opens no file.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use super::coverage_zones::NoZoneFile;
use super::snapshot::LastSnapshot;
use super::{snapshot, traffic_ops};
use crate::finding::{At, Finding, Place, Severity, Subject};
use crate::model::{Cdn, Link, Plan, Server, grouped};
use crate::snapshot::MakingOptions;
use crate::snapshot::judging::{Judgement, JudgingOptions, object_at};
use crate::snapshot::objects::as_in_plan;

pub use super::snapshot::LastIs;

/// What was written, and what is to be said about it.
#[derive(Clone, Debug)]
pub enum Written {
    /// One document.
    One {
        /// Its bytes.
        bytes: Vec<u8>,
        /// Findings.
        problems: Vec<Finding>,
        /// Where a snapshot's caches stand in its bytes, some in each part, if that is known.
        caches: Vec<Range<usize>>,
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

/// Why a snapshot that was written cannot be judged.
#[derive(Debug, thiserror::Error)]
pub enum JudgingError {
    /// It stands in several files.
    #[error("it is no single document")]
    Apart,
    /// It is none that we read.
    #[error(transparent)]
    Document(#[from] snapshot::DocumentError),
}

impl Written {
    /// One document.
    pub const fn one(bytes: Vec<u8>, problems: Vec<Finding>) -> Self {
        Self::One { bytes, problems, caches: Vec::new(), last: LastIs::Unknown }
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
    let (mut written, note) = write_beside(plan, cdn, date, baseline)?;
    if let Written::One { problems, last, .. } = &mut written {
        problems.extend(check_date(cdn, date, *last));
        problems.extend(note);
    }
    Ok(written)
}

/// So many names are listed before the rest is only counted.
const NAMES_SHOWN: usize = 3;

/// Writes the snapshot of a CDN with a date over the CDN's last one. Also says which live caches Traffic Ops cannot know: those
/// that have no id there and are not in that. It draws a `hashId` of its own for each.
pub fn write_beside(
    plan: &Plan,
    cdn: &str,
    date: i64,
    baseline: Option<LastSnapshot<'_>>,
) -> Result<(Written, Option<Finding>), WritingError> {
    let new = Mutex::new(new_caches(plan, cdn));
    let unpack = || {
        let last = baseline.and_then(|last| (last.0)());
        forget_known(&mut new.lock().unwrap_or_else(PoisonError::into_inner), last.as_deref());
        last
    };
    let written = write_over(plan, cdn, &dated(date), Some(LastSnapshot(&unpack)))?;
    Ok((written, note_caches(cdn, &new.into_inner().unwrap_or_else(PoisonError::into_inner))))
}

/// The live caches that have no id in Traffic Ops.
fn new_caches<'p>(plan: &'p Plan, cdn: &str) -> Vec<&'p str> {
    let Some(id) = plan.find::<Cdn>(cdn) else { return Vec::new() };
    let is_live_cache = |server: &Server| {
        let type_ = plan.follow_opt(server.type_.as_ref()).map_or("", |type_| type_.name.as_str());
        let status = plan.follow_opt(server.status.as_ref()).map_or("", |status| status.name.as_str());
        (type_.starts_with("EDGE") || type_.starts_with("MID"))
            && matches!(status, "REPORTED" | "ONLINE" | "ADMIN_DOWN")
    };
    let new = plan.servers().iter().filter(|(_, server)| {
        let is_new = server.upstream.traffic_ops_id.is_none() && server.cdn.as_ref().and_then(Link::id) == Some(id);
        is_new && is_live_cache(server)
    });
    new.map(|(_, server)| server.host_name.as_str()).collect()
}

/// Without those that the CDN's last snapshot has.
fn forget_known(new: &mut Vec<&str>, baseline: Option<&[u8]>) {
    // Most plans have every id from Traffic Ops: then nobody needs to know what the last snapshot has.
    if !new.is_empty()
        && let Some(known) = baseline.and_then(snapshot::cache_names)
    {
        new.retain(|name| !known.contains(*name));
    }
}

fn note_caches(cdn: &str, new: &[&str]) -> Option<Finding> {
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
    if written.is_folder() {
        return Vec::new();
    }
    let file = file_of(cdn);
    match judge_made(written, [JudgingOptions { fresh: false, held_date }]) {
        Ok([judged]) => {
            let in_file = |finding: Finding| {
                let place = Place { file: Arc::clone(&file), at: At::Spot(finding.pointer().to_owned()) };
                // The place leads to the member itself.
                let subject = Subject::Place(place, finding.object().cloned());
                Finding { subject, field: String::new(), ..finding }
            };
            judged.findings.into_iter().map(in_file).collect()
        }
        Err(why) => {
            let message = format!("whether Traffic Router would accept it cannot be judged: {why}");
            vec![Finding::new(Severity::Warning, Place::whole(&file), "", message)]
        }
    }
}

/// What routers would make of a snapshot that was written; or why that cannot be judged. Where it is known where its caches
/// stand in it, these are not held all at once.
pub fn judge_made<const N: usize>(
    written: &Written,
    routers: [JudgingOptions; N],
) -> Result<[Judgement; N], JudgingError> {
    let Written::One { bytes, caches, .. } = written else { return Err(JudgingError::Apart) };
    Ok(snapshot::judge_bytes(routers, bytes, caches)?)
}

fn file_of(cdn: &str) -> Arc<str> {
    Arc::from(format!("snapshot of {cdn}"))
}

/// Writes the snapshot of a CDN.
pub fn write_snapshot(plan: &Plan, cdn: &str, options: &MakingOptions) -> Result<Written, WritingError> {
    write_over(plan, cdn, options, None)
}

fn write_over(
    plan: &Plan,
    cdn: &str,
    options: &MakingOptions,
    last: Option<LastSnapshot<'_>>,
) -> Result<Written, WritingError> {
    let snapshot::Exported { bytes, caches, last, notes, dropped } = snapshot::export_over(plan, cdn, options, last)?;
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
    let problems = noted.chain(left_out).collect();
    Ok(Written::One { bytes, problems, caches, last })
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

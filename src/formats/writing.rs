//! From a plan to the bytes of any format, with findings about what was written. It opens no file.

use std::sync::Arc;

use super::{plan_text, snapshot, traffic_ops};
use crate::edit::import::{At, Place, Problem, Severity};
use crate::model::Plan;
use crate::snapshot::MakingOptions;
use crate::snapshot::judging::{JudgingOptions, judge};
use crate::snapshot::reading;

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

/// Why a plan cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WritingError {
    /// There is no such snapshot.
    #[error(transparent)]
    Snapshot(#[from] snapshot::ExportError),
    /// The bodies hold what JSON cannot say.
    #[error(transparent)]
    Bodies(#[from] traffic_ops::WriteError),
}

impl Written {
    /// Says something more about it.
    pub fn add(&mut self, problem: Problem) {
        match self {
            Self::One { problems, .. } | Self::Many { problems, .. } => problems.push(problem),
        }
    }

    /// What is to be said about it.
    pub fn problems(&self) -> &[Problem] {
        match self {
            Self::One { problems, .. } | Self::Many { problems, .. } => problems,
        }
    }
}

/// Writes a plan as text.
pub fn write_plan_text(plan: &Plan) -> Written {
    Written::One { bytes: plan_text::write(plan), problems: Vec::new() }
}

/// Writes a plan as bodies of the Traffic Ops API.
pub fn write_traffic_ops(plan: &Plan) -> Result<Written, WritingError> {
    let traffic_ops::Written { files, findings } = traffic_ops::write(plan)?;
    Ok(Written::Many { files, problems: findings })
}

/// The options of a snapshot that Lodestone makes, but for its date.
pub fn making_options() -> MakingOptions {
    MakingOptions {
        tm_user: "lodestone".to_owned(),
        tm_version: concat!("Lodestone/", env!("CARGO_PKG_VERSION")).to_owned(),
        ..MakingOptions::default()
    }
}

/// The date of a snapshot, in seconds since 1970; none where it says none, or is none.
pub fn date_of(document: &[u8]) -> Option<i64> {
    snapshot::read(document).ok()?.snapshot.stats.date
}

/// Writes the snapshot of a CDN with a date, and says so when that is not newer than the date of the CDN's last one.
pub fn write_dated_snapshot(
    plan: &Plan,
    cdn: &str,
    date: i64,
    baseline: Option<&[u8]>,
) -> Result<Written, WritingError> {
    let mut written = write_snapshot(plan, cdn, &MakingOptions { date, ..making_options() })?;
    if let Some(problem) = baseline.and_then(|last| check_date(cdn, date, &written, last)) {
        written.add(problem);
    }
    Ok(written)
}

/// Says so when a snapshot's date is not newer than that of the CDN's last one, which Traffic Router may have.
pub fn check_date(cdn: &str, date: i64, written: &Written, baseline: &[u8]) -> Option<Problem> {
    let is_the_same = matches!(written, Written::One { bytes, .. } if bytes == baseline);
    let last = if is_the_same { None } else { date_of(baseline) }?;
    if last < date {
        return None;
    }
    let place = Place { file: file_of(cdn), at: At::Spot("/stats/date".to_owned()) };
    let message = format!(
        "{date} is not newer than {last}, the date of the CDN's last snapshot: a Traffic Router that has that one does not \
         take this one; give a later date"
    );
    Some(Problem::new(Severity::Warning, place, "", message))
}

/// What a Traffic Router that holds a snapshot of that date would say of the one that was written.
pub fn judge_written(cdn: &str, written: &Written, held_date: i64) -> Vec<Problem> {
    let Written::One { bytes, .. } = written else { return Vec::new() };
    let file = file_of(cdn);
    match snapshot::read_document_bytes(bytes) {
        Ok(document) => {
            let judgement = judge(&document, &JudgingOptions { fresh: false, held_date });
            let problem = |finding: &crate::snapshot::judging::Finding| {
                let severity = match finding.severity() {
                    reading::Severity::Error => Severity::Error,
                    reading::Severity::Warning => Severity::Warning,
                    reading::Severity::Note => Severity::Note,
                };
                let place = Place { file: Arc::clone(&file), at: At::Spot(finding.pointer.clone()) };
                Problem::new(severity, place, "", format!("{} [{}]", finding.message, finding.rule.id()))
            };
            judgement.findings.iter().map(problem).collect()
        }
        Err(error) => {
            let message = format!("whether Traffic Router would accept it cannot be judged: {error}");
            vec![Problem::new(Severity::Warning, Place::whole(&file), "", message)]
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
    let dropped = dropped.into_iter().map(|residual| {
        let place = Place { file: Arc::clone(&file), at: At::Spot(residual.pointer) };
        let message = "what the imported snapshot said here is left out, because the plan has changed here since";
        Problem::new(Severity::Warning, place, "", message)
    });
    let dropped: Vec<Problem> = dropped.collect();
    let problems = notes
        .into_iter()
        .map(|note| {
            let place = Place { file: Arc::clone(&file), at: At::Spot(note.pointer) };
            Problem::new(Severity::Note, place, "", note.message)
        })
        .chain(dropped)
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

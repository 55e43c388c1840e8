//! `lodestone export`: a plan out into files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use jiff::Timestamp;
use serde_json::json;

use super::failure::Failure;
use super::{plan, report, terminal, unix};
use crate::finding::{Finding, Tally};
use crate::formats::snapshot;
use crate::formats::writing::{self, WritingError, Written};
use crate::formats::{Format, Want};
use crate::model::Plan;
use crate::session::tasks::{Baseline, ExportFailure, NOT_REMEMBERED, export, remember};
use crate::session::{ReadOnlySession, Session};
use crate::snapshot::SnapshotError;
use crate::store::Baselines;
use crate::store::atomic::is_stream;

/// Write a plan out.
///
/// Works while another program has the plan open. A file is replaced in one step or not at all; a plan file is never
/// overwritten; a device, pipe or socket is written into. Findings about what was written go to standard error and don't
/// change the exit code, unless --strict is given; of a snapshot they say what Traffic Router would make of it. A
/// snapshot that went into a file is remembered as the CDN's last one.
#[derive(Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct ExportArguments {
    /// The plan file.
    plan: PathBuf,
    /// What to write.
    #[arg(long, value_name = "FORMAT", value_parser = super::formats::written_format())]
    format: Format,
    /// Where to: a file, or a folder for traffic-ops; - or nothing is standard output.
    #[arg(short, long, value_name = "FILE|DIR")]
    output: Option<PathBuf>,
    /// Whose snapshot; may be left out when the plan has one CDN.
    #[arg(long, value_name = "NAME")]
    cdn: Option<String>,
    /// The snapshot's date in seconds since 1970, instead of now.
    #[arg(long, value_name = "SECONDS")]
    date: Option<i64>,
    /// End with exit code 1 when there are errors or warnings about what was written.
    #[arg(long)]
    strict: bool,
    /// Print findings and what was written as JSON; needs --output.
    #[arg(long, requires = "output")]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  lodestone export plan.lodestone --format snapshot --cdn my-cdn -o snapshot.json
  lodestone export plan.lodestone --format traffic-ops -o bodies/
  lodestone export plan.lodestone --format plan-text | git diff --no-index plan-text.old -";

pub(super) fn run(arguments: &ExportArguments) -> Result<(), Failure> {
    let output = arguments.output.as_deref();
    let output = output.filter(|path| *path != Path::new("-") && !unix::is_standard_output(path));
    // What went into a stream is nowhere to be found again.
    let remembers = arguments.format.is_snapshot() && output.is_some_and(|path| !is_stream(path));
    let source = ExportedPlan::open(&arguments.plan, remembers)?;
    let exported = source.plan();
    let cdn =
        if arguments.format.wants(Want::Cdn) { plan::cdn(exported, arguments.cdn.as_deref())? } else { String::new() };
    let date = arguments.date.unwrap_or_else(|| Timestamp::now().as_second());
    let written = export::write(exported, source.baselines(), arguments.format, &cdn, date).map_err(failure)?;
    let mut problems = written.problems().to_vec();
    problems.extend(export::judge(source.baselines(), arguments.format, &cdn, date, &written));
    let files = match output {
        None => pour(&written)?,
        Some(path) => {
            let baseline = export::baseline_of(source.baselines(), arguments.format, &cdn, &written);
            let baseline = baseline.filter(|_| remembers);
            let files = export::place(path, written);
            export::put(arguments.format.is_folder().then_some(path), &files).map_err(failure)?;
            source.keep(&arguments.plan, baseline);
            files.iter().map(|(path, _)| path.display().to_string()).collect()
        }
    };
    if arguments.json {
        report::print_json(&json!({
            "files": files,
            "problems": problems.iter().map(Finding::to_problem_json).collect::<Vec<_>>(),
        }))?;
    } else {
        report::tell_problems(&problems);
    }
    strict(arguments, &problems)
}

/// The plan that is written out: open for good where what is written is to be remembered in it, so that it is read once;
/// else a private copy, which works whoever holds it.
#[derive(Debug)]
enum ExportedPlan {
    Open(Box<Session>),
    Copy(Box<ReadOnlySession>),
}

impl ExportedPlan {
    fn open(path: &Path, remembers: bool) -> Result<Self, Failure> {
        // Whatever keeps it from being opened for good is said when it should have been written to.
        match remembers.then(|| Session::open(path, plan::options())) {
            Some(Ok(mut session)) => {
                plan::tell_notes(&mut session);
                Ok(Self::Open(Box::new(session)))
            }
            Some(Err(_)) | None => Ok(Self::Copy(Box::new(plan::open_to_read(path)?))),
        }
    }

    fn plan(&self) -> &Arc<Plan> {
        match self {
            Self::Open(session) => session.plan(),
            Self::Copy(copy) => copy.plan(),
        }
    }

    fn baselines(&self) -> &Baselines {
        match self {
            Self::Open(session) => session.baselines(),
            Self::Copy(copy) => copy.baselines(),
        }
    }

    /// Keeps a snapshot that went into a file as the CDN's baseline, unless the plan cannot be written to just now.
    fn keep(self, path: &Path, baseline: Option<Baseline>) {
        let kept = match (self, baseline) {
            (Self::Copy(_), None) => Ok(()),
            (Self::Open(session), None) => plan::close(*session).map(drop),
            (Self::Open(session), Some(baseline)) => remember_in(*session, baseline),
            (Self::Copy(_), Some(baseline)) => plan::open(path).and_then(|session| remember_in(session, baseline)),
        };
        if let Err(failure) = kept {
            let reason = format!("lodestone: {NOT_REMEMBERED}: {failure}");
            terminal::tell(&terminal::safe(&reason));
        }
    }
}

fn remember_in(mut session: Session, baseline: Baseline) -> Result<(), Failure> {
    remember(&mut session, &[baseline])?;
    plan::close(session)?.end(Ok(()))
}

/// A plan that makes no snapshot is a finding; what cannot be written is a file's failure.
pub(super) fn failure(error: ExportFailure) -> Failure {
    match error {
        ExportFailure::Writing(WritingError::Snapshot(error)) => match error {
            snapshot::ExportError::Snapshot(SnapshotError::Refused { cdn, refusals }) => {
                Failure::findings(report::tell_refusals(&cdn, &refusals))
            }
            other => Failure::findings(other),
        },
        ExportFailure::NotWritten(_) => Failure::usage(error),
        other => Failure::of(other),
    }
}

/// Errors and warnings count, notes never.
fn strict(arguments: &ExportArguments, problems: &[Finding]) -> Result<(), Failure> {
    let counts = Tally { notes: 0, ..Tally::of(problems) };
    if arguments.strict && counts != Tally::default() {
        return Err(Failure::findings(format!("with --strict: {}", counts.words(" and "))));
    }
    Ok(())
}

/// To standard output; a folder as one document. No file is written.
fn pour(written: &Written) -> Result<Vec<String>, Failure> {
    let poured = match written {
        Written::One { bytes, .. } => terminal::pour(bytes),
        Written::Many { files, .. } => terminal::pour(&writing::together(files)),
    };
    poured.map_err(|error| Failure::file(format!("standard output cannot be written: {error}")))?;
    Ok(Vec::new())
}

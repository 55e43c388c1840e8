//! `lodestone export`: a plan out into files.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use serde_json::json;

use super::failure::Failure;
use super::{plan, report, terminal, unix};
use crate::finding::{Finding, Tally};
use crate::formats::snapshot;
use crate::formats::writing::{self, WritingError, Written};
use crate::formats::{Format, Want};
use crate::session::tasks::{Baseline, ExportFailure, NOT_REMEMBERED, export, remember};
use crate::snapshot::SnapshotError;
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
    /// Whose snapshot, which may be left out when the plan has one CDN; of regional geo rules: those of its services.
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
    let session = plan::open_to_read(&arguments.plan)?;
    let exported = session.plan();
    let cdn = match arguments.cdn.as_deref() {
        _ if arguments.format.wants(Want::Cdn) => plan::cdn(exported, arguments.cdn.as_deref())?,
        Some(cdn) if arguments.format.wants(Want::CdnOrAll) => plan::cdn(exported, Some(cdn))?,
        _ => String::new(),
    };
    let date = arguments.date.unwrap_or_else(|| Timestamp::now().as_second());
    let written = export::write(exported, session.baselines(), arguments.format, &cdn, date).map_err(failure)?;
    let mut problems = written.problems().to_vec();
    problems.extend(export::judge(session.baselines(), arguments.format, &cdn, date, &written));
    let output = arguments.output.as_deref();
    let output = output.filter(|path| *path != Path::new("-") && !unix::is_standard_output(path));
    let files = match output {
        None => pour(&written)?,
        Some(path) => {
            let baseline = export::baseline_of(session.baselines(), arguments.format, &cdn, &written);
            // What went into a stream is nowhere to be found again.
            let baseline = baseline.filter(|_| !is_stream(path));
            let files = export::place(path, written);
            export::put(arguments.format.is_folder().then_some(path), &files).map_err(failure)?;
            if let Some(baseline) = baseline {
                keep(arguments, baseline);
            }
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

/// Keeps a snapshot that went into a file as the CDN's baseline, unless the plan cannot be written to just now.
fn keep(arguments: &ExportArguments, baseline: Baseline) {
    let kept = plan::open(&arguments.plan).and_then(|mut session| {
        remember(&mut session, &[baseline])?;
        plan::close(session)?.end(Ok(()))
    });
    if let Err(failure) = kept {
        let reason = format!("lodestone: {NOT_REMEMBERED}: {failure}");
        terminal::tell(&terminal::safe(&reason));
    }
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

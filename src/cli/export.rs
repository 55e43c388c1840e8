//! `lodestone export`: a plan out into files.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use serde_json::json;

use super::failure::Failure;
use super::{plan, report, terminal, unix};
use crate::edit::import::{Problem, Severity};
use crate::formats::Format;
use crate::formats::snapshot::ExportError;
use crate::formats::writing::{self, WritingError, Written};
use crate::model::Plan;
use crate::session::{NOT_REMEMBERED, ReadOnlySession};
use crate::snapshot::SnapshotError;
use crate::store::atomic::{self, is_stream};
use crate::store::is_plan_file;

/// Write a plan out.
///
/// Works while another program has the plan open. A file is replaced in one step or not at all; a plan file is never
/// overwritten; a device, pipe or socket is written into. Findings about what was written go to standard error and don't
/// change the exit code, unless --strict is given; of a snapshot they say what Traffic Router would make of it. A
/// snapshot that went into a file is remembered as the CDN's last one.
#[derive(Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct Arguments {
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

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let session = plan::open_to_read(&arguments.plan)?;
    let written = write(arguments, &session)?;
    let output = arguments.output.as_deref();
    let output = output.filter(|path| *path != Path::new("-") && !unix::is_standard_output(path));
    let files = match (&written, output) {
        (Written::One { bytes, .. }, None) => pour(bytes)?,
        (Written::One { bytes, .. }, Some(path)) => put_file(path, bytes)?,
        (Written::Many { files, .. }, None) => pour(&writing::together(files))?,
        (Written::Many { files, .. }, Some(stream)) if is_stream(stream) => {
            put_file(stream, &writing::together(files))?
        }
        (Written::Many { files, .. }, Some(folder)) => put_folder(folder, files)?,
    };
    let lasting = output.filter(|path| !is_stream(path));
    if let (Format::Snapshot, Written::One { bytes, .. }, Some(_)) = (arguments.format, &written, lasting) {
        keep(arguments, session.plan(), bytes);
    }
    let problems = written.problems();
    if arguments.json {
        report::print_json(&json!({
            "files": files,
            "problems": problems.iter().map(report::problem_json).collect::<Vec<_>>(),
        }))?;
    } else {
        report::tell_problems(problems);
    }
    strict(arguments, problems)
}

fn strict(arguments: &Arguments, problems: &[Problem]) -> Result<(), Failure> {
    let counts = |problem: &&Problem| Severity::Note < problem.severity;
    let grave: Vec<Problem> = problems.iter().filter(counts).cloned().collect();
    if arguments.strict && !grave.is_empty() {
        return Err(Failure::Findings(format!("with --strict: {}", report::count_problems(&grave))));
    }
    Ok(())
}

/// Keeps a snapshot that went into a file as the CDN's baseline, unless the plan cannot be written to just now.
fn keep(arguments: &Arguments, plan: &Plan, bytes: &[u8]) {
    let kept = cdn(plan, arguments.cdn.as_deref()).and_then(|cdn| {
        let mut session = plan::open(&arguments.plan)?;
        session.set_baseline(&cdn, bytes).map_err(|error| Failure::file(&error))?;
        plan::close(session)?.end(Ok(()))
    });
    if let Err(failure) = kept {
        let reason = format!("lodestone: {NOT_REMEMBERED}: {failure}");
        terminal::tell(&terminal::safe(&reason));
    }
}

fn write(arguments: &Arguments, session: &ReadOnlySession) -> Result<Written, Failure> {
    let plan = session.plan();
    match arguments.format {
        Format::Snapshot => write_snapshot(arguments, session),
        Format::TrafficOps => writing::write_traffic_ops(plan).map_err(|error| Failure::file(&error)),
        Format::PlanText => Ok(writing::write_plan_text(plan)),
    }
}

fn write_snapshot(arguments: &Arguments, session: &ReadOnlySession) -> Result<Written, Failure> {
    let plan = session.plan();
    let cdn = cdn(plan, arguments.cdn.as_deref())?;
    let date = arguments.date.unwrap_or_else(|| Timestamp::now().as_second());
    let baseline = session.baseline(&cdn);
    let mut written =
        writing::write_dated_snapshot(plan, &cdn, date, baseline.as_deref()).map_err(|error| not_made(&error))?;
    // That the date is too old has been said where it is.
    let held = baseline.as_deref().and_then(writing::date_of).filter(|held| *held < date).unwrap_or_default();
    for problem in writing::judge_written(&cdn, &written, held) {
        written.add(problem);
    }
    Ok(written)
}

fn not_made(error: &WritingError) -> Failure {
    match error {
        WritingError::Snapshot(ExportError::Snapshot(SnapshotError::Refused { cdn, refusals })) => {
            Failure::Findings(report::tell_refusals(cdn, refusals))
        }
        _ => Failure::Findings(error.to_string()),
    }
}

/// The CDN that is meant. `ALL` stands for all of them and has no snapshot of its own.
fn cdn(plan: &Plan, named: Option<&str>) -> Result<String, Failure> {
    let names = plan.real_cdn_names();
    let known = if names.is_empty() { "no CDN yet".to_owned() } else { names.join(", ") };
    match (named, names.as_slice()) {
        (Some(name), _) if names.contains(&name) => Ok(name.to_owned()),
        (Some(name), _) => Err(Failure::Usage(format!("there is no CDN `{name}`; the plan has {known}"))),
        (None, [only]) => Ok((*only).to_owned()),
        (None, []) => Err(Failure::Usage("the plan has no CDN to make a snapshot of; import or add one".to_owned())),
        (None, _) => Err(Failure::Usage(format!("say whose snapshot with --cdn; the plan has {known}"))),
    }
}

fn pour(bytes: &[u8]) -> Result<Vec<String>, Failure> {
    terminal::pour(bytes).map_err(|error| Failure::File(format!("standard output cannot be written: {error}")))?;
    Ok(Vec::new())
}

fn put_file(path: &Path, bytes: &[u8]) -> Result<Vec<String>, Failure> {
    if is_plan_file(path) {
        return Err(Failure::File(format!("is a plan and is not overwritten; name another file: {}", path.display())));
    }
    atomic::write(path, bytes)
        .map_err(|error| Failure::File(format!("cannot be written ({error}): {}", path.display())))?;
    Ok(vec![path.display().to_string()])
}

fn put_folder(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<Vec<String>, Failure> {
    std::fs::create_dir_all(folder)
        .map_err(|error| Failure::File(format!("the folder cannot be made ({error}): {}", folder.display())))?;
    let mut paths = Vec::new();
    for (name, bytes) in files {
        let put = put_file(&folder.join(name), bytes).map_err(|failure| match (failure, paths.len()) {
            (Failure::File(reason), written) if 0 < written => {
                Failure::File(format!("{reason}; {written} of {} files were written before", files.len()))
            }
            (failure, _) => failure,
        });
        paths.extend(put?);
    }
    Ok(paths)
}

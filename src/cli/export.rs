//! `lodestone export`: a plan out into files.

use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use clap::Args;
use jiff::Timestamp;
use serde_json::json;

use super::failure::Failure;
use super::picture::PictureArguments;
use super::{linux, plan, report, terminal, unix};
use crate::finding::{Finding, Tally};
use crate::formats::csv::kind_named;
use crate::formats::snapshot;
use crate::formats::writing::{WritingError, Written};
use crate::formats::{Choices, Format, Want};
use crate::model::{Kind, Plan};
use crate::parallel;
use crate::session::tasks::{ExportFailure, NOT_REMEMBERED, export};
use crate::session::{ReadOnlySession, Session};
use crate::snapshot::SnapshotError;
use crate::store::atomic::is_stream;
use crate::store::{Baselines, Packed};

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
    /// Where to: a file, or a folder for traffic-ops and csv; - or nothing is standard output.
    #[arg(short, long, value_name = "FILE|DIR")]
    output: Option<PathBuf>,
    /// Whose snapshot or coverage zone file, which may be left out when the plan has one CDN; of regional geo rules: those of
    /// its services.
    #[arg(long, value_name = "NAME")]
    cdn: Option<String>,
    /// Which coverage zone file, instead of the one that the CDN uses.
    #[arg(long, value_name = "NAME", conflicts_with = "cdn")]
    file: Option<String>,
    /// The kind of objects that a CSV is to hold, like cache-group; without it csv is a folder with a file per kind.
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// The snapshot's date in seconds since 1970, instead of now.
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    date: Option<i64>,
    #[command(flatten)]
    picture: PictureArguments,
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
  lodestone export plan.lodestone --format coverage-zones --cdn my-cdn -o coverage-zones.json
  lodestone export plan.lodestone --format csv -o tables/
  lodestone export plan.lodestone --format csv --kind cache-group -o groups.csv
  lodestone export plan.lodestone --format geojson -o plan.geojson
  lodestone export plan.lodestone --format png --size 1920x1080 --theme dark -o map.png
  lodestone export plan.lodestone --format svg --bounds 35,-11,60,30 -o europe.svg
  lodestone export plan.lodestone --format plan-text | git diff --no-index plan-text.old -";

pub(super) fn run(arguments: &ExportArguments) -> Result<(), Failure> {
    parallel::leave_all();
    let output = arguments.output.as_deref();
    let output = output.filter(|path| *path != Path::new("-") && !unix::is_standard_output(path));
    // What went into a stream is nowhere to be found again.
    let remembers = arguments.format.is_snapshot() && output.is_some_and(|path| !is_stream(path));
    let source = ExportedPlan::open(&arguments.plan, remembers)?;
    let exported = source.plan();
    let cdn = match arguments.cdn.as_deref() {
        _ if arguments.file.is_some() => String::new(),
        named if arguments.format.wants(Want::Cdn) => plan::cdn(exported, named)?,
        Some(cdn) if arguments.format.wants(Want::CdnOrAll) => plan::cdn(exported, Some(cdn))?,
        _ => String::new(),
    };
    let date = arguments.date.unwrap_or_else(|| Timestamp::now().as_second());
    let picture = arguments.picture.choices(arguments.format)?;
    let choices =
        Choices { cdn: &cdn, date, file: zone_file(arguments)?, kind: kind(arguments)?, picture, ..Choices::default() };
    let format = packed(arguments);
    let unpack = |packed: &Packed| linux::in_large_pages(|| packed.unpack());
    let written = export::write(exported, source.baselines(), &unpack, format, choices).map_err(failure)?;
    // What is judged is what was written, whatever becomes of it meanwhile. A thread of its own for what waits for the disk:
    // this one is of those that judge.
    let (judged, files) = thread::scope(|scope| {
        let handing = scope.spawn(|| hand_over(arguments, output, source, (&cdn, remembers), &written));
        let judged = export::judge(arguments.format, &cdn, date, &written);
        (judged, handing.join().unwrap_or_else(|panic| resume_unwind(panic)))
    });
    let files = files?;
    let mut problems = written.problems().to_vec();
    problems.extend(judged);
    // The process ends with it: to give that much memory back before takes longer than to leave it.
    std::mem::forget(written);
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

/// Puts what was written where it is wanted, and remembers it where it is to be; says which files those are.
fn hand_over(
    arguments: &ExportArguments,
    output: Option<&Path>,
    source: ExportedPlan,
    (cdn, remembers): (&str, bool),
    written: &Written,
) -> Result<Vec<String>, Failure> {
    let Some(path) = output else { return pour(arguments.format, written) };
    let news = export::news(arguments.format, written).filter(|_| remembers);
    let files = export::place(path, arguments.format, written).map_err(failure)?;
    // It is packed while the disk is at work.
    let (put, packed) = thread::scope(|scope| {
        let packing = scope.spawn(|| news.map(Packed::of));
        let put = export::put(written.is_folder().then_some(path), &files);
        (put, packing.join().unwrap_or_else(|panic| resume_unwind(panic)))
    });
    put.map_err(failure)?;
    source.keep(&arguments.plan, packed.map(|packed| (cdn, packed)));
    Ok(files.iter().map(|(path, _)| path.display().to_string()).collect())
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
        match remembers.then(|| plan::open_quietly(path)) {
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
    fn keep(self, path: &Path, baseline: Option<(&str, Packed)>) {
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

fn remember_in(mut session: Session, (cdn, packed): (&str, Packed)) -> Result<(), Failure> {
    session.set_packed_baseline(cdn, packed)?;
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
        ExportFailure::Writing(WritingError::Zones(error)) => Failure::usage(error),
        ExportFailure::Apart(_) => Failure::usage(error).hint("-o DIR is a file per kind, --kind KIND is one"),
        other => Failure::of(other),
    }
}

/// The format that is written: KML into a file that is called .kmz is KMZ.
fn packed(arguments: &ExportArguments) -> Format {
    let ending = arguments.output.as_deref().and_then(Path::extension);
    let is_packed = ending.is_some_and(|ending| ending.eq_ignore_ascii_case("kmz"));
    if arguments.format == Format::Kml && is_packed { Format::Kmz } else { arguments.format }
}

/// The coverage zone file that was named, of a format that is one; empty for none.
fn zone_file(arguments: &ExportArguments) -> Result<&str, Failure> {
    match arguments.file.as_deref() {
        Some(_) if !arguments.format.wants(Want::ZoneFile) => {
            let message = format!("--file names a coverage zone file, and {} has none", arguments.format.key());
            Err(Failure::usage(message).hint("leave it out, or give --format coverage-zones"))
        }
        file => Ok(file.unwrap_or_default()),
    }
}

/// The kind that was asked for, of a format that is asked for one.
fn kind(arguments: &ExportArguments) -> Result<Option<Kind>, Failure> {
    let Some(word) = &arguments.kind else { return Ok(None) };
    if !arguments.format.wants(Want::Kind) {
        return Err(Failure::usage(format!("--kind goes with csv; {} holds every kind", arguments.format.key())));
    }
    let keys = || Kind::ALL.iter().map(|kind| kind.key()).collect::<Vec<_>>().join(", ");
    let found = kind_named(word)
        .ok_or_else(|| Failure::usage(format!("there is no kind `{word}`")).hint(format!("the kinds are {}", keys())));
    found.map(Some)
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
fn pour(format: Format, written: &Written) -> Result<Vec<String>, Failure> {
    let poured = match written {
        Written::One { bytes, .. } => terminal::pour(bytes),
        Written::Many { files, .. } => terminal::pour(&export::join(format, files).map_err(failure)?),
    };
    poured.map_err(|error| Failure::file(format!("standard output cannot be written: {error}")))?;
    Ok(Vec::new())
}

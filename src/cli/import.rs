//! `lodestone import`: files into a plan, as one step of its history.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::failure::Failure;
use super::{plan, report, terminal};
use crate::edit::describe::{counting, describing};
use crate::edit::import::{ImportOptions, ImportOutcome, Severity};
use crate::formats::Format;
use crate::formats::reading::{self, Reading, Request, importing};
use crate::formats::traffic_ops::endpoints;
use crate::model::{Plan, grouped};
use crate::session::{NOT_REMEMBERED, Session};

/// Bring files into a plan.
///
/// Takes bodies of the Traffic Ops API (5.0, 4.x and 3.x), CDN-in-a-Box's folders, plan-text and CDN Snapshots, and
/// recognises them by content. Objects are matched by name: what is new is added, what differs is changed, field by field, and what the
/// files don't mention stays. The whole import is one step of the history: `lodestone undo` takes it back.
///
/// An error refuses the whole import and nothing changes; every problem is listed. Look before you leap with --dry-run.
#[derive(Args, Debug)]
#[command(after_long_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct Arguments {
    /// The plan file.
    plan: PathBuf,
    /// The files to bring in; folders are gone through; - is standard input.
    #[arg(required = true, value_name = "FILE|DIR")]
    files: Vec<PathBuf>,
    /// Read everything as this format instead of recognising it.
    #[arg(long, value_name = "FORMAT", value_parser = super::formats::read_format())]
    format: Option<Format>,
    /// Say what the rows of a file are whose name does not, like cachegroups.
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Replace $NAME in CDN-in-a-Box's files; may be given several times.
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = name_and_value)]
    sets: Vec<(String, String)>,
    /// Only say what would be done.
    #[arg(long)]
    dry_run: bool,
    /// Remove what the files lack, of the kinds that they hold (a snapshot: of its CDN); never what is Lodestone's own.
    #[arg(long)]
    replace: bool,
    /// Take the good rows and leave those with errors out (exit code 1 if any was left).
    #[arg(long)]
    keep_going: bool,
    /// Import many changes even where the plan cannot be backed up before.
    #[arg(long)]
    without_backup: bool,
    /// Take an object with a known Traffic Ops id and a new name as renamed.
    #[arg(long)]
    follow_renames: bool,
    /// Print what was done as JSON.
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  lodestone import plan.lodestone api-5.0/              a folder of bodies like cachegroups.json
  lodestone import plan.lodestone api-5.0/ --dry-run    what would change, without changing it
  lodestone import plan.lodestone traffic_ops_data/ --set CDN_NAME=my-cdn
  lodestone import plan.lodestone CrConfig.json         a snapshot; what it does not say stays as it is
  curl .../api/5.0/cachegroups | lodestone import plan.lodestone - --kind cachegroups";

/// From so many changes on, the file is backed up before an import.
const LARGE_IMPORT_CHANGES: usize = 1_000;

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let reading = read(arguments)?;
    let options = ImportOptions {
        replace: arguments.replace,
        keep_going: arguments.keep_going,
        follow_renames: arguments.follow_renames,
    };
    if arguments.dry_run {
        let session = plan::open_to_read(&arguments.plan)?;
        let outcome = importing(session.plan(), reading, options).map_err(|error| Failure::file(&error))?;
        return finish(arguments, session.plan(), &outcome);
    }
    let mut session = plan::open(&arguments.plan)?;
    let before = session.plan().clone();
    let baselines = reading.baselines(&before);
    let outcome = importing(&before, reading, options).map_err(|error| Failure::file(&error))?;
    perform(arguments, &mut session, &before, &outcome)?;
    // The import is in the file: what cannot be remembered besides is said and undoes nothing.
    let remembered = baselines
        .iter()
        .filter(|_| !outcome.report.refused)
        .try_for_each(|(cdn, document)| session.set_baseline(cdn, document));
    let closed = plan::close(session)?;
    let told = finish(arguments, &before, &outcome);
    closed.end(match (remembered, told) {
        (Err(error), Ok(())) => Err(Failure::Findings(format!("{NOT_REMEMBERED}: {error}"))),
        (_, told) => told,
    })
}

fn read(arguments: &Arguments) -> Result<Reading, Failure> {
    let request = Request {
        paths: &arguments.files,
        format: arguments.format,
        kind: arguments.kind.as_deref(),
        sets: arguments.sets.iter().cloned().collect::<BTreeMap<_, _>>(),
    };
    if let Some(kind) = request.kind
        && endpoints::meant_by(kind).is_none()
    {
        return Err(Failure::Usage(format!(
            "there is no kind `{kind}`; the kinds are {}",
            endpoints::ENDPOINTS.iter().map(|endpoint| endpoint.name).collect::<Vec<_>>().join(", ")
        )));
    }
    let reading = reading::read(&request);
    if reading.unusable.is_empty() {
        return Ok(reading);
    }
    for unusable in &reading.unusable {
        terminal::tell(&terminal::safe(&format!("error: {}: {}", unusable.name, unusable.error)));
    }
    Err(Failure::File("nothing was imported, because not every file can be read".to_owned()))
}

fn perform(
    arguments: &Arguments,
    session: &mut Session,
    before: &Arc<Plan>,
    outcome: &ImportOutcome,
) -> Result<(), Failure> {
    let edit = outcome.edit.clone();
    if edit.is_empty() {
        return Ok(());
    }
    let is_large = LARGE_IMPORT_CHANGES <= edit.changes.len() && !session.history().steps.is_empty();
    if is_large && !arguments.without_backup {
        session.backup_now().map_err(|error| {
            Failure::File(format!("nothing was imported, because {error}; --without-backup imports all the same"))
        })?;
    }
    session.perform_made(edit, Some((before, outcome.plan.clone()))).map_err(|error| Failure::file(&error))?;
    plan::wait(session)
}

/// Says what was done, or would be.
fn finish(arguments: &Arguments, before: &Plan, outcome: &ImportOutcome) -> Result<(), Failure> {
    let found = &outcome.report;
    // A large import is described object by object only where somebody reads it.
    if arguments.json || arguments.dry_run {
        let description = describing(before, &outcome.plan, &outcome.edit);
        if arguments.json {
            report::print_json(&report::description_json(&description, found.unchanged, &found.problems))?;
        } else {
            report::say_description(&description);
        }
    }
    if !arguments.json {
        report::say_counts(&counting(before, &outcome.plan, &outcome.edit));
        report::tell_problems(&found.problems);
        say_end(arguments, outcome);
    }
    if found.refused {
        let problems = report::count_problems(&found.problems);
        return Err(Failure::Findings(format!("nothing was imported: {problems}; see --keep-going")));
    }
    let errors = found.problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    if 0 < found.left_out || 0 < errors {
        let what = match (found.left_out, errors) {
            (0, _) => "files with errors were left out".to_owned(),
            (rows, _) => format!("rows with errors were left out: {}", grouped(rows)),
        };
        return Err(Failure::Findings(format!("{what} ({})", report::count_problems(&found.problems))));
    }
    Ok(())
}

fn say_end(arguments: &Arguments, outcome: &ImportOutcome) {
    let found = &outcome.report;
    if found.refused {
        return;
    }
    let unchanged = format!("{} unchanged", grouped(found.unchanged));
    terminal::say(&match (outcome.edit.is_empty(), arguments.dry_run) {
        (true, _) => format!("Nothing to change ({unchanged})."),
        (false, true) => format!("A dry run: nothing was changed ({unchanged})."),
        (false, false) => format!("{} ({unchanged}).", terminal::safe(&outcome.edit.label)),
    });
}

fn name_and_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected NAME=VALUE".to_owned()),
    }
}

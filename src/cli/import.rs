//! `lodestone import`: files into a plan, as one step of its history.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::failure::Failure;
use super::{plan, report, terminal};
use crate::edit::describe::{Counts, Description, count_changes, describe};
use crate::edit::import::{ImportOutcome, ImportReport};
use crate::finding::Tally;
use crate::formats::Format;
use crate::formats::csv::{TableChoices, kind_named};
use crate::formats::files::Unusable;
use crate::formats::traffic_ops::endpoints;
use crate::model::grouped;
use crate::session::tasks::{self, ImportError, ImportOrder, PlannedImport, plan_import};

/// Bring files into a plan.
///
/// Takes bodies of the Traffic Ops API (5.0, 4.x and 3.x), CDN-in-a-Box's folders, plan-text, CDN Snapshots, CSV
/// tables, .geojson, .kml and .kmz, and recognises them by content. Objects are matched by name: what is new is added, what differs is changed, field by field, and what the
/// files don't mention stays. The whole import is one step of the history: `lodestone undo` takes it back.
///
/// An error refuses the whole import and nothing changes; every problem is listed. Look before you leap with --dry-run.
#[derive(Args, Debug)]
#[command(after_long_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct ImportArguments {
    /// The plan file.
    plan: PathBuf,
    /// The files to bring in; folders are gone through; - is standard input.
    #[arg(required = true, value_name = "FILE|DIR")]
    files: Vec<PathBuf>,
    /// Read everything as this format instead of recognising it.
    #[arg(long, value_name = "FORMAT", value_parser = super::formats::read_format())]
    format: Option<Format>,
    /// Say what the rows of a file are whose name does not, like cachegroups; of a CSV like cache-group.
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
  lodestone import plan.lodestone sites.csv --kind phys-location
  lodestone import plan.lodestone sites.geojson groups.kmz
  lodestone import plan.lodestone CrConfig.json         a snapshot; what it does not say stays as it is
  curl .../api/5.0/cachegroups | lodestone import plan.lodestone - --kind cachegroups";

pub(super) fn run(arguments: &ImportArguments) -> Result<(), Failure> {
    let order = order(arguments)?;
    // Large files take seconds, and are not read in vain.
    plan::expect_there(&arguments.plan)?;
    let reading = tasks::read_files(&order).map_err(|unusable| unreadable(&unusable))?;
    if arguments.dry_run {
        let session = plan::open_to_read(&arguments.plan)?;
        let planned = plan_import(session.plan(), reading, &order)?;
        return tell(arguments, &FoundImport::of(arguments, &planned));
    }
    let mut session = plan::open(&arguments.plan)?;
    let planned = plan_import(session.plan(), reading, &order)?;
    let (from, mut found) = (Arc::clone(&planned.from), FoundImport::of(arguments, &planned));
    let imported = match tasks::import(&mut session, planned) {
        Err(error @ ImportError::NotBackedUp(_)) => {
            return Err(Failure::of(error).hint("--without-backup imports all the same"));
        }
        Err(error @ ImportError::NotDone(_)) => return Err(error.into()),
        // The import is in the file once that is closed: what is not remembered besides is said and undoes nothing.
        imported => imported,
    };
    // While it is written.
    if let (false, false, Some(edit)) = (arguments.json, found.changes_nothing, session.last_edit()) {
        found.counts = count_changes(&from, session.plan(), edit);
    }
    let closed = plan::close(session)?;
    let told = tell(arguments, &found);
    closed.end(match (imported, told) {
        (Err(error), Ok(())) => Err(Failure::findings(error)),
        (_, told) => told,
    })
}

fn order(arguments: &ImportArguments) -> Result<ImportOrder, Failure> {
    if let Some(kind) = &arguments.kind
        && endpoints::meant_by(kind).is_none()
        && kind_named(kind).is_none()
    {
        let kinds: Vec<_> = endpoints::ENDPOINTS.iter().map(|endpoint| endpoint.name).collect();
        let failure = Failure::usage(format!("there is no kind `{kind}`"));
        return Err(failure.hint(format!("the kinds are {}", kinds.join(", "))));
    }
    Ok(ImportOrder {
        paths: arguments.files.clone(),
        format: arguments.format,
        kind: arguments.kind.clone(),
        replace: arguments.replace,
        keep_going: arguments.keep_going,
        follow_renames: arguments.follow_renames,
        sets: arguments.sets.iter().cloned().collect(),
        without_backup: arguments.without_backup,
        tables: TableChoices::default(),
    })
}

/// Names every file that cannot be read.
fn unreadable(unusable: &[Unusable]) -> Failure {
    for unusable in unusable {
        terminal::tell(&terminal::safe(&format!("error: {}: {}", unusable.name, unusable.error)));
    }
    Failure::file("nothing was imported, because not every file can be read")
}

/// What is said of an import once it is done: edit and plan go into the file, and nobody holds them besides.
struct FoundImport {
    report: ImportReport,
    counts: Counts,
    /// Object by object, where somebody reads it.
    description: Option<Description>,
    label: String,
    changes_nothing: bool,
}

impl FoundImport {
    fn of(arguments: &ImportArguments, planned: &PlannedImport) -> Self {
        let ImportOutcome { edit, plan, report } = &planned.outcome;
        let before = &planned.from;
        let description = (arguments.json || arguments.dry_run).then(|| describe(before, plan, edit));
        let counts =
            if arguments.dry_run && !arguments.json { count_changes(before, plan, edit) } else { Counts::default() };
        let (label, changes_nothing) = (edit.label.clone(), edit.is_empty());
        Self { report: report.clone(), counts, description, label, changes_nothing }
    }
}

/// Says what was done, or would be.
fn tell(arguments: &ImportArguments, told: &FoundImport) -> Result<(), Failure> {
    let found = &told.report;
    if let Some(description) = &told.description {
        if arguments.json {
            report::print_json(&report::description_json(description, found.unchanged, &found.problems))?;
        } else {
            report::say_description(description);
        }
    }
    if !arguments.json {
        report::say_counts(&told.counts);
        report::tell_problems(&found.problems);
        say_end(arguments, told);
    }
    if found.refused {
        let problems = report::count_problems(&found.problems);
        return Err(Failure::findings(format!("nothing was imported: {problems}"))
            .hint("--keep-going takes the good rows and leaves those with errors out"));
    }
    let errors = Tally::of(&found.problems).errors;
    if 0 < found.left_out || 0 < errors {
        let what = match (found.left_out, errors) {
            (0, _) => "files with errors were left out".to_owned(),
            (rows, _) => format!("rows with errors were left out: {}", grouped(rows)),
        };
        return Err(Failure::findings(format!("{what} ({})", report::count_problems(&found.problems))));
    }
    Ok(())
}

fn say_end(arguments: &ImportArguments, told: &FoundImport) {
    let found = &told.report;
    if found.refused {
        return;
    }
    let unchanged = format!("{} unchanged", grouped(found.unchanged));
    terminal::say(&match (told.changes_nothing, arguments.dry_run) {
        (true, _) => format!("Nothing to change ({unchanged})."),
        (false, true) => format!("A dry run: nothing was changed ({unchanged})."),
        (false, false) => format!("{} ({unchanged}).", terminal::safe(&told.label)),
    });
}

fn name_and_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected NAME=VALUE".to_owned()),
    }
}

//! `lodestone diff`: two plans, two snapshots, or a plan and a snapshot of one of its CDNs against each other.

mod side;
mod telling;

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::Value as Json;

use super::failure::Failure;
use super::{report, terminal};
use crate::compare::plans::{PlanComparison, compare_plans};
use crate::compare::snapshots::{Comparison, JsonPatchRow, compare_snapshots};
use crate::compare::{self, Side};
use crate::formats::snapshot::SnapshotTree;
use crate::model::Plan;
use crate::parallel;

/// Say how two plans or snapshots differ.
///
/// Takes plan files, plan-text and snapshots, and recognises them by content. Plans are compared object by object and
/// field by field; ids and the order of rows don't matter. Snapshots are compared in the groups of Traffic Portal's view
/// of a pending snapshot; stats.date is no difference. A plan against a snapshot of one of its CDNs: the snapshot that
/// the plan would make, against that one.
///
/// Ends with exit code 0 when there is no difference and with 1 when there is one.
#[derive(Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct DiffArguments {
    /// What was: a plan or a snapshot; - is standard input.
    #[arg(value_name = "A")]
    before: PathBuf,
    /// What is: a plan or a snapshot; - is standard input.
    #[arg(value_name = "B")]
    after: PathBuf,
    /// Print the differences as JSON.
    #[arg(long)]
    json: bool,
    /// Print the JSON patch (RFC 6902) that makes snapshot B of snapshot A, stats.date included.
    #[arg(long, conflicts_with = "json")]
    patch: bool,
}

const EXAMPLES: &str = "\
Examples:
  lodestone diff last-week.lodestone plan.lodestone    what changed in a week
  lodestone diff live-snapshot.json plan.lodestone     what a new snapshot would change
  lodestone diff old.json new.json --patch             as rows for programs
  curl .../cdns/my-cdn/snapshot | lodestone diff - plan.lodestone";

pub(super) fn run(arguments: &DiffArguments) -> Result<(), Failure> {
    let is_stream = |path: &Path| path == Path::new("-");
    if is_stream(&arguments.before) && is_stream(&arguments.after) {
        return Err(Failure::usage("only one of both can be standard input"));
    }
    if let Some(found) = side::read_differing(&arguments.before, &arguments.after) {
        let is_empty = tell_snapshots(arguments, &found.before, &found.after, found.same)?;
        // The program ends here: what it holds goes with it, faster than piece by piece.
        std::mem::forget(found);
        return end(is_empty);
    }
    let (before, after) = parallel::join(|| side::read(&arguments.before), || side::read(&arguments.after));
    let is_empty = match (before?, after?) {
        (Side::Plan(before), Side::Plan(after)) => tell_plans(arguments, &before, &after)?,
        (Side::Snapshot(before), Side::Snapshot(after)) => tell_snapshots(arguments, &before, &after, 0)?,
        (Side::Plan(before), Side::Snapshot(after)) => {
            tell_snapshots(arguments, &side::made_like(&before, &after)?, &after, 0)?
        }
        (Side::Snapshot(before), Side::Plan(after)) => {
            tell_snapshots(arguments, &before, &side::made_like(&after, &before)?, 0)?
        }
    };
    end(is_empty)
}

fn end(is_empty: bool) -> Result<(), Failure> {
    if is_empty { Ok(()) } else { Err(Failure::findings("the two differ")) }
}

fn tell_plans(arguments: &DiffArguments, before: &Plan, after: &Plan) -> Result<bool, Failure> {
    if arguments.patch {
        return Err(Failure::usage("--patch is for snapshots; plans have --json"));
    }
    let PlanComparison { description, unchanged } = compare_plans(before, after);
    if arguments.json {
        report::print_json(&report::changes_json(&description, unchanged))?;
    } else {
        pour(&telling::lines(&compare::tell_plans(&description, after), unchanged))?;
    }
    Ok(description.is_empty())
}

/// Tells how snapshots differ, of which so many objects are left out because they are the same.
fn tell_snapshots(
    arguments: &DiffArguments,
    before: &SnapshotTree,
    after: &SnapshotTree,
    same: usize,
) -> Result<bool, Failure> {
    let mut comparison: Comparison = compare_snapshots(&before.members, &after.members);
    comparison.unchanged += same;
    if arguments.patch {
        report::print_json(&comparison.rows().iter().map(JsonPatchRow::to_value).collect::<Json>())?;
    } else if arguments.json {
        report::print_json(&telling::snapshots_json(&comparison))?;
    } else {
        pour(&telling::lines(&compare::tell_snapshots(&comparison), comparison.unchanged))?;
    }
    let is_empty = comparison.is_empty();
    std::mem::forget(comparison);
    Ok(is_empty)
}

/// Prints lines at once, which for a hundred thousand of them matters.
fn pour(lines: &[String]) -> Result<(), Failure> {
    let text: String = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
    terminal::pour(text.as_bytes())
        .map_err(|error| Failure::file(format!("standard output cannot be written: {error}")))
}

//! What the two files of a comparison say, and what is told about how they were read.

use std::path::Path;

use super::super::failure::Failure;
use super::super::{report, terminal};
use crate::compare::snapshots::says_where;
use crate::compare::{LikeError, Side, SideError, snapshot_like};
use crate::formats::snapshot::{DifferingSnapshots, ExportError, SnapshotTree};
use crate::formats::{files, plan_text, snapshot};
use crate::model::Plan;
use crate::parallel;
use crate::session::{SideFileError, read_side};
use crate::snapshot::SnapshotError;
use crate::store::atomic::is_stream;
use crate::store::is_plan_file;

/// How many places of members of one name are listed.
const MAX_PLACES: usize = 5;

/// Reads two snapshots as far as they differ; none: they are something else, or want a closer look.
pub(super) fn read_differing(before: &Path, after: &Path) -> Option<DifferingSnapshots> {
    let bytes = |path: &Path| {
        let is_plain = !is_stream(path) && path != Path::new("-") && !is_plan_file(path);
        is_plain.then(|| files::read_file(path).ok())?.filter(|bytes| !plan_text::recognises(bytes))
    };
    let (before, after) = parallel::join(|| bytes(before), || bytes(after));
    snapshot::read_differing(&before?, &after?, &says_where)
}

/// Reads a file of any of the kinds that can be compared.
pub(super) fn read(path: &Path) -> Result<Side, Failure> {
    let (name, side) = if path == Path::new("-") {
        let name = "standard input";
        let bytes = files::read_standard_input().map_err(|error| Failure::file(format!("{error}: {name}")))?;
        (name.into(), Side::of_bytes(name, &bytes).map_err(|error| unusable(name, &error))?)
    } else {
        let name = path.to_string_lossy();
        let file = read_side(path).map_err(|error| match error {
            SideFileError::Plan(error) => Failure::of(error),
            SideFileError::File(error) => Failure::file(format!("{error}: {name}")),
            SideFileError::Side(error) => unusable(&name, &error),
        })?;
        if let Some(note) = file.copied.and_then(|copied| copied.note()) {
            terminal::tell(&format!("lodestone: {}", terminal::safe(&note)));
        }
        (name, file.side)
    };
    if let Side::Snapshot(tree) = &side
        && !tree.overruled.is_empty()
    {
        tell_overruled(&name, &tree.overruled);
    }
    Ok(side)
}

fn unusable(name: &str, error: &SideError) -> Failure {
    if let SideError::PlanText(problems) = error {
        report::tell_problems(problems);
        let problems = report::count_problems(problems);
        return Failure::file(format!("cannot be compared, because of {problems}: {name}"));
    }
    Failure::file(format!("{error}: {name}"))
}

fn tell_overruled(name: &str, places: &[String]) {
    let shown = places.iter().take(MAX_PLACES).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more =
        if MAX_PLACES < places.len() { format!(" and {} more", places.len() - MAX_PLACES) } else { String::new() };
    let message = format!("warning: {name}: of members of one name the last counts: {shown}{more}");
    terminal::tell(&terminal::safe(&message));
}

/// The snapshot of a plan that can be compared with another.
pub(super) fn made_like(plan: &Plan, other: &SnapshotTree) -> Result<SnapshotTree, Failure> {
    snapshot_like(plan, other).map_err(|error| match error {
        LikeError::NoCdn | LikeError::OtherCdn(_) => Failure::usage(error),
        LikeError::Export(ExportError::Snapshot(SnapshotError::Refused { cdn, refusals })) => {
            Failure::file(report::tell_refusals(&cdn, &refusals))
        }
        LikeError::Export(_) | LikeError::Read(_) => Failure::of(error),
    })
}

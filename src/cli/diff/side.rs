//! What stands on either side of a comparison: a plan or a snapshot, from whatever file says it.

use std::path::Path;
use std::sync::Arc;

use super::super::failure::Failure;
use super::super::{plan, report, terminal};
use crate::edit::import::{ImportOptions, importing};
use crate::edit::seeds::seeding;
use crate::formats::snapshot::{ReadError, Tree, read_tree, write};
use crate::formats::{MakingOptions, files, plan_text};
use crate::model::Plan;
use crate::snapshot::making;
use crate::store::is_plan_file;

/// How many places of members of one name are listed.
const MAX_PLACES: usize = 5;

/// One side.
pub(super) enum Side {
    /// A plan, from a plan file or from plan-text.
    Plan(Arc<Plan>),
    /// A snapshot.
    Snapshot(Tree),
}

/// Reads a file of any of the kinds that can be compared.
pub(super) fn read(path: &Path) -> Result<Side, Failure> {
    if path == Path::new("-") {
        let bytes = files::read_standard_input().map_err(|error| unusable("standard input", &error))?;
        return of_bytes("standard input", &bytes);
    }
    if is_plan_file(path) {
        return Ok(Side::Plan(Arc::clone(plan::open_to_read(path)?.plan())));
    }
    let name = path.to_string_lossy();
    let bytes = files::read_file(path).map_err(|error| unusable(&name, &error))?;
    of_bytes(&name, &bytes)
}

fn unusable(name: &str, error: &dyn std::error::Error) -> Failure {
    Failure::File(format!("{error}: {name}"))
}

fn of_bytes(name: &str, bytes: &[u8]) -> Result<Side, Failure> {
    if plan_text::recognises(bytes) {
        return of_plan_text(name, bytes);
    }
    let document = read_tree(bytes).map_err(|error| match error {
        ReadError::Json(error) => {
            Failure::File(format!("is neither a plan nor plan-text, and no snapshot either ({error}): {name}"))
        }
        other @ ReadError::Other(_) => unusable(name, &other),
    })?;
    if !document.overruled.is_empty() {
        tell_overruled(name, &document.overruled);
    }
    Ok(Side::Snapshot(document))
}

fn tell_overruled(name: &str, places: &[String]) {
    let shown = places.iter().take(MAX_PLACES).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more =
        if MAX_PLACES < places.len() { format!(" and {} more", places.len() - MAX_PLACES) } else { String::new() };
    let message = format!("warning: {name}: of members of one name the last counts: {shown}{more}");
    terminal::tell(&terminal::safe(&message));
}

fn of_plan_text(name: &str, bytes: &[u8]) -> Result<Side, Failure> {
    let empty = Plan::default();
    let seeded = empty.applying(&seeding(&empty)).map_err(|error| Failure::file(&error))?;
    let outcome = importing(&seeded, plan_text::read(name, bytes), ImportOptions::default())
        .map_err(|error| Failure::file(&error))?;
    if outcome.report.refused {
        report::tell_problems(&outcome.report.problems);
        let problems = report::count_problems(&outcome.report.problems);
        return Err(Failure::File(format!("cannot be compared, because of {problems}: {name}")));
    }
    Ok(Side::Plan(Arc::new(outcome.plan)))
}

/// The snapshot that a plan would make of the CDN that another snapshot is of. Who made it, when and where is taken
/// from the other, as it would differ between any two.
pub(super) fn made_like(plan: &Plan, other: &Tree) -> Result<Tree, Failure> {
    let cdn = other.cdn_name().ok_or_else(|| {
        Failure::Usage("a plan and a snapshot that does not say its CDN (stats.CDN_name) cannot be compared".to_owned())
    })?;
    if !plan.cdns().iter().any(|(_, known)| known.name == cdn) {
        return Err(Failure::Usage(format!(
            "a plan and a snapshot of another CDN cannot be compared: the snapshot is of `{cdn}`, which the plan has not"
        )));
    }
    let said = |key: &str| other.members.get("stats").and_then(|stats| stats.get(key));
    let text = |key: &str| said(key).and_then(serde_json::Value::as_str).map(str::to_owned);
    let options = MakingOptions {
        date: said("date").and_then(serde_json::Value::as_i64).unwrap_or_default(),
        tm_host: text("tm_host"),
        tm_user: text("tm_user").unwrap_or_default(),
        tm_version: text("tm_version").unwrap_or_default(),
        ..MakingOptions::default()
    };
    let made = making(plan, cdn, &options).map_err(|error| Failure::file(&error))?;
    let bytes = write(&made.snapshot).map_err(|error| Failure::file(&error))?;
    read_tree(&bytes).map_err(|error| Failure::file(&error))
}

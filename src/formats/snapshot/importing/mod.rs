//! From a snapshot document to one edit of a plan: what the document says of objects, then what goes, then parameters, then
//! the residuals. What a snapshot cannot know is left as it is, and told once.

mod gathering;
mod groups;
mod imported;
mod interfaces;
mod keeping;
mod leaving;
mod parameters;
mod servers;
mod services;

use super::residuals;
use crate::edit::import::{ImportOptions, ImportOutcome, Incoming, import_rows};
use crate::edit::{ApplyError, Change, Edit};
use crate::finding::Severity;
use crate::model::Plan;
use crate::snapshot::{MakingOptions, Snapshot, derive_snapshot};

use gathering::SnapshotGathering;
pub use imported::ImportedSnapshot;

/// Turns a snapshot into an edit of `plan`.
///
/// # Errors
/// Only when an edit that it made does not fit, which is a fault of ours and not of the input.
pub fn import_snapshot(
    plan: &Plan,
    document: &ImportedSnapshot,
    options: ImportOptions,
) -> Result<ImportOutcome, ApplyError> {
    let Some(cdn) = document.cdn(plan) else { return nameless(plan, document, options) };
    let before = residuals::derived(plan, &cdn);
    let empty = Snapshot::default();
    let known = before.as_ref().map_or(&empty, |derived| &derived.snapshot);
    let incoming = SnapshotGathering::of(plan, document, &cdn, known).gathered();
    let options_of_rows = ImportOptions { replace: false, ..options };
    let mut outcome = import_rows(plan, incoming, options_of_rows)?;
    if outcome.report.refused {
        return Ok(outcome);
    }
    let label = format!("Import {}", document.file);
    outcome.edit.label.clone_from(&label);
    let (edit, problem) = leaving::edit(&outcome.plan, plan, document, &cdn, options.replace);
    outcome = followed(outcome, edit.changes)?;
    outcome.report.problems.extend(problem);
    let now = (!outcome.edit.is_empty())
        .then(|| derive_snapshot(&outcome.plan, &cdn, &MakingOptions::default()).ok())
        .flatten();
    let known = now.as_ref().map_or(known, |(making, _)| &making.snapshot);
    let changes = parameters::changes(&outcome.plan, document, &cdn, known, options.replace);
    outcome = followed(outcome, changes)?;
    let kept = keeping::keep_residuals(plan, &outcome.plan, document, &cdn, before.as_ref());
    outcome = followed(outcome, kept.changes)?;
    outcome.report.problems.extend(kept.problems);
    Ok(outcome)
}

/// What an import is with further changes behind it.
fn followed(outcome: ImportOutcome, changes: Vec<Change>) -> Result<ImportOutcome, ApplyError> {
    if changes.is_empty() {
        return Ok(outcome);
    }
    let next = Edit::new(outcome.edit.label.clone(), changes);
    let plan = outcome.plan.applying(&next)?;
    Ok(ImportOutcome { edit: outcome.edit.followed_by(next), plan, report: outcome.report })
}

/// The refusal of a document that does not say of what CDN it is.
fn nameless(plan: &Plan, document: &ImportedSnapshot, options: ImportOptions) -> Result<ImportOutcome, ApplyError> {
    let message = "the snapshot does not say of which CDN it is, and no single CDN of the plan has its domain: write the \
                   CDN's name there";
    let mut incoming = Incoming { problems: document.problems.clone(), left_out: 1, ..Incoming::default() };
    incoming.problems.push(document.problem(Severity::Error, "/stats/CDN_name", message));
    import_rows(plan, incoming, ImportOptions { replace: false, ..options })
}

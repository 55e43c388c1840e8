//! From a snapshot document to one edit of a plan: what the document says of objects, then what goes, then parameters, then
//! the residuals. What a snapshot cannot know is left as it is, and told once.

mod gathering;
mod groups;
mod interfaces;
mod keeping;
mod leaving;
mod parameters;
mod servers;
mod services;

use std::sync::Arc;

use super::read::{ReadError, read_whole};
use super::residuals;
use super::write::SnapshotWriteError;
use crate::edit::import::{ImportOptions, ImportOutcome, Incoming, import_rows};
use crate::edit::{ApplyError, Change, Edit};
use crate::finding::{At, Finding, Place, Severity};
use crate::formats::json::Json;
use crate::model::{Cdn, Plan};
use crate::snapshot::{MakingOptions, Snapshot, deriving};

use gathering::SnapshotGathering;

/// A snapshot that was read from a file.
#[derive(Clone, Debug)]
pub struct ImportedSnapshot {
    /// The file.
    pub file: Arc<str>,
    /// What it says, as far as a snapshot can say it.
    pub snapshot: Snapshot,
    /// All that it says.
    pub whole: serde_json::Value,
    /// What is odd about it.
    pub problems: Vec<Finding>,
}

impl ImportedSnapshot {
    /// Reads a file.
    pub fn read(file: &Arc<str>, bytes: &[u8]) -> Result<Self, ReadError> {
        let (reading, whole) = read_whole(bytes)?;
        let problem = |odd: super::Oddity| {
            let place = Place { file: Arc::clone(file), at: At::Spot(odd.pointer) };
            Finding::new(Severity::Warning, place, "", odd.message)
        };
        let problems = reading.oddities.into_iter().map(problem).collect();
        Ok(Self { file: Arc::clone(file), snapshot: reading.snapshot, whole, problems })
    }

    /// The CDN that it is of: by its name, else by the plan's only CDN of its domain.
    pub fn cdn(&self, plan: &Plan) -> Option<String> {
        if let Some(name) = self.snapshot.stats.cdn_name.as_ref().filter(|name| !name.is_empty()) {
            return Some(name.clone());
        }
        let domain = self.domain()?;
        let mut same = plan.cdns().iter().filter(|(_, cdn)| cdn.domain_name.as_deref() == Some(domain));
        match (same.next(), same.next()) {
            (Some((_, cdn)), None) => Some(cdn.name.clone()),
            _ => None,
        }
    }

    /// The document, without what stood around it, its members sorted.
    pub fn bytes(&self) -> Result<Vec<u8>, SnapshotWriteError> {
        residuals::emitted(&Json::of_value(&self.whole))
    }

    /// The domain of its CDN.
    fn domain(&self) -> Option<&str> {
        match self.snapshot.config.get("domain_name") {
            Some(crate::snapshot::ConfigValue::Text(domain)) if !domain.is_empty() => Some(domain),
            _ => None,
        }
    }

    fn place(&self, pointer: impl Into<String>) -> Place {
        Place { file: Arc::clone(&self.file), at: At::Spot(pointer.into()) }
    }

    fn problem(&self, severity: Severity, pointer: impl Into<String>, message: impl Into<String>) -> Finding {
        Finding::new(severity, self.place(pointer), "", message)
    }
}

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
    let now =
        (!outcome.edit.is_empty()).then(|| deriving(&outcome.plan, &cdn, &MakingOptions::default()).ok()).flatten();
    let known = now.as_ref().map_or(known, |(making, _)| &making.snapshot);
    let changes = parameters::changes(&outcome.plan, document, &cdn, known, options.replace);
    outcome = followed(outcome, changes)?;
    let kept = keeping::keeping(plan, &outcome.plan, document, &cdn, before.as_ref());
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

/// The CDN in a plan.
fn cdn_id(plan: &Plan, cdn: &str) -> Option<crate::model::Id<Cdn>> {
    plan.find::<Cdn>(cdn)
}

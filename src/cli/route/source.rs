//! What is asked: the snapshot that a plan would export, or a snapshot as it is.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use super::super::failure::Failure;
use super::super::{export, plan, preflight, terminal};
use crate::finding::Tally;
use crate::formats::snapshot::read_document_bytes;
use crate::formats::writing::{self, Written};
use crate::model::Plan;
use crate::session::tasks::ExportFailure;
use crate::snapshot::document::{Node, SnapshotDocument};
use crate::snapshot::judging::{JudgingOptions, judge};
use crate::snapshot::reading::{Remarks, RouterView, read_view};
use crate::store::is_plan_file;

/// A snapshot, and the plan that it is of.
pub(in crate::cli) struct RouteSource {
    /// The snapshot.
    pub document: SnapshotDocument,
    /// Whose it is.
    pub cdn: String,
    /// The plan, if it was made of one.
    pub plan: Option<Arc<Plan>>,
}

impl RouteSource {
    /// As the router reads it.
    pub(in crate::cli) fn view(&self) -> Arc<RouterView> {
        Arc::new(read_view(&self.document, &mut Remarks::default()))
    }
}

pub(in crate::cli) fn open(path: &Path, cdn: Option<&str>) -> Result<RouteSource, Failure> {
    let source = if path != Path::new("-") && is_plan_file(path) {
        let session = plan::open_to_read(path)?;
        of_plan(session.plan(), cdn)?
    } else {
        of_snapshot(path, cdn)?
    };
    tell_rejection(&source.document);
    Ok(source)
}

fn of_plan(made_of: &Arc<Plan>, cdn: Option<&str>) -> Result<RouteSource, Failure> {
    let cdn = plan::cdn(made_of, cdn)?;
    let options = writing::dated(Timestamp::now().as_second());
    let written = writing::write_snapshot(made_of, &cdn, &options)
        .map_err(|error| export::failure(ExportFailure::Writing(error)))?;
    let Written::One { bytes, .. } = written else {
        return Err(Failure::findings(format!("the snapshot of {cdn} is no single document")));
    };
    let document = read_document_bytes(&bytes)?;
    Ok(RouteSource { document, cdn, plan: Some(Arc::clone(made_of)) })
}

fn of_snapshot(path: &Path, cdn: Option<&str>) -> Result<RouteSource, Failure> {
    const HINT: &str = "a plan file or a snapshot is wanted; plan-text and API bodies are imported into a plan first";
    let bytes = preflight::read(path)?;
    let document = read_document_bytes(&bytes)
        .map_err(|error| Failure::file(format!("is no snapshot: {error}: {}", path.display())).hint(HINT))?;
    if !document.root.has("contentServers") && !document.root.has("deliveryServices") {
        let message = format!("is no snapshot: it has neither contentServers nor deliveryServices: {}", path.display());
        return Err(Failure::file(message).hint(HINT));
    }
    let name = document.root.get("stats").and_then(|stats| stats.get("CDN_name")).map(Node::as_text);
    let name = name.unwrap_or_default().into_owned();
    match cdn.filter(|cdn| *cdn != name) {
        Some(cdn) => {
            let message = format!("the snapshot is not of the CDN `{cdn}`");
            Err(Failure::usage(message).hint(format!("it says that it is of `{name}`; leave --cdn out")))
        }
        None => Ok(RouteSource { document, cdn: name, plan: None }),
    }
}

/// What a router that would not take the snapshot does with it is nothing; one should know that.
fn tell_rejection(document: &SnapshotDocument) {
    let judgement = judge(document, &JudgingOptions { fresh: true, held_date: 0 });
    if !judgement.accepted {
        let counts = Tally::of(&judgement.findings).words(", ");
        terminal::tell(&format!(
            "warning: Traffic Router would reject this snapshot ({counts}); this is what it would do if it took it"
        ));
        terminal::tell("hint: lodestone preflight lists why");
    }
}

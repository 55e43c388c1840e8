//! A snapshot as it was read from a file, on its way into a plan.

use std::sync::Arc;

use super::super::Oddity;
use super::super::read::{ReadError, read_whole};
use super::super::residuals;
use super::super::write::SnapshotWriteError;
use crate::finding::{At, Finding, Place, Severity};
use crate::formats::json::Json;
use crate::model::Plan;
use crate::snapshot::Snapshot;

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
        let problem = |odd: Oddity| {
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
    pub(super) fn domain(&self) -> Option<&str> {
        match self.snapshot.config.get("domain_name") {
            Some(crate::snapshot::ConfigValue::Text(domain)) if !domain.is_empty() => Some(domain),
            _ => None,
        }
    }

    /// A place in it.
    pub(super) fn place(&self, pointer: impl Into<String>) -> Place {
        Place { file: Arc::clone(&self.file), at: At::Spot(pointer.into()) }
    }

    /// Something that is to be said of a place in it.
    pub(super) fn problem(
        &self,
        severity: Severity,
        pointer: impl Into<String>,
        message: impl Into<String>,
    ) -> Finding {
        Finding::new(severity, self.place(pointer), "", message)
    }
}

//! A remark about a place as a finding about an object.

use crate::model::Kind;
use crate::snapshot::reading::{Effect, Remark, Rule, Severity};

/// Something that a judgement found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// By which rule.
    pub rule: Rule,
    /// What kind of object it is about.
    pub kind: &'static str,
    /// Which one.
    pub name: String,
    /// Which member of it, as a path; empty for the object itself.
    pub field: String,
    /// Where, as a JSON pointer into the snapshot.
    pub pointer: String,
    /// What is there, and what to do.
    pub message: String,
}

impl Finding {
    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.rule.effect().severity()
    }

    /// What the router would do.
    pub fn effect(&self) -> Effect {
        self.rule.effect()
    }
}

/// What a place in a snapshot is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// What kind of object.
    pub kind: &'static str,
    /// Which one.
    pub name: String,
    /// Which member of it, as a path; empty for the object itself.
    pub field: String,
}

impl Subject {
    /// Of a JSON pointer into a snapshot.
    pub fn of_pointer(pointer: &str) -> Self {
        let mut steps = pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~"));
        let section = steps.next().unwrap_or_default();
        let kind = match section.as_str() {
            "edgeLocations" | "trafficRouterLocations" => Kind::CacheGroup.singular(),
            "contentServers" | "contentRouters" | "monitors" => Kind::Server.singular(),
            "deliveryServices" => Kind::DeliveryService.singular(),
            "topologies" => Kind::Topology.singular(),
            "config" => Kind::Parameter.singular(),
            _ => "snapshot",
        };
        let name = steps.next();
        let kind = if name.is_some() { kind } else { "snapshot" };
        Self { kind, name: name.unwrap_or(section), field: steps.collect::<Vec<_>>().join("/") }
    }
}

impl From<Remark> for Finding {
    fn from(remark: Remark) -> Self {
        let Subject { kind, name, field } = Subject::of_pointer(&remark.pointer);
        Self {
            rule: remark.rule,
            kind,
            name,
            field,
            pointer: remark.pointer,
            message: format!("{}; {}", remark.message, remark.rule.remedy()),
        }
    }
}

//! A remark about a place in a snapshot as a finding about the object that stands there.

use crate::finding::{Finding, ObjectRef, Subject};
use crate::model::Kind;
use crate::snapshot::reading::Remark;

/// The object that is told at a JSON pointer into a snapshot, by the name that it has there, and the member of it as a
/// path, empty for the object itself; no object: the place is about the snapshot.
pub fn object_at(pointer: &str) -> (Option<ObjectRef>, String) {
    let mut steps = pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~"));
    let kind = match steps.next().unwrap_or_default().as_str() {
        "edgeLocations" | "trafficRouterLocations" => Some(Kind::CacheGroup),
        "contentServers" | "contentRouters" | "monitors" => Some(Kind::Server),
        "deliveryServices" => Some(Kind::DeliveryService),
        "topologies" => Some(Kind::Topology),
        "config" => Some(Kind::Parameter),
        _ => None,
    };
    let name = steps.next();
    let object = kind.zip(name).map(|(kind, name)| ObjectRef::named(kind, name));
    (object, steps.collect::<Vec<_>>().join("/"))
}

impl From<Remark> for Finding {
    fn from(remark: Remark) -> Self {
        let Remark { rule, pointer, message } = remark;
        let (object, field) = object_at(&pointer);
        let message = format!("{message}; {}", rule.remedy());
        Self {
            rule: rule.id(),
            effect: rule.effect().sentence().into(),
            ..Self::new(rule.effect().severity(), Subject::Pointer(pointer, object), &field, message)
        }
    }
}

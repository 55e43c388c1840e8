//! Looking at every field of an object with what Traffic Portal's forms demand of it. It judges nothing itself.

use std::sync::OnceLock;

use super::found::Found;
use super::portal::{self, FieldFault, FieldRule};
use super::rule::Look;
use crate::finding::Severity;
use crate::model::{AnyEntity, AnyId, Kind, Plan, Shape, seed};

/// Which fault of which fields a rule tells.
pub(super) struct FieldLook {
    /// The fault.
    pub fault: FieldFault,
    /// Whether a field of a kind is looked at.
    pub is_wanted: fn(Kind, &FieldRule) -> bool,
    /// How bad it is, by the kind and the field's key.
    pub severity: fn(Kind, &str) -> Severity,
}

/// Tells of the fields of a kind what a form would say of them, if it is one fault and the field is wanted.
pub(super) struct FieldsOf {
    kind: Kind,
    look: &'static FieldLook,
    // Fields are found by their keys once and not for each of many objects.
    fields: OnceLock<Vec<(usize, &'static FieldRule)>>,
}

impl FieldsOf {
    pub(super) const fn new(kind: Kind, look: &'static FieldLook) -> Self {
        Self { kind, look, fields: OnceLock::new() }
    }

    fn fields(&self) -> &[(usize, &'static FieldRule)] {
        self.fields.get_or_init(|| {
            let wanted = portal::of(self.kind).iter().filter(|rule| (self.look.is_wanted)(self.kind, rule));
            let found = wanted.filter_map(|rule| Some((self.kind.field_at(rule.key)?, rule)));
            // A switch that nobody has set is off.
            found.filter(|(at, _)| self.kind.fields()[*at].shape != Shape::Bool).collect()
        })
    }
}

impl Look for FieldsOf {
    fn kind(&self) -> Kind {
        self.kind
    }

    fn look(&self, _: &Plan, number: u64, entity: &dyn AnyEntity, found: &mut Found<'_>) {
        let kind = self.kind;
        for (at, rule) in self.fields() {
            let Some((fault, words)) = portal::judge_by(rule, kind, &entity.value_at(*at)) else { continue };
            // What Traffic Ops brings along is as it is.
            if fault == self.look.fault && !seed::names(kind).contains(&&*entity.any_name()) {
                let message = format!("{}: {words}", kind.fields()[*at].form);
                let severity = (self.look.severity)(kind, rule.key);
                found.say_at(severity, AnyId { kind, number }, rule.key, message);
            }
        }
    }
}

/// The looks at the objects of all kinds that Traffic Ops holds.
macro_rules! every_kind {
    ($look:expr) => {
        crate::rules::fields::every_kind!($look; Type Status Division Region PhysLocation Coordinate Cdn CacheGroup Asn ServerCapability Profile
            Parameter Server Topology DeliveryService StaticDnsEntry)
    };
    ($look:expr; $($Kind:ident)*) => {
        &[$({
            static FIELDS: FieldsOf = FieldsOf::new(Kind::$Kind, $look);
            &FIELDS
        }),*]
    };
}
pub(super) use every_kind;

//! Looking at every field of an object with what Traffic Portal's forms demand of it. It judges nothing itself.

use std::any::Any;
use std::sync::OnceLock;

use super::found::Found;
use super::portal::{self, FieldFault, FieldRule};
use super::rule::Look;
use crate::finding::Severity;
use crate::model::{AnyId, Entity, Field, Kind, Plan, Shape, seed};

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
pub(super) struct FieldsOf<T: 'static> {
    look: &'static FieldLook,
    // Fields are found by their keys once and not for each of many objects.
    fields: OnceLock<Vec<(&'static Field<T>, &'static FieldRule)>>,
}

impl<T: Entity> FieldsOf<T> {
    pub(super) const fn new(look: &'static FieldLook) -> Self {
        Self { look, fields: OnceLock::new() }
    }

    fn fields(&self) -> &[(&'static Field<T>, &'static FieldRule)] {
        self.fields.get_or_init(|| {
            let wanted = portal::of(T::KIND).iter().filter(|rule| (self.look.is_wanted)(T::KIND, rule));
            let found = wanted.filter_map(|rule| Some((T::field(rule.key)?, rule)));
            // A switch that nobody has set is off.
            found.filter(|(field, _)| field.info.shape != Shape::Bool).collect()
        })
    }
}

impl<T: Entity> Look for FieldsOf<T> {
    fn kind(&self) -> Kind {
        T::KIND
    }

    fn look(&self, _: &Plan, number: u64, entity: &dyn Any, found: &mut Found<'_>) {
        let Some(entity) = entity.downcast_ref::<T>() else { return };
        for (field, rule) in self.fields() {
            let Some((fault, words)) = portal::judge_by(rule, T::KIND, &(field.get)(entity)) else { continue };
            // What Traffic Ops brings along is as it is.
            if fault == self.look.fault && !seed::names(T::KIND).contains(&&*entity.name()) {
                let message = format!("{}: {words}", field.info.form);
                let severity = (self.look.severity)(T::KIND, rule.key);
                found.say_at(severity, AnyId { kind: T::KIND, number }, rule.key, message);
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
            static FIELDS: FieldsOf<$Kind> = FieldsOf::new($look);
            &FIELDS
        }),*]
    };
}
pub(super) use every_kind;

//! Looking at every field of an object with what Traffic Portal's forms demand of it. It judges nothing itself.

use super::found::Found;
use super::portal::{self, FieldFault, FieldRule};
use super::rule::Object;
use crate::finding::Severity;
use crate::model::{Entity, Shape, seed};

/// Tells of an object's fields what a form would say of them, if it is one fault and the field is wanted.
pub(super) fn look<T: Entity>(
    object: &Object<'_, T>,
    fault: FieldFault,
    is_wanted: fn(&FieldRule) -> bool,
    severity: impl Fn(&str) -> Severity,
    found: &mut Found<'_>,
) {
    // What Traffic Ops brings along is as it is.
    if seed::names(T::KIND).contains(&&*object.entity.name()) {
        return;
    }
    for rule in portal::of(T::KIND).iter().filter(|rule| is_wanted(rule)) {
        let Some(field) = T::field(rule.key) else { continue };
        // A switch that nobody has set is off.
        if field.info.shape == Shape::Bool {
            continue;
        }
        let Some((found_fault, words)) = portal::judge(T::KIND, rule.key, &(field.get)(object.entity)) else {
            continue;
        };
        if found_fault == fault {
            found.say_at(severity(rule.key), object.any(), rule.key, format!("{}: {words}", field.info.form));
        }
    }
}

/// Looks at the objects of all kinds that Traffic Ops holds, each with the same generic function.
macro_rules! every_kind {
    ($look:ident) => {
        &[
            &Each::<Type>($look),
            &Each::<Status>($look),
            &Each::<Division>($look),
            &Each::<Region>($look),
            &Each::<PhysLocation>($look),
            &Each::<Coordinate>($look),
            &Each::<Cdn>($look),
            &Each::<CacheGroup>($look),
            &Each::<Asn>($look),
            &Each::<ServerCapability>($look),
            &Each::<Profile>($look),
            &Each::<Parameter>($look),
            &Each::<Server>($look),
            &Each::<Topology>($look),
            &Each::<DeliveryService>($look),
            &Each::<StaticDnsEntry>($look),
        ]
    };
}
pub(super) use every_kind;

//! Rows of the input that speak of the same object: those that only follow from others complete them, the others are
//! told apart or refused. It looks at the input alone, not at the plan.

use std::collections::hash_map::Entry;

use super::incoming::IncomingObject;
use super::planned::{base, called, name_part};
use super::report::ImportReport;
use crate::finding::{Finding, Severity};
use crate::model::{Kind, QuickMap, SECRET_PLACEHOLDER, Value, identity_len};

/// The rows of the input, each object once where names are unique.
pub(super) fn merged(objects: Vec<IncomingObject>, report: &mut ImportReport) -> Vec<IncomingObject> {
    let mut objects: Vec<Option<IncomingObject>> = objects
        .into_iter()
        .map(|mut object| {
            mask_identity(&mut object);
            Some(object).filter(|object| is_named(object, report))
        })
        .collect();
    for (later, first) in repeated(&objects) {
        let Some(mut second) = objects.get_mut(later).and_then(Option::take) else { continue };
        let Some(first) = objects.get_mut(first).and_then(Option::as_mut) else { continue };
        if first.derived || second.derived {
            if first.derived && !second.derived {
                std::mem::swap(first, &mut second);
            }
            complete(first, second, report);
        } else {
            report.leave_out(Finding::new(
                Severity::Error,
                second.place,
                "",
                format!(
                    "{} stands here a second time, the first is in {}: remove one of them",
                    called(second.kind, &second.identity),
                    first.place
                ),
            ));
        }
    }
    objects.into_iter().flatten().collect()
}

/// The rows that speak of the same object as an earlier one, with that one.
fn repeated(objects: &[Option<IncomingObject>]) -> Vec<(usize, usize)> {
    let mut unique: QuickMap<(Kind, &[String]), usize> = QuickMap::default();
    unique.reserve(objects.iter().flatten().filter(|object| object.kind.has_unique_names()).count());
    let mut shared: QuickMap<(Kind, &[String]), (usize, bool)> = QuickMap::default();
    let mut repeated = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        let Some(object) = object else { continue };
        let key = (object.kind, object.identity.as_slice());
        if object.kind.has_unique_names() {
            match unique.entry(key) {
                Entry::Occupied(first) => repeated.push((at, *first.get())),
                Entry::Vacant(vacant) => drop(vacant.insert(at)),
            }
            continue;
        }
        // Several of these may well share an identity; only what follows from another row is never one more.
        match shared.entry(key) {
            Entry::Occupied(mut first) => {
                let (first_at, all_derived) = *first.get();
                if object.derived || all_derived {
                    repeated.push((at, first_at));
                }
                first.insert((first_at, all_derived && object.derived));
            }
            Entry::Vacant(vacant) => drop(vacant.insert((at, object.derived))),
        }
    }
    repeated
}

/// Adds to a row what another one, derived from elsewhere, knows of the same object.
fn complete(object: &mut IncomingObject, derived: IncomingObject, report: &mut ImportReport) {
    for (key, value) in derived.fields {
        match object.fields.iter().find(|(known, _)| *known == key) {
            None => object.fields.push((key, value)),
            Some((_, known)) if *known == value || holds_link(known) => {}
            Some(_) => report.problems.push(Finding::new(
                Severity::Warning,
                derived.place.clone(),
                key,
                format!(
                    "{} is given otherwise in {}; what stands there is taken",
                    called(object.kind, &object.identity),
                    object.place
                ),
            )),
        }
    }
    object.traffic_ops_id = object.traffic_ops_id.or(derived.traffic_ops_id);
    for (key, value) in derived.unmodelled {
        object.unmodelled.entry(key).or_insert(value);
    }
}

/// The same object may be named in one place and numbered in another.
fn holds_link(value: &Value) -> bool {
    match value {
        Value::Link(_) => true,
        Value::List(items) => items.iter().any(holds_link),
        Value::Object(members) => members.iter().any(|(_, member)| holds_link(member)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Text(_) | Value::Json(_) => false,
    }
}

/// Whether the row says of what object it speaks; reports it if not.
fn is_named(object: &IncomingObject, report: &mut ImportReport) -> bool {
    let complete = base(object.kind, &object.identity).len() == identity_len(object.kind);
    let named = complete && (object.kind.may_be_nameless() || !name_part(object.kind, &object.identity).is_empty());
    if !named {
        let message = format!("a {} needs a name", object.kind.singular());
        report.leave_out(Finding::new(Severity::Error, object.place.clone(), "", message));
    }
    named
}

/// The value of a secure parameter is no part of its identity, even where the input shows it.
fn mask_identity(object: &mut IncomingObject) {
    if object.kind == Kind::Parameter
        && is_secure(&object.fields)
        && let Some(value) = object.identity.get_mut(2)
        && value != SECRET_PLACEHOLDER
    {
        SECRET_PLACEHOLDER.clone_into(value);
    }
}

/// Whether the fields are those of a secure parameter.
pub(super) fn is_secure(fields: &[(&'static str, Value)]) -> bool {
    fields.iter().any(|(key, value)| *key == "secure" && *value == Value::Bool(true))
}

/// Whether a text stands for a secret that is not shown.
pub(super) fn is_masked(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'*')
}

//! Rows of the input that speak of the same object: those that only follow from others complete them, the others are
//! told apart or refused. It looks at the input alone, not at the plan.

use std::collections::hash_map::Entry;

use super::incoming::IncomingObject;
use super::planned::{base, called, name_part};
use super::report::ImportReport;
use crate::finding::{Finding, Severity};
use crate::model::{Kind, QuickMap, SECRET_PLACEHOLDER, Value, identity_len};
use crate::parallel;

/// The rows of the input, each object once where names are unique.
pub(super) fn merged(mut objects: Vec<IncomingObject>, report: &mut ImportReport) -> Vec<IncomingObject> {
    objects.iter_mut().for_each(mask_identity);
    if !objects.iter().all(is_named) {
        objects.retain(|object| {
            let is_named = is_named(object);
            if !is_named {
                let message = format!("a {} needs a name", object.kind.singular());
                report.leave_out(Finding::new(Severity::Error, object.place.clone(), "", message));
            }
            is_named
        });
    }
    let repeated = repeated(&objects);
    for (later, first) in &repeated {
        let Some((before, from)) = objects.split_at_mut_checked(*later) else { continue };
        let (Some(first), Some(second)) = (before.get_mut(*first), from.first_mut()) else { continue };
        if first.derived || second.derived {
            if first.derived && !second.derived {
                std::mem::swap(first, second);
            }
            complete(first, second, report);
        } else {
            report.leave_out(Finding::new(
                Severity::Error,
                second.place.clone(),
                "",
                format!(
                    "{} stands here a second time, the first is in {}: remove one of them",
                    called(second.kind, &second.identity),
                    first.place
                ),
            ));
        }
    }
    if !repeated.is_empty() {
        let (mut at, mut repeated) = (0.., repeated.into_iter().map(|(later, _)| later).peekable());
        objects.retain(|_| at.next().is_none_or(|at| repeated.next_if_eq(&at).is_none()));
    }
    objects
}

/// The rows that speak of the same object as an earlier one, with that one, in their order.
fn repeated(objects: &[IncomingObject]) -> Vec<(usize, usize)> {
    let is_unique: Vec<bool> = Kind::ALL.iter().map(|kind| kind.has_unique_names()).collect();
    let of = |unique: bool| {
        let is_unique = &is_unique;
        objects.iter().enumerate().filter(move |(_, object)| is_unique.get(object.kind.index()) == Some(&unique))
    };
    let (mut repeated, shared) = parallel::join(|| repeated_unique(of(true)), || repeated_shared(of(false)));
    if !shared.is_empty() {
        repeated.extend(shared);
        repeated.sort_unstable();
    }
    repeated
}

/// Those of the kinds whose names are unique.
fn repeated_unique<'o>(objects: impl Iterator<Item = (usize, &'o IncomingObject)> + Clone) -> Vec<(usize, usize)> {
    let mut unique: QuickMap<(Kind, &[String]), usize> = QuickMap::default();
    unique.reserve(objects.clone().count());
    let mut repeated = Vec::new();
    for (at, object) in objects {
        match unique.entry((object.kind, object.identity.as_slice())) {
            Entry::Occupied(first) => repeated.push((at, *first.get())),
            Entry::Vacant(vacant) => drop(vacant.insert(at)),
        }
    }
    repeated
}

/// Those of the others.
fn repeated_shared<'o>(objects: impl Iterator<Item = (usize, &'o IncomingObject)> + Clone) -> Vec<(usize, usize)> {
    let mut shared: QuickMap<(Kind, &[String]), (usize, bool)> = QuickMap::default();
    shared.reserve(objects.clone().count());
    let mut repeated = Vec::new();
    for (at, object) in objects {
        // Several of these may well share an identity; only what follows from another row is never one more.
        match shared.entry((object.kind, object.identity.as_slice())) {
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
fn complete(object: &mut IncomingObject, derived: &mut IncomingObject, report: &mut ImportReport) {
    let is_made = [&*object, &*derived].iter().all(|object| object.is_made());
    if !is_made {
        object.unpack();
        derived.unpack();
    }
    let (kind, identity, place) = (object.kind, &object.identity, &object.place);
    let mut differs = |key: &'static str| {
        let message = format!("{} is given otherwise in {place}; what stands there is taken", called(kind, identity));
        report.problems.push(Finding::new(Severity::Warning, derived.place.clone(), key, message));
    };
    if let (true, Some(made), Some(more)) = (is_made, &mut object.made, &derived.made) {
        made.complete(more, |key, known| {
            if !holds_link(known) {
                differs(key);
            }
        });
    } else {
        for (key, value) in std::mem::take(&mut derived.fields) {
            match object.fields.iter().find(|(known, _)| *known == key) {
                None => object.fields.push((key, value)),
                Some((_, known)) if *known == value || holds_link(known) => {}
                Some(_) => differs(key),
            }
        }
    }
    object.traffic_ops_id = object.traffic_ops_id.or(derived.traffic_ops_id);
    for (key, value) in std::mem::take(&mut derived.unmodelled) {
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

/// Whether the row says of what object it speaks.
fn is_named(object: &IncomingObject) -> bool {
    let complete = base(object.kind, &object.identity).len() == identity_len(object.kind);
    complete && (object.kind.may_be_nameless() || !name_part(object.kind, &object.identity).is_empty())
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

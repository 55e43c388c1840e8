//! Pointing links elsewhere: absent ones to what has come, others to the mere name of what goes. Shared by imports
//! and intents, so that a name resolves in the same way wherever its object comes from.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::change::{Change, Delta, LinkChange};
use crate::model::kind::with_kind;
use crate::model::*;

/// Says for a link where it is to point instead; none: it stays.
pub(crate) type Pointing<'a> = &'a (dyn Fn(&AnyLink) -> Option<Target> + Sync);

/// The entity with its links pointed elsewhere; none when nothing in it changes.
pub(crate) fn relinked<T: Entity>(entity: &T, pointing: Pointing<'_>) -> Option<T> {
    let mut wanted = false;
    entity.links(&mut |link| wanted = wanted || pointing(&link).is_some());
    if !wanted {
        return None;
    }
    let mut next = entity.clone();
    for field in T::FIELDS.iter().filter(|field| field.info.has_links()) {
        let mut value = (field.get)(&next);
        // A value that the field itself gave fits the field; were it not so, the edit would not apply.
        if relink_value(&mut value, pointing) && (field.set)(&mut next, value).is_err() {
            return None;
        }
    }
    Some(next)
}

/// Points the links inside a value elsewhere; says whether anything changed.
pub(crate) fn relink_value(value: &mut Value, pointing: Pointing<'_>) -> bool {
    match value {
        Value::Link(link) => match pointing(link) {
            Some(target) => {
                link.target = target;
                true
            }
            None => false,
        },
        Value::List(items) => items.iter_mut().fold(false, |changed, item| relink_value(item, pointing) || changed),
        Value::Object(members) => {
            members.iter_mut().fold(false, |changed, (_, member)| relink_value(member, pointing) || changed)
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Text(_) | Value::Json(_) => false,
    }
}

/// The pair with its sides pointed elsewhere; none when it stays as it is.
pub(crate) fn relinked_pair(pair: &AnyPair, pointing: Pointing<'_>) -> Option<AnyPair> {
    let [a, b] = pair.links();
    let (new_a, new_b) = (pointing(&a), pointing(&b));
    if new_a.is_none() && new_b.is_none() {
        return None;
    }
    Some(AnyPair { relation: pair.relation, a: new_a.unwrap_or(a.target), b: new_b.unwrap_or(b.target) })
}

/// The changes that point the links of all objects of a plan elsewhere, but for those objects that are skipped.
pub(crate) fn relinking_objects(plan: &Plan, skip: &dyn Fn(AnyId) -> bool, pointing: Pointing<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    for kind in Kind::ALL {
        with_kind!(*kind, T => {
            if !T::FIELDS.iter().any(|field| field.info.has_links()) {
                continue;
            }
            for (id, entity) in T::table(plan).iter() {
                if skip(AnyId { kind: *kind, number: id.number() }) {
                    continue;
                }
                if let Some(next) = relinked(&**entity, pointing) {
                    changes.push(Delta::changed(id, entity, next).into());
                }
            }
        });
    }
    changes
}

/// The same for pairs: each that changes goes, and comes as what it becomes unless that is there.
pub(crate) fn relinking_pairs(plan: &Plan, pointing: Pointing<'_>) -> Vec<LinkChange> {
    let mut changes = Vec::new();
    for relation in RelationKind::ALL {
        let mut coming = BTreeSet::new();
        for pair in relation.pairs(plan) {
            let Some(next) = relinked_pair(&pair, pointing) else { continue };
            changes.push(LinkChange { pair, present: false });
            if !relation.contains(plan, &next) && coming.insert((next.a.clone(), next.b.clone())) {
                changes.push(LinkChange { pair: next, present: true });
            }
        }
    }
    changes
}

/// The changes by which everything that was waiting for an object, under its name or Traffic Ops id, refers to it.
/// `pending` are objects that the same edit already changes: they are left to the caller, which may use `awaiting`.
pub(crate) fn resolving(plan: &Plan, arrival: &Arrival, pending: &dyn Fn(AnyId) -> bool) -> Vec<Change> {
    let pointing = |link: &AnyLink| arrival.awaited_by(link);
    let mut changes = relinking_objects(plan, pending, &pointing);
    changes.extend(relinking_pairs(plan, &pointing).into_iter().map(Change::Link));
    changes
}

/// An object that comes into a plan, or comes under a new name.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    /// Which one.
    pub id: AnyId,
    /// What files will call it.
    pub identity: Vec<String>,
    /// Its id in Traffic Ops.
    pub traffic_ops_id: Option<i64>,
}

impl Arrival {
    /// Where a link is to point that waits for this object; none: it waits for something else, or for nothing.
    pub(crate) fn awaited_by(&self, link: &AnyLink) -> Option<Target> {
        let Target::Absent(absent) = &link.target else { return None };
        let awaited = link.kind == self.id.kind
            && if absent.identity.is_empty() {
                absent.traffic_ops_id.is_some() && absent.traffic_ops_id == self.traffic_ops_id
            } else {
                absent.identity == self.identity
            };
        awaited.then_some(Target::To(self.id.number))
    }
}

/// A link to something that goes, by what files call it.
pub(crate) fn absent(identity: Vec<String>, traffic_ops_id: Option<i64>) -> Target {
    let traffic_ops_id = if identity.is_empty() { traffic_ops_id } else { None };
    Target::Absent(Arc::new(Absent { identity, traffic_ops_id }))
}

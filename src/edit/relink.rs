//! Pointing links elsewhere: absent ones to what has come, others to the mere name of what goes. Shared by imports
//! and intents, so that a name resolves in the same way wherever its object comes from.

use std::collections::HashMap;
use std::sync::Arc;

use super::change::{Change, LinkChange};
use crate::model::{
    Absent, AnyEntity, AnyId, AnyLink, AnyPair, FieldInfo, Kind, Plan, RelationKind, Shape, Target, Value,
    identity_parts,
};
use crate::parallel;
use crate::sorting::OrderedSet;

/// Says for a link where it is to point instead; none: it stays.
pub(crate) type Pointing<'a> = &'a (dyn Fn(&AnyLink) -> Option<Target> + Sync);

/// The entity with its links pointed elsewhere; none when nothing in it changes.
pub(crate) fn relinked(entity: &dyn AnyEntity, pointing: Pointing<'_>) -> Option<Box<dyn AnyEntity>> {
    let mut wanted = false;
    entity.any_links(&mut |link| wanted = wanted || pointing(&link).is_some());
    if !wanted {
        return None;
    }
    let mut next = entity.copied();
    for (at, _) in entity.any_kind().fields().iter().enumerate().filter(|(_, info)| info.has_links()) {
        let mut value = next.value_at(at);
        // A value that the field itself gave fits the field; were it not so, the edit would not apply.
        if relink_value(&mut value, pointing) && next.set_at(at, value).is_err() {
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
        Value::List(items) => relink_all(items.iter_mut(), pointing),
        Value::Object(members) => relink_all(members.iter_mut().map(|(_, member)| member), pointing),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Text(_) | Value::Json(_) => false,
    }
}

fn relink_all<'a>(values: impl Iterator<Item = &'a mut Value>, pointing: Pointing<'_>) -> bool {
    let mut changed = false;
    for value in values {
        changed |= relink_value(value, pointing);
    }
    changed
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

/// So many objects are looked at by one core at a time.
const RELINKED_AT_ONCE: usize = 2_048;

/// The changes that point the links of all objects of some kinds elsewhere, but for those objects that are skipped.
pub(crate) fn relinking_objects(
    plan: &Plan,
    wanted: &dyn Fn(Kind) -> bool,
    skip: &(dyn Fn(AnyId) -> bool + Sync),
    pointing: Pointing<'_>,
) -> Vec<Change> {
    let mut changes = Vec::new();
    for kind in Kind::ALL.iter().filter(|kind| wanted(**kind)) {
        let rows: Vec<_> = plan.objects(*kind).collect();
        let pieces: Vec<_> = rows.chunks(RELINKED_AT_ONCE).collect();
        let relinked = parallel::map(&pieces, |piece| -> Vec<Change> {
            let open = piece.iter().filter(|(object, _)| !skip(*object));
            open.filter_map(|(object, entity)| Some(Change::into(plan, *object, relinked(*entity, pointing)?.into())))
                .collect()
        });
        changes.extend(relinked.into_iter().flatten());
    }
    changes
}

/// The same for pairs: each that changes goes, and comes as what it becomes unless that is there.
pub(crate) fn relinking_pairs(plan: &Plan, pointing: Pointing<'_>) -> Vec<LinkChange> {
    let mut changes = Vec::new();
    for relation in RelationKind::ALL {
        let mut coming = OrderedSet::new();
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

/// The changes by which everything that was waiting for some objects refers to them.
pub(crate) fn resolve_arrivals(plan: &Plan, arrivals: &Arrivals) -> Vec<Change> {
    if arrivals.kinds.is_empty() {
        return Vec::new();
    }
    let pointing: Pointing<'_> = &|link| arrivals.awaited_by(link);
    let wanted = |kind: Kind| arrivals.kinds.iter().any(|arriving| refers_to(kind, *arriving));
    let mut changes = relinking_objects(plan, &wanted, &|_| false, pointing);
    changes.extend(relinking_pairs(plan, pointing).into_iter().map(Change::Link));
    changes
}

/// Whether objects of one kind can refer to objects of another.
fn refers_to(from: Kind, to: Kind) -> bool {
    fn holds(shape: &Shape, to: Kind) -> bool {
        match shape {
            Shape::Link(kind) => *kind == to,
            Shape::List(inner) => holds(inner, to),
            Shape::Object(members) => members.iter().any(|member| holds(&member.shape, to)),
            Shape::Bool | Shape::Int | Shape::Float | Shape::Text | Shape::Choice(_) | Shape::Json => false,
        }
    }
    from.fields().iter().any(|info| holds(&info.shape, to))
}

/// Whether objects of a kind can refer to any.
pub(crate) fn refers(kind: Kind) -> bool {
    kind.fields().iter().any(FieldInfo::has_links)
}

/// Objects that come into a plan, or come under new names.
#[derive(Debug, Default)]
pub(crate) struct Arrivals {
    kinds: OrderedSet<Kind>,
    identities: HashMap<(Kind, Vec<String>), u64>,
    traffic_ops_ids: HashMap<(Kind, i64), u64>,
}

impl Arrivals {
    /// Of some objects of a plan that has them already.
    pub(crate) fn of(plan: &Plan, objects: impl IntoIterator<Item = AnyId>) -> Self {
        let mut arrivals = Self::default();
        for object in objects {
            let (kind, number) = (object.kind, object.number);
            arrivals.kinds.insert(kind);
            arrivals.identities.entry((kind, identity_parts(plan, object))).or_insert(number);
            let traffic_ops_id = plan.object(object).and_then(|entity| entity.any_upstream().traffic_ops_id);
            if let Some(id) = traffic_ops_id {
                arrivals.traffic_ops_ids.entry((kind, id)).or_insert(number);
            }
        }
        arrivals
    }

    /// Where a link is to point that waits for one of them; none: it waits for something else, or for nothing.
    fn awaited_by(&self, link: &AnyLink) -> Option<Target> {
        let Target::Absent(absent) = &link.target else { return None };
        let number = if absent.identity.is_empty() {
            self.traffic_ops_ids.get(&(link.kind, absent.traffic_ops_id?))
        } else {
            self.identities.get(&(link.kind, absent.identity.clone()))
        };
        number.copied().map(Target::To)
    }
}

/// A link to something that goes, by what files call it.
pub(crate) fn absent(identity: Vec<String>, traffic_ops_id: Option<i64>) -> Target {
    let traffic_ops_id = if identity.is_empty() { traffic_ops_id } else { None };
    Target::Absent(Arc::new(Absent { identity, traffic_ops_id }))
}

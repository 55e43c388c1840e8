//! What an edit made rules look at again: the objects that differ between two plans, and their neighbours. The plans
//! themselves tell, so that undo, imports and whatever else changes a plan need no word here.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::kind::with_kind;
use crate::model::{AnyId, Entity, Id, Kind, Plan, RelationKind, Table, Tabled as _};

/// What differs between two plans.
#[derive(Debug, Default)]
pub(super) struct Changed {
    /// The objects that came, changed or went, and those whose pairs did.
    pub objects: BTreeSet<AnyId>,
    /// These and their neighbours within two steps, before or after.
    pub near: BTreeSet<AnyId>,
    /// The kinds of what changed.
    pub kinds: BTreeSet<Kind>,
}

/// Kinds that many objects refer to: a step through one of them leads to everything. What looks through them looks at what
/// they say themselves, so that they are walked through only when they have changed.
const HUBS: &[Kind] = &[
    Kind::Type,
    Kind::Status,
    Kind::Cdn,
    Kind::Profile,
    Kind::ServerCapability,
    Kind::Division,
    Kind::Region,
    Kind::Parameter,
];

/// How far neighbours are.
const STEPS: usize = 2;

impl Changed {
    /// Compares two plans. What both share is not looked at.
    pub(super) fn between(before: &Plan, after: &Plan) -> Self {
        let mut changed = Self::default();
        for kind in Kind::ALL {
            with_kind!(*kind, T => find_differing(T::table(before), T::table(after), &mut changed.objects));
        }
        changed.kinds.extend(changed.objects.iter().map(|object| object.kind));
        for relation in RelationKind::ALL {
            if relation.is_same(before, after) {
                continue;
            }
            let (a, b) = relation.sides();
            changed.kinds.extend([a, b]);
            let (old, new) = (relation.pairs(before), relation.pairs(after));
            let (old, new): (BTreeSet<_>, BTreeSet<_>) = (old.into_iter().collect(), new.into_iter().collect());
            let ends = old.symmetric_difference(&new).flat_map(crate::model::AnyPair::links);
            changed.objects.extend(ends.filter_map(|link| link.id()));
        }
        changed.near.clone_from(&changed.objects);
        let mut edge: Vec<AnyId> = changed.objects.iter().copied().collect();
        for step in 0..STEPS {
            let mut next = Vec::new();
            for object in edge.into_iter().filter(|object| step == 0 || !HUBS.contains(&object.kind)) {
                for plan in [before, after] {
                    visit_neighbours(plan, object, &mut |neighbour| {
                        if changed.near.insert(neighbour) {
                            next.push(neighbour);
                        }
                    });
                }
            }
            edge = next;
        }
        changed
    }

    /// The numbers of the objects of a kind that are near.
    pub(super) fn near_of(&self, kind: Kind) -> impl Iterator<Item = u64> {
        of_kind(&self.near, kind)
    }

    /// The numbers of the objects of a kind that changed.
    pub(super) fn objects_of(&self, kind: Kind) -> impl Iterator<Item = u64> {
        of_kind(&self.objects, kind)
    }
}

fn of_kind(objects: &BTreeSet<AnyId>, kind: Kind) -> impl Iterator<Item = u64> {
    let range = AnyId { kind, number: 0 }..=AnyId { kind, number: u64::MAX };
    objects.range(range).map(|object| object.number)
}

/// The rows that are not the same in both tables.
fn find_differing<T: Entity>(before: &Table<T>, after: &Table<T>, into: &mut BTreeSet<AnyId>) {
    if before.is_same(after) {
        return;
    }
    let (mut old, mut new) = (before.iter().peekable(), after.iter().peekable());
    loop {
        let id = match (old.peek(), new.peek()) {
            (None, None) => return,
            (Some((a, _)), Some((b, _))) => *a.min(b),
            (Some((id, _)), None) | (None, Some((id, _))) => *id,
        };
        let was = old.next_if(|(other, _)| *other == id).map(|(_, entity)| entity);
        let is = new.next_if(|(other, _)| *other == id).map(|(_, entity)| entity);
        let same = matches!((was, is), (Some(was), Some(is)) if Arc::ptr_eq(was, is) || was == is);
        if !same {
            into.insert(AnyId::of(id));
        }
    }
}

/// What an object refers to and what refers to it.
fn visit_neighbours(plan: &Plan, object: AnyId, visit: &mut dyn FnMut(AnyId)) {
    with_kind!(object.kind, T => if let Some(entity) = plan.get::<T>(Id::new(object.number)) {
        entity.links(&mut |link| if let Some(id) = link.id() { visit(id) });
    });
    for user in plan.users(object) {
        visit(user);
    }
}

//! What an edit made rules look at again: the objects that differ between two plans, and their neighbours. The plans
//! themselves tell, so that undo, imports and whatever else changes a plan need no word here.

use crate::model::{AnyId, Kind, Plan, RelationKind};
use crate::sorting::OrderedSet;

/// What differs between two plans.
#[derive(Debug, Default)]
pub(super) struct Changed {
    /// The objects that came, changed or went, and those whose pairs did.
    pub objects: OrderedSet<AnyId>,
    /// These and their neighbours within two steps, before or after.
    pub near: OrderedSet<AnyId>,
    /// The kinds of what changed.
    pub kinds: OrderedSet<Kind>,
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
            find_differing(before, after, *kind, &mut changed.objects);
        }
        changed.kinds.extend(changed.objects.iter().map(|object| object.kind));
        for relation in RelationKind::ALL {
            if relation.is_same(before, after) {
                continue;
            }
            let (a, b) = relation.sides();
            changed.kinds.extend([a, b]);
            let (old, new) = (relation.pairs(before), relation.pairs(after));
            let (old, new): (OrderedSet<_>, OrderedSet<_>) = (old.into_iter().collect(), new.into_iter().collect());
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

fn of_kind(objects: &OrderedSet<AnyId>, kind: Kind) -> impl Iterator<Item = u64> {
    let range = AnyId { kind, number: 0 }..=AnyId { kind, number: u64::MAX };
    objects.range(range).map(|object| object.number)
}

/// The objects of a kind that are not the same in both plans.
fn find_differing(before: &Plan, after: &Plan, kind: Kind, into: &mut OrderedSet<AnyId>) {
    for number in before.differing(after, kind, usize::MAX).unwrap_or_default() {
        let id = AnyId { kind, number };
        let is_same = before.object(id).zip(after.object(id)).is_some_and(|(was, is)| was.is_equal(is));
        if !is_same {
            into.insert(id);
        }
    }
}

/// What an object refers to and what refers to it.
fn visit_neighbours(plan: &Plan, object: AnyId, visit: &mut dyn FnMut(AnyId)) {
    if let Some(entity) = plan.object(object) {
        entity.any_links(&mut |link| link.id().into_iter().for_each(&mut *visit));
    }
    for user in plan.users(object) {
        visit(user);
    }
}

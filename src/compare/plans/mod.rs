//! Two plans against each other, which need not be of one descent: objects are the same when files call them the same,
//! and links when they name the same. It knows no file.

mod words;

use crate::edit::describe::{
    BothNames, ChangeSubject, ChangedObject, Description, SameLinks, changed_object, fields, identity, pair_subject,
    subject,
};
use crate::model::{Absent, AnyId, AnyPair, Identities, Kind, Plan, RelationKind};
use crate::sorting::{OrderedMap, OrderedSet};
use crate::sorting::{sort, sort_by};

pub use words::sentence;

/// What differs between two plans.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlanComparison {
    /// What came, changed and went, sorted by kind and identity.
    pub description: Description,
    /// How many objects both have and are the same.
    pub unchanged: usize,
}

/// Compares two plans.
pub fn compare_plans(before: &Plan, after: &Plan) -> PlanComparison {
    let names = BothNames { before: Identities::of(before), after: Identities::of(after) };
    let mut comparison = PlanComparison::default();
    for kind in Kind::ALL {
        compare_kind(*kind, before, after, &names, &mut comparison);
    }
    let description = &mut comparison.description;
    for relation in RelationKind::ALL {
        let (old, new) = (pairs(*relation, before, &names.before), pairs(*relation, after, &names.after));
        let missing = |from: &OrderedMap<PlanSides, ChangeSubject>,
                       of: &OrderedMap<PlanSides, ChangeSubject>|
         -> Vec<ChangeSubject> {
            of.iter().filter(|(sides, _)| !from.contains_key(*sides)).map(|(_, subject)| subject.clone()).collect()
        };
        description.added.extend(missing(&old, &new));
        description.removed.extend(missing(&new, &old));
    }
    sort(&mut description.added);
    sort_by(&mut description.changed, |a, b| a.subject.cmp(&b.subject));
    sort(&mut description.removed);
    comparison
}

fn compare_kind(kind: Kind, before: &Plan, after: &Plan, names: &BothNames<'_>, comparison: &mut PlanComparison) {
    let mut found: OrderedSet<u64> = OrderedSet::new();
    for object in before.ids(kind) {
        let Some(number) = names.after.find(kind, &names.before.identity(object)) else {
            comparison.description.removed.push(subject(&names.before, object));
            continue;
        };
        found.insert(number);
        match changed(before, after, names, object, number) {
            Some(changed) => comparison.description.changed.push(changed),
            None => comparison.unchanged += 1,
        }
    }
    let come = after.ids(kind).into_iter().filter(|object| !found.contains(&object.number));
    comparison.description.added.extend(come.map(|object| subject(&names.after, object)));
}

fn changed(before: &Plan, after: &Plan, names: &BothNames<'_>, old: AnyId, number: u64) -> Option<ChangedObject> {
    let new = AnyId { kind: old.kind, number };
    changed_object(names, new, fields(before.object(old)?, after.object(new)?, names, SameLinks::ByName))
}

/// What a plan calls the two sides of a pair.
type PlanSides = [Absent; 2];

fn pairs(relation: RelationKind, plan: &Plan, names: &Identities<'_>) -> OrderedMap<PlanSides, ChangeSubject> {
    let named = |pair: AnyPair| (pair.links().map(|link| identity(names, &link)), pair_subject(names, &pair));
    relation.pairs(plan).into_iter().map(named).collect()
}

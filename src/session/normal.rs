//! What an edit comes down to: changes that change nothing are left out, and several changes of one object become one.

use std::any::Any;
use std::sync::Arc;

use crate::edit::{Change, ChangeVisitor, Delta, Edit, LinkChange};
use crate::model::{AnyId, Plan, QuickSet, Tabled};
use crate::sorting::{OrderedMap, OrderedSet};

/// The edit without what has no effect.
pub(super) fn normal(edit: Edit) -> Edit {
    let repeated = repeated(&edit);
    let changes = if repeated.is_empty() {
        edit.changes
    } else {
        // What contradicts itself is for `Plan::applying` to refuse, as it is.
        let Some(joined) = joined(&edit.changes, &repeated) else { return edit };
        joined
    };
    let changes = changes.into_iter().filter(|change| change.visit(&mut HasEffect)).collect();
    Edit::new(edit.label, changes)
}

/// The objects that have several changes.
fn repeated(edit: &Edit) -> OrderedSet<AnyId> {
    if edit.has_each_once() {
        return OrderedSet::new();
    }
    let mut seen: QuickSet<AnyId> = QuickSet::default();
    edit.changes.iter().filter_map(Change::object).filter(|object| !seen.insert(*object)).collect()
}

/// Whether links that come and go again within one edit are all that it has.
pub(super) fn changes_nothing(edit: &Edit, before: &Plan, after: &Plan) -> bool {
    edit.changes.iter().all(|change| change.object().is_none()) && before.same_content(after)
}

struct HasEffect;

impl ChangeVisitor for HasEffect {
    type Output = bool;

    fn delta<T: Tabled>(&mut self, delta: &Delta<T>) -> bool {
        match (&delta.before, &delta.after) {
            (Some(before), Some(after)) => !Arc::ptr_eq(before, after) && before != after,
            (None, None) => false,
            (Some(_), None) | (None, Some(_)) => true,
        }
    }

    fn link(&mut self, _: &LinkChange) -> bool {
        true
    }
}

/// Joins the changes of each object into its first one. The order among objects is of no meaning: references and names
/// are checked when all is in place.
/// None when two changes of one object don't follow on each other.
fn joined(changes: &[Change], repeated: &OrderedSet<AnyId>) -> Option<Vec<Change>> {
    let mut places: OrderedMap<AnyId, usize> = OrderedMap::new();
    let mut kept: Vec<Change> = Vec::new();
    for change in changes {
        let Some(object) = change.object().filter(|object| repeated.contains(object)) else {
            kept.push(change.clone());
            continue;
        };
        let place = *places.entry(object).or_insert(kept.len());
        match kept.get_mut(place) {
            Some(earlier) => {
                let second = change.visit(&mut DeltaOfAnyKind)?;
                *earlier = earlier.visit(&mut JoinedWith(second))?;
            }
            None => kept.push(change.clone()),
        }
    }
    Some(kept)
}

/// One change that does what two of one object do. The second one is taken out of its change before the first is visited:
/// visiting it for every kind of the first would be code for every pair of kinds.
struct JoinedWith(Box<dyn Any>);

impl ChangeVisitor for JoinedWith {
    type Output = Option<Change>;

    fn delta<T: Tabled>(&mut self, first: &Delta<T>) -> Option<Change>
    where
        Change: From<Delta<T>>,
    {
        // Both are of one object and so of one type; `Any` says so to the compiler.
        let second = self.0.downcast_ref::<Delta<T>>()?;
        let follows = match (&first.after, &second.before) {
            (Some(after), Some(before)) => Arc::ptr_eq(after, before) || after == before,
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        follows.then(|| Delta { id: first.id, before: first.before.clone(), after: second.after.clone() }.into())
    }

    fn link(&mut self, _: &LinkChange) -> Option<Change> {
        None
    }
}

/// What a change does to an object, whatever its kind.
struct DeltaOfAnyKind;

impl ChangeVisitor for DeltaOfAnyKind {
    type Output = Option<Box<dyn Any>>;

    fn delta<T: Tabled>(&mut self, delta: &Delta<T>) -> Option<Box<dyn Any>> {
        Some(Box::new(delta.clone()))
    }

    fn link(&mut self, _: &LinkChange) -> Option<Box<dyn Any>> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Division, Id};

    fn division(name: &str) -> Arc<Division> {
        Arc::new(Division { name: name.to_owned(), ..Division::default() })
    }

    fn delta(id: u64, before: Option<&str>, after: Option<&str>) -> Change {
        Delta { id: Id::new(id), before: before.map(division), after: after.map(division) }.into()
    }

    #[test]
    fn only_what_has_an_effect_is_left() {
        for (changes, expected) in [
            (vec![delta(1, Some("a"), Some("a"))], vec![]),
            (vec![delta(1, None, Some("a")), delta(1, Some("a"), None)], vec![]),
            (
                vec![delta(1, Some("a"), Some("b")), delta(2, None, Some("x")), delta(1, Some("b"), Some("c"))],
                vec![delta(1, Some("a"), Some("c")), delta(2, None, Some("x"))],
            ),
            (vec![delta(1, Some("a"), Some("b")), delta(1, Some("b"), Some("a"))], vec![]),
            (
                vec![delta(1, Some("a"), Some("b")), delta(1, Some("a"), Some("a"))],
                vec![delta(1, Some("a"), Some("b")), delta(1, Some("a"), Some("a"))],
            ),
            (
                vec![delta(1, Some("a"), Some("b")), delta(1, Some("x"), Some("c"))],
                vec![delta(1, Some("a"), Some("b")), delta(1, Some("x"), Some("c"))],
            ),
        ] {
            assert_eq!(normal(Edit::new("test", changes)).changes, expected);
        }
    }
}

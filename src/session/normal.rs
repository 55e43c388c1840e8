//! What an edit comes down to: changes that change nothing are left out, and several changes of one object become one.

use crate::edit::{Change, Edit};
use crate::model::{AnyId, Plan, QuickSet};
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
    let changes =
        changes.into_iter().filter(|change| change.any_delta().is_none_or(|delta| delta.has_effect())).collect();
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
            Some(earlier) => *earlier = joined_with(earlier, change)?,
            None => kept.push(change.clone()),
        }
    }
    Some(kept)
}

/// One change that does what two of one object do.
fn joined_with(first: &Change, second: &Change) -> Option<Change> {
    if first.any_delta()?.is_followed_by(&second.any_delta()?) { first.up_to(second) } else { None }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::edit::Delta;
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

//! Two edits one after the other as one: each object and each pair changes once, and what comes and goes again is
//! nothing. It looks at no plan.

use std::collections::HashMap;

use super::change::{Change, Edit, LinkChange};
use crate::model::*;

impl Edit {
    /// This edit and another that was made for the plan after it, under this one's name.
    #[must_use]
    pub fn followed_by(self, next: Self) -> Self {
        if next.is_empty() {
            return self;
        }
        let mut objects: HashMap<AnyId, usize> = HashMap::new();
        let mut pairs: HashMap<AnyPair, usize> = HashMap::new();
        let mut changes: Vec<Option<Change>> = Vec::with_capacity(self.changes.len() + next.changes.len());
        for change in self.changes.into_iter().chain(next.changes) {
            let at = match &change {
                Change::Link(link) => pairs.insert(link.pair.clone(), changes.len()),
                other => other.object().and_then(|object| objects.insert(object, changes.len())),
            };
            let earlier = at.and_then(|at| changes.get_mut(at)).and_then(Option::take);
            changes.push(match earlier {
                Some(earlier) => merged(&earlier, change),
                None => Some(change),
            });
        }
        Self::new(self.label, changes.into_iter().flatten().collect())
    }
}

/// What two changes of the same object come to; none: nothing.
fn merged(first: &Change, second: Change) -> Option<Change> {
    match (first, second) {
        (Change::Link(first), Change::Link(second)) => same_end(first, second),
        (first, second) => match first.up_to(&second) {
            Some(both) => both.any_delta().is_some_and(|delta| delta.has_effect()).then_some(both),
            None => Some(second),
        },
    }
}

/// A pair that comes and goes, or goes and comes, is as it was.
fn same_end(first: &LinkChange, second: LinkChange) -> Option<Change> {
    (first.present == second.present).then_some(Change::Link(second))
}

#[cfg(test)]
mod tests {
    use super::super::change::Delta;
    use super::*;

    fn division(name: &str) -> Division {
        Division { name: name.to_owned(), ..Division::default() }
    }

    #[test]
    fn two_edits_are_one() {
        let plan = Plan::default();
        let (kept, gone, later) = (plan.fresh_id(0), plan.fresh_id(1), plan.fresh_id(2));
        let first =
            Edit::new("One", vec![Delta::added(kept, division("a")).into(), Delta::added(gone, division("b")).into()]);
        let between = plan.applying(&first).unwrap();
        let (a, b) = (between.get(kept).unwrap(), between.get(gone).unwrap());
        let second = Edit::new(
            "Two",
            vec![
                Delta::removed(gone, b).into(),
                Delta::changed(kept, a, division("c")).into(),
                Delta::added(later, division("b")).into(),
            ],
        );
        let after = between.applying(&second).unwrap();
        let both = first.followed_by(second);
        assert_eq!((both.label.as_str(), both.changes.len()), ("One", 2));
        let at_once = plan.applying(&both).unwrap();
        assert!(at_once.same_content(&after));
        assert!(at_once.applying(&both.inverse()).unwrap().same_content(&plan));
    }
}

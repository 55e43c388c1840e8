//! What is selected: one selection for map, table and form. It knows ids, not entities.

use std::sync::Arc;

use crate::model::{AnyId, Kind, Plan};
use crate::sorting::OrderedSet;

/// The selected objects, all of one kind, and the one among them whose form is shown. There may be very many, of which each
/// view keeps what it has seen: a clone shares them, and is known to be the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    objects: Arc<OrderedSet<AnyId>>,
    lead: Option<AnyId>,
}

impl Selection {
    /// One object.
    pub fn one(object: AnyId) -> Self {
        Self { objects: Arc::new(OrderedSet::from([object])), lead: Some(object) }
    }

    /// Several objects of one kind; the first leads. Objects of another kind than the first are left out.
    pub fn many(objects: impl IntoIterator<Item = AnyId>) -> Self {
        let mut objects = objects.into_iter().peekable();
        let lead = objects.peek().copied();
        let of_kind = objects.filter(|object| lead.is_some_and(|lead| lead.kind == object.kind));
        Self { objects: Arc::new(of_kind.collect()), lead }
    }

    /// All but the kind as numbers, the one that leads first.
    pub fn numbers(&self) -> Vec<u64> {
        let others = self.objects.iter().filter(|object| Some(**object) != self.lead);
        self.lead.iter().chain(others).map(|object| object.number).collect()
    }

    /// Adds an object, or takes it away when it is in, as Shift-click does. Another kind starts anew.
    pub fn toggle(&mut self, object: AnyId) {
        if self.lead.is_some_and(|lead| lead.kind != object.kind) {
            *self = Self::one(object);
            return;
        }
        let objects = Arc::make_mut(&mut self.objects);
        if objects.remove(&object) {
            if self.lead == Some(object) {
                self.lead = objects.first().copied();
            }
        } else {
            objects.insert(object);
            self.lead = Some(object);
        }
    }

    /// Forgets what has gone from the plan.
    pub fn keep_existing(&mut self, plan: &Plan) {
        if self.objects.iter().any(|object| !plan.contains(*object)) {
            Arc::make_mut(&mut self.objects).retain(|object| plan.contains(*object));
        }
        if self.lead.is_some_and(|lead| !self.objects.contains(&lead)) {
            self.lead = self.objects.first().copied();
        }
    }

    /// The object whose form is shown.
    pub fn lead(&self) -> Option<AnyId> {
        self.lead
    }

    /// The kind that is selected.
    pub fn kind(&self) -> Option<Kind> {
        self.lead.map(|lead| lead.kind)
    }

    /// The selected objects, ordered by id.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = AnyId> {
        self.objects.iter().copied()
    }

    /// Whether an object is selected.
    pub fn contains(&self, object: AnyId) -> bool {
        self.objects.contains(&object)
    }

    /// How many are selected.
    pub fn len(&self) -> usize {
        self.objects.len()
    }

    /// Whether nothing is.
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(number: u64) -> AnyId {
        AnyId { kind: Kind::CacheGroup, number }
    }

    #[test]
    fn shift_click_adds_and_takes_away() {
        let mut selection = Selection::one(group(1));
        selection.toggle(group(2));
        assert_eq!((selection.len(), selection.lead()), (2, Some(group(2))));
        selection.toggle(group(2));
        assert_eq!((selection.len(), selection.lead()), (1, Some(group(1))));
        selection.toggle(AnyId { kind: Kind::Server, number: 1 });
        assert_eq!(selection.kind(), Some(Kind::Server));
        assert_eq!(selection.len(), 1);
    }
}

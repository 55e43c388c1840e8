//! Types and statuses by name while an edit is made: the plan's own, or those of a fresh Traffic Ops where it has none.

use super::draft::Draft;
use crate::edit::seeds;
use crate::model::{Id, Link, Status, Type};
use crate::sorting::OrderedMap;

/// What was looked up and what was added for it.
#[derive(Debug, Default)]
pub(super) struct Seeded {
    types: OrderedMap<String, Id<Type>>,
    statuses: OrderedMap<String, Id<Status>>,
}

impl Seeded {
    /// The type of that name; none: neither the plan nor a fresh Traffic Ops has it.
    pub(super) fn type_link(&mut self, draft: &mut Draft<'_>, name: &str) -> Option<Link<Type>> {
        let known = self.types.get(name).copied().or_else(|| draft.plan.find(name));
        let id = known.or_else(|| seeds::type_named(name).map(|seeded| draft.add(seeded)))?;
        self.types.insert(name.to_owned(), id);
        Some(Link::To(id))
    }

    /// The status of that name, likewise.
    pub(super) fn status_link(&mut self, draft: &mut Draft<'_>, name: &str) -> Option<Link<Status>> {
        let known = self.statuses.get(name).copied().or_else(|| draft.plan.find(name));
        let id = known.or_else(|| seeds::status_named(name).map(|seeded| draft.add(seeded)))?;
        self.statuses.insert(name.to_owned(), id);
        Some(Link::To(id))
    }
}

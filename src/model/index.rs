//! What is looked up often: objects by name, and who refers to whom. Built at load and kept up to date by every edit;
//! a test compares them with a rebuild. They hold nothing that the tables don't.

use std::fmt;
use std::sync::Arc;

use super::any_entity::AnyEntity;
use super::chunked::{Chunked, ChunkedKeys};
use super::id::AnyId;
use super::kind::Kind;
use crate::parallel;
use crate::sorting::OrderedSet;

/// The indexes of a plan; each part is shared until it changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Indexes {
    names: PerKind<(Arc<str>, u64)>,
    users: PerKind<UserOf>,
}

/// The number of an object, and what refers to it.
type UserOf = (u64, AnyId);

/// One shared set per kind, in the order of `Kind::ALL`.
#[derive(Clone)]
struct PerKind<K: Ord>(Vec<Arc<Chunked<K>>>);

impl<K: Ord> Default for PerKind<K> {
    fn default() -> Self {
        Self((0..Kind::COUNT).map(|_| Arc::default()).collect())
    }
}

impl<K: Ord + Clone> PerKind<K> {
    fn of(&self, kind: Kind) -> &Chunked<K> {
        &self.0[kind.index()]
    }

    fn insert(&mut self, kind: Kind, entry: K) {
        Arc::make_mut(&mut self.0[kind.index()]).insert(entry);
    }

    fn remove(&mut self, kind: Kind, entry: &K) {
        Arc::make_mut(&mut self.0[kind.index()]).remove(entry);
    }
}

impl Indexes {
    /// The ids of a kind with that name.
    pub(crate) fn named(&self, kind: Kind, name: &str) -> NamedNumbers<'_> {
        let from: (Arc<str>, u64) = (Arc::from(name), 0);
        NamedNumbers { keys: self.names.of(kind).keys_from(&from), name: from.0 }
    }

    /// The objects that refer to one.
    pub(crate) fn users(&self, of: AnyId) -> UsersOf<'_> {
        let from = (of.number, AnyId { kind: Kind::ALL[0], number: 0 });
        UsersOf { keys: self.users.of(of.kind).keys_from(&from), number: of.number }
    }

    /// The ids of a kind that something refers to, whether the plan has them or not.
    pub(crate) fn used(&self, kind: Kind) -> impl Iterator<Item = AnyId> {
        let mut last = None;
        let numbers = self.users.of(kind).keys().map(|(number, _)| *number);
        numbers.filter(move |number| last.replace(*number) != Some(*number)).map(move |number| AnyId { kind, number })
    }

    /// All names of a kind, sorted bytewise, with their ids.
    pub(crate) fn names_sorted(&self, kind: Kind) -> impl Iterator<Item = (&str, u64)> {
        self.names.of(kind).keys().map(|(name, number)| (&**name, *number))
    }

    /// Takes note that an entity has become another, or come, or gone.
    pub(crate) fn update(&mut self, object: AnyId, before: Option<&dyn AnyEntity>, after: Option<&dyn AnyEntity>) {
        let (old_name, new_name) = (before.map(AnyEntity::any_name), after.map(AnyEntity::any_name));
        if old_name != new_name {
            if let Some(name) = old_name {
                self.names.remove(object.kind, &(Arc::from(&*name), object.number));
            }
            if let Some(name) = new_name {
                self.names.insert(object.kind, (Arc::from(&*name), object.number));
            }
        }
        let (old, new) = (before.map_or_else(OrderedSet::new, targets), after.map_or_else(OrderedSet::new, targets));
        let user = object;
        for gone in old.difference(&new) {
            self.users.remove(gone.kind, &(gone.number, user));
        }
        for come in new.difference(&old) {
            self.users.insert(come.kind, (come.number, user));
        }
    }

    /// Makes them of what stands in each kind, in the order of `Kind::ALL`.
    pub(crate) fn of_entries(kinds: Vec<Vec<Entries>>) -> Self {
        let mut names = Vec::with_capacity(Kind::COUNT);
        let mut users: Vec<Vec<Vec<UserOf>>> = vec![Vec::new(); Kind::COUNT];
        for pieces in kinds {
            let mut named = Vec::with_capacity(pieces.len());
            for piece in pieces {
                named.push(piece.names);
                for (all, part) in users.iter_mut().zip(piece.users).filter(|(_, part)| !part.is_empty()) {
                    all.push(part);
                }
            }
            names.push(named);
        }
        let (names, users) = parallel::join(|| PerKind::of_parts(names), || PerKind::of_parts(users));
        Self { names, users }
    }
}

impl<K: Ord + Clone + Send + Sync> PerKind<K> {
    /// Sets of entries in any order, each in several lists; sorting first lets them be put down in one go.
    fn of_parts(entries: Vec<Vec<Vec<K>>>) -> Self {
        let mut sets: Vec<_> = entries.into_iter().map(|lists| (lists, Arc::default())).collect();
        parallel::each_mut(&mut sets, |(lists, set)| {
            let mut all = Vec::with_capacity(lists.iter().map(Vec::len).sum());
            for mut list in std::mem::take(lists) {
                all.append(&mut list);
            }
            all.sort_unstable();
            *set = Arc::new(Chunked::of(all));
        });
        Self(sets.into_iter().map(|(_, set)| set).collect())
    }
}

/// The numbers of what has a name. A type of its own, because adapters are made anew for all that is done with them.
pub(crate) struct NamedNumbers<'a> {
    keys: ChunkedKeys<'a, (Arc<str>, u64)>,
    name: Arc<str>,
}

impl Iterator for NamedNumbers<'_> {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        self.keys.next().filter(|(name, _)| *name == self.name).map(|(_, number)| *number)
    }
}

/// What refers to an object.
pub(crate) struct UsersOf<'a> {
    keys: ChunkedKeys<'a, UserOf>,
    number: u64,
}

impl Iterator for UsersOf<'_> {
    type Item = AnyId;

    fn next(&mut self) -> Option<AnyId> {
        self.keys.next().filter(|(number, _)| *number == self.number).map(|(_, user)| *user)
    }
}

impl<K: Ord + Clone> PartialEq for PerKind<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(|(our, their)| our.is_equal(their))
    }
}

impl<K: Ord + fmt::Debug> fmt::Debug for PerKind<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|set| set.keys().collect::<Vec<_>>())).finish()
    }
}

/// So many objects are gone through by one core at a time.
pub(crate) const INDEXED_AT_ONCE: usize = 256;

/// What some objects of one kind add: their names, and per kind that they refer to who refers to whom.
#[derive(Debug)]
pub(crate) struct Entries {
    names: Vec<(Arc<str>, u64)>,
    users: Vec<Vec<UserOf>>,
}

impl Entries {
    /// Those of some objects of one kind.
    pub(crate) fn of(rows: &[(AnyId, &dyn AnyEntity)]) -> Self {
        let mut names: Vec<(Arc<str>, u64)> = Vec::with_capacity(rows.len());
        let mut users: Vec<Vec<UserOf>> = vec![Vec::new(); Kind::COUNT];
        for (id, entity) in rows {
            names.push((Arc::from(&*entity.any_name()), id.number));
            let user = *id;
            entity.any_links(&mut |link| {
                if let Some(target) = link.id() {
                    users[target.kind.index()].push((target.number, user));
                }
            });
        }
        Self { names, users }
    }
}

/// The objects in the plan to which an entity refers.
fn targets(entity: &dyn AnyEntity) -> OrderedSet<AnyId> {
    let mut found = OrderedSet::new();
    entity.any_links(&mut |link| found.extend(link.id()));
    found
}

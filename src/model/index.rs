//! What is looked up often: objects by name, and who refers to whom. Names are indexed at load, users when somebody first asks
//! for them, which most commands never do; both are kept up to date by every edit. They hold nothing that the tables don't.

use std::fmt;
use std::sync::{Arc, OnceLock};

use super::any_entity::AnyEntity;
use super::chunked::{Chunked, ChunkedKeys};
use super::id::AnyId;
use super::kind::Kind;
use crate::parallel;
use crate::sorting::OrderedSet;

/// The indexes of a plan; each part is shared until it changes.
#[derive(Clone, Debug, Default)]
pub struct Indexes {
    names: PerKind<NameOf>,
    /// None: nobody has asked for them since so much changed that they are made anew.
    users: OnceLock<PerKind<UserOf>>,
}

/// What an object is called, and its number.
type NameOf = (Arc<str>, u64);

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
        let from: NameOf = (Arc::from(name), 0);
        NamedNumbers { keys: self.names.of(kind).keys_from(&from), name: from.0 }
    }

    /// The objects that refer to one; they are made, as `make` says, unless they are there.
    ///
    /// Nobody waits for another who makes them: who makes them does it on all cores, and may be given other work meanwhile
    /// that asks for them too.
    pub(crate) fn users(&self, of: AnyId, make: &dyn Fn() -> Vec<Vec<Users>>) -> UsersOf<'_> {
        let from = (of.number, AnyId { kind: Kind::ALL[0], number: 0 });
        if self.users.get().is_none() {
            // Another's are the same.
            let _ = self.users.set(PerKind::of_users(make()));
        }
        let keys = self.users.get().map(|users| users.of(of.kind).keys_from(&from));
        UsersOf { keys, number: of.number }
    }

    /// Whether they know who refers to whom.
    pub(crate) fn has_users(&self) -> bool {
        self.users.get().is_some()
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
        let Some(users) = self.users.get_mut() else { return };
        let (old, new) = (before.map_or_else(OrderedSet::new, targets), after.map_or_else(OrderedSet::new, targets));
        let user = object;
        for gone in old.difference(&new) {
            users.remove(gone.kind, &(gone.number, user));
        }
        for come in new.difference(&old) {
            users.insert(come.kind, (come.number, user));
        }
    }

    /// Makes them of the names in each kind, in the order of `Kind::ALL`.
    pub(crate) fn of_names(kinds: Vec<Vec<Names>>) -> Self {
        Self { names: PerKind::of_parts(kinds), users: OnceLock::new() }
    }
}

impl PerKind<UserOf> {
    /// Makes them of what stands in each kind, in whatever order.
    fn of_users(kinds: Vec<Vec<Users>>) -> Self {
        let mut users: Vec<Vec<Vec<UserOf>>> = vec![Vec::new(); Kind::COUNT];
        for piece in kinds.into_iter().flatten() {
            for (all, part) in users.iter_mut().zip(piece).filter(|(_, part)| !part.is_empty()) {
                all.push(part);
            }
        }
        Self::of_parts(users)
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
    keys: ChunkedKeys<'a, NameOf>,
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
    keys: Option<ChunkedKeys<'a, UserOf>>,
    number: u64,
}

impl Iterator for UsersOf<'_> {
    type Item = AnyId;

    fn next(&mut self) -> Option<AnyId> {
        self.keys.as_mut()?.next().filter(|(number, _)| *number == self.number).map(|(_, user)| *user)
    }
}

impl<K: Ord + fmt::Debug> fmt::Debug for PerKind<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|set| set.keys().collect::<Vec<_>>())).finish()
    }
}

/// So many objects are gone through by one core at a time.
pub(crate) const INDEXED_AT_ONCE: usize = 256;

/// The names of some objects of one kind.
pub(crate) type Names = Vec<NameOf>;

/// Per kind, in the order of `Kind::ALL`, who of some objects refers to whom of that kind.
pub(crate) type Users = Vec<Vec<UserOf>>;

/// The names of some objects of one kind.
pub(crate) fn names_of(rows: &[(AnyId, &dyn AnyEntity)]) -> Names {
    rows.iter().map(|(id, entity)| (Arc::from(&*entity.any_name()), id.number)).collect()
}

/// To whom some objects refer.
pub(crate) fn users_of(rows: &[(AnyId, &dyn AnyEntity)]) -> Users {
    let mut users: Users = vec![Vec::new(); Kind::COUNT];
    for (user, entity) in rows {
        entity.any_links(&mut |link| {
            if let Some(target) = link.id() {
                users[target.kind.index()].push((target.number, *user));
            }
        });
    }
    users
}

/// The objects in the plan to which an entity refers.
fn targets(entity: &dyn AnyEntity) -> OrderedSet<AnyId> {
    let mut found = OrderedSet::new();
    entity.any_links(&mut |link| found.extend(link.id()));
    found
}

#[cfg(test)]
mod tests {
    use crate::model::{AnyId, Division, Id, Kind, Link, Plan, Region, Tabled};

    fn put<T: Tabled>(plan: &mut Plan, number: u64, entity: T) {
        T::table_mut(plan).put(Id::new(number), entity.into());
    }

    fn region(division: u64) -> Region {
        Region { name: "coast".to_owned(), division: Some(Link::To(Id::new(division))), ..Region::default() }
    }

    #[test]
    fn users_are_found_when_somebody_asks_for_them() {
        let mut plan = Plan::default();
        for number in [1, 2] {
            put(&mut plan, number, Division { name: number.to_string(), ..Division::default() });
        }
        put(&mut plan, 3, region(1));
        plan.index_anew();
        assert!(!plan.indexes.has_users());
        let users = |plan: &Plan, number: u64| plan.users(AnyId { kind: Kind::Division, number }).collect::<Vec<_>>();
        let coast = AnyId { kind: Kind::Region, number: 3 };

        // What comes before that is in them, and what comes after it.
        let (before, after) = (region(1), region(2));
        plan.indexes.update(coast, Some(&before), Some(&after));
        assert!(!plan.indexes.has_users());
        put(&mut plan, 3, region(2));
        let other = plan.clone();
        assert_eq!((users(&plan, 1), users(&plan, 2)), (vec![], vec![coast]));
        assert!(plan.indexes.has_users() && !other.indexes.has_users());
        plan.indexes.update(coast, Some(&after), Some(&before));
        assert_eq!((users(&plan, 1), users(&plan, 2)), (vec![coast], vec![]));

        // Who has asked once need not wait again, however much changes.
        put(&mut plan, 3, region(1));
        plan.index_anew();
        assert!(plan.indexes.has_users());
        assert_eq!(users(&plan, 1), [coast]);
    }
}

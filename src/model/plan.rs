//! The plan: an immutable value, cloned cheaply and handed around as it is. It changes only by `Plan::applying`, which
//! `edit` defines; it knows no file, no clock and no window.

use std::sync::Arc;

use super::any_entity::AnyEntity;
use super::entity::Entity;
use super::id::{AnyId, Id};
use super::index::{INDEXED_AT_ONCE, Indexes, names_of, users_of};
use super::kind::{Kind, for_each_kind, for_each_relation, with_kind};
use super::link::{AnyLink, Link, Relation, Target};
use super::numbered::{AnyPiece, NumberedPlaces};
use super::table::Table;
use super::*;
use crate::parallel;

macro_rules! define_tables {
    ($(($Kind:ident, $field:ident, $key:literal, $singular:literal, $plural:literal),)*) => {
        /// Everything that a plan holds.
        #[derive(Clone, Debug, Default)]
        pub struct Plan {
            $(#[doc = concat!("The ", $plural, ".")] pub(crate) $field: Table<$Kind>,)*
            pub(crate) relations: Relations,
            /// The next id's number, per kind: never goes back.
            pub(crate) next_ids: [u64; Kind::COUNT],
            pub(crate) indexes: Indexes,
        }

        impl Plan {
            $(#[doc = concat!("The ", $plural, ".")]
            pub fn $field(&self) -> &Table<$Kind> {
                &self.$field
            })*

            /// Whether both are the very same value, which a clone that nobody changed is; cheap, whatever they hold.
            pub fn is_same(&self, other: &Self) -> bool {
                self.next_ids == other.next_ids
                    $(&& self.$field.is_same(&other.$field))*
                    && self.relations == other.relations
            }
        }
    };
}
for_each_kind!(define_tables);

/// So many pieces of a relation are looked at by one core at a time.
const PIECES_AT_ONCE: usize = 16;

macro_rules! define_relations {
    ($(($Variant:ident, $field:ident, $A:ident, $B:ident, $key:literal, $name:literal),)*) => {
        /// The many-to-many links of a plan.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct Relations {
            $(#[doc = concat!("Pairs of ", $name, ".")] pub $field: Relation<$A, $B>,)*
        }

        impl Plan {
            $(#[doc = concat!("Pairs of ", $name, ".")]
            pub fn $field(&self) -> &Relation<$A, $B> {
                &self.relations.$field
            })*
        }

        /// Which relation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum RelationKind {
            $(#[doc = $name] $Variant,)*
        }

        impl RelationKind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$Variant,)*];

            /// Its word in files.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$Variant => $key,)* }
            }

            /// What it ties together, in a sentence.
            pub const fn describe(self) -> &'static str {
                match self { $(Self::$Variant => $name,)* }
            }

            /// The kinds of its two sides.
            pub const fn sides(self) -> (Kind, Kind) {
                match self { $(Self::$Variant => (Kind::$A, Kind::$B),)* }
            }

            /// Its pairs, without their types.
            pub fn pairs(self, plan: &Plan) -> Vec<AnyPair> {
                match self {
                    $(Self::$Variant => plan.relations.$field.iter()
                        .map(|(a, b)| AnyPair { relation: self, a: a.target(), b: b.target() }).collect(),)*
                }
            }

            /// Goes through its pairs, in their order, until it is told to stop; nobody holds them all.
            pub(crate) fn go_through(self, plan: &Plan, visit: &mut dyn FnMut(AnyPair) -> bool) {
                match self {
                    $(Self::$Variant => {
                        for (a, b) in plan.relations.$field.iter() {
                            if !visit(AnyPair { relation: self, a: a.target(), b: b.target() }) {
                                return;
                            }
                        }
                    })*
                }
            }

            /// Its pairs of which a side is not in the plan; as a rule there are none.
            pub fn unresolved_pairs(self, plan: &Plan) -> Vec<AnyPair> {
                match self {
                    $(Self::$Variant => plan.relations.$field.iter()
                        .filter(|(a, b)| a.id().is_none() || b.id().is_none())
                        .map(|(a, b)| AnyPair { relation: self, a: a.target(), b: b.target() }).collect(),)*
                }
            }

            /// The first pair that refers to an object which the plan has not, though it has its id; as a rule there is none.
            pub(crate) fn dangling_pair(self, plan: &Plan) -> Option<AnyPair> {
                match self {
                    $(Self::$Variant => {
                        let (left, right) = (<$A as Tabled>::table(plan), <$B as Tabled>::table(plan));
                        let pieces: Vec<_> = plan.relations.$field.pieces().chunks(PIECES_AT_ONCE).collect();
                        let found = parallel::map(&pieces, |pieces| {
                            pieces.iter().find_map(|pairs| pairs.iter().find(|(a, b)| a.dangles(left) || b.dangles(right)))
                        });
                        found.into_iter().flatten().next()
                            .map(|(a, b)| AnyPair { relation: self, a: a.target(), b: b.target() })
                    })*
                }
            }

            /// Its pairs in which an object stands.
            pub fn pairs_of(self, plan: &Plan, object: AnyId) -> Vec<AnyPair> {
                let pair = |a: Target, b: Target| AnyPair { relation: self, a, b };
                let own = Target::To(object.number);
                match self {
                    $(Self::$Variant if object.kind == Kind::$A => plan.relations.$field
                        .of(Id::new(object.number)).map(|b| pair(own.clone(), b.target())).collect(),
                    Self::$Variant if object.kind == Kind::$B => {
                        let wanted = Link::To(Id::new(object.number));
                        plan.relations.$field.iter()
                            .filter(|(_, b)| *b == wanted).map(|(a, _)| pair(a.target(), own.clone())).collect()
                    })*
                    _ => Vec::new(),
                }
            }

            /// Whether the pair is there.
            pub(crate) fn contains(self, plan: &Plan, pair: &AnyPair) -> bool {
                match self {
                    $(Self::$Variant => plan.relations.$field.contains(&(
                        Link::of_target(pair.a.clone()), Link::of_target(pair.b.clone()))),)*
                }
            }

            /// Whether two plans have the same pairs; cheap where they share them.
            pub(crate) fn is_same(self, one: &Plan, other: &Plan) -> bool {
                match self { $(Self::$Variant => one.relations.$field == other.relations.$field,)* }
            }

            /// How many pairs it has.
            pub fn count(self, plan: &Plan) -> usize {
                match self { $(Self::$Variant => plan.relations.$field.len(),)* }
            }

            /// The pairs that one plan has and the other has not, and the reverse.
            pub(crate) fn differing(self, one: &Plan, other: &Plan) -> (Vec<AnyPair>, Vec<AnyPair>) {
                match self {
                    $(Self::$Variant => {
                        let (ours, theirs) = (&one.relations.$field, &other.relations.$field);
                        let pair = |(a, b): &(Link<$A>, Link<$B>)| AnyPair { relation: self, a: a.target(), b: b.target() };
                        (ours.without(theirs).into_iter().map(pair).collect(), theirs.without(ours).into_iter().map(pair).collect())
                    })*
                }
            }

            /// Puts the pair in or takes it out; says whether that changed anything.
            pub(crate) fn put(self, plan: &mut Plan, pair: &AnyPair, present: bool) -> bool {
                match self {
                    $(Self::$Variant => {
                        let typed = (Link::of_target(pair.a.clone()), Link::of_target(pair.b.clone()));
                        let pairs = &mut plan.relations.$field;
                        if present { pairs.insert(typed) } else { pairs.remove(&typed) }
                    })*
                }
            }

            /// Replaces all its pairs by about so many, which come in their order.
            pub(crate) fn load(self, plan: &mut Plan, count: usize, pairs: &mut dyn Iterator<Item = AnyPair>) {
                match self {
                    $(Self::$Variant => {
                        plan.relations.$field = Relation::of_sorted(count, &mut pairs
                            .map(|pair| (Link::of_target(pair.a), Link::of_target(pair.b))));
                    })*
                }
            }
        }
    };
}
for_each_relation!(define_relations);

/// A pair of a relation, without the types of its sides.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnyPair {
    /// Which relation it is in.
    pub relation: RelationKind,
    /// Its first side.
    pub a: Target,
    /// Its second side.
    pub b: Target,
}

impl AnyPair {
    /// Both sides with their kinds.
    pub fn links(&self) -> [AnyLink; 2] {
        let (a, b) = self.relation.sides();
        [AnyLink { kind: a, target: self.a.clone() }, AnyLink { kind: b, target: self.b.clone() }]
    }
}

/// A reference that names something which the plan lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unresolved {
    /// Who refers; none for a pair of a relation, of which neither side may be in the plan.
    pub from: Option<AnyId>,
    /// The relation, for a pair.
    pub pair: Option<AnyPair>,
    /// What is missing.
    pub to: AnyLink,
}

/// An entity that a plan keeps in a table of its own, which all of them are.
pub trait Tabled: Entity {
    /// The table.
    fn table(plan: &Plan) -> &Table<Self>;

    /// The same, to change it; only `edit` does.
    fn table_mut(plan: &mut Plan) -> &mut Table<Self>;
}

/// Objects of one kind, oldest first, without their type.
pub struct AnyRows<'a> {
    kind: Kind,
    places: NumberedPlaces<'a>,
    at: for<'p> fn(&'p AnyPiece, usize) -> Option<&'p dyn AnyEntity>,
}

impl<'a> Iterator for AnyRows<'a> {
    type Item = (AnyId, &'a dyn AnyEntity);

    fn next(&mut self) -> Option<Self::Item> {
        let (number, piece, at) = self.places.next()?;
        Some((AnyId { kind: self.kind, number }, (self.at)(piece, at)?))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.places.size_hint()
    }
}

fn object_at<T: Tabled>(piece: &AnyPiece, at: usize) -> Option<&dyn AnyEntity> {
    let entity = Table::<T>::at(piece, at)?;
    Some(&**entity)
}

impl Plan {
    /// The object with that id.
    pub fn object(&self, id: AnyId) -> Option<&dyn AnyEntity> {
        with_kind!(id.kind, T => self.get::<T>(Id::new(id.number)).map(|entity| -> &dyn AnyEntity { &**entity }))
    }

    /// The objects of a kind, oldest first.
    pub fn objects(&self, kind: Kind) -> AnyRows<'_> {
        with_kind!(kind, T => AnyRows { kind, places: T::table(self).places(), at: object_at::<T> })
    }

    /// The numbers of the objects of a kind that another plan has not got as they are here, or that only one of them has;
    /// none: there are more than `most`. What objects say is not compared: one that is shared is the same.
    pub fn differing(&self, other: &Self, kind: Kind, most: usize) -> Option<Vec<u64>> {
        with_kind!(kind, T => T::table(self).differing_numbers(T::table(other), most))
    }

    /// The entity with that id.
    pub fn get<T: Tabled>(&self, id: Id<T>) -> Option<&Arc<T>> {
        T::table(self).get(id)
    }

    /// The entity that a link points to, if it is in the plan.
    pub fn follow<T: Tabled>(&self, link: &Link<T>) -> Option<&Arc<T>> {
        self.get(link.id()?)
    }

    /// The same for a link that may not be set.
    pub fn follow_opt<T: Tabled>(&self, link: Option<&Link<T>>) -> Option<&Arc<T>> {
        self.follow(link?)
    }

    /// The ids of the entities with that name, lowest first; one at most where names are unique.
    pub fn named<T: Tabled>(&self, name: &str) -> impl Iterator<Item = Id<T>> {
        self.indexes.named(T::KIND, name).map(Id::new)
    }

    /// The lowest id with that name.
    pub fn find<T: Tabled>(&self, name: &str) -> Option<Id<T>> {
        self.named(name).next()
    }

    /// The same without a type: the number of the lowest id of a kind with that name.
    pub fn find_any(&self, kind: Kind, name: &str) -> Option<u64> {
        self.numbers_named(kind, name).next()
    }

    /// The numbers of the ids of a kind with that name, lowest first.
    pub fn numbers_named(&self, kind: Kind, name: &str) -> impl Iterator<Item = u64> {
        self.indexes.named(kind, name)
    }

    /// The CDNs without `ALL`, which stands for all of them and has no snapshot.
    pub fn real_cdns(&self) -> impl Iterator<Item = (Id<Cdn>, &Arc<Cdn>)> {
        self.cdns().iter().filter(|(_, cdn)| cdn.name != seed::CDN_ALL.0)
    }

    /// Their names, sorted.
    pub fn real_cdn_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.real_cdns().map(|(_, cdn)| cdn.name.as_str()).collect();
        names.sort_unstable();
        names
    }

    /// The one of a plan that has no other.
    pub fn only_real_cdn(&self) -> Option<Id<Cdn>> {
        let mut real = self.real_cdns().map(|(id, _)| id);
        real.next().filter(|_| real.next().is_none())
    }

    /// What refers to an object, relations excluded: each user once, ordered by kind and id. Who asks first waits until they
    /// are known of all.
    pub fn users(&self, of: AnyId) -> impl Iterator<Item = AnyId> {
        self.indexes.users(of, &|| self.each_piece(users_of))
    }

    /// Lets nobody who asks for users wait.
    pub fn prepare_users(&self) {
        drop(self.users(AnyId { kind: Kind::ALL[0], number: 0 }));
    }

    /// The pairs of all relations in which an object stands.
    pub fn pairs_with(&self, object: AnyId) -> Vec<AnyPair> {
        RelationKind::ALL.iter().flat_map(|relation| relation.pairs_of(self, object)).collect()
    }

    /// How many entities of a kind there are.
    pub fn count(&self, kind: Kind) -> usize {
        with_kind!(kind, T => T::table(self).len())
    }

    /// Whether an object is in the plan.
    pub fn contains(&self, id: AnyId) -> bool {
        self.object(id).is_some()
    }

    /// The name of an object of any kind.
    pub fn name_of(&self, id: AnyId) -> Option<String> {
        self.object(id).map(|entity| entity.any_name().into_owned())
    }

    /// All ids of a kind, oldest first.
    pub fn ids(&self, kind: Kind) -> Vec<AnyId> {
        self.objects(kind).map(|(object, _)| object).collect()
    }

    /// The name that a link shows: of the object, or of what it misses.
    pub fn link_name(&self, link: &AnyLink) -> String {
        match (&link.target, link.id()) {
            (Target::Absent(absent), _) => absent.to_string(),
            (Target::To(_), Some(id)) => self.name_of(id).unwrap_or_default(),
            (Target::To(_), None) => String::new(),
        }
    }

    /// An id that nothing in this plan has, had or will have; `offset` counts from the next one.
    pub fn fresh_id<T: Tabled>(&self, offset: u64) -> Id<T> {
        Id::new(self.fresh_number(T::KIND, offset))
    }

    /// The same as a number.
    pub(crate) fn fresh_number(&self, kind: Kind, offset: u64) -> u64 {
        self.next_ids[kind.index()].max(1) + offset
    }

    /// The numbers that the next ids will have, per kind in the order of `Kind::ALL`.
    pub fn next_ids(&self) -> &[u64; Kind::COUNT] {
        &self.next_ids
    }

    /// Makes the indexes of all that it holds anew: of those who refer to others only if they have been asked for.
    pub(crate) fn index_anew(&mut self) {
        let has_users = self.indexes.has_users();
        self.indexes = self.built_indexes();
        if has_users {
            self.prepare_users();
        }
    }

    /// The same without those.
    pub(crate) fn built_indexes(&self) -> Indexes {
        Indexes::of_names(self.each_piece(names_of))
    }

    /// Whether every object has a name and refers to objects that are there.
    pub(crate) fn has_sound_objects(&self) -> bool {
        let are_sound = self.each_piece(|piece| piece.iter().all(|(_, entity)| self.is_sound(*entity)));
        are_sound.into_iter().flatten().all(|are_sound| are_sound)
    }

    fn is_sound(&self, entity: &dyn AnyEntity) -> bool {
        let mut is_sound = !entity.any_name().is_empty();
        entity.any_links(&mut |link| is_sound &= link.id().is_none_or(|target| self.contains(target)));
        is_sound
    }

    /// Makes something of some objects of one kind at a time, on all cores; per kind in the order of `Kind::ALL`.
    fn each_piece<R: Send>(&self, make: impl Fn(&[(AnyId, &dyn AnyEntity)]) -> R + Sync) -> Vec<Vec<R>> {
        let kinds: Vec<Vec<_>> = Kind::ALL.iter().map(|kind| self.objects(*kind).collect()).collect();
        let places = kinds.iter().enumerate();
        let work: Vec<_> =
            places.flat_map(|(at, all)| all.chunks(INDEXED_AT_ONCE).map(move |piece| (at, piece))).collect();
        let made = parallel::map(&work, |(_, piece)| make(piece));
        let mut pieces: Vec<Vec<R>> = kinds.iter().map(|_| Vec::new()).collect();
        for ((at, _), piece) in work.iter().zip(made) {
            pieces[*at].push(piece);
        }
        pieces
    }

    /// Every reference to something that is not in the plan.
    pub fn unresolved(&self) -> Vec<Unresolved> {
        let mut found = Vec::new();
        for kind in Kind::ALL {
            for (from, entity) in self.objects(*kind) {
                entity.any_links(&mut |link| {
                    if link.id().is_none() {
                        found.push(Unresolved { from: Some(from), pair: None, to: link });
                    }
                });
            }
        }
        for pair in RelationKind::ALL.iter().flat_map(|relation| relation.unresolved_pairs(self)) {
            for link in pair.links() {
                if link.id().is_none() {
                    found.push(Unresolved { from: None, pair: Some(pair.clone()), to: link });
                }
            }
        }
        found
    }

    /// Whether both hold the same objects and links; ids yet to be given don't count.
    pub fn same_content(&self, other: &Self) -> bool {
        self.relations == other.relations
            && Kind::ALL.iter().all(|kind| with_kind!(*kind, T => T::table(self) == T::table(other)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_dangle_that_have_the_id_of_nothing() {
        let mut plan = Plan::default();
        for number in 1..=20_000 {
            plan.profiles.put(Id::new(number), Arc::default());
        }
        plan.parameters.put(Id::new(1), Arc::default());
        let relation = RelationKind::ProfileParameter;
        let pair = |a: u64, b: u64| AnyPair { relation, a: Target::To(a), b: Target::To(b) };
        let sound: Vec<AnyPair> = (1..=20_000).map(|number| pair(number, 1)).collect();
        for (more, expected) in [
            (None, None),
            (Some(pair(20_001, 1)), Some(pair(20_001, 1))),
            (Some(pair(9_000, 2)), Some(pair(9_000, 2))),
            (Some(AnyPair { a: Target::Absent(Absent::named("gone")), ..pair(0, 1) }), None),
        ] {
            relation.load(&mut plan, sound.len(), &mut sound.iter().cloned().chain(more));
            assert_eq!(relation.dangling_pair(&plan), expected);
        }
    }
}

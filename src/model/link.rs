//! How one entity refers to another: by id when the other is in the plan, by what is known of it when it is not; and
//! `Relation`, an ordered set of pairs for many-to-many links.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::chunked::{Chunked, ChunkedKeys};
use super::id::{AnyId, Id};
use super::kind::Kind;
use super::table::Table;

/// A reference to a `T`.
pub enum Link<T> {
    /// It is in the plan.
    To(Id<T>),
    /// It is not: the reference is kept, listed as unresolved and written back.
    Absent(Arc<Absent>),
}

/// What is known of an object that a reference names and the plan lacks.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Absent {
    /// The parts of its identity as files write them: one name for most kinds, CDN and host name for a server; empty
    /// when only the Traffic Ops id is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identity: Vec<String>,
    /// Its Traffic Ops id, where that is all that the file said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traffic_ops_id: Option<i64>,
}

/// A link whose target kind is known only at run time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnyLink {
    /// The kind that is referred to.
    pub kind: Kind,
    /// The object, or what is known of it.
    pub target: Target,
}

/// Where a link of any kind points.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// The number of an id of the link's kind.
    To(u64),
    /// The object is not in the plan.
    Absent(Arc<Absent>),
}

impl Absent {
    /// An absent object known by one name.
    pub fn named(name: &str) -> Arc<Self> {
        Arc::new(Self { identity: vec![name.to_owned()], traffic_ops_id: None })
    }

    /// An absent object of which only the Traffic Ops id is known.
    pub fn numbered(traffic_ops_id: i64) -> Arc<Self> {
        Arc::new(Self { identity: Vec::new(), traffic_ops_id: Some(traffic_ops_id) })
    }
}

impl fmt::Display for Absent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.traffic_ops_id {
            Some(id) if self.identity.is_empty() => write!(f, "Traffic Ops id {id}"),
            _ => f.write_str(&self.identity.join("/")),
        }
    }
}

impl AnyLink {
    /// The object, if it is in the plan.
    pub fn id(&self) -> Option<AnyId> {
        match self.target {
            Target::To(number) => Some(AnyId { kind: self.kind, number }),
            Target::Absent(_) => None,
        }
    }
}

impl<T> Link<T> {
    /// Whether it has the id of an object that its table has not.
    pub(super) fn dangles(&self, table: &Table<T>) -> bool {
        matches!(self, Self::To(id) if !table.has(*id))
    }

    /// The id, if the object is in the plan.
    pub fn id(&self) -> Option<Id<T>> {
        match self {
            Self::To(id) => Some(*id),
            Self::Absent(_) => None,
        }
    }

    /// The target without its type.
    pub fn target(&self) -> Target {
        match self {
            Self::To(id) => Target::To(id.number()),
            Self::Absent(absent) => Target::Absent(Arc::clone(absent)),
        }
    }

    /// The link to a target of this type.
    pub fn of_target(target: Target) -> Self {
        match target {
            Target::To(number) => Self::To(Id::new(number)),
            Target::Absent(absent) => Self::Absent(absent),
        }
    }
}

impl<T> Clone for Link<T> {
    fn clone(&self) -> Self {
        match self {
            Self::To(id) => Self::To(*id),
            Self::Absent(absent) => Self::Absent(Arc::clone(absent)),
        }
    }
}
impl<T> PartialEq for Link<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl<T> Eq for Link<T> {}
impl<T> PartialOrd for Link<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Link<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        match (self, other) {
            (Self::To(a), Self::To(b)) => a.cmp(b),
            (Self::To(_), Self::Absent(_)) => std::cmp::Ordering::Less,
            (Self::Absent(_), Self::To(_)) => std::cmp::Ordering::Greater,
            (Self::Absent(a), Self::Absent(b)) => a.cmp(b),
        }
    }
}
impl<T> fmt::Debug for Link<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::To(id) => write!(f, "{id:?}"),
            Self::Absent(absent) => write!(f, "absent {absent}"),
        }
    }
}
impl<T> Serialize for Link<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::To(id) => id.serialize(serializer),
            Self::Absent(absent) => absent.serialize(serializer),
        }
    }
}
impl<'de, T> Deserialize<'de> for Link<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LinkVisitor(PhantomData))
    }
}

/// Reads a link as a number (an id) or a map (an absent object).
struct LinkVisitor<T>(PhantomData<fn() -> T>);

impl<'de, T> Visitor<'de> for LinkVisitor<T> {
    type Value = Link<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id or an absent object")
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Link::To(Id::new(number)))
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Self::Value, E> {
        u64::try_from(number).map(|number| Link::To(Id::new(number))).map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let absent =
            Absent::deserialize(serde::de::value::MapAccessDeserializer::new(map)).map_err(A::Error::custom)?;
        Ok(Link::Absent(Arc::new(absent)))
    }
}

/// What stands on both sides of a pair.
type Pair<A, B> = (Link<A>, Link<B>);

/// An ordered set of pairs, cheap to clone and to change.
pub struct Relation<A, B>(Arc<Chunked<Pair<A, B>>>);

impl<A, B> Relation<A, B> {
    /// The pairs, ordered by the first and then the second side.
    pub fn iter(&self) -> impl Iterator<Item = &(Link<A>, Link<B>)> {
        self.0.keys()
    }

    /// The same in pieces.
    pub(super) fn pieces(&self) -> &[Arc<Vec<Pair<A, B>>>] {
        self.0.pieces()
    }

    /// Whether the pair is there.
    pub fn contains(&self, pair: &(Link<A>, Link<B>)) -> bool {
        self.0.has(pair)
    }

    /// The second sides of the pairs whose first side is `a`.
    pub fn of(&self, a: Id<A>) -> PartnersOf<'_, A, B> {
        // Ids come before absent objects, so the smallest pair of `a` has the smallest id.
        PartnersOf { pairs: self.0.keys_from(&(Link::To(a), Link::To(Id::new(0)))), a }
    }

    /// The pairs that another relation has not.
    pub(crate) fn without<'a>(&'a self, other: &'a Self) -> Vec<&'a (Link<A>, Link<B>)> {
        let mut found = Vec::new();
        self.0.compare(&other.0, &|_, _| true, &mut |pair, ours, theirs| {
            found.extend((ours.is_some() && theirs.is_none()).then_some(pair));
            true
        });
        found
    }

    /// How many pairs there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no pair.
    pub fn is_empty(&self) -> bool {
        self.0.len() == 0
    }

    /// Puts a pair in; says whether it was not there.
    pub(crate) fn insert(&mut self, pair: (Link<A>, Link<B>)) -> bool {
        Arc::make_mut(&mut self.0).insert(pair)
    }

    /// Takes a pair out; says whether it was there.
    pub(crate) fn remove(&mut self, pair: &(Link<A>, Link<B>)) -> bool {
        Arc::make_mut(&mut self.0).remove(pair)
    }

    /// Makes a relation of about so many pairs, which come in their order.
    pub(crate) fn of_sorted(count: usize, pairs: &mut dyn Iterator<Item = (Link<A>, Link<B>)>) -> Self {
        Self(Arc::new(Chunked::of_about(count, pairs)))
    }
}

/// The second sides of the pairs with one first side.
pub struct PartnersOf<'a, A, B> {
    pairs: ChunkedKeys<'a, Pair<A, B>>,
    a: Id<A>,
}

impl<'a, A, B> Iterator for PartnersOf<'a, A, B> {
    type Item = &'a Link<B>;

    fn next(&mut self) -> Option<&'a Link<B>> {
        self.pairs.next().filter(|pair| pair.0 == Link::To(self.a)).map(|pair| &pair.1)
    }
}

impl<A, B> Clone for Relation<A, B> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}
impl<A, B> Default for Relation<A, B> {
    fn default() -> Self {
        Self(Arc::default())
    }
}
impl<A, B> PartialEq for Relation<A, B> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.is_equal(&other.0)
    }
}
impl<A, B> fmt::Debug for Relation<A, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

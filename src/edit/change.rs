//! `Edit`: a named list of changes, each with what was before and what is after, so that its inverse is a swap.

use std::any::Any;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::kind::{for_each_kind, with_kind};
use crate::model::*;

/// One step that a user made, with the name under which History lists it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Edit {
    /// Like `Move edge-denver`.
    pub label: String,
    /// What changes, in order.
    pub changes: Vec<Change>,
    /// What came of it when it was tried out, to be taken by whoever performs it.
    pub(crate) trial: EditTrial,
}

/// A plan to which an edit was applied, to learn whether it fits, and the plan that came of it. It is no part of what
/// an edit says: edits that say the same are equal, tried or not.
#[derive(Clone, Default)]
pub(crate) struct EditTrial(Option<Arc<TriedEdit>>);

struct TriedEdit {
    from: Plan,
    changes: Vec<Change>,
    made: Plan,
}

impl PartialEq for EditTrial {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl std::fmt::Debug for EditTrial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() { "tried" } else { "not tried" })
    }
}

/// An entity that comes, goes, or becomes another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "T: Tabled")]
pub struct Delta<T> {
    /// Which one.
    pub id: Id<T>,
    /// As it was; none: it comes.
    pub before: Option<Arc<T>>,
    /// As it will be; none: it goes.
    pub after: Option<Arc<T>>,
}

/// The same without its type, to look at.
#[derive(Clone, Copy, Debug)]
pub struct AnyDelta<'a> {
    /// Which one.
    pub object: AnyId,
    /// As it was; none: it comes.
    pub before: Option<&'a dyn AnyEntity>,
    /// As it will be; none: it goes.
    pub after: Option<&'a dyn AnyEntity>,
}

impl AnyDelta<'_> {
    /// Whether the object becomes another, comes or goes.
    pub fn has_effect(&self) -> bool {
        !is_same_side(self.before, self.after)
    }

    /// Whether another begins with what this one leaves.
    pub fn is_followed_by(&self, next: &AnyDelta<'_>) -> bool {
        is_same_side(self.after, next.before)
    }
}

fn is_same_side(one: Option<&dyn AnyEntity>, other: Option<&dyn AnyEntity>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.is_same(other),
        (one, other) => one.is_none() && other.is_none(),
    }
}

/// A pair of a relation that comes or goes.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkChange {
    /// Which one.
    pub pair: AnyPair,
    /// Whether it comes.
    pub present: bool,
}

macro_rules! define_change {
    ($(($Kind:ident, $field:ident, $key:literal, $singular:literal, $plural:literal),)*) => {
        /// One change of one object or link.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Change {
            $(#[doc = $singular] $Kind(Delta<$Kind>),)*
            /// A pair of a relation.
            Link(LinkChange),
        }

        $(impl From<Delta<$Kind>> for Change {
            fn from(delta: Delta<$Kind>) -> Self {
                Self::$Kind(delta)
            }
        })*

        impl Change {
            /// The change that takes this one back.
            #[must_use]
            pub fn inverse(&self) -> Self {
                match self {
                    $(Self::$Kind(delta) => Self::$Kind(delta.inverse()),)*
                    Self::Link(link) => Self::Link(LinkChange { pair: link.pair.clone(), present: !link.present }),
                }
            }

            /// The object that changes; none for a link.
            pub fn object(&self) -> Option<AnyId> {
                match self {
                    $(Self::$Kind(delta) => Some(AnyId { kind: Kind::$Kind, number: delta.id.number() }),)*
                    Self::Link(_) => None,
                }
            }

            /// An object's change without its type; none for a link.
            pub fn any_delta(&self) -> Option<AnyDelta<'_>> {
                match self {
                    $(Self::$Kind(delta) => Some(delta.any()),)*
                    Self::Link(_) => None,
                }
            }

            /// The object as it will be, to be kept; none: it goes, or it is a link.
            pub(crate) fn after_arc(&self) -> Option<Arc<dyn Any + Send + Sync>> {
                match self {
                    $(Self::$Kind(delta) => Some(Arc::clone(delta.after.as_ref()?) as _),)*
                    Self::Link(_) => None,
                }
            }

            /// The same with another object in the end; of a link there is none.
            pub(crate) fn ending_in(&self, after: Box<dyn AnyEntity>) -> Self {
                match self {
                    $(Self::$Kind(Delta { id, before, .. }) => {
                        let after = after.into_any().downcast::<$Kind>().ok().map(Arc::from);
                        Self::$Kind(Delta { id: *id, before: before.clone(), after })
                    })*
                    Self::Link(link) => Self::Link(link.clone()),
                }
            }

            /// One change of an object that does what this and a later one do; none of different objects, or of links.
            #[must_use]
            pub fn up_to(&self, later: &Self) -> Option<Self> {
                match (self, later) {
                    $((Self::$Kind(Delta { id, before, .. }), Self::$Kind(later)) if *id == later.id => {
                        Some(Self::$Kind(Delta { id: *id, before: before.clone(), after: later.after.clone() }))
                    })*
                    _ => None,
                }
            }

            /// Runs a generic visitor on the typed delta inside.
            pub fn visit<V: ChangeVisitor>(&self, visitor: &mut V) -> V::Output {
                match self {
                    $(Self::$Kind(delta) => visitor.delta(delta),)*
                    Self::Link(link) => visitor.link(link),
                }
            }
        }
    };
}
for_each_kind!(define_change);

/// Something to do with a change whatever its kind.
pub trait ChangeVisitor {
    /// What it makes.
    type Output;

    /// With an entity's change.
    fn delta<T: Tabled>(&mut self, delta: &Delta<T>) -> Self::Output
    where
        Change: From<Delta<T>>;

    /// With a pair's.
    fn link(&mut self, link: &LinkChange) -> Self::Output;
}

impl<T: Tabled> Delta<T> {
    /// An entity that comes.
    pub fn added(id: Id<T>, entity: T) -> Self {
        Self { id, before: None, after: Some(Arc::new(entity)) }
    }

    /// An entity that goes.
    pub fn removed(id: Id<T>, entity: &Arc<T>) -> Self {
        Self { id, before: Some(Arc::clone(entity)), after: None }
    }

    /// An entity that becomes another.
    pub fn changed(id: Id<T>, before: &Arc<T>, after: T) -> Self {
        Self { id, before: Some(Arc::clone(before)), after: Some(Arc::new(after)) }
    }

    /// The change that takes this one back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        Self { id: self.id, before: self.after.clone(), after: self.before.clone() }
    }

    /// The same without its type.
    pub fn any(&self) -> AnyDelta<'_> {
        fn side<T: Tabled>(side: Option<&Arc<T>>) -> Option<&dyn AnyEntity> {
            side.map(|entity| -> &dyn AnyEntity { &**entity })
        }
        AnyDelta { object: AnyId::of(self.id), before: side(self.before.as_ref()), after: side(self.after.as_ref()) }
    }
}

impl Change {
    /// The change after which an object is as it says, whatever it was in a plan.
    pub(crate) fn into(plan: &Plan, object: AnyId, after: Arc<dyn AnyEntity>) -> Self {
        with_kind!(object.kind, T => change_into::<T>(plan, object.number, Some(after.into_any_arc())))
    }

    /// The change by which an object goes.
    pub(crate) fn removal(plan: &Plan, object: AnyId) -> Self {
        with_kind!(object.kind, T => change_into::<T>(plan, object.number, None))
    }

    /// The pair that comes or goes; none of an object.
    pub(crate) const fn link(&self) -> Option<&LinkChange> {
        match self {
            Self::Link(link) => Some(link),
            _ => None,
        }
    }

    /// Whether it changes anything.
    pub(crate) fn differs(&self) -> bool {
        self.any_delta().is_none_or(|AnyDelta { before, after, .. }| match (before, after) {
            (Some(before), Some(after)) => !before.is_equal(after),
            (before, after) => before.is_some() != after.is_some(),
        })
    }
}

fn change_into<T: Tabled>(plan: &Plan, number: u64, after: Option<Arc<dyn Any + Send + Sync>>) -> Change
where
    Change: From<Delta<T>>,
{
    let id = Id::new(number);
    let after = after.and_then(|after| after.downcast::<T>().ok());
    Delta { id, before: plan.get(id).cloned(), after }.into()
}

impl Edit {
    /// An edit of that name.
    pub fn new(label: impl Into<String>, changes: Vec<Change>) -> Self {
        Self { label: label.into(), changes, trial: EditTrial::default() }
    }

    /// Remembers what came of it when it was applied to a plan, so that it is applied once.
    pub(crate) fn with_trial(mut self, from: &Plan, made: Plan) -> Self {
        self.trial = EditTrial(Some(Arc::new(TriedEdit { from: from.clone(), changes: self.changes.clone(), made })));
        self
    }

    /// What comes of it when it is applied to a plan, if that is known; it is forgotten then.
    pub(crate) fn take_made(&mut self, plan: &Plan) -> Option<Plan> {
        let tried = self.trial.0.take().filter(|tried| tried.from.is_same(plan) && tried.changes == self.changes)?;
        Some(match Arc::try_unwrap(tried) {
            Ok(tried) => tried.made,
            Err(shared) => shared.made.clone(),
        })
    }

    /// The edit that takes this one back: each change inverted, last first.
    #[must_use]
    pub fn inverse(&self) -> Self {
        Self::new(self.label.clone(), self.changes.iter().rev().map(Change::inverse).collect())
    }

    /// Whether its objects and pairs stand in their order, each once, as those of an import do: then nobody need look for
    /// two changes of one.
    pub(crate) fn has_each_once(&self) -> bool {
        let (mut objects, mut pairs): ([_; Kind::COUNT], Vec<Option<&AnyPair>>) =
            ([None; Kind::COUNT], vec![None; RelationKind::ALL.len()]);
        self.changes.iter().all(|change| match (change.object(), change.link()) {
            (Some(object), _) => objects
                .get_mut(object.kind.index())
                .is_some_and(|last| last.replace(object.number).is_none_or(|last| last < object.number)),
            (None, Some(LinkChange { pair, .. })) => {
                let last = RelationKind::ALL.iter().position(|relation| *relation == pair.relation);
                let last = last.and_then(|at| pairs.get_mut(at));
                last.is_some_and(|last| last.replace(pair).is_none_or(|last| last < pair))
            }
            (None, None) => false,
        })
    }

    /// Whether it does nothing.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

//! What a rule is: its words, how far it looks, the function that looks, and what can be done. It knows no single rule.

use std::ops::Deref;

use super::analysed::Analysis;
use super::fix::Fixes;
use super::found::{Found, FoundBy};
use crate::finding::{RuleId, Severity};
use crate::model::{AnyEntity, AnyId, Entity, Id, Kind, Plan};
use crate::snapshot::reading::RouterView;

/// A rule.
pub struct Rule {
    /// Its name in output, like `cache-group-own-parent`.
    pub id: RuleId,
    /// How bad it is at worst; a finding may be less.
    pub severity: Severity,
    /// What is wrong, in a planner's words and without the object.
    pub title: &'static str,
    /// What follows from it.
    pub effect: &'static str,
    /// Why: the fact of upstream, with its source file, or the planner's question that it answers.
    pub fact: &'static str,
    /// What looks.
    pub check: Check,
    /// What can be done about a finding of it.
    pub fixes: Fixes,
}

/// How far a rule looks, and so what an edit makes it look at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// At an object by itself.
    Object,
    /// At an object and what it refers to, or is referred to by, within two steps.
    Neighbours,
    /// At the whole plan.
    Plan,
    /// At what a plan leads to: its snapshots, and what Traffic Router makes of them.
    Analysis,
}

impl Reach {
    /// Its word in the catalogue.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::Neighbours => "neighbours",
            Self::Plan => "plan",
            Self::Analysis => "analysis",
        }
    }
}

/// What looks.
pub enum Check {
    /// At objects, each by itself.
    Object(&'static [&'static dyn Look]),
    /// At objects and their neighbours.
    Neighbours(&'static [&'static dyn Look]),
    /// At objects that have something in common which each should have for itself.
    Shared(&'static [&'static dyn Share]),
    /// At the whole plan; again when objects of these kinds change.
    Plan(&'static [Kind], fn(&Plan, &mut Found<'_>)),
    /// At what a plan leads to.
    Analysis(fn(&Analysis<'_>, &mut Found<'_>)),
    /// At what Traffic Router has in mind: of the snapshots of a plan, and of one from a file.
    Router(fn(&RouterView, &mut Found<'_>)),
}

impl Rule {
    /// What it has found in a plan: nothing yet.
    pub fn begin<'p>(&self, plan: &'p Plan) -> Found<'p> {
        Found::of(plan, FoundBy { rule: self.id, severity: self.severity, effect: self.effect })
    }

    /// How far it looks.
    pub const fn reach(&self) -> Reach {
        match self.check {
            Check::Object(_) => Reach::Object,
            Check::Neighbours(_) => Reach::Neighbours,
            Check::Shared(_) | Check::Plan(..) => Reach::Plan,
            Check::Analysis(_) | Check::Router(_) => Reach::Analysis,
        }
    }
}

/// An object that is looked at.
pub struct Object<'p, T> {
    /// The plan that it is in.
    pub plan: &'p Plan,
    /// Which one it is.
    pub id: Id<T>,
    /// What it says.
    pub entity: &'p T,
}

impl<T> Deref for Object<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.entity
    }
}

impl<T: Entity> Object<'_, T> {
    /// Its id without its type.
    pub const fn any(&self) -> AnyId {
        AnyId::of(self.id)
    }
}

/// What looks at the objects of one kind.
pub trait Look: Sync {
    /// The kind.
    fn kind(&self) -> Kind;

    /// Looks at an object of the kind.
    fn look(&self, plan: &Plan, number: u64, entity: &dyn AnyEntity, found: &mut Found<'_>);
}

/// A function that looks at each object of a kind.
pub struct Each<T>(pub fn(&Object<'_, T>, &mut Found<'_>));

impl<T: Entity> Look for Each<T> {
    fn kind(&self) -> Kind {
        T::KIND
    }

    fn look(&self, plan: &Plan, number: u64, entity: &dyn AnyEntity, found: &mut Found<'_>) {
        if let Some(entity) = entity.downcast::<T>() {
            (self.0)(&Object { plan, id: Id::new(number), entity }, found);
        }
    }
}

/// The same for what is looked for in objects of any kind: made once, and not once per kind.
pub struct EachOf(pub Kind, pub fn(&Plan, AnyId, &dyn AnyEntity, &mut Found<'_>));

impl Look for EachOf {
    fn kind(&self) -> Kind {
        self.0
    }

    fn look(&self, plan: &Plan, number: u64, entity: &dyn AnyEntity, found: &mut Found<'_>) {
        (self.1)(plan, AnyId { kind: self.0, number }, entity, found);
    }
}

/// What looks at objects of one kind that share something.
pub trait Share: Sync {
    /// The kind.
    fn kind(&self) -> Kind;

    /// What an object has that others should not have too. It may look as far as neighbours.
    fn keys(&self, plan: &Plan, number: u64, entity: &dyn AnyEntity) -> Vec<String>;

    /// Looks at two objects or more that have the same, oldest first.
    fn judge(&self, plan: &Plan, sharing: &[u64], found: &mut Found<'_>);
}

/// Two functions for what objects of a kind share.
pub struct Sharing<T: 'static> {
    /// What an object has; none: nothing that counts.
    pub keys: fn(&Object<'_, T>) -> Vec<String>,
    /// Looks at those that have the same.
    pub judge: fn(&Plan, &[Id<T>], &mut Found<'_>),
}

impl<T: Entity> Share for Sharing<T> {
    fn kind(&self) -> Kind {
        T::KIND
    }

    fn keys(&self, plan: &Plan, number: u64, entity: &dyn AnyEntity) -> Vec<String> {
        let Some(entity) = entity.downcast::<T>() else { return Vec::new() };
        (self.keys)(&Object { plan, id: Id::new(number), entity })
    }

    fn judge(&self, plan: &Plan, sharing: &[u64], found: &mut Found<'_>) {
        let ids: Vec<Id<T>> = sharing.iter().copied().map(Id::new).collect();
        (self.judge)(plan, &ids, found);
    }
}

//! What refers to an object: by kind, name and field, and by pairs.

use std::fmt;

use crate::edit::describe::labels_with;
use crate::model::{AnyId, AnyLink, AnyPair, Kind, Plan, RelationKind, Target};
use crate::sorting::OrderedSet;

/// One reference to an object that is to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectUse {
    /// The object that is referred to.
    pub used: AnyId,
    /// Its name.
    pub used_name: String,
    /// Who refers to it.
    pub user: AnyId,
    /// Its name.
    pub user_name: String,
    /// The labels of the fields that do; none for a pair.
    pub fields: Vec<&'static str>,
    /// The pair, for one.
    pub pair: Option<AnyPair>,
}

impl fmt::Display for ObjectUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (used, user) = (self.used.kind.singular(), self.user.kind.singular());
        write!(f, "the {used} `{}` is used by the {user} `{}`", self.used_name, self.user_name)?;
        match (&self.pair, self.fields.as_slice()) {
            (Some(pair), _) => write!(f, " (pair of {})", pair.relation.describe()),
            (None, []) => Ok(()),
            (None, fields) => write!(f, " ({})", fields.join(", ")),
        }
    }
}

/// Everything outside some objects that refers to one of them.
pub fn uses(plan: &Plan, objects: &OrderedSet<AnyId>) -> Vec<ObjectUse> {
    let name = |object: AnyId| plan.name_of(object).unwrap_or_default();
    let mut found = Vec::new();
    for used in objects {
        let link = AnyLink { kind: used.kind, target: Target::To(used.number) };
        for user in plan.users(*used).filter(|user| !objects.contains(user)) {
            let fields = labels_with(plan, user, &link);
            found.push(ObjectUse {
                used: *used,
                used_name: name(*used),
                user,
                user_name: name(user),
                fields,
                pair: None,
            });
        }
    }
    for (pair, used, user) in pairs_of(plan, objects) {
        if let Some(user) = user.filter(|user| !objects.contains(user)) {
            found.push(ObjectUse {
                used,
                used_name: name(used),
                user,
                user_name: name(user),
                fields: Vec::new(),
                pair: Some(pair),
            });
        }
    }
    found
}

/// The pairs in which one of some objects stands: the pair, the object, and the other side if that is in the plan.
pub(super) fn pairs_of(plan: &Plan, objects: &OrderedSet<AnyId>) -> Vec<(AnyPair, AnyId, Option<AnyId>)> {
    let kinds: OrderedSet<Kind> = objects.iter().map(|object| object.kind).collect();
    let mut found = Vec::new();
    for relation in RelationKind::ALL {
        let (a, b) = relation.sides();
        if !kinds.contains(&a) && !kinds.contains(&b) {
            continue;
        }
        for pair in relation.pairs(plan) {
            let [a, b] = pair.links().map(|link| link.id());
            if let Some(used) = a.filter(|a| objects.contains(a)) {
                found.push((pair, used, b));
            } else if let Some(used) = b.filter(|b| objects.contains(b)) {
                found.push((pair, used, a));
            }
        }
    }
    found
}

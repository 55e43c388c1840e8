//! Which cache group asks which: each below its first parent. What asks itself in a circle stands apart.

use std::collections::HashMap;

use super::lines::{TreeKey, TreeLine};
use super::places::{group_aside, name, object};
use super::planting::{Line, Planting, sort_by_name};
use crate::model::{AnyId, AnyLink, CacheGroup, Id, Kind, Link, Plan};

/// The lines.
pub(super) fn nodes(plan: &Plan) -> Vec<TreeLine> {
    let mut roots: Vec<Id<CacheGroup>> = Vec::new();
    let mut below: HashMap<Id<CacheGroup>, Vec<Id<CacheGroup>>> = HashMap::new();
    for (id, group) in plan.cache_groups() {
        match group.parent.as_ref().and_then(Link::id) {
            Some(parent) => below.entry(parent).or_default().push(id),
            None => roots.push(id),
        }
    }
    let by_name = |groups: &mut Vec<Id<CacheGroup>>| {
        sort_by_name(groups, |id| name(plan, AnyId::of::<CacheGroup>(*id)));
    };
    by_name(&mut roots);
    below.values_mut().for_each(by_name);
    let mut planting = Planting::default();
    let done = planting.grow(&roots, &below, |id| line(plan, id));
    if done.len() < plan.cache_groups().len() {
        planting.open(circle());
        let mut left: Vec<Id<CacheGroup>> =
            plan.cache_groups().iter().map(|(id, _)| id).filter(|id| !done.contains(id)).collect();
        by_name(&mut left);
        for id in left {
            planting.leaf(line(plan, id));
        }
        planting.close();
    }
    planting.nodes
}

pub(super) fn circle() -> Line {
    let name = "In a circle of parents".to_owned();
    Line { key: TreeKey::Circle, object: None, name, aside: String::new() }
}

/// A group with its type, its second parent, and the first one where the plan lacks it.
fn line(plan: &Plan, id: Id<CacheGroup>) -> Line {
    let mut aside = group_aside(plan, id);
    if let Some(group) = plan.get(id) {
        let named =
            |link: &Link<CacheGroup>| plan.link_name(&AnyLink { kind: Kind::CacheGroup, target: link.target() });
        if let Some(absent) = group.parent.as_ref().filter(|parent| parent.id().is_none()) {
            aside = format!("{aside}  parent {} is not in the plan", named(absent));
        }
        if let Some(second) = &group.secondary_parent {
            aside = format!("{aside}  2nd parent {}", named(second));
        }
    }
    object(plan, AnyId::of::<CacheGroup>(id), aside)
}

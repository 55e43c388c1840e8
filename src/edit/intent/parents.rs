//! Who asks whom: parents, secondary parents and fallbacks of cache groups.

use super::draft::Draft;
use super::refusal::Refusal;
use super::words::several;
use crate::edit::Edit;
use crate::model::{AnyId, AnyLink, CacheGroup, Id, Kind, Link, Plan};

/// Which of a cache group's two parents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rank {
    /// Whom its servers ask first.
    Primary,
    /// Whom they ask next.
    Secondary,
}

/// Gives cache groups another parent, or none. Traffic Ops takes any, itself included; rules judge it.
pub fn reparent(
    plan: &Plan,
    groups: &[Id<CacheGroup>],
    rank: Rank,
    parent: Option<Id<CacheGroup>>,
) -> Result<Edit, Refusal> {
    let mut draft = Draft::of(plan);
    for id in groups {
        let mut group = CacheGroup::clone(&*draft.get(*id)?);
        match rank {
            Rank::Primary => group.parent = parent.map(Link::To),
            Rank::Secondary => group.secondary_parent = parent.map(Link::To),
        }
        draft.put(*id, group);
    }
    let what = match rank {
        Rank::Primary => "parent",
        Rank::Secondary => "secondary parent",
    };
    let ids: Vec<AnyId> = groups.iter().copied().map(AnyId::of).collect();
    let whose = several(plan, &ids);
    let label = match parent {
        Some(parent) => format!("Set {what} of {whose} to {}", draft.get(parent)?.name),
        None => format!("Clear {what} of {whose}"),
    };
    draft.done(label)
}

/// Says where Traffic Router goes when the group is down, in order.
pub fn set_fallbacks(plan: &Plan, group: Id<CacheGroup>, fallbacks: &[Id<CacheGroup>]) -> Result<Edit, Refusal> {
    let mut draft = Draft::of(plan);
    let mut next = CacheGroup::clone(&*draft.get(group)?);
    let label = format!("Set fallbacks of {}", next.name);
    next.fallbacks = fallbacks.iter().copied().map(Link::To).collect();
    draft.put(group, next);
    check_fallbacks(&draft, AnyId::of(group))?;
    draft.done(label)
}

/// Refuses fallbacks that Traffic Ops' database cannot store: the group itself, and one twice (`create_tables.sql`).
pub(super) fn check_fallbacks(draft: &Draft<'_>, object: AnyId) -> Result<(), Refusal> {
    if object.kind != Kind::CacheGroup {
        return Ok(());
    }
    let id = Id::<CacheGroup>::new(object.number);
    let group = draft.get(id)?;
    let before = draft.plan.get(id);
    if before.is_some_and(|before| before.fallbacks == group.fallbacks) {
        // They may have come so by an import; the change is about something else.
        return Ok(());
    }
    for (at, fallback) in group.fallbacks.iter().enumerate() {
        if fallback.id() == Some(id) {
            return Err(Refusal::OwnFallback { group: group.name.clone() });
        }
        if group.fallbacks.iter().take(at).any(|other| other == fallback) {
            let link = AnyLink { kind: Kind::CacheGroup, target: fallback.target() };
            return Err(Refusal::FallbackTwice { group: group.name.clone(), fallback: draft.plan.link_name(&link) });
        }
    }
    Ok(())
}

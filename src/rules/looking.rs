//! What many rules look at in the same way: names behind links, what types mean, the servers of a group and where they
//! count. The words are Traffic Ops' (`TC/enum.go`). It judges nothing.

use super::fix::Fix;
use crate::finding::Finding;
use crate::model::{AnyId, CacheGroup, Cdn, Id, Link, LocalizationMethod, Plan, Position, Server, Tabled, Value};
use crate::sorting::OrderedSet;

/// What a cache group is for, by the name of its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GroupRole {
    /// `EDGE_LOC`
    Edge,
    /// `MID_LOC`
    Mid,
    /// `ORG_LOC`
    Origin,
    /// `TR_LOC`
    Router,
    /// `TC_LOC`
    Control,
    /// Another type, or none.
    Other,
}

/// What a server is for: caches and origins by how the name of their type begins, routers and monitors by the whole name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ServerRole {
    /// `EDGE...`
    Edge,
    /// `MID...`
    Mid,
    /// `ORG...`
    Origin,
    /// `CCR`
    Router,
    /// `RASCAL`
    Monitor,
    /// Another type, or none.
    Other,
}

/// The name behind a link, of an absent object too; empty for none.
pub(super) fn name_of<'p, T: Tabled>(plan: &'p Plan, link: Option<&'p Link<T>>) -> std::borrow::Cow<'p, str> {
    match link {
        Some(Link::To(id)) => plan.get(*id).map_or("".into(), |entity| entity.name()),
        Some(Link::Absent(absent)) => absent.identity.last().map_or("", String::as_str).into(),
        None => "".into(),
    }
}

/// What a cache group is for.
pub(super) fn group_role(plan: &Plan, group: &CacheGroup) -> GroupRole {
    match &*name_of(plan, group.type_.as_ref()) {
        "EDGE_LOC" => GroupRole::Edge,
        "MID_LOC" => GroupRole::Mid,
        "ORG_LOC" => GroupRole::Origin,
        "TR_LOC" => GroupRole::Router,
        "TC_LOC" => GroupRole::Control,
        _ => GroupRole::Other,
    }
}

/// What a server is for.
pub(super) fn server_role(plan: &Plan, server: &Server) -> ServerRole {
    match &*name_of(plan, server.type_.as_ref()) {
        "CCR" => ServerRole::Router,
        "RASCAL" => ServerRole::Monitor,
        other if other.starts_with("EDGE") => ServerRole::Edge,
        other if other.starts_with("MID") => ServerRole::Mid,
        other if other.starts_with("ORG") => ServerRole::Origin,
        _ => ServerRole::Other,
    }
}

/// Whether a server's status lets it into snapshots (`TO/crconfig/servers.go`).
pub(super) fn is_in_snapshots(plan: &Plan, server: &Server) -> bool {
    matches!(&*name_of(plan, server.status.as_ref()), "REPORTED" | "ONLINE" | "ADMIN_DOWN")
}

/// Whether its status lets clients and caches ask it.
pub(super) fn is_up(plan: &Plan, server: &Server) -> bool {
    matches!(&*name_of(plan, server.status.as_ref()), "REPORTED" | "ONLINE")
}

/// The servers of a cache group.
pub(super) fn servers_of(plan: &Plan, group: Id<CacheGroup>) -> impl Iterator<Item = (Id<Server>, &Server)> {
    users_of::<Server>(plan, AnyId::of(group))
}

/// The objects of a kind that refer to an object.
pub(super) fn users_of<T: Tabled>(plan: &Plan, of: AnyId) -> impl Iterator<Item = (Id<T>, &T)> {
    let users = plan.users(of).filter(|user| user.kind == T::KIND).map(|user| Id::<T>::new(user.number));
    users.filter_map(|id| Some((id, &**plan.get(id)?)))
}

/// The CDNs in whose snapshots a cache group is an edge location: those of its edge caches that count
/// (`TO/crconfig/edgelocations.go`, which does not look at the group's own type).
pub(super) fn edge_cdns(plan: &Plan, group: Id<CacheGroup>) -> OrderedSet<Id<Cdn>> {
    cdns_of_edges(plan, group).collect()
}

/// Whether a cache group is an edge location in all of some CDNs.
pub(super) fn serves_all(plan: &Plan, group: Id<CacheGroup>, cdns: &OrderedSet<Id<Cdn>>) -> bool {
    // The first server says it mostly.
    let mut there = OrderedSet::new();
    cdns_of_edges(plan, group).any(|cdn| cdns.contains(&cdn) && there.insert(cdn) && there.len() == cdns.len())
}

fn cdns_of_edges(plan: &Plan, group: Id<CacheGroup>) -> impl Iterator<Item = Id<Cdn>> {
    let edges = servers_of(plan, group)
        .filter(|(_, server)| server_role(plan, server) == ServerRole::Edge && is_in_snapshots(plan, server));
    edges.filter_map(|(_, server)| server.cdn.as_ref()?.id())
}

/// Where a cache group is.
pub(super) fn position_of(plan: &Plan, group: &CacheGroup) -> Option<Position> {
    plan.follow_opt(group.coordinate.as_ref())?.position
}

/// The typed id of the object that a finding is about.
pub(super) fn about<T: Tabled>(finding: &Finding) -> Option<Id<T>> {
    let id = finding.object()?.id?;
    (id.kind == T::KIND).then(|| Id::new(id.number))
}

/// A list of links as a field's value.
pub(super) fn link_list<T: Tabled>(links: impl IntoIterator<Item = Link<T>>) -> crate::model::Value {
    use crate::model::field::FieldType as _;
    crate::model::Value::List(links.into_iter().map(|link| link.to_value()).collect())
}

/// So many names are listed before the rest is only counted.
const NAMES_SHOWN: usize = 3;

/// Names for a message, in quotes.
pub(super) fn listed<N: std::fmt::Display>(names: impl IntoIterator<Item = N>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    let shown = names.iter().take(NAMES_SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMES_SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// Whether Traffic Router may find a group by coverage zone; without methods it may in every way.
pub(super) fn is_found_by_zone(group: &CacheGroup) -> bool {
    group.localization_methods.is_empty() || group.localization_methods.contains(&LocalizationMethod::Cz)
}

/// Takes the fallbacks that a rule objects to off the list of the group that a finding is about.
pub(super) fn without_fallbacks(
    plan: &Plan,
    finding: &Finding,
    objects: impl Fn(&Plan, &CacheGroup) -> bool,
) -> Vec<Fix> {
    without_fallback_ids(plan, finding, |id| plan.get(id).is_some_and(|group| objects(plan, group)))
}

/// The same by their ids.
pub(super) fn without_fallback_ids(
    plan: &Plan,
    finding: &Finding,
    objects: impl Fn(Id<CacheGroup>) -> bool,
) -> Vec<Fix> {
    let Some(id) = about::<CacheGroup>(finding) else { return Vec::new() };
    let Some(group) = plan.get(id) else { return Vec::new() };
    let goes = |link: &Link<CacheGroup>| link.id().is_some_and(|fallback| fallback != id && objects(fallback));
    let (going, kept): (Vec<Link<CacheGroup>>, Vec<Link<CacheGroup>>) =
        group.fallbacks.iter().cloned().partition(|link| goes(link));
    let names: Vec<String> = going.iter().filter_map(|link| Some(plan.follow(link)?.name.clone())).collect();
    let label = match names.as_slice() {
        [] => return Vec::new(),
        [one] => format!("Take {one} off the list"),
        [first, rest @ ..] => format!("Take {first} and {} more off the list", rest.len()),
    };
    vec![Fix::set(label, AnyId::of(id), CacheGroup::FALLBACKS, link_list(kept))]
}

/// Sets the localization methods of the group that a finding is about.
pub(super) fn methods_fix(finding: &Finding, label: &str, methods: &[&str]) -> Vec<Fix> {
    let Some(id) = about::<CacheGroup>(finding) else { return Vec::new() };
    let words = methods.iter().map(|word| Value::Text((*word).to_owned())).collect();
    vec![Fix::set(label, AnyId::of(id), CacheGroup::LOCALIZATION_METHODS, Value::List(words))]
}

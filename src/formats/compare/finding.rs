//! Which object of a plan a difference, or what stands in the way of a snapshot, is about.

use super::telling::{Section, ToldObject};
use crate::edit::describe::Sort;
use crate::model::{
    AnyId, CacheGroup, Cdn, DeliveryService, Entity, Id, Kind, Plan, Profile, Server, Topology, identity_len,
    identity_parts,
};
use crate::snapshot::Refusal;
use crate::snapshot::compare::Tab;

/// The object of a difference; none: the plan has none, or the difference is about no single one. `cdn` is the CDN
/// whose snapshots were compared.
pub fn find_told(plan: &Plan, cdn: Option<&str>, section: Section, object: &ToldObject) -> Option<AnyId> {
    let kind = match section {
        Section::Tab(tab) => return of_snapshot(plan, cdn, tab, object.identity.first()?),
        Section::Sort(Sort::Pair(_)) => return None,
        Section::Sort(Sort::Object(kind)) => kind,
    };
    of_identity(plan, kind, &object.identity)
}

/// The object that files call so; looks only at those that share a name with it, so that it may be asked in a frame.
fn of_identity(plan: &Plan, kind: Kind, identity: &[String]) -> Option<AnyId> {
    let parts = identity.get(..identity_len(kind))?;
    let named = parts.iter().flat_map(|part| plan.indexes.named(kind, part));
    let mut found: Vec<AnyId> = named.map(|number| AnyId { kind, number }).collect();
    found.sort_unstable();
    found.dedup();
    found.retain(|id| identity_parts(plan, *id) == parts);
    // The names of these kinds are made of all parts.
    if found.is_empty() {
        let number = plan.indexes.named(kind, &parts.join(" ")).next()?;
        return Some(AnyId { kind, number });
    }
    let ordinal = identity.get(parts.len()).and_then(|text| text.parse::<usize>().ok()).unwrap_or(1);
    found.get(ordinal.saturating_sub(1)).or(found.first()).copied()
}

fn of_snapshot(plan: &Plan, cdn: Option<&str>, tab: Tab, key: &str) -> Option<AnyId> {
    match tab {
        Tab::EdgeCacheGroups | Tab::TrCacheGroups => named::<CacheGroup>(plan, key),
        Tab::DeliveryServices => named::<DeliveryService>(plan, key),
        Tab::Topologies => named::<Topology>(plan, key),
        Tab::TrafficServers | Tab::TrafficRouters | Tab::TrafficMonitors => server(plan, cdn, key),
        // What is said of the CDN itself: its domain, whether it has DNSSEC, its name.
        Tab::GeneralConfig if matches!(key, "domain_name" | "dnssec.enabled") => named::<Cdn>(plan, cdn?),
        Tab::Stats if key == "CDN_name" => named::<Cdn>(plan, cdn?),
        Tab::GeneralConfig => plan
            .parameters()
            .iter()
            .find(|(_, each)| each.name == key && each.config_file.as_deref() == Some("CRConfig.json"))
            .map(|(id, _)| any(id)),
        Tab::Stats | Tab::Other => None,
    }
}

/// The object without which there is no snapshot.
pub fn find_refused(plan: &Plan, refusal: &Refusal) -> Option<AnyId> {
    match refusal {
        Refusal::NoDomain { cdn } => named::<Cdn>(plan, cdn),
        Refusal::NoPosition { group, .. } => named::<CacheGroup>(plan, group),
        Refusal::Conflict { profile, .. } => named::<Profile>(plan, profile),
        Refusal::Address { server: name, .. } | Refusal::NoServiceAddress { server: name } => server(plan, None, name),
        Refusal::UnknownGroup { .. } | Refusal::MaxmindOverride { .. } => None,
    }
}

/// A server by its host name; of several those of the CDN come first.
fn server(plan: &Plan, cdn: Option<&str>, host_name: &str) -> Option<AnyId> {
    let is_of = |id: &Id<Server>| {
        let server = plan.get(*id);
        let found = server.and_then(|server| plan.follow_opt(server.cdn.as_ref()));
        cdn.is_none() || found.map(|cdn| cdn.name.as_str()) == cdn
    };
    let mut named = plan.named::<Server>(host_name);
    named.find(is_of).or_else(|| plan.named::<Server>(host_name).next()).map(any)
}

fn named<T: Entity>(plan: &Plan, name: &str) -> Option<AnyId> {
    plan.find::<T>(name).map(any)
}

fn any<T: Entity>(id: Id<T>) -> AnyId {
    AnyId { kind: T::KIND, number: id.number() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::intent;
    use crate::edit::seeds::seeding;
    use crate::formats::compare::Became;
    use crate::model::{Target, Value};

    #[test]
    fn servers_are_those_of_the_cdn() {
        let mut plan = Plan::default();
        plan = plan.applying(&seeding(&plan)).unwrap();
        let text = |text: &str| Value::Text(text.to_owned());
        for cdn in ["one", "two"] {
            let edit = intent::create(&plan, Kind::Cdn, vec![("name", text(cdn))]).unwrap();
            plan = plan.applying(&edit).unwrap();
            let target = Target::To(plan.find::<Cdn>(cdn).unwrap().number());
            let link = Value::Link(crate::model::AnyLink { kind: Kind::Cdn, target });
            let edit = intent::create(&plan, Kind::Server, vec![("hostName", text("edge-1")), ("cdn", link)]).unwrap();
            plan = plan.applying(&edit).unwrap();
        }
        let object = |key: &str| ToldObject {
            became: Became::Updated,
            name: key.to_owned(),
            identity: vec![key.to_owned()],
            sentences: Vec::new(),
        };
        let servers = plan.ids(Kind::Server);
        for (cdn, expected) in [("one", servers[0]), ("two", servers[1])] {
            let found = find_told(&plan, Some(cdn), Section::Tab(Tab::TrafficServers), &object("edge-1"));
            assert_eq!(found, Some(expected));
        }
        let of_plans = ToldObject { identity: vec!["two".to_owned(), "edge-1".to_owned()], ..object("two/edge-1") };
        let section = Section::Sort(Sort::Object(Kind::Server));
        assert_eq!(find_told(&plan, None, section, &of_plans), Some(servers[1]));
        let absent = ToldObject { identity: vec!["three".to_owned(), "edge-1".to_owned()], ..of_plans };
        assert_eq!(find_told(&plan, None, section, &absent), None);
        assert_eq!(find_told(&plan, Some("one"), Section::Tab(Tab::EdgeCacheGroups), &object("edge-1")), None);
        let domain = find_told(&plan, Some("two"), Section::Tab(Tab::GeneralConfig), &object("domain_name"));
        assert_eq!(domain, plan.find::<Cdn>("two").map(any));
    }
}

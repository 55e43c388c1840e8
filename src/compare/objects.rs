//! Which object of a plan a difference is about.

use super::telling::{Section, ToldObject};
use crate::compare::snapshots::SnapshotTab;
use crate::edit::describe::Sort;
use crate::model::{AnyId, Kind, Plan, Server, identity_len, identity_parts};
use crate::snapshot::objects::find_in_snapshot;
use crate::sorting;

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
    sorting::sort(&mut found);
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

fn of_snapshot(plan: &Plan, cdn: Option<&str>, tab: SnapshotTab, key: &str) -> Option<AnyId> {
    let kind = match tab {
        SnapshotTab::EdgeCacheGroups | SnapshotTab::TrCacheGroups => Kind::CacheGroup,
        SnapshotTab::DeliveryServices => Kind::DeliveryService,
        SnapshotTab::Topologies => Kind::Topology,
        SnapshotTab::TrafficServers | SnapshotTab::TrafficRouters | SnapshotTab::TrafficMonitors => Kind::Server,
        SnapshotTab::GeneralConfig => Kind::Parameter,
        SnapshotTab::Stats if key == "CDN_name" => return find_in_snapshot(plan, cdn, Kind::Cdn, cdn?),
        SnapshotTab::Stats | SnapshotTab::Other => return None,
    };
    // A server that is gone from the CDN may serve another one by now.
    let elsewhere = || if kind == Kind::Server { plan.named::<Server>(key).next().map(AnyId::of) } else { None };
    find_in_snapshot(plan, cdn, kind, key).or_else(elsewhere)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::Became;
    use crate::edit::intent;
    use crate::edit::seeds::seed_plan;
    use crate::model::{Cdn, Target, Value};

    #[test]
    fn servers_are_those_of_the_cdn() {
        let mut plan = Plan::default();
        plan = plan.applying(&seed_plan(&plan)).unwrap();
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
            let found = find_told(&plan, Some(cdn), Section::Tab(SnapshotTab::TrafficServers), &object("edge-1"));
            assert_eq!(found, Some(expected));
        }
        let of_plans = ToldObject { identity: vec!["two".to_owned(), "edge-1".to_owned()], ..object("two/edge-1") };
        let section = Section::Sort(Sort::Object(Kind::Server));
        assert_eq!(find_told(&plan, None, section, &of_plans), Some(servers[1]));
        let absent = ToldObject { identity: vec!["three".to_owned(), "edge-1".to_owned()], ..of_plans };
        assert_eq!(find_told(&plan, None, section, &absent), None);
        assert_eq!(find_told(&plan, Some("one"), Section::Tab(SnapshotTab::EdgeCacheGroups), &object("edge-1")), None);
        let domain = find_told(&plan, Some("two"), Section::Tab(SnapshotTab::GeneralConfig), &object("domain_name"));
        assert_eq!(domain, plan.find::<Cdn>("two").map(AnyId::of));
    }
}

//! Which object of a plan a CDN's snapshot means by a name. It looks only at those that share the name, so that it may be
//! asked in a frame.

use super::SnapshotObstacle;
use crate::finding::{Finding, ObjectRef, Severity, Subject};
use crate::model::{AnyId, Cdn, Id, Kind, Parameter, Plan, Server};

/// The object that the snapshot of a CDN calls so; none: the plan, or as to servers the CDN, has none.
pub fn find_in_snapshot(plan: &Plan, cdn: Option<&str>, kind: Kind, name: &str) -> Option<AnyId> {
    match kind {
        Kind::CacheGroup | Kind::Cdn | Kind::DeliveryService | Kind::Profile | Kind::Topology => {
            plan.indexes.named(kind, name).next().map(|number| AnyId { kind, number })
        }
        Kind::Server => server(plan, cdn, name),
        // What `config` says of the CDN itself.
        Kind::Parameter if matches!(name, "domain_name" | "dnssec.enabled") => plan.find::<Cdn>(cdn?).map(AnyId::of),
        Kind::Parameter => {
            let is_routers = |parameter: &Parameter| parameter.config_file.as_deref() == Some(Parameter::CRCONFIG_FILE);
            let mut named = plan.named::<Parameter>(name);
            named.find(|id| plan.get(*id).is_some_and(|parameter| is_routers(parameter))).map(AnyId::of)
        }
        _ => None,
    }
}

/// The object without which there is no snapshot of a CDN.
pub fn find_refused(plan: &Plan, cdn: &str, refusal: &SnapshotObstacle) -> Option<AnyId> {
    let (kind, name) = refusal.subject();
    find_in_snapshot(plan, Some(cdn), kind, name)
}

/// Of servers of one name the last that the CDN has is in its snapshot.
fn server(plan: &Plan, cdn: Option<&str>, host_name: &str) -> Option<AnyId> {
    let is_of = |id: &Id<Server>| {
        let server = plan.get(*id);
        let found = server.and_then(|server| plan.follow_opt(server.cdn.as_ref()));
        cdn.is_none() || found.map(|cdn| cdn.name.as_str()) == cdn
    };
    plan.named::<Server>(host_name).filter(is_of).last().map(AnyId::of)
}

/// An object of a snapshot as the plan's, with the name that it has there; what the plan does not have stays as it is.
pub fn as_in_plan(plan: &Plan, cdn: &str, object: ObjectRef) -> ObjectRef {
    let id = object.id.or_else(|| find_in_snapshot(plan, Some(cdn), object.kind, &object.name));
    id.map_or(object, |id| ObjectRef::of(plan, id))
}

/// What follows for Traffic Ops from what stands in the way of a snapshot.
const MAKES_NONE: &str = "Traffic Ops makes no snapshot of the CDN as long as this is so";

/// What stands in the way of a CDN's snapshot, as a finding about the object that is to be changed.
pub fn refused_finding(plan: &Plan, cdn: &str, refusal: &SnapshotObstacle) -> Finding {
    let (kind, name) = refusal.subject();
    let object = as_in_plan(plan, cdn, ObjectRef::named(kind, name));
    let subject = match refusal.pointer() {
        Some(pointer) => Subject::Pointer(pointer, Some(object)),
        None => Subject::Object(object),
    };
    Finding { effect: MAKES_NONE.into(), ..Finding::new(Severity::Error, subject, "", refusal.to_string()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::intent;
    use crate::edit::seeds::seed_plan;
    use crate::model::{AnyLink, Target, Value};

    #[test]
    fn servers_are_those_of_the_cdn() {
        let mut plan = Plan::default();
        plan = plan.applying(&seed_plan(&plan)).unwrap();
        let text = |text: &str| Value::Text(text.to_owned());
        for cdn in ["one", "two"] {
            let edit = intent::create(&plan, Kind::Cdn, vec![("name", text(cdn))]).unwrap();
            plan = plan.applying(&edit).unwrap();
            let target = Target::To(plan.find::<Cdn>(cdn).unwrap().number());
            let link = Value::Link(AnyLink { kind: Kind::Cdn, target });
            let edit = intent::create(&plan, Kind::Server, vec![("hostName", text("edge-1")), ("cdn", link)]).unwrap();
            plan = plan.applying(&edit).unwrap();
        }
        let servers = plan.ids(Kind::Server);
        for (cdn, expected) in [("one", servers[0]), ("two", servers[1])] {
            let refusal = SnapshotObstacle::NoServiceAddress { server: "edge-1".to_owned() };
            assert_eq!(find_refused(&plan, cdn, &refusal), Some(expected), "of {cdn}");
            let finding = refused_finding(&plan, cdn, &refusal);
            assert_eq!(finding.object().and_then(|object| object.id), Some(expected), "of {cdn}");
            assert_eq!((finding.severity, finding.message), (Severity::Error, refusal.to_string()));
        }
        assert_eq!(find_in_snapshot(&plan, Some("ALL"), Kind::Server, "edge-1"), None);
        // What the configuration says of the CDN itself.
        let domain = as_in_plan(&plan, "one", ObjectRef::named(Kind::Parameter, "domain_name"));
        assert_eq!((domain.kind, domain.name.as_str()), (Kind::Cdn, "one"));
        let gone = ObjectRef::named(Kind::CacheGroup, "edge-9");
        assert_eq!(as_in_plan(&plan, "one", gone.clone()), gone);
    }
}

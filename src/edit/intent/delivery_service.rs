//! Delivery services: what a new one starts with, making one together with its servers, and assigning servers later.
//! Where Traffic Portal's form starts with a value, so do we; what Traffic Ops adds to a body without it comes on top
//! (`TO/deliveryservice/deliveryservices.go`).

use super::FieldValues;
use super::draft::Draft;
use super::refusal::Refusal;
use crate::edit::{ApplyError, Edit};
use crate::model::{
    Absent, AnyId, AnyPair, Cdn, DeliveryService, Expression, Id, Kind, Link, Plan, RelationKind, RoutingFamily,
    Server, Target, Type, counted,
};

/// The type of the expressions that look at the host's name.
pub const HOST_REGEXP: &str = "HOST_REGEXP";

/// The tenant that every Traffic Ops has.
const ROOT_TENANT: &str = "root";
/// Where Traffic Portal's form takes clients of unknown place to be: Chicago.
pub const MISS: (f64, f64) = (41.881_944, -87.627_778);

/// The pattern that Traffic Ops gives a new service: every host below its own domain.
pub fn usual_pattern(xml_id: &str) -> String {
    format!(r".*\.{xml_id}\..*")
}

/// The same as an expression: the first one.
pub fn usual_expression(xml_id: &str) -> Expression {
    Expression { type_: HOST_REGEXP.to_owned(), set_number: 0, pattern: usual_pattern(xml_id) }
}

/// What a new service starts with. It is active, as what is planned is to be in the snapshot; Traffic Portal makes its
/// users choose. A type that the plan has not is named all the same.
pub fn starting_delivery_service(
    plan: &Plan,
    xml_id: &str,
    type_name: &str,
    cdn: Option<Link<Cdn>>,
) -> DeliveryService {
    let type_ = plan.find::<Type>(type_name).map_or_else(|| Link::Absent(Absent::named(type_name)), Link::To);
    let family = RoutingFamily::of_type(type_name);
    let routed = matches!(family, Some(RoutingFamily::Http | RoutingFamily::Dns));
    let is_http = family == Some(RoutingFamily::Http);
    let answered = family.is_some_and(|family| family != RoutingFamily::AnyMap);
    DeliveryService {
        xml_id: xml_id.to_owned(),
        active: Some("ACTIVE".to_owned()),
        type_: Some(type_),
        tenant: Some(ROOT_TENANT.to_owned()),
        cdn,
        display_name: Some(xml_id.to_owned()),
        routing_name: Some("cdn".to_owned()),
        match_list: vec![usual_expression(xml_id)],
        protocol: answered.then_some(0),
        dscp: Some(0),
        signed: Some(false),
        qstring_ignore: routed.then_some(0),
        geo_limit: Some(0),
        geo_provider: Some(0),
        miss_lat: routed.then_some(MISS.0),
        miss_long: routed.then_some(MISS.1),
        deep_caching_type: Some("NEVER".to_owned()),
        initial_dispersion: is_http.then_some(1),
        ccr_dns_ttl: Some(if is_http { 3600 } else { 30 }),
        max_origin_connections: Some(0),
        max_request_header_bytes: Some(0),
        multi_site_origin: Some(false),
        ipv6_routing_enabled: answered.then_some(true),
        ecs_enabled: Some(false),
        regional_geo_blocking: Some(false),
        anonymous_blocking_enabled: Some(false),
        logs_enabled: Some(false),
        regional: Some(false),
        range_request_handling: routed.then_some(0),
        ..DeliveryService::default()
    }
}

/// Makes a delivery service and assigns servers to it, as one step.
pub fn create_delivery_service(plan: &Plan, fields: FieldValues, servers: &[Id<Server>]) -> Result<Edit, Refusal> {
    let mut draft = Draft::of(plan);
    let mut service = DeliveryService::default();
    draft.set(&mut service, fields)?;
    if plan.find::<DeliveryService>(&service.xml_id).is_some() {
        return Err(ApplyError::NameTaken { kind: Kind::DeliveryService, name: service.xml_id }.into());
    }
    let label = format!("Create {}", service.xml_id);
    let id = draft.add(service);
    for server in servers {
        draft.pair(pair(id, *server), true);
    }
    draft.done(label)
}

/// Assigns servers to a delivery service, or takes them off it.
pub fn assign_servers(
    plan: &Plan,
    service: Id<DeliveryService>,
    servers: &[Id<Server>],
    assigned: bool,
) -> Result<Edit, Refusal> {
    let mut draft = Draft::of(plan);
    let xml_id = draft.get(service)?.xml_id.clone();
    for server in servers {
        draft.pair(pair(service, *server), assigned);
    }
    let what = match servers {
        [server] => plan.name_of(AnyId::of(*server)).unwrap_or_default(),
        several => counted(Kind::Server, several.len()),
    };
    draft.done(if assigned { format!("Assign {what} to {xml_id}") } else { format!("Take {what} off {xml_id}") })
}

/// The assignment of a server to a delivery service.
pub(super) fn pair(service: Id<DeliveryService>, server: Id<Server>) -> AnyPair {
    AnyPair {
        relation: RelationKind::DeliveryServiceServer,
        a: Target::To(service.number()),
        b: Target::To(server.number()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Value;

    #[test]
    fn families_differ_in_what_they_start_with() {
        let plan = Plan::default();
        let start = |type_name: &str| starting_delivery_service(&plan, "vod", type_name, None);
        let told = |service: &DeliveryService| {
            let numbers = [service.protocol, service.initial_dispersion, service.ccr_dns_ttl];
            (numbers, service.miss_lat.is_some(), service.ipv6_routing_enabled)
        };
        assert_eq!(told(&start("HTTP_LIVE")), ([Some(0), Some(1), Some(3600)], true, Some(true)));
        assert_eq!(told(&start("DNS")), ([Some(0), None, Some(30)], true, Some(true)));
        assert_eq!(told(&start("CLIENT_STEERING")), ([Some(0), None, Some(30)], false, Some(true)));
        assert_eq!(told(&start("ANY_MAP")), ([None, None, Some(30)], false, None));
        let expression = &start("DNS").match_list[0];
        assert_eq!((expression.set_number, expression.pattern.as_str()), (0, r".*\.vod\..*"));
    }

    #[test]
    fn a_service_and_its_servers_are_one_step() {
        let empty = Plan::default();
        let text = |text: &str| Value::Text(text.to_owned());
        let mut plan = empty.clone();
        for host in ["edge-1", "edge-2"] {
            let made = super::super::create(&plan, Kind::Server, vec![("hostName", text(host))]).unwrap();
            plan = plan.applying(&made).unwrap();
        }
        let servers: Vec<Id<Server>> = plan.servers().iter().map(|(id, _)| id).collect();
        let edit = create_delivery_service(&plan, vec![("xmlId", text("vod"))], &servers).unwrap();
        assert_eq!((edit.label.as_str(), edit.changes.len()), ("Create vod", 3));
        let next = plan.applying(&edit).unwrap();
        let vod = next.find::<DeliveryService>("vod").unwrap();
        assert_eq!(next.delivery_service_servers().of(vod).count(), 2);
        let again = create_delivery_service(&next, vec![("xmlId", text("vod"))], &[]);
        assert_eq!(again, Err(ApplyError::NameTaken { kind: Kind::DeliveryService, name: "vod".to_owned() }.into()));
        let off = assign_servers(&next, vod, &servers[..1], false).unwrap();
        assert_eq!(off.label, "Take edge-1 off vod");
        assert_eq!(assign_servers(&next, vod, &servers, true).map(|edit| edit.is_empty()), Ok(true));
        assert!(next.applying(&edit.inverse()).unwrap().same_content(&plan));
    }
}

//! What keeps a new CDN from being made, field by field: what DNS or Traffic Ops cannot have, and what is taken.

use super::parameters;
use super::places::position_of;
use super::wanted::{
    COUNT, DOMAIN, EDGES, MONITOR, NAME, NewCdn, ORIGIN, ROUTER, SERVICE_TYPE, TRAFFIC_OPS, XML_ID, no_position,
};
use crate::edit::intent::add_servers::{MOST, domain_fault, label_fault};
use crate::edit::intent::refusal::Refusal;
use crate::model::{CacheGroup, Cdn, DeliveryService, Id, Plan, RoutingFamily, Type};

/// Everything, in the order of the form.
pub(super) fn refusals(plan: &Plan, wanted: &NewCdn) -> Vec<Refusal> {
    let groups = [(ROUTER, wanted.router), (MONITOR, wanted.monitor), (EDGES, wanted.edges)];
    let faults = [
        (NAME, name_fault(plan, &wanted.name)),
        (DOMAIN, domain_taken(plan, wanted)),
        (COUNT, (!(1..=MOST).contains(&wanted.count)).then(|| format!("give a whole number from 1 to {MOST}"))),
        (XML_ID, xml_id_fault(plan, &wanted.xml_id)),
        (SERVICE_TYPE, type_fault(plan, &wanted.service_type)),
        (ORIGIN, url_fault(&wanted.origin, "http://origin.example.net")),
        (TRAFFIC_OPS, traffic_ops_fault(plan, &wanted.traffic_ops)),
    ];
    let mut refusals: Vec<Refusal> =
        faults.into_iter().filter_map(|(label, fault)| Some(Refusal::of_field(label, fault?))).collect();
    if groups.iter().any(|(_, group)| group.is_none()) && wanted.position.is_none() {
        refusals.push(no_position());
    }
    refusals.extend(groups.iter().filter_map(|(label, group)| group_fault(plan, label, (*group)?)));
    refusals
}

fn name_fault(plan: &Plan, name: &str) -> Option<String> {
    if name.is_empty() {
        return Some("give a name, like my-cdn".to_owned());
    }
    if let Some(odd) = name.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-')) {
        let odd = if odd == ' ' { "blanks".to_owned() } else { format!("`{}`", odd.escape_debug()) };
        return Some(format!("Traffic Ops takes no {odd} here: use letters a to z, digits, dots and dashes"));
    }
    let taken = plan.find::<Cdn>(name).is_some();
    taken.then(|| format!("the plan has a CDN `{name}` already: choose another name"))
}

/// DNS' bound on a whole name.
const LONGEST: usize = 253;
/// Its bound on a host's part of it.
const HOST: usize = 63;

fn domain_taken(plan: &Plan, wanted: &NewCdn) -> Option<String> {
    let domain = &wanted.domain;
    let fault = domain_fault(domain);
    if fault.is_some() {
        return fault;
    }
    if LONGEST < domain.len() + wanted.xml_id.len() + HOST + 2 {
        let room = LONGEST.saturating_sub(wanted.xml_id.len() + HOST + 2);
        return Some(format!(
            "with the names of edges and the delivery service before it, it may have {room} characters"
        ));
    }
    let same = |cdn: &Cdn| cdn.domain_name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(domain));
    let other = plan.cdns().iter().find(|(_, cdn)| same(cdn));
    other.map(|(_, cdn)| {
        format!("CDN `{}` has this domain, and Traffic Ops wants another for each: choose one", cdn.name)
    })
}

fn xml_id_fault(plan: &Plan, xml_id: &str) -> Option<String> {
    /// Traffic Portal's bound.
    const LONGEST: usize = 48;
    if xml_id.is_empty() {
        return Some("give the first delivery service a name, like web".to_owned());
    }
    if let Some(fault) = label_fault(xml_id) {
        return Some(fault);
    }
    if xml_id.contains(|c: char| c.is_ascii_uppercase()) {
        return Some(format!("Traffic Ops wants small letters: `{}`", xml_id.to_ascii_lowercase()));
    }
    if LONGEST < xml_id.len() {
        return Some(format!("it is longer than {LONGEST} characters, the most that Traffic Ops takes"));
    }
    let taken = plan.find::<DeliveryService>(xml_id).is_some();
    taken.then(|| format!("the plan has a delivery service `{xml_id}` already: choose another XML ID"))
}

fn type_fault(plan: &Plan, type_name: &str) -> Option<String> {
    let routed = matches!(RoutingFamily::of_type(type_name), Some(RoutingFamily::Http | RoutingFamily::Dns));
    let known = plan.find::<Type>(type_name).is_some() || crate::edit::seeds::type_named(type_name).is_some();
    (!routed || !known)
        .then(|| "choose one that is routed by HTTP or DNS: others need delivery services first".to_owned())
}

fn traffic_ops_fault(plan: &Plan, url: &str) -> Option<String> {
    if parameters::traffic_ops(plan).is_some() { None } else { url_fault(url, "https://trafficops.example.net") }
}

/// What is no URL of a host.
fn url_fault(url: &str, example: &str) -> Option<String> {
    let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
    let Some(rest) = rest else { return Some(format!("begin with http:// or https://, like {example}")) };
    let authority = rest.split('/').next().unwrap_or_default();
    let (host, port) = authority.split_once(':').unwrap_or((authority, "80"));
    if !port.parse::<u16>().is_ok_and(|port| 0 < port) {
        return Some(format!("`{port}` is no port: give 1 to 65535, or none"));
    }
    if host.is_empty() {
        return Some(format!("name the host, like {example}"));
    }
    domain_fault(host)
}

fn group_fault(plan: &Plan, label: &'static str, group: Id<CacheGroup>) -> Option<Refusal> {
    let Some(own) = plan.get(group) else {
        return Some(Refusal::of_field(label, "it is no longer in the plan: choose another"));
    };
    let nowhere = position_of(plan, group).is_none();
    nowhere.then(|| {
        let name = &own.name;
        Refusal::of_field(
            label,
            format!("`{name}` has no position, which a snapshot needs: put it on the map or choose another"),
        )
    })
}

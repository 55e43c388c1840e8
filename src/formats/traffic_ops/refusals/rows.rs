//! Types, cache groups, ASNs, CDNs and static DNS entries that Traffic Ops does not take.

use std::collections::HashSet;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::against::{Against, name_of};
use crate::model::{Asn, CacheGroup, Cdn, Id, Kind, Link, Plan, StaticDnsEntry, Type, seed};
use crate::snapshot::judging::name_fault;
use crate::sorting::OrderedSet;

/// Only types of servers can be made (`TO/types/types.go`).
pub(super) fn type_(type_: &Type, against: &mut Against) {
    let table = type_.use_in_table.as_deref().unwrap_or_default();
    let is_known = type_.upstream.traffic_ops_id.is_some() || seed::names(Kind::Type).contains(&type_.name.as_str());
    if !is_known && !table.is_empty() && table != "server" {
        against.say("useInTable", format!("new types can only be of servers, and `{}` is of {table}", type_.name));
    }
}

/// Fallbacks are rows of a table that has each once, and none to itself (`cachegroup_fallbacks`).
pub(super) fn cache_group(plan: &Plan, id: Id<CacheGroup>, group: &CacheGroup, against: &mut Against) {
    if group.fallbacks.iter().any(|link| link.id() == Some(id)) {
        against.say("fallbacks", format!("`{}` is a fallback of itself", group.name));
    }
    let mut seen = OrderedSet::new();
    for link in &group.fallbacks {
        if !seen.insert(link) {
            let name = name_of(plan, Some(link));
            against.say("fallbacks", format!("`{name}` is a fallback of `{}` twice", group.name));
        }
    }
    let mut seen = HashSet::new();
    if let Some(method) = group.localization_methods.iter().find(|method| !seen.insert(**method)) {
        against.say("localizationMethods", format!("`{}` has {} twice", group.name, method.word()));
    }
}

/// `TO/asn/asns.go`
pub(super) fn asn(asn: &Asn, against: &mut Against) {
    if asn.asn < 0 {
        against.say("asn", format!("{} is no number of a network", asn.asn));
    }
}

/// `TO/cdn/cdns.go`, and what a running one said of DNSSEC without keys.
pub(crate) fn cdn(plan: &Plan, id: Id<Cdn>, cdn: &Cdn, against: &mut Against) {
    if seed::names(Kind::Cdn).contains(&cdn.name.as_str()) {
        return;
    }
    let domain = cdn.domain_name.as_deref().unwrap_or_default();
    if !domain.is_empty()
        && let Some(why) = domain_fault(domain)
    {
        against.say("domainName", format!("`{domain}` is no domain name: {why}"));
    }
    if let Some(seconds) = cdn.ttl_override.filter(|seconds| *seconds <= 0) {
        against.say("ttlOverride", format!("{seconds} s is no TTL: it wants more than 0, or nothing"));
    }
    let of_it = |link: Option<&Link<Cdn>>| link.and_then(Link::id) == Some(id);
    let services = plan.delivery_services().iter().filter(|(_, service)| of_it(service.cdn.as_ref())).count();
    let is_new = cdn.upstream.traffic_ops_id.is_none();
    if is_new && cdn.dnssec_enabled == Some(true) && 0 < services {
        let message = format!(
            "`{}` has DNSSEC on and no keys yet, with which it takes no delivery services: create it with DNSSEC off, make \
             the keys, and switch it on last",
            cdn.name
        );
        against.say("dnssecEnabled", message);
    }
}

fn domain_fault(domain: &str) -> Option<&'static str> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    if domain.chars().all(is_plain) {
        name_fault(&format!("{domain}."))
    } else {
        Some("a character does not belong there")
    }
}

/// `TO/staticdnsentry/staticdnsentry.go`
pub(crate) fn static_dns_entry(plan: &Plan, entry: &StaticDnsEntry, against: &mut Against) {
    let address = entry.address.as_str();
    if address.is_empty() {
        return;
    }
    let fault = match name_of(plan, entry.type_.as_ref()).as_str() {
        "A_RECORD" if address.parse::<Ipv4Addr>().is_err() => "an A record wants an IPv4 address",
        "AAAA_RECORD" if address.parse::<Ipv6Addr>().is_err() => "an AAAA record wants an IPv6 address",
        "CNAME_RECORD" if !address.ends_with('.') => "the name of a CNAME record ends with a dot",
        _ => return,
    };
    against.say("address", format!("{fault}, and `{}` has `{address}`", entry.host));
}

//! `deliveryServices` on their way into a plan: the reverse of how they are made. A member that the plan derives alike
//! says nothing; one that a plan cannot say is left to the residuals.

use super::gathering::{Fields, SnapshotGathering, int_or_null, link, links, name_of, text, text_or_null};
use crate::model::field::FieldType as _;
use crate::model::{DeliveryService, Expression, Kind, Value};
use crate::snapshot::{BypassDestination, MatchSet, Protocol, SnapshotService, StaticDnsRecord, within};

/// What a line break is in the fields that hold headers.
const LINE_BREAK: &str = "\n";

impl SnapshotGathering<'_> {
    /// The delivery services and their static DNS entries.
    pub(super) fn services(&mut self) {
        let (now, known) = (self.snapshot(), self.known);
        for (name, service) in &now.delivery_services {
            if name.is_empty() {
                continue;
            }
            let pointer = within("/deliveryServices", name);
            let known = known.delivery_services.get(name);
            let mut fields = self.read_standing_fields(name, service, known);
            fields.extend(service_fields(service, known));
            self.capabilities.extend(service.required_capabilities.iter().filter(|name| !name.is_empty()).cloned());
            self.object(Kind::DeliveryService, &pointer, vec![name.clone()], fields);
            self.static_dns_entries(name, &pointer, service, known);
        }
    }

    /// What a service is at all: active, on the CDN, and of a type that routes as its members say.
    fn read_standing_fields(&mut self, name: &str, now: &SnapshotService, known: Option<&SnapshotService>) -> Fields {
        let mut fields = Fields::new();
        if known.is_none() {
            fields.extend([("active", text("ACTIVE")), ("cdn", link(Kind::Cdn, self.cdn))]);
        }
        let existing = self.plan.find::<DeliveryService>(name).and_then(|id| self.plan.get(id));
        let type_ = existing.map(|service| name_of(self.plan, service.type_.as_ref())).unwrap_or_default();
        let routes = !matches!(&*type_, "" | "ANY_MAP");
        if !routes || type_.starts_with("DNS") != is_dns(now) {
            fields.push(("type", link(Kind::Type, if is_dns(now) { "DNS" } else { "HTTP" })));
        }
        if existing.is_none() {
            self.leave_open(
                "a snapshot says of the types of delivery services no more than HTTP or DNS: these are taken",
            );
            self.leave_open(
                "a snapshot does not say the origins of delivery services, nor how caches treat them: left open",
            );
        }
        fields
    }

    fn static_dns_entries(
        &mut self,
        name: &str,
        pointer: &str,
        now: &SnapshotService,
        known: Option<&SnapshotService>,
    ) {
        let pointer = within(pointer, "staticDnsEntries");
        let known = known.map_or(&[][..], |known| &known.static_dns_entries);
        for record in now.static_dns_entries.iter().filter(|record| !record.name.is_empty()) {
            let mut fields = Fields::new();
            if !known.contains(record) {
                fields.push(("ttl", Value::Int(record.ttl)));
            }
            self.object(Kind::StaticDnsEntry, &pointer, identity(name, record), fields);
        }
    }
}

/// What files call a static DNS entry.
pub(super) fn identity(service: &str, record: &StaticDnsRecord) -> Vec<String> {
    let type_ = format!("{}_RECORD", record.type_);
    vec![service.to_owned(), record.name.clone(), type_, record.value.clone()]
}

/// Whether a service is routed by DNS: what its match sets say, else what only HTTP services have.
pub(super) fn is_dns(service: &SnapshotService) -> bool {
    match service.matchsets.iter().flatten().next() {
        Some(set) => set.protocol == "DNS",
        None => service.regional_geo_blocking.is_none() && service.dispersion.is_none(),
    }
}

/// A member that is not as known.
struct ServiceNews<'s> {
    now: &'s SnapshotService,
    known: Option<&'s SnapshotService>,
}

impl ServiceNews<'_> {
    fn of<T: PartialEq>(&self, member: fn(&SnapshotService) -> &T) -> bool {
        self.known.is_none_or(|known| member(known) != member(self.now))
    }
}

fn service_fields(now: &SnapshotService, known: Option<&SnapshotService>) -> Fields {
    let news = ServiceNews { now, known };
    let mut fields = Fields::new();
    addresses(&news, &mut fields);
    geography(&news, &mut fields);
    read_hashing(&news, &mut fields);
    truths(&news, &mut fields);
    if news.of(|service| &service.matchsets) {
        fields.push(("matchList", match_list(&now.matchsets).to_value()));
    }
    if news.of(|service| &service.protocol)
        && let Some(number) = protocol(now.protocol)
    {
        fields.push(("protocol", Value::Int(number)));
    }
    if news.of(|service| &service.request_headers) {
        let lines = (!now.request_headers.is_empty()).then(|| now.request_headers.join(LINE_BREAK));
        fields.push(("trRequestHeaders", text_or_null(lines.as_deref())));
    }
    if news.of(|service| &service.response_headers) {
        let lines: Vec<_> = now.response_headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        let lines = (!lines.is_empty()).then(|| lines.join(LINE_BREAK));
        fields.push(("trResponseHeaders", text_or_null(lines.as_deref())));
    }
    if news.of(|service| &service.required_capabilities) {
        fields.push(("requiredCapabilities", links(Kind::ServerCapability, &now.required_capabilities)));
    }
    if news.of(|service| &service.topology) {
        let topology = now.topology.as_deref().filter(|name| !name.is_empty());
        fields.push(("topology", topology.map_or(Value::Null, |name| link(Kind::Topology, name))));
    }
    fields
}

/// Names, answers, and where requests go that a service cannot take.
fn addresses(news: &ServiceNews<'_>, fields: &mut Fields) {
    let now = news.now;
    if news.of(|service| &service.routing_name) && now.routing_name.is_some() {
        fields.push(("routingName", text_or_null(now.routing_name.as_deref())));
    }
    if news.of(|service| &service.ttl) {
        fields.push(("ccrDnsTtl", int_or_null(now.ttl)));
    }
    if news.of(|service| &service.max_dns_ips_for_location) {
        fields.push(("maxDnsAnswers", int_or_null(now.max_dns_ips_for_location)));
    }
    if news.of(|service| &service.bypass_destination) {
        let nothing = BypassDestination::default();
        let dns = now.bypass_destination.get("DNS").unwrap_or(&nothing);
        let http = now.bypass_destination.get("HTTP").unwrap_or(&nothing);
        let fqdn = http.fqdn.as_ref().map(|fqdn| match &http.port {
            Some(port) => format!("{fqdn}:{port}"),
            None => fqdn.clone(),
        });
        fields.extend([
            ("dnsBypassIp", text_or_null(dns.ip.as_deref())),
            ("dnsBypassIp6", text_or_null(dns.ip6.as_deref())),
            ("dnsBypassCname", text_or_null(dns.cname.as_deref())),
            ("dnsBypassTtl", int_or_null(dns.ttl)),
            ("httpBypassFqdn", text_or_null(fqdn.as_deref())),
        ]);
    }
}

/// Geo limits, and where clients of unknown place are.
fn geography(news: &ServiceNews<'_>, fields: &mut Fields) {
    let now = news.now;
    let limit_is_new = news.of(|service| &service.coverage_zone_only) || news.of(|service| &service.geo_enabled);
    if limit_is_new {
        let limit = match (now.coverage_zone_only, now.geo_enabled.is_empty()) {
            (true, _) => 1,
            (false, false) => 2,
            (false, true) => 0,
        };
        let codes: Vec<Value> = now
            .geo_enabled
            .iter()
            .map(|country| country.country_code.as_str())
            .filter(|code| !code.is_empty())
            .map(text)
            .collect();
        fields.push(("geoLimit", Value::Int(limit)));
        fields.push(("geoLimitCountries", if codes.is_empty() { Value::Null } else { Value::List(codes) }));
    }
    if news.of(|service| &service.geo_limit_redirect_url) {
        let url = now.geo_limit_redirect_url.as_deref().filter(|url| !url.is_empty());
        fields.push(("geoLimitRedirectURL", text_or_null(url)));
    }
    if news.of(|service| &service.miss_location) {
        let float = |number: Option<f64>| number.map_or(Value::Null, Value::Float);
        fields.push(("missLat", float(now.miss_location.map(|place| place.lat))));
        fields.push(("missLong", float(now.miss_location.map(|place| place.long))));
    }
}

/// What of a request is hashed, and over how many caches.
fn read_hashing(news: &ServiceNews<'_>, fields: &mut Fields) {
    let now = news.now;
    if news.of(|service| &service.consistent_hash_query_params) {
        let names = now.consistent_hash_query_params.iter().map(|name| text(name)).collect();
        fields.push(("consistentHashQueryParams", Value::List(names)));
    }
    if news.of(|service| &service.consistent_hash_regex) {
        fields.push(("consistentHashRegex", text_or_null(now.consistent_hash_regex.as_deref())));
    }
    if news.of(|service| &service.dispersion) {
        fields.push(("initialDispersion", int_or_null(now.dispersion.map(|dispersion| dispersion.limit))));
    }
    if news.of(|service| &service.deep_caching_type)
        && let Some(word @ ("NEVER" | "ALWAYS")) = now.deep_caching_type.0.as_deref()
    {
        fields.push(("deepCachingType", text(word)));
    }
}

/// The switches; one that is not there is as it was.
fn truths(news: &ServiceNews<'_>, fields: &mut Fields) {
    let now = news.now;
    let of_text = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<bool>().ok());
    let switches = [
        (
            "anonymousBlockingEnabled",
            news.of(|service| &service.anonymous_blocking_enabled),
            of_text(&now.anonymous_blocking_enabled),
        ),
        ("regionalGeoBlocking", news.of(|service| &service.regional_geo_blocking), of_text(&now.regional_geo_blocking)),
        ("ecsEnabled", news.of(|service| &service.ecs_enabled), now.ecs_enabled),
        ("ipv6RoutingEnabled", news.of(|service| &service.ip6_routing_enabled), now.ip6_routing_enabled),
    ];
    for (key, is_new, value) in switches {
        fields.extend(value.filter(|_| is_new).map(|value| (key, Value::Bool(value))));
    }
}

/// The number of a protocol; none where none writes it so.
fn protocol(protocol: Option<Protocol>) -> Option<i64> {
    let Protocol { accept_http, accept_https, redirect_to_https } = protocol?;
    Some(match (accept_http.unwrap_or(true), accept_https, redirect_to_https) {
        (_, false, _) => 0,
        (_, true, true) => 3,
        (false, true, false) => 1,
        (true, true, false) => 2,
    })
}

/// The expressions of match sets, each in the set of its place. A set that is null leaves a gap.
fn match_list(sets: &[Option<MatchSet>]) -> Vec<Expression> {
    let mut list = Vec::new();
    for (set_number, set) in (0..).zip(sets) {
        for rule in set.iter().filter_map(|set| set.matchlist.0.as_ref()).flatten() {
            let type_ = match rule.match_type.as_str() {
                "HOST" => "HOST_REGEXP",
                "PATH" => "PATH_REGEXP",
                "HEADER" => "HEADER_REGEXP",
                _ => continue,
            };
            list.push(Expression { type_: type_.to_owned(), set_number, pattern: rule.regex.clone() });
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protocols_go_back_to_their_numbers() {
        let of = |accept_http, accept_https, redirect_to_https| {
            protocol(Some(Protocol { accept_http, accept_https, redirect_to_https }))
        };
        assert_eq!(of(None, false, false), Some(0));
        assert_eq!(of(Some(false), true, false), Some(1));
        assert_eq!([of(None, true, false), of(Some(true), true, false)], [Some(2), Some(2)]);
        assert_eq!(of(Some(true), true, true), Some(3));
        assert_eq!(protocol(None), None);
    }
}

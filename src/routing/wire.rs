//! The DNS message that a question is answered with (`NameServer`, `ZoneManager`): the service's zone, filled in advance,
//! with what routing gave put into it.

use super::dns::DnsRouted;
use super::index::ServiceIndex;
use super::outcome::Failed;
use super::records::{InetRecord, RecordData};
use super::request::{DnsQuestion, QueryType};
use super::router::Router;
use super::steps::Unrecorded;
use crate::snapshot::java::address;
use crate::snapshot::reading::{AddressTtls, RouterDeliveryService};

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DnsMessage {
    /// `NOERROR` or `NXDOMAIN`.
    pub rcode: &'static str,
    /// Names with records; none when they are drawn.
    pub answer: Option<Vec<(String, InetRecord)>>,
    /// The name servers.
    pub authority: Vec<(String, InetRecord)>,
}

/// So often an alias is followed.
const MAX_ALIASES: usize = 6;

/// No record may have more seconds.
const MAX_TTL_SECONDS: i64 = i32::MAX as i64;

impl Router {
    /// The message for a question.
    pub fn message(&self, question: &DnsQuestion, routed: &DnsRouted) -> Result<DnsMessage, Failed> {
        let mut message = DnsMessage { rcode: "NOERROR", answer: Some(Vec::new()), authority: Vec::new() };
        self.put_message(question, routed, MAX_ALIASES, &mut message)?;
        Ok(message)
    }

    fn put_message(
        &self,
        question: &DnsQuestion,
        routed: &DnsRouted,
        aliases: usize,
        message: &mut DnsMessage,
    ) -> Result<(), Failed> {
        let Some((own, origin)) = routed.service.and_then(|service| self.zone(service)) else {
            message.rcode = "REFUSED";
            return Ok(());
        };
        let name = format!("{}.", question.name.trim_end_matches('.'));
        if !is_below(&name, &origin) && !self.has_other_zone_of(&name) {
            message.rcode = "REFUSED";
            return Ok(());
        }
        let resting = self.at_rest(own, &origin, &name, question.query_type);
        let is_answered = !self.edge_dns() && resting.iter().any(|record| is_of(&record.data, question.query_type));
        // What cannot be made into records leaves the zone as it is.
        let dynamic = if is_answered { None } else { Dynamic::new(routed, own, &origin, &name) };
        let zone = AnsweringZone { own, origin, dynamic, is_drawn: routed.drawn.is_some() };
        self.put_answer(question, &zone, name, aliases, message)
    }

    /// What a zone has at a name. Where an alias leads to a name in the same zone, it is looked for there and not routed
    /// anew (`NameServer.lookup`).
    fn put_answer(
        &self,
        question: &DnsQuestion,
        zone: &AnsweringZone<'_>,
        mut name: String,
        mut aliases: usize,
        message: &mut DnsMessage,
    ) -> Result<(), Failed> {
        let AnsweringZone { own, origin, dynamic, is_drawn } = zone;
        let is_wanted = |record: &&InetRecord| is_of(&record.data, question.query_type);
        loop {
            let mut records = dynamic.as_ref().map(|dynamic| dynamic.at(&name)).unwrap_or_default();
            let is_drawn = *is_drawn && records.iter().any(|record| matches!(record.data, RecordData::Address(_)));
            if records.is_empty() {
                records = self.at_rest(own, origin, &name, question.query_type);
            } else {
                records.extend(self.rest_records(own, origin, &name));
            }
            // A zone has records of its own at its name, whatever is asked there.
            if records.is_empty() && !name.eq_ignore_ascii_case(origin) {
                message.rcode = "NXDOMAIN";
                return Ok(());
            }
            if is_drawn {
                message.answer = None;
            }
            let wanted: Vec<InetRecord> = records.iter().filter(is_wanted).cloned().collect();
            if !wanted.is_empty() {
                let routed = dynamic.iter().flat_map(|dynamic| &dynamic.servers).cloned().collect::<Vec<_>>();
                let servers = if routed.is_empty() { self.resting_servers(own, origin) } else { routed };
                message.authority =
                    servers.into_iter().map(|server| (origin.clone(), self.beside(server, origin))).collect();
                put(message, &name, wanted);
                return Ok(());
            }
            let alias = records.iter().find_map(|record| match &record.data {
                RecordData::Cname(target) => Some((record.clone(), target.clone())),
                _ => None,
            });
            let Some((record, target)) = alias else { return Ok(()) };
            put(message, &name, vec![record]);
            let Some(left) = aliases.checked_sub(1) else { return Ok(()) };
            if !is_below(&target, origin) {
                return self.follow(question, &target, left, message);
            }
            (name, aliases) = (target, left);
        }
    }

    /// Follows an alias into a zone of the router's own.
    fn follow(
        &self,
        question: &DnsQuestion,
        target: &str,
        aliases: usize,
        message: &mut DnsMessage,
    ) -> Result<(), Failed> {
        let next = DnsQuestion { name: target.trim_end_matches('.').to_owned(), ..question.clone() };
        let routed = self.route_dns(&next, &mut Unrecorded)?;
        let name = format!("{}.", next.name);
        let zone = routed.service.and_then(|service| self.zone(service));
        if zone.is_some_and(|(_, origin)| is_below(&name, &origin)) {
            return self.put_message(&next, &routed, aliases, message);
        }
        // The zones above those of services know the routers and nobody else.
        let is_router = |domain: &str| {
            self.view.zone_routers.iter().any(|router| name.eq_ignore_ascii_case(&format!("{}.{domain}.", router.name)))
        };
        let domain = self.view.config.domain_name.trim_end_matches('.');
        if self.has_other_zone_of(&name) && !name.eq_ignore_ascii_case(&format!("{domain}.")) && !is_router(domain) {
            message.rcode = "NXDOMAIN";
        }
        Ok(())
    }

    /// A service's zone: those below the CDN's domain have one.
    fn zone(&self, service: ServiceIndex) -> Option<(&RouterDeliveryService, String)> {
        let own = self.service(service)?;
        let domain = own.domain.as_deref()?;
        domain.ends_with(self.view.config.domain_name.trim_end_matches('.')).then(|| (own, format!("{domain}.")))
    }

    /// Whether a name outside of its service's zone is in another: below the CDN's domain, or where caches have their names
    /// (`ZoneManager.populateZoneMap`). Who asks for others is refused.
    fn has_other_zone_of(&self, name: &str) -> bool {
        let is_in = |domain: &str| is_below(name, &format!("{}.", domain.trim_end_matches('.')));
        let above = |fqdn: &'_ str| fqdn.splitn(3, '.').nth(2).is_some_and(is_in);
        is_in(&self.view.config.domain_name)
            || self.view.caches.iter().flat_map(|cache| &cache.services).any(|reference| above(&reference.fqdn))
    }

    /// What a zone answers without any routing: what it has at the name, or, where that is nothing, what it has of the wanted
    /// for every name below one above (`Zone.lookup`).
    fn at_rest(&self, own: &RouterDeliveryService, origin: &str, name: &str, wanted: QueryType) -> Vec<InetRecord> {
        let exact = self.rest_records(own, origin, name);
        let has_wild = own.static_entries.iter().any(|entry| entry.name == "*" || entry.name.starts_with("*."));
        if !exact.is_empty() || !has_wild || name.eq_ignore_ascii_case(origin) {
            return exact;
        }
        let mut above = name;
        while let Some((_, rest)) = above.split_once('.').filter(|(_, rest)| is_below(rest, origin)) {
            let mut wild = self.rest_records(own, origin, &format!("*.{rest}"));
            wild.retain(|record| is_of(&record.data, wanted));
            if !wild.is_empty() {
                return wild;
            }
            above = rest;
        }
        exact
    }

    /// The records that a zone has at a name without any routing.
    fn rest_records(&self, own: &RouterDeliveryService, origin: &str, name: &str) -> Vec<InetRecord> {
        let below = |first: &str| format!("{first}.{origin}").eq_ignore_ascii_case(name);
        let ttls = own.ttls.unwrap_or(AddressTtls { zone_a: 60, zone_aaaa: 60, zone_ns: 60, ..AddressTtls::default() });
        let of = |ip: Option<std::net::IpAddr>, ip6: Option<std::net::IpAddr>| {
            let ip6 =
                ip6.filter(|_| own.ip6_routing_enabled).map(|address| InetRecord::address(address, ttls.zone_aaaa));
            ip.map(|address| InetRecord::address(address, ttls.zone_a)).into_iter().chain(ip6)
        };
        let mut records = Vec::new();
        let routes_http = !own.is_dns && !self.edge_http() && below(&own.routing_name);
        for router in self.view.zone_routers.iter().filter(|router| routes_http || below(&router.name)) {
            records.extend(of(router.ip, router.ip6));
        }
        let named = |fqdn: &str| format!("{fqdn}.").eq_ignore_ascii_case(name);
        let is_own = |fqdn: &str| own.is_dns && below(&own.routing_name) && named(fqdn);
        for cache in &self.view.caches {
            let mut references = cache.services.iter().filter(|reference| reference.xml_id == own.xml_id);
            if references.any(|reference| named(&reference.fqdn) && !is_own(&reference.fqdn)) {
                records.extend(of(cache.ip, cache.ip6));
            }
        }
        for entry in own.static_entries.iter().filter(|entry| below(&entry.name)) {
            let data = match entry.kind.as_str() {
                "A" | "AAAA" => address::by_name(&entry.value).map(RecordData::Address),
                "CNAME" => Some(RecordData::Cname(format!("{}.", entry.value.trim_end_matches('.')))),
                "TXT" => Some(RecordData::Txt(entry.value.clone())),
                _ => None,
            };
            records.extend(data.map(|data| InetRecord { data, ttl_seconds: entry.ttl_seconds }));
        }
        records
    }

    /// The name servers of a zone without any routing: all routers that are not off.
    fn resting_servers(&self, own: &RouterDeliveryService, origin: &str) -> Vec<InetRecord> {
        let ttl_seconds = own.ttls.map_or(60, |ttls| ttls.zone_ns);
        let above = origin.split_once('.').map_or("", |(_, above)| above);
        let server = |name: &str| InetRecord { data: RecordData::Ns(format!("{name}.{above}")), ttl_seconds };
        self.view.zone_routers.iter().map(|router| server(&router.name)).collect()
    }

    /// A name server below the CDN's domain is written with its first label and that (`ZoneManager.createRecord`).
    fn beside(&self, server: InetRecord, origin: &str) -> InetRecord {
        let above = format!("{}.", self.view.config.domain_name.trim_end_matches('.'));
        let within = origin.ends_with(&format!(".{above}"));
        match server.data {
            RecordData::Ns(target) => {
                let first = target.split('.').next().unwrap_or_default();
                let target = if within && !target.ends_with('.') {
                    format!("{first}.{above}")
                } else {
                    format!("{}.", target.trim_end_matches('.'))
                };
                InetRecord { data: RecordData::Ns(target), ttl_seconds: server.ttl_seconds }
            }
            data => InetRecord { data, ttl_seconds: server.ttl_seconds },
        }
    }
}

/// A zone while it answers a question.
struct AnsweringZone<'a> {
    own: &'a RouterDeliveryService,
    origin: String,
    /// What routing put into it; none: it answers without.
    dynamic: Option<Dynamic>,
    /// Whether the addresses that routing put into it are drawn.
    is_drawn: bool,
}

/// What routing puts into a zone.
struct Dynamic {
    /// The name servers.
    servers: Vec<InetRecord>,
    /// The rest, by names.
    others: Vec<(String, InetRecord)>,
}

impl Dynamic {
    /// Nothing when one record cannot be (`fillDynamicZone`).
    fn new(routed: &DnsRouted, own: &RouterDeliveryService, origin: &str, asked: &str) -> Option<Self> {
        if routed.records.iter().any(|record| !(0..=MAX_TTL_SECONDS).contains(&record.ttl_seconds)) {
            return None;
        }
        let routing_name = format!("{}.{origin}", own.routing_name);
        let (servers, others): (Vec<_>, Vec<_>) =
            routed.records.iter().cloned().partition(|record| matches!(record.data, RecordData::Ns(_)));
        // An alias stands at the name that was asked for, addresses at the routing name.
        let placed = others.into_iter().map(|record| match record.data {
            RecordData::Cname(target) => {
                let data = RecordData::Cname(format!("{}.", target.trim_end_matches('.')));
                (asked.to_owned(), InetRecord { data, ttl_seconds: record.ttl_seconds })
            }
            _ => (routing_name.clone(), record),
        });
        Some(Self { servers, others: placed.collect() })
    }

    /// What is at a name.
    fn at(&self, name: &str) -> Vec<InetRecord> {
        let here = self.others.iter().filter(|(own, _)| own.eq_ignore_ascii_case(name));
        here.map(|(_, record)| record.clone()).collect()
    }
}

/// Whether a name is a domain, or below it; both end with a dot.
fn is_below(name: &str, domain: &str) -> bool {
    let (name, domain) = (name.to_lowercase(), domain.to_lowercase());
    name.strip_suffix(&domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn is_of(data: &RecordData, wanted: QueryType) -> bool {
    match wanted {
        QueryType::A => data.kind() == "A",
        QueryType::Aaaa => data.kind() == "AAAA",
        QueryType::Ns => data.kind() == "NS",
        QueryType::Cname => data.kind() == "CNAME",
    }
}

/// Adds a set of records: each once, all with the least of their seconds.
fn put(message: &mut DnsMessage, name: &str, mut records: Vec<InetRecord>) {
    let Some(answer) = &mut message.answer else { return };
    let ttl_seconds = records.iter().map(|record| record.ttl_seconds).min().unwrap_or_default();
    for record in &mut records {
        record.ttl_seconds = ttl_seconds;
    }
    for record in records {
        let entry = (name.to_owned(), record);
        if !answer.contains(&entry) {
            answer.push(entry);
        }
    }
}

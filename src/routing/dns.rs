//! DNS questions (`TrafficRouter.route(DNSRequest)`): the addresses of caches, or of the Traffic Routers that are near.

use super::AssignedCache;
use super::federations::FederationAnswer;
use super::hashing;
use super::index::{CacheIndex, CacheSpot, ServiceIndex};
use super::matching::MatchInput;
use super::outcome::{Failed, ResultDetails, ResultType, Track};
use super::records::{InetRecord, RecordData, java_address};
use super::request::{Client, DnsQuestion};
use super::router::Router;
use super::selection::Ask;
use super::steps::{Recorder, RouteStep};
use crate::snapshot::java::address;
use crate::snapshot::reading::{AddressTtls, RouterDeliveryService, RouterPosition};

/// What routing makes of a DNS question.
#[derive(Clone, Debug, PartialEq)]
pub struct DnsRouted {
    /// The service that the name is of.
    pub service: Option<ServiceIndex>,
    /// How it ended.
    pub result: ResultType,
    /// What else is to be said of it.
    pub details: Option<ResultDetails>,
    /// Whether geolocation might be tried.
    pub continue_geo: bool,
    /// Whether the caches are not the zone's own group's.
    pub from_backup: bool,
    /// Where the resolver was sent.
    pub result_location: Option<RouterPosition>,
    /// Whether records of the bypass destination are among them.
    pub bypassed: bool,
    /// The caches that the answer is built from.
    pub caches: Option<Vec<CacheIndex>>,
    /// How many of them are drawn, when they are.
    pub drawn: Option<usize>,
    /// The records; of caches that are drawn those of all.
    pub records: Vec<InetRecord>,
}

/// Where the caches of a DNS answer are taken from.
#[derive(Clone, Copy, Debug)]
pub(super) enum DnsSpot<'r> {
    /// From there.
    At(CacheSpot),
    /// The answer is not of caches, but of a federation.
    Federation(FederationAnswer<'r>),
    /// The service is only for clients in a coverage zone.
    ZonesOnly,
    /// From nowhere.
    Nowhere,
}

impl DnsSpot<'_> {
    /// The spot, if there is one.
    pub(super) fn spot(self) -> Option<CacheSpot> {
        if let Self::At(spot) = self { Some(spot) } else { None }
    }
}

impl Router {
    /// Who asks: the resolver, or the network for which it asks, where that counts (`NameServer.addAnswers`).
    pub fn dns_client(&self, question: &DnsQuestion) -> Client<'static> {
        let counts = |(_, length): &(std::net::IpAddr, u8)| 0 < *length && self.asks_for_client_subnets(&question.name);
        let address = question.client_subnet.filter(counts).map_or(question.resolver, |(address, _)| address);
        Client::new(java_address(address))
    }

    /// Whether the network that a resolver names counts: for all names, or for those with the domain of a service that
    /// wants it anywhere in them.
    fn asks_for_client_subnets(&self, name: &str) -> bool {
        let view = &self.view;
        let domain = |own: &RouterDeliveryService| match own.domain.as_deref()?.strip_suffix('+') {
            Some(above) => Some(format!("{above}.{}.", view.config.domain_name.trim_end_matches('.'))),
            None => own.domain.clone(),
        };
        let of = |own: &RouterDeliveryService| domain(own).is_some_and(|domain| name.contains(&domain));
        view.config.ecs_enabled || view.services.iter().filter(|own| own.ecs_enabled).any(of)
    }

    /// Routes a question.
    pub fn route_dns<R: Recorder>(&self, question: &DnsQuestion, steps: &mut R) -> Result<DnsRouted, Failed> {
        let client = self.dns_client(question);
        let mut track = Track::default();
        let mut routed = self.route_name(question, &client, &mut track, steps)?;
        routed.result = track.result;
        routed.details = track.details;
        routed.continue_geo = track.continue_geo;
        routed.from_backup = track.from_backup;
        routed.result_location = track.result_location;
        Ok(routed)
    }

    fn route_name<'r, R: Recorder>(
        &'r self,
        question: &DnsQuestion,
        client: &Client<'_>,
        track: &mut Track<'r>,
        steps: &mut R,
    ) -> Result<DnsRouted, Failed> {
        let name = question.name.to_lowercase();
        let service = self.hosts.find(&MatchInput { host: &name, path: None, headers: &[] })?;
        steps.note(|| RouteStep {
            step: "match",
            outcome: service.map_or("no service", |service| self.xml_id(service)).to_owned(),
            reason: format!("name {name}, asked for {}", client.text),
            skipped: Vec::new(),
            source: "CacheRegister.java:164",
        });
        let mut routed = DnsRouted::of(service);
        let own = service.and_then(|service| self.service(service));
        let asks_for_caches = |own: &&RouterDeliveryService| {
            own.is_dns && name.strip_prefix(&own.routing_name).is_some_and(|rest| rest.starts_with('.'))
        };
        match (service, own.filter(asks_for_caches)) {
            (Some(service), Some(own)) => {
                self.edge_caches(service, own, question, client, track, &mut routed, steps)?;
            }
            _ => routed.records = self.edge_routers(service, client, Some(track), &zone_name(own), steps)?,
        }
        Ok(routed)
    }

    /// `getEdgeCaches`
    #[expect(clippy::too_many_arguments, reason = "what one method of the router has at hand")]
    fn edge_caches<'r, R: Recorder>(
        &'r self,
        service: ServiceIndex,
        own: &RouterDeliveryService,
        question: &DnsQuestion,
        client: &Client<'_>,
        track: &mut Track<'r>,
        routed: &mut DnsRouted,
        steps: &mut R,
    ) -> Result<(), Failed> {
        let zone = zone_name(Some(own));
        if !self.live.is_service_up(service) {
            routed.bypass(own, track, steps);
            routed.records.extend(self.edge_routers(Some(service), client, None, &zone, steps)?);
            return Ok(());
        }
        let ask = Ask { service, client, family: question.query_type.family(), dead: &[] };
        let spot = match self.select_by_dns(own, &ask, track, steps)? {
            DnsSpot::At(spot) => Some(spot),
            DnsSpot::Nowhere => None,
            DnsSpot::ZonesOnly => {
                routed.bypass(own, track, steps);
                routed.records.extend(self.edge_routers(Some(service), client, None, &zone, steps)?);
                return Ok(());
            }
            DnsSpot::Federation(answer) => {
                steps.note(|| federation_step(answer));
                let data = RecordData::Cname(answer.cname.to_owned());
                routed.records = vec![InetRecord { data, ttl_seconds: answer.ttl.into() }];
                return Ok(());
            }
        };
        match spot {
            Some(spot) => {
                self.check_rings(service, spot, ask.family)?;
                self.put_caches(
                    own,
                    &self.supporting_caches(service, spot, ask.family).collect::<Vec<_>>(),
                    question,
                    routed,
                );
                steps.note(|| self.caches_step(routed));
            }
            None => routed.bypass(own, track, steps),
        }
        routed.records.extend(self.edge_routers(Some(service), client, None, &zone, steps)?);
        Ok(())
    }

    /// Where the caches of a DNS answer are taken from.
    pub(super) fn select_by_dns<'r, R: Recorder>(
        &'r self,
        own: &RouterDeliveryService,
        ask: &Ask<'_>,
        track: &mut Track<'r>,
        steps: &mut R,
    ) -> Result<DnsSpot<'r>, Failed> {
        let found = self.zone_spot(ask, Some(track), steps)?;
        let mut spot = found.filter(|spot| self.take(ask, *spot, ResultType::Cz, track, steps));
        if spot.is_none() && own.coverage_zone_only {
            track.result = ResultType::Miss;
            return Ok(DnsSpot::ZonesOnly);
        }
        if spot.is_none()
            && let Some(answer) = self.around.federations.find(&own.xml_id, &ask.client.text)?
        {
            track.result = ResultType::Fed;
            return Ok(DnsSpot::Federation(answer));
        }
        if spot.is_none() {
            if track.continue_geo {
                spot = self.select_by_geo(ask, found, track, steps)?;
            }
            track.result = if spot.is_some() { ResultType::Geo } else { ResultType::Miss };
        }
        Ok(spot.map_or(DnsSpot::Nowhere, DnsSpot::At))
    }

    /// The addresses of caches, of as many as the service wants (`inetRecordsFromCaches`).
    fn put_caches(
        &self,
        own: &RouterDeliveryService,
        caches: &[AssignedCache],
        question: &DnsQuestion,
        routed: &mut DnsRouted,
    ) {
        routed.caches = Some(caches.iter().map(|assigned| assigned.cache()).collect());
        let limit = usize::try_from(own.max_dns_ips).unwrap_or(0);
        let mut selected: Vec<CacheIndex> = caches.iter().map(|assigned| assigned.cache()).collect();
        if 0 < limit && self.view.config.consistent_dns_routing {
            let rings = selected.iter().filter_map(|cache| Some((*cache, self.ring(*cache)?)));
            selected = hashing::in_order(rings, hashing::hash(&question.name.to_lowercase()));
            selected.truncate(usize::try_from(own.dispersion_limit).unwrap_or(0));
        } else if 0 < limit && limit < selected.len() {
            routed.drawn = Some(limit);
        }
        let ttls = own.ttls;
        routed.records = selected.iter().flat_map(|cache| self.cache_records(own, *cache, ttls)).collect();
    }

    fn caches_step(&self, routed: &DnsRouted) -> RouteStep {
        let names = routed.caches.iter().flatten().map(|cache| self.cache_name(*cache));
        RouteStep {
            step: "addresses",
            outcome: names.collect::<Vec<_>>().join(", "),
            reason: match routed.drawn {
                Some(limit) => format!("the service answers with the addresses of {limit} of them, which are drawn"),
                None if self.view.config.consistent_dns_routing => {
                    "hashed by the name that is asked for where the service limits its answers".to_owned()
                }
                None => "the addresses of all of them".to_owned(),
            },
            skipped: Vec::new(),
            source: "TrafficRouter.java:789",
        }
    }

    /// `Node.getIpAddresses`
    fn cache_records(
        &self,
        own: &RouterDeliveryService,
        cache: CacheIndex,
        ttls: Option<AddressTtls>,
    ) -> Vec<InetRecord> {
        let Some(cache) = self.cache(cache) else { return Vec::new() };
        let addresses = [cache.ip, cache.ip6].into_iter().flatten();
        let counted = addresses.filter(|address| address.is_ipv4() || own.ip6_routing_enabled);
        counted
            .map(|address| {
                let ttl = ttls.map_or(-1, |ttls| if address.is_ipv4() { ttls.a } else { ttls.aaaa });
                InetRecord::address(address, ttl)
            })
            .collect()
    }
}

impl DnsRouted {
    fn bypass<R: Recorder>(&mut self, own: &RouterDeliveryService, track: &mut Track<'_>, steps: &mut R) {
        self.records = bypass(own, track, steps);
        self.bypassed = !self.records.is_empty();
    }

    fn of(service: Option<ServiceIndex>) -> Self {
        let track = Track::default();
        Self {
            service,
            result: track.result,
            details: track.details,
            continue_geo: track.continue_geo,
            from_backup: track.from_backup,
            result_location: None,
            bypassed: false,
            caches: None,
            drawn: None,
            records: Vec::new(),
        }
    }
}

fn federation_step(answer: FederationAnswer<'_>) -> RouteStep {
    RouteStep {
        step: "federation",
        outcome: answer.cname.to_owned(),
        reason: "a mapping of the service's federation has the resolver".to_owned(),
        skipped: Vec::new(),
        source: "FederationRegistry.java:38",
    }
}

/// The name of a service's DNS zone, with the dot at its end.
pub(super) fn zone_name(own: Option<&RouterDeliveryService>) -> String {
    own.and_then(|own| own.domain.as_deref()).map(|domain| format!("{}.", domain.to_lowercase())).unwrap_or_default()
}

/// `getFailureDnsResponse`: whatever of a bypass destination there is counts as one, even when it gives nothing.
fn bypass<R: Recorder>(own: &RouterDeliveryService, track: &mut Track<'_>, steps: &mut R) -> Vec<InetRecord> {
    let records = own.bypass.as_ref().map(|bypass| bypass_records(bypass.dns.as_ref()));
    (track.result, track.details) = match &records {
        Some(_) => (ResultType::DsRedirect, Some(ResultDetails::DsBypass)),
        None => (ResultType::Miss, Some(ResultDetails::DsNoBypass)),
    };
    steps.note(|| RouteStep {
        step: "bypass",
        outcome: format!("{} records", records.as_ref().map_or(0, Vec::len)),
        reason: match &records {
            Some(records) if records.is_empty() => {
                "the service has a bypass destination, but none for DNS that is whole"
            }
            Some(_) => "the service's bypass destination",
            None => "the service has no bypass destination",
        }
        .to_owned(),
        skipped: Vec::new(),
        source: "DeliveryService.java:405",
    });
    records.unwrap_or_default()
}

/// One address that is none, and all is lost.
fn bypass_records(dns: Option<&crate::snapshot::reading::DnsBypass>) -> Vec<InetRecord> {
    let Some(dns) = dns else { return Vec::new() };
    let ttl = i64::from(dns.ttl);
    let addresses: Option<Vec<_>> =
        [&dns.ip, &dns.ip6].into_iter().flatten().map(|text| address::by_name(text)).collect();
    let Some(addresses) = addresses else { return Vec::new() };
    let cname = dns.cname.iter().map(|name| InetRecord { data: RecordData::Cname(name.clone()), ttl_seconds: ttl });
    addresses.into_iter().map(|address| InetRecord::address(address, ttl)).chain(cname).collect()
}

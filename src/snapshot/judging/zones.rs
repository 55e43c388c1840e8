//! The DNS zones that the router would build of a snapshot (`ZoneManager`), step by step in its order: whether they can
//! be built, whether the attempt rejects the snapshot, and everything that stands in the way.
//!
//! Order matters. A name or an address that cannot be read ends the building and leaves the old zones, and what would
//! have rejected the snapshot afterwards is never reached.

use super::name::Name;
use super::records::{Fault, Records};
use crate::model::QuickMap;
use crate::snapshot::document::{DocumentPlace, NOTHING, Node};
use crate::snapshot::java::hash_map;
use crate::snapshot::reading::{CacheNotes, RemarkRule, Remarks, RouterView, ServiceReference};

#[cfg(test)]
thread_local! {
    /// At how many caches this thread has looked closely.
    static LOOKED_AT: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

const MAINTENANCE: &str = "zonemanager.cache.maintenance.interval";

/// A zone to build.
struct Zone {
    domain: String,
    /// The service whose TTLs and SOA it has, by its place in the view; the CDN's when there is none.
    service: Option<usize>,
    origin: Origin,
}

/// Where a zone's domain is said.
#[derive(Clone, Copy)]
enum Origin {
    Service(usize),
    /// In the name that a cache has in a service: the places of both in the view.
    Reference(usize, usize),
}

/// Zones by domain, in the order in which they came, as a map holds them.
#[derive(Default)]
struct Zones {
    list: Vec<Zone>,
    places: QuickMap<String, usize>,
}

impl Zones {
    /// Adds a zone unless there is one; a service given with a known domain replaces that zone's service, which is said.
    fn put(&mut self, domain: &str, service: Option<usize>, origin: Origin) -> Option<usize> {
        if let Some(zone) = self.places.get(domain).and_then(|place| self.list.get_mut(*place)) {
            let former = zone.service;
            zone.service = service.or(former);
            return former.filter(|_| former != zone.service);
        }
        self.places.insert(domain.to_owned(), self.list.len());
        self.list.push(Zone { domain: domain.to_owned(), service, origin });
        None
    }

    fn in_order(&self) -> impl Iterator<Item = &Zone> {
        hash_map::order(self.list.iter().map(|zone| zone.domain.as_str()))
            .into_iter()
            .filter_map(|place| self.list.get(place))
    }
}

/// Builds all; whether the zones are built, should nothing reject the snapshot.
pub(super) fn check(root: &Node, view: &RouterView, notes: &CacheNotes, remarks: &mut Remarks) -> bool {
    let place = DocumentPlace::ROOT.member("config");
    let domain = &view.config.domain_name;
    let top = Name::parse_absolute(domain).map_err(|why| {
        remarks.tell(
            RemarkRule::BadDomainName,
            &place.member("domain_name"),
            format!("`{domain}` is no domain name: {why}"),
        );
    });
    let mut builder = Builder { root, view, notes, records: Records::new(root, view, remarks) };
    if let Ok(top) = top {
        builder.build(&top.text());
    }
    builder.check_maintenance(&place);
    builder.records.built()
}

/// For each service the last domain that it was given and that no other was given since.
struct KnownDomains<'a> {
    of: Vec<Option<&'a str>>,
    /// The services' own domains, of those that plain caches say.
    own: Vec<Option<&'a str>>,
    /// How many of those were not given their own.
    left: usize,
    /// Whether none is left: then nothing comes of a plain cache.
    are_own: bool,
}

impl<'a> KnownDomains<'a> {
    fn of(view: &'a RouterView, notes: &CacheNotes) -> Self {
        let own: Vec<Option<&str>> =
            view.services.iter().zip(&notes.said).map(|(own, said)| own.domain.as_deref().filter(|_| *said)).collect();
        let left = own.iter().flatten().count();
        Self { of: vec![None; view.services.len()], own, left, are_own: left == 0 }
    }

    fn put(&mut self, service: usize, domain: Option<&'a str>) {
        let (Some(known), Some(own)) = (self.of.get_mut(service), self.own.get(service)) else { return };
        if own.is_some() {
            self.left += usize::from(*known == *own);
            self.left -= usize::from(domain == *own);
            self.are_own = self.left == 0;
        }
        *known = domain;
    }
}

struct Builder<'a, 'r> {
    root: &'a Node,
    view: &'a RouterView,
    notes: &'a CacheNotes,
    records: Records<'a, 'r>,
}

impl Builder<'_, '_> {
    fn build(&mut self, top: &str) {
        let mut zones = self.service_zones(top);
        let mut above = Zones::default();
        self.cache_zones(&mut zones, &mut above);
        for zone in zones.in_order() {
            self.zone(zone);
        }
        for zone in above.in_order() {
            // A service may have the domain of the CDN or one between.
            let service = zones.places.get(&zone.domain).and_then(|place| zones.list.get(*place)?.service);
            self.zone(&Zone { domain: zone.domain.clone(), service, origin: zone.origin });
        }
        let routers = self.root.get("contentRouters").unwrap_or(NOTHING);
        if !routers.elements().any(super::records::is_active) {
            let message = "no Traffic Router is active: no zone can be loaded, and DNS answers nothing";
            self.records.remark(RemarkRule::NoActiveRouter, &DocumentPlace::ROOT.member("contentRouters"), message);
        }
    }

    /// The domains of the services that lie below the CDN's.
    fn service_zones(&self, top: &str) -> Zones {
        let mut zones = Zones::default();
        for service in hash_map::order(self.view.services.iter().map(|service| service.xml_id.as_str())) {
            let Some(domain) = self.view.services.get(service).and_then(|own| own.domain.as_deref()) else { continue };
            let domain = match domain.strip_suffix('+') {
                Some(relative) => format!("{relative}.{top}"),
                None => domain.to_owned(),
            };
            if domain.ends_with(top) {
                zones.put(&domain, Some(service), Origin::Service(service));
            }
        }
        zones
    }

    /// The domains in which caches have names, and what is above those.
    fn cache_zones(&mut self, zones: &mut Zones, above: &mut Zones) {
        let services: QuickMap<&str, usize> =
            self.view.services.iter().enumerate().map(|(index, service)| (service.xml_id.as_str(), index)).collect();
        let mut known = KnownDomains::of(self.view, self.notes);
        for index in hash_map::order(self.view.caches.iter().map(|cache| cache.name.as_str())) {
            let Some(cache) = self.view.caches.get(index) else { continue };
            // Most caches have their names in the domains in which others had theirs, and then nothing comes of them.
            if known.are_own && self.notes.is_plain(index, cache) {
                continue;
            }
            #[cfg(test)]
            LOOKED_AT.set(LOOKED_AT.get() + 1);
            let own = |service: usize| self.view.services.get(service).and_then(|own| own.domain.as_deref());
            let is_known = |reference: &ServiceReference| match services.get(reference.xml_id.as_str()) {
                Some(service) => known.of.get(*service).copied().flatten() == reference.domain(own(*service)),
                None => true,
            };
            if cache.services.iter().all(is_known) {
                continue;
            }
            for place in hash_map::order(cache.services.iter().map(|reference| reference.xml_id.as_str())) {
                let Some(reference) = cache.services.get(place) else { continue };
                let Some(service) = services.get(reference.xml_id.as_str()) else { continue };
                let Some(domain) = reference.domain(own(*service)) else { continue };
                let origin = Origin::Reference(index, place);
                let former = zones.put(domain, Some(*service), origin);
                if let Some(former) = former {
                    known.put(former, None);
                }
                match domain.split_once('.') {
                    Some((_, superdomain)) => {
                        above.put(superdomain, None, origin);
                        known.put(*service, Some(domain));
                    }
                    None => self.short(&reference.fqdn, origin),
                }
            }
        }
    }

    fn short(&mut self, fqdn: &str, origin: Origin) {
        let message = format!("`{fqdn}` has fewer than two dots: above the service's domain there is nothing");
        self.at(origin, |records, place| records.fault(Fault::Rejects, RemarkRule::BadServiceFqdn, place, message));
    }

    /// Calls with the place where a zone's domain is said.
    fn at(&mut self, origin: Origin, tell: impl FnOnce(&mut Records<'_, '_>, &DocumentPlace<'_>)) {
        let (caches, services) =
            (DocumentPlace::ROOT.member("contentServers"), DocumentPlace::ROOT.member("deliveryServices"));
        let of_service = |service: usize| self.view.services.get(service).map_or("", |service| service.xml_id.as_str());
        match origin {
            Origin::Service(service) => {
                tell(&mut self.records, &services.member(of_service(service)).member("domains").item(0));
            }
            Origin::Reference(at, reference) => {
                let cache = self.view.caches.get(at);
                let name = cache.map_or("", |cache| cache.name.as_str());
                let xml_id =
                    cache.and_then(|cache| cache.services.get(reference)).map_or("", |own| own.xml_id.as_str());
                if self.notes.says(at, reference, xml_id) {
                    tell(&mut self.records, &caches.member(name).member("deliveryServices").member(xml_id));
                } else {
                    tell(&mut self.records, &services.member(xml_id).member("domains").item(0));
                }
            }
        }
    }

    fn zone(&mut self, zone: &Zone) {
        match Name::parse_absolute(&zone.domain) {
            Ok(name) => self.records.zone(&name, &zone.domain, zone.service),
            Err(why) => {
                let message = format!("the domain `{}` is no name for DNS: {why}", zone.domain);
                self.at(zone.origin, |records, place| {
                    records.fault(Fault::EndsZones, RemarkRule::BadDnsName, place, message);
                });
            }
        }
    }

    /// The last step, which is not reached when the zones cannot be built.
    fn check_maintenance(&mut self, place: &DocumentPlace<'_>) {
        let interval = self.root.get("config").map_or(1, |config| config.int_or(MAINTENANCE, 300));
        if interval <= 0 {
            let message = format!("an interval of {interval} s cannot be scheduled");
            self.records.fault(Fault::Rejects, RemarkRule::BadInterval, &place.member(MAINTENANCE), message);
        }
    }
}

#[cfg(test)]
#[path = "zones_tests.rs"]
mod tests;

//! The records of one zone in the router's order, and what stands in their way.

use super::name::{Name, check_txt};
use super::serial;
use crate::snapshot::document::{DocumentPlace, NOTHING, Node};
use crate::snapshot::java::address;
use crate::snapshot::reading::{RemarkRule, Remarks, RouterDeliveryService, RouterView, without_mask};

/// How something in the way ends the building of zones.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The exception is caught: the old zones stay.
    EndsZones,
    /// It is not, and the whole snapshot is rejected.
    Rejects,
}

/// Stands for the name of the router's own machine, which nobody knows here.
const OWN_HOST: &str = "router";

/// Whether a router answers for the zones.
pub(super) fn is_active(router: &Node) -> bool {
    router.get("status").is_some_and(|status| !matches!(&*status.as_text(), "OFFLINE" | "ADMIN_DOWN"))
}

/// Makes records, and keeps how it went.
pub(super) struct Records<'a, 'r> {
    routers: &'a Node,
    config: &'a Node,
    services: &'a Node,
    date: i64,
    view: &'a RouterView,
    edge_http_routing: bool,
    ended: bool,
    remarks: &'r mut Remarks,
}

/// Whose TTLs and SOA a zone has, and where they stand.
struct Owner<'a> {
    ttls: &'a Node,
    soa: Option<&'a Node>,
    place: DocumentPlace<'a>,
    service: Option<&'a RouterDeliveryService>,
}

impl<'a, 'r> Records<'a, 'r> {
    pub(super) fn new(root: &'a Node, view: &'a RouterView, remarks: &'r mut Remarks) -> Self {
        let section = |key| root.get(key).unwrap_or(NOTHING);
        Self {
            routers: section("contentRouters"),
            config: section("config"),
            services: section("deliveryServices"),
            date: view.date,
            view,
            edge_http_routing: view.config.edge_http_routing && !view.router_locations.is_empty(),
            ended: false,
            remarks,
        }
    }

    /// Whether nothing ended the building.
    pub(super) fn built(&self) -> bool {
        !self.ended
    }

    /// Tells of something that stands in nothing's way.
    pub(super) fn remark(&mut self, rule: RemarkRule, place: &DocumentPlace<'_>, message: &str) {
        self.remarks.tell(rule, place, message);
    }

    /// Tells of something that is in the way. What would reject the snapshot does not, once the building has ended.
    pub(super) fn fault(&mut self, fault: Fault, rule: RemarkRule, place: &DocumentPlace<'_>, message: String) {
        let hidden = self.ended && fault == Fault::Rejects;
        self.remarks.tell(if hidden { RemarkRule::HiddenRejection } else { rule }, place, message);
        self.ended |= fault == Fault::EndsZones;
    }

    fn bad_name(&mut self, place: &DocumentPlace<'_>, text: &str, why: &str) {
        self.fault(Fault::EndsZones, RemarkRule::BadDnsName, place, format!("`{text}` is no name for DNS: {why}"));
    }

    /// All records of a zone.
    pub(super) fn zone(&mut self, name: &Name, domain: &str, service: Option<usize>) {
        let (services, config) = (DocumentPlace::ROOT.member("deliveryServices"), DocumentPlace::ROOT.member("config"));
        let own =
            service.and_then(|service| Some((self.view.services.get(service)?, self.services.members().get(service)?)));
        let owner = match own {
            Some((own, (xml_id, node))) => Owner {
                ttls: node.get("ttls").unwrap_or(NOTHING),
                soa: node.get("soa"),
                place: services.member(xml_id),
                service: Some(own),
            },
            None => Owner {
                ttls: self.config.get("ttls").unwrap_or(NOTHING),
                soa: self.config.get("soa"),
                place: config,
                service: None,
            },
        };
        self.soa(name, domain, &owner);
        self.routers(name, domain, &owner);
        if let Some((_, (_, node))) = own {
            self.static_entries(node, domain, &owner);
        }
    }

    fn soa(&mut self, name: &Name, domain: &str, owner: &Owner<'_>) {
        let place = owner.place.member("soa");
        let soa = owner.soa.unwrap_or(NOTHING);
        let admin = match soa.get("admin").map(Node::as_text) {
            None => format!("traffic_ops.{domain}"),
            Some(admin) if admin.contains('@') => admin.replace('@', "."),
            Some(admin) => format!("{admin}.{domain}"),
        };
        if let Err(why) = Name::parse_absolute(&admin) {
            self.bad_name(&place.member("admin"), &admin, why);
        }
        self.glue(None, OWN_HOST, name, owner, &DocumentPlace::ROOT.member("config").member("domain_name"));
        self.ttl("SOA", 86_400, owner);
        match soa.get("serial") {
            Some(serial) => self.soa_number("serial", serial, &place),
            None if serial::fits(self.date) => {}
            None => {
                let message = format!("the date {} lies so far ahead that no serial can be made of it", self.date);
                self.fault(
                    Fault::Rejects,
                    RemarkRule::BadSerial,
                    &DocumentPlace::ROOT.member("stats").member("date"),
                    message,
                );
            }
        }
        for key in ["refresh", "retry", "expire", "minimum"] {
            if let Some(number) = soa.get(key) {
                self.soa_number(key, number, &place);
            }
        }
    }

    fn soa_number(&mut self, key: &str, node: &Node, place: &DocumentPlace<'_>) {
        let number = node.as_long(0);
        if u32::try_from(number).is_err() {
            let message = format!("{number} is no number for an SOA record");
            self.fault(Fault::Rejects, RemarkRule::BadSoaNumber, &place.member(key), message);
        }
    }

    fn ttl(&mut self, key: &str, default: i64, owner: &Owner<'_>) {
        let seconds = owner.ttls.long_or(key, default);
        self.check_ttl(seconds, &owner.place.member("ttls").member(key));
    }

    fn check_ttl(&mut self, seconds: i64, place: &DocumentPlace<'_>) {
        if i32::try_from(seconds).map_or(true, i32::is_negative) {
            self.fault(Fault::Rejects, RemarkRule::BadTtl, place, format!("{seconds} is no TTL"));
        }
    }

    /// The name of a name server: its own in the CDN's zones, else one beside the zone.
    fn glue(&mut self, router: Option<&Node>, key: &str, name: &Name, owner: &Owner<'_>, place: &DocumentPlace<'_>) {
        let fqdn = router.and_then(|router| router.get("fqdn")?.text_value());
        if let (None, Some(fqdn)) = (owner.service, fqdn) {
            if let Err(why) = Name::parse_absolute(fqdn) {
                self.bad_name(&place.member("fqdn"), fqdn, why);
            }
            return;
        }
        let beside = format!("{key}.{}", name.above());
        if let Err(why) = Name::parse_absolute(&beside) {
            self.bad_name(place, &beside, why);
        }
    }

    fn routers(&mut self, name: &Name, domain: &str, owner: &Owner<'_>) {
        let section = DocumentPlace::ROOT.member("contentRouters");
        let takes_ip6 = owner.service.is_none_or(|service| service.ip6_routing_enabled);
        let routers = self.routers;
        for (key, router) in routers.members().iter().filter(|(_, router)| is_active(router)) {
            let place = section.member(key);
            let own = format!("{key}.{domain}");
            if let Err(why) = Name::parse_absolute(&own) {
                self.bad_name(&place, &own, why);
            }
            self.glue(Some(router), key, name, owner, &place);
            self.ttl("NS", 60, owner);
            self.address(&router.text_or("ip", ""), true, &place.member("ip"));
            self.ttl("A", 60, owner);
            self.router_ip6(router, takes_ip6, owner, &place);
            let routed = owner.service.filter(|service| !service.is_dns && !self.edge_http_routing);
            if let Some(service) = routed {
                let routing = format!("{}.{domain}", service.routing_name);
                if let Err(why) = Name::parse_absolute(&routing) {
                    self.bad_name(&owner.place.member("routingName"), &routing, why);
                }
            }
        }
    }

    fn router_ip6(&mut self, router: &Node, takes_ip6: bool, owner: &Owner<'_>, place: &DocumentPlace<'_>) {
        let place = place.member("ip6");
        let Some(ip6) = router.get("ip6") else {
            let message = "`ip6` is missing, which only routers that are OFFLINE or ADMIN_DOWN may afford".to_owned();
            return self.fault(Fault::Rejects, RemarkRule::NoRouterIp6, &place, message);
        };
        let ip6 = ip6.as_text();
        if !ip6.is_empty() && takes_ip6 {
            self.address(without_mask(&ip6), false, &place);
            self.ttl("AAAA", 60, owner);
        }
    }

    /// An address for an A record (`v4`) or an AAAA record.
    fn address(&mut self, text: &str, v4: bool, place: &DocumentPlace<'_>) {
        match address::by_name(text) {
            Some(found) if found.is_ipv4() == v4 => {}
            Some(found) => {
                let message = format!("`{text}` is read as {found}, which is not of the family that is wanted");
                self.fault(Fault::Rejects, RemarkRule::WrongAddressFamily, place, message);
            }
            None => {
                let message = format!("`{text}` is no address, and if it is a name it would have to be found in DNS");
                self.fault(Fault::EndsZones, RemarkRule::BadAddress, place, message);
            }
        }
    }

    fn static_entries(&mut self, service: &Node, domain: &str, owner: &Owner<'_>) {
        let Some(entries) = service.get("staticDnsEntries") else { return };
        let place = owner.place.member("staticDnsEntries");
        if let Node::Array(items) = entries {
            for (index, entry) in items.iter().enumerate() {
                self.static_entry(entry, domain, owner, &place.item(index));
            }
        }
        for (key, entry) in entries.members() {
            self.static_entry(entry, domain, owner, &place.member(key));
        }
    }

    fn static_entry(&mut self, entry: &Node, domain: &str, owner: &Owner<'_>, place: &DocumentPlace<'_>) {
        let (Some(kind), Some(own), Some(value)) = (entry.get("type"), entry.get("name"), entry.get("value")) else {
            let message = "there are not all of `type`, `name` and `value`: the entry is not made";
            return self.remarks.tell(RemarkRule::StaticEntryDropped, place, message);
        };
        let (kind, own, value) = (kind.as_text().to_uppercase(), own.as_text(), value.as_text());
        let name = format!("{own}.{domain}");
        if let Err(why) = Name::parse_absolute(&name) {
            self.bad_name(&place.member("name"), &name, why);
        }
        let ttl = match i64::from(entry.int_or("ttl", 0)) {
            0 => owner.ttls.long_or(&kind, 60),
            seconds => seconds,
        };
        let value_place = place.member("value");
        match kind.as_str() {
            "A" => self.address(&value, true, &value_place),
            "AAAA" => self.address(&value, false, &value_place),
            "CNAME" => self.cname(&value, &value_place),
            "TXT" => {}
            other => {
                let message = format!("entries of the type `{other}` are not made");
                return self.remarks.tell(RemarkRule::StaticEntryDropped, &place.member("type"), message);
            }
        }
        self.check_ttl(ttl, &place.member("ttl"));
        if let ("TXT", Err(why)) = (kind.as_str(), check_txt(&value)) {
            self.fault(
                Fault::Rejects,
                RemarkRule::BadTxtValue,
                &value_place,
                format!("no TXT record holds the value: {why}"),
            );
        }
    }

    fn cname(&mut self, value: &str, place: &DocumentPlace<'_>) {
        match Name::parse(value) {
            Ok(name) if name.is_absolute() => {}
            Ok(_) => {
                let message = format!("`{value}` does not end with a dot");
                self.fault(Fault::Rejects, RemarkRule::RelativeCname, place, message);
            }
            Err(why) => self.bad_name(place, value, why),
        }
    }
}

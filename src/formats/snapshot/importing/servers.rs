//! `contentServers`, `contentRouters` and `monitors` on their way into a plan: servers, the profiles that they name,
//! what they can do, and what they serve.

use smol_str::SmolStr;

use super::gathering::{Fields, SnapshotGathering, int_or_null, link, text, text_or_null};
use super::groups::group_of;
use super::interfaces::{SaidAddresses, interfaces};
use crate::finding::Severity;
use crate::model::field::FieldType as _;
use crate::model::{Kind, Profile, RelationKind, Server, Value};
use crate::snapshot::{ContentRouter, ContentServer, Monitor, within};
use crate::sorting::OrderedMap;

/// What the three sections have alike.
#[derive(Clone, Copy)]
struct ImportedHost<'a> {
    section: &'static str,
    name: &'a str,
    fqdn: Option<&'a str>,
    type_: Option<&'a str>,
    status: Option<&'a str>,
    profile: Option<&'a str>,
    group: Option<&'a str>,
    port: Option<i64>,
    https_port: Option<i64>,
    addresses: SaidAddresses<'a>,
    /// Of caches only.
    hash_id: Option<&'a str>,
}

impl<'a> ImportedHost<'a> {
    fn cache(name: &'a str, cache: &'a ContentServer) -> Self {
        Self {
            section: "contentServers",
            name,
            fqdn: cache.fqdn.as_deref(),
            type_: cache.type_.as_deref(),
            status: cache.status.as_deref(),
            profile: cache.profile.as_deref(),
            group: group_of(cache),
            port: cache.port.0,
            https_port: cache.https_port,
            addresses: SaidAddresses {
                interface: cache.interface_name.0.as_deref(),
                ..of(cache.ip.as_deref(), cache.ip6.as_deref())
            },
            hash_id: cache.hash_id.as_deref(),
        }
    }

    fn router(name: &'a str, router: &'a ContentRouter) -> Self {
        Self {
            section: "contentRouters",
            name,
            fqdn: router.fqdn.as_deref(),
            type_: Some("CCR"),
            status: router.status.as_deref(),
            profile: router.profile.as_deref(),
            group: router.location.as_deref(),
            port: router.port,
            https_port: router.https_port.0,
            addresses: of(router.ip.as_deref(), router.ip6.as_deref()),
            hash_id: None,
        }
    }

    fn monitor(name: &'a str, monitor: &'a Monitor) -> Self {
        Self {
            section: "monitors",
            name,
            fqdn: monitor.fqdn.as_deref(),
            type_: Some("RASCAL"),
            status: monitor.status.as_deref(),
            profile: monitor.profile.as_deref(),
            group: monitor.location.as_deref(),
            port: monitor.port,
            https_port: monitor.https_port,
            addresses: of(monitor.ip.as_deref(), monitor.ip6.as_deref()),
            hash_id: None,
        }
    }

    fn pointer(&self) -> String {
        within(&format!("/{}", self.section), self.name)
    }
}

fn of<'a>(ip: Option<&'a str>, ip6: Option<&'a str>) -> SaidAddresses<'a> {
    SaidAddresses { interface: None, ip: ip.unwrap_or_default(), ip6: ip6.unwrap_or_default() }
}

impl SnapshotGathering<'_> {
    /// The profiles that servers name first.
    pub(super) fn profiles(&mut self) {
        let snapshot = self.snapshot();
        // Whether all caches of a profile take no clients, or none of them; else that is not the profile's doing.
        let mut named: OrderedMap<&str, (&str, Option<bool>)> = OrderedMap::new();
        for cache in snapshot.content_servers.values() {
            let Some(profile) = said(cache.profile.as_deref()) else { continue };
            let disabled = Some(cache.routing_disabled == 1);
            let entry = named.entry(profile).or_insert(("ATS_PROFILE", disabled));
            entry.1 = entry.1.filter(|so_far| Some(*so_far) == disabled);
        }
        for router in snapshot.content_routers.values().filter_map(|router| said(router.profile.as_deref())) {
            named.entry(router).or_insert(("TR_PROFILE", None));
        }
        for monitor in snapshot.monitors.values().filter_map(|monitor| said(monitor.profile.as_deref())) {
            named.entry(monitor).or_insert(("TM_PROFILE", None));
        }
        for (name, (type_, disabled)) in named {
            let mut fields = Fields::new();
            let existing = self.plan.find::<Profile>(name).and_then(|id| self.plan.get(id));
            if existing.is_none() {
                fields.extend([("type", text(type_)), ("cdn", link(Kind::Cdn, self.cdn))]);
            }
            let so_far = existing.is_some_and(|profile| profile.routing_disabled == Some(true));
            if let Some(disabled) = disabled.filter(|disabled| *disabled != so_far) {
                fields.push(("routingDisabled", Value::Bool(disabled)));
            }
            self.object(Kind::Profile, "/contentServers", vec![name.to_owned()], fields);
        }
    }

    /// The servers.
    pub(super) fn all_servers(&mut self) {
        let (now, known) = (self.snapshot(), self.known);
        for (name, cache) in &now.content_servers {
            let known = known.content_servers.get(name).map(|known| ImportedHost::cache(name, known));
            self.one_server(ImportedHost::cache(name, cache), known);
            for capability in cache.capabilities.iter().filter(|capability| !capability.is_empty()) {
                self.capabilities.insert(capability.clone());
            }
        }
        for (name, router) in &now.content_routers {
            let known = known.content_routers.get(name).map(|known| ImportedHost::router(name, known));
            self.one_server(ImportedHost::router(name, router), known);
        }
        for (name, monitor) in &now.monitors {
            let known = known.monitors.get(name).map(|known| ImportedHost::monitor(name, known));
            self.one_server(ImportedHost::monitor(name, monitor), known);
        }
    }

    fn one_server(&mut self, now: ImportedHost<'_>, known: Option<ImportedHost<'_>>) {
        let pointer = now.pointer();
        if now.name.is_empty() {
            return self.tell(Severity::Warning, &pointer, "a server without a name: kept beside the plan");
        }
        let id = self.servers.get(&(now.section, now.name.to_owned())).copied();
        let existing = id.and_then(|id| self.plan.get(id));
        let mut fields = texts(&now, known.as_ref(), existing.map(|server| &**server));
        if known.as_ref().and_then(|known| known.port) != now.port {
            fields.push(("tcpPort", int_or_null(now.port)));
        }
        if known.as_ref().and_then(|known| known.https_port) != now.https_port {
            fields.push(("httpsPort", int_or_null(now.https_port)));
        }
        let known_addresses = known.as_ref().map(|known| known.addresses);
        if known_addresses != Some(now.addresses) {
            let so_far = existing.map_or(&[][..], |server| &server.interfaces);
            match interfaces(so_far, known_addresses, now.addresses) {
                Some(list) => fields.push(("interfaces", list.to_value())),
                None if now.addresses.ip.is_empty() && now.addresses.ip6.is_empty() => {}
                None => self.tell(Severity::Warning, &pointer, "its addresses are none: they are kept beside the plan"),
            }
        }
        if existing.is_none() {
            self.leave_open("a snapshot does not say the physical locations of servers, and so their regions and divisions: left open");
            if now.addresses.interface.is_none_or(str::is_empty) {
                self.leave_open(
                    "a snapshot does not say the names of the interfaces of Traffic Routers and Monitors: called `eth0`",
                );
            }
        }
        self.server(now.section, &pointer, now.name, fields);
    }

    /// What servers can do, and which delivery services they serve.
    pub(super) fn assignments(&mut self) {
        for (name, cache) in &self.snapshot().content_servers {
            if name.is_empty() {
                continue;
            }
            let pointer = within("/contentServers", name);
            let known = self.servers.get(&("contentServers", name.clone())).copied();
            let (server, _) = self.identity(known, name);
            for capability in cache.capabilities.iter().filter(|capability| !capability.is_empty()) {
                let pair = (server.clone(), vec![capability.clone()]);
                self.pair(RelationKind::ServerOfCapability, &pointer, pair.0, pair.1);
            }
            // A service that is named here and told nowhere is none.
            let told = |service: &&SmolStr| self.document.snapshot.delivery_services.contains_key(service.as_str());
            let services: Vec<&SmolStr> = cache.delivery_services.keys().filter(told).collect();
            for service in services.into_iter().filter(|service| !service.is_empty()) {
                let (a, b) = (vec![service.to_string()], server.clone());
                self.pair(RelationKind::DeliveryServiceServer, &pointer, a, b);
            }
        }
    }
}

/// The texts and names that are not as known.
fn texts(now: &ImportedHost<'_>, known: Option<&ImportedHost<'_>>, existing: Option<&Server>) -> Fields {
    fn news<'n>(now: Option<&'n str>, known: Option<&str>) -> Option<&'n str> {
        said(now).filter(|now| known != Some(*now))
    }
    let mut fields = Fields::new();
    if let Some(fqdn) = news(now.fqdn, known.and_then(|known| known.fqdn))
        && let Some(domain) = domain(fqdn, now.name)
    {
        fields.push(("domainName", text(domain)));
    }
    let mut name = |key, kind, name: Option<&str>| fields.extend(name.map(|name| (key, link(kind, name))));
    name("type", Kind::Type, news(now.type_, known.and_then(|known| known.type_)));
    name("status", Kind::Status, news(now.status, known.and_then(|known| known.status)));
    name("cacheGroup", Kind::CacheGroup, news(now.group, known.and_then(|known| known.group)));
    if let Some(profile) = news(now.profile, known.and_then(|known| known.profile)) {
        let further = existing.map_or(&[][..], |server| server.profiles.get(1..).unwrap_or_default());
        let mut profiles = vec![link(Kind::Profile, profile)];
        profiles.extend(further.iter().map(crate::model::field::FieldType::to_value));
        fields.push(("profiles", Value::List(profiles)));
    }
    if let Some(hash_id) = news(now.hash_id, known.and_then(|known| known.hash_id)) {
        fields.push(("xmppId", text_or_null(Some(hash_id).filter(|id| *id != now.name))));
    }
    fields
}

fn said(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

/// The domain of a server of that name and full name.
fn domain<'a>(fqdn: &'a str, host: &str) -> Option<&'a str> {
    match fqdn.strip_prefix(host).and_then(|rest| rest.strip_prefix('.')) {
        Some(domain) => Some(domain),
        None => fqdn.split_once('.').map(|(_, domain)| domain),
    }
}

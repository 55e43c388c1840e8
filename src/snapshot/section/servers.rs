//! `contentServers`, `contentRouters` and `monitors`: the live servers of the CDN by host name
//! (`TO/crconfig/servers.go`).

use super::addresses::{ServiceAddresses, service_addresses};
use super::services::Services;
use crate::model::{AnyId, Id, Link, Parameter, Profile, QuickMap, Server};
use crate::parallel;
use crate::snapshot::go::{parse_float, to_int};
use crate::snapshot::report::Report;
use crate::snapshot::source::{CdnServer, CdnSource, ParameterRow, Role};
use crate::snapshot::value::{ContentRouter, ContentServer, Monitor, Nullable};
use crate::sorting::OrderedMap;

const DEFAULT_WEIGHT: f64 = 0.999;
const DEFAULT_WEIGHT_MULTIPLIER: f64 = 1000.0;

/// So many hosts are worth another core.
const HOSTS_AT_ONCE: usize = 256;

/// Some caches by their host names, in order.
pub type NamedCaches = Vec<(String, ContentServer)>;

/// The three sections; of the caches what became of some and some of them.
pub(in crate::snapshot) struct Servers<P> {
    pub caches: Vec<P>,
    pub routers: OrderedMap<String, ContentRouter>,
    pub monitors: OrderedMap<String, Monitor>,
}

/// What parameters say about a host; where several say something, the last wins.
#[derive(Clone, Copy, Default)]
struct RoutingSettings<'p> {
    api_port: Option<&'p str>,
    secure_api_port: Option<&'p str>,
    weight: Option<f64>,
    weight_multiplier: Option<f64>,
}

/// A host name and all live servers that have it, of whatever type.
struct Host<'s, 'p> {
    name: &'p str,
    servers: Vec<&'s CdnServer<'p>>,
    /// Places of the delivery services that it serves, once for each server that is assigned to one.
    services: Vec<usize>,
}

/// Makes the sections. Of a large CDN the caches are most of a snapshot: some at a time are made and handed over, and nobody
/// holds all of them who doesn't have to.
pub(in crate::snapshot) fn servers<P: Send>(
    source: &CdnSource<'_>,
    services: &Services<'_>,
    take: &(dyn Fn(NamedCaches) -> P + Sync),
    report: &mut Report,
) -> Servers<P> {
    let settings: OrderedMap<Id<Profile>, RoutingSettings<'_>> =
        source.parameters.iter().map(|(id, rows)| (*id, RoutingSettings::of(rows))).collect();
    note_several_values(source, report);
    let hosts = hosts(source, services, report);
    let pieces: Vec<_> = hosts.chunks(HOSTS_AT_ONCE).collect();
    let made = parallel::map(&pieces, |piece| {
        let mut made = MadeHosts { caches: Vec::with_capacity(piece.len()), ..MadeHosts::default() };
        for host in *piece {
            let one = make(source, services, host, &settings, &mut made.report);
            made.take(host.name, one);
        }
        (take(std::mem::take(&mut made.caches)), made)
    });
    let mut servers =
        Servers { caches: Vec::with_capacity(made.len()), routers: OrderedMap::new(), monitors: OrderedMap::new() };
    for (caches, made) in made {
        report.append(made.report);
        servers.caches.push(caches);
        servers.routers.extend(made.routers);
        servers.monitors.extend(made.monitors);
    }
    servers
}

/// What some hosts become, by their names.
#[derive(Default)]
struct MadeHosts {
    caches: NamedCaches,
    routers: Vec<(String, ContentRouter)>,
    monitors: Vec<(String, Monitor)>,
    report: Report,
}

impl MadeHosts {
    fn take(&mut self, name: &str, made: Made) {
        match made {
            Made::Cache(cache) => self.caches.push((name.to_owned(), cache)),
            Made::Router(router) => self.routers.push((name.to_owned(), router)),
            Made::Monitor(monitor) => self.monitors.push((name.to_owned(), monitor)),
            Made::Nothing => {}
        }
    }
}

/// Where a profile has several values of what a server can have one of, Traffic Ops takes any of them.
fn note_several_values(source: &CdnSource<'_>, report: &mut Report) {
    for (profile, rows) in &source.parameters {
        for (at, (_, row)) in rows.iter().enumerate().filter(|(_, (_, row))| is_setting(row)) {
            let earlier = rows.get(..at).unwrap_or_default();
            let is_same_name = |(_, one): &&ParameterRow<'_>| is_setting(one) && one.name == row.name;
            if earlier.iter().rev().find(is_same_name).is_some_and(|(_, one)| one.value != row.value) {
                let name = source.plan.get(*profile).map_or("", |profile| profile.name.as_str());
                let message = format!(
                    "profile `{name}` has several values of parameter `{}`, of which Traffic Ops takes any: the last is taken",
                    row.name
                );
                report.note(AnyId::of(*profile), &[], message);
            }
        }
    }
}

/// Whether a parameter is one of those that `Settings` holds.
fn is_setting(row: &Parameter) -> bool {
    match row.name.as_str() {
        "api.port" | "secure.api.port" => true,
        "weight" | "weightMultiplier" => is_for_router(row.config_file.as_deref()),
        _ => false,
    }
}

/// What a host becomes.
enum Made {
    Cache(ContentServer),
    Router(ContentRouter),
    Monitor(Monitor),
    Nothing,
}

fn make<'p>(
    source: &CdnSource<'p>,
    services: &Services<'_>,
    host: &Host<'_, 'p>,
    settings: &OrderedMap<Id<Profile>, RoutingSettings<'p>>,
    report: &mut Report,
) -> Made {
    let Some(entry) = ServerEntry::of(source, host, settings, report) else { return Made::Nothing };
    match entry.server.role() {
        Role::Edge | Role::Mid => entry.cache(source, services, host, report).map_or(Made::Nothing, Made::Cache),
        Role::Router => Made::Router(entry.router()),
        Role::Monitor => Made::Monitor(entry.monitor()),
        Role::Other => Made::Nothing,
    }
}

/// The live servers by host name, with what they are assigned to.
fn hosts<'s, 'p>(source: &'s CdnSource<'p>, services: &Services<'_>, report: &mut Report) -> Vec<Host<'s, 'p>> {
    let mut live: Vec<&CdnServer<'_>> = Vec::with_capacity(source.servers.len());
    for server in &source.servers {
        if server.is_live() {
            live.push(server);
        } else if server.status.is_empty() {
            report.note(server.any_id(), &[], format!("server `{}` has no status: left out", server.server.host_name));
        }
    }
    // The sort is stable: servers of one name stay in their order.
    live.sort_by_key(|server| server.server.host_name.as_str());
    let mut hosts: Vec<Host<'_, '_>> = Vec::with_capacity(live.len());
    for same in live.chunk_by(|a, b| a.server.host_name == b.server.host_name) {
        if let [first, .., last] = same {
            let name = &first.server.host_name;
            let message = format!(
                "{} live servers are named `{name}` and a snapshot can tell only one of them, any in Traffic Ops: the last is taken",
                same.len()
            );
            report.note(last.any_id(), &[section_of(last.role()), name], message);
        }
        if let Some(first) = same.first() {
            hosts.push(Host { name: &first.server.host_name, servers: same.to_vec(), services: Vec::new() });
        }
    }
    assign(source, services, &mut hosts);
    hosts
}

/// Tells each host what its servers are assigned to. Servers that take no clients count for nothing.
fn assign(source: &CdnSource<'_>, services: &Services<'_>, hosts: &mut [Host<'_, '_>]) {
    let mut host_of: QuickMap<Id<Server>, usize> = QuickMap::default();
    host_of.reserve(hosts.len());
    for (place, host) in hosts.iter().enumerate() {
        for server in &host.servers {
            if !is_routing_disabled(source, server.profile) {
                host_of.insert(server.id, place);
            }
        }
    }
    for (service, server) in source.plan.delivery_service_servers().iter() {
        let service = service.id().and_then(|id| services.place(id));
        let host = server.id().and_then(|id| host_of.get(&id)).and_then(|place| hosts.get_mut(*place));
        if let (Some(service), Some(host)) = (service, host) {
            host.services.push(service);
        }
    }
}

fn is_routing_disabled(source: &CdnSource<'_>, profile: Option<&Link<Profile>>) -> bool {
    source.plan.follow_opt(profile).is_some_and(|profile| profile.routing_disabled == Some(true))
}

/// The section for servers of a role.
fn section_of(role: Role) -> &'static str {
    match role {
        Role::Edge | Role::Mid => "contentServers",
        Role::Router => "contentRouters",
        Role::Monitor => "monitors",
        Role::Other => "",
    }
}

impl<'p> RoutingSettings<'p> {
    fn of(rows: &[ParameterRow<'p>]) -> Self {
        let mut settings = Self::default();
        for (_, row) in rows.iter().filter(|(_, row)| is_setting(row)) {
            let value = row.value.as_str();
            match row.name.as_str() {
                "api.port" => settings.api_port = Some(value),
                "secure.api.port" => settings.secure_api_port = Some(value),
                "weight" => settings.weight = parse_float(value).or(settings.weight),
                _ => settings.weight_multiplier = parse_float(value).or(settings.weight_multiplier),
            }
        }
        settings
    }

    /// These, where others say nothing.
    fn or(self, other: Self) -> Self {
        Self {
            api_port: self.api_port.or(other.api_port),
            secure_api_port: self.secure_api_port.or(other.secure_api_port),
            weight: self.weight.or(other.weight),
            weight_multiplier: self.weight_multiplier.or(other.weight_multiplier),
        }
    }

    fn hash_count(&self) -> i64 {
        let multiplier = self.weight_multiplier.unwrap_or(DEFAULT_WEIGHT_MULTIPLIER);
        to_int(self.weight.unwrap_or(DEFAULT_WEIGHT) * multiplier)
    }
}

/// So many points on the hash ring a cache without a weight has.
pub const DEFAULT_HASH_COUNT: i64 = 999;

/// How many points on the hash ring these values of `weight` and `weightMultiplier` make.
pub fn hash_count(weight: Option<&str>, multiplier: Option<&str>) -> i64 {
    let number = |text: Option<&str>| text.and_then(parse_float);
    let settings =
        RoutingSettings { weight: number(weight), weight_multiplier: number(multiplier), ..RoutingSettings::default() };
    settings.hash_count()
}

fn is_for_router(config_file: Option<&str>) -> bool {
    config_file == Some(Parameter::CRCONFIG_FILE)
}

/// The server that stands for a host, with what was found about it.
struct ServerEntry<'s, 'p> {
    server: &'s CdnServer<'p>,
    addresses: ServiceAddresses,
    settings: RoutingSettings<'p>,
    profile: Option<String>,
}

impl<'s, 'p> ServerEntry<'s, 'p> {
    /// The last server of the name. The addresses of all must be sound, and the parameters of all count.
    fn of(
        source: &CdnSource<'p>,
        host: &Host<'s, 'p>,
        by_profile: &OrderedMap<Id<Profile>, RoutingSettings<'p>>,
        report: &mut Report,
    ) -> Option<Self> {
        let server = *host.servers.last()?;
        let mut addresses = ServiceAddresses::default();
        let mut settings = RoutingSettings::default();
        for one in &host.servers {
            match service_addresses(one.server) {
                Ok(found) => addresses = found,
                Err(refusal) => report.refuse(refusal),
            }
            let own = one.profile.and_then(Link::id).and_then(|id| by_profile.get(&id));
            settings = own.copied().unwrap_or_default().or(settings);
        }
        let section = section_of(server.role());
        if server.type_.is_empty() {
            report.note(server.any_id(), &[], format!("server `{}` has no type: left out", host.name));
        } else if !section.is_empty() {
            note_profile(source, server, &[section, host.name], report);
        }
        let profile = some_text(&source.name_opt(server.profile));
        Some(Self { server, addresses, settings, profile })
    }

    fn cache(
        self,
        source: &CdnSource<'_>,
        services: &Services<'_>,
        host: &Host<'_, '_>,
        report: &mut Report,
    ) -> Option<ContentServer> {
        let server = self.server.server;
        if self.server.group.is_empty() {
            let message = format!("server `{}` has no cache group: left out", host.name);
            report.note(self.server.any_id(), &["contentServers", host.name], message);
            return None;
        }
        let routing_disabled = is_routing_disabled(source, self.server.profile);
        let services = if routing_disabled { OrderedMap::new() } else { service_names(services, host) };
        let hash_id = server.xmpp_id.as_deref().filter(|id| !id.is_empty()).unwrap_or(host.name);
        Some(ContentServer {
            cache_group: Some(self.server.group.clone().into_owned()),
            capabilities: capabilities(source, self.server.id),
            fqdn: Some(fqdn(server)),
            hash_count: Some(self.settings.hash_count()),
            hash_id: Some(hash_id.to_owned()),
            https_port: server.https_port,
            interface_name: Nullable(Some(self.addresses.interface)),
            ip: Some(self.addresses.ip),
            ip6: Some(self.addresses.ip6),
            location_id: Some(self.server.group.clone().into_owned()),
            port: Nullable(server.tcp_port),
            profile: self.profile,
            status: some_text(&self.server.status),
            type_: some_text(&self.server.type_),
            delivery_services: services,
            routing_disabled: i64::from(routing_disabled),
        })
    }

    fn router(self) -> ContentRouter {
        let server = self.server.server;
        ContentRouter {
            api_port: self.settings.api_port.map(str::to_owned),
            fqdn: Some(fqdn(server)),
            https_port: Nullable(server.https_port),
            hash_count: None,
            ip: Some(self.addresses.ip),
            ip6: Some(self.addresses.ip6),
            location: some_text(&self.server.group),
            port: server.tcp_port,
            profile: self.profile,
            secure_api_port: self.settings.secure_api_port.map(str::to_owned),
            status: some_text(&self.server.status),
        }
    }

    fn monitor(self) -> Monitor {
        let server = self.server.server;
        Monitor {
            fqdn: Some(fqdn(server)),
            https_port: server.https_port,
            ip: Some(self.addresses.ip),
            ip6: Some(self.addresses.ip6),
            location: some_text(&self.server.group),
            port: server.tcp_port,
            profile: self.profile,
            status: some_text(&self.server.status),
        }
    }
}

/// A profile that is missing or not in the plan leaves something unsaid.
fn note_profile(source: &CdnSource<'_>, server: &CdnServer<'_>, pointer: &[&str], report: &mut Report) {
    let host = &server.server.host_name;
    match server.profile {
        None => report.note(server.any_id(), pointer, format!("server `{host}` has no profile")),
        Some(link @ Link::Absent(_)) => {
            let profile = source.name(link);
            let message =
                format!("profile `{profile}` of server `{host}` is not in the plan: its parameters are unknown");
            report.note(server.any_id(), pointer, message);
        }
        Some(Link::To(_)) => {}
    }
}

/// The names under which a host serves its delivery services.
fn service_names(services: &Services<'_>, host: &Host<'_, '_>) -> OrderedMap<String, Vec<String>> {
    let mut named: OrderedMap<String, Vec<String>> = OrderedMap::new();
    for active in host.services.iter().filter_map(|place| services.at(*place)) {
        if active.routes.is_empty() {
            continue;
        }
        let names = active.routes.iter().map(|route| route.of_host(host.name));
        if let Some(list) = named.get_mut(&active.service.xml_id) {
            list.extend(names);
        } else {
            named.insert(active.service.xml_id.clone(), names.collect());
        }
    }
    named
}

fn capabilities(source: &CdnSource<'_>, server: Id<Server>) -> Vec<String> {
    let links = source.plan.server_server_capabilities().of(server);
    let mut names: Vec<String> = links.map(|link| source.name(link).into_owned()).collect();
    names.sort_unstable();
    names
}

fn fqdn(server: &Server) -> String {
    [&server.host_name, ".", server.domain_name.as_deref().unwrap_or_default()].concat()
}

fn some_text(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

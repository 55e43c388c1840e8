//! `contentServers`, `contentRouters` and `monitors`: the live servers of the CDN by host name
//! (`TO/crconfig/servers.go`).

use smol_str::SmolStr;

use super::addresses::{ServiceAddresses, service_addresses};
use super::hosts::{Host, HostSpan, LiveHosts, is_routing_disabled};
use super::services::Services;
use crate::model::{AnyId, Id, Link, Parameter, Profile, Server};
use crate::parallel;
use crate::snapshot::go::{parse_float, to_int};
use crate::snapshot::report::Report;
use crate::snapshot::source::{CdnServer, CdnSource, ParameterRow, Role};
use crate::snapshot::taking::{CacheTaker, NamedCaches};
use crate::snapshot::value::{ContentRouter, ContentServer, Monitor, Nullable};
use crate::sorting::OrderedMap;

const DEFAULT_WEIGHT: f64 = 0.999;
const DEFAULT_WEIGHT_MULTIPLIER: f64 = 1000.0;

/// The sections but for the caches, which are handed over.
#[derive(Default)]
pub(in crate::snapshot) struct Servers {
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

/// Makes the sections. Of a large CDN the caches are most of a snapshot: some at a time are made and handed over, and nobody
/// holds all of them who doesn't have to.
pub(in crate::snapshot) fn servers<P: Send>(
    source: &CdnSource<'_>,
    services: &Services<'_>,
    hosts: &LiveHosts<'_, '_>,
    taker: &dyn CacheTaker<P>,
    report: &mut Report,
) -> Servers {
    let settings: OrderedMap<Id<Profile>, RoutingSettings<'_>> =
        source.parameters.iter().map(|(id, rows)| (*id, RoutingSettings::of(rows))).collect();
    let pieces: Vec<_> = hosts.pieces().collect();
    let make_some = |piece: &&[HostSpan]| {
        let mut made = MadeHosts { caches: Vec::with_capacity(piece.len()), ..MadeHosts::default() };
        for host in piece.iter().filter_map(|span| hosts.host(span)) {
            let one = make(source, services, host, &settings, &mut made.report);
            made.take(host.name, one);
        }
        (taker.make(std::mem::take(&mut made.caches)), made)
    };
    let mut servers = Servers::default();
    parallel::in_turn(&pieces, make_some, |(caches, made)| {
        taker.take(caches);
        report.append(made.report);
        servers.routers.extend(made.routers);
        servers.monitors.extend(made.monitors);
    });
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
pub(in crate::snapshot) fn note_several_values(source: &CdnSource<'_>, report: &mut Report) {
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
    host: Host<'_, 'p>,
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
    profile: Option<SmolStr>,
}

impl<'s, 'p> ServerEntry<'s, 'p> {
    /// The last server of the name. The addresses of all must be sound, and the parameters of all count.
    fn of(
        source: &CdnSource<'p>,
        host: Host<'s, 'p>,
        by_profile: &OrderedMap<Id<Profile>, RoutingSettings<'p>>,
        report: &mut Report,
    ) -> Option<Self> {
        let server = *host.servers.last()?;
        let mut addresses = ServiceAddresses::default();
        let mut settings = RoutingSettings::default();
        for one in host.servers {
            match service_addresses(one.server) {
                Ok(found) => addresses = found,
                Err(refusal) => report.refuse(refusal),
            }
            let own = one.profile.and_then(Link::id).and_then(|id| by_profile.get(&id));
            settings = own.copied().unwrap_or_default().or(settings);
        }
        let section = server.role().section();
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
        host: Host<'_, '_>,
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
        let group = SmolStr::from(&*self.server.group);
        let hash_id = server.xmpp_id.as_deref().filter(|id| !id.is_empty()).unwrap_or(host.name);
        Some(ContentServer {
            cache_group: Some(group.clone()),
            capabilities: capabilities(source, self.server.id),
            fqdn: Some(fqdn(server)),
            hash_count: Some(self.settings.hash_count()),
            hash_id: Some(hash_id.into()),
            https_port: server.https_port,
            interface_name: Nullable(Some(self.addresses.interface)),
            ip: Some(self.addresses.ip),
            ip6: Some(self.addresses.ip6),
            location_id: Some(group),
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
fn service_names(services: &Services<'_>, host: Host<'_, '_>) -> OrderedMap<SmolStr, Vec<String>> {
    let mut named: OrderedMap<SmolStr, Vec<String>> = OrderedMap::new();
    for active in host.assigned.iter().filter_map(|place| services.at(*place as usize)) {
        if active.routes.is_empty() {
            continue;
        }
        let names = active.routes.iter().map(|route| route.of_host(host.name));
        named.entry(active.service.xml_id.as_str().into()).or_default().extend(names);
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

fn some_text(text: &str) -> Option<SmolStr> {
    (!text.is_empty()).then(|| text.into())
}

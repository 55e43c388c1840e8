//! What decisions of the router cost: 60 groups (1,000 by geolocation) of 5 caches with 999 points each, 20 services on
//! all of them, 100,000 networks, 4,096 clients and paths.

use std::borrow::Cow;
use std::net::Ipv4Addr;
use std::sync::Arc;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use lodestone::formats::coverage_zones::{ZoneFileKind, read_zone_tree};
use lodestone::routing::{
    Client, GeoLocation, HttpRequest, Locate, RouteStep, Router, Subnet, Surroundings, ZoneEntry, ZoneTree,
};
use lodestone::snapshot::reading::{
    Cache, EdgeLocation, Methods, RouterDeliveryService, RouterPosition, RouterView, ServiceReference,
};

const CLIENTS: usize = 4096;
const SERVICES: usize = 20;
const NETWORKS: usize = 100_000;

/// Numbers that look like chance and are the same every time.
fn scattered(index: usize) -> u32 {
    let mut number = u32::try_from(index).unwrap().wrapping_mul(0x9e37_79b9) ^ 0x5bd1_e995;
    number ^= number >> 15;
    number = number.wrapping_mul(0x85eb_ca6b);
    number ^ (number >> 13)
}

pub(crate) fn degrees(index: usize, most: f64) -> f64 {
    (f64::from(scattered(index)) / f64::from(u32::MAX) - 0.5) * 2.0 * most
}

/// A cache group somewhere on the earth.
pub(crate) fn location(index: usize) -> EdgeLocation {
    EdgeLocation {
        name: format!("group-{index}"),
        position: RouterPosition { latitude: degrees(index, 70.0), longitude: degrees(index + 7, 180.0) },
        methods: Methods { cz: true, deep_cz: true, geo: true },
        backups: None,
        use_closest: true,
    }
}

/// A service that is routed by HTTP.
pub(crate) fn service(index: usize) -> RouterDeliveryService {
    RouterDeliveryService {
        xml_id: format!("ds-{index}"),
        routing_name: "cdn".to_owned(),
        domain: Some(format!("ds-{index}.cdn.test")),
        dispersion_limit: 1,
        accept_http: true,
        ..RouterDeliveryService::default()
    }
}

/// A cache of a group with the first so many services.
pub(crate) fn cache(index: usize, location: usize, services: usize) -> Cache {
    let reference =
        |own| ServiceReference { xml_id: format!("ds-{own}").into(), fqdn: format!("cache-{index}.ds-{own}.cdn.test") };
    Cache {
        name: format!("cache-{index}"),
        location,
        hash_id: format!("cache-{index}"),
        hash_count: 999,
        services: (0..services).map(reference).collect(),
        ..Cache::default()
    }
}

fn view(groups: usize, regex: &str) -> RouterView {
    let service = |index| RouterDeliveryService {
        append_query_string: true,
        consistent_hash_regex: regex.to_owned(),
        ..service(index)
    };
    let cache =
        |index: usize| Cache { fqdn: format!("cache-{index}.cdn.test"), port: 80, ..cache(index, index / 5, SERVICES) };
    RouterView {
        locations: (0..groups).map(location).collect(),
        caches: (0..groups * 5).map(cache).collect(),
        services: (0..SERVICES).map(service).collect(),
        ..RouterView::default()
    }
}

/// As many networks of 24 bits, dealt out to zones in turn.
fn networks(zones: usize, networks: usize) -> Vec<ZoneEntry> {
    let mut entries: Vec<ZoneEntry> =
        (0..zones).map(|index| ZoneEntry { name: format!("group-{index}"), ..ZoneEntry::default() }).collect();
    for index in 0..networks {
        let network = Ipv4Addr::from(0x0100_0000 + u32::try_from(index).unwrap() * 0x100);
        entries[index % zones].network.push(format!("{network}/24"));
    }
    entries
}

fn clients(networks: usize) -> Vec<String> {
    let address = |index| {
        let network = scattered(index) % u32::try_from(networks).unwrap();
        Ipv4Addr::from(0x0100_0000 + network * 0x100 + 7).to_string()
    };
    (0..CLIENTS).map(address).collect()
}

fn paths() -> Vec<String> {
    (0..CLIENTS).map(|index| format!("/live/channel{}/segment{index}.m3u8", index % 97)).collect()
}

struct Table(std::collections::HashMap<String, GeoLocation>);

impl Locate for Table {
    fn locate(&self, address: &str) -> Option<Cow<'_, GeoLocation>> {
        self.0.get(address).map(Cow::Borrowed)
    }
}

fn router(groups: usize, regex: &str, by_geo: bool) -> Router {
    let zones = if by_geo { ZoneTree::default() } else { ZoneTree::new(networks(groups, NETWORKS)).unwrap() };
    let place = |(index, address): (usize, String)| {
        let at = RouterPosition { latitude: degrees(index + 31, 80.0), longitude: degrees(index + 77, 180.0) };
        (address, GeoLocation { country: Some("US".to_owned()), ..GeoLocation::at(at) })
    };
    let table = Table(clients(NETWORKS).into_iter().enumerate().map(place).collect());
    let around = Surroundings { zones: Arc::new(zones), geolocation: Some(Arc::new(table)), ..Surroundings::default() };
    Router::new(Arc::new(view(groups, regex)), around)
}

/// All clients once; the points of all caches have been made.
fn decide_all(bencher: Bencher, router: &Router) {
    let (clients, paths) = (clients(NETWORKS), paths());
    let decide = || {
        for (index, (client, path)) in clients.iter().zip(&paths).enumerate() {
            black_box(router.decide(index % SERVICES, &Client::new(client.as_str()), path).unwrap());
        }
    };
    decide();
    bencher.counter(ItemsCount::new(CLIENTS)).bench_local(decide);
}

#[divan::bench(args = ["", ".*?(/.*?/).*?(\\.m3u8)"])]
fn decide(bencher: Bencher, regex: &str) {
    decide_all(bencher, &router(60, regex, false));
}

#[divan::bench(args = [60, 1000])]
fn decide_geo(bencher: Bencher, groups: usize) {
    decide_all(bencher, &router(groups, "", true));
}

#[divan::bench]
fn explain(bencher: Bencher) {
    let router = router(60, "", false);
    let (clients, paths) = (clients(NETWORKS), paths());
    let hosts: Vec<String> = (0..SERVICES).map(|own| format!("cdn.ds-{own}.cdn.test")).collect();
    let explain = || {
        for (index, (client, path)) in clients.iter().zip(&paths).enumerate() {
            let request = HttpRequest::new(&hosts[index % SERVICES], path, client);
            let mut steps: Vec<RouteStep> = Vec::new();
            black_box(router.answer(&request, &mut steps));
            black_box(steps);
        }
    };
    explain();
    bencher.counter(ItemsCount::new(CLIENTS)).bench_local(explain);
}

#[divan::bench(args = [1_000, 100_000, 1_000_000])]
fn lpm(bencher: Bencher, count: usize) {
    let tree = ZoneTree::new(networks(60, count)).unwrap();
    let clients: Vec<Subnet> = clients(count).iter().map(|client| Subnet::read(client).unwrap()).collect();
    let find = || {
        for client in &clients {
            black_box(tree.find(*client));
        }
    };
    bencher.counter(ItemsCount::new(CLIENTS)).bench_local(find);
}

#[divan::bench(args = [100_000, 1_000_000], sample_count = 5, sample_size = 1)]
fn zone_load(bencher: Bencher, count: usize) {
    let zones: serde_json::Map<String, serde_json::Value> = networks(1_000, count)
        .into_iter()
        .map(|zone| (zone.name, serde_json::json!({"network": zone.network})))
        .collect();
    let file = serde_json::to_vec(&serde_json::json!({"coverageZones": zones})).unwrap();
    bencher.bench_local(|| black_box(read_zone_tree(&file, ZoneFileKind::Plain).unwrap()));
}

//! Made-up CDNs of any size as Traffic Ops 5.0 would give them, the same every time: a frame of divisions, regions and
//! physical locations, cache groups with parents and fallbacks, and servers with delivery services where asked for.

use std::fs;
use std::path::Path;

use lodestone::model::seed;
use serde_json::{Value, json};

const UPDATED: &str = "2026-01-02T03:04:05.678901Z";
const CDN: &str = "bench";
const DIVISIONS: usize = 10;
const REGIONS: usize = 100;
const SERVICES: usize = 200;
const SERVICES_OF_A_SERVER: usize = 4;

/// How large a CDN is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Size {
    /// Cache groups: one of twenty is a mid, the others are edges.
    pub(crate) groups: usize,
    /// Servers in each group.
    pub(crate) servers: usize,
}

/// The name of the CDN whose servers these are.
pub(crate) const fn cdn() -> &'static str {
    CDN
}

/// Writes the bodies into a folder, one file an endpoint.
pub(crate) fn write_bodies(folder: &Path, size: Size) {
    let mut bodies = vec![
        ("types", types()),
        ("statuses", statuses()),
        ("divisions", (0..DIVISIONS).map(|at| row(at, &division(at), json!({}))).collect()),
        ("regions", regions()),
        ("phys_locations", phys_locations(size)),
        ("coordinates", coordinates(size)),
        ("cdns", cdns()),
        ("cachegroups", (0..size.groups).map(|at| group(at, size)).collect()),
    ];
    if 0 < size.servers {
        let servers = 0..size.groups * size.servers;
        bodies.push(("profiles", profiles()));
        bodies.push(("servers", servers.clone().map(|at| server(at, size)).collect()));
        bodies.push(("deliveryservices", (0..SERVICES).map(service).collect()));
        bodies.push(("deliveryserviceserver", servers.flat_map(assignments).collect()));
    }
    for (endpoint, rows) in bodies {
        fs::write(folder.join(format!("{endpoint}.json")), json!({ "response": rows }).to_string()).unwrap();
    }
}

/// A row with what all have.
fn row(at: usize, name: &str, mut other: Value) -> Value {
    other["id"] = json!(at + 1);
    other["name"] = json!(name);
    other["lastUpdated"] = json!(UPDATED);
    other
}

fn types() -> Vec<Value> {
    let of_type = |(at, (table, name, description)): (usize, &(&str, &str, &str))| {
        row(at, name, json!({ "description": description, "useInTable": table }))
    };
    seed::TYPES.iter().enumerate().map(of_type).collect()
}

fn type_id(name: &str) -> usize {
    seed::TYPES.iter().position(|(_, other, _)| *other == name).unwrap() + 1
}

fn statuses() -> Vec<Value> {
    let of_status =
        |(at, (name, description)): (usize, &(&str, &str))| row(at, name, json!({ "description": description }));
    seed::STATUSES.iter().enumerate().map(of_status).collect()
}

fn cdns() -> Vec<Value> {
    vec![
        row(0, "ALL", json!({ "domainName": "-", "dnssecEnabled": false })),
        row(1, CDN, json!({ "domainName": "bench.example.net", "dnssecEnabled": false })),
    ]
}

fn division(at: usize) -> String {
    format!("division-{at:02}")
}

fn region(at: usize) -> String {
    format!("region-{at:03}")
}

fn regions() -> Vec<Value> {
    let of_division = |at: usize| at % DIVISIONS;
    (0..REGIONS)
        .map(|at| {
            row(at, &region(at), json!({ "division": of_division(at) + 1, "divisionName": division(of_division(at)) }))
        })
        .collect()
}

fn location_count(size: Size) -> usize {
    (size.groups / 10).clamp(1, 5000)
}

fn location(at: usize) -> String {
    format!("location-{at:04}")
}

fn phys_locations(size: Size) -> Vec<Value> {
    let of_location = |at: usize| {
        let other = json!({
            "shortName": format!("loc-{at}"), "address": format!("{at} Example Way"), "city": "Denver", "state": "CO",
            "zip": format!("{at:05}"), "poc": "NOC", "phone": "555-0100", "email": "noc@bench.example.net",
            "comments": "", "region": region(at % REGIONS), "regionId": at % REGIONS + 1,
        });
        row(at, &location(at), other)
    };
    (0..location_count(size)).map(of_location).collect()
}

fn mid_count(size: Size) -> usize {
    (size.groups / 20).max(2).min(size.groups)
}

/// The name of a group: the first are mids.
fn group_name(at: usize, size: Size) -> String {
    if at < mid_count(size) { format!("mid-{at:06}") } else { format!("edge-{at:06}") }
}

/// A spread over the globe that never repeats, with digits as people's coordinates have them.
fn position(at: usize) -> (f64, f64) {
    let turn = |factor: f64| (at as f64 * factor).fract();
    let rounded = |degrees: f64| (degrees * 1e6).round() / 1e6;
    (rounded(turn(0.618_033_988_749_895) * 140.0 - 60.0), rounded(turn(0.754_877_666_246_693) * 360.0 - 180.0))
}

fn coordinates(size: Size) -> Vec<Value> {
    let of_group = |at: usize| {
        let (latitude, longitude) = position(at);
        let name = format!("from_cachegroup_{}", group_name(at, size));
        row(at, &name, json!({ "latitude": latitude, "longitude": longitude }))
    };
    (0..size.groups).map(of_group).collect()
}

fn group(at: usize, size: Size) -> Value {
    let mids = mid_count(size);
    let (latitude, longitude) = position(at);
    let is_mid = at < mids;
    let type_name = if is_mid { "MID_LOC" } else { "EDGE_LOC" };
    let parent = |step: usize| (!is_mid).then(|| (at + step) % mids);
    let edges = (size.groups - mids).max(1);
    let fallback = |step: usize| group_name(mids + (at - mids + step) % edges, size);
    let fallbacks = if is_mid { Vec::new() } else { vec![fallback(1), fallback(2)] };
    let other = json!({
        "shortName": format!("g{at}"), "latitude": latitude, "longitude": longitude,
        "parentCachegroupName": parent(0).map(|at| group_name(at, size)), "parentCachegroupId": parent(0).map(|at| at + 1),
        "secondaryParentCachegroupName": parent(1).map(|at| group_name(at, size)),
        "secondaryParentCachegroupId": parent(1).map(|at| at + 1),
        "fallbackToClosest": !at.is_multiple_of(3), "localizationMethods": if at.is_multiple_of(5) { vec!["CZ"] } else { vec!["CZ", "GEO"] },
        "typeName": type_name, "typeId": type_id(type_name), "fallbacks": fallbacks,
    });
    row(at, &group_name(at, size), other)
}

fn profiles() -> Vec<Value> {
    let profile = |(at, (name, type_)): (usize, (&str, &str))| {
        row(
            at,
            name,
            json!({ "description": "bench", "cdnName": CDN, "cdn": 2, "routingDisabled": false, "type": type_ }),
        )
    };
    [("EDGE", "ATS_PROFILE"), ("MID", "ATS_PROFILE")].into_iter().enumerate().map(profile).collect()
}

fn server(at: usize, size: Size) -> Value {
    let group = at / size.servers;
    let type_name = if group < mid_count(size) { "MID" } else { "EDGE" };
    let place = group % location_count(size);
    json!({
        "id": at + 1, "hostName": format!("server-{at:06}"), "domainName": "bench.example.net", "cdn": CDN, "cdnID": 2,
        "cacheGroup": group_name(group, size), "cacheGroupID": group + 1, "type": type_name, "typeID": type_id(type_name),
        "status": "REPORTED", "statusID": 3, "profiles": [type_name], "physicalLocation": location(place),
        "physicalLocationID": place + 1, "tcpPort": 80, "httpsPort": 443, "rack": format!("r{}", at % 40),
        "guid": null, "offlineReason": null, "xmppId": format!("00000000-0000-4000-8000-{at:012}"), "xmppPasswd": null,
        "configUpdateTime": "1970-01-01T00:00:00Z", "configApplyTime": "1970-01-01T00:00:00Z",
        "configUpdateFailed": false, "revalUpdateTime": "1970-01-01T00:00:00Z",
        "revalApplyTime": "1970-01-01T00:00:00Z", "revalUpdateFailed": false, "lastUpdated": UPDATED,
        "interfaces": [interface(at)],
    })
}

fn interface(at: usize) -> Value {
    let v4 = format!("10.{}.{}.{}/24", at / 62_500, at / 250 % 250, at % 250 + 1);
    let v6 = format!("2001:db8::{:x}:{:x}/64", at / 65_536, at % 65_536);
    json!({
        "name": "eth0", "mtu": 1500, "maxBandwidth": null, "monitor": true, "routerHostName": "", "routerPortName": "",
        "ipAddresses": [
            { "address": v4, "gateway": null, "serviceAddress": true },
            { "address": v6, "gateway": null, "serviceAddress": true },
        ],
    })
}

fn service(at: usize) -> Value {
    let name = format!("service-{at:03}");
    json!({
        "id": at + 1, "xmlId": name, "displayName": name, "active": "ACTIVE", "type": "HTTP", "typeId": type_id("HTTP"),
        "tenant": "root", "tenantId": 1, "cdnName": CDN, "cdnId": 2, "routingName": "cdn", "protocol": 2, "dscp": 0,
        "geoLimit": 0, "geoProvider": 0, "missLat": 39.7392, "missLong": -104.9903, "deepCachingType": "NEVER",
        "initialDispersion": 1, "ipv6RoutingEnabled": true, "qstringIgnore": 0, "rangeRequestHandling": 0,
        "regionalGeoBlocking": false, "anonymousBlockingEnabled": false, "logsEnabled": false, "multiSiteOrigin": false,
        "orgServerFqdn": format!("http://{name}.origin.example.org"), "requiredCapabilities": [],
        "consistentHashQueryParams": [], "lastUpdated": UPDATED,
        "matchList": [{ "type": "HOST_REGEXP", "setNumber": 0, "pattern": format!(".*\\.{name}\\..*") }],
    })
}

fn assignments(server: usize) -> Vec<Value> {
    let of_service = |step: usize| (server + step * (SERVICES / SERVICES_OF_A_SERVER)) % SERVICES + 1;
    (0..SERVICES_OF_A_SERVER)
        .map(|step| json!({ "server": server + 1, "deliveryService": of_service(step), "lastUpdated": UPDATED }))
        .collect()
}

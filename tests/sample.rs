//! The sample plan that a new user sees first: it reads without a problem, is written back byte for byte, is plausible,
//! invented where it must be, and both its snapshots are such as Traffic Router takes.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what tests share may fail as tests do")]

mod places;
mod snapshots;

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use lodestone::edit::import::{ImportOptions, import_rows};
use lodestone::edit::seeds::seed_plan;
use lodestone::formats::plan_text::{read, write};
use lodestone::formats::snapshot;
use lodestone::model::*;
use lodestone::snapshot::{MakingOptions, make_snapshot};
use serde_json::Value as Json;

const TEXT: &str = include_str!("../assets/sample.plan-text");

/// Groups that Traffic Ops does not know yet.
const PLANNED: &[&str] = &["edge-auckland", "edge-bogota", "edge-lagos", "edge-nairobi"];

/// Farther than this from its city nothing stands.
const NEAR_KM: f64 = 30.0;

/// Where the cities are, to a tenth of a degree, after `GeoNames` (CC BY 4.0); Ashburn is too small for what we ship of it.
const CITIES: &[(&str, f64, f64)] = &[
    ("amsterdam", 52.4, 4.9),
    ("ashburn", 39.0, -77.5),
    ("atlanta", 33.7, -84.4),
    ("auckland", -36.8, 174.8),
    ("bogota", 4.6, -74.1),
    ("brussels", 50.9, 4.3),
    ("chicago", 41.9, -87.7),
    ("copenhagen", 55.7, 12.6),
    ("dallas", 32.8, -96.8),
    ("denver", 39.7, -105.0),
    ("dubai", 25.1, 55.3),
    ("dublin", 53.3, -6.2),
    ("frankfurt", 50.1, 8.7),
    ("hong-kong", 22.3, 114.2),
    ("johannesburg", -26.2, 28.0),
    ("lagos", 6.5, 3.4),
    ("lisbon", 38.7, -9.1),
    ("london", 51.5, -0.1),
    ("los-angeles", 34.1, -118.2),
    ("madrid", 40.4, -3.7),
    ("miami", 25.8, -80.2),
    ("milan", 45.5, 9.2),
    ("minneapolis", 45.0, -93.3),
    ("mumbai", 19.1, 72.9),
    ("nairobi", -1.3, 36.8),
    ("new-york", 40.7, -74.0),
    ("paris", 48.9, 2.3),
    ("philadelphia", 40.0, -75.2),
    ("phoenix", 33.4, -112.1),
    ("san-jose", 37.3, -121.9),
    ("santiago", -33.5, -70.6),
    ("sao-paulo", -23.5, -46.6),
    ("seattle", 47.6, -122.3),
    ("singapore", 1.3, 103.8),
    ("stockholm", 59.3, 18.1),
    ("sydney", -33.9, 151.2),
    ("tokyo", 35.7, 139.7),
    ("toronto", 43.7, -79.4),
    ("warsaw", 52.2, 21.0),
    ("zurich", 47.4, 8.5),
];

/// The sample as a new plan has it.
fn sample() -> Plan {
    let empty = Plan::default();
    let new = empty.applying(&seed_plan(&empty)).unwrap();
    import_rows(&new, read("sample.plan-text", TEXT.as_bytes()), ImportOptions::default()).unwrap().plan
}

fn name_of<T: Tabled>(plan: &Plan, link: Option<&Link<T>>) -> String {
    plan.follow_opt(link).map_or_else(String::new, |entity| entity.name().into_owned())
}

fn type_of(plan: &Plan, group: &CacheGroup) -> String {
    name_of(plan, group.type_.as_ref())
}

fn groups_of_type(plan: &Plan, type_: &str) -> Vec<CacheGroup> {
    plan.cache_groups().iter().filter(|(_, group)| type_of(plan, group) == type_).map(|(_, g)| (**g).clone()).collect()
}

fn position(plan: &Plan, group: &CacheGroup) -> Option<Position> {
    plan.follow_opt(group.coordinate.as_ref())?.position
}

/// The servers that stand in a group.
fn servers_in<'a>(plan: &'a Plan, group: &str) -> Vec<&'a Server> {
    let all = plan.servers().iter().map(|(_, server)| &**server);
    all.filter(|server| name_of(plan, server.cache_group.as_ref()) == group).collect()
}

/// How many servers each type has in a group.
fn count_type(plan: &Plan, group: &str, type_: &str) -> usize {
    servers_in(plan, group).iter().filter(|server| name_of(plan, server.type_.as_ref()) == type_).count()
}

/// A city's name as names of groups have it.
fn slug(city: &str) -> String {
    let fold = |letter: char| match letter {
        'ã' | 'á' => 'a',
        'ü' => 'u',
        ' ' => '-',
        _ => letter,
    };
    city.to_lowercase().chars().map(fold).collect()
}

fn snapshot_of(cdn: &str) -> Json {
    let options = MakingOptions {
        date: 1_700_000_000,
        tm_user: "planner".to_owned(),
        tm_version: "lodestone".to_owned(),
        ..MakingOptions::default()
    };
    let made = make_snapshot(&sample(), cdn, &options).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(made.notes, []);
    serde_json::from_slice(&snapshot::write(&made.snapshot).unwrap()).unwrap()
}

fn members<'a>(json: &'a Json, key: &str) -> &'a serde_json::Map<String, Json> {
    json[key].as_object().unwrap_or_else(|| panic!("no {key}"))
}

fn text<'a>(json: &'a Json, key: &str) -> &'a str {
    json[key].as_str().unwrap_or_else(|| panic!("{key} of {json}"))
}

#[test]
fn it_reads_without_a_problem_and_is_written_back() {
    let empty = Plan::default();
    let new = empty.applying(&seed_plan(&empty)).unwrap();
    let outcome = import_rows(&new, read("sample.plan-text", TEXT.as_bytes()), ImportOptions::default()).unwrap();
    assert_eq!(outcome.report.problems, []);
    assert_eq!((outcome.report.left_out, outcome.report.refused), (0, false));
    assert_eq!(outcome.plan.unresolved(), []);
    let written = String::from_utf8(write(&outcome.plan)).unwrap();
    for (number, (line, again)) in (1..).zip(TEXT.lines().zip(written.lines())) {
        assert_eq!(line, again, "line {number}");
    }
    assert!(TEXT == written);
    let again =
        import_rows(&outcome.plan, read("sample.plan-text", TEXT.as_bytes()), ImportOptions::default()).unwrap();
    assert!(again.edit.is_empty());
}

#[test]
fn it_has_the_size_and_the_shapes_that_show_the_map() {
    let plan = sample();
    let shapes = ["EDGE_LOC", "MID_LOC", "ORG_LOC", "TR_LOC", "TC_LOC"].map(|type_| groups_of_type(&plan, type_).len());
    assert_eq!(shapes, [28, 6, 2, 2, 2]);
    assert_eq!(plan.cdns().len(), 3);
    assert_eq!(plan.divisions().len(), 6);
    assert!(plan.regions().len() >= 15 && plan.phys_locations().len() >= 40);
    let kinds = [Kind::Topology, Kind::DeliveryService, Kind::StaticDnsEntry, Kind::Scenario, Kind::SavedView];
    assert_eq!(kinds.map(|kind| plan.count(kind)), [1, 4, 1, 1, 1]);

    let groups = || plan.cache_groups().iter().map(|(_, group)| &**group);
    let unknown: Vec<_> = groups().filter(|g| g.upstream.traffic_ops_id.is_none()).map(|g| g.name.as_str()).collect();
    assert_eq!(unknown, PLANNED);
    let in_tray: Vec<_> = groups().filter(|group| group.coordinate.is_none()).map(|g| g.name.as_str()).collect();
    assert_eq!(in_tray, ["edge-auckland", "edge-lagos"]);
    // Some neighbours are close, as a map of a part of the world should show.
    let places: Vec<_> = groups().filter_map(|group| position(&plan, group)).collect();
    let pairs = places.iter().enumerate().flat_map(|(at, a)| places[at + 1..].iter().map(|b| a.distance_km(*b)));
    let close = pairs.filter(|distance| *distance < 400.0).count();
    assert!(close >= 6, "{close} close pairs");
}

#[test]
fn names_and_ids_are_unique() {
    let plan = sample();
    let once = |what: &str, names: Vec<String>| {
        let distinct: BTreeSet<_> = names.iter().collect();
        assert_eq!(distinct.len(), names.len(), "{what}");
    };
    let short = |name: &Option<String>| name.clone().unwrap();
    once("groups", plan.cache_groups().iter().map(|(_, group)| short(&group.short_name)).collect());
    once("locations", plan.phys_locations().iter().map(|(_, site)| short(&site.short_name)).collect());
    once("hosts", plan.servers().iter().map(|(_, server)| server.host_name.clone()).collect());
    once(
        "hash ids",
        plan.servers().iter().filter_map(|(_, server)| server.xmpp_id.as_deref().map(str::to_owned)).collect(),
    );
    once("ASNs", plan.asns().iter().map(|(_, asn)| asn.asn.to_string()).collect());
    let sites: Vec<_> = plan.cache_groups().iter().filter_map(|(_, group)| position(&plan, group)).collect();
    once("positions", sites.iter().map(|at| format!("{at:?}")).collect());

    // The first word of a line is its kind.
    let mut ids: BTreeSet<(&str, i64)> = BTreeSet::new();
    for line in TEXT.lines().skip(1) {
        let (kind, object) = line.split_once(' ').unwrap();
        let object: Json = serde_json::from_str(object).unwrap();
        if let Some(id) = object["trafficOpsId"].as_i64() {
            assert!(0 < id && ids.insert((kind, id)), "{line}");
        }
    }
    assert!(ids.len() > 300, "{} ids", ids.len());
}

#[test]
fn what_traffic_ops_knows_refers_to_nothing_that_it_does_not() {
    let plan = sample();
    for kind in [Kind::Division, Kind::Region, Kind::PhysLocation, Kind::Coordinate, Kind::CacheGroup, Kind::Server] {
        for id in plan.ids(kind).into_iter().filter(|id| !is_known(&plan, *id)) {
            let knowing: Vec<_> = plan.users(id).filter(|user| is_known(&plan, *user)).collect();
            assert_eq!(knowing, [], "{:?}", plan.name_of(id));
        }
    }
}

/// Whether an object of these kinds has an id in Traffic Ops.
fn is_known(plan: &Plan, id: AnyId) -> bool {
    fn id_of<T: Tabled>(plan: &Plan, number: u64) -> Option<i64> {
        plan.get::<T>(Id::new(number))?.upstream().traffic_ops_id
    }
    match id.kind {
        Kind::Division => id_of::<Division>(plan, id.number).is_some(),
        Kind::Region => id_of::<Region>(plan, id.number).is_some(),
        Kind::PhysLocation => id_of::<PhysLocation>(plan, id.number).is_some(),
        Kind::Coordinate => id_of::<Coordinate>(plan, id.number).is_some(),
        Kind::CacheGroup => id_of::<CacheGroup>(plan, id.number).is_some(),
        Kind::Asn => id_of::<Asn>(plan, id.number).is_some(),
        Kind::Server => id_of::<Server>(plan, id.number).is_some(),
        // Kinds that Traffic Ops knows without a number, or not at all.
        _ => false,
    }
}

#[test]
fn fields_are_such_as_traffic_portal_takes() {
    let plan = sample();
    let is_word = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    for (_, group) in plan.cache_groups() {
        assert!(is_word(&group.name) && is_word(group.short_name.as_deref().unwrap()), "{}", group.name);
        let expected = format!("from_cachegroup_{}", group.name);
        assert!(group.coordinate.is_none() || name_of(&plan, group.coordinate.as_ref()) == expected);
    }
    assert!(plan.divisions().iter().all(|(_, division)| is_word(&division.name)));
    assert!(plan.coordinates().iter().all(|(_, coordinate)| coordinate.name.len() <= 45));
    for (_, site) in plan.phys_locations() {
        for (value, longest) in [
            (&site.short_name, 100),
            (&site.address, 128),
            (&site.city, 128),
            (&site.state, 4),
            (&site.zip, 11),
            (&site.poc, 128),
            (&site.email, 128),
        ] {
            let value = value.as_deref().unwrap_or_default();
            assert!((1..=longest).contains(&value.chars().count()), "{}: {value}", site.name);
        }
        assert!(site.comments.as_deref().unwrap_or_default().chars().count() <= 256);
        assert!(plan.follow_opt(site.region.as_ref()).is_some_and(|region| region.division.is_some()));
        let position = site.position.as_ref().unwrap();
        assert!(position.at.is_some() && !position.proposed, "{}", site.name);
    }
}

#[test]
fn groups_ask_and_replace_whom_they_should() {
    let plan = sample();
    for (_, group) in plan.cache_groups() {
        let type_ = type_of(&plan, group);
        let parents = [&group.parent, &group.secondary_parent].map(|link| plan.follow_opt(link.as_ref()));
        let wanted = match type_.as_str() {
            "EDGE_LOC" => Some("MID_LOC"),
            "MID_LOC" => Some("ORG_LOC"),
            _ => None,
        };
        assert_eq!(parents[0].is_some(), wanted.is_some(), "{}", group.name);
        assert!(parents.iter().flatten().all(|parent| Some(type_of(&plan, parent).as_str()) == wanted));
        assert!(parents[1].is_none() || group.parent != group.secondary_parent, "{}", group.name);

        assert!(group.fallbacks.is_empty() || type_ == "EDGE_LOC", "{}", group.name);
        assert!(group.fallbacks.len() <= 4);
        let distinct: BTreeSet<_> = group.fallbacks.iter().collect();
        assert_eq!(distinct.len(), group.fallbacks.len(), "{}", group.name);
        for link in &group.fallbacks {
            let fallback = plan.follow(link).unwrap();
            assert!(type_of(&plan, fallback) == "EDGE_LOC" && fallback.name != group.name, "{}", group.name);
            // Traffic Router passes over fallbacks that it must not find by zone.
            let methods = &fallback.localization_methods;
            assert!(methods.is_empty() || methods.contains(&LocalizationMethod::Cz), "{}", fallback.name);
            let back = fallback.fallbacks.iter().any(|back| name_of(&plan, Some(back)) == group.name);
            assert!(back || PLANNED.contains(&group.name.as_str()), "{} and {}", group.name, fallback.name);
            assert!(!PLANNED.contains(&fallback.name.as_str()), "{} relies on a plan", group.name);
        }
        // Without fallbacks Traffic Router takes false for true.
        assert!(group.fallback_to_closest == Some(true) || !group.fallbacks.is_empty(), "{}", group.name);
    }
    let edges = groups_of_type(&plan, "EDGE_LOC");
    let lengths: BTreeSet<_> = edges.iter().map(|edge| edge.fallbacks.len()).collect();
    assert_eq!(lengths, BTreeSet::from([0, 1, 2, 3, 4]));
    assert!(edges.iter().filter(|edge| edge.fallback_to_closest == Some(false)).count() >= 3);
    let methods: BTreeSet<_> = edges.iter().map(|edge| edge.localization_methods.clone()).collect();
    assert!(methods.len() >= 5, "{methods:?}");
}

#[test]
fn addresses_names_and_numbers_are_invented() {
    let plan = sample();
    let mut service_addresses = BTreeSet::new();
    for (_, server) in plan.servers() {
        let cdn = plan.follow_opt(server.cdn.as_ref()).unwrap();
        let domain = server.domain_name.as_deref().unwrap();
        assert!(domain.ends_with(&format!(".{}", cdn.domain_name.as_deref().unwrap())), "{}", server.host_name);
        for profile in &server.profiles {
            assert_eq!(name_of(&plan, plan.follow(profile).unwrap().cdn.as_ref()), cdn.name);
        }
        let serving: Vec<_> = server
            .interfaces
            .iter()
            .flat_map(|interface| interface.ip_addresses.iter())
            .filter(|address| address.service_address)
            .map(|address| address.address.as_str())
            .collect();
        assert_eq!(serving.len(), 2, "{}: one of each family", server.host_name);
        assert!(serving.iter().all(|address| service_addresses.insert((*address).to_owned())), "{serving:?}");
        assert!(server.interfaces.iter().all(|interface| interface.max_bandwidth.is_some()));
    }
    for word in TEXT.split(['"', '/', ' ', '=', '&']) {
        if let Ok(address) = word.parse::<IpAddr>() {
            assert!(is_set_aside(address), "{word}");
        }
    }
    for (_, asn) in plan.asns() {
        assert!((64496..=64511).contains(&asn.asn) || (65536..=65551).contains(&asn.asn) || asn.asn == 64512);
    }
    // Whatever looks like a host is one of ours; the others are parts of configuration.
    for word in TEXT.split(['"', '/', ' ', '@']).filter(|word| word.contains("://") || word.contains("example")) {
        assert!([".net", ".org", ".org."].iter().any(|end| word.ends_with(&format!("example{end}"))), "{word}");
    }
}

/// Whether an address is for documentation, or a private one of 10.0.0.0/8.
fn is_set_aside(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => matches!(
            v4.octets(),
            // The last is the netmask of the maintenance networks.
            [10, ..] | [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] | [255, 255, 255, 0]
        ),
        IpAddr::V6(v6) => matches!(v6.segments(), [0x2001, 0xdb8, ..]),
    }
}

#[test]
fn zones_scenario_and_topology_speak_of_what_is_there() {
    let plan = sample();
    for (file, _) in plan.coverage_zone_files() {
        for (_, zone) in plan.zones_of(file) {
            let group = plan.get(plan.find::<CacheGroup>(&zone.name).unwrap()).unwrap();
            let methods = &group.localization_methods;
            assert!(methods.is_empty() || methods.contains(&LocalizationMethod::Cz), "{}", zone.name);
            assert_eq!(zone.coordinates, position(&plan, group));
        }
    }
    for (_, scenario) in plan.scenarios() {
        for part in &scenario.down {
            let kind = Kind::of_key(&part.kind).unwrap();
            let found = plan.ids(kind).into_iter().any(|id| plan.name_of(id).as_deref() == Some(&part.name));
            assert!(found, "{} {}", part.kind, part.name);
        }
    }
    for (_, topology) in plan.topologies() {
        let parents: BTreeSet<_> = topology.nodes.iter().flat_map(|node| node.parents.iter().copied()).collect();
        for (at, node) in (0..).zip(&topology.nodes) {
            let group = plan.follow_opt(node.cache_group.as_ref()).unwrap();
            assert!(parents.contains(&at) || type_of(&plan, group) == "EDGE_LOC", "{} is a leaf", group.name);
            assert!(!servers_in(&plan, &group.name).is_empty());
            // The tree is the same as that of the groups, so that it needs no explanation.
            for (parent, own) in node.parents.iter().zip([&group.parent, &group.secondary_parent]) {
                let parent = &topology.nodes[usize::try_from(*parent).unwrap()];
                assert_eq!(parent.cache_group, *own, "{}", group.name);
            }
        }
    }
}

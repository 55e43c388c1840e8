//! Would Traffic Router accept it? Every recorded verdict of the real one, and mutations that nobody recorded.

mod odd_documents;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Output;

use lodestone::finding::{Finding, ObjectRef, Severity};
use lodestone::formats::snapshot::{read_document, read_document_bytes};
use lodestone::model::Kind;
use lodestone::snapshot::document::SnapshotDocument;
use lodestone::snapshot::judging::{Judgement, JudgingOptions, judge};
use lodestone::snapshot::reading::{RemarkRule, Remarks, read_view};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

use crate::support::child::lodestone;

fn verdicts() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/traffic-router/verdicts")
}

fn fixture(name: &str) -> String {
    std::fs::read_to_string(verdicts().join(name)).unwrap()
}

/// A JSON tree in which a name may stand twice.
#[derive(Clone)]
enum Tree {
    Leaf(String),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl Tree {
    fn of(value: &Value) -> Self {
        match value {
            Value::Array(items) => Self::List(items.iter().map(Self::of).collect()),
            Value::Object(members) => {
                Self::Object(members.iter().map(|(key, value)| (key.clone(), Self::of(value))).collect())
            }
            leaf => Self::Leaf(leaf.to_string()),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Leaf(text) => text.clone(),
            Self::List(items) => format!("[{}]", items.iter().map(Self::text).collect::<Vec<_>>().join(",")),
            Self::Object(members) => {
                let member = |(key, value): &(String, Tree)| format!("{}:{}", Value::from(key.as_str()), value.text());
                format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(","))
            }
        }
    }

    /// The parent of what a pointer names, and the last step.
    fn parent(&mut self, pointer: &str) -> (&mut Self, String) {
        let mut steps: Vec<String> =
            pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
        let last = steps.pop().unwrap();
        let mut at = self;
        for step in steps {
            at = match at {
                Self::List(items) => &mut items[step.parse::<usize>().unwrap()],
                Self::Object(members) => &mut members.iter_mut().find(|(key, _)| *key == step).unwrap().1,
                Self::Leaf(leaf) => panic!("{leaf} has no members"),
            };
        }
        (at, last)
    }

    fn apply(&mut self, mutation: &Value) {
        let (parent, last) = self.parent(mutation["pointer"].as_str().unwrap());
        let value = &mutation["value"];
        let operation = mutation["op"].as_str().unwrap();
        let members = match parent {
            Self::Object(members) => members,
            Self::List(items) => {
                let index: usize = last.parse().unwrap();
                match operation {
                    "set" => items[index] = Self::of(value),
                    "add" => items.insert(index, Self::of(value)),
                    "delete" => drop(items.remove(index)),
                    other => panic!("{other} of an element"),
                }
                return;
            }
            Self::Leaf(leaf) => panic!("{leaf} has no members"),
        };
        let place = members.iter().position(|(key, _)| *key == last);
        match (operation, place) {
            ("set" | "add", Some(place)) => members[place].1 = Self::of(value),
            ("add" | "set", None) | ("dupkey", Some(_)) => members.push((last, Self::of(value))),
            ("delete", Some(place)) => drop(members.remove(place)),
            ("rename", Some(place)) => value.as_str().unwrap().clone_into(&mut members[place].0),
            ("copy", Some(place)) => {
                let copy = members[place].1.clone();
                members.push((value.as_str().unwrap().to_owned(), copy));
            }
            other => panic!("{other:?}"),
        }
    }
}

fn base(name: &str) -> Value {
    serde_json::from_str(&fixture(&format!("base-{name}.json"))).unwrap()
}

/// A document after mutations.
fn mutated(base: &Value, mutations: &Value) -> String {
    let mut tree = Tree::of(base);
    for mutation in mutations.as_array().unwrap() {
        tree.apply(mutation);
    }
    tree.text()
}

fn judged(text: &str, options: &JudgingOptions) -> Judgement {
    judge(&read_document(text).unwrap(), options)
}

/// What a judgement says, in the words of the recordings.
fn words(judgement: &Judgement) -> Value {
    if !judgement.accepted {
        return json!({"verdict": "reject"});
    }
    json!({
        "verdict": "accept",
        "zonesBuilt": judgement.zones_built,
        "loaded": {
            "locations": judgement.loaded.locations,
            "caches": judgement.loaded.caches,
            "deliveryServices": judgement.loaded.delivery_services,
        },
    })
}

fn recorded_words(verdict: &Value) -> Value {
    if verdict["verdict"] == "reject" {
        return json!({"verdict": "reject"});
    }
    json!({
        "verdict": verdict["verdict"],
        "zonesBuilt": verdict["zonesBuilt"] != json!(false),
        "loaded": verdict["loaded"],
    })
}

/// The names that a case records as dropped and that its document still has.
fn lost(case: &Value, document: &SnapshotDocument) -> [BTreeSet<String>; 3] {
    [("locations", "edgeLocations"), ("caches", "contentServers"), ("deliveryServices", "deliveryServices")].map(
        |(kind, section)| {
            let names = case["dropped"][kind].as_array().unwrap();
            let has = |name: &&str| document.root.get(section).is_some_and(|section| section.has(name));
            names.iter().map(|name| name.as_str().unwrap()).filter(has).map(str::to_owned).collect()
        },
    )
}

#[test]
fn every_recorded_verdict_is_ours() {
    let cases: Vec<Value> = serde_json::from_str(&fixture("cases.json")).unwrap();
    assert!(700 < cases.len());
    let bases: BTreeMap<&str, Value> = ["atlas", "dev"].map(|name| (name, base(name))).into();
    let mut faults = Vec::new();
    for case in &cases {
        let base = &bases[case["base"].as_str().unwrap()];
        let date = base["stats"]["date"].as_i64().unwrap();
        let text = mutated(base, &case["mutations"]);
        let document = read_document(&text).unwrap();
        let live = judge(&document, &JudgingOptions { fresh: false, held_date: date - 1 });
        let mutations = &case["mutations"];
        if words(&live) != recorded_words(case) {
            faults.push(format!("{} {mutations}: {} not {}", case["id"], words(&live), recorded_words(case)));
        }
        if let Some(fresh) = case.get("freshStart") {
            let ours = judged(&text, &JudgingOptions { fresh: true, held_date: 0 });
            let recorded = fresh.as_str().map_or_else(|| recorded_words(fresh), |word| json!({"verdict": word}));
            if words(&ours)["verdict"] != recorded["verdict"] {
                faults.push(format!("{} {mutations}: fresh {}", case["id"], words(&ours)));
            }
        }
        let errors = live.findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        if live.accepted != (errors == 0) {
            faults.push(format!("{} {mutations}: {errors} errors", case["id"]));
        }
        if live.accepted {
            let ours = [&live.dropped.locations, &live.dropped.caches, &live.dropped.delivery_services];
            for (lost, ours) in lost(case, &document).iter().zip(ours) {
                if !lost.iter().all(|name| ours.contains(name)) {
                    faults.push(format!("{} {mutations}: dropped {ours:?}", case["id"]));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), cases.len(), faults.join("\n"));
}

/// Which rules a mutated document breaks, as severity and rule, and whether it is accepted with its zones.
fn rules_of(base: &Value, mutations: &Value, fresh: bool) -> (BTreeSet<RemarkRule>, bool, bool) {
    let judgement = judged(&mutated(base, mutations), &JudgingOptions { fresh, held_date: 0 });
    let rules = judgement.findings.iter().map(|finding| RemarkRule::of_id(finding.rule).unwrap()).collect();
    (rules, judgement.accepted, judgement.zones_built)
}

fn set(pointer: &str, value: &Value) -> Value {
    json!([{"op": "set", "pointer": pointer, "value": value}])
}

/// Mutations of the small base, each with a rule that it must break.
fn broken_rules(dev: &Value) -> Vec<(RemarkRule, Value)> {
    let service = "/deliveryServices/dev-ds";
    let rule = format!("{service}/matchsets/0/matchlist/0");
    let entry = |kind: &str, value: &str| json!([{"type": kind, "name": "s", "value": value, "ttl": 10}]);
    let entries = format!("{service}/staticDnsEntries");
    vec![
        (RemarkRule::MissingSection, json!([{"op": "delete", "pointer": "/monitors"}])),
        (RemarkRule::MissingMember, set("/contentServers/edge", &json!("x"))),
        (RemarkRule::StaleDate, set("/stats/date", &json!("soon"))),
        (RemarkRule::NoCdnName, set("/stats/CDN_name", &Value::Null)),
        (RemarkRule::BadInterval, set("/config/geolocation.polling.interval", &json!("-5"))),
        (RemarkRule::BadInterval, set("/config/zonemanager.cache.maintenance.interval", &json!(-5))),
        (
            RemarkRule::BadInterval,
            json!([
                {"op": "set", "pointer": "/config/dnssec.enabled", "value": "true"},
                {"op": "set", "pointer": "/config/keystore.maintenance.interval", "value": "0"},
            ]),
        ),
        (RemarkRule::BadZoneCache, set("/config/zonemanager.dynamic.response.expiration", &json!("300s,x=1"))),
        (RemarkRule::NoOnlineMonitor, set("/monitors", &json!("x"))),
        (RemarkRule::NoDomain, set(&format!("{service}/domains"), &json!([]))),
        (RemarkRule::ObjectForList, set(&format!("{service}/matchsets"), &json!({"a": {"protocol": "HTTP"}}))),
        (RemarkRule::BadMatchType, set(&format!("{rule}/match-type"), &json!("host"))),
        (RemarkRule::NoMatchTarget, set(&format!("{rule}/match-type"), &json!("HEADER"))),
        (RemarkRule::BadRegex, set(&format!("{rule}/regex"), &json!("["))),
        (RemarkRule::WordlessRegex, set(&format!("{rule}/regex"), &json!("$^"))),
        (RemarkRule::BadServiceFqdn, set("/contentServers/edge/deliveryServices/dev-ds", &json!(["one.dot"]))),
        (RemarkRule::NoTopologyNodes, set("/topologies", &json!({"t": {}}))),
        (RemarkRule::BadDomainName, set("/config/domain_name", &json!("a..b"))),
        (RemarkRule::BadTtl, set(&format!("{service}/ttls/A"), &json!("2147483648"))),
        (RemarkRule::BadSoaNumber, set(&format!("{service}/soa/expire"), &json!(-1))),
        (RemarkRule::BadSerial, set("/stats/date", &json!(1_795_285_589_000_i64))),
        (RemarkRule::NoRouterIp6, json!([{"op": "delete", "pointer": "/contentRouters/trafficrouter/ip6"}])),
        (RemarkRule::WrongAddressFamily, set("/contentRouters/trafficrouter/ip", &json!("::1"))),
        (RemarkRule::WrongAddressFamily, set(&entries, &entry("AAAA", "192.0.2.1"))),
        (RemarkRule::BadTxtValue, set(&entries, &entry("TXT", &"x".repeat(256)))),
        (RemarkRule::RelativeCname, set(&entries, &entry("CNAME", "a.example.org"))),
        (RemarkRule::BadAddress, set("/contentRouters/trafficrouter/ip", &json!("router.example.org"))),
        (RemarkRule::BadAddress, set(&entries, &entry("A", "nonsense"))),
        (RemarkRule::BadDnsName, set(&format!("{service}/routingName"), &json!(""))),
        (RemarkRule::NoActiveRouter, set("/contentRouters/trafficrouter/status", &json!("OFFLINE"))),
        (RemarkRule::LocationDropped, set("/edgeLocations/dev", &Value::Null)),
        (RemarkRule::CacheDropped, set("/contentServers/edge/locationId", &json!("Dev"))),
        (RemarkRule::CacheAddress, set("/contentServers/edge/ip", &json!("nonsense"))),
        (RemarkRule::StaticEntryDropped, set(&entries, &entry("MX", "x"))),
        (RemarkRule::MatchersLost, set(&format!("{service}/matchsets/0/matchlist"), &json!([]))),
        (RemarkRule::TopologyService, set(&format!("{service}/topology"), &json!("nowhere"))),
        (RemarkRule::NotAList, set("/contentServers/edge/capabilities", &json!("ssd"))),
        (RemarkRule::UnknownMethod, set("/edgeLocations/dev/localizationMethods/0", &json!("cz"))),
        (RemarkRule::RepeatedMember, json!([{"op": "dupkey", "pointer": "/stats", "value": dev["stats"]}])),
        (RemarkRule::UnjudgedRegex, set(&format!("{rule}/regex"), &json!("\\p{IsLatin}"))),
        (RemarkRule::HugeHashCount, set("/contentServers/edge/hashCount", &json!(2_000_000_000))),
        (RemarkRule::FallbackUnread, set("/edgeLocations/dev/backupLocations", &json!({"fallbackToClosest": "false"}))),
        (RemarkRule::UnknownFallback, set("/edgeLocations/dev/backupLocations", &json!({"list": ["ghost"]}))),
        (RemarkRule::OddCoordinate, set("/edgeLocations/dev/latitude", &json!("north"))),
        (RemarkRule::AllMethods, set("/edgeLocations/dev/localizationMethods", &json!({}))),
        (RemarkRule::OnlyDeep, set("/edgeLocations/dev/localizationMethods", &json!(["DEEP_CZ"]))),
        (RemarkRule::NullMissLocation, set(&format!("{service}/missLocation"), &Value::Null)),
        (RemarkRule::OddDeepCaching, set(&format!("{service}/deepCachingType"), &json!("SOMETIMES"))),
        (RemarkRule::WaitsForCertificates, set(&format!("{service}/sslEnabled"), &json!(1))),
        (RemarkRule::Dnssec, set("/config/dnssec.enabled", &json!("true"))),
        (RemarkRule::OddParameter, set("/config/coveragezone.polling.interval", &json!("often"))),
        (
            RemarkRule::HiddenRejection,
            json!([
                {"op": "set", "pointer": "/contentRouters/trafficrouter/ip", "value": "nonsense"},
                {"op": "set", "pointer": "/config/zonemanager.cache.maintenance.interval", "value": 0},
            ]),
        ),
    ]
}

/// The same of what is taken and nobody can have meant.
fn unmeant_rules(dev: &Value) -> Vec<(RemarkRule, Value)> {
    let service = "/deliveryServices/dev-ds";
    let sets = |all: &[(&str, Value)]| -> Value {
        all.iter().map(|(pointer, value)| json!({"op": "set", "pointer": pointer, "value": value})).collect()
    };
    let of = |member: &str| format!("{service}/{member}");
    let cache = ["ip", "ip6"].map(|key| format!("/contentServers/edge/{key}"));
    let place = ["latitude", "longitude"].map(|key| format!("/edgeLocations/dev/{key}"));
    vec![
        (RemarkRule::UnknownService, set("/contentServers/edge/deliveryServices/gone", &json!(["a.b.c"]))),
        (RemarkRule::NoTrafficOpsHost, sets(&[("/stats/tm_host", json!("")), (&of("sslEnabled"), json!("true"))])),
        (RemarkRule::NoCacheAddress, sets(&cache.each_ref().map(|pointer| (pointer.as_str(), json!(""))))),
        (RemarkRule::OffTheGlobe, set("/edgeLocations/dev/latitude", &json!(91))),
        (RemarkRule::SharedExpression, set("/deliveryServices/second", &dev["deliveryServices"]["dev-ds"])),
        (
            RemarkRule::ShadowedRoutingName,
            sets(&[(&of("routingName"), json!("TrafficRouter")), (&of("matchsets/0/protocol"), json!("DNS"))]),
        ),
        (
            RemarkRule::TopologyNode,
            sets(&[("/topologies", json!({"t": {"nodes": ["dev", "nowhere"]}})), (&of("topology"), json!("t"))]),
        ),
        (RemarkRule::ZeroPosition, sets(&place.each_ref().map(|pointer| (pointer.as_str(), json!(0))))),
    ]
}

#[test]
fn every_rule_finds_what_it_is_for() {
    let dev = base("dev");
    let mut shown: BTreeSet<RemarkRule> = [RemarkRule::NotJson, RemarkRule::NotUtf8, RemarkRule::NoCdnNameFresh].into();
    assert_eq!(rules_of(&dev, &json!([]), false), (BTreeSet::new(), true, true));
    for (rule, mutations) in broken_rules(&dev).into_iter().chain(unmeant_rules(&dev)) {
        let (rules, accepted, zones_built) = rules_of(&dev, &mutations, false);
        assert!(rules.contains(&rule), "{mutations}: {rules:?}");
        let rejecting = rules.iter().any(|rule| rule.effect().severity() == Severity::Error);
        assert_eq!(accepted, !rejecting, "{mutations}: {rules:?}");
        let no_zones = rules.contains(&RemarkRule::BadAddress) || rules.contains(&RemarkRule::BadDnsName);
        assert_eq!(zones_built, accepted && !no_zones, "{mutations}: {rules:?}");
        shown.insert(rule);
    }
    let unshown: Vec<_> = RemarkRule::ALL.iter().filter(|rule| !shown.contains(rule)).collect();
    assert!(unshown.is_empty(), "{unshown:?}");
}

#[test]
fn a_restarting_router_bears_a_missing_cdn_name() {
    let dev = base("dev");
    for mutations in [set("/stats/CDN_name", &Value::Null), json!([{"op": "delete", "pointer": "/stats/CDN_name"}])] {
        assert_eq!(rules_of(&dev, &mutations, false), ([RemarkRule::NoCdnName].into(), false, false));
        assert_eq!(rules_of(&dev, &mutations, true), ([RemarkRule::NoCdnNameFresh].into(), true, true));
    }
}

#[test]
fn all_findings_come_at_once() {
    let mutations = json!([
        {"op": "delete", "pointer": "/stats"},
        {"op": "set", "pointer": "/monitors/trafficmonitor/status", "value": "OFFLINE"},
        {"op": "delete", "pointer": "/contentServers/edge/fqdn"},
        {"op": "delete", "pointer": "/contentServers/edge/port"},
        {"op": "set", "pointer": "/deliveryServices/dev-ds/matchsets/0/matchlist/0/regex", "value": "("},
        {"op": "set", "pointer": "/deliveryServices/dev-ds/ttls/NS", "value": -1},
        {"op": "set", "pointer": "/config/domain_name", "value": "ciab.test"},
        {"op": "set", "pointer": "/contentRouters/trafficrouter/ip6", "value": "10.0.0.1"},
    ]);
    let judgement = judged(&mutated(&base("dev"), &mutations), &JudgingOptions::default());
    let pointers: Vec<_> = judgement.findings.iter().map(Finding::pointer).collect();
    for pointer in [
        "/stats",
        "/monitors",
        "/contentServers/edge/fqdn",
        "/contentServers/edge/port",
        "/deliveryServices/dev-ds/matchsets/0/matchlist/0/regex",
        "/deliveryServices/dev-ds/ttls/NS",
        "/contentRouters/trafficrouter/ip6",
    ] {
        assert!(pointers.contains(&pointer), "{pointer} is not among {pointers:?}");
    }
    assert!(!judgement.accepted);
    let regex = judgement.findings.iter().find(|finding| finding.rule == RemarkRule::BadRegex.id()).unwrap();
    assert_eq!(regex.object(), Some(&ObjectRef::named(Kind::DeliveryService, "dev-ds")));
    assert_eq!(regex.field, "matchsets/0/matchlist/0/regex");
}

#[test]
fn the_view_holds_what_routing_asks_for() {
    let document = read_document(&fixture("base-atlas.json")).unwrap();
    let mut remarks = Remarks::default();
    let view = read_view(&document, &mut remarks);
    assert_eq!((view.locations.len(), view.caches.len(), view.services.len()), (25, 74, 5));
    assert_eq!(view.dropped.caches.len(), 17, "mids are not loaded");
    let service = |xml_id: &str| view.services.iter().find(|service| service.xml_id == xml_id).unwrap();
    let web = service("atlas-web");
    assert!(web.is_dns && web.coverage_zone_only && web.max_dns_ips == 2 && web.dispersion_limit == 2);
    assert_eq!(web.bypass.as_ref().unwrap().dns.as_ref().unwrap().ip.as_deref(), Some("192.0.2.250"));
    assert!(service("atlas-vod").deep_caching);
    let premium = service("atlas-premium");
    let holders = view.caches.iter().filter(|cache| cache.services.iter().any(|own| own.xml_id == "atlas-premium"));
    let holders: Vec<_> = holders.collect();
    assert!(!holders.is_empty());
    for holder in holders {
        assert!(premium.required_capabilities.is_subset(&holder.capabilities), "{}", holder.name);
        let own = holder.services.iter().find(|own| own.xml_id == "atlas-premium").unwrap();
        assert_eq!(own.fqdn, format!("{}.atlas-premium.atlas.example.net", holder.name));
    }
    assert_eq!(view.matchers.len(), 6);
    assert_eq!(view.matchers[0].rules[0].pattern, "(.*\\.|^)atlas-archive\\..*");
    assert_eq!(view.router_locations.iter().map(|location| location.routers.len()).sum::<usize>(), 5);
    assert_eq!(view.config.default_locations["BR"].latitude.to_bits(), (-10.0_f64).to_bits());
}

/// Pointers of everything in a document.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    let step = |key: &str| format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
    let inner: Vec<(String, &Value)> = match value {
        Value::Array(items) => items.iter().enumerate().map(|(index, item)| (step(&index.to_string()), item)).collect(),
        Value::Object(members) => members.iter().map(|(key, value)| (step(key), value)).collect(),
        _ => Vec::new(),
    };
    for (pointer, value) in inner {
        pointers(value, &pointer, found);
        found.push(pointer);
    }
}

/// Runs the command with a file, or with bytes on standard input.
fn preflight(arguments: &[&str], input: &[u8]) -> (i32, String, String) {
    let arguments = [&["preflight"], arguments].concat();
    let Output { status, stdout, stderr } = lodestone(Path::new("."), &arguments, input);
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[test]
fn the_command_says_yes_or_no() {
    let base_file = verdicts().join("base-dev.json");
    let file = base_file.to_str().unwrap();
    let (code, out, err) = preflight(&[file], b"");
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.starts_with("A running Traffic Router would accept this snapshot.\nIt loads 1 location, 1 cache and 1 delivery service and builds its DNS zones.\n"), "{out}");
    let answer = format!("{{\"response\": {}}}", fixture("base-dev.json"));
    assert_eq!(preflight(&["-", "--fresh"], answer.as_bytes()).0, 0);
    let (code, _, err) = preflight(&[file, "--held", "1649361181"], b"");
    assert_eq!(code, 1);
    assert!(err.contains("would reject this snapshot: 1 error"), "{err}");
    assert_eq!(preflight(&[file, "--held", "1649361180"], b"").0, 0);
    assert_eq!(preflight(&[file, "--held", "1", "--fresh"], b"").0, 2);
    assert_eq!(preflight(&[], b"").0, 2);
    assert_eq!(preflight(&["no-such-file.json"], b"").0, 3);
    assert_eq!(preflight(&["-"], b"\x1f\x8b\x08\xff").0, 3);
}

#[test]
fn the_command_speaks_json() {
    let (code, out, _) = preflight(&["-", "--json"], b"<html>");
    let document: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(code, 1);
    assert_eq!(document["findings"][0]["rule"], "snapshot-not-json");
    let text = mutated(&base("dev"), &set("/edgeLocations/dev/latitude", &json!("north")));
    let (code, out, err) = preflight(&["-", "--json"], text.as_bytes());
    assert_eq!((code, err.as_str()), (0, ""));
    let document: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        document,
        json!({
            "findings": [{
                "rule": "snapshot-odd-coordinate",
                "severity": "note",
                "object": {"kind": "cache-group", "name": "dev"},
                "field": "latitude",
                "pointer": "/edgeLocations/dev/latitude",
                "message": "a text is read as 0 degrees; give a number of degrees",
                "effect": "Traffic Router takes this, but not as it looks",
                "fixes": [],
                "waived": false,
            }],
            "accepted": true,
            "zonesBuilt": true,
            "loaded": {"locations": 1, "caches": 1, "deliveryServices": 1},
            "dropped": {"locations": [], "caches": [], "deliveryServices": []},
        })
    );
    let (code, out, _) = preflight(&["-", "--json"], b"[] trailing");
    assert_eq!(code, 1);
    assert!(out.contains("snapshot-missing-section"), "{out}");
}

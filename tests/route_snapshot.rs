//! `lodestone route` with one question about a small snapshot: corners of what Traffic Router does with it.

use serde_json::{Value, json};

use crate::route_command::asked_json;
use crate::support::child::run;
use crate::support::temporary_folder;

/// A small snapshot: a service by DNS, and one by HTTP that has its cache by a topology.
fn small_snapshot() -> Value {
    let service = |name: &str, protocol: &str, routing_name: &str| {
        let rule = json!({"match-type": "HOST", "regex": format!(".*\\.{name}\\..*")});
        json!({"coverageZoneOnly": "false", "routingName": routing_name, "domains": [format!("{name}.cdn.test")],
            "ttls": {"A": "30", "AAAA": "30", "NS": "60", "SOA": "60"}, "soa": {},
            "matchsets": [{"protocol": protocol, "matchlist": [rule]}], "missLocation": {"lat": 1, "long": 1}})
    };
    json!({
        "config": {"domain_name": "cdn.test", "coveragezone.polling.url": "http://x", "geolocation.polling.url": "http://x"},
        "stats": {"CDN_name": "c", "date": 1, "tm_host": "x"},
        "monitors": {"m": {"fqdn": "m.x", "status": "ONLINE"}},
        "contentRouters": {"tr": {"fqdn": "tr.cdn.test", "ip": "192.0.2.9", "ip6": "", "location": "A", "port": 80,
            "status": "ONLINE"}},
        "edgeLocations": {"A": {"latitude": 1, "longitude": 2}},
        "contentServers": {"e1": {"locationId": "A", "fqdn": "e1.x.y", "ip": "192.0.2.1", "ip6": "", "port": 80,
            "hashCount": 9, "status": "ONLINE", "type": "EDGE", "deliveryServices": {"name": ["edge.name.cdn.test"]}}},
        "topologies": {"t": {"nodes": ["A"]}},
        "deliveryServices": {"name": service("name", "DNS", "edge"), "web": service("web", "HTTP", "cdn")},
    })
}

fn asked_of(snapshot: &Value, arguments: &str) -> Value {
    let folder = temporary_folder();
    std::fs::write(folder.path().join("snapshot.json"), snapshot.to_string()).unwrap();
    asked_json(folder.path(), arguments)
}

/// One more host for the service by HTTP.
fn add_expression(snapshot: &mut Value, regex: &str) {
    let rule = json!({"protocol": "HTTP", "matchlist": [{"match-type": "HOST", "regex": regex}]});
    snapshot["deliveryServices"]["web"]["matchsets"].as_array_mut().unwrap().push(rule);
}

/// An alias is followed in the zone that has it, where the addresses of the routing name are only when that was asked for
/// (`NameServer.lookup`); one that leads to a name of nobody in the CDN's domain ends there.
#[test]
fn an_alias_is_followed_in_its_own_zone() {
    let mut snapshot = small_snapshot();
    let alias = |name: &str, value: &str| json!({"name": name, "type": "CNAME", "value": value, "ttl": 5});
    snapshot["deliveryServices"]["name"]["staticDnsEntries"] = json!([
        alias("www", "edge.name.cdn.test."), alias("ftp", "host.name.cdn.test."), alias("out", "cdn.web.cdn.test."),
        alias("lost", "nobody.cdn.test."), {"name": "host", "type": "A", "value": "192.0.2.77", "ttl": 6},
    ]);
    let wire = |name: &str| {
        let wire =
            &asked_of(&snapshot, &format!("--host {name}.name.cdn.test --qtype A --client 198.51.100.1"))["wire"];
        (wire["rcode"].as_str().unwrap().to_owned(), wire["answer"].clone())
    };
    let cases = [
        ("www", "NXDOMAIN", json!(["www.name.cdn.test. CNAME edge.name.cdn.test. ttl=5"])),
        (
            "ftp",
            "NOERROR",
            json!(["ftp.name.cdn.test. CNAME host.name.cdn.test. ttl=5", "host.name.cdn.test. A 192.0.2.77 ttl=6"]),
        ),
        (
            "out",
            "NOERROR",
            json!(["cdn.web.cdn.test. A 192.0.2.9 ttl=30", "out.name.cdn.test. CNAME cdn.web.cdn.test. ttl=5"]),
        ),
        ("lost", "NXDOMAIN", json!(["lost.name.cdn.test. CNAME nobody.cdn.test. ttl=5"])),
    ];
    for (name, rcode, answer) in cases {
        assert_eq!(wire(name), (rcode.to_owned(), answer), "{name}");
    }
}

/// A static entry for every name answers for the routing name too, as that is not in the zone by itself (`Zone.lookup`).
#[test]
fn an_entry_for_every_name_hides_the_service() {
    let mut snapshot = small_snapshot();
    snapshot["deliveryServices"]["name"]["staticDnsEntries"] =
        json!([{"name": "*", "type": "A", "value": "192.0.2.77", "ttl": 6}]);
    let wire = |host: &str, qtype: &str| {
        asked_of(&snapshot, &format!("--host {host} --qtype {qtype} --client 198.51.100.1"))["wire"].clone()
    };
    for host in ["edge.name.cdn.test", "some.other.name.cdn.test"] {
        let wire = wire(host, "A");
        assert_eq!(wire["answer"], json!([format!("{host}. A 192.0.2.77 ttl=6")]));
    }
    assert_eq!(wire("tr.name.cdn.test", "A")["answer"], json!(["tr.name.cdn.test. A 192.0.2.9 ttl=30"]));
    assert_eq!(wire("other.name.cdn.test", "AAAA")["rcode"], json!("NXDOMAIN"));
    assert_eq!(wire("name.cdn.test", "A")["answer"], json!([]));
}

/// The caches of a topology are called by the last of a service's expressions in the order of the router's tree, in which
/// longer ones come first (`ConfigHandler.parseTopologyConfig`).
#[test]
fn a_service_with_its_own_domain_as_an_expression_keeps_the_names_of_its_caches() {
    let mut snapshot = small_snapshot();
    snapshot["deliveryServices"]["web"]["topology"] = json!("t");
    add_expression(&mut snapshot, "web.cdn.test");
    let answer = asked_of(&snapshot, "--service web --client 198.51.100.1 --path /a");
    assert_eq!(answer["answer"]["location"], json!("http://e1.web.cdn.test/a"));
}

/// What is hashed is the path as the servlet container decodes it; the client is sent to the path that it sent.
#[test]
fn an_escaped_path_is_hashed_as_it_is_meant() {
    let mut snapshot = small_snapshot();
    snapshot["deliveryServices"]["web"]["topology"] = json!("t");
    let answer = asked_of(&snapshot, "--service web --client 198.51.100.1 --path /a%20b;c=1/d");
    assert_eq!(answer["hashString"], json!("/a b/d"));
    assert_eq!(answer["answer"]["location"], json!("http://e1.web.cdn.test/a%20b;c=1/d"));
}

/// Traffic Router reads deep zones and regional rules from where the parameters say, and not at all without them.
#[test]
fn files_that_no_parameter_names_are_told() {
    let mut snapshot = small_snapshot();
    snapshot["deliveryServices"]["web"]["topology"] = json!("t");
    snapshot["deliveryServices"]["web"]["deepCachingType"] = json!("ALWAYS");
    snapshot["deliveryServices"]["web"]["regionalGeoBlocking"] = json!("true");
    let folder = temporary_folder();
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    put("deep.json", r#"{"deepCoverageZones": {"d": {"network": ["203.0.113.0/24"], "caches": ["e1"]}}}"#);
    let told = |snapshot: &Value, more: &str| {
        put("snapshot.json", &snapshot.to_string());
        let all = format!("route snapshot.json --service web --client 203.0.113.7 {more}");
        run(folder.path(), &all.split_whitespace().collect::<Vec<_>>(), 0).1
    };
    let err = told(&snapshot, "--deep-zones deep.json");
    assert!(err.contains("no deepcoveragezone.polling.url, without which"), "{err}");
    assert!(err.contains("no regional_geoblock.polling.url, without which"), "{err}");
    assert!(!told(&snapshot, "").contains("deepcoveragezone"));
    for parameter in ["deepcoveragezone.polling.url", "regional_geoblock.polling.url"] {
        snapshot["config"][parameter] = json!("http://x");
    }
    let err = told(&snapshot, "--deep-zones deep.json");
    assert!(!err.contains("polling.url"), "{err}");
}

/// The servlet container takes the port off a host, and a name in DNS may end with a dot.
#[test]
fn a_host_may_have_a_port_and_a_name_its_dot() {
    let mut snapshot = small_snapshot();
    snapshot["deliveryServices"]["web"]["topology"] = json!("t");
    add_expression(&mut snapshot, "www\\.example\\.org");
    snapshot["deliveryServices"]["name"]["matchsets"][0]["matchlist"][0]["regex"] = json!("edge\\.name\\.cdn\\.test");
    let web = asked_of(&snapshot, "--host www.example.org:8080 --client 198.51.100.1");
    assert_eq!((&web["matched"], &web["answer"]["status"]), (&json!("web"), &json!(302)), "{web:#}");
    let name = asked_of(&snapshot, "--host edge.name.cdn.test. --qtype A --client 198.51.100.1");
    assert_eq!(name["wire"]["answer"], json!(["edge.name.cdn.test. A 192.0.2.1 ttl=30"]), "{name:#}");
}

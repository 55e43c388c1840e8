//! What leaves: bodies that Traffic Ops takes, or that say why it does not; sets and ties; ids that it draws itself.

use std::path::Path;

use serde_json::{Value, json};

use crate::cases::{case, code, err, imported, out, put, read_json, run};
use crate::support::child::lodestone;
use crate::support::{atlas, temporary_folder, variants};

/// A plan of rows, by endpoint, exported as bodies into `b`; gives what was said about them.
fn exported(folder: &Path, files: &[(&str, Value)]) -> String {
    for plan in ["p", "p.plan-text"] {
        let _ = std::fs::remove_file(folder.join(plan));
    }
    let _ = std::fs::remove_dir_all(folder.join("b"));
    assert_eq!(code(&run(folder, "new p")), 0);
    let input = temporary_folder();
    for (name, rows) in files {
        put(input.path(), &format!("{name}.json"), &json!({"response": rows}));
    }
    let output = lodestone(folder, &["import", "p", input.path().to_str().unwrap()], b"");
    assert_eq!(code(&output), 0, "{}", err(&output));
    let output = run(folder, "export p --format traffic-ops -o b");
    assert_eq!(code(&output), 0, "{}", err(&output));
    err(&output)
}

mod expressions {
    use super::*;

    fn of(folder: &Path) -> (Value, Value) {
        let list = read_json(folder.join("b/deliveryservices.json"))["response"][0]["matchList"].clone();
        let regexes = read_json(folder.join("b/deliveryservices_regexes.json"))["response"].clone();
        (list, regexes)
    }

    #[test]
    fn there_is_one_list_of_them() {
        let folder = temporary_folder();
        let folder = folder.path();
        let one = |number: i64, pattern: &str| json!({"type": "HOST_REGEXP", "setNumber": number, "pattern": pattern});
        let service = |list: Value| json!([{"xmlId": "reef", "cdnName": "tern", "matchList": list}]);
        let rows = |list: Value| json!([{"dsName": "reef", "regexes": list}]);
        // The expressions alone, in any order.
        let two = json!([one(1, "b"), one(0, "a")]);
        exported(
            folder,
            &[("deliveryservices", json!([{"xmlId": "reef"}])), ("deliveryservices_regexes", rows(two.clone()))],
        );
        let sorted = json!([one(0, "a"), one(1, "b")]);
        assert_eq!(of(folder), (sorted.clone(), json!([{"dsName": "reef", "regexes": sorted}])));
        // Both, and they agree but for the order.
        let said = exported(
            folder,
            &[("deliveryservices", service(sorted.clone())), ("deliveryservices_regexes", rows(two.clone()))],
        );
        assert!(!said.contains("otherwise"), "{said}");
        // A service that changes takes its row along.
        let input = put(folder, "deliveryservices.json", &json!({"response": service(json!([one(0, "c")]))}));
        assert_eq!(code(&lodestone(folder, &["import", "p", &input], b"")), 0);
        assert_eq!(code(&run(folder, "export p --format traffic-ops -o b")), 0);
        assert_eq!(of(folder), (json!([one(0, "c")]), json!([{"dsName": "reef", "regexes": [one(0, "c")]}])));
        let text = String::from_utf8(run(folder, "export p --format plan-text").stdout).unwrap();
        assert!(!text.contains("deliveryservices_regexes") && !text.contains("\"b\""), "{text}");
        assert!(out(&run(folder, "import p b")).contains("Nothing to change"));
    }
}

mod refusals {
    use super::*;

    #[test]
    fn what_was_recorded_is_taken() {
        let mut folders = vec![atlas("api-5.0"), variants("api-5.0"), case("11-monitoring/bodies").into()];
        let three = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/golden/traffic-ops/three-cdns/api-5.0");
        if three.is_dir() {
            folders.push(three);
        } else {
            eprintln!("skipped in part: {} is not there", three.display());
        }
        for bodies in folders {
            let folder = temporary_folder();
            let folder = folder.path();
            assert_eq!(code(&imported(folder, bodies.to_str().unwrap())), 0);
            let output = run(folder, "export p --format traffic-ops -o b");
            let told: Vec<String> =
                err(&output).lines().filter(|line| line.starts_with("warning")).map(str::to_owned).collect();
            assert!(
                told.iter().all(|line| line.contains("secure parameter") || line.contains("edge.dotted.v4")),
                "{}: {told:#?}",
                bodies.display()
            );
        }
    }

    /// A group, a CDN and all that a service and a server need, each with its id.
    fn base() -> Vec<(&'static str, Value)> {
        let group = |id: i64, name: &str, type_: &str| json!({"id": id, "name": name, "shortName": name, "typeName": type_, "typeId": 1});
        let type_ =
            |id: i64, name: &str, table: &str| json!({"id": id, "name": name, "description": "d", "useInTable": table});
        vec![
            (
                "cdns",
                json!([{"id": 2, "name": "tern", "domainName": "tern.test"}, {"id": 3, "name": "gull", "domainName": "gull.test"}]),
            ),
            (
                "types",
                json!([
                    type_(1, "EDGE_LOC", "cachegroup"),
                    type_(2, "MID_LOC", "cachegroup"),
                    type_(3, "EDGE", "server"),
                    type_(4, "HTTP", "deliveryservice"),
                    type_(5, "CNAME_RECORD", "staticdnsentry"),
                    type_(6, "ORG_LOC", "cachegroup"),
                    type_(7, "ORG", "server"),
                    type_(8, "STEERING", "deliveryservice"),
                    type_(9, "A_RECORD", "staticdnsentry")
                ]),
            ),
            (
                "cachegroups",
                json!([
                    group(1, "edge-a", "EDGE_LOC"),
                    group(2, "mid-a", "MID_LOC"),
                    group(3, "org-a", "ORG_LOC"),
                    group(4, "bare", "EDGE_LOC")
                ]),
            ),
            ("statuses", json!([{"id": 1, "name": "REPORTED"}])),
            ("tenants", json!([{"id": 1, "name": "root"}])),
            (
                "phys_locations",
                json!([{"id": 1, "name": "q", "shortName": "q", "address": "a", "city": "c", "state": "s", "zip": "z", "region": "r", "regionId": 1}]),
            ),
            ("regions", json!([{"id": 1, "name": "r", "division": 1, "divisionName": "d"}])),
            ("divisions", json!([{"id": 1, "name": "d"}])),
            (
                "profiles",
                json!([{"id": 1, "name": "P", "description": "d", "cdn": 2, "cdnName": "tern", "type": "ATS_PROFILE"},
                {"id": 2, "name": "G", "description": "d", "cdn": 3, "cdnName": "gull", "type": "ATS_PROFILE"}]),
            ),
            (
                "servers",
                json!([
                    server(1, "e-1", "edge-a", "EDGE"),
                    server(2, "m-1", "mid-a", "EDGE"),
                    server(3, "o-1", "org-a", "ORG")
                ]),
            ),
            ("deliveryservices", json!([service("reef")])),
        ]
    }

    fn server(id: i64, host: &str, group: &str, type_: &str) -> Value {
        json!({"id": id, "hostName": host, "domainName": "tern.test", "cdn": "tern", "cdnID": 2, "cacheGroup": group,
            "physicalLocation": "q", "profiles": ["P"], "status": "REPORTED", "type": type_, "tcpPort": 80,
            "interfaces": [{"name": "eth0", "mtu": 1500, "monitor": true, "routerHostName": "", "routerPortName": "",
                "ipAddresses": [{"address": format!("192.0.2.{id}/24"), "gateway": "192.0.2.254", "serviceAddress": true}]}]})
    }

    fn service(name: &str) -> Value {
        json!({"id": 1, "xmlId": name, "displayName": name, "active": "ACTIVE", "cdnName": "tern", "cdnId": 2, "type": "HTTP",
            "typeId": 4, "tenant": "root", "tenantId": 1, "dscp": 0, "geoLimit": 0, "geoProvider": 0, "logsEnabled": false,
            "initialDispersion": 1, "missLat": 1.5, "missLong": 2.5, "multiSiteOrigin": false, "orgServerFqdn": "http://o.test",
            "qstringIgnore": 0, "rangeRequestHandling": 0, "ipv6RoutingEnabled": true, "protocol": 0, "routingName": "cdn"})
    }

    fn with(files: &mut Vec<(&'static str, Value)>, name: &'static str, change: impl FnOnce(&mut Value)) {
        if let Some((_, rows)) = files.iter_mut().find(|(known, _)| *known == name) {
            change(rows);
        } else {
            let mut rows = json!([]);
            change(&mut rows);
            files.push((name, rows));
        }
    }

    fn push(rows: &mut Value, row: Value) {
        rows.as_array_mut().unwrap().push(row);
    }

    type Change = fn(&mut Value);

    /// What is done to which rows, and what Traffic Ops says to it, in our words.
    const REFUSED: &[(&str, Change, &str)] = &[
        ("deliveryservices", |it| it[0]["httpBypassFqdn"] = json!("bypass.example.org:8080"), "is no host name"),
        ("deliveryservices", |it| it[0]["routingName"] = json!("a.b"), "has a dot"),
        ("deliveryservices", |it| it[0]["initialDispersion"] = Value::Null, "initialDispersion"),
        ("deliveryservices", |it| it[0]["missLat"] = Value::Null, "missLat"),
        ("deliveryservices", |it| it[0]["missLong"] = Value::Null, "missLong"),
        ("deliveryservices", |it| it[0]["orgServerFqdn"] = Value::Null, "orgServerFqdn"),
        (
            "deliveryservices",
            |it| {
                let one = json!({"type": "PATH_REGEXP", "setNumber": 3, "pattern": "/dup"});
                it[0]["matchList"] = json!([one, one]);
            },
            "have the order 3",
        ),
        ("deliveryservices", |it| it[0]["cdnName"] = json!("nowhere"), "is not in the plan"),
        ("deliveryserviceserver", |it| push(it, json!({"xmlId": "reef", "server": 3})), ""),
        (
            "staticdnsentries",
            |it| {
                push(
                    it,
                    json!({"host": "cn", "address": "nodot.example.org", "ttl": 3, "deliveryservice": "reef", "type": "CNAME_RECORD"}),
                );
            },
            "ends with a dot",
        ),
        (
            "staticdnsentries",
            |it| {
                push(
                    it,
                    json!({"host": "tx", "address": "", "ttl": 3, "deliveryservice": "reef", "type": "TXT_RECORD"}),
                );
            },
            "demands one",
        ),
        (
            "staticdnsentries",
            |it| {
                push(
                    it,
                    json!({"host": "a", "address": "::1", "ttl": 3, "deliveryservice": "reef", "type": "A_RECORD"}),
                );
            },
            "wants an IPv4 address",
        ),
        ("cachegroups", |it| it[0]["name"] = json!("edge a"), "letters, digits, dashes"),
        (
            "cachegroups",
            |it| push(it, json!({"name": "x.y", "shortName": "x", "typeName": "EDGE_LOC", "typeId": 1})),
            "and this is `x.y`",
        ),
        ("cachegroups", |it| it[1]["shortName"] = json!("edge-a"), "has the short name `edge-a` too"),
        ("cachegroups", |it| it[0]["shortName"] = json!(""), "shortName"),
        ("cachegroups", |it| it[0]["fallbacks"] = json!(["edge-a"]), "is a fallback of itself"),
        ("cachegroups", |it| it[0]["fallbacks"] = json!(["bare", "bare"]), "twice"),
        ("cachegroups", |it| it[0]["fallbacks"] = json!(["nowhere"]), "is not in the plan"),
        ("cachegroups", |it| it[0]["parentCachegroupName"] = json!("nowhere"), "is not in the plan"),
        ("divisions", |it| push(it, json!({"name": "a b"})), "the name of a division"),
        ("regions", |it| push(it, json!({"id": 9, "name": "x"})), "divisionName"),
        ("phys_locations", |it| it[0]["zip"] = json!(""), "zip"),
        (
            "asns",
            |it| {
                push(it, json!({"asn": 7, "cachegroup": "edge-a", "cachegroupId": 1}));
                push(it, json!({"asn": 7, "cachegroup": "mid-a", "cachegroupId": 2}));
            },
            "stands more than once",
        ),
        (
            "asns",
            |it| push(it, json!({"asn": -7, "cachegroup": "edge-a", "cachegroupId": 1})),
            "no number of a network",
        ),
        ("asns", |it| push(it, json!({"asn": 8})), "cachegroup"),
        ("cdns", |it| push(it, json!({"id": 4, "name": "rec_cdn", "domainName": "r.test"})), "the name of a CDN"),
        ("cdns", |it| push(it, json!({"id": 4, "name": "rec", "domainName": "r.test", "ttlOverride": 0})), "is no TTL"),
        (
            "types",
            |it| push(it, json!({"name": "NEW_LOC", "description": "d", "useInTable": "cachegroup"})),
            "can only be of servers",
        ),
        ("servers", |it| it[0]["interfaces"] = json!([]), "interfaces"),
        ("servers", |it| it[0]["hostName"] = json!("a b"), "has a space"),
        ("servers", |it| it[0]["physicalLocation"] = Value::Null, "physicalLocation"),
        ("servers", |it| it[0]["profiles"] = json!(["G"]), "is of CDN `gull`"),
        ("servers", |it| it[0]["cacheGroup"] = json!("nowhere"), "is not in the plan"),
        ("servers", |it| push(it, server(1, "e-2", "edge-a", "EDGE")), "same profiles"),
        ("servers", |it| it[0]["interfaces"][0]["mtu"] = json!(1200), "an MTU of 1200"),
        (
            "servers",
            |it| it[0]["interfaces"][0]["ipAddresses"][0]["serviceAddress"] = json!(false),
            "is a service address",
        ),
        ("servers", |it| it[0]["tcpPort"] = json!(0), "is no port"),
        ("servers", |it| it[0]["type"] = json!("HTTP"), "is a type of deliveryservice"),
        ("topologies", |it| push(it, topology(&[("mid-a", &[]), ("org-a", &[0])])), "has nobody below it"),
        ("topologies", |it| push(it, topology(&[("edge-a", &[3])])), "which it has not"),
        ("topologies", |it| push(it, topology(&[("edge-a", &[1]), ("mid-a", &[2]), ("org-a", &[1])])), "in a circle"),
        ("topologies", |it| push(it, topology(&[("bare", &[])])), "have no servers"),
        ("topologies", |it| push(it, topology(&[("edge-a", &[1]), ("mid-a", &[0])])), "is an edge and a parent"),
        ("topologies", |it| push(it, topology(&[])), "nodes"),
        ("topologies", |it| push(it, topology(&[("edge-a", &[1]), ("nowhere", &[])])), "is not in the plan"),
    ];

    fn topology(nodes: &[(&str, &[i64])]) -> Value {
        let nodes: Vec<Value> =
            nodes.iter().map(|(group, parents)| json!({"cachegroup": group, "parents": parents})).collect();
        json!({"name": "t", "description": "", "nodes": nodes})
    }

    #[test]
    fn every_refusal_is_told() {
        let folder = temporary_folder();
        assert_eq!(exported(folder.path(), &base()), "");
        for (name, change, words) in REFUSED {
            let mut files = base();
            with(&mut files, name, change);
            let said = exported(folder.path(), &files);
            let is_told = said.lines().any(|line| line.starts_with("warning: ") && line.contains(words));
            assert_eq!(is_told, !words.is_empty(), "{name} {words}: {said}");
            assert_eq!(code(&run(folder.path(), "export p --format traffic-ops -o b --strict")), i32::from(is_told));
        }
    }

    #[test]
    fn servers_are_assigned_within_the_cdn_and_the_topology() {
        let folder = temporary_folder();
        let mut files = base();
        with(&mut files, "deliveryservices", |it| it[0]["topology"] = json!("t"));
        with(&mut files, "topologies", |it| push(it, topology(&[("edge-a", &[1]), ("mid-a", &[])])));
        with(&mut files, "deliveryserviceserver", |it| push(it, json!({"deliveryService": 1, "server": 3})));
        assert!(exported(folder.path(), &files).contains("an origin outside of its topology"));
        let mut files = base();
        with(&mut files, "deliveryserviceserver", |it| push(it, json!({"deliveryService": 1, "server": 1})));
        with(&mut files, "servers", |it| {
            it[0]["cdn"] = json!("gull");
            it[0]["profiles"] = json!(["G"]);
        });
        assert!(exported(folder.path(), &files).contains("being of another CDN"));
    }

    #[test]
    fn what_it_takes_is_not_told() {
        let folder = temporary_folder();
        let changes: &[(&str, Change)] = &[
            ("cachegroups", |it| it[0]["fallbacks"] = json!(["mid-a"])),
            ("cachegroups", |it| it[1]["fallbacks"] = json!(["edge-a"])),
            ("cachegroups", |it| it[0]["parentCachegroupName"] = json!("org-a")),
            ("cachegroups", |it| it[0]["latitude"] = Value::Null),
            ("servers", |it| it[1]["hostName"] = json!("e-1")),
            ("deliveryservices", |it| it[0]["type"] = json!("STEERING")),
            ("topologies", |it| push(it, topology(&[("edge-a", &[1]), ("mid-a", &[2]), ("org-a", &[])]))),
        ];
        for (name, change) in changes {
            let mut files = base();
            with(&mut files, name, change);
            assert_eq!(exported(folder.path(), &files), "", "{name}");
        }
    }

    #[test]
    fn new_services_have_a_tenant_and_names_alone_are_told() {
        let folder = temporary_folder();
        let mut files = base();
        with(&mut files, "deliveryservices", |it| {
            for key in ["tenant", "tenantId", "id"] {
                it[0].as_object_mut().unwrap().remove(key);
            }
        });
        let said = exported(folder.path(), &files);
        assert!(said.lines().all(|line| line.starts_with("note: ") && line.contains("create them INACTIVE")), "{said}");
        let row = read_json(folder.path().join("b/deliveryservices.json"))["response"][0].clone();
        assert_eq!((&row["tenant"], &row["tenantId"]), (&json!("root"), &json!(1)));
        assert!(out(&run(folder.path(), "import p b")).contains("Nothing to change"));
        with(&mut files, "tenants", |it| *it = json!([]));
        let said = exported(folder.path(), &files);
        assert!(said.contains("given no id yet (tenants)"), "{said}");
        let mut files = base();
        for name in ["cdns", "divisions", "cachegroups"] {
            with(&mut files, name, |it| {
                it.as_array_mut().unwrap().iter_mut().for_each(|row| drop(row.as_object_mut().unwrap().remove("id")));
            });
        }
        with(&mut files, "regions", |it| drop(it[0].as_object_mut().unwrap().remove("division")));
        let said = exported(folder.path(), &files);
        for words in ["regions.json: 1 row names", "servers.json: 3 rows name"] {
            assert_eq!(said.matches(words).count(), 1, "{said}");
        }
    }

    #[test]
    fn dnssec_without_keys_is_switched_on_last() {
        let folder = temporary_folder();
        let mut files = base();
        with(&mut files, "cdns", |it| {
            it[0]["dnssecEnabled"] = json!(true);
            it[0].as_object_mut().unwrap().remove("id");
        });
        assert!(exported(folder.path(), &files).contains("switch it on last"));
    }
}

mod snapshots {
    use super::*;

    fn made(folder: &Path, cdn: &str) -> (Value, String) {
        let output = run(folder, &format!("export p --format snapshot --cdn {cdn} --date 1800000000"));
        assert_eq!(code(&output), 0, "{}", err(&output));
        (serde_json::from_slice(&output.stdout).unwrap(), err(&output))
    }

    #[test]
    fn a_steering_service_at_0_0_is_nowhere() {
        let folder = temporary_folder();
        let folder = folder.path();
        assert_eq!(code(&imported(folder, variants("api-5.0").to_str().unwrap())), 0);
        let (snapshot, _) = made(folder, "plain");
        let services = &snapshot["deliveryServices"];
        assert!(services["p-steer"].is_object() && services["p-steer"].get("missLocation").is_none());
        assert!(services["p-csteer-full"].get("missLocation").is_some());
        assert!(services.as_object().unwrap().values().any(|one| one["missLocation"] == json!({"lat": 0, "long": 0})));
    }

    #[test]
    fn methods_are_a_set() {
        let folder = temporary_folder();
        let folder = folder.path();
        let mut snapshot = read_json(case("01-tm-host.json"));
        for section in ["edgeLocations", "trafficRouterLocations"] {
            snapshot[section]["skerry"]["localizationMethods"] = json!(["GEO", "CZ"]);
        }
        let file = put(folder, "geo-first.json", &snapshot);
        assert_eq!(code(&imported(folder, &file)), 0);
        // What was read keeps its order.
        assert_eq!(made(folder, "tern").0["edgeLocations"]["skerry"]["localizationMethods"], json!(["GEO", "CZ"]));
        let other = case("01-tm-host.json");
        for pair in [["p", &other], [&other, "p"], ["geo-first.json", &other]] {
            let output = lodestone(folder, &["diff", pair[0], pair[1]], b"");
            assert_eq!(code(&output), 0, "{}", out(&output));
        }
        assert!(out(&lodestone(folder, &["import", "p", &other], b"")).contains("Nothing to change"));
        let row = json!({"name": "skerry", "localizationMethods": ["CZ", "GEO"]});
        let body = put(folder, "cachegroups.json", &json!({"response": [row]}));
        assert!(out(&lodestone(folder, &["import", "p", &body], b"")).contains("Nothing to change"));
        let row = json!({"name": "skerry", "localizationMethods": ["GEO"]});
        let body = put(folder, "cachegroups.json", &json!({"response": [row]}));
        assert!(out(&lodestone(folder, &["import", "p", &body], b"")).contains("changed: 1 cache group"));
        assert_eq!(code(&lodestone(folder, &["diff", "p", &other], b"")), 1);
    }

    #[test]
    fn ties_are_told_and_what_was_taken() {
        let folder = temporary_folder();
        let folder = folder.path();
        assert_eq!(code(&imported(folder, &case("01-tm-host.json"))), 0);
        let row = |name: &str, value: &str| json!({"name": name, "configFile": "CRConfig.json", "value": value, "profiles": ["TERN_TR"]});
        let rows = [
            row("LogRequestHeaders", "A"),
            row("requestHeaders", "B"),
            row("maxmind.default.override", "NO;60,10"),
            row("maxmind.default.override", "NO;61,11"),
            row("tld.soa.admin", "one"),
            row("tld.soa.admin", "two"),
            row("api.auth.key", "x"),
            row("api.auth.key", "y"),
            row("tld.ttls.A", "3"),
        ];
        let file = put(folder, "parameters.json", &json!({"response": rows}));
        assert_eq!(code(&lodestone(folder, &["import", "p", &file], b"")), 0);
        let (snapshot, said) = made(folder, "tern");
        let taken = |line: &str| said.lines().filter(|told| told.starts_with("note: ") && told.contains(line)).count();
        for (place, value) in [
            ("/config/requestHeaders", "`LogRequestHeaders` and `requestHeaders`"),
            ("/config/maxmindDefaultOverride", "`NO;61,11` comes last here"),
            ("/config/soa/admin", snapshot["config"]["soa"]["admin"].as_str().unwrap()),
            ("/config/api.auth.key", snapshot["config"]["api.auth.key"].as_str().unwrap()),
        ] {
            assert_eq!(taken(place), 1, "{place}: {said}");
            assert!(said.lines().any(|told| told.contains(place) && told.contains(value)), "{place} {value}: {said}");
        }
        assert_eq!(taken("ttls/A"), 0, "{said}");
    }

    #[test]
    fn ids_that_traffic_ops_will_draw_are_told_once() {
        let folder = temporary_folder();
        let folder = folder.path();
        assert_eq!(code(&imported(folder, &case("01-tm-host.json"))), 0);
        assert!(!made(folder, "tern").1.contains("hashId"));
        let server = |host: &str| {
            json!({"hostName": host, "domainName": "tern.test", "cdn": "tern", "cacheGroup": "skerry", "profiles": ["TERN_EDGE"],
                "status": "REPORTED", "type": "EDGE", "tcpPort": 80, "xmppId": host})
        };
        let file = put(folder, "servers.json", &json!({"response": [server("tern-e2"), server("tern-e3")]}));
        assert_eq!(code(&lodestone(folder, &["import", "p", &file], b"")), 0);
        let (_, said) = made(folder, "tern");
        assert_eq!(said.matches("2 caches yet (tern-e2, tern-e3) and draws a hashId").count(), 1, "{said}");
        let bodies = run(folder, "export p --format traffic-ops -o b");
        assert_eq!(err(&bodies).matches("draws its own").count(), 1, "{}", err(&bodies));
    }
}

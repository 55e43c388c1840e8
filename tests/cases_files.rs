//! Files that an import is given: what each is taken for, what stays outside, and what is said about it.

use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};

use crate::cases::{case, code, err, imported, out, put, read_json, run};
use crate::support::child::lodestone;
use crate::support::{atlas, temporary_folder};

fn new_plan(folder: &Path) {
    assert_eq!(code(&run(folder, "new p")), 0);
}

fn import(folder: &Path, file: &str) -> Output {
    lodestone(folder, &["import", "p", file], b"")
}

/// What the program wrote beside the plan and of it, as one text.
fn everything_of(folder: &Path, outputs: &[Output]) -> String {
    for words in ["export p --format traffic-ops -o bodies", "export p --format plan-text -o twin.plan-text"] {
        assert_eq!(code(&run(folder, words)), 0);
    }
    let mut all = String::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_none_or(|ending| ending != "input") {
                all.push_str(&String::from_utf8_lossy(&std::fs::read(path).unwrap()));
            }
        }
    }
    for output in outputs {
        all.push_str(&err(output));
        all.push_str(&out(output));
    }
    all
}

mod secrets {
    use super::*;

    const SECRET: &str = "MADE-UP-PRIVATE-KEY";

    #[test]
    fn bodies_of_keys_are_skipped_by_name() {
        let folder = temporary_folder();
        let folder = folder.path();
        new_plan(folder);
        for file in ["10/sslkeys.json", "10/acme_accounts.json"] {
            let output = import(folder, &case(file));
            assert_eq!(code(&output), 0, "{file}: {}", err(&output));
            assert_eq!(err(&output).matches("not taken").count(), 1, "{file}: {}", err(&output));
            assert!(err(&output).contains(file), "{}", err(&output));
            assert!(!everything_of(folder, &[output]).contains(SECRET), "{file}");
        }
    }

    #[test]
    fn their_kin_too_whatever_the_file_is_called() {
        let key = SECRET;
        let ssl = json!({"response": {"deliveryservice": "reef", "certificate": {"crt": "c", "key": key, "csr": "r"}}});
        let dnssec =
            json!({"response": {"tern": {"zsk": [{"name": "tern.", "public": "p", "private": key}], "ksk": []}}});
        let uri =
            json!({"Kabletown": {"renewal_kid": "1", "keys": [{"alg": "HS256", "kid": "1", "kty": "oct", "k": key}]}});
        let url = json!({"response": {"key0": key, "key15": key}});
        let vault = json!({"response": {"anything": {"at": key}}});
        let acme = json!({"response": [{"email": "e", "privateKey": key, "uri": "u", "provider": "p"}]});
        for (name, document) in [
            ("cdns_name_tern_sslkeys.json", &json!({"response": [ssl["response"]]})),
            ("deliveryservices_xmlId_reef_sslkeys.json", &ssl),
            ("ssl keys.json", &ssl),
            ("reef.json", &ssl),
            ("cdns_tern_dnsseckeys.json", &dnssec),
            ("tern.json", &dnssec),
            ("deliveryservices_reef_urisignkeys.json", &uri),
            ("kabletown.json", &uri),
            ("deliveryservices_xmlId_reef_urlkeys.json", &url),
            ("url_sig.json", &url),
            ("vault_bucket_ssl_key_reef-latest_values.json", &vault),
            ("accounts.json", &acme),
        ] {
            let folder = temporary_folder();
            let folder = folder.path();
            new_plan(folder);
            let input = temporary_folder();
            put(input.path(), name, document);
            for path in [input.path().join(name), input.path().to_owned()] {
                let output = import(folder, path.to_str().unwrap());
                assert_eq!(code(&output), 0, "{name}: {}", err(&output));
                assert_eq!(err(&output).matches("not taken").count(), 1, "{name}: {}", err(&output));
                assert!(!everything_of(folder, &[output]).contains(SECRET), "{name}");
            }
        }
    }

    #[test]
    fn what_lies_within_other_rows_goes_alone() {
        let folder = temporary_folder();
        let folder = folder.path();
        new_plan(folder);
        let input = temporary_folder();
        let key = SECRET;
        let pem = format!("-----BEGIN RSA PRIVATE KEY-----\n{key}\n-----END RSA PRIVATE KEY-----");
        put(
            input.path(),
            "tenants.json",
            &json!({"response": [{"id": 1, "name": "root", "apiKey": key, "active": true}]}),
        );
        put(
            input.path(),
            "jobs.json",
            &json!({"response": [{"id": 4, "assetUrl": "http://x", "parameters": {"password": key}}]}),
        );
        let server = json!({"hostName": "h", "cdn": "c", "iloPassword": key, "sshPrivateKey": key,
            "interfaces": [{"name": "eth0", "snmpSecret": key, "vlan": 7, "ipAddresses": []}]});
        put(input.path(), "servers.json", &json!({"response": [server]}));
        put(input.path(), "deliveryservices.json", &json!({"response": [{"xmlId": "reef", "notes": pem}]}));
        let output = import(folder, input.path().to_str().unwrap());
        assert_eq!(code(&output), 0, "{}", err(&output));
        assert_eq!(err(&output).matches("secrets are not kept").count(), 1, "{}", err(&output));
        let all = everything_of(folder, &[output]);
        assert!(!all.contains(SECRET) && all.contains("assetUrl") && all.contains("\"vlan\""));
    }
}

mod older {
    use super::*;

    fn warnings(folder: &Path) -> Vec<String> {
        let plan = temporary_folder();
        new_plan(plan.path());
        let output = import(plan.path(), folder.to_str().unwrap());
        assert_eq!(code(&output), 0, "{}", err(&output));
        err(&output)
            .lines()
            .filter(|line| line.starts_with("warning") && line.contains("fetch"))
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn what_older_versions_cannot_say_is_told_once() {
        assert_eq!(warnings(&atlas("api-5.0")), Vec::<String>::new());
        for (api, mut wanted) in [
            ("api-4.0", vec!["deepCachingType", "ttlOverride"]),
            ("api-3.0", vec!["deepCachingType", "ttlOverride", "profile"]),
        ] {
            let folder = temporary_folder();
            for entry in std::fs::read_dir(atlas(api)).unwrap() {
                let path = entry.unwrap().path();
                std::fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
            }
            for _ in 0..2 {
                let told = warnings(folder.path());
                assert_eq!(told.len(), wanted.len(), "{told:?}");
                for word in &wanted {
                    assert_eq!(told.iter().filter(|line| line.contains(&format!(", {word}:"))).count(), 1, "{told:?}");
                }
                // Without the file that has them, what services require is not said.
                let _ = std::fs::remove_file(folder.path().join("deliveryservices_required_capabilities.json"));
                wanted.push("requiredCapabilities");
            }
        }
    }
}

mod kinds {
    use super::*;

    #[test]
    fn what_is_no_body_is_named_for_what_it_is() {
        let snapshot_less = json!({"stats": {}});
        let states = json!({"caches": {}, "deliveryServices": {}});
        let own = temporary_folder();
        let own_file = |name: &str, document: &Value| {
            put(own.path(), name, document);
            own.path().join(name).to_str().unwrap().to_owned()
        };
        for (file, words) in [
            (case("11-monitoring/monitoring.json"), "Traffic Monitor's configuration"),
            (case("11-monitoring/wrapped.json"), "Traffic Monitor's configuration"),
            (case("16-no-snapshot-yet.json"), "no snapshot yet"),
            (own_file("s.json", &snapshot_less), "no snapshot yet"),
            (case("17-sites.csv"), "table (CSV)"),
            (own_file("c.json", &states), "CrStates"),
        ] {
            let folder = temporary_folder();
            let folder = folder.path();
            assert_eq!(code(&imported(folder, &case("11-monitoring/bodies"))), 0);
            let before = run(folder, "export p --format plan-text").stdout;
            let output = import(folder, &file);
            assert_eq!(code(&output), 1, "{file}: {}", err(&output));
            assert!(err(&output).contains(words), "{file}: {}", err(&output));
            assert_eq!(run(folder, "export p --format plan-text").stdout, before, "{file}");
            // In a folder it is passed over, and named.
            let among = temporary_folder();
            std::fs::copy(&file, among.path().join("thing.json")).unwrap();
            put(among.path(), "divisions.json", &json!({"response": [{"name": "north"}]}));
            let output = import(folder, among.path().to_str().unwrap());
            assert_eq!(code(&output), 0, "{file}: {}", err(&output));
            assert!(
                err(&output).contains("warning: thing.json: passed over") && err(&output).contains(words),
                "{}",
                err(&output)
            );
        }
    }

    #[test]
    fn coverage_zone_files_are_read() {
        let folder = temporary_folder();
        let folder = folder.path();
        new_plan(folder);
        let output = import(folder, &case("17-coverage-zones.json"));
        assert_eq!(code(&output), 0, "{}", err(&output));
        assert!(out(&output).contains("1 coverage zone file"), "{}", out(&output));
        let output = run(folder, "export p --format coverage-zones --file 17-coverage-zones.json");
        assert_eq!(code(&output), 0, "{}", err(&output));
        let written: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(written, read_json(case("17-coverage-zones.json")));
    }

    #[test]
    fn singular_names_are_read_and_unknown_bodies_are_errors() {
        let folder = temporary_folder();
        let folder = folder.path();
        new_plan(folder);
        for (file, added) in [("13/division.json", "1 division"), ("13/status.json", "1 status")] {
            let output = import(folder, &case(file));
            assert_eq!((code(&output), out(&output).contains(added)), (0, true), "{}{}", out(&output), err(&output));
        }
        for name in ["cachegroup", "server-capability", "tenant", "phys_location", "cdn", "type", "profile"] {
            let row = json!({"name": "x", "shortName": "x", "cdn": 1, "useInTable": "server"});
            let file = put(folder, &format!("{name}.json"), &json!({"response": [row]}));
            let output = import(folder, &file);
            assert!(
                code(&output) == 0 && out(&output).contains("added: 1 "),
                "{name}: {}{}",
                out(&output),
                err(&output)
            );
        }
        for document in
            [json!({"response": [{"id": 1, "what": "else"}]}), json!({"response": {"a": 1}}), json!([{"a": 1}])]
        {
            let file = put(folder, "whatever.json", &document);
            let output = import(folder, &file);
            assert_eq!(code(&output), 1, "{document}");
            assert!(err(&output).contains("fits none that is known"), "{}", err(&output));
        }
        let file = put(folder, "all.json", &json!({"divisions": [{"name": "d"}], "gizmos": [{"name": "g"}]}));
        let output = import(folder, &file);
        assert!(code(&output) == 1 && err(&output).contains("`gizmos` is no endpoint"), "{}", err(&output));
        let text = run(folder, "export p --format plan-text").stdout;
        assert!(!String::from_utf8(text).unwrap().contains("gizmo"));
        let targets = json!({"response": [{"deliveryService": "a", "target": "b", "value": 1}]});
        let file = put(folder, "steering_10_targets.json", &targets);
        assert_eq!(code(&import(folder, &file)), 0);
    }

    #[test]
    fn a_success_and_the_answer_to_a_delete_add_nothing() {
        let folder = temporary_folder();
        let folder = folder.path();
        new_plan(folder);
        let output = import(folder, &case("14-deleted.json"));
        assert_eq!(code(&output), 0, "{}", err(&output));
        assert!(
            err(&output).contains("has no rows: cachegroup was deleted.") && out(&output).contains("Nothing to change")
        );
        let alert = |level: &str, text: &str| json!([{"level": level, "text": text}]);
        let gone = json!({"alerts": alert("success", "topology was deleted."), "response": {"name": "t", "nodes": []}});
        let output = import(folder, &put(folder, "topologies.json", &gone));
        assert!(code(&output) == 0 && out(&output).contains("Nothing to change"), "{}{}", out(&output), err(&output));
        let made = json!({"alerts": alert("success", "topology was created."), "response": {"name": "t", "nodes": []}});
        let output = import(folder, &put(folder, "topologies.json", &made));
        assert!(out(&output).contains("added: 1 topology"), "{}{}", out(&output), err(&output));
        let refused = json!({"alerts": alert("error", "no such thing")});
        let output = import(folder, &put(folder, "e.json", &refused));
        assert!(code(&output) == 1 && err(&output).contains("an error and no rows: no such thing"));
        let output = import(folder, &put(folder, "s.json", &json!({"response": "SUCCESS"})));
        assert_eq!(code(&output), 0, "{}", err(&output));
    }

    #[test]
    fn profile_exports_are_profiles_with_their_parameters() {
        for wrap in [false, true] {
            let folder = temporary_folder();
            let folder = folder.path();
            new_plan(folder);
            let document = read_json(case("15-profile-export.json"));
            let document = if wrap { json!({"response": document}) } else { document };
            let name = if wrap { "export.json" } else { "TERN_TR.traffic_ops" };
            let output = import(folder, &put(folder, name, &document));
            assert_eq!(code(&output), 0, "{}", err(&output));
            let bodies = run(folder, "export p --format traffic-ops -o b");
            assert_eq!(code(&bodies), 0);
            let profiles = read_json(folder.join("b/profiles.json"));
            assert_eq!(profiles["response"][0]["name"], "TERN_TR");
            assert_eq!(profiles["response"][0]["cdnName"], "tern");
            let parameters = read_json(folder.join("b/parameters.json"));
            assert_eq!(parameters["response"][0]["profiles"], json!(["TERN_TR"]));
            assert_eq!(parameters["response"][0]["configFile"], "CRConfig.json");
            // That other profiles are not there says nothing of them.
            let mut other = document.clone();
            let profile = if wrap { &mut other["response"]["profile"] } else { &mut other["profile"] };
            profile["name"] = json!("OTHER");
            put(folder, "other.json", &other);
            assert_eq!(code(&run(folder, "import p other.json --replace")), 0);
            let text = run(folder, "export p --format plan-text").stdout;
            assert!(String::from_utf8(text).unwrap().contains("TERN_TR"));
        }
    }

    #[test]
    fn old_servers_keep_their_addresses() {
        let folder = temporary_folder();
        let folder = folder.path();
        new_plan(folder);
        let server = json!({"id": 1, "hostName": "bgo-1", "domainName": "d.test", "cdnName": "heron", "profile": "P",
            "type": "EDGE", "status": "REPORTED", "cachegroup": "g", "physLocation": "q", "interfaceName": "bond0",
            "interfaceMtu": 1500, "ipAddress": "192.0.2.11", "ipNetmask": "255.255.255.0", "ipGateway": "192.0.2.1",
            "ip6Address": "2001:db8::11/64", "ip6Gateway": "fe80::1", "ip6IsService": false,
            "lastUpdated": "2018-12-05 17:40:54+00"});
        let output = import(folder, &put(folder, "servers.json", &json!({"response": [server]})));
        assert_eq!(code(&output), 0, "{}", err(&output));
        assert_eq!(code(&run(folder, "export p --format traffic-ops -o b")), 0);
        let row = &read_json(folder.join("b/servers.json"))["response"][0];
        let interface = &row["interfaces"][0];
        assert_eq!((&interface["name"], &interface["mtu"]), (&json!("bond0"), &json!(1500)));
        let addresses = json!([
            {"address": "192.0.2.11/24", "gateway": "192.0.2.1", "serviceAddress": true},
            {"address": "2001:db8::11/64", "gateway": "fe80::1", "serviceAddress": false},
        ]);
        assert_eq!(interface["ipAddresses"], addresses);
        assert!(row.get("ipAddress").is_none() && row.get("interfaceMtu").is_none(), "{row}");
        // Over a plan that knows more of it nothing changes.
        assert!(out(&import(folder, "servers.json")).contains("Nothing to change"));
    }
}

mod kept {
    use super::*;

    #[test]
    fn members_within_lists_are_written_back() {
        let folder = temporary_folder();
        let folder = folder.path();
        assert_eq!(code(&imported(folder, &case("11-monitoring/bodies"))), 0);
        let output = import(folder, &case("18-servers-own-fields.json"));
        // The file's name says nothing; its rows do.
        assert_eq!(code(&output), 0, "{}", err(&output));
        assert!(!err(&output).contains("vlan"), "{}", err(&output));
        assert_eq!(code(&run(folder, "export p --format traffic-ops -o b")), 0);
        let servers = read_json(folder.join("b/servers.json"));
        let row = servers["response"].as_array().unwrap().iter().find(|row| row["hostName"] == "bgo-1").unwrap();
        assert_eq!((&row["rackUnits"], &row["interfaces"][0]["vlan"]), (&json!(2), &json!(7)));
        assert!(out(&import(folder, "b")).contains("Nothing to change"));
        // And by way of the text.
        assert_eq!(code(&run(folder, "export p --format plan-text -o p.plan-text")), 0);
        assert_eq!(code(&run(folder, "new q")), 0);
        assert_eq!(code(&run(folder, "import q p.plan-text")), 0);
        assert_eq!(code(&run(folder, "export q --format traffic-ops -o c")), 0);
        let again = read_json(folder.join("c/servers.json"));
        let row = again["response"].as_array().unwrap().iter().find(|row| row["hostName"] == "bgo-1").unwrap();
        assert_eq!((&row["rackUnits"], &row["interfaces"][0]["vlan"]), (&json!(2), &json!(7)));
    }

    #[test]
    fn nothing_that_is_kept_is_called_left_out() {
        let folder = temporary_folder();
        let folder = folder.path();
        let mut snapshot = read_json(case("01-tm-host.json"));
        snapshot["contentServers"]["tern-e1"]["rack"] = json!({"unit": 7});
        snapshot["edgeLocations"]["skerry"]["backupLocations"]["list"] = json!("x");
        snapshot["edgeLocations"]["odd"] = json!({"latitude": 1});
        let output = imported(folder, &put(folder, "s.json", &snapshot));
        assert_eq!(code(&output), 0);
        assert!(
            err(&output).contains("stays beside the plan") && !err(&output).contains("left out"),
            "{}",
            err(&output)
        );
        let made = run(folder, "export p --format snapshot --cdn tern --date 1800000000");
        let made: Value = serde_json::from_slice(&made.stdout).unwrap();
        assert_eq!(made["contentServers"]["tern-e1"]["rack"], json!({"unit": 7}));
        assert_eq!(made["edgeLocations"]["odd"], json!({"latitude": 1}));
    }

    #[test]
    fn parents_outside_of_a_topology_are_listed() {
        let folder = temporary_folder();
        let folder = folder.path();
        let output = imported(folder, &case("19-topologies.json"));
        assert!(err(&output).contains("names node 4 as a parent, and there are only nodes 0 to 0"), "{}", err(&output));
        for parents in [json!([-1]), json!([1, 9])] {
            let nodes = json!([{"cachegroup": "a", "parents": parents}, {"cachegroup": "b", "parents": []}]);
            let body = json!({"response": [{"name": "t", "nodes": nodes}]});
            let output = import(folder, &put(folder, "topologies.json", &body));
            assert_eq!(err(&output).matches("as a parent").count(), 1, "{}", err(&output));
        }
        // By way of the text it is told as well.
        assert_eq!(code(&run(folder, "export p --format plan-text -o p.plan-text")), 0);
        assert_eq!(code(&run(folder, "new q")), 0);
        assert!(err(&run(folder, "import q p.plan-text")).contains("as a parent"));
    }

    #[test]
    fn a_hundred_alike_are_one_line() {
        let folder = temporary_folder();
        let folder = folder.path();
        new_plan(folder);
        let rows: Vec<Value> = (0..100)
            .map(|at| json!({"hostName": format!("h{at}"), "cdn": "c", "configUpdateTime": "yesterday", "interfaces": []}))
            .collect();
        let output = import(folder, &put(folder, "servers.json", &json!({"response": rows})));
        let told = err(&output);
        let lines: Vec<&str> = told.lines().filter(|line| line.contains("no time like")).collect();
        assert_eq!(lines.len(), 1, "{told}");
        assert!(
            lines[0].contains("100 times: servers.json, row 0; servers.json, row 1; servers.json, row 2, ..."),
            "{told}"
        );
    }
}

mod counts {
    use super::*;

    #[test]
    fn files_and_changes_agree_and_what_is_not_used_is_named() {
        let folder = temporary_folder();
        let folder = folder.path();
        new_plan(folder);
        let input = temporary_folder();
        for (name, document) in [
            ("divisions.json", json!({"response": [{"name": "north"}, {"name": "south"}]})),
            ("regions.json", json!({"response": [{"name": "fjords", "divisionName": "north"}]})),
            ("asns.json", json!({"response": []})),
            ("statuses.json", json!({"response": [{"id": 1, "name": "ONLINE"}, {"id": 2, "name": "OFFLINE"}]})),
            ("users.json", json!({"response": [{"username": "ola"}]})),
            ("package.json", json!({"a": 1})),
        ] {
            put(input.path(), name, &document);
        }
        std::fs::write(input.path().join("README.md"), "read me").unwrap();
        std::fs::write(input.path().join("sites.csv"), "a,b").unwrap();
        let path = input.path().to_str().unwrap();
        let dry = lodestone(folder, &["import", "p", path, "--dry-run"], b"");
        assert!(out(&dry).contains("added: 2 divisions, 1 region"), "{}", out(&dry));
        let done = import(folder, path);
        assert!(out(&done).contains("Import 4 files"), "{}", out(&done));
        for name in ["users.json", "package.json", "README.md", "sites.csv"] {
            assert!(err(&done).contains(name) && err(&dry).contains(name), "{name}: {}", err(&done));
        }
        let history = run(folder, "history p");
        assert!(out(&history).contains("Import 4 files (3 changes)"), "{}", out(&history));
        let snapshot = case("01-tm-host.json");
        let both =
            lodestone(folder, &["import", "p", &snapshot, input.path().join("asns.json").to_str().unwrap()], b"");
        assert!(out(&both).contains("Import 2 files"), "{}", out(&both));
    }
}

//! Small inputs that once went wrong, and their kin, through the program as a user runs it.

use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::{Value, json};

use crate::support::child::lodestone;
use crate::support::temporary_folder;

pub(crate) fn case(name: &str) -> String {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cases").join(name).to_str().unwrap().to_owned()
}

pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

pub(crate) fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

pub(crate) fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Runs the program with words that have no spaces in them.
pub(crate) fn run(folder: &Path, words: &str) -> Output {
    let words: Vec<&str> = words.split(' ').collect();
    lodestone(folder, &words, b"")
}

/// Imports a file into a new plan `p`.
pub(crate) fn imported(folder: &Path, file: &str) -> Output {
    assert_eq!(code(&run(folder, "new p")), 0);
    lodestone(folder, &["import", "p", file], b"")
}

/// A document of a file.
pub(crate) fn read_json(path: impl AsRef<Path>) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Writes a document into a folder, and gives its name.
pub(crate) fn put(folder: &Path, name: &str, document: &Value) -> String {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, document.to_string()).unwrap();
    name.to_owned()
}

fn exported(folder: &Path, cdn: &str) -> Value {
    let output = run(folder, &format!("export p --format snapshot --cdn {cdn} --date 1800000000"));
    assert_eq!(code(&output), 0, "{}", err(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

mod stats {
    use super::*;

    #[test]
    fn the_traffic_ops_that_a_snapshot_names_is_kept_and_compared() {
        let folder = temporary_folder();
        let folder = folder.path();
        let output = imported(folder, &case("01-tm-host.json"));
        assert_eq!(code(&output), 0, "{}", err(&output));
        assert!(err(&output).contains("tm_user, tm_version say who made this"), "{}", err(&output));
        assert_eq!(exported(folder, "tern")["stats"]["tm_host"], "ops.tern.example:443");
        let again = lodestone(folder, &["import", "p", &case("01-tm-host.json")], b"");
        assert!(out(&again).contains("Nothing to change"), "{}", out(&again));
        let same = lodestone(folder, &["diff", "p", &case("01-tm-host.json")], b"");
        assert_eq!(code(&same), 0, "{}", out(&same));

        let moved = case("01-tm-host-moved.json");
        let differs = lodestone(folder, &["diff", "p", &moved], b"");
        assert_eq!(code(&differs), 1);
        assert!(
            out(&differs).contains("tm_host: ops.tern.example:443 becomes newops.tern.example:443"),
            "{}",
            out(&differs)
        );
        let dry = lodestone(folder, &["import", "p", &moved, "--dry-run"], b"");
        assert!(out(&dry).contains("newops.tern.example"), "{}", out(&dry));
        assert_eq!(code(&lodestone(folder, &["import", "p", &moved], b"")), 0);
        assert_eq!(exported(folder, "tern")["stats"]["tm_host"], "newops.tern.example:443");
        let back = run(folder, "undo p");
        assert_eq!(code(&back), 0);
        assert_eq!(exported(folder, "tern")["stats"]["tm_host"], "ops.tern.example:443");
    }

    #[test]
    fn what_no_parameter_can_say_is_kept_all_the_same() {
        for (host, path) in
            [(json!("ops/with/a/path"), json!("/api")), (json!(""), Value::Null), (json!(7), json!("x"))]
        {
            let folder = temporary_folder();
            let folder = folder.path();
            let mut snapshot = read_json(case("01-tm-host.json"));
            snapshot["stats"]["tm_host"] = host.clone();
            if path != Value::Null {
                snapshot["stats"]["tm_path"] = path.clone();
            }
            let file = put(folder, "s.json", &snapshot);
            assert_eq!(code(&imported(folder, &file)), 0);
            let stats = &exported(folder, "tern")["stats"];
            assert_eq!((&stats["tm_host"], &stats["tm_path"]), (&host, &path));
            assert_eq!(code(&run(folder, "diff p s.json")), 0);
        }
    }

    #[test]
    fn each_cdn_keeps_its_own() {
        let folder = temporary_folder();
        let folder = folder.path();
        let other = std::fs::read_to_string(case("01-tm-host-moved.json")).unwrap().replace("tern", "gull");
        std::fs::write(folder.join("gull.json"), other).unwrap();
        assert_eq!(code(&imported(folder, &case("01-tm-host.json"))), 0);
        assert_eq!(code(&run(folder, "import p gull.json")), 0);
        assert_eq!(exported(folder, "tern")["stats"]["tm_host"], "ops.tern.example:443");
        assert_eq!(exported(folder, "gull")["stats"]["tm_host"], "newops.gull.example:443");
    }

    #[test]
    fn between_documents_everything_counts_but_the_date() {
        let folder = temporary_folder();
        let folder = folder.path();
        for (key, differs) in
            [("date", false), ("tm_host", true), ("tm_user", true), ("tm_version", true), ("tm_path", true)]
        {
            let mut snapshot = read_json(case("01-tm-host.json"));
            snapshot["stats"][key] = if key == "date" { json!(1) } else { json!("other") };
            put(folder, "other.json", &snapshot);
            let output = lodestone(folder, &["diff", &case("01-tm-host.json"), "other.json"], b"");
            assert_eq!(code(&output), i32::from(differs), "{key}: {}", out(&output));
            // Of a plan, who made the snapshot is the plan's own.
            let of_plan = matches!(key, "tm_host" | "tm_path");
            let _ = std::fs::remove_file(folder.join("p"));
            assert_eq!(code(&imported(folder, &case("01-tm-host.json"))), 0);
            let output = run(folder, "diff other.json p");
            assert_eq!(code(&output), i32::from(of_plan), "{key}: {}", out(&output));
        }
    }
}

mod judged {
    use super::*;

    #[test]
    fn an_export_says_what_traffic_router_would_do() {
        let folder = temporary_folder();
        let folder = folder.path();
        assert_eq!(code(&imported(folder, &case("09-cname-without-dot"))), 0);
        let place = "/deliveryServices/news/staticDnsEntries/0/value";
        for words in ["export p --format snapshot --cdn heron", "export p --format snapshot --cdn heron -o s.json"] {
            let output = run(folder, words);
            assert_eq!(code(&output), 0, "{}", err(&output));
            assert!(err(&output).contains(&format!("error: snapshot of heron, {place}")), "{}", err(&output));
            let output = run(folder, &format!("{words} --strict"));
            assert_eq!(code(&output), 1);
            assert!(
                err(&output).contains(place) && err(&output).contains("with --strict: 1 error"),
                "{}",
                err(&output)
            );
        }
        let output = run(folder, "export p --format snapshot --cdn heron -o s.json --json");
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        let places: Vec<&Value> = document["problems"].as_array().unwrap().iter().map(|one| &one["place"]).collect();
        assert!(places.contains(&&json!(place)), "{document}");
    }

    #[test]
    fn strict_counts_no_notes() {
        let folder = temporary_folder();
        let folder = folder.path();
        // A service with certificates is a note: the router waits for them.
        assert_eq!(code(&imported(folder, &case("01-tm-host.json"))), 0);
        let output = run(folder, "export p --format snapshot --cdn tern --date 1800000000 --strict");
        assert!(err(&output).contains("note: "), "{}", err(&output));
        assert_eq!(code(&output), 0, "{}", err(&output));
    }

    #[test]
    fn what_stands_in_the_way_comes_line_by_line() {
        let folder = temporary_folder();
        let folder = folder.path();
        let mut snapshot = read_json(case("01-tm-host.json"));
        assert_eq!(code(&imported(folder, &case("01-tm-host.json"))), 0);
        snapshot["stats"]["CDN_name"] = json!("tern");
        let body = json!({"response": [{"name": "skerry", "shortName": "sk", "latitude": null, "longitude": null,
            "typeName": "EDGE_LOC"}]});
        put(folder, "cachegroups.json", &body);
        assert_eq!(code(&run(folder, "import p cachegroups.json")), 0);
        for words in ["export p --format snapshot --cdn tern".to_owned(), format!("diff p {}", case("01-tm-host.json"))]
        {
            let output = run(folder, &words);
            assert!(
                err(&output).contains("error: cache group `skerry` of `edgeLocations` has no position"),
                "{}",
                err(&output)
            );
            assert!(!err(&output).contains("\\n"), "{}", err(&output));
        }
    }
}

mod keep_going {
    use super::*;

    #[test]
    fn what_was_left_out_for_an_error_ends_with_1() {
        let folder = temporary_folder();
        let folder = folder.path();
        put(folder, "divisions.json", &json!({"response": [{"name": "north"}, {"name": ""}]}));
        put(folder, "regions.json", &json!({"response": [{"name": "fjords", "divisionName": "north"}]}));
        put(folder, "users.json", &json!({"response": [{"username": "ola"}]}));
        std::fs::write(folder.join("broken.json"), "{\"response\": [").unwrap();
        std::fs::write(folder.join("twice.json"), "{\"response\": [], \"response\": []}").unwrap();
        assert_eq!(code(&run(folder, "new p")), 0);
        for (words, expected) in [
            ("import p divisions.json", 1),
            ("import p divisions.json --keep-going", 1),
            ("import p regions.json broken.json --keep-going", 1),
            ("import p regions.json twice.json --keep-going", 1),
            ("import p regions.json users.json --keep-going", 0),
            ("import p users.json", 0),
            ("import p regions.json", 0),
        ] {
            let dry = run(folder, &format!("{words} --dry-run"));
            assert_eq!(code(&dry), expected, "{words}: {}", err(&dry));
            let done = run(folder, words);
            assert_eq!(code(&done), expected, "{words}: {}", err(&done));
            assert_eq!(code(&run(folder, &format!("{words} --json"))), expected);
        }
    }
}

mod preflight {
    use super::*;

    type Change = fn(&mut Value);

    /// What preflight says of a snapshot: severity, rule and place of each finding.
    fn told(folder: &Path, file: &str) -> (i32, Vec<(String, String, String)>) {
        let output = lodestone(folder, &["preflight", file, "--json"], b"");
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
        let findings = document["findings"].as_array().unwrap();
        let told = findings.iter().map(|one| (text(one, "severity"), text(one, "rule"), text(one, "pointer")));
        (code(&output), told.collect())
    }

    /// What breaks a sound snapshot, and what is told then, where.
    const KIN: &[(Change, &str, &str)] = &[
        (|it| it["stats"]["tm_host"] = Value::Null, "warning", "/stats/tm_host"),
        (
            |it| {
                it["deliveryServices"]["reef"]["sslEnabled"] = json!("false");
                it["stats"]["tm_host"] = json!("");
                it["config"]["dnssec.enabled"] = json!("true");
            },
            "warning",
            "/stats/tm_host",
        ),
        (
            |it| it["contentServers"]["tern-e1"]["deliveryServices"]["gone"] = json!(["a.b.c"]),
            "warning",
            "/contentServers/tern-e1/deliveryServices/gone",
        ),
        (
            |it| {
                it["topologies"] = json!({"t": {"nodes": ["skerry", "nowhere"]}});
                it["deliveryServices"]["reef"]["topology"] = json!("t");
            },
            "note",
            "/topologies/t/nodes/1",
        ),
        (
            |it| {
                it["topologies"] = json!({"t": {"nodes": ["nowhere"]}});
                it["deliveryServices"]["reef"]["topology"] = json!("t");
            },
            "note",
            "/topologies/t/nodes/0",
        ),
        (
            |it| {
                let at = json!({"latitude": 0, "longitude": 0.0});
                it["trafficRouterLocations"]["skerry"] = at;
            },
            "note",
            "/trafficRouterLocations/skerry",
        ),
        (
            |it| it["trafficRouterLocations"]["skerry"]["longitude"] = json!(-180.5),
            "warning",
            "/trafficRouterLocations/skerry/longitude",
        ),
        (
            |it| it["deliveryServices"]["reef"]["missLocation"] = json!({"lat": -91, "long": 3}),
            "warning",
            "/deliveryServices/reef/missLocation/lat",
        ),
        (
            |it| it["config"]["maxmindDefaultOverride"] = json!([{"countryCode": "NO", "lat": 60, "long": 181}]),
            "warning",
            "/config/maxmindDefaultOverride/0/long",
        ),
        (
            |it| it["deliveryServices"]["wreck"] = it["deliveryServices"]["reef"].clone(),
            "warning",
            "/deliveryServices/wreck/matchsets",
        ),
        (
            |it| {
                it["deliveryServices"]["reef"]["routingName"] = json!("Tern-R1");
                it["deliveryServices"]["reef"]["matchsets"][0]["protocol"] = json!("DNS");
            },
            "warning",
            "/deliveryServices/reef/routingName",
        ),
    ];

    fn has(found: &[(String, String, String)], severity: &str, pointer: &str) -> bool {
        found.iter().any(|(how, _, place)| how == severity && place == pointer)
    }

    #[test]
    fn cases_are_told() {
        let folder = temporary_folder();
        for (file, severity, pointer) in [
            ("02-tm-host-empty.json", "warning", "/stats/tm_host"),
            ("03-cache-without-address.json", "warning", "/contentServers/tern-e1/ip"),
            ("06-location-at-zero.json", "note", "/edgeLocations/skerry"),
            ("07-location-off-the-globe.json", "warning", "/edgeLocations/skerry/latitude"),
            ("07-location-off-the-globe.json", "warning", "/edgeLocations/skerry/longitude"),
        ] {
            let (code, found) = told(folder.path(), &case(file));
            assert_eq!(code, 0, "{file}");
            assert!(has(&found, severity, pointer), "{file}: {found:?}");
        }
        let (_, found) = told(folder.path(), &case("01-tm-host.json"));
        assert!(found.iter().all(|(severity, ..)| severity == "note"), "{found:?}");
    }

    #[test]
    fn their_kin_are_told() {
        let folder = temporary_folder();
        let folder = folder.path();
        for (change, severity, pointer) in KIN {
            let mut snapshot = read_json(case("01-tm-host.json"));
            change(&mut snapshot);
            let file = put(folder, "s.json", &snapshot);
            let (_, found) = told(folder, &file);
            assert!(has(&found, severity, pointer), "{pointer}: {found:?}");
        }
    }

    #[test]
    fn what_is_meant_is_not_told() {
        let folder = temporary_folder();
        let folder = folder.path();
        let changes: &[Change] = &[
            // Nobody needs Traffic Ops.
            |it| {
                it["deliveryServices"]["reef"]["sslEnabled"] = json!("false");
                it["stats"]["tm_host"] = json!("");
            },
            // Another CDN's topology.
            |it| it["topologies"] = json!({"t": {"nodes": ["skerry", "elsewhere"]}}),
            // None, as Traffic Ops has it for services of some types.
            |it| it["deliveryServices"]["reef"]["missLocation"] = json!({"lat": 0, "long": 0}),
            // IPv6 alone, the equator, the pole and the date line.
            |it| {
                it["contentServers"]["tern-e1"]["ip"] = json!("");
                it["contentServers"]["tern-e1"]["ip6"] = json!("2001:db8::1/64");
            },
            |it| it["edgeLocations"]["skerry"]["latitude"] = json!(0),
            |it| {
                it["edgeLocations"]["skerry"]["latitude"] = json!(-90);
                it["edgeLocations"]["skerry"]["longitude"] = json!(180);
            },
            // HTTP services are sent to the routers anyway; one that is off answers nothing.
            |it| it["deliveryServices"]["reef"]["routingName"] = json!("tern-r1"),
        ];
        for change in changes {
            let mut snapshot = read_json(case("01-tm-host.json"));
            change(&mut snapshot);
            let file = put(folder, "s.json", &snapshot);
            let (_, found) = told(folder, &file);
            assert!(found.iter().all(|(_, rule, _)| rule == "snapshot-waits-for-certificates"), "{found:?}");
        }
    }
}

//! `lodestone route` with one question: of the sample plan and of a snapshot, in words and as JSON, and every way to ask
//! it wrongly.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::child::run;
use crate::support::temporary_folder;

/// Zones of two groups of the sample; the second is in Paris by its coordinates.
const ZONES: &str = r#"{"coverageZones": {
    "edge-amsterdam": {"network": ["10.1.0.0/16"], "network6": ["2001:db8:1::/48"],
        "coordinates": {"latitude": 52.4, "longitude": 4.9}},
    "edge-paris": {"network": ["10.2.0.0/16"], "coordinates": {"latitude": 48.9, "longitude": 2.3}}
}}"#;

/// A folder with the sample plan, the snapshot of its larger CDN, and zones.
fn sample() -> tempfile::TempDir {
    let folder = temporary_folder();
    run(folder.path(), &["new", "plan.lodestone", "--sample"], 0);
    let export =
        ["export", "plan.lodestone", "--format", "snapshot", "--cdn", "aurora", "--date", "7", "-o", "snapshot.json"];
    run(folder.path(), &export, 0);
    std::fs::write(folder.path().join("zones.json"), ZONES).unwrap();
    folder
}

/// The words of a question to the plan's larger CDN.
fn asked(folder: &Path, arguments: &str) -> String {
    let all: Vec<&str> = "route plan.lodestone --cdn aurora".split(' ').chain(arguments.split(' ')).collect();
    run(folder, &all, 0).0
}

/// The same of the snapshot, as JSON.
pub(crate) fn asked_json(folder: &Path, arguments: &str) -> Value {
    let all: Vec<&str> = "route snapshot.json --json".split(' ').chain(arguments.split(' ')).collect();
    serde_json::from_str(&run(folder, &all, 0).0).unwrap()
}

fn step<'a>(answer: &'a Value, name: &str) -> &'a Value {
    let steps = answer["steps"].as_array().unwrap();
    steps.iter().find(|step| step["step"] == name).unwrap_or_else(|| panic!("no step {name} in {steps:#?}"))
}

#[test]
fn without_a_traffic_router_nobody_answers() {
    let folder = temporary_folder();
    run(folder.path(), &["new", "plan.lodestone", "--sample"], 0);
    let ask = "route plan.lodestone --cdn aurora --service aurora-vod --at 48.85,2.35";
    let asked = |more: &str| -> Vec<String> { ask.split(' ').chain(more.split(' ')).map(str::to_owned).collect() };
    let told = |more: &str| {
        let all = asked(more);
        run(folder.path(), &all.iter().map(String::as_str).collect::<Vec<_>>(), 0)
    };
    let (out, err) = told("--down cdn:aurora");
    assert!(out.contains("routers: none is left - no Traffic Router of the CDN answers"), "{out}");
    assert!(out.contains("not server tr-atl-01: taken down with the CDN aurora"), "{out}");
    assert!(out.lines().last().unwrap().ends_with("none: no Traffic Router of the CDN is left"), "{out}");
    assert!(!err.contains("warning"), "{err}");
    let (out, _) = told("--down cache-group:tr-warsaw --down server:tr-atl-01 --json");
    let document: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(document["group"], "edge-paris");
    let step = document["steps"].as_array().unwrap().iter().find(|step| step["step"] == "routers").unwrap();
    assert_eq!((&step["outcome"], step["skipped"].as_array().unwrap().len()), (&"1 of 4 left".into(), 3));
    let all = asked("--down cdn:borealis");
    let (_, err) = run(folder.path(), &all.iter().map(String::as_str).collect::<Vec<_>>(), 2);
    assert!(err.contains("there is no CDN `borealis` to take down"), "{err}");
}

#[test]
fn a_client_in_a_zone_gets_its_group() {
    let folder = sample();
    let told = asked(folder.path(), "--service aurora-vod --zones zones.json --client 10.1.2.3 --path /films/a.ts");
    let last = told.lines().last().unwrap();
    assert!(last.starts_with("Answer: 302 to ") && last.contains("edge-ams-") && last.contains("(CZ)"), "{told}");
    assert!(last.contains("/films/a.ts"), "{told}");
    assert!(told.contains("states: assumed") && told.contains("zone edge-amsterdam"), "{told}");
    assert!(told.contains("10.1.0.0/16 is the longest network"), "{told}");
}

#[test]
fn a_point_stands_for_a_client_that_is_in_no_zone() {
    let folder = sample();
    let told = asked(folder.path(), "--service aurora-vod --at 48.85,2.35");
    let last = told.lines().last().unwrap();
    assert!(last.contains("edge-par-") && last.contains("(GEO)"), "{told}");
    assert!(told.contains("a client at 48.85,2.35, for whom the address 192.0.2.1 stands in"), "{told}");
    // The usual stand-in is somebody's in these zones.
    let taken = ZONES.replace("10.1.0.0/16", "192.0.2.0/24");
    std::fs::write(folder.path().join("taken.json"), taken).unwrap();
    let answer = asked_json(folder.path(), "--service aurora-vod --at 48.85,2.35 --zones taken.json");
    assert_eq!(
        (&answer["ip"], &answer["zone"], &answer["group"]),
        (&json!("198.51.100.1"), &Value::Null, &json!("edge-paris"))
    );
    // South and west are negative.
    let answer = asked_json(folder.path(), "--service aurora-vod --at -33.9,151.2 --country au");
    assert_eq!((&answer["result"], &step(&answer, "geolocation")["outcome"]), (&json!("GEO"), &json!("-33.9,151.2")));
}

#[test]
fn what_is_down_moves_the_client() {
    let folder = sample();
    let question = "--service aurora-vod --at 48.85,2.35";
    let group = |down: &str| {
        let told = asked(folder.path(), &format!("{question} {down}"));
        told.lines().last().unwrap().to_owned()
    };
    assert!(group("--down server:edge-ams-01").contains("edge-par-"));
    let places = ["cache-group:edge-paris", "phys-location:Paris|1"];
    for down in places {
        let all: Vec<String> = format!("route plan.lodestone --cdn aurora {question} --down {down}")
            .split(' ')
            .map(|word| word.replace('|', " "))
            .collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        let (told, _) = run(folder.path(), &all, 0);
        assert!(told.contains("not server edge-par-01: taken down with the"), "{told}");
        assert!(told.contains("not cache-group edge-paris: "), "{told}");
        assert!(!told.lines().last().unwrap().contains("edge-par-"), "{told}");
    }
    let answer = asked_json(folder.path(), &format!("{question} --down cache-group:edge-paris"));
    assert_ne!(answer["group"], json!("edge-paris"));
    let skipped = step(&answer, "nearest")["skipped"].as_array().unwrap();
    assert_eq!(skipped[0]["object"], json!({"kind": "cache-group", "name": "edge-paris"}));
}

#[test]
fn given_states_take_the_place_of_assumed_ones() {
    let folder = sample();
    let states = r#"{"caches": {"edge-ams-02": {"isAvailable": true}}, "deliveryServices": {}}"#;
    std::fs::write(folder.path().join("states.json"), states).unwrap();
    let question = "--service aurora-vod --at 48.85,2.35 --states states.json";
    let answer = asked_json(folder.path(), question);
    assert_eq!((&answer["caches"], &step(&answer, "states")["outcome"]), (&json!(["edge-ams-02"]), &json!("given")));
    let answer = asked_json(folder.path(), &format!("{question} --down server:edge-ams-02"));
    assert_eq!((&answer["caches"], &answer["answer"]["status"]), (&Value::Null, &json!(503)));
}

#[test]
fn dns_services_are_asked_by_dns() {
    let folder = sample();
    let told = asked(folder.path(), "--service aurora-web --zones zones.json --client 10.2.0.9");
    let last = told.lines().last().unwrap();
    assert!(last.starts_with("Answer: NOERROR: ") && last.ends_with("(CZ)"), "{told}");
    assert!(told.contains("match: aurora-web") && told.contains("addresses: edge-par-"), "{told}");
    let answer =
        asked_json(folder.path(), "--service aurora-web --client 2001:db8:1::7 --zones zones.json --qtype aaaa");
    assert_eq!(
        (&answer["qtype"], &answer["group"], &answer["bypass"]),
        (&json!("AAAA"), &json!("edge-amsterdam"), &json!(false))
    );
    let ecs = asked_json(folder.path(), "--service aurora-web --client 10.2.0.9 --ecs 10.1.5.0/24 --zones zones.json");
    assert_eq!((&ecs["client"], &ecs["group"]), (&json!("10.1.5.0"), &json!("edge-amsterdam")));
}

#[test]
fn json_has_the_keys_of_the_recordings_and_the_steps() {
    let folder = sample();
    let answer =
        asked_json(folder.path(), "--service aurora-vod --zones zones.json --client 10.1.2.3 --path /f/a.ts --https");
    for key in ["ds", "ip", "path", "zone", "result", "details", "continueGeo", "fromBackup", "resultLocation"] {
        assert!(answer.get(key).is_some(), "{key}: {answer:#}");
    }
    for key in ["group", "caches", "hashString", "hashOrder", "answer"] {
        assert!(answer.get(key).is_some(), "{key}: {answer:#}");
    }
    for step in answer["steps"].as_array().unwrap() {
        let keys: Vec<&str> = step.as_object().unwrap().keys().map(String::as_str).collect();
        let mut sorted = keys.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, ["outcome", "reason", "skipped", "source", "step"]);
        let (file, line) = step["source"].as_str().unwrap().rsplit_once(':').unwrap();
        assert!(file.contains('.') && line.parse::<u32>().is_ok(), "{step}");
        for skipped in step["skipped"].as_array().unwrap() {
            assert!(skipped["object"]["kind"].is_string() && skipped["object"]["name"].is_string(), "{skipped}");
            assert!(skipped["why"].is_string(), "{skipped}");
        }
    }
    let by_host =
        asked_json(folder.path(), "--host cdn.aurora-vod.aurora.example.net --client 10.1.2.3 --zones zones.json");
    assert_eq!((&by_host["matched"], &by_host["group"]), (&json!("aurora-vod"), &json!("edge-amsterdam")));
}

#[test]
fn a_miss_is_an_answer() {
    let folder = sample();
    let text = std::fs::read_to_string(folder.path().join("snapshot.json")).unwrap();
    let mut snapshot: Value = serde_json::from_str(&text).unwrap();
    snapshot["deliveryServices"]["aurora-vod"]["coverageZoneOnly"] = json!("true");
    std::fs::write(folder.path().join("only.json"), snapshot.to_string()).unwrap();
    let arguments = "route only.json --service aurora-vod --client 10.9.9.9 --zones zones.json";
    let (told, _) = run(folder.path(), &arguments.split(' ').collect::<Vec<_>>(), 0);
    assert_eq!(told.lines().last(), Some("Answer: 503, and no cache (MISS, DS_NO_BYPASS)"), "{told}");
    // A router would not take this one, which is said, and what it would do with it nevertheless.
    snapshot["deliveryServices"]["aurora-vod"]["matchsets"][0]["matchlist"][0]["regex"] = json!("(");
    std::fs::write(folder.path().join("bad.json"), snapshot.to_string()).unwrap();
    let arguments = "route bad.json --service aurora-vod --client 10.9.9.9";
    let (_, err) = run(folder.path(), &arguments.split(' ').collect::<Vec<_>>(), 0);
    assert!(err.contains("Traffic Router would reject this snapshot"), "{err}");
}

#[test]
fn names_cannot_play_tricks_on_a_terminal() {
    let folder = sample();
    let text = std::fs::read_to_string(folder.path().join("snapshot.json")).unwrap();
    let odd = text.replace("edge-paris", "edge-\\u001b[31m\\u202eparis");
    std::fs::write(folder.path().join("odd.json"), odd).unwrap();
    let arguments = "route odd.json --service aurora-vod --at 48.85,2.35";
    let (told, _) = run(folder.path(), &arguments.split(' ').collect::<Vec<_>>(), 0);
    assert!(told.contains("edge-\\u{1b}[31m\\u{202e}paris") && !told.contains('\u{1b}'), "{told}");
}

#[test]
fn wrong_questions_are_refused_with_what_there_is() {
    let folder = sample();
    for (arguments, code, words) in [
        ("route plan.lodestone --service aurora-vod --client 10.1.2.3", 2, "several CDNs: aurora, borealis"),
        ("route plan.lodestone --cdn none --service aurora-vod --client 10.1.2.3", 2, "the plan has aurora, borealis"),
        ("route snapshot.json --cdn none --service aurora-vod --client 10.1.2.3", 2, "it says that it is of `aurora`"),
        ("route snapshot.json --service none --client 10.1.2.3", 2, "there is aurora-live, aurora-vod, aurora-web"),
        ("route plan.lodestone --cdn aurora --service borealis-web --client 10.1.2.3", 2, "the plan has it, but"),
        ("route snapshot.json --host none --client 10.1.2.3", 2, "cdn.aurora-vod."),
        ("route snapshot.json --service aurora-vod", 2, "--client"),
        ("route snapshot.json --client 10.1.2.3", 2, "--service"),
        ("route --service aurora-vod --client 10.1.2.3", 2, "PLAN|SNAPSHOT"),
        ("route snapshot.json --service aurora-vod --client here", 2, "like 192.0.2.7"),
        ("route snapshot.json --service aurora-vod --at 91,0", 2, "degrees north and east"),
        ("route snapshot.json --service aurora-vod --at NaN,0", 2, "degrees north and east"),
        ("route snapshot.json --service aurora-vod --at 1,2 --client 10.1.2.3", 2, "cannot be used with"),
        ("route snapshot.json --service aurora-vod --client 10.1.2.3 --country DE", 2, "cannot be used with"),
        ("route snapshot.json --service aurora-vod --client 10.1.2.3 --path a", 2, "a path begins with /"),
        ("route snapshot.json --service aurora-vod --client 10.1.2.3 --header a", 2, "User-Agent:curl"),
        ("route snapshot.json --service aurora-vod --client 10.1.2.3 --qtype MX", 2, "it is A or AAAA"),
        ("route snapshot.json --service aurora-web --client 10.1.2.3 --ecs 10.0.0.0/99", 2, "like 192.0.2.0/24"),
        ("route snapshot.json --service aurora-web --client 10.1.2.3 --path /a", 2, "routed by DNS"),
        ("route snapshot.json --service aurora-vod --client 10.1.2.3 --down rack:1", 2, "cache-group"),
        (
            "route snapshot.json --service aurora-vod --client 10.1.2.3 --down region:x",
            2,
            "a snapshot knows no regions",
        ),
        ("route snapshot.json --service aurora-vod --client 10.1.2.3 --down cache-group:x", 2, "there is edge-"),
        ("route plan.lodestone --cdn aurora --service aurora-vod --client 10.1.2.3 --down region:x", 2, "there is "),
        ("route snapshot.json --scenario snapshot.json", 2, "cannot be used with"),
        ("route --scenario snapshot.json --down server:a", 2, "cannot be used with"),
        ("route - --zones - --service aurora-vod --client 10.1.2.3", 2, "only one file can be standard input"),
        ("route none.json --service aurora-vod --client 10.1.2.3", 3, "none.json"),
        ("route zones.json --service aurora-vod --client 10.1.2.3", 3, "is no snapshot"),
        ("route snapshot.json --service aurora-vod --client 10.1.2.3 --zones none.json", 3, "none.json"),
        ("route snapshot.json --service aurora-vod --client 10.1.2.3 --zones snapshot.json", 3, "no `coverageZones`"),
        ("route snapshot.json --service aurora-vod --client 10.1.2.3 --geo-db zones.json", 3, "no MaxMind database"),
        ("route snapshot.json --service aurora-vod --client 10.1.2.3 --steering zones.json", 3, "zones.json"),
        ("route snapshot.json --service aurora-vod --client 10.1.2.3 --federations zones.json", 3, "`response`"),
        ("route snapshot.json --service aurora-vod --client 10.1.2.3 --regional-geo zones.json", 3, "deliveryServices"),
        ("route snapshot.json --service aurora-vod --client 10.1.2.3 --anonymous-config zones.json", 3, "anonymousIp"),
        (
            "route snapshot.json --service aurora-vod --client 10.1.2.3 --anonymous-db zones.json",
            3,
            "no MaxMind database",
        ),
    ] {
        let (out, err) = run(folder.path(), &arguments.split(' ').collect::<Vec<_>>(), code);
        assert!(err.contains(words), "{arguments}: {err}");
        assert_eq!(out, "", "{arguments}");
    }
}

#[test]
fn the_files_beside_count() {
    let folder = sample();
    let database = crate::support::fixture("traffic-router/second/GeoLite2-City-Test.mmdb");
    let arguments =
        ["route", "snapshot.json", "--service", "aurora-vod", "--client", "81.2.69.160", "--json", "--geo-db"];
    let all: Vec<&str> = arguments.into_iter().chain([database.to_str().unwrap()]).collect();
    let answer: Value = serde_json::from_str(&run(folder.path(), &all, 0).0).unwrap();
    assert_eq!(answer["result"], json!("GEO"));
    assert!(step(&answer, "geolocation")["outcome"].as_str().unwrap().starts_with("51.5"), "{answer:#}");
    let (_, err) = run(folder.path(), &all[..6], 0);
    assert!(err.contains("--geo-db"), "{err}");
    let federations = r#"{"response": [{"deliveryService": "aurora-web", "mappings": [
        {"cname": "elsewhere.example.", "ttl": 60, "resolve4": ["10.7.0.0/16"]}]}]}"#;
    std::fs::write(folder.path().join("federations.json"), federations).unwrap();
    let answer = asked_json(folder.path(), "--service aurora-web --client 10.7.0.1 --federations federations.json");
    assert_eq!(answer["result"], json!("FED"));
    assert_eq!(step(&answer, "federation")["outcome"], json!("elsewhere.example."));
    let steering = r#"{"response": [{"deliveryService": "aurora-vod", "clientSteering": false, "filters": [],
        "targets": [{"deliveryService": "aurora-live", "weight": 1, "order": 0, "geoOrder": 0}]}]}"#;
    std::fs::write(folder.path().join("steering.json"), steering).unwrap();
    let answer = asked_json(folder.path(), "--service aurora-vod --at 48.85,2.35 --steering steering.json");
    assert_eq!(answer["target"], json!("aurora-live"));
}

#[test]
fn a_deep_zone_leads_to_its_cache() {
    let folder = sample();
    let path = folder.path();
    change_service(path, |service| service["deepCachingType"] = json!("ALWAYS"));
    let deep = r#"{"deepCoverageZones": {"paris": {"network": ["203.0.113.0/24"], "caches": ["edge-par-02"]}}}"#;
    std::fs::write(path.join("deep.json"), deep).unwrap();
    let answer = asked_json(path, "--service aurora-vod --client 203.0.113.7 --deep-zones deep.json");
    assert_eq!(answer["result"], json!("DEEP_CZ"));
    assert!(answer["answer"]["location"].to_string().contains("edge-par-02"), "{answer:#}");
    let elsewhere = asked_json(path, "--service aurora-vod --client 203.0.114.7 --deep-zones deep.json");
    assert_ne!(elsewhere["result"], json!("DEEP_CZ"));
}

#[test]
fn an_anonymous_address_is_blocked_and_why_not_is_said() {
    let folder = sample();
    let path = folder.path();
    change_service(path, |service| service["anonymousBlockingEnabled"] = json!("true"));
    let policy = json!({"anonymousIp": {"blockAnonymousVPN": true, "blockHostingProvider": true,
        "blockPublicProxy": true, "blockTorExitNode": true}, "ip4Whitelist": ["192.0.2.0/24"], "ip6Whitelist": []});
    std::fs::write(path.join("policy.json"), policy.to_string()).unwrap();
    let zones = r#"{"coverageZones": {"edge-paris": {"network": ["1.124.213.0/24"]}}}"#;
    std::fs::write(path.join("vpn.json"), zones).unwrap();
    let database = crate::support::fixture("traffic-router/second/GeoIP2-Anonymous-IP-Test.mmdb");
    let question = format!(
        "--service aurora-vod --client 1.124.213.1 --zones vpn.json --anonymous-config policy.json --anonymous-db {}",
        database.to_str().unwrap()
    );
    let unread = asked_json(path, &question);
    assert_eq!(unread["result"], json!("CZ"), "the snapshot names no such files");
    let why = step(&unread, "anonymous-ip")["reason"].as_str().unwrap();
    assert!(why.contains("anonymousip.polling.url"), "{why}");
    change_snapshot(path, |snapshot| {
        for key in ["anonymousip.polling.url", "anonymousip.policy.configuration"] {
            snapshot["config"][key] = json!("http://files.example.net/anonymous");
        }
    });
    let blocked = asked_json(path, &question);
    let answer = &blocked["answer"];
    assert_eq!((&answer["result"], &answer["status"]), (&json!("ANON_BLOCK"), &json!(403)), "{blocked:#}");
}

/// Changes the snapshot that questions are asked of.
fn change_snapshot(folder: &Path, change: impl FnOnce(&mut Value)) {
    let path = folder.join("snapshot.json");
    let mut snapshot: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    change(&mut snapshot);
    std::fs::write(&path, snapshot.to_string()).unwrap();
}

/// Changes the service that questions are asked about.
fn change_service(folder: &Path, change: impl FnOnce(&mut Value)) {
    change_snapshot(folder, |snapshot| change(&mut snapshot["deliveryServices"]["aurora-vod"]));
}

#[test]
fn a_plans_own_zones_are_used_unless_others_are_given() {
    let folder = sample();
    let path = folder.path();
    let json = |arguments: &str| -> Value {
        let all: Vec<&str> =
            "route plan.lodestone --cdn aurora --json".split(' ').chain(arguments.split(' ')).collect();
        serde_json::from_str(&run(path, &all, 0).0).unwrap()
    };
    let own = json("--service aurora-vod --client 10.16.2.3");
    assert_eq!(own["result"], "CZ", "{own:#}");
    let files = step(&own, "zone-files");
    assert!(files["reason"].as_str().unwrap().contains("the plan's file coverage-zones.json"), "{files}");
    let given = json("--service aurora-vod --client 10.16.2.3 --zones zones.json");
    assert_ne!(given["result"], "CZ", "{given:#}");
    assert!(step(&given, "zone-files")["reason"].as_str().unwrap().contains("zones.json"), "{given:#}");

    // A file that Traffic Router would reject has no zones, and the command says so.
    let bad = "lodestone-plan-text 2\ncoverage-zone-network \
               {\"network\":\"10.0.0.0/99\",\"zone\":[\"coverage-zones.json\",\"edge-paris\"],\"order\":9}\n";
    std::fs::write(path.join("bad.plan-text"), bad).unwrap();
    run(path, &["import", "plan.lodestone", "bad.plan-text"], 0);
    let asked = "route plan.lodestone --cdn aurora --service aurora-vod --client 10.16.2.3 --json";
    let (out, err) = run(path, &asked.split(' ').collect::<Vec<_>>(), 0);
    let answer: Value = serde_json::from_str(&out).unwrap();
    assert_ne!(answer["result"], "CZ", "{answer:#}");
    assert!(err.contains("warning: the coverage zone file `coverage-zones.json`"), "{err}");
}

#[test]
fn a_plan_answers_with_its_own_steering_and_federations() {
    let folder = sample();
    let put = |name: &str, body: Value| std::fs::write(folder.path().join(name), body.to_string()).unwrap();
    put(
        "federations_all.json",
        json!({"response": [{"deliveryService": "aurora-web", "mappings": [
        {"cname": "elsewhere.example.", "ttl": 60, "resolve4": ["10.7.0.0/16"]}]}]}),
    );
    put(
        "steering.json",
        json!({"response": [{"deliveryService": "aurora-vod", "clientSteering": false, "filters": [],
        "targets": [{"deliveryService": "aurora-live", "weight": 1, "order": 0}]}]}),
    );
    put(
        "regional.json",
        json!({"deliveryServices": [{"deliveryServiceId": "aurora-vod", "urlRegex": "(", "redirectUrl": "/no",
        "geoLocation": {"includePostalCode": ["802"]}}]}),
    );
    let (_, err) =
        run(folder.path(), &["import", "plan.lodestone", "federations_all.json", "steering.json", "regional.json"], 0);
    assert!(err.contains("Java does not compile"), "{err}");
    let answer = |arguments: &str| -> (Value, String) {
        let all: Vec<&str> =
            "route plan.lodestone --cdn aurora --json".split(' ').chain(arguments.split(' ')).collect();
        let (out, err) = run(folder.path(), &all, 0);
        (serde_json::from_str(&out).unwrap(), err)
    };
    let (federated, _) = answer("--service aurora-web --client 10.7.0.1");
    assert_eq!(
        (&federated["result"], &step(&federated, "federation")["outcome"]),
        (&json!("FED"), &json!("elsewhere.example."))
    );
    let (steered, err) = answer("--service aurora-vod --at 48.85,2.35");
    assert_eq!(steered["target"], json!("aurora-live"));
    assert!(err.contains("would not take the plan's regional geo rules"), "{err}");
    // What is given stands in for the plan's own.
    put("none.json", json!({"response": []}));
    let (direct, _) = answer("--service aurora-vod --at 48.85,2.35 --steering none.json");
    assert_eq!(direct.get("target"), None);
    let exported = ["export", "plan.lodestone", "--format", "regional-geo", "--cdn", "aurora", "-o", "out.json"];
    let (_, err) = run(folder.path(), &exported, 0);
    assert!(err.contains("would take none of the rules"), "{err}");
    let text = std::fs::read_to_string(folder.path().join("out.json")).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["deliveryServices"][0]["urlRegex"], json!("("));
}

/// A zone has a record of its own at its name, so that nothing asked there is an unknown name (`NameServer.lookup`).
#[test]
fn the_name_of_a_zone_is_known() {
    let folder = sample();
    let path = folder.path();
    let rcode = |host: &str, qtype: &str| {
        asked_json(path, &format!("--host {host} --qtype {qtype} --at 48.85,2.35"))["wire"]["rcode"].clone()
    };
    let snapshot: Value = serde_json::from_str(&std::fs::read_to_string(path.join("snapshot.json")).unwrap()).unwrap();
    for service in ["aurora-web", "aurora-vod"] {
        let domain = snapshot["deliveryServices"][service]["domains"][0].as_str().unwrap();
        for qtype in ["A", "AAAA"] {
            assert_eq!(rcode(domain, qtype), json!("NOERROR"), "{domain}");
            assert_eq!(rcode(&domain.to_uppercase(), qtype), json!("NOERROR"), "{domain}");
            assert_eq!(rcode(&format!("nobody.{domain}"), qtype), json!("NXDOMAIN"), "{domain}");
        }
    }
}

/// The router has zones for the domains of services and of caches' names only (`NameServer.lookup`).
#[test]
fn a_name_in_no_zone_is_refused() {
    let folder = sample();
    change_service(folder.path(), |service| {
        let rule = json!({"protocol": "HTTP", "matchlist": [{"match-type": "HOST", "regex": "www\\.example\\.org"}]});
        service["matchsets"].as_array_mut().unwrap().push(rule);
    });
    let answer = asked_json(folder.path(), "--host www.example.org --qtype A --at 48.85,2.35");
    assert_eq!(
        (&answer["ds"], &answer["wire"]),
        (&json!("aurora-vod"), &json!({"rcode": "REFUSED", "answer": [], "authority": []}))
    );
}

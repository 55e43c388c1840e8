//! What Traffic Router reads beside its snapshot, as bodies of Traffic Ops and as files: read, kept, written back.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what helps tests may fail as tests do"
)]

use std::collections::BTreeMap;

use lodestone::edit::import::{ImportOptions, Incoming, import_rows};
use lodestone::formats::router_files::{PlannedSurroundings, read_anonymous_policy, read_regional_geo};
use lodestone::formats::traffic_ops::{ReadOptions, write};
use lodestone::formats::writing::Written;
use lodestone::formats::{Choices, Format, anonymous_ip, regional_geo};
use lodestone::model::{DeliveryService, Plan, ServiceFederations, ServiceSteering, TargetType};
use serde_json::{Value as Json, json};

use crate::traffic_ops::{own, planned, read_files, read_one, rows};

fn written(plan: &Plan) -> BTreeMap<String, Vec<Json>> {
    let files = write(plan).unwrap().files;
    let rows = |bytes: &[u8]| serde_json::from_slice::<Json>(bytes).unwrap()["response"].as_array().unwrap().clone();
    files.iter().map(|(name, bytes)| (name.clone(), rows(bytes))).collect()
}

fn steering(plan: &Plan, service: &str) -> ServiceSteering {
    ServiceSteering::clone(plan.get(plan.find::<ServiceSteering>(service).unwrap()).unwrap())
}

#[test]
fn recorded_steering_is_kept_and_written_as_it_was() {
    for version in ["5.0", "4.0", "3.0"] {
        let folder = own("variants", version);
        let plan = planned(read_one(&folder));
        assert_eq!(plan.steerings().len(), 4, "{version}");
        assert!(plan.other_rows().iter().all(|(_, row)| !row.endpoint.contains("steering")), "{version}");
        let files = written(&plan);
        assert_eq!(files["steering.json"], rows(&folder, "steering"), "{version}");
        for id in [9, 10, 48, 49] {
            let name = format!("steering_{id}_targets");
            assert_eq!(files[&format!("{name}.json")], rows(&folder, &name), "{version}");
        }
    }
    let plan = planned(read_one(&own("variants", "5.0")));
    let of = |service: &str| -> Vec<(TargetType, i64)> {
        steering(&plan, service).targets.iter().map(|target| (target.type_, target.value)).collect()
    };
    let expected = vec![(TargetType::Order, -5), (TargetType::GeoOrder, 1), (TargetType::Weight, 10)];
    assert_eq!(of("q-steer"), expected);
}

fn bodies(files: &[(&str, Json)]) -> Incoming {
    let texts: Vec<(String, String)> =
        files.iter().map(|(name, body)| ((*name).to_owned(), json!({"response": body}).to_string())).collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    read_files(&files, &ReadOptions::default())
}

#[test]
fn targets_alone_are_steering_too() {
    let plan = planned(bodies(&[
        (
            "types.json",
            json!([{"name": "STEERING_GEO_WEIGHT", "id": 46, "useInTable": "steering_target", "description": "d"}]),
        ),
        ("deliveryservices.json", json!([{"xmlId": "s", "id": 7}, {"xmlId": "t", "id": 8}])),
        (
            "steering_7_targets.json",
            json!([
            {"deliveryServiceId": 7, "targetId": 8, "typeId": 46, "value": 0},
            {"deliveryService": "s", "target": "gone", "type": "STEERING_WEIGHT", "value": 3}]),
        ),
    ]));
    let own = steering(&plan, "s");
    let types: Vec<_> = own.targets.iter().map(|target| (target.type_, target.value)).collect();
    assert_eq!(types, [(TargetType::Weight, 3), (TargetType::GeoWeight, 0)], "in the order of the names");
    let target = own.targets[1].target.as_ref().unwrap();
    assert_eq!(target.id(), plan.find::<DeliveryService>("t"));
    assert!(own.targets[0].target.as_ref().unwrap().id().is_none(), "what is absent is kept");
    assert!(own.targets.iter().all(|target| target.latitude.is_none()), "nothing says where origins are");
}

/// Filters and places of origins come of other rows, and the order of the names, as in the body.
#[test]
fn targets_alone_come_to_what_the_body_says() {
    for version in ["5.0", "4.0", "3.0"] {
        let folder = own("variants", version);
        let without = tempfile::tempdir().unwrap();
        for file in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            if file.file_name() != "steering.json" {
                std::fs::copy(file.path(), without.path().join(file.file_name())).unwrap();
            }
        }
        let plan = planned(read_one(without.path()));
        assert_eq!(written(&plan)["steering.json"], rows(&folder, "steering"), "{version}");
    }
    let regex =
        |type_: &str, number: i64, pattern: &str| json!({"type": type_, "setNumber": number, "pattern": pattern});
    let files = [
        (
            "deliveryservices.json",
            json!([
                {"xmlId": "s", "id": 7, "type": "STEERING", "matchList": [regex("HOST_REGEXP", 0, "s")]},
                {"xmlId": "t", "id": 8, "matchList": [regex("STEERING_REGEXP", 1, "/z/.*"), regex("HOST_REGEXP", 0, "t"),
                    regex("STEERING_REGEXP", 2, "/a/.*")]},
                {"xmlId": "b", "id": 9, "matchList": [regex("STEERING_REGEXP", 1, "/m/.*")]}]),
        ),
        ("coordinates.json", json!([{"name": "place", "latitude": 1.5, "longitude": -2}])),
        (
            "origins.json",
            json!([{"name": "o", "deliveryService": "t", "coordinate": "place"}, {"name": "p", "deliveryService": "b"}]),
        ),
        (
            "steering_7_targets.json",
            json!([
                {"deliveryService": "s", "target": "t", "type": "STEERING_GEO_WEIGHT", "value": 3},
                {"deliveryService": "s", "target": "b", "type": "STEERING_GEO_ORDER", "value": 2}]),
        ),
    ];
    let body = json!([{"deliveryService": "s", "clientSteering": false, "targets": [
        {"order": 0, "weight": 0, "deliveryService": "b", "geoOrder": 2, "longitude": 0, "latitude": 0},
        {"order": 0, "weight": 3, "deliveryService": "t", "geoOrder": 0, "longitude": -2, "latitude": 1.5}], "filters": [
        {"deliveryService": "b", "pattern": "/m/.*"}, {"deliveryService": "t", "pattern": "/a/.*"},
        {"deliveryService": "t", "pattern": "/z/.*"}]}]);
    assert_eq!(json!(written(&planned(bodies(&files)))["steering.json"]), body);
    // Of a target whose expressions nobody knows, none is invented.
    let [_, coordinates, origins, targets] = files;
    let plan = planned(bodies(&[coordinates, origins, targets]));
    assert!(steering(&plan, "s").filters.is_empty());
}

/// A weight of 0 by origin looks like an order by origin in the body; the rows of targets tell.
#[test]
fn rows_of_targets_tell_what_the_body_cannot() {
    let plan = planned(bodies(&[
        (
            "steering.json",
            json!([{"deliveryService": "s", "clientSteering": true, "future": {"a": 1}, "filters": [
            {"deliveryService": "t", "pattern": "/x/.*", "why": "tests"}], "targets": [
            {"order": 2, "weight": 0, "deliveryService": "t", "geoOrder": 0, "longitude": 1.5, "latitude": -2, "new": true}]}]),
        ),
        (
            "steeringTargets.json",
            json!([{"deliveryService": "s", "target": "t", "type": "STEERING_GEO_WEIGHT", "value": 0}]),
        ),
    ]));
    let own = steering(&plan, "s");
    assert_eq!((own.targets[0].type_, own.targets[0].value, own.targets[0].order), (TargetType::GeoWeight, 0, Some(2)));
    let row = &written(&plan)["steering.json"][0];
    assert_eq!(row["future"], json!({"a": 1}), "unknown members are kept");
    assert_eq!((&row["targets"][0]["new"], &row["filters"][0]["why"]), (&json!(true), &json!("tests")));
    assert_eq!(row["clientSteering"], json!(true), "the plan has no such service to say otherwise");
    assert_eq!((&row["targets"][0]["order"], &row["targets"][0]["latitude"]), (&json!(2), &json!(-2)));
}

#[test]
fn federations_are_kept_whatever_form_they_come_in() {
    let all = json!([{"deliveryService": "d", "mappings": [
        {"cname": "a.example.", "ttl": 60, "resolve4": ["192.0.2.0/24"], "resolve6": ["2001:db8::/32"], "new": 1},
        {"cname": "b.example.", "ttl": 30}]}]);
    let of_cdn = json!([
        {"id": 5, "cname": "a.example.", "ttl": 60, "description": "A", "deliveryService": {"id": 1, "xmlId": "d"}},
        {"id": 6, "cname": "c.example.", "ttl": 9, "description": null, "deliveryService": {"id": 2, "xmlId": "e"}},
        {"id": 7, "cname": "nobody.example.", "ttl": 1, "description": "of no service"}]);
    let resolvers = json!([{"id": 1, "ipAddress": "198.51.100.7", "type": "RESOLVE4"}]);
    let services = json!([
        {"xmlId": "d", "id": 1, "cdnName": "my cdn", "tenant": "root"}, {"xmlId": "e", "id": 2, "cdnName": "my cdn", "tenant": "root"}]);
    let plan = planned(bodies(&[
        ("federations_all.json", all.clone()),
        ("cdns_my-cdn_federations.json", of_cdn),
        ("federations_6_federation_resolvers.json", resolvers),
        ("deliveryservices.json", services),
    ]));
    let of =
        |service: &str| ServiceFederations::clone(plan.get(plan.find::<ServiceFederations>(service).unwrap()).unwrap());
    let (d, e) = (of("d"), of("e"));
    assert_eq!((d.mappings[0].id, d.mappings[0].description.as_deref()), (Some(5), Some("A")));
    assert_eq!((d.mappings.len(), d.mappings[1].ttl), (2, 30));
    assert_eq!(
        (e.mappings[0].cname.as_str(), e.mappings[0].resolve4.as_slice()),
        ("c.example.", &["198.51.100.7".to_owned()][..])
    );
    let files = written(&plan);
    assert_eq!(files["federations_all.json"][0], all[0]);
    assert_eq!(files["cdns_my_cdn_federations.json"].len(), 2);
    assert_eq!(files["federations.json"][0]["cname"], json!("nobody.example."), "of no service, and kept");
    let again: Vec<(String, String)> = write(&plan)
        .unwrap()
        .files
        .into_iter()
        .map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap()))
        .collect();
    let again: Vec<(&str, &str)> = again.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let outcome = import_rows(&plan, read_files(&again, &ReadOptions::default()), ImportOptions::default()).unwrap();
    assert!(outcome.edit.is_empty(), "{:?}", outcome.edit.changes);
}

#[test]
fn faults_name_file_place_and_what_is_wanted() {
    for (name, body, place, message) in [
        ("steering.json", json!([{"targets": []}]), "deliveryService", "expected the XML ID"),
        (
            "steering.json",
            json!([{"deliveryService": "s", "targets": 3}]),
            "targets",
            "expected a list, found a number",
        ),
        (
            "steering.json",
            json!([{"deliveryService": "s", "targets": [{"deliveryService": "t", "weight": "x"}]}]),
            "targets/0/weight",
            "expected a whole number, found a text",
        ),
        (
            "steering.json",
            json!([{"deliveryService": "s", "filters": [{"deliveryService": "t"}]}]),
            "filters/0/pattern",
            "expected a regular expression",
        ),
        (
            "steering_1_targets.json",
            json!([{"deliveryService": "s", "target": "t", "type": "HTTP", "value": 1}]),
            "type",
            "STEERING_ORDER",
        ),
        (
            "federations_all.json",
            json!([{"deliveryService": "d", "mappings": [{"ttl": 1}]}]),
            "mappings/0/cname",
            "the name that resolvers",
        ),
        (
            "federations_all.json",
            json!([{"deliveryService": "d", "mappings": [{"cname": "a.", "resolve4": [1]}]}]),
            "mappings/0/resolve4/0",
            "expected a text, found a number",
        ),
        ("cdns_x_federations.json", json!([{"id": 1, "cname": "a.", "ttl": "x"}]), "ttl", "expected a whole number"),
    ] {
        let incoming = bodies(&[(name, body)]);
        assert_eq!(incoming.left_out, 1, "{name}");
        let told: Vec<String> = incoming.problems.iter().map(ToString::to_string).collect();
        assert!(
            told.iter().any(|told| told.contains(name) && told.contains(place) && told.contains(message)),
            "{told:?}"
        );
    }
}

#[test]
fn what_is_of_a_service_follows_it() {
    use lodestone::edit::intent;
    use lodestone::model::{AnyId, Kind};
    let plan = planned(bodies(&[
        ("deliveryservices.json", json!([{"xmlId": "s"}])),
        ("steering.json", json!([{"deliveryService": "s", "targets": [], "filters": []}])),
        ("federations_all.json", json!([{"deliveryService": "s", "mappings": []}])),
    ]));
    let service = plan.find::<DeliveryService>("s").unwrap();
    let object = AnyId { kind: Kind::DeliveryService, number: service.number() };
    let renamed = plan.applying(&intent::rename(&plan, object, "s2").unwrap()).unwrap();
    assert!(renamed.find::<ServiceSteering>("s2").is_some() && renamed.find::<ServiceSteering>("s").is_none());
    assert!(renamed.find::<ServiceFederations>("s2").is_some());
    let edit = intent::delete(&renamed, &[object]).unwrap();
    let without = renamed.applying(&edit).unwrap();
    assert_eq!((without.steerings().len(), without.federations().len()), (0, 0));
    let back = without.applying(&edit.inverse()).unwrap();
    assert_eq!((back.steerings().len(), back.federations().len()), (1, 1));
}

/// The bytes of a format that is one file.
fn file_of(plan: &Plan, format: Format, cdn: &str) -> Vec<u8> {
    let writer = format.info().writer.unwrap();
    match (writer.write)(plan, &Choices { cdn, ..Choices::default() }).unwrap() {
        Written::One { bytes, .. } => bytes,
        Written::Many { .. } => panic!("one file"),
    }
}

fn parsed(bytes: &[u8]) -> Json {
    serde_json::from_slice(bytes).unwrap()
}

/// Two services, rules of the first around that of the second, and members that nobody knows.
fn regional() -> Json {
    json!({"customerName": "x", "deliveryServices": [
        {"deliveryServiceId": "b", "urlRegex": "https?://b/live/.*", "geoLocation": {"includePostalCode": ["N6G", "802"]},
            "redirectUrl": "/no.html"},
        {"deliveryServiceId": "b", "urlRegex": "https?://b/.*", "geoLocation": {"excludePostalCode": [], "coordinateRange": [
            {"minLat": -10, "minLon": -2.5, "maxLat": 10, "maxLon": 2}], "why": "tests"}, "redirectUrl": "https://c/",
            "isSteeringDS": true, "ipWhiteList": ["192.0.2.0/24"], "note": {"a": [1]}},
        {"deliveryServiceId": "a", "urlRegex": "https?://a/.*", "geoLocation": {"excludePostalCode": ["K1A"]}, "redirectUrl": "d"}]})
}

#[test]
fn regional_geo_rules_are_kept_and_written_as_they_were() {
    let text = regional().to_string();
    assert_eq!(Format::of_bytes(text.as_bytes()), Format::RegionalGeo);
    let plan = planned(regional_geo::read("r.json", text.as_bytes()));
    assert_eq!(plan.regional_geo_rules().len(), 2);
    let bytes = file_of(&plan, Format::RegionalGeo, "");
    assert_eq!(parsed(&bytes), regional());
    assert_eq!(read_regional_geo(&bytes), read_regional_geo(text.as_bytes()), "Traffic Router reads the same");
    let again = import_rows(&plan, regional_geo::read("r.json", &bytes), ImportOptions::default()).unwrap();
    assert!(again.edit.is_empty(), "{:?}", again.edit.changes);
    // Of one CDN, the rules of its services.
    let services = json!([{"xmlId": "a", "cdnName": "one"}, {"xmlId": "b", "cdnName": "two"}]);
    let cdns = json!([{"name": "one", "domainName": "d", "dnssecEnabled": false}, {"name": "two", "domainName": "e", "dnssecEnabled": false}]);
    let more = bodies(&[("deliveryservices.json", services), ("cdns.json", cdns)]);
    let plan = import_rows(&plan, more, ImportOptions::default()).unwrap().plan;
    let of =
        |cdn: &str| parsed(&file_of(&plan, Format::RegionalGeo, cdn))["deliveryServices"].as_array().unwrap().len();
    assert_eq!((of(""), of("one"), of("two")), (3, 1, 2));
}

#[test]
fn an_anonymous_ip_policy_is_kept_and_written_as_it_was() {
    let file = json!({"customer": "x", "name": "Policy", "anonymousIp": {"blockAnonymousVPN": true, "blockHostingProvider": false,
        "blockPublicProxy": true, "blockTorExitNode": false, "future": 1}, "ip4Whitelist": ["192.0.2.0/24"],
        "ip6Whitelist": ["2001:db8::/32"], "redirectUrl": "http://youvebeenblocked.com"});
    let text = file.to_string();
    assert_eq!(Format::of_bytes(text.as_bytes()), Format::AnonymousIp);
    let plan = planned(anonymous_ip::read("a.json", text.as_bytes()));
    assert_eq!(plan.anonymous_ip_policies().len(), 1);
    let bytes = file_of(&plan, Format::AnonymousIp, "");
    assert_eq!(parsed(&bytes), file);
    let policy = read_anonymous_policy(text.as_bytes()).unwrap();
    assert_eq!(PlannedSurroundings::of(&plan).anonymous, Some(policy));
    // The file has no name, so that it is the plan's one whatever it is called there.
    let id = plan.ids(lodestone::model::Kind::AnonymousIpPolicy)[0];
    let renamed = plan.applying(&lodestone::edit::intent::rename(&plan, id, "ours").unwrap()).unwrap();
    let again = import_rows(&renamed, anonymous_ip::read("a.json", &bytes), ImportOptions::default()).unwrap();
    assert!(again.edit.is_empty(), "{:?}", again.edit.changes);
    let second = lodestone::edit::intent::create(
        &renamed,
        id.kind,
        vec![("name", lodestone::model::Value::Text("b".to_owned()))],
    );
    assert!(second.unwrap_err().to_string().contains("a plan has one"));
}

#[test]
fn faults_of_router_files_name_place_and_remedy() {
    let rule = |location: Json| json!({"deliveryServices": [{"deliveryServiceId": "d", "urlRegex": "x", "redirectUrl": "/y", "geoLocation": location}]});
    let told = |incoming: &Incoming| incoming.problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    for (file, place, words) in [
        (rule(json!({})), "/deliveryServices/0/geoLocation", "includePostalCode` or `excludePostalCode"),
        (
            rule(json!({"includePostalCode": [], "coordinateRange": [{"south": 1}]})),
            "/geoLocation/coordinateRange",
            "take it out",
        ),
        (
            rule(json!({"includePostalCode": [], "coordinateRange": [{"minLat": true}]})),
            "/geoLocation/coordinateRange",
            "a number",
        ),
        (
            json!({"deliveryServices": [{"deliveryServiceId": "d", "geoLocation": {"includePostalCode": []}}]}),
            "/deliveryServices/0",
            "`urlRegex`",
        ),
    ] {
        let incoming = regional_geo::read("r.json", file.to_string().as_bytes());
        let told = told(&incoming);
        assert!(
            incoming.left_out == 1 && told.contains("r.json") && told.contains(place) && told.contains(words),
            "{told}"
        );
        assert!(told.contains("regional geo file"), "{told}");
    }
    let file = rule(json!({"includePostalCode": ["K1A"]})).to_string();
    let file = file.replace("\"/y\"", "\"/z\",\"redirectUrl\":\"/y\"").replace("\"x\"", "\"(\"");
    let incoming = regional_geo::read("r.json", file.as_bytes());
    let twice = told(&incoming);
    assert!(twice.contains("stands twice") && twice.contains("Traffic Router would take none"), "{twice}");
    assert_eq!(incoming.left_out, 0, "a plan holds what is to be mended");
    let policy = anonymous_ip::read("a.json", br#"{"anonymousIp": {"blockAnonymousVPN": true}}"#);
    assert!(told(&policy).contains("anonymous IP policy: there is no `blockHostingProvider`"), "{}", told(&policy));
    let switches = json!({"blockAnonymousVPN": true, "blockHostingProvider": true, "blockPublicProxy": true, "blockTorExitNode": true});
    let cut = json!({"anonymousIp": switches, "ip4Whitelist": ["192.0.2.0/24", "nonsense"]});
    let cut = anonymous_ip::read("a.json", cut.to_string().as_bytes());
    assert!(cut.left_out == 0 && told(&cut).contains("whitelist no further"), "{}", told(&cut));
    for bad in ["", "[]", "null", "{", "{\"deliveryServices\": 3}", "{\"anonymousIp\": null}"] {
        for read in [regional_geo::read, anonymous_ip::read] {
            let incoming = read("x.json", bad.as_bytes());
            assert!(incoming.objects.is_empty() || incoming.left_out == 0, "{bad}");
        }
    }
}

/// Whatever a plan holds, its bodies and files can be written, read again and asked, and say the same.
#[test]
fn random_plans_travel_and_answer() {
    use crate::support::random::{Given, Random, random_change};
    use lodestone::edit::{Change, Edit};
    use lodestone::model::Kind;
    let own = [
        Kind::DeliveryService,
        Kind::ServiceSteering,
        Kind::ServiceFederations,
        Kind::RegionalGeoRules,
        Kind::AnonymousIpPolicy,
    ];
    for seed in 0..40 {
        let mut random = Random::new(seed);
        let mut plan = Plan::default();
        for _ in 0..400 {
            let Some(change) = random_change(&mut random, &plan, &mut Given::new()) else { continue };
            if change.object().is_some_and(|object| own.contains(&object.kind) || object.kind == Kind::Type)
                && !matches!(change, Change::Link(_))
                && let Ok(next) = plan.applying(&Edit::new("Random", vec![change]))
            {
                plan = next;
            }
        }
        let _ = PlannedSurroundings::of(&plan);
        let _ = lodestone::rules::check(&plan);
        for format in [Format::RegionalGeo, Format::AnonymousIp] {
            let bytes = file_of(&plan, format, "");
            let read = if format == Format::RegionalGeo { regional_geo::read } else { anonymous_ip::read };
            let again =
                import_rows(&plan, read("f", &bytes), ImportOptions { keep_going: true, ..ImportOptions::default() })
                    .unwrap();
            assert_eq!(file_of(&again.plan, format, ""), bytes, "{seed}");
        }
        let files: Vec<(String, String)> = write(&plan)
            .unwrap()
            .files
            .into_iter()
            .filter(|(name, _)| name.contains("steering") || name.contains("federations"))
            .map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap()))
            .collect();
        let read = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>();
        let incoming = read_files(&read, &ReadOptions::default());
        let again =
            import_rows(&plan, incoming, ImportOptions { keep_going: true, ..ImportOptions::default() }).unwrap();
        let after = written(&again.plan);
        for name in ["steering.json", "federations_all.json"] {
            assert_eq!(after[name], written(&plan)[name], "{seed} {name}");
        }
    }
}

/// The row that an earlier version kept of an endpoint.
fn kept(endpoint: &str, key: &str, document: &Json) -> Json {
    json!({"endpoint": endpoint, "rowKey": key, "document": document})
}

/// A plan as an earlier version had it: bodies as rows that nobody reads.
fn earlier() -> Plan {
    let folder = own("variants", "5.0");
    let mut lines = vec!["lodestone-plan-text 1".to_owned()];
    for service in
        rows(&folder, "deliveryservices").iter().filter(|row| row["xmlId"].as_str().unwrap().starts_with("p-"))
    {
        lines.push(format!("delivery-service {}", json!({"xmlId": service["xmlId"], "trafficOpsId": service["id"]})));
    }
    let bodies = rows(&folder, "steering")
        .into_iter()
        .map(|row| kept("steering", row["deliveryService"].as_str().unwrap(), &row));
    let targets = [48, 49].map(|id| format!("steering_{id}_targets"));
    let targets = targets.iter().flat_map(|endpoint| {
        rows(&folder, endpoint)
            .into_iter()
            .map(|row| kept(endpoint, &format!("{} {}", row["deliveryService"], row["target"]), &row))
    });
    let federations = [
        kept(
            "federations_all",
            "p-dns",
            &json!({"deliveryService": "p-dns", "mappings": [{"cname": "a.", "ttl": 60, "resolve4": ["192.0.2.0/24"]}]}),
        ),
        kept("steeringTargets", "x", &json!({"deliveryService": "p-dns", "target": "p-http", "value": 1})),
    ];
    lines.extend(bodies.chain(targets).chain(federations).map(|row| format!("other-row {row}")));
    let text = lines.join("\n");
    import_rows(&Plan::default(), lodestone::formats::plan_text::read("p", text.as_bytes()), ImportOptions::default())
        .unwrap()
        .plan
}

#[test]
fn what_was_kept_unread_is_taken_up_and_the_history_stays() {
    use lodestone::session::{Options, Session};
    use lodestone::store::{Opening, Store};
    let plan = earlier();
    let endpoints = |plan: &Plan| plan.other_rows().iter().map(|(_, row)| row.endpoint.clone()).collect::<Vec<_>>();
    assert!(3 < endpoints(&plan).len());
    let folder = crate::support::temporary_folder();
    let path = folder.path().join("old.lodestone");
    Store::create(&path, &plan).unwrap();
    let options = || Options { opening: Opening { backups: false, ..Opening::default() }, ..Options::default() };
    let read_only = lodestone::session::ReadOnlySession::open(&path).unwrap();
    assert_eq!(read_only.plan().steerings().len(), 4, "whoever only reads has them too");
    let mut session = Session::open(&path, options()).unwrap();
    let taken_up = Plan::clone(session.plan());
    assert_eq!((taken_up.steerings().len(), taken_up.federations().len()), (4, 1));
    assert_eq!(endpoints(&taken_up), ["steeringTargets"], "what says too little stays");
    let of = steering(&taken_up, "p-steer");
    assert_eq!(of.targets.len(), 3);
    assert_eq!(of.targets[0].target.as_ref().unwrap().id(), taken_up.find::<DeliveryService>("p-disp3"));
    session.undo().unwrap();
    assert!(session.plan().same_content(&plan), "one step, like any other");
    session.redo().unwrap();
    assert!(session.plan().same_content(&taken_up));
    session.close().unwrap();
    let again = Session::open(&path, options()).unwrap();
    assert!(again.plan().same_content(&taken_up));
    again.close().unwrap();
}

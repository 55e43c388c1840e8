//! What Traffic Router reads beside its snapshot, as bodies of Traffic Ops and as files: read, kept, written back.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what helps tests may fail as tests do"
)]

use std::collections::BTreeMap;

use lodestone::edit::import::{ImportOptions, Incoming, import_rows};
use lodestone::formats::traffic_ops::{ReadOptions, write};
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
    assert_eq!(types, [(TargetType::GeoWeight, 0), (TargetType::Weight, 3)]);
    let target = own.targets[0].target.as_ref().unwrap();
    assert_eq!(target.id(), plan.find::<DeliveryService>("t"));
    assert!(own.targets[1].target.as_ref().unwrap().id().is_none(), "what is absent is kept");
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

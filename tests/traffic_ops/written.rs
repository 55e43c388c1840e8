//! What is written, and read again.

use super::*;

/// Takes out of rows what is lost by nature: when pairs last changed, the order of what has none, secrets.
fn without_what_is_lost(endpoint: &str, rows: &mut [serde_json::Value]) {
    for row in rows.iter_mut() {
        let row = row.as_object_mut().unwrap();
        match endpoint {
            "profileparameters" | "deliveryserviceserver" | "server_server_capabilities" => {
                row.remove("lastUpdated");
            }
            "parameters" => {
                row["profiles"].as_array_mut().unwrap().sort_by_key(ToString::to_string);
                if row["secure"] == true {
                    row.insert("value".to_owned(), SECRET_PLACEHOLDER.into());
                }
            }
            "deliveryservices_regexes" => {
                let regexes = row["regexes"].as_array_mut().unwrap();
                regexes.sort_by_key(|regex| (regex["setNumber"].as_i64(), regex.to_string()));
            }
            "servers" => {
                row.insert("xmppPasswd".to_owned(), serde_json::Value::Null);
                row["interfaces"].as_array_mut().unwrap().sort_by_key(|interface| interface["name"].to_string());
            }
            _ => {}
        }
    }
    // Names alone do not say in which order rows of one name come, and some endpoints have no order at all.
    let no_order = [
        "topologies",
        "parameters",
        "staticdnsentries",
        "deliveryserviceserver",
        "server_server_capabilities",
        "profileparameters",
        "deliveryservices_regexes",
    ];
    if no_order.contains(&endpoint) {
        rows.sort_by_key(ToString::to_string);
    }
}

/// Integers and doubles of the same value are the same number in JSON.
fn plain_numbers(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Number(number) => *value = number.as_f64().unwrap().into(),
        serde_json::Value::Array(items) => items.iter_mut().for_each(plain_numbers),
        serde_json::Value::Object(members) => members.values_mut().for_each(plain_numbers),
        _ => {}
    }
}

fn check_written(folder: &Path) {
    let written = write(&planned(read_one(folder))).unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let endpoint = entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned();
        let mut recorded = rows(folder, &endpoint);
        if recorded.is_empty() {
            continue;
        }
        let mut ours = body_rows(&written, &endpoint);
        for rows in [&mut recorded, &mut ours] {
            without_what_is_lost(&endpoint, rows);
            rows.iter_mut().for_each(plain_numbers);
        }
        assert_eq!(ours.len(), recorded.len(), "{endpoint}");
        for (mine, theirs) in ours.iter().zip(&recorded) {
            assert_eq!(mine, theirs, "{endpoint} of {}", folder.display());
        }
    }
}

#[test]
fn what_is_written_is_what_was_recorded() {
    for set in OWN_SETS {
        check_written(&own(set, "5.0"));
    }
    if let Some(three) = shared("golden/traffic-ops/three-cdns/api-5.0") {
        check_written(&three);
    }
}

#[test]
fn what_was_written_changes_nothing_when_it_is_read() {
    let mut folders: Vec<PathBuf> =
        OWN_SETS.iter().flat_map(|set| VERSIONS.iter().map(move |version| own(set, version))).collect();
    folders.extend(shared("data/cdn-in-a-box"));
    folders.extend(shared("golden/traffic-ops/three-cdns/api-3.0"));
    for folder in folders {
        let plan = planned(read_one(&folder));
        let back = travelled(&plan);
        assert_eq!(errors(&back), Vec::<String>::new());
        let outcome = import_rows(&plan, back.clone(), ImportOptions::default()).unwrap();
        assert_eq!(outcome.edit.changes, [], "{}", folder.display());
        let again = planned(back);
        assert_eq!(write(&again).unwrap().files, write(&plan).unwrap().files, "{}", folder.display());
    }
}

#[test]
fn the_same_input_twice_changes_nothing() {
    for set in OWN_SETS {
        for version in VERSIONS {
            let folder = own(set, version);
            let plan = planned(read_one(&folder));
            let outcome = import_rows(&plan, read_one(&folder), ImportOptions::default()).unwrap();
            assert_eq!(outcome.edit.changes, [], "{set} {version}");
        }
    }
}

//! `GeoJSON`: there and back over random plans, as other programs write it, and as nobody should.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what helps tests may fail as tests do")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use lodestone::edit::import::{ImportOptions, ImportOutcome, import_rows};
use lodestone::finding::Severity;
use lodestone::formats::csv::{ReadTable, SheetRow, TableChoices};
use lodestone::formats::reading::{FilesRead, ReadRequest, read_unless};
use lodestone::formats::{geojson, writing::Written};
use lodestone::model::*;
use lodestone::sorting::OrderedMap;

use crate::support::travelling::{import_files, lost, new_plan, random_plan, sample_plan, tables, told};
use crate::support::{fixture, temporary_folder};

fn written(plan: &Plan) -> Vec<u8> {
    let Written::One { bytes, .. } = geojson::write(plan).unwrap() else { panic!("one file") };
    bytes
}

fn import(plan: &Plan, text: &str, kind: Option<&str>) -> ImportOutcome {
    import_files(plan, &[("a.geojson".to_owned(), text.as_bytes().to_vec())], kind)
}

fn place(plan: &Plan, name: &str) -> Option<(f64, f64)> {
    let group = plan.get(plan.find::<CacheGroup>(name)?)?;
    let position = plan.follow_opt(group.coordinate.as_ref())?.position?;
    Some((position.latitude(), position.longitude()))
}

#[test]
fn random_plans_there_and_back() {
    for seed in 0..8 {
        let plan = random_plan(seed);
        let bytes = written(&plan);
        let files = [("a.geojson".to_owned(), bytes.clone())];
        let again = import_files(&new_plan(), &files, None);
        assert_eq!(told(&again, Severity::Error), [""; 0], "seed {seed}");
        assert_eq!(again.plan.count(Kind::CacheGroup), plan.count(Kind::CacheGroup));
        for kind in [Kind::PhysLocation, Kind::Server, Kind::Asn] {
            assert_eq!(again.plan.count(kind), plan.count(kind), "seed {seed}");
        }
        assert_eq!(lost(&tables(&plan), &tables(&again.plan)), [""; 0], "seed {seed}");
        let second = import_files(&again.plan, &files, None);
        assert!(second.edit.is_empty(), "seed {seed}, twice: {:#?}", second.edit.changes.first());
        let same = import_files(&import_files(&plan, &files, None).plan, &files, None);
        assert!(same.edit.is_empty(), "seed {seed}, into itself: {:#?}", same.edit.changes.first());
    }
}

/// Marks by kind, as somebody mends them: what one mark does not say it leaves as it is, also where another one says it.
#[test]
fn marks_are_tables_that_can_be_mended() {
    let folder = temporary_folder();
    let path = folder.path().join("a.geojson");
    let marks = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"kind":"cache-group","name":"one","shortName":"o","hue":"red"},
            "geometry":{"type":"Point","coordinates":[5,91]}},
        {"type":"Feature","properties":{"kind":"phys-location","name":"plant","city":"Oslo"},"geometry":null},
        {"type":"Feature","properties":{"kind":"cache-group","name":"two","type":"EDGE_LOC"},
            "geometry":{"type":"Point","coordinates":[6,48]}},
        {"type":"Feature","properties":{"title":"what"},"geometry":{"type":"Point","coordinates":[6,48]}}]}"#;
    std::fs::write(&path, marks).unwrap();
    let paths = [path];
    let request = ReadRequest { paths: &paths, format: None, kind: None, sets: OrderedMap::new() };
    let read = |choices: &TableChoices| read_unless(&request, choices, &Arc::default());
    let plain = read(&TableChoices::default());
    let shown: Vec<String> = plain.tables.iter().map(shown).collect();
    assert_eq!(
        shown,
        [
            "cache groups: name,shortName,hue,Latitude,Longitude,type | 1: one,o,red,91.0,5.0 | 3: two,,,48.0,6.0,EDGE_LOC",
            "phys locations: name,city | 2: plant,Oslo",
            "?: title,Latitude,Longitude | 4: what,48.0,6.0",
        ]
    );
    let errors = |read: &FilesRead| {
        read.others
            .problems
            .iter()
            .filter(|one| one.severity == Severity::Error)
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    let told = errors(&plain);
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(told[0].contains("91") && told[1].contains("nothing says what this is"), "{told:#?}");
    let numbers = plain.tables[0].numbers();
    let first = plain.others.problems.iter().find(|one| one.severity == Severity::Error).unwrap();
    assert_eq!(numbers.get(&first.subject.place().unwrap().at), Some(&1));

    let mut choices = TableChoices::default();
    let file = choices.files.entry(Arc::clone(&plain.tables[0].file)).or_default();
    file.cells.insert((1, 3), "51".to_owned());
    file.skipped.insert(4);
    choices.say_header(Kind::CacheGroup, "hue", "Type");
    let mended = read(&choices);
    assert_eq!(errors(&mended), [""; 0]);
    let plan = new_plan();
    let outcome = import_rows(&plan, mended.others, ImportOptions::default()).unwrap();
    let plan = plan.applying(&outcome.edit).unwrap();
    assert_eq!(place(&plan, "one"), Some((51.0, 5.0)));
    let group = |name: &str| plan.get(plan.find::<CacheGroup>(name).unwrap()).unwrap();
    assert_eq!(group("two").short_name, None);
    assert!(group("one").type_.as_ref().is_some_and(|link| link.id().is_none()), "`red` is no type of the plan");
    assert!(plan.find::<PhysLocation>("plant").is_some());
}

fn shown(table: &ReadTable) -> String {
    let cells = |row: &SheetRow| row.cells().map(str::to_owned).collect::<Vec<_>>().join(",");
    let kind = table.mapping.as_ref().map_or("?", |mapping| mapping.kind.plural());
    let rows = table.sheet.rows.iter().map(|row| format!(" | {}: {}", row.number, cells(row)));
    format!("{kind}: {}{}", cells(&table.sheet.header), rows.collect::<String>())
}

#[test]
fn the_sample_goes_there_and_back_and_looks_like_this() {
    let plan = sample_plan();
    let bytes = written(&plan);
    let golden = fixture("geojson/sample.geojson");
    if std::env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
        std::fs::create_dir_all(golden.parent().unwrap()).unwrap();
        std::fs::write(&golden, &bytes).unwrap();
    }
    assert_eq!(String::from_utf8_lossy(&bytes), std::fs::read_to_string(&golden).unwrap_or_default());
    assert!(geojson::recognises(&bytes));
    let again = import_files(&new_plan(), &[("a.geojson".to_owned(), bytes)], None);
    assert_eq!(tables(&again.plan), tables(&plan), "nothing that it holds is lost");
}

#[test]
fn points_of_other_programs_become_groups_and_sites() {
    let text = r#"{"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
        "features": [
        {"type": "Feature", "properties": {"Name": "edge-1", "type": "EDGE_LOC", "fallbacks": "edge-2; edge-3", "fill": "red"},
         "geometry": {"type": "Point", "coordinates": [13.4, 52.5, 34.0]}},
        {"type": "Feature", "id": "edge-2", "properties": {"type": "EDGE_LOC", "fallbacks": ["edge-1"]},
         "geometry": {"type": "MultiPoint", "coordinates": [[-122.4, 37.8]]}},
        {"type": "Feature", "properties": {"name": "tray", "type": "EDGE_LOC"}, "geometry": null},
        {"type": "Feature", "properties": {"kind": "phys-location", "name": "site", "city": "Berlin", "zip": "010"},
         "geometry": {"type": "Point", "coordinates": [13.5, 52.4]}},
        {"type": "Feature", "properties": {"kind": "link"}, "geometry": {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}}
        ]}"#;
    let outcome = import(&new_plan(), text, None);
    let warnings = told(&outcome, Severity::Warning);
    assert!(matches!(warnings.as_slice(), [only] if only.contains("edge-3")), "{warnings:?}");
    assert!(told(&outcome, Severity::Note).iter().any(|note| note.contains("are left out: fill")));
    let plan = outcome.plan;
    assert_eq!(place(&plan, "edge-1"), Some((52.5, 13.4)), "longitude comes first");
    assert_eq!((place(&plan, "edge-2"), place(&plan, "tray")), (Some((37.8, -122.4)), None));
    let site = plan.get(plan.find::<PhysLocation>("site").unwrap()).unwrap();
    assert_eq!(site.zip.as_deref(), Some("010"));
    assert_eq!(site.position.as_ref().unwrap().at, Some(Position::new(52.4, 13.5).unwrap()));
    // What says nothing of a position leaves it.
    let moved =
        import(&plan, r#"{"type":"Feature","properties":{"name":"edge-1","type":"MID_LOC"},"geometry":null}"#, None);
    assert_eq!(place(&moved.plan, "edge-1"), Some((52.5, 13.4)));
    let bare = r#"{"type":"Point","coordinates":[1,2],"name":"bare"}"#;
    assert_eq!(place(&import(&plan, bare, Some("cache-group")).plan, "bare"), Some((2.0, 1.0)));
}

/// A server has no position of its own, nor has an ASN: where a file has them elsewhere is passed over, and told.
#[test]
fn servers_and_asns_stand_where_what_they_belong_to_does() {
    let feature = |properties: &str, [east, north]: [f64; 2]| {
        format!(
            r#"{{"type":"Feature","properties":{properties},"geometry":{{"type":"Point","coordinates":[{east},{north}]}}}}"#
        )
    };
    let file = |features: &[String]| format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","));
    let frame = [
        feature(r#"{"kind":"cache-group","name":"edge"}"#, [10.0, 50.0]),
        feature(r#"{"kind":"phys-location","name":"site"}"#, [11.0, 51.0]),
    ];
    let server = |at| {
        let properties =
            r#"{"kind":"server","hostName":"a","cacheGroup":"edge","physLocation":"site","ipAddress":"192.0.2.1/24"}"#;
        feature(properties, at)
    };
    let asn = |at| feature(r#"{"kind":"asn","name":"AS 64512","cachegroup":"edge"}"#, at);
    let all = [frame.to_vec(), vec![server([11.0, 51.0]), asn([10.0, 50.0])]].concat();
    let outcome = import(&new_plan(), &file(&all), None);
    let elsewhere = |outcome: &ImportOutcome| -> Vec<String> {
        told(outcome, Severity::Note).into_iter().filter(|line| line.contains("passed over")).collect()
    };
    assert_eq!((told(&outcome, Severity::Warning).len(), elsewhere(&outcome).len()), (0, 0), "{:?}", outcome.report);
    let plan = outcome.plan;
    let (id, found) = plan.servers().iter().next().unwrap();
    assert_eq!(found.interfaces[0].ip_addresses[0].address, "192.0.2.1/24");
    assert_eq!(plan.follow_opt(found.phys_location.as_ref()).unwrap().name, "site");
    assert_eq!(plan.asns().iter().next().unwrap().1.asn, 64512);

    // Elsewhere, and once without saying which site: a note each, and nothing changes.
    let moved = import(&plan, &file(&[server([11.5, 51.0]), asn([10.0, 51.0])]), None);
    let lines = elsewhere(&moved);
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].contains("server `a`") && lines[0].contains("its phys location `site`"), "{lines:?}");
    assert!(lines[1].contains("ASN `64512`") && lines[1].contains("111.") && lines[1].contains(" km"), "{lines:?}");
    assert!(moved.edit.is_empty() && !moved.report.refused);
    let short = feature(r#"{"kind":"server","hostName":"a"}"#, [12.0, 51.0]);
    let short = import(&plan, &file(&[short]), None);
    assert_eq!(elsewhere(&short).len(), 1, "{:?}", short.report.problems);
    assert!(short.plan.get(id).is_some() && !short.report.refused);
    // Degrees that are none count for nothing here.
    let odd = import(&plan, &file(&[server([500.0, 100.0])]), None);
    assert!(odd.edit.is_empty() && !odd.report.refused);
}

#[test]
fn a_malformed_file_says_what_to_do() {
    let feature = |geometry: &str, properties: &str| {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","geometry":{geometry},"properties":{properties}}}]}}"#
        )
    };
    let group = r#"{"kind":"cache-group","name":"a"}"#;
    let point = r#"{"type":"Point","coordinates":[1,2]}"#;
    let deep = format!("{}{}", r#"{"type":"GeometryCollection","geometries":["#.repeat(200), "]}".repeat(200));
    for (text, expected) in [
        (feature(r#"{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,0]]]}"#, group), "a Polygon is no place"),
        (feature(r#"{"type":"LineString","coordinates":[[0,0],[1,1]]}"#, group), "a LineString is no place"),
        (feature(r#"{"type":"MultiPoint","coordinates":[[0,0],[1,1]]}"#, group), "a MultiPoint is no place"),
        (feature(r#"{"type":"Point","coordinates":[1]}"#, group), "this is no geometry"),
        (feature(r#"{"type":"Point","coordinates":["x","y"]}"#, group), "this is no geometry"),
        (feature(r#"{"type":"Point"}"#, group), "this is no geometry"),
        (
            feature(r#"{"type":"Point","coordinates":[52.5,113.4]}"#, group),
            "Latitude: latitude 113.4 is not within -90 to 90; are latitude and longitude the wrong way round?",
        ),
        (feature(r#"{"type":"Point","coordinates":[181,1]}"#, group), "Longitude: longitude 181 is not within"),
        (feature(point, r#"{"kind":"cache-group"}"#), "it has no property `name`"),
        (feature(point, r#"{"name":"a"}"#), "nothing says what this is"),
        (feature(point, r#"{"kind":"division","name":"a"}"#), "divisions stand nowhere on a map"),
        (feature(point, r#"{"kind":"server","cdn":"c"}"#), "feature 0"),
        (feature(point, r#"{"kind":"asn","name":"many"}"#), "feature 0"),
        (
            feature(point, r#"{"kind":"cache-group","name":"a","fallbackToClosest":"perhaps"}"#),
            "feature 0, fallbackToClosest: `perhaps` is neither true nor false",
        ),
        (feature(point, "7"), "properties: expected an object, found a number"),
        (r#"{"type":"FeatureCollection","features":7}"#.to_owned(), "features: expected a list of features"),
        (r#"{"type":"FeatureCollection","features":[7]}"#.to_owned(), "feature 0: expected a feature, found a number"),
        (
            r#"{"type":"FeatureCollection","crs":{"properties":{"name":"EPSG:3857"}},"features":[]}"#.to_owned(),
            "save the layer in WGS 84",
        ),
        (r#"{"type":"FeatureCollection","features":["#.to_owned(), "EOF"),
        (feature(&deep, group), "recursion limit exceeded"),
    ] {
        let outcome = import(&new_plan(), &text, None);
        let errors = told(&outcome, Severity::Error);
        assert!(errors.iter().any(|error| error.contains(expected)), "{expected}: {errors:?}");
        assert!(outcome.edit.is_empty(), "{expected}");
    }
}

#[test]
fn hostile_files_end_soon() {
    let begun = Instant::now();
    let many = r#"{"type":"Feature","geometry":{"type":"Polygon","coordinates":[]},"properties":{"kind":"cache-group","name":"a"}},"#;
    let text = format!(r#"{{"type":"FeatureCollection","features":[{}7]}}"#, many.repeat(30_000));
    let outcome = import(&new_plan(), &text, None);
    let errors = told(&outcome, Severity::Error).len();
    assert!(outcome.edit.is_empty() && (1..=1_001).contains(&errors), "{errors} errors");
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
}

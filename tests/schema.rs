//! Files of past schemas open for ever: a committed file of each, and what it must hold, as plain JSON beside it.

use std::fs;
use std::path::{Path, PathBuf};

use lodestone::edit::Delta;
use lodestone::edit::{Change, Edit, LinkChange};
use lodestone::model::*;
use lodestone::session::{Options, ReadOnlySession, Session};
use lodestone::store::Opening;
use serde_json::{Map, Value as Json, json};

use crate::support::random::{Random, for_kind, random_entity, set_every_field};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/schema").join(name)
}

fn options() -> Options {
    Options { opening: Opening { backups: false, ..Opening::default() }, ..Options::default() }
}

/// All that a plan holds, as JSON.
fn dump(plan: &Plan) -> Json {
    let mut rows = Map::new();
    for kind in Kind::ALL {
        for_kind!(*kind, T => {
            let table: Map<String, Json> = T::table(plan)
                .iter()
                .map(|(id, entity)| (id.number().to_string(), serde_json::to_value(&**entity).unwrap()))
                .collect();
            rows.insert(kind.key().to_owned(), table.into());
        });
    }
    let pairs: Map<String, Json> = RelationKind::ALL
        .iter()
        .map(|relation| {
            let pairs = relation.pairs(plan).into_iter().map(|pair| json!([side(&pair.a), side(&pair.b)]));
            (relation.key().to_owned(), pairs.collect())
        })
        .collect();
    json!({"rows": rows, "pairs": pairs})
}

fn side(target: &Target) -> Json {
    match target {
        Target::To(number) => json!(number),
        Target::Absent(absent) => serde_json::to_value(&**absent).unwrap(),
    }
}

/// Compares a plan with what was written down. A field that did not exist then has its default, so that both sides are
/// read into today's types first.
fn assert_holds(plan: &Plan, expected: &Json, step: &str) {
    let nested = expected["rows"].get(Kind::CoverageZone.key()).is_none();
    if nested {
        assert_holds_nested_zones(plan, &expected["rows"][Kind::CoverageZoneFile.key()], step);
    }
    let is_nested = |kind: Kind| nested && matches!(kind, Kind::CoverageZone | Kind::CoverageZoneNetwork);
    for kind in Kind::ALL.iter().filter(|kind| !is_nested(**kind)) {
        for_kind!(*kind, T => {
            let expected = expected["rows"][kind.key()].as_object().cloned().unwrap_or_default();
            assert_eq!(T::table(plan).len(), expected.len(), "{step}: the number of {}", kind.plural());
            for (number, row) in expected {
                let row: T = serde_json::from_value(row).unwrap();
                let id = Id::<T>::new(number.parse().unwrap());
                assert_eq!(plan.get(id).map(|entity| &**entity), Some(&row), "{step}");
            }
        });
    }
    for relation in RelationKind::ALL {
        let pairs: Vec<Json> =
            relation.pairs(plan).into_iter().map(|pair| json!([side(&pair.a), side(&pair.b)])).collect();
        let expected = expected["pairs"][relation.key()].as_array().cloned().unwrap_or_default();
        assert_eq!(pairs, expected, "{step}: the pairs of {}", relation.describe());
    }
}

/// The zones of a file and their networks, in order, as schema 1 has them within the file.
fn assert_holds_nested_zones(plan: &Plan, files: &Json, step: &str) {
    let none = Map::new();
    for (number, file) in files.as_object().unwrap_or(&none) {
        let zones = plan.zones_of(Id::new(number.parse().unwrap()));
        let zones: Vec<Json> = zones
            .into_iter()
            .map(|(id, zone)| {
                let networks = plan.networks_of(id);
                let texts = |v6: bool| -> Vec<&str> {
                    networks.iter().filter(|(_, one)| one.network6 == v6).map(|(_, one)| one.network.as_str()).collect()
                };
                json!({
                    "name": zone.name, "coordinates": zone.coordinates, "caches": zone.caches, "other": zone.other,
                    "network": texts(false), "network6": texts(true),
                })
            })
            .collect();
        assert_eq!(Json::from(zones), file["zones"], "{step}: the zones of file {number}");
    }
    let count = |key: &str| -> usize {
        let zones = files.as_object().unwrap_or(&none).values().flat_map(|file| file["zones"].as_array().unwrap());
        zones.map(|zone| zone[key].as_array().map_or(1, Vec::len)).sum()
    };
    assert_eq!(plan.coverage_zones().len(), count("name"), "{step}");
    assert_eq!(plan.coverage_zone_networks().len(), count("network") + count("network6"), "{step}");
}

/// Edits that bring two objects of every kind with all fields set, pairs of every relation, and then change and remove
/// some of them.
fn make(path: &Path) -> Json {
    let mut random = Random::new(20_261_121);
    let mut session = Session::create(path, options()).unwrap();
    for kind in Kind::ALL {
        // Now and then a random link names what is not there; then another is tried.
        let added = (0..100).any(|_| {
            let plan = session.plan();
            let changes = for_kind!(*kind, T => (0..2).map(|offset| {
                let mut entity: T = random_entity(&mut random, plan);
                set_every_field(&mut random, plan, &mut entity, &format!("{} {offset}", kind.key()));
                Change::from(Delta::added(plan.fresh_id(offset), entity))
            }).collect());
            session.perform(Edit::new(format!("Add {}", kind.plural()), changes)).is_ok()
        });
        assert!(added, "no {} could be added", kind.plural());
    }
    let mut pairs = Vec::new();
    for relation in RelationKind::ALL {
        let (a, b) = relation.sides();
        let (a, b) = (session.plan().ids(a), session.plan().ids(b));
        let there = AnyPair { relation: *relation, a: Target::To(a[0].number), b: Target::To(b[0].number) };
        let half = AnyPair { b: Target::Absent(Absent::named("gone")), ..there.clone() };
        let gone = AnyPair { a: Target::Absent(Absent::numbered(-5)), ..half.clone() };
        pairs.extend([there, half, gone].map(|pair| Change::Link(LinkChange { pair, present: true })));
    }
    session.perform(Edit::new("Tie", pairs.clone())).unwrap();
    let untied = pairs[0].inverse();
    session.perform(Edit::new("Untie", vec![untied])).unwrap();
    let plan = session.plan();
    let view = plan.ids(Kind::SavedView)[0];
    let id = Id::<SavedView>::new(view.number);
    let before = plan.get(id).unwrap();
    let after = SavedView { zoom: Some(0.1 + 0.2), ..SavedView::clone(before) };
    session.perform(Edit::new("Zoom", vec![Delta::changed(id, before, after).into()])).unwrap();
    let id = Id::<Waiver>::new(session.plan().ids(Kind::Waiver)[0].number);
    let gone = Delta::removed(id, session.plan().get(id).unwrap()).into();
    session.perform(Edit::new("Remove a waiver", vec![gone])).unwrap();
    let newest = dump(session.plan());
    session.undo().unwrap();
    let written = write_down(&mut session, &newest);
    session.close().unwrap();
    written
}

/// What must be found in the file: its history, the state of every step, and the state that it is in.
fn write_down(session: &mut Session, newest: &Json) -> Json {
    let history: Vec<Json> =
        session.history().steps.iter().map(|step| json!([step.seq, step.label, step.changes, step.done])).collect();
    let next_ids: Map<String, Json> =
        Kind::ALL.iter().map(|kind| (kind.key().to_owned(), next_id(session.plan(), *kind).into())).collect();
    json!({"history": history, "nextIds": next_ids, "now": dump(session.plan()), "redone": newest})
}

fn next_id(plan: &Plan, kind: Kind) -> u64 {
    for_kind!(kind, T => plan.fresh_id::<T>(0).number())
}

/// Makes the fixture of the schema of the day, where it is missing; it is committed and never made again.
#[test]
fn a_file_can_be_made_and_holds_what_it_should() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.lodestone");
    let written = make(&path);
    if std::env::var_os("LODESTONE_WRITE_FIXTURES").is_some() && !fixture("2.lodestone").exists() {
        fs::create_dir_all(fixture("")).unwrap();
        fs::copy(&path, fixture("2.lodestone")).unwrap();
        fs::write(fixture("2.json"), serde_json::to_string_pretty(&written).unwrap() + "\n").unwrap();
    }
    check(&path, &written);
}

#[test]
fn files_of_all_schemas_open_for_ever() {
    for schema in ["1", "2"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.lodestone");
        // The committed file itself is never written to.
        fs::write(&path, fs::read(fixture(&format!("{schema}.lodestone"))).unwrap()).unwrap();
        let written = serde_json::from_slice(&fs::read(fixture(&format!("{schema}.json"))).unwrap()).unwrap();
        check(&path, &written);
    }
}

/// A file in which a past Lodestone put coverage zone files, changed one twice, and took the last change back.
#[test]
fn zones_of_schema_1_keep_their_history() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.lodestone");
    let bytes = fs::read(fixture("1-zones.lodestone")).unwrap();
    fs::write(&path, &bytes).unwrap();
    let networks = |plan: &Plan, name: &str| -> Vec<String> {
        let zones = plan.zones_of(plan.find::<CoverageZoneFile>(name).unwrap());
        let of_zone = |(id, zone): (Id<CoverageZone>, &std::sync::Arc<CoverageZone>)| {
            let texts: Vec<&str> = plan.networks_of(id).iter().map(|(_, one)| one.network.as_str()).collect();
            format!("{}: {}", zone.name, texts.join(" "))
        };
        zones.into_iter().map(of_zone).collect()
    };
    let first = ["edge-denver: 2001:db8::/32 10.1.0.0/16 10.0.0.0/8 10.1.0.0/16", "edge-oslo: 192.0.2.0/24"];
    let denver = "edge-denver: 2001:db8::/32 2001:db8:1::/48 10.1.0.0/16 10.0.0.0/8";

    // Whoever only reads leaves the file as it is, and sees the same.
    let read = ReadOnlySession::open(&path).unwrap();
    assert_eq!(networks(read.plan(), "czf.json"), [denver, "edge-paris: 203.0.113.0/24"]);
    assert_eq!(fs::read(&path).unwrap(), bytes);

    let backed_up = Options { opening: Opening { backups: true, ..Opening::default() }, ..Options::default() };
    let mut session = Session::open(&path, backed_up).unwrap();
    assert_eq!(networks(session.plan(), "czf.json"), [denver, "edge-paris: 203.0.113.0/24"]);
    assert_eq!(networks(session.plan(), "deep.json"), ["rack-1: 198.51.100.0/24"]);
    session.redo().unwrap().unwrap();
    assert_eq!(networks(session.plan(), "czf.json"), [denver, "edge-paris: 203.0.113.128/24"]);
    session.undo().unwrap().unwrap();
    session.undo().unwrap().unwrap();
    assert_eq!(networks(session.plan(), "czf.json"), first);
    session.undo().unwrap().unwrap();
    assert_eq!(session.plan().count(Kind::CoverageZoneFile) + session.plan().count(Kind::CoverageZoneNetwork), 0);
    session.redo().unwrap().unwrap();
    session.close().unwrap();
    let again = Session::open(&path, options()).unwrap();
    assert_eq!(networks(again.plan(), "czf.json"), first);
    let backups = fs::read_dir(folder.path().join("plan.lodestone-backups")).unwrap();
    assert!(backups.flatten().any(|entry| fs::read(entry.path()).unwrap() == bytes), "no backup of the old file");
}

fn check(path: &Path, written: &Json) {
    let mut session = Session::open(path, options()).unwrap();
    assert_holds(session.plan(), &written["now"], "as it was left");
    let history: Vec<Json> =
        session.history().steps.iter().map(|step| json!([step.seq, step.label, step.changes, step.done])).collect();
    assert_eq!(Json::from(history), written["history"]);
    for (key, next) in written["nextIds"].as_object().unwrap() {
        let kind = Kind::of_key(key).unwrap();
        assert_eq!(next_id(session.plan(), kind), next.as_u64().unwrap(), "the next id of {}", kind.plural());
    }
    assert!(session.redo().unwrap().is_some());
    assert_holds(session.plan(), &written["redone"], "done again");
    let steps = session.history().steps.len();
    let newest = session.plan().clone();
    for _ in 0..steps {
        assert!(session.undo().unwrap().is_some());
    }
    assert_eq!(session.undo().unwrap(), None);
    let seeds = [Kind::Type, Kind::Status, Kind::Cdn];
    for kind in Kind::ALL {
        assert!(session.plan().count(*kind) == 0 || seeds.contains(kind), "{} are left", kind.plural());
    }
    for _ in 0..steps {
        assert!(session.redo().unwrap().is_some());
    }
    assert!(session.plan().same_content(&newest));
    session.close().unwrap();
    assert!(Session::open(path, options()).unwrap().plan().same_content(&newest));
}

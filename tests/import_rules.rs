//! The rules by which what comes in becomes one edit: matching, links, fields, secrets.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what helps tests may fail as tests do")]

use std::sync::Arc;

use lodestone::edit::import::import_rows;
use lodestone::finding::Severity;
use lodestone::model::*;

use crate::support::rows::*;

#[test]
fn links_resolve_within_the_input_and_in_any_order() {
    let plan = input()
        .group("edge", &[("parentCachegroup", link(Kind::CacheGroup, "mid")), ("type", link(Kind::Type, "EDGE_LOC"))])
        .group("mid", &[("fallbacks", Value::List(vec![link(Kind::CacheGroup, "edge")]))])
        .onto(&seeded());
    let (edge, mid) = (plan.find::<CacheGroup>("edge").unwrap(), plan.find::<CacheGroup>("mid").unwrap());
    assert_eq!((edge.number(), mid.number()), (1, 2), "ids in the order of the input");
    assert_eq!(group(&plan, "edge").parent, Some(Link::To(mid)));
    assert_eq!(group(&plan, "mid").fallbacks, [Link::To(edge)]);
    assert_eq!(plan.follow_opt(group(&plan, "edge").type_.as_ref()).unwrap().name, "EDGE_LOC");
    assert_eq!(plan.unresolved(), []);
}

#[test]
fn the_same_input_twice_is_nothing_to_change() {
    let input = input()
        .row(Kind::Type, &["EDGE_LOC"], &[])
        .id(23)
        .placed_group("edge", 1.5, -0.0)
        .server("cdn", "host", &[("profiles", Value::List(vec![link(Kind::Profile, "missing")]))])
        .server("cdn", "host", &[("rack", text("2"))])
        .row(Kind::Parameter, &["key", "file", "value"], &[])
        .pair(RelationKind::ProfileParameter, "missing", "key/file/value");
    let first = input.clone().into(&seeded(), PLAIN);
    assert_eq!(first.plan.count(Kind::Server), 2);
    assert_eq!(first.report.unchanged, 1, "a seed that only learns its id");
    let second = input.into(&first.plan, PLAIN);
    assert!(second.edit.is_empty(), "{:?}", second.edit);
    assert_eq!(second.report.unchanged, 6);
}

#[test]
fn what_is_not_there_is_kept_named_once_and_resolves_when_it_comes() {
    let parent = [("parentCachegroup", link(Kind::CacheGroup, "mid"))];
    let by_id = [("parentCachegroup", link_by_id(Kind::CacheGroup, 7))];
    let first = input()
        .group("a", &parent)
        .group("b", &parent)
        .group("c", &by_id)
        .server("cdn", "host", &[("cacheGroup", link(Kind::CacheGroup, "mid"))])
        .pair(RelationKind::ServerOfCapability, "cdn/host", "ram")
        .into(&seeded(), PLAIN);
    let warnings = messages(&first, Severity::Warning);
    assert_eq!(warnings.len(), 4, "{warnings:?}");
    assert!(warnings.iter().any(|text| text.contains("the cache group `mid`") && text.contains("3 times")));
    assert!(warnings.iter().any(|text| text.contains("the cache group with Traffic Ops id 7")));
    assert!(warnings.iter().any(|text| text.contains("the server capability `ram`")));
    assert!(warnings.iter().any(|text| text.contains("the CDN `cdn`")), "{warnings:?}");
    assert_eq!(group(&first.plan, "a").parent, Some(Link::Absent(Absent::named("mid"))));

    let second = input()
        .group("mid", &[])
        .id(7)
        .row(Kind::ServerCapability, &["ram"], &[])
        .row(Kind::Cdn, &["cdn"], &[])
        .into(&first.plan, PLAIN);
    assert_eq!(second.plan.unresolved(), []);
    let mid = second.plan.find::<CacheGroup>("mid").unwrap();
    for name in ["a", "b", "c"] {
        assert_eq!(group(&second.plan, name).parent, Some(Link::To(mid)), "{name}");
    }
    assert_eq!(second.plan.server_server_capabilities().len(), 1);
}

#[test]
fn a_name_wins_over_an_id() {
    let both = |name: &str, id| {
        let absent = Absent { identity: names(&[name]), traffic_ops_id: Some(id) };
        Value::Link(AnyLink { kind: Kind::Division, target: Target::Absent(Arc::new(absent)) })
    };
    let outcome = input()
        .row(Kind::Division, &["east"], &[])
        .id(1)
        .row(Kind::Division, &["west"], &[])
        .id(2)
        .row(Kind::Region, &["r"], &[("division", both("west", 1))])
        .row(Kind::Region, &["s"], &[("division", both("north", 1))])
        .into(&seeded(), PLAIN);
    let region = |name| outcome.plan.get(outcome.plan.find::<Region>(name).unwrap()).unwrap().division.clone();
    assert_eq!(region("r"), outcome.plan.find::<Division>("west").map(Link::To));
    assert_eq!(region("s"), Some(Link::Absent(Absent::named("north"))), "the id goes, the name stays");
}

#[test]
fn fields_that_do_not_come_stay_and_null_empties() {
    let plan = input()
        .group("g", &[("shortName", text("short")), ("fallbackToClosest", Value::Bool(false))])
        .with(|row| {
            row.unmodelled.insert("a".to_owned(), 1.into());
            row.unmodelled.insert("b".to_owned(), 2.into());
        })
        .onto(&seeded());
    let next = input()
        .group("g", &[("shortName", Value::Null)])
        .with(|row| drop(row.unmodelled.insert("b".to_owned(), serde_json::Value::Null)))
        .onto(&plan);
    let group = group(&next, "g");
    assert_eq!((group.short_name.as_deref(), group.fallback_to_closest), (None, Some(false)));
    let kept: Vec<_> = group.upstream.unmodelled.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    assert_eq!(kept, [("a", 1.into()), ("b", serde_json::Value::Null)]);
}

#[test]
fn moments_are_no_news_but_come_along_with_some() {
    let server = |rack: &str, at: &str| {
        input()
            .server("cdn", "host", &[("rack", text(rack)), ("configUpdateTime", text(at))])
            .with(|row| row.last_updated = Some(at.into()))
    };
    let plan = server("1", "then").into(&seeded(), PLAIN).plan;
    let quiet = server("1", "now").into(&plan, PLAIN);
    assert!(quiet.edit.is_empty());
    let loud = server("2", "now").into(&plan, PLAIN).plan;
    let server = loud.servers().iter().next().unwrap().1.clone();
    assert_eq!(server.config_update_time, Some("now".into()));
    assert_eq!(server.upstream.last_updated, Some("now".into()));
}

#[test]
fn an_id_is_learnt() {
    let plan = input().group("g", &[]).onto(&seeded());
    let outcome = input().group("g", &[]).id(5).row(Kind::Type, &["MID"], &[]).id(3).into(&plan, PLAIN);
    assert_eq!((outcome.edit.changes.len(), outcome.report.unchanged), (2, 1));
    assert_eq!(group(&outcome.plan, "g").upstream.traffic_ops_id, Some(5));
    let again = input().group("g", &[]).row(Kind::Type, &["MID"], &[]).into(&outcome.plan, PLAIN);
    assert!(again.edit.is_empty(), "an id that does not come is not forgotten");
}

#[test]
fn rows_that_share_an_identity_match_by_id_then_by_order() {
    let rack = |rack: &str| [("rack", text(rack))];
    let plan = input()
        .row(Kind::Cdn, &["c"], &[])
        .server("c", "h", &rack("a"))
        .id(1)
        .server("c", "h", &rack("b"))
        .id(2)
        .server("c", "h", &rack("c"))
        .onto(&seeded());
    let racks = |plan: &Plan| -> Vec<String> {
        plan.servers().iter().map(|(_, server)| server.rack.as_deref().unwrap().to_owned()).collect()
    };
    let swapped = input().server("c", "h", &rack("B")).id(2).server("c", "h", &rack("A")).id(1).onto(&plan);
    assert_eq!(racks(&swapped), ["A", "B", "c"]);
    let learning = input().server("c", "h", &rack("C")).id(9).onto(&plan);
    assert_eq!(racks(&learning), ["a", "b", "C"], "a new id belongs to the one that had none");
    let ordinals = input().row(Kind::Server, &["c", "h", "2"], &rack("B")).onto(&plan);
    assert_eq!(racks(&ordinals), ["a", "B", "c"]);
    let fourth = ["1", "2", "3", "4"].iter().fold(input(), |rows, n| rows.server("c", "h", &rack(n))).onto(&plan);
    assert_eq!(racks(&fourth), ["1", "2", "3", "4"]);
}

#[test]
fn links_to_objects_that_share_an_identity_find_the_right_one() {
    let relation = RelationKind::ServerOfCapability;
    let plan = input()
        .row(Kind::Cdn, &["c"], &[])
        .row(Kind::ServerCapability, &["x"], &[])
        .server("c", "h", &[("rack", text("a"))])
        .row(Kind::Server, &["c", "h", "2"], &[("rack", text("b"))])
        .server("c", "lone", &[("rack", text("l"))])
        .pair(relation, "c/h/2", "x")
        .pair(relation, "lone", "x")
        .onto(&seeded());
    let racks: Vec<_> = plan
        .server_server_capabilities()
        .iter()
        .map(|(server, _)| plan.follow(server).unwrap().rack.as_deref().unwrap())
        .collect();
    assert_eq!(racks, ["b", "l"]);
}

#[test]
fn the_same_kind_of_object_with_another_value_is_found_by_its_id() {
    let plan = input()
        .row(Kind::Cdn, &["old"], &[])
        .row(Kind::Cdn, &["new"], &[])
        .server("old", "h", &[("rack", text("1"))])
        .id(4)
        .row(Kind::Parameter, &["n", "f", "v"], &[])
        .id(5)
        .onto(&seeded());
    let next = input()
        .server("new", "h", &[("cdn", link(Kind::Cdn, "new"))])
        .id(4)
        .row(Kind::Parameter, &["n", "f", "w"], &[("value", text("w"))])
        .id(5)
        .onto(&plan);
    assert_eq!((next.count(Kind::Server), next.count(Kind::Parameter)), (1, 1));
    let (_, server) = next.servers().iter().next().unwrap();
    assert_eq!(next.follow_opt(server.cdn.as_ref()).unwrap().name, "new");
    assert_eq!(next.parameters().iter().next().unwrap().1.value, "w");
}

#[test]
fn secrets_that_do_not_show_stay() {
    let secret = |value: &str| {
        [("name", text("n")), ("configFile", text("f")), ("value", text(value)), ("secure", Value::Bool(true))]
    };
    let plan = input().row(Kind::Parameter, &["n", "f", "real"], &secret("real")).id(1).onto(&seeded());
    let value = |plan: &Plan| plan.parameters().iter().map(|(_, p)| p.value.clone()).collect::<Vec<_>>();
    assert_eq!(value(&plan), ["real"]);
    for mask in ["********", "***"] {
        for id in [Some(1), Some(77), None] {
            let masked = input()
                .row(Kind::Parameter, &["n", "f", mask], &secret(mask))
                .with(|row| row.traffic_ops_id = id)
                .onto(&plan);
            assert_eq!(value(&masked), ["real"], "{mask} {id:?}");
        }
    }
    assert_eq!(value(&input().row(Kind::Parameter, &["n", "f", "new"], &secret("new")).id(1).onto(&plan)), ["new"]);
    let unknown = input().row(Kind::Parameter, &["m", "f", "***"], &[("secure", Value::Bool(true))]).onto(&plan);
    assert_eq!(value(&unknown), ["real", "********"]);
    // A value of asterisks is no secret where the parameter is none.
    let plain = input().row(Kind::Parameter, &["p", "f", "x"], &[("value", text("x"))]).id(2).onto(&seeded());
    let starred = input().row(Kind::Parameter, &["p", "f", "*"], &[("value", text("*"))]).id(2).onto(&plain);
    assert_eq!(value(&starred), ["*"]);
}

#[test]
fn derived_rows_complete_and_never_clash() {
    let own = "from_cachegroup_g";
    let outright = |latitude| {
        input()
            .placed_group("g", 1.0, 2.0)
            .row(Kind::Coordinate, &[own], &[("position", position(latitude, 2.0))])
            .id(9)
    };
    let plan = outright(1.0).onto(&seeded());
    assert_eq!(plan.count(Kind::Coordinate), 1);
    let coordinate = plan.follow_opt(group(&plan, "g").coordinate.as_ref()).unwrap();
    assert_eq!(coordinate.upstream.traffic_ops_id, Some(9));

    let contradicted = outright(5.0).into(&seeded(), PLAIN);
    assert_eq!(messages(&contradicted, Severity::Warning).len(), 1);
    let plan = contradicted.plan;
    let position = plan.follow_opt(group(&plan, "g").coordinate.as_ref()).unwrap().position.unwrap();
    assert_eq!(position.latitude().to_bits(), 5.0_f64.to_bits());

    // The parameters of profiles, as some files have them: the same one in several profiles is one.
    let parameter = || input().row(Kind::Parameter, &["n", "f", "v"], &[]);
    let mut twice = parameter().derived();
    twice.0.objects.extend(parameter().derived().0.objects);
    twice.0.objects.extend(parameter().id(3).0.objects);
    assert_eq!(twice.onto(&seeded()).count(Kind::Parameter), 1);
}

#[test]
fn a_coordinate_of_another_name_stays_while_the_position_does() {
    let plan = input()
        .row(Kind::Coordinate, &["site"], &[("position", position(1.0, 2.0))])
        .group("g", &[("coordinate", link(Kind::Coordinate, "site"))])
        .onto(&seeded());
    let same = input().placed_group("g", 1.0, 2.0).into(&plan, PLAIN);
    assert!(same.edit.is_empty(), "{:?}", same.edit);
    let moved = input().placed_group("g", 1.0, 3.0).onto(&plan);
    let coordinate = moved.follow_opt(group(&moved, "g").coordinate.as_ref()).unwrap();
    assert_eq!(coordinate.name, "from_cachegroup_g");
}

#[test]
fn errors_refuse_everything_or_leave_rows_out() {
    let rows = || {
        input()
            .group("good", &[("parentCachegroup", link(Kind::CacheGroup, "bad"))])
            .group("bad", &[("shortName", Value::Int(3))])
            .group("twice", &[("shortName", text("first"))])
            .group("twice", &[("shortName", text("second"))])
            .group("", &[])
            .row(Kind::Coordinate, &["off"], &[("position", position(91.0, 0.0))])
            .row(Kind::Server, &["only-one-part"], &[])
            .group("odd", &[("noSuchField", Value::Null)])
            .pair(RelationKind::ProfileParameter, "p", "n/f/v")
    };
    let refused = rows().into(&seeded(), PLAIN);
    assert!(refused.report.refused && refused.edit.is_empty());
    assert!(refused.plan.same_content(&seeded()));
    let errors = messages(&refused, Severity::Error);
    assert_eq!(errors.len(), 6, "{errors:#?}");
    assert!(
        errors
            .iter()
            .any(|error| error.contains("`twice` stands here a second time, the first is in input.json, row 2"))
    );
    assert!(errors.iter().any(|error| error.contains("latitude 91 is not within -90 to 90")));

    let taken = rows().into(&seeded(), KEEP_GOING);
    assert!(!taken.report.refused);
    assert_eq!(taken.report.left_out, 6);
    assert_eq!((taken.plan.count(Kind::CacheGroup), taken.plan.count(Kind::Coordinate)), (2, 0));
    assert_eq!(group(&taken.plan, "twice").short_name.as_deref(), Some("first"));
    assert_eq!(group(&taken.plan, "good").parent, Some(Link::Absent(Absent::named("bad"))));
}

#[test]
fn pairs_come_once() {
    let relation = RelationKind::ProfileParameter;
    let rows = input()
        .row(Kind::Profile, &["p"], &[])
        .row(Kind::Parameter, &["n", "f", "v"], &[])
        .pair(relation, "p", "n/f/v")
        .pair(relation, "p", "n/f/v")
        .pair(relation, "q", "n/f/v")
        .pair(relation, "q", "n/f/v");
    let outcome = rows.into(&seeded(), PLAIN);
    assert_eq!(outcome.plan.profile_parameters().len(), 2);
    let resolved = input().row(Kind::Profile, &["q"], &[]).pair(relation, "q", "n/f/v").onto(&outcome.plan);
    assert_eq!((resolved.profile_parameters().len(), resolved.unresolved().len()), (2, 0));
}

#[test]
fn the_label_names_the_file() {
    assert_eq!(input().group("g", &[]).into(&seeded(), PLAIN).edit.label, "Import input.json");
}

#[test]
fn recordings_come_once_and_whole() {
    use lodestone::formats::traffic_ops::{ReadOptions, read};
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in [
        "tests/fixtures/traffic-ops/atlas",
        "tests/fixtures/traffic-ops/variants",
        "../shared/golden/traffic-ops/three-cdns",
    ] {
        if !root.join(folder).is_dir() {
            println!("skipped: {folder} is not there");
            continue;
        }
        for version in ["api-5.0", "api-4.0", "api-3.0"] {
            let incoming = read(&[root.join(folder).join(version)], &ReadOptions::default());
            let first = import_rows(&seeded(), incoming.clone(), PLAIN).unwrap();
            // What older versions cannot say is told.
            let told = ["deepCachingType", "ttlOverride", "profile", "requiredCapabilities"];
            let is_known = |field: &str| version != "api-5.0" && told.contains(&field);
            let worse = first.report.problems.iter().filter(|problem| problem.severity > Severity::Note);
            let worse: Vec<_> = worse.filter(|problem| !is_known(&problem.field)).collect();
            assert!(worse.is_empty(), "{folder} {version}: {worse:?}");
            assert_eq!(first.plan.unresolved(), [], "{folder} {version}");
            for options in [PLAIN, REPLACE, FOLLOW] {
                let again = import_rows(&first.plan, incoming.clone(), options).unwrap();
                assert!(again.edit.is_empty(), "{folder} {version}: {:?}", again.edit.changes.first());
                assert_eq!(again.report.renames, []);
            }
            let back = first.plan.applying(&first.edit.inverse()).unwrap();
            assert!(back.same_content(&seeded()));
        }
    }
}

//! The rules by which what does not come in goes, stays or is renamed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what helps tests may fail as tests do")]

use lodestone::edit::import::ImportOptions;
use lodestone::finding::Severity;
use lodestone::model::*;

use crate::support::rows::*;

#[test]
fn replace_removes_what_is_lacking_of_the_kinds_that_came() {
    let plan = input()
        .placed_group("keep", 1.0, 1.0)
        .placed_group("drop", 2.0, 2.0)
        .row(Kind::Coordinate, &["loose"], &[])
        .row(Kind::Cdn, &["c"], &[])
        .server("c", "h", &[("cacheGroup", link(Kind::CacheGroup, "drop"))])
        .row(Kind::ServerCapability, &["x"], &[])
        .row(Kind::CoverageZoneFile, &["zones"], &[])
        .row(Kind::OtherRow, &["origins", "o"], &[])
        .row(Kind::OtherRow, &["tenants", "t"], &[])
        .pair(RelationKind::ServerOfCapability, "c/h", "x")
        .onto(&seeded());
    let groups = || input().group("keep", &[]);
    let outcome = groups().into(&plan, REPLACE);
    assert_eq!(outcome.plan.find::<CacheGroup>("drop"), None);
    assert_eq!(outcome.plan.find::<Coordinate>("from_cachegroup_drop"), None, "goes with its group");
    assert!(outcome.plan.find::<Coordinate>("loose").is_some(), "no coordinates came");
    let server = outcome.plan.servers().iter().next().unwrap().1.clone();
    assert_eq!(server.cache_group, Some(Link::Absent(Absent::named("drop"))));
    assert_eq!(outcome.plan.unresolved().len(), 1);
    assert!(groups().into(&outcome.plan, REPLACE).edit.is_empty());

    let mut everything = input();
    everything.0.kinds = Kind::ALL.iter().copied().collect();
    everything.0.kinds.remove(&Kind::CacheGroup);
    everything.0.endpoints.insert("origins".to_owned());
    let left = everything.into(&plan, REPLACE).plan;
    assert_eq!(left.count(Kind::Server), 0);
    assert_eq!(left.count(Kind::CoverageZoneFile), 1, "Lodestone's own");
    assert!(left.find::<Coordinate>("from_cachegroup_keep").is_some(), "stays with its group");
    assert_eq!(left.find::<Coordinate>("loose"), None);
    assert_eq!((left.find::<OtherRow>("origins o"), left.count(Kind::OtherRow)), (None, 1));
    assert_eq!(left.server_server_capabilities().len(), 0, "both sides went");

    let mut pairs = input();
    pairs.0.relations.insert(RelationKind::ServerOfCapability);
    assert!(pairs.into(&plan, REPLACE).plan.server_server_capabilities().is_empty());
}

#[test]
fn replace_turns_one_sided_pairs_into_names() {
    let plan = input()
        .row(Kind::Cdn, &["c"], &[])
        .server("c", "h", &[])
        .row(Kind::ServerCapability, &["x"], &[])
        .pair(RelationKind::ServerOfCapability, "c/h", "x")
        .onto(&seeded());
    let mut servers = input();
    servers.0.kinds.insert(Kind::Server);
    let without = servers.into(&plan, REPLACE).plan;
    let pair = without.server_server_capabilities().iter().next().unwrap().clone();
    assert_eq!(pair.0.target(), side("c/h"));
    let back = input().server("c", "h", &[]).onto(&without);
    assert_eq!(back.unresolved(), []);
}

#[test]
fn replace_removes_nothing_while_rows_are_unreadable() {
    let plan = input().group("a", &[]).group("b", &[]).onto(&seeded());
    let mut rows = input().group("a", &[]);
    rows.0.left_out = 1;
    let outcome = rows.into(&plan, ImportOptions { keep_going: true, ..REPLACE });
    assert_eq!(outcome.plan.count(Kind::CacheGroup), 2);
    assert!(messages(&outcome, Severity::Warning)[0].contains("nothing is removed"));
}

#[test]
fn what_must_not_be_there_goes_unless_it_is_used() {
    let mut rows = input().group("g", &[("type", link(Kind::Type, "MID_LOC"))]);
    for name in ["RIAK", "MID_LOC", "EDGE_LOC", "never was"] {
        rows.0.absent.push((Kind::Type, names(&[name])));
    }
    let before = input().group("old", &[("type", link(Kind::Type, "EDGE_LOC"))]).onto(&seeded());
    let outcome = rows.into(&before, PLAIN);
    let there = |name| outcome.plan.find::<Type>(name).is_some();
    assert_eq!([there("RIAK"), there("MID_LOC"), there("EDGE_LOC")], [false, true, true]);
    assert_eq!(messages(&outcome, Severity::Warning).len(), 2);
}

#[test]
fn another_traffic_ops_renames_nothing() {
    let numbered = |from: char| {
        (0..8).fold(input(), |input, at| input.group(&format!("{}{at}", char::from(from as u8)), &[]).id(100 + at))
    };
    let plan = numbered('a').onto(&seeded());
    for options in [PLAIN, FOLLOW] {
        let outcome = numbered('b').into(&plan, options);
        assert_eq!(outcome.report.renames, []);
        assert_eq!(messages(&outcome, Severity::Warning).len(), 1);
        assert!(messages(&outcome, Severity::Warning)[0].contains("another Traffic Ops"));
        assert_eq!(outcome.plan.count(Kind::CacheGroup), 16);
    }
}

#[test]
fn renames_are_offered_and_followed() {
    let plan = input()
        .placed_group("old", 1.0, 2.0)
        .with(|row| row.derived = false)
        .group("user", &[("parentCachegroup", link(Kind::CacheGroup, "old"))])
        .onto(&seeded());
    let plan = input().group("old", &[]).id(8).onto(&plan);
    let rows = || input().placed_group("new", 1.0, 2.0).with(|_| ());
    let mut renamed = rows();
    renamed.0.objects.get_mut(0).unwrap().traffic_ops_id = Some(8);

    let offered = renamed.clone().into(&plan, PLAIN);
    assert_eq!(offered.report.renames.len(), 1);
    assert_eq!((offered.report.renames[0].from.as_str(), offered.report.renames[0].to.as_str()), ("old", "new"));
    assert!(messages(&offered, Severity::Warning)[0].contains("--follow-renames"));
    assert_eq!(offered.plan.count(Kind::CacheGroup), 3);

    let followed = renamed.clone().into(&plan, FOLLOW);
    assert_eq!((followed.plan.count(Kind::CacheGroup), followed.plan.count(Kind::Coordinate)), (2, 1));
    assert_eq!(followed.plan.find::<CacheGroup>("new"), plan.find::<CacheGroup>("old"));
    assert_eq!(group(&followed.plan, "user").parent, plan.find::<CacheGroup>("old").map(Link::To));
    assert!(followed.plan.find::<Coordinate>("from_cachegroup_new").is_some());
    assert!(renamed.clone().into(&followed.plan, FOLLOW).edit.is_empty());

    // Without a row for the coordinate it follows all the same.
    let bare = input().group("new", &[]).id(8).into(&plan, FOLLOW);
    assert!(bare.plan.find::<Coordinate>("from_cachegroup_new").is_some());
    assert_eq!(bare.plan.count(Kind::Coordinate), 1);

    // The old name came too: then it is another object.
    let both = input().group("new", &[]).id(8).group("old", &[]).into(&plan, FOLLOW);
    assert_eq!(both.report.renames, []);
    assert_eq!(both.plan.count(Kind::CacheGroup), 3);
}

#[test]
fn replace_keeps_the_seeds_that_the_input_refers_to() {
    let outcome = input()
        .row(Kind::Type, &["OWN"], &[])
        .group("g", &[("type", link(Kind::Type, "EDGE_LOC"))])
        .into(&seeded(), REPLACE);
    let mut types: Vec<_> = outcome.plan.types().iter().map(|(_, type_)| type_.name.clone()).collect();
    types.sort();
    assert_eq!(types, ["EDGE_LOC", "OWN"]);
    assert_eq!(outcome.plan.unresolved(), []);
}

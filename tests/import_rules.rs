//! The rules by which what comes in becomes one edit: matching, links, fields, secrets, removals, renames.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what helps tests may fail as tests do")]

use std::collections::BTreeMap;
use std::sync::Arc;

use lodestone::edit::import::{
    At, ImportOptions, ImportOutcome, Incoming, IncomingObject, IncomingPair, Place, Severity, importing,
};
use lodestone::edit::seeds::seeding;
use lodestone::model::*;

const PLAIN: ImportOptions = ImportOptions { replace: false, keep_going: false, follow_renames: false };
const REPLACE: ImportOptions = ImportOptions { replace: true, ..PLAIN };
const KEEP_GOING: ImportOptions = ImportOptions { keep_going: true, ..PLAIN };
const FOLLOW: ImportOptions = ImportOptions { follow_renames: true, ..PLAIN };

fn place(row: usize) -> Place {
    Place { file: Arc::from("input.json"), at: At::Row(row) }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn names(parts: &[&str]) -> Vec<String> {
    parts.iter().map(|part| (*part).to_owned()).collect()
}

/// A link by name, parts separated by `/`.
fn link(kind: Kind, name: &str) -> Value {
    let identity = name.split('/').map(str::to_owned).collect();
    Value::Link(AnyLink { kind, target: Target::Absent(Arc::new(Absent { identity, traffic_ops_id: None })) })
}

fn link_by_id(kind: Kind, traffic_ops_id: i64) -> Value {
    Value::Link(AnyLink { kind, target: Target::Absent(Absent::numbered(traffic_ops_id)) })
}

fn side(name: &str) -> Target {
    let identity = name.split('/').map(str::to_owned).collect();
    Target::Absent(Arc::new(Absent { identity, traffic_ops_id: None }))
}

fn position(latitude: f64, longitude: f64) -> Value {
    Value::Object(vec![("latitude", Value::Float(latitude)), ("longitude", Value::Float(longitude))])
}

/// Rows of an input, built one after another.
#[derive(Clone, Default)]
struct Input(Incoming);

impl Input {
    fn row(mut self, kind: Kind, identity: &[&str], fields: &[(&'static str, Value)]) -> Self {
        self.0.kinds.insert(kind);
        self.0.objects.push(IncomingObject {
            kind,
            place: place(self.0.objects.len()),
            identity: names(identity),
            traffic_ops_id: None,
            last_updated: None,
            fields: fields.to_vec(),
            unmodelled: BTreeMap::new(),
            derived: false,
        });
        self
    }

    /// Says more about the last row.
    fn with(mut self, change: impl FnOnce(&mut IncomingObject)) -> Self {
        change(self.0.objects.last_mut().unwrap());
        self
    }

    fn id(self, traffic_ops_id: i64) -> Self {
        self.with(|row| row.traffic_ops_id = Some(traffic_ops_id))
    }

    fn derived(self) -> Self {
        self.with(|row| row.derived = true)
    }

    fn group(self, name: &str, fields: &[(&'static str, Value)]) -> Self {
        self.row(Kind::CacheGroup, &[name], fields)
    }

    /// A cache group with the coordinate that follows from its latitude and longitude.
    fn placed_group(self, name: &str, latitude: f64, longitude: f64) -> Self {
        let coordinate = Coordinate::name_for_cache_group(name);
        let input = self.group(name, &[("coordinate", link(Kind::Coordinate, &coordinate))]);
        input.row(Kind::Coordinate, &[&coordinate], &[("position", position(latitude, longitude))]).derived()
    }

    fn server(self, cdn: &str, host: &str, fields: &[(&'static str, Value)]) -> Self {
        self.row(Kind::Server, &[cdn, host], fields)
    }

    fn pair(mut self, relation: RelationKind, a: &str, b: &str) -> Self {
        self.0.relations.insert(relation);
        let place = place(self.0.pairs.len());
        self.0.pairs.push(IncomingPair { relation, place, a: side(a), b: side(b) });
        self
    }

    fn into(self, plan: &Plan, options: ImportOptions) -> ImportOutcome {
        let outcome = importing(plan, self.0, options).unwrap();
        assert!(plan.applying(&outcome.edit).unwrap().same_content(&outcome.plan), "the plan is the edit's");
        outcome
    }

    /// Imports into a plan, which must neither refuse nor complain.
    fn onto(self, plan: &Plan) -> Plan {
        let outcome = self.into(plan, PLAIN);
        assert_eq!(outcome.report.problems, []);
        outcome.plan
    }
}

fn input() -> Input {
    Input::default()
}

fn seeded() -> Plan {
    let plan = Plan::default();
    plan.applying(&seeding(&plan)).unwrap()
}

fn group<'a>(plan: &'a Plan, name: &str) -> &'a CacheGroup {
    plan.get(plan.find::<CacheGroup>(name).unwrap_or_else(|| panic!("no group {name}"))).unwrap()
}

fn messages(outcome: &ImportOutcome, severity: Severity) -> Vec<String> {
    let problems = outcome.report.problems.iter().filter(|problem| problem.severity == severity);
    problems.map(|problem| problem.message.clone()).collect()
}

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
            .with(|row| row.last_updated = Some(at.to_owned()))
    };
    let plan = server("1", "then").into(&seeded(), PLAIN).plan;
    let quiet = server("1", "now").into(&plan, PLAIN);
    assert!(quiet.edit.is_empty());
    let loud = server("2", "now").into(&plan, PLAIN).plan;
    let server = loud.servers().iter().next().unwrap().1.clone();
    assert_eq!(server.config_update_time.as_deref(), Some("now"));
    assert_eq!(server.upstream.last_updated.as_deref(), Some("now"));
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
        plan.servers().iter().map(|(_, server)| server.rack.clone().unwrap()).collect()
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
        .map(|(server, _)| plan.follow(server).unwrap().rack.clone().unwrap())
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
fn renames_are_offered_and_followed() {
    let plan = input()
        .placed_group("old", 1.0, 2.0)
        .with(|row| row.derived = false)
        .group("user", &[("parentCachegroup", link(Kind::CacheGroup, "old"))])
        .onto(&seeded());
    let plan = input().group("old", &[]).id(8).onto(&plan);
    let rows = || input().placed_group("new", 1.0, 2.0).with(|_| ());
    let mut renamed = rows();
    renamed.0.objects[0].traffic_ops_id = Some(8);

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
            let first = importing(&seeded(), incoming.clone(), PLAIN).unwrap();
            let worse: Vec<_> =
                first.report.problems.iter().filter(|problem| problem.severity > Severity::Note).collect();
            assert!(worse.is_empty(), "{folder} {version}: {worse:?}");
            assert_eq!(first.plan.unresolved(), [], "{folder} {version}");
            for options in [PLAIN, REPLACE, FOLLOW] {
                let again = importing(&first.plan, incoming.clone(), options).unwrap();
                assert!(again.edit.is_empty(), "{folder} {version}: {:?}", again.edit.changes.first());
                assert_eq!(again.report.renames, []);
            }
            let back = first.plan.applying(&first.edit.inverse()).unwrap();
            assert!(back.same_content(&seeded()));
        }
    }
}

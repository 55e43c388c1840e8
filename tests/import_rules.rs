//! The rules by which what comes in becomes one edit: matching, links, fields, secrets, removals, renames.

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

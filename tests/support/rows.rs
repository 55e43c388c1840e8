//! Rows of an import, built one after another, as readers of files make them.

use std::sync::Arc;

use lodestone::edit::import::{ImportOptions, ImportOutcome, Incoming, IncomingObject, IncomingPair, import_rows};
use lodestone::edit::seeds::seed_plan;
use lodestone::finding::{At, Place, Severity};
use lodestone::model::*;

pub(crate) const PLAIN: ImportOptions = ImportOptions { replace: false, keep_going: false, follow_renames: false };
pub(crate) const REPLACE: ImportOptions = ImportOptions { replace: true, ..PLAIN };
pub(crate) const KEEP_GOING: ImportOptions = ImportOptions { keep_going: true, ..PLAIN };
pub(crate) const FOLLOW: ImportOptions = ImportOptions { follow_renames: true, ..PLAIN };

pub(crate) fn place(row: usize) -> Place {
    Place { file: Arc::from("input.json"), at: At::Row(row) }
}

pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

pub(crate) fn names(parts: &[&str]) -> Vec<String> {
    parts.iter().map(|part| (*part).to_owned()).collect()
}

/// A link by name, parts separated by `/`.
pub(crate) fn link(kind: Kind, name: &str) -> Value {
    let identity = name.split('/').map(str::to_owned).collect();
    Value::Link(AnyLink { kind, target: Target::Absent(Arc::new(Absent { identity, traffic_ops_id: None })) })
}

pub(crate) fn link_by_id(kind: Kind, traffic_ops_id: i64) -> Value {
    Value::Link(AnyLink { kind, target: Target::Absent(Absent::numbered(traffic_ops_id)) })
}

pub(crate) fn side(name: &str) -> Target {
    let identity = name.split('/').map(str::to_owned).collect();
    Target::Absent(Arc::new(Absent { identity, traffic_ops_id: None }))
}

pub(crate) fn position(latitude: f64, longitude: f64) -> Value {
    Value::Object(vec![("latitude", Value::Float(latitude)), ("longitude", Value::Float(longitude))])
}

/// Rows of an input, built one after another.
#[derive(Clone, Default)]
pub(crate) struct Input(pub(crate) Incoming);

impl Input {
    pub(crate) fn row(mut self, kind: Kind, identity: &[&str], fields: &[(&'static str, Value)]) -> Self {
        self.0.kinds.insert(kind);
        self.0.objects.push(IncomingObject::of(kind, place(self.0.objects.len()), names(identity), fields.to_vec()));
        self
    }

    /// Says more about the last row.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut IncomingObject)) -> Self {
        change(self.0.objects.last_mut().unwrap());
        self
    }

    pub(crate) fn id(self, traffic_ops_id: i64) -> Self {
        self.with(|row| row.traffic_ops_id = Some(traffic_ops_id))
    }

    pub(crate) fn derived(self) -> Self {
        self.with(|row| row.derived = true)
    }

    pub(crate) fn group(self, name: &str, fields: &[(&'static str, Value)]) -> Self {
        self.row(Kind::CacheGroup, &[name], fields)
    }

    /// A cache group with the coordinate that follows from its latitude and longitude.
    pub(crate) fn placed_group(self, name: &str, latitude: f64, longitude: f64) -> Self {
        let coordinate = Coordinate::name_for_cache_group(name);
        let input = self.group(name, &[("coordinate", link(Kind::Coordinate, &coordinate))]);
        input.row(Kind::Coordinate, &[&coordinate], &[("position", position(latitude, longitude))]).derived()
    }

    pub(crate) fn server(self, cdn: &str, host: &str, fields: &[(&'static str, Value)]) -> Self {
        self.row(Kind::Server, &[cdn, host], fields)
    }

    pub(crate) fn pair(mut self, relation: RelationKind, a: &str, b: &str) -> Self {
        self.0.relations.insert(relation);
        let place = place(self.0.pairs.len());
        self.0.pairs.push(IncomingPair { relation, place, a: side(a), b: side(b) });
        self
    }

    pub(crate) fn into(self, plan: &Plan, options: ImportOptions) -> ImportOutcome {
        let outcome = import_rows(plan, self.0, options).unwrap();
        assert!(plan.applying(&outcome.edit).unwrap().same_content(&outcome.plan), "the plan is the edit's");
        outcome
    }

    /// Imports into a plan, which must neither refuse nor complain.
    pub(crate) fn onto(self, plan: &Plan) -> Plan {
        let outcome = self.into(plan, PLAIN);
        assert_eq!(outcome.report.problems, []);
        outcome.plan
    }
}

pub(crate) fn input() -> Input {
    Input::default()
}

pub(crate) fn seeded() -> Plan {
    let plan = Plan::default();
    plan.applying(&seed_plan(&plan)).unwrap()
}

pub(crate) fn group<'a>(plan: &'a Plan, name: &str) -> &'a CacheGroup {
    plan.get(plan.find::<CacheGroup>(name).unwrap_or_else(|| panic!("no group {name}"))).unwrap()
}

pub(crate) fn messages(outcome: &ImportOutcome, severity: Severity) -> Vec<String> {
    let problems = outcome.report.problems.iter().filter(|problem| problem.severity == severity);
    problems.map(|problem| problem.message.clone()).collect()
}

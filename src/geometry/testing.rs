//! Plans for the tests of the map.

use crate::edit::{Change, Delta, Edit, seeds};
use crate::model::{CacheGroup, Coordinate, Link, Plan, Position, Type};

/// A plan with groups of these names, types, latitudes and longitudes.
pub(crate) fn plan(groups: &[(&str, &str, f64, f64)]) -> Plan {
    let plan = Plan::default();
    let plan = plan.applying(&seeds::seed_plan(&plan)).unwrap();
    let mut changes: Vec<Change> = Vec::new();
    for (offset, (name, type_, latitude, longitude)) in (0..).zip(groups) {
        let coordinate = plan.fresh_id(offset);
        let position = Position::new(*latitude, *longitude).unwrap();
        let made = Coordinate { name: (*name).to_owned(), position: Some(position), ..Coordinate::default() };
        changes.push(Delta::added(coordinate, made).into());
        let group = CacheGroup {
            name: (*name).to_owned(),
            type_: plan.find::<Type>(type_).map(Link::To),
            coordinate: Some(Link::To(coordinate)),
            ..CacheGroup::default()
        };
        changes.push(Delta::added(plan.fresh_id(offset), group).into());
    }
    plan.applying(&Edit::new("Test", changes)).unwrap()
}

/// The same plan, with a parent for one of the groups.
pub(crate) fn with_parent(plan: &Plan, child: &str, parent: &str) -> Plan {
    let (id, parent) = (plan.find::<CacheGroup>(child).unwrap(), plan.find::<CacheGroup>(parent).unwrap());
    let before = plan.get(id).unwrap();
    let after = CacheGroup { parent: Some(Link::To(parent)), ..CacheGroup::clone(before) };
    plan.applying(&Edit::new("Test", vec![Delta::changed(id, before, after).into()])).unwrap()
}

/// So many edges all over the world, the same ones every time.
pub(crate) fn scattered(count: u32) -> Plan {
    let names: Vec<String> = (0..count).map(|number| format!("edge-{number}")).collect();
    let at = |number: usize, by: usize, span: f64| (number * by % 1_009) as f64 / 1_009.0 * span - span / 2.0;
    let groups: Vec<(&str, &str, f64, f64)> = (names.iter().enumerate())
        .map(|(number, name)| (name.as_str(), "EDGE_LOC", at(number, 613, 150.0), at(number, 389, 360.0)))
        .collect();
    plan(&groups)
}

//! The edit that makes an empty plan what a fresh Traffic Ops is.

use super::change::{Change, Delta, Edit};
use crate::model::{Cdn, Plan, Status, Type, seed};

/// Adds the seeded types, statuses and the CDN `ALL` to a plan that has none of them.
pub fn seed_plan(plan: &Plan) -> Edit {
    let mut changes: Vec<Change> = Vec::new();
    for (offset, entity) in (0..).zip(seed::TYPES.iter().map(seeded_type)) {
        changes.push(Delta::added(plan.fresh_id(offset), entity).into());
    }
    for (offset, entity) in (0..).zip(seed::STATUSES.iter().map(seeded_status)) {
        changes.push(Delta::added(plan.fresh_id(offset), entity).into());
    }
    changes.push(Delta::added(plan.fresh_id(0), cdn_all()).into());
    Edit::new("New plan", changes)
}

/// The seeded type of that name, for a plan that lacks it.
pub(super) fn type_named(name: &str) -> Option<Type> {
    seed::TYPES.iter().find(|(_, seeded, _)| *seeded == name).map(seeded_type)
}

/// The seeded status of that name, for a plan that lacks it.
pub(super) fn status_named(name: &str) -> Option<Status> {
    seed::STATUSES.iter().find(|(seeded, _)| *seeded == name).map(seeded_status)
}

/// The CDN that stands for all of them, for a plan that lacks it.
pub(super) fn cdn_all() -> Cdn {
    let (name, domain) = seed::CDN_ALL;
    Cdn { name: name.to_owned(), domain_name: Some(domain.to_owned()), dnssec_enabled: Some(false), ..Cdn::default() }
}

fn seeded_type((table, name, description): &(&str, &str, &str)) -> Type {
    Type {
        name: (*name).to_owned(),
        description: Some((*description).to_owned()),
        use_in_table: Some((*table).to_owned()),
        ..Type::default()
    }
}

fn seeded_status((name, description): &(&str, &str)) -> Status {
    Status { name: (*name).to_owned(), description: Some((*description).to_owned()), ..Status::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;

    #[test]
    fn a_new_plan_has_what_a_fresh_traffic_ops_has() {
        let plan = Plan::default();
        let seeded = plan.applying(&seed_plan(&plan)).unwrap();
        assert_eq!(
            [Kind::Type, Kind::Status, Kind::Cdn].map(|kind| seeded.count(kind)),
            [seed::TYPES.len(), seed::STATUSES.len(), 1]
        );
        assert!(seeded.find::<Type>("EDGE_LOC").is_some());
    }
}

//! The edit that makes an empty plan what a fresh Traffic Ops is.

use super::change::{Change, Delta, Edit};
use crate::model::{Cdn, Plan, Status, Type, seed};

/// Adds the seeded types, statuses and the CDN `ALL` to a plan that has none of them.
pub fn seeding(plan: &Plan) -> Edit {
    let mut changes: Vec<Change> = Vec::new();
    for (offset, (table, name, description)) in (0..).zip(seed::TYPES) {
        let entity = Type {
            name: (*name).to_owned(),
            description: Some((*description).to_owned()),
            use_in_table: Some((*table).to_owned()),
            ..Type::default()
        };
        changes.push(Delta::added(plan.fresh_id(offset), entity).into());
    }
    for (offset, (name, description)) in (0..).zip(seed::STATUSES) {
        let entity =
            Status { name: (*name).to_owned(), description: Some((*description).to_owned()), ..Status::default() };
        changes.push(Delta::added(plan.fresh_id(offset), entity).into());
    }
    let (name, domain) = seed::CDN_ALL;
    let all = Cdn {
        name: name.to_owned(),
        domain_name: Some(domain.to_owned()),
        dnssec_enabled: Some(false),
        ..Cdn::default()
    };
    changes.push(Delta::added(plan.fresh_id(0), all).into());
    Edit::new("New plan", changes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;

    #[test]
    fn a_new_plan_has_what_a_fresh_traffic_ops_has() {
        let plan = Plan::default();
        let seeded = plan.applying(&seeding(&plan)).unwrap();
        assert_eq!(
            [Kind::Type, Kind::Status, Kind::Cdn].map(|kind| seeded.count(kind)),
            [seed::TYPES.len(), seed::STATUSES.len(), 1]
        );
        assert!(seeded.find::<Type>("EDGE_LOC").is_some());
    }
}

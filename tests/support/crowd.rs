//! Plans of any size for benches and for tests that count what a frame costs: always the same groups, where people live.

#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small numbers")]

use lodestone::edit::{Change, Delta, Edit, seeds};
use lodestone::geometry::places::Places;
use lodestone::model::{CacheGroup, Coordinate, Id, Link, Plan, Position, Type};

/// Where a group stands alone, to be dragged.
const ALONE: (f64, f64) = (-55.0, -125.0);

/// Groups around the places where people live, one in a hundred a mid; each edge has the two nearest of a few mids.
pub(crate) fn crowd(groups: usize) -> Plan {
    let plan = Plan::default();
    let plan = plan.applying(&seeds::seed_plan(&plan)).expect("the plan is sound");
    let places = Places::embedded().expect("the plan is sound");
    let homes: Vec<Position> = places.iter().map(|place| place.position).collect();
    let mut seed = 1_u64;
    let mut random = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as f64 / f64::from(1_u32 << 31)
    };
    let mids = (groups / 100).max(4);
    let mut at: Vec<Position> = Vec::with_capacity(groups);
    for _ in 0..groups {
        // Small numbers are drawn more often: large places come first.
        let home = homes[(random().powi(2) * homes.len() as f64) as usize % homes.len()];
        let latitude = (home.latitude() + (random() - 0.5) * 0.8).clamp(-84.0, 84.0);
        let longitude = (home.longitude() + (random() - 0.5) * 0.8).clamp(-180.0, 180.0);
        at.push(Position::new(latitude, longitude).expect("the plan is sound"));
    }
    at[groups - 1] = Position::new(ALONE.0, ALONE.1).expect("the plan is sound");
    let [edge, mid] = ["EDGE_LOC", "MID_LOC"].map(|name| plan.find::<Type>(name).map(Link::To));
    let mut changes: Vec<Change> = Vec::new();
    for (number, position) in at.iter().enumerate() {
        let offset = number as u64;
        let coordinate: Id<Coordinate> = plan.fresh_id(offset);
        let name = match number {
            _ if number == groups - 1 => "edge-alone".to_owned(),
            _ if number < mids => format!("mid-{number}"),
            _ => format!("edge-{number}"),
        };
        let made = Coordinate { name: name.clone(), position: Some(*position), ..Coordinate::default() };
        changes.push(Delta::added(coordinate, made).into());
        let mut near: Vec<usize> = (0..24).map(|_| (random() * mids as f64) as usize).collect();
        near.sort_by(|a, b| at[*a].distance_km(*position).total_cmp(&at[*b].distance_km(*position)));
        near.dedup();
        let parent = |rank: usize| near.get(rank).map(|mid| Link::To(plan.fresh_id(*mid as u64)));
        let group = CacheGroup {
            name,
            type_: if number < mids { mid.clone() } else { edge.clone() },
            coordinate: Some(Link::To(coordinate)),
            parent: parent(0),
            secondary_parent: parent(1),
            ..CacheGroup::default()
        };
        changes.push(Delta::added(plan.fresh_id(offset), group).into());
    }
    plan.applying(&Edit::new("Crowd", changes)).expect("the plan is sound")
}

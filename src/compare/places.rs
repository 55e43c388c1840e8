//! Where cache groups were: what a map shows of a comparison.

use crate::compare::snapshots::{Comparison, SnapshotTab, What, position_in};
use crate::model::{CacheGroup, Coordinate, Plan, Position, Type};
use crate::sorting::OrderedMap;
use crate::sorting::sort_by;

/// The place that a cache group had.
#[derive(Clone, Debug, PartialEq)]
pub struct OldPlace {
    /// The group's name.
    pub name: String,
    /// The name of its type.
    pub type_name: String,
    /// Where it was.
    pub at: Position,
    /// Whether the group itself has gone, rather than to another place.
    pub is_gone: bool,
}

/// The places that groups have left between two snapshots, by name.
pub fn places_in_snapshots(comparison: &Comparison) -> Vec<OldPlace> {
    let mut places = OrderedMap::new();
    for group in &comparison.groups {
        let type_name = match group.tab {
            SnapshotTab::EdgeCacheGroups => "EDGE_LOC",
            SnapshotTab::TrCacheGroups => "TR_LOC",
            _ => continue,
        };
        for object in &group.objects {
            let left = match &object.what {
                What::Added(_) => None,
                What::Removed(value) => position_in(value).map(|at| (at, true)),
                What::Updated { relocations, .. } => relocations.first().map(|relocation| (relocation.from, false)),
            };
            if let Some((at, is_gone)) = left {
                let (name, type_name) = (object.name.clone(), type_name.to_owned());
                places.insert(object.name.as_str(), OldPlace { name, type_name, at, is_gone });
            }
        }
    }
    places.into_values().collect()
}

/// The places that groups have left between two plans, by name.
pub fn places_in_plans(before: &Plan, after: &Plan) -> Vec<OldPlace> {
    let at = |plan: &Plan, group: &CacheGroup| plan.follow_opt::<Coordinate>(group.coordinate.as_ref())?.position;
    let left = |group: &CacheGroup| {
        let old = at(before, group)?;
        let now = after.find::<CacheGroup>(&group.name).and_then(|id| after.get(id));
        if now.is_some_and(|now| at(after, now) == Some(old)) {
            return None;
        }
        let type_name = before.follow_opt::<Type>(group.type_.as_ref()).map(|type_| type_.name.clone());
        let type_name = type_name.unwrap_or_default();
        Some(OldPlace { name: group.name.clone(), type_name, at: old, is_gone: now.is_none() })
    };
    let mut places: Vec<OldPlace> = before.cache_groups().iter().filter_map(|(_, group)| left(group)).collect();
    sort_by(&mut places, |a, b| a.name.cmp(&b.name));
    places
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::*;
    use crate::compare::snapshots::compare_snapshots;

    fn document(value: Value) -> Map<String, Value> {
        let Value::Object(members) = value else { panic!("{value}") };
        members
    }

    #[test]
    fn groups_leave_their_places_by_moving_and_by_going() {
        let before = document(json!({
            "edgeLocations": {
                "stays": {"latitude": 1, "longitude": 1},
                "moves": {"latitude": 39.5, "longitude": -105.0},
                "goes": {"latitude": 2, "longitude": 2},
                "nowhere": {}
            },
            "trafficRouterLocations": {"router": {"latitude": 3, "longitude": 3}},
        }));
        let after = document(json!({
            "edgeLocations": {
                "stays": {"latitude": 1.0, "longitude": 1},
                "moves": {"latitude": 39.5, "longitude": -104.0},
                "comes": {"latitude": 2, "longitude": 2}
            },
            "trafficRouterLocations": {"router": {"latitude": 3, "longitude": 4}},
        }));
        let found = places_in_snapshots(&compare_snapshots(&before, &after));
        let told: Vec<_> =
            found.iter().map(|place| (place.name.as_str(), place.type_name.as_str(), place.is_gone)).collect();
        assert_eq!(told, [("goes", "EDGE_LOC", true), ("moves", "EDGE_LOC", false), ("router", "TR_LOC", false)]);
        assert_eq!(found[1].at, Position::new(39.5, -105.0).unwrap());
    }
}

//! The places that groups have left, in the map's own terms.
//!
//! It must not know of the screen, nor with what the plan was compared.

use super::mercator::unproject;
use super::scene::{GroupType, Scene, on_map};
use crate::compare::OldPlace;
use crate::model::Position;

/// A place where a group was.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ghost {
    /// The group's name.
    pub(super) name: String,
    /// Where, in world coordinates.
    pub(super) world: [f64; 2],
    /// What the group was.
    pub(super) type_: GroupType,
    /// What became of it.
    pub(super) fate: Fate,
}

/// What became of a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fate {
    /// It moved.
    Moved {
        /// The group's number.
        node: u32,
        /// How far.
        distance_km: f64,
    },
    /// It is no longer on the map.
    Gone,
}

/// The ghosts of a scene.
pub(super) fn of_places(places: &[OldPlace], scene: &Scene) -> Vec<Ghost> {
    let by_name: std::collections::BTreeMap<&str, u32> =
        (scene.nodes.iter().zip(0..)).map(|(node, number)| (node.group.name.as_str(), number)).collect();
    places.iter().filter_map(|place| ghost(place, scene, by_name.get(place.name.as_str()).copied())).collect()
}

fn ghost(place: &OldPlace, scene: &Scene, number: Option<u32>) -> Option<Ghost> {
    let (name, world) = (place.name.clone(), on_map(place.at));
    let type_ = GroupType::of_name(&place.type_name);
    // A group that left the snapshot may still be in the plan, and where it was.
    let Some((number, node)) = number.and_then(|number| Some((number, scene.node(number)?))) else {
        return Some(Ghost { name, world, type_, fate: Fate::Gone });
    };
    let now: Position = unproject(node.world)?;
    let distance_km = place.at.distance_km(now);
    // What lies beyond the poles of the map is drawn at its edge.
    let is_there = node.world.iter().zip(world).all(|(now, then)| (now - then).abs() < 1e-9);
    (!is_there).then_some(Ghost { name, world, type_, fate: Fate::Moved { node: number, distance_km } })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::ui::map::testing;

    #[test]
    fn a_ghost_is_where_a_group_was_and_is_no_more() {
        let plan = testing::plan(&[("denver", "EDGE_LOC", 39.7, -105.0), ("chicago", "EDGE_LOC", 41.9, -87.6)]);
        let scene = Scene::of_plan(&plan, &BTreeSet::from(["denver".to_owned()]));
        assert_eq!(scene.nodes.iter().map(|node| node.is_new).collect::<Vec<_>>(), [false, true]);
        let old = |name: &str, latitude, longitude| OldPlace {
            name: name.to_owned(),
            type_name: "EDGE_LOC".to_owned(),
            at: Position::new(latitude, longitude).unwrap(),
            is_gone: name == "houston",
        };
        let places = [old("denver", 38.7, -105.0), old("chicago", 41.9, -87.6), old("houston", 29.8, -95.4)];
        let ghosts = of_places(&places, &scene);
        let [denver, houston] = ghosts.as_slice() else { panic!("{ghosts:?}") };
        let Fate::Moved { node: 0, distance_km } = denver.fate else { panic!("{denver:?}") };
        assert!((distance_km - 111.0).abs() < 1.0, "{distance_km}");
        assert_eq!((houston.name.as_str(), houston.fate), ("houston", Fate::Gone));
    }
}

//! The places that groups have left, in the map's own terms.
//!
//! It must not know of the screen, nor with what the plan was compared.

use super::mercator::unproject;
use super::scene::{GroupType, Scene, on_map};
use crate::model::{CacheGroup, Plan, Position};

/// A place where a group was.
#[derive(Clone, Debug, PartialEq)]
pub struct Ghost {
    /// The group's name.
    pub name: String,
    /// Where, in world coordinates.
    pub world: [f64; 2],
    /// What the group was.
    pub type_: GroupType,
    /// What became of it.
    pub fate: GhostFate,
}

/// What became of a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum GhostFate {
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

/// A place where a group was, in the words of those who know.
#[derive(Clone, Copy, Debug)]
pub struct LeftPlace<'a> {
    /// The group's name.
    pub name: &'a str,
    /// The name of its type.
    pub type_name: &'a str,
    /// Where it was.
    pub at: Position,
}

/// The ghosts of a scene of a plan.
pub fn of_places<'a>(places: impl Iterator<Item = LeftPlace<'a>>, plan: &Plan, scene: &Scene) -> Vec<Ghost> {
    let number = |name: &str| plan.named::<CacheGroup>(name).filter_map(|id| scene.find(id)).last();
    places.filter_map(|place| ghost(place, scene, number(place.name))).collect()
}

fn ghost(place: LeftPlace<'_>, scene: &Scene, number: Option<u32>) -> Option<Ghost> {
    let (name, world) = (place.name.to_owned(), on_map(place.at));
    let type_ = GroupType::of_name(place.type_name);
    // A group that left the snapshot may still be in the plan, and where it was.
    let Some((number, node)) = number.and_then(|number| Some((number, scene.node(number)?))) else {
        return Some(Ghost { name, world, type_, fate: GhostFate::Gone });
    };
    let now: Position = unproject(node.world)?;
    let distance_km = place.at.distance_km(now);
    // What lies beyond the poles of the map is drawn at its edge.
    let is_there = node.world.iter().zip(world).all(|(now, then)| (now - then).abs() < 1e-9);
    (!is_there).then_some(Ghost { name, world, type_, fate: GhostFate::Moved { node: number, distance_km } })
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::geometry::testing;
    use crate::sorting::OrderedSet;

    #[test]
    fn a_ghost_is_where_a_group_was_and_is_no_more() {
        let plan = testing::plan(&[("denver", "EDGE_LOC", 39.7, -105.0), ("chicago", "EDGE_LOC", 41.9, -87.6)]);
        let scene = Scene::of_plan(&plan, &OrderedSet::from(["denver".to_owned()]));
        assert_eq!(scene.nodes.iter().map(|node| node.is_new).collect::<Vec<_>>(), [false, true]);
        let old = |name: &'static str, latitude, longitude| LeftPlace {
            name,
            type_name: "EDGE_LOC",
            at: Position::new(latitude, longitude).unwrap(),
        };
        let places = [old("denver", 38.7, -105.0), old("chicago", 41.9, -87.6), old("houston", 29.8, -95.4)];
        let ghosts = of_places(places.into_iter(), &plan, &scene);
        let [denver, houston] = ghosts.as_slice() else { panic!("{ghosts:?}") };
        let GhostFate::Moved { node: 0, distance_km } = denver.fate else { panic!("{denver:?}") };
        assert!((distance_km - 111.0).abs() < 1.0, "{distance_km}");
        assert_eq!((houston.name.as_str(), houston.fate), ("houston", GhostFate::Gone));
    }
}

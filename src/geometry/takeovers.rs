//! Who takes over while parts are down, by the nodes of a scene.
//!
//! It must not know how that is found out, nor how it looks.

use super::scene::Scene;
use crate::model::{CacheGroup, Plan};

/// What a group served and another one does now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Takeover {
    /// The node that served it.
    pub from: u32,
    /// The node that serves it; none: nobody does.
    pub to: Option<u32>,
    /// Its part of all that is asked for.
    pub share: f64,
    /// How many kilometres farther that is.
    pub added_km: Option<f64>,
}

/// A takeover by the names of groups.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedTakeover {
    /// The group that served it.
    pub from: String,
    /// The group that serves it; none: nobody does.
    pub to: Option<String>,
    /// Its part of all that is asked for.
    pub share: f64,
    /// How many kilometres farther that is.
    pub added_km: Option<f64>,
}

/// The takeovers between groups that a scene shows.
pub fn of_names(plan: &Plan, scene: &Scene, all: &[NamedTakeover]) -> Vec<Takeover> {
    let node = |name: &str| plan.find::<CacheGroup>(name).and_then(|id| scene.find(id));
    let found = |own: &NamedTakeover| {
        let to = match &own.to {
            Some(name) => Some(node(name)?),
            None => None,
        };
        Some(Takeover { from: node(&own.from)?, to, share: own.share, added_km: own.added_km })
    };
    all.iter().filter_map(found).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::testing;

    #[test]
    fn what_the_scene_does_not_show_is_left_out() {
        let plan = testing::plan(&[("a", "EDGE_LOC", 1.0, 2.0), ("b", "EDGE_LOC", 3.0, 4.0)]);
        let scene = Scene::of_plan(&plan, &crate::sorting::OrderedSet::new());
        let named = |from: &str, to: Option<&str>| NamedTakeover {
            from: from.to_owned(),
            to: to.map(str::to_owned),
            share: 0.5,
            added_km: Some(7.0),
        };
        let found = of_names(&plan, &scene, &[named("a", Some("b")), named("a", None), named("a", Some("x"))]);
        let to: Vec<bool> = found.iter().map(|takeover| takeover.to.is_some()).collect();
        assert_eq!(to, [true, false]);
    }
}

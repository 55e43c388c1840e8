//! The plan as the map has it: scene, levels of clusters, focus, states. Follows the plan by its tables.
//!
//! It must not know of the screen.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::cluster::Levels;
use super::focus::Focus;
use super::ghosts::{self, Ghost};
use super::scene::{Scene, State};
use crate::compare::OldPlace;
use crate::model::{CacheGroup, Coordinate, Id, PhysLocation, Plan, Table, Type};
use crate::ui::view::ViewContext;

/// The tables that a scene is made of: where none has changed, the scene is still right, whatever else has.
#[derive(Debug)]
struct Made {
    groups: Table<CacheGroup>,
    coordinates: Table<Coordinate>,
    locations: Table<PhysLocation>,
    types: Table<Type>,
}

impl Made {
    fn of(plan: &Plan) -> Self {
        Self {
            groups: plan.cache_groups().clone(),
            coordinates: plan.coordinates().clone(),
            locations: plan.phys_locations().clone(),
            types: plan.types().clone(),
        }
    }

    fn is_of(&self, plan: &Plan) -> bool {
        self.groups.is_same(plan.cache_groups())
            && self.coordinates.is_same(plan.coordinates())
            && self.locations.is_same(plan.phys_locations())
            && self.types.is_same(plan.types())
    }
}

/// What the map shows, whatever it looks at.
#[derive(Debug, Default)]
pub(super) struct Board {
    /// The plan's groups, links and sites.
    pub(super) scene: Scene,
    /// What is drawn together.
    pub(super) levels: Levels,
    /// What stands out.
    pub(super) focus: Focus,
    /// Where groups were.
    pub(super) ghosts: Vec<Ghost>,
    /// Counts changes of scene, ghosts and states.
    pub(super) generation: u64,
    /// What the scene was made of.
    made_of: Option<Made>,
    states: BTreeMap<Id<CacheGroup>, State>,
    /// The groups that Traffic Ops' snapshots name.
    known: Arc<BTreeSet<String>>,
    /// What ghosts are made of.
    places: Option<Arc<[OldPlace]>>,
}

impl Board {
    /// Takes over plan and selection; says whether what is shown of the plan is different from before.
    pub(super) fn follow(&mut self, view: &ViewContext<'_>) -> bool {
        let is_new = !self.made_of.as_ref().is_some_and(|made| made.is_of(view.plan));
        if is_new {
            self.made_of = Some(Made::of(view.plan));
            self.scene = Scene::of_plan(view.plan, &self.known);
            self.levels = Levels::default();
            self.lay_ghosts();
        }
        self.focus.follow(view.selection, &self.scene, is_new);
        is_new
    }

    /// Says which groups Traffic Ops' snapshots name.
    pub(super) fn set_known(&mut self, known: &Arc<BTreeSet<String>>) {
        if !Arc::ptr_eq(&self.known, known) {
            self.known = Arc::clone(known);
            // The next frame reads the plan anew.
            self.made_of = None;
        }
    }

    /// Says where groups were; none: that is not to be seen.
    pub(super) fn set_places(&mut self, places: Option<&Arc<[OldPlace]>>) {
        let is_same = match (&self.places, places) {
            (Some(before), Some(after)) => Arc::ptr_eq(before, after),
            (before, after) => before.is_none() && after.is_none(),
        };
        if !is_same {
            self.places = places.cloned();
            self.lay_ghosts();
        }
    }

    fn lay_ghosts(&mut self) {
        self.ghosts = self.places.as_ref().map_or_else(Vec::new, |places| ghosts::of_places(places, &self.scene));
        self.generation += 1;
    }

    /// Says how well groups are; those that are not named are normal.
    pub(super) fn set_states(&mut self, states: BTreeMap<Id<CacheGroup>, State>) {
        if self.states != states {
            self.states = states;
            self.generation += 1;
        }
    }

    /// How well a node is.
    pub(super) fn state_of(&self, node: u32) -> State {
        if self.states.is_empty() {
            return State::Normal;
        }
        self.scene.node(node).and_then(|node| self.states.get(&node.id)).copied().unwrap_or_default()
    }
}

//! The plan as the map has it: scene, levels of clusters, focus, states. Follows the plan by its tables.
//!
//! It must not know of the screen.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use egui::Color32;

use super::focus::Focus;
use super::layers::explained::ClientWay;
use crate::compare::OldPlace;
use crate::geometry::cluster::ClusterLevels;
use crate::geometry::ghosts::{self, Ghost, LeftPlace};
use crate::geometry::mercator::unproject;
use crate::geometry::scene::{GroupState, Scene, on_map};
use crate::geometry::takeovers::{self, NamedTakeover, Takeover};
use crate::model::{CacheGroup, Coordinate, Id, PhysLocation, Plan, Position, Table, Type};
use crate::ui::view::ViewContext;

/// The tables that a scene is made of: where none has changed, the scene is still right, whatever else has.
#[derive(Debug)]
struct SceneTables {
    groups: Table<CacheGroup>,
    coordinates: Table<Coordinate>,
    locations: Table<PhysLocation>,
    types: Table<Type>,
}

impl SceneTables {
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
    pub(super) levels: ClusterLevels,
    /// What stands out.
    pub(super) focus: Focus,
    /// Where groups were.
    pub(super) ghosts: Vec<Ghost>,
    /// Counts changes of scene, ghosts and states.
    pub(super) generation: u64,
    /// What the scene was made of.
    made_of: Option<SceneTables>,
    states: BTreeMap<Id<CacheGroup>, GroupState>,
    /// The groups that Traffic Ops' snapshots name.
    known: Arc<BTreeSet<String>>,
    /// Who takes over, by name and by node.
    named: Vec<NamedTakeover>,
    takeovers: Vec<Takeover>,
    /// The groups without a cache that is up.
    down: BTreeSet<String>,
    /// The client that is explained, and its way.
    client: Option<(Position, Option<String>)>,
    client_way: Option<ClientWay>,
    /// What ghosts are made of.
    places: Option<Arc<[OldPlace]>>,
    /// The colours of nodes that are not those of their states.
    tints: Vec<Option<Color32>>,
    /// Counts changes of these.
    pub(super) tinted: u64,
}

impl Board {
    /// Takes over plan and selection; says whether what is shown of the plan is different from before.
    pub(super) fn follow(&mut self, view: &ViewContext<'_>) -> bool {
        let is_new = !self.made_of.as_ref().is_some_and(|made| made.is_of(view.plan));
        if is_new {
            self.made_of = Some(SceneTables::of(view.plan));
            self.scene = Scene::of_plan(view.plan, &self.known);
            self.levels = ClusterLevels::default();
            self.lay_ghosts();
            self.takeovers = takeovers::of_names(view.plan, &self.scene, &self.named);
            self.client_way = self.way_of(view.plan);
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

    /// Says who takes over from what is down, and which groups are down as a whole.
    pub(super) fn set_takeovers(&mut self, named: Vec<NamedTakeover>, down: BTreeSet<String>) {
        if self.named != named || self.down != down {
            (self.named, self.down) = (named, down);
            // The next frame reads the plan anew.
            self.made_of = None;
        }
    }

    /// Says where a client is and by name which group serves it; none: no client is explained.
    pub(super) fn set_client(&mut self, client: Option<(Position, Option<String>)>) {
        if self.client != client {
            self.client = client;
            self.made_of = None;
        }
    }

    /// The way of the client that is explained.
    pub(super) fn client_way(&self) -> Option<ClientWay> {
        self.client_way
    }

    fn way_of(&self, plan: &Plan) -> Option<ClientWay> {
        let (at, group) = self.client.as_ref()?;
        let node = group.as_deref().and_then(|name| self.scene.find(plan.find::<CacheGroup>(name)?));
        let there = node.and_then(|node| self.scene.node(node)).and_then(|node| unproject(node.world));
        Some(ClientWay { client: on_map(*at), node, distance_km: there.map(|there| at.distance_km(there)) })
    }

    /// Who takes over.
    pub(super) fn takeovers(&self) -> &[Takeover] {
        &self.takeovers
    }

    fn lay_ghosts(&mut self) {
        let places = self.places.as_deref().unwrap_or_default().iter().map(left_place);
        self.ghosts = ghosts::of_places(places, &self.scene);
        self.generation += 1;
    }

    /// Says how well groups are; those that are not named are normal.
    pub(super) fn set_states(&mut self, states: BTreeMap<Id<CacheGroup>, GroupState>) {
        if self.states != states {
            self.states = states;
            self.generation += 1;
        }
    }

    /// Says which colours nodes have that are not those of their states.
    pub(super) fn set_tints(&mut self, tints: Vec<Option<Color32>>) {
        self.tints = tints;
        self.tinted += 1;
    }

    /// The colour of a node that is not that of its state.
    pub(super) fn tint_of(&self, node: u32) -> Option<Color32> {
        self.tints.get(node as usize).copied().flatten()
    }

    /// How well a node is.
    pub(super) fn state_of(&self, node: u32) -> GroupState {
        self.state_with(node, &self.down)
    }

    /// How well a node was before anything went down, as far as what is down says.
    pub(super) fn state_before(&self, node: u32) -> GroupState {
        self.state_with(node, &BTreeSet::new())
    }

    fn state_with(&self, node: u32, down: &BTreeSet<String>) -> GroupState {
        if self.states.is_empty() && down.is_empty() {
            return GroupState::Normal;
        }
        let Some(node) = self.scene.node(node) else { return GroupState::Normal };
        if down.contains(&node.group.name) {
            return GroupState::Down;
        }
        self.states.get(&node.id).copied().unwrap_or_default()
    }
}

fn left_place(place: &OldPlace) -> LeftPlace<'_> {
    LeftPlace { name: &place.name, type_name: &place.type_name, at: place.at }
}

//! The plan as the map has it: scene, levels of clusters, focus, states. Follows the plan by its tables: what a few
//! changes touch is read again, and all of it beside the frames.
//!
//! It must not know of the screen.

use std::sync::Arc;

use egui::{Color32, Context};

use super::focus::Focus;
use super::layers::explained::ClientWay;
use super::levels::{BoardLevels, IN_FRAME_UP_TO};
use crate::compare::OldPlace;
use crate::geometry::cluster::{ClusterLevel, ClusterLevels, ClusterSource};
use crate::geometry::ghosts::{self, Ghost, LeftPlace};
use crate::geometry::mercator::unproject;
use crate::geometry::patching::{GONE, SceneDifference, SceneTables};
use crate::geometry::scene::{GroupState, Scene, on_map, renewed};
use crate::geometry::takeovers::{self, NamedTakeover, Takeover};
use crate::model::{CacheGroup, Id, Plan, Position};
use crate::sorting::{OrderedMap, OrderedSet};
use crate::ui::latest::{Latest, Task, drop_elsewhere};
use crate::ui::view::ViewContext;

/// So many changed objects are read again within a frame; of more, the plan is read anew.
const PATCHED_UP_TO: usize = 200;

/// What became of the board.
#[derive(Debug)]
pub(super) enum BoardNews {
    /// Nothing.
    Nothing,
    /// Some nodes are others, and all have the numbers that they had.
    Touched,
    /// Nodes have other numbers, by those that they had.
    Renumbered(Vec<u32>),
    /// All is new; the scene before.
    Anew(Box<Scene>),
}

impl BoardNews {
    /// The number that a node has now; none: it is no more.
    pub(super) fn now(&self, scene: &Scene, number: u32) -> Option<u32> {
        match self {
            Self::Nothing | Self::Touched => Some(number),
            Self::Renumbered(number_of) => number_of.get(number as usize).copied().filter(|now| *now != GONE),
            Self::Anew(before) => scene.find(before.node(number)?.id),
        }
    }
}

/// A plan that was read anew beside the frames.
#[derive(Debug)]
struct ReadPlan {
    of: BoardSource,
    what: ReadParts,
}

/// What was read of it.
#[derive(Debug)]
enum ReadParts {
    /// All of it, and what is drawn together at the zoom that is shown.
    All(Box<(Scene, usize, ClusterLevel)>),
    /// The groups that Traffic Ops knows by now, or no longer: nothing else is another thing.
    Renewed(Vec<(Id<CacheGroup>, bool)>),
}

/// What a scene is made of.
#[derive(Clone, Debug)]
struct BoardSource {
    tables: SceneTables,
    known: Arc<OrderedSet<String>>,
}

impl BoardSource {
    fn is(&self, plan: &Plan, known: &Arc<OrderedSet<String>>) -> bool {
        Arc::ptr_eq(&self.known, known) && self.tables.is_of(plan)
    }
}

/// What the map shows, whatever it looks at.
#[derive(Debug)]
pub(super) struct Board {
    /// The plan's groups, links and sites.
    pub(super) scene: Scene,
    /// What is drawn together.
    pub(super) levels: BoardLevels,
    /// What stands out.
    pub(super) focus: Focus,
    /// Where groups were.
    pub(super) ghosts: Vec<Ghost>,
    /// Counts changes of scene, ghosts and states.
    pub(super) generation: u64,
    /// Counts how often nodes had other numbers.
    pub(super) numbered: u64,
    /// What the scene was made of.
    made_of: Option<BoardSource>,
    /// What is read anew beside the frames, and how often that was begun.
    reading_of: Option<BoardSource>,
    readings: u64,
    reading: Latest<u64, ReadPlan>,
    /// How many groups were read while a frame waited.
    pub(super) read_in_frames: u64,
    /// How many groups were read with all of a plan, be it beside the frames.
    pub(super) read_with_all: u64,
    /// Whether what lies on the scene is to be found out again.
    is_unsettled: bool,
    states: OrderedMap<Id<CacheGroup>, GroupState>,
    /// The groups that Traffic Ops' snapshots name.
    known: Arc<OrderedSet<String>>,
    /// Who takes over, by name and by node.
    named: Vec<NamedTakeover>,
    takeovers: Vec<Takeover>,
    /// The groups without a cache that is up.
    down: OrderedSet<String>,
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

impl Default for Board {
    fn default() -> Self {
        Self {
            scene: Scene::default(),
            levels: BoardLevels::default(),
            focus: Focus::default(),
            ghosts: Vec::new(),
            generation: 0,
            numbered: 0,
            made_of: None,
            reading_of: None,
            readings: 0,
            reading: Latest::new(Task::unseen("Reading the plan for the map")),
            read_in_frames: 0,
            read_with_all: 0,
            is_unsettled: false,
            states: OrderedMap::new(),
            known: Arc::default(),
            named: Vec::new(),
            takeovers: Vec::new(),
            down: OrderedSet::new(),
            client: None,
            client_way: None,
            places: None,
            tints: Vec::new(),
            tinted: 0,
        }
    }
}

impl Board {
    /// Takes over plan and selection; says what became of what is shown of the plan. A few changes are read at once, many
    /// beside the frames: until then the plan is shown as it was. `zoom` is what is going to be shown.
    pub(super) fn follow(&mut self, ctx: &Context, view: &ViewContext<'_>, zoom: f64) -> BoardNews {
        let news = self.follow_plan(ctx, view.plan, zoom);
        let is_same = matches!(news, BoardNews::Nothing);
        if !is_same || std::mem::take(&mut self.is_unsettled) {
            self.is_unsettled = false;
            self.lay_ghosts(view.plan);
            self.takeovers = takeovers::of_names(view.plan, &self.scene, &self.named);
            self.client_way = self.way_of(view.plan);
        }
        let is_renumbered = !is_same && !matches!(news, BoardNews::Touched);
        if is_renumbered {
            self.numbered += 1;
            let tints = std::mem::take(&mut self.tints);
            self.tints = vec![None; if tints.is_empty() { 0 } else { self.scene.nodes.len() }];
            for (number, tint) in (0..).zip(tints).filter(|(_, tint)| tint.is_some()) {
                if let Some(now) = news.now(&self.scene, number).and_then(|now| self.tints.get_mut(now as usize)) {
                    *now = tint;
                }
            }
        }
        self.focus.follow(view.selection, &self.scene, is_renumbered);
        news
    }

    fn follow_plan(&mut self, ctx: &Context, plan: &Plan, zoom: f64) -> BoardNews {
        let Some(made) = &self.made_of else { return self.read_now(plan) };
        if made.is(plan, &self.known) {
            self.reading_of = None;
            return BoardNews::Nothing;
        }
        if plan.cache_groups().len() <= IN_FRAME_UP_TO && self.scene.nodes.len() <= IN_FRAME_UP_TO {
            return self.read_now(plan);
        }
        let is_reading = self.reading_of.as_ref().is_some_and(|of| of.is(plan, &self.known));
        let is_known = !is_reading && Arc::ptr_eq(&made.known, &self.known);
        match if is_known { made.tables.differing(plan, PATCHED_UP_TO) } else { None } {
            Some(difference) => self.patch(plan, &difference),
            None => self.read_beside(ctx, plan, zoom),
        }
    }

    /// Reads the plan anew while a frame waits: nothing is shown yet, or it is small.
    fn read_now(&mut self, plan: &Plan) -> BoardNews {
        let scene = Scene::of_plan(plan, &self.known);
        self.read_in_frames += plan.cache_groups().len() as u64;
        self.levels.begin_anew();
        self.take(scene, BoardSource { tables: SceneTables::of(plan), known: Arc::clone(&self.known) })
    }

    fn take(&mut self, scene: Scene, of: BoardSource) -> BoardNews {
        drop_elsewhere(self.made_of.replace(of));
        self.reading_of = None;
        self.read_with_all += (scene.nodes.len() + scene.unplaced.len()) as u64;
        BoardNews::Anew(Box::new(std::mem::replace(&mut self.scene, scene)))
    }

    /// Reads again what a few changes have touched.
    fn patch(&mut self, plan: &Plan, difference: &SceneDifference) -> BoardNews {
        self.reading_of = None;
        let patch = self.scene.follow(plan, &self.known, difference);
        self.read_in_frames += patch.read as u64;
        drop_elsewhere(
            self.made_of.replace(BoardSource { tables: SceneTables::of(plan), known: Arc::clone(&self.known) }),
        );
        if let Some(number_of) = &patch.renumbered {
            self.levels.renumber(number_of, self.scene.nodes.len());
        }
        if patch.is_reshaped {
            self.levels.touch(&patch.moved);
        }
        patch.renumbered.map_or(BoardNews::Touched, BoardNews::Renumbered)
    }

    /// Has the plan read anew beside the frames, and takes what came of it when it is there.
    fn read_beside(&mut self, ctx: &Context, plan: &Plan, zoom: f64) -> BoardNews {
        if self.reading_of.as_ref().is_some_and(|of| of.is(plan, &self.known)) {
            self.reading.follow(ctx);
        } else {
            let of = BoardSource { tables: SceneTables::of(plan), known: Arc::clone(&self.known) };
            self.reading_of = Some(of.clone());
            self.readings += 1;
            let (plan, index) = (plan.clone(), ClusterLevels::index(zoom));
            let known_before = self.made_of.as_ref().filter(|made| made.tables.is_of(&plan)).map(|made| &made.known);
            let known_before = known_before.map(Arc::clone);
            self.reading.ask(ctx, &self.readings, move |work| {
                if let Some(before) = known_before {
                    let what = ReadParts::Renewed(renewed(&plan, &before, &of.known));
                    return Some(ReadPlan { of, what });
                }
                let scene = Scene::of_plan(&plan, &of.known);
                let level = (!work.is_cancelled()).then(|| ClusterLevel::of(&ClusterSource::of(&scene), index))?;
                Some(ReadPlan { of, what: ReadParts::All(Box::new((scene, index, level))) })
            });
        }
        match self.reading.take_newest() {
            Some((_, ReadPlan { of, what })) if of.is(plan, &self.known) => match what {
                ReadParts::All(all) => {
                    let (scene, index, level) = *all;
                    self.levels.begin_anew();
                    self.levels.put(index, level);
                    self.take(scene, of)
                }
                ReadParts::Renewed(groups) => self.renew(&groups, of),
            },
            Some((_, read)) => {
                drop_elsewhere(read);
                BoardNews::Nothing
            }
            None if self.reading.is_given_up() => self.read_now(plan),
            None => BoardNews::Nothing,
        }
    }

    /// Takes over which groups Traffic Ops knows.
    fn renew(&mut self, groups: &[(Id<CacheGroup>, bool)], of: BoardSource) -> BoardNews {
        drop_elsewhere(self.made_of.replace(of));
        self.reading_of = None;
        self.scene.renew(groups);
        if groups.is_empty() { BoardNews::Nothing } else { BoardNews::Touched }
    }

    /// Whether the plan is being read, and is shown as it was before.
    pub(super) fn is_reading(&self) -> bool {
        self.reading_of.is_some()
    }

    /// Whether a plan has been read; else the next picture is the first of one.
    pub(super) fn has_plan(&self) -> bool {
        self.made_of.is_some()
    }

    /// Forgets the plan: another one is shown next.
    pub(super) fn forget_plan(&mut self) {
        self.made_of = None;
        self.reading.forget();
        self.reading_of = None;
    }

    /// Says which groups Traffic Ops' snapshots name; the next frame sees to what that changes.
    pub(super) fn set_known(&mut self, known: &Arc<OrderedSet<String>>) {
        if !Arc::ptr_eq(&self.known, known) {
            self.known = Arc::clone(known);
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
            self.is_unsettled = true;
        }
    }

    /// Says who takes over from what is down, and which groups are down as a whole.
    pub(super) fn set_takeovers(&mut self, named: Vec<NamedTakeover>, down: OrderedSet<String>) {
        if self.named != named || self.down != down {
            (self.named, self.down) = (named, down);
            self.is_unsettled = true;
        }
    }

    /// Says where a client is and by name which group serves it; none: no client is explained.
    pub(super) fn set_client(&mut self, client: Option<(Position, Option<String>)>) {
        if self.client != client {
            self.client = client;
            self.is_unsettled = true;
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

    fn lay_ghosts(&mut self, plan: &Plan) {
        let places = self.places.as_deref().unwrap_or_default().iter().map(left_place);
        self.ghosts = ghosts::of_places(places, plan, &self.scene);
        self.generation += 1;
    }

    /// Says how well groups are; those that are not named are normal.
    pub(super) fn set_states(&mut self, states: OrderedMap<Id<CacheGroup>, GroupState>) {
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
        self.state_with(node, &OrderedSet::new())
    }

    fn state_with(&self, node: u32, down: &OrderedSet<String>) -> GroupState {
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

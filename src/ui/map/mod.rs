//! The map: what lies under the plan, and the plan on top of it.
//!
//! It sees a plan through `ViewContext` and sends actions; it changes nothing itself. Where everything is, `geometry`
//! reckons, in world coordinates and points.
//!
//! From the data to the screen: `board` (the plan as `geometry` has it), `layers` (one mesh each, kept until something
//! changes), `picture` (all layers), `frame` (when what is done); then `gesture`, `keys`, `menu` (what the user does) and `overlay`, `card`, `tray`,
//! `furniture` (what lies on top).

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "coordinates become points of the screen, and a map of more than four thousand million groups is none"
)]

mod board;
mod camera;
mod focus;
mod ground;
mod ink;
mod layers;
mod legend;
mod marks;
mod picture;
mod raster;
mod texts;
mod tiles;

mod access;
mod card;
mod frame;
mod furniture;
mod gesture;
mod held;
mod hit;
mod keys;
mod lasso;
mod levels;
mod listing;
mod measuring;
mod menu;
mod news;
mod overlay;
mod saying;
mod sides;
mod sites;
mod tints;
mod topology;
mod tray;
mod trouble;
mod worst;

use std::path::Path;
use std::sync::Arc;

use egui::Pos2;

use self::board::Board;
use self::camera::Camera;
use self::held::{ClusterListing, Gesture, Hover, LegendThings, MapMenu, TopologyOnMap, Tray};
use self::hit::Hit;
use self::picture::Picture;
use self::sides::Sides;
use self::worst::WorstFindings;
use super::background::Background;
use super::derived::findings::FoundProblems;
use super::latest::drop_elsewhere;
use super::layers::Layers;
use super::settings::ColourBy;
use super::view::{GroupInMaking, ViewContext};
use crate::compare::OldPlace;
use crate::geometry::mercator;
use crate::geometry::places::Places;
use crate::geometry::scene::{GroupState, on_map, position_at};
use crate::geometry::takeovers::NamedTakeover;
use crate::model::{AnyId, CacheGroup, DownPart, Id, Plan, Position};
use crate::session::tasks::what_if::{Burden, Consequence, Explanation, GroupMove, HandOver, Loads, PlayOrder};
use crate::sorting::OrderedSet;
use crate::ui::derived::failures::MUCH_PERCENT;

pub use self::camera::View;
pub use self::tiles::TriedTile;
pub(in crate::ui) use self::tiles::{TileTrial, try_source};
pub use super::layers::Layers as Shown;

/// What the map has been asked for and does when it is drawn next.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Wish {
    FitAll,
    FitSelection,
    Zoom(f64),
    Reveal(AnyId),
    RevealPlace([f64; 2]),
    Visit([f64; 2]),
}

/// What a click on the ground means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum GroundClick {
    /// Nothing is selected any more.
    #[default]
    Deselects,
    /// It is asked what Traffic Router does with a client there.
    Explains,
}

/// The map between frames.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is so or not")]
pub struct MapView {
    /// Which layers are shown.
    pub shown: Layers,
    /// Whether the legend is.
    pub legend: bool,
    legend_things: LegendThings,
    /// Whether the map shows before and after side by side, as long as anything is down.
    pub compares: bool,
    sides: Sides,
    camera: Camera,
    /// What the last frame showed.
    view: Option<View>,
    board: Board,
    picture: Picture,
    gesture: Gesture,
    hover: Hover,
    menu: MapMenu,
    listing: ClusterListing,
    tray: Tray,
    wishes: Vec<Wish>,
    /// Whether a frame says that keys go to the map: they are used, or brought the focus.
    focus_is_shown: bool,
    /// A group that somebody is about to make.
    making: Option<GroupInMaking>,
    was_drawn: bool,
    focus_id: Option<egui::Id>,
    /// What rules have found.
    problems: Option<Arc<FoundProblems>>,
    worst: WorstFindings,
    /// The circle that the chosen problem is about.
    circle: Vec<Id<CacheGroup>>,
    /// What becomes of clients while parts are down.
    consequence: Option<Arc<Consequence>>,
    /// For whom it is coloured by who serves where.
    covering: Option<(PlayOrder, Vec<DownPart>)>,
    /// What the colours of groups mean, whose are shown, and what they carry, where that is coloured.
    pub colour_by: ColourBy,
    /// The CDN whose groups are shown.
    pub cdn: Option<String>,
    tints: tints::Tints,
    /// Of which the colours on the board are, and in which theme.
    tinted_for: Option<(u64, ColourBy, egui::Color32)>,
    /// Whether what is moved stands beside a phys location, and does not snap to it.
    stands_beside: bool,
    /// The topology whose tree is shown.
    topology: TopologyOnMap,
    /// What would change hands if what is dragged stayed where it is, with what moves.
    handed: Option<(Arc<HandOver>, Vec<GroupMove>)>,
    /// What groups carry.
    loads: Option<Arc<Option<Loads>>>,
    /// What a click on the ground means.
    ground_click: GroundClick,
}

impl MapView {
    /// Lays a source of tiles under the plan; what servers send is kept in the folder `cache`, and in memory only
    /// without one.
    pub fn set_background(&mut self, background: &Background, cache: Option<&Path>, ctx: &egui::Context) {
        self.picture.tiles.follow(&background.source, cache, ctx);
        self.picture.own_places = background.own_places;
    }

    /// What lies under a point of the screen, and is in the plan: what is shown may be of the plan before.
    fn hit(&self, at: Pos2, seen: &View, plan: &Plan) -> Option<Hit> {
        let scene = &self.board.scene;
        let sites = || if self.shown.sites { hit::site_at(scene, seen, at) } else { None };
        let is_there = |hit: &Hit| match hit {
            Hit::Node(node) => scene.node(*node).is_some_and(|node| plan.get(node.id).is_some()),
            Hit::Cluster(..) => true,
            Hit::Site(site) => scene.sites.get(*site).is_some_and(|site| plan.get(site.id).is_some()),
        };
        hit::at(&self.picture.markers.drawn, at).or_else(sites).filter(is_there)
    }

    /// What takes the keyboard; none before the first frame.
    pub fn focus_id(&self) -> Option<egui::Id> {
        self.focus_id
    }

    /// Shows the whole plan.
    pub fn fit_all(&mut self) {
        self.wishes.push(Wish::FitAll);
    }

    /// Shows the whole plan from the first picture of it on: there is nothing to fly there from.
    pub fn begin_with_all(&mut self) {
        self.was_drawn = false;
    }

    /// Shows what is selected.
    pub fn fit_selection(&mut self) {
        self.wishes.push(Wish::FitSelection);
    }

    /// Comes closer by so many zooms, or goes away.
    pub fn zoom_by(&mut self, zooms: f64) {
        self.wishes.push(Wish::Zoom(zooms));
    }

    /// Brings an object into view if the map shows it.
    pub fn reveal(&mut self, object: AnyId) {
        self.wishes.push(Wish::Reveal(object));
    }

    /// Brings a place into view.
    pub fn reveal_place(&mut self, position: Position) {
        self.wishes.push(Wish::RevealPlace(on_map(position)));
    }

    /// Begins to measure, or ends it.
    pub fn measure(&mut self) {
        self.gesture =
            if matches!(self.gesture, Gesture::Measure(_)) { Gesture::Idle } else { Gesture::Measure(Vec::new()) };
    }

    /// Goes to a place.
    pub fn visit(&mut self, position: Position) {
        self.wishes.push(Wish::Visit(on_map(position)));
    }

    /// Says which group is about to be made, to be shown as a ghost; none: that is not so.
    pub fn set_making(&mut self, making: Option<GroupInMaking>) {
        self.making = making;
    }

    /// Says what groups carry: those that carry much are warned of, those that carry too much are wrong.
    fn follow_loads(&mut self, view: &ViewContext<'_>) {
        let loads = view.derived.loads();
        let is_same = match (&self.loads, &loads) {
            (Some(before), Some(after)) => Arc::ptr_eq(before, after),
            (before, after) => before.is_none() && after.is_none(),
        };
        if is_same {
            return;
        }
        self.loads = loads;
        let groups = self.loads.as_ref().and_then(|loads| loads.as_ref().as_ref()).map(|loads| &loads.groups);
        let state = |(name, burden): (&String, &Burden)| {
            let percent = burden.percent().filter(|percent| MUCH_PERCENT <= *percent)?;
            let state = if 100.0 < percent { GroupState::Wrong } else { GroupState::Warned };
            Some((view.plan.find::<CacheGroup>(name)?, state))
        };
        self.board.set_states(groups.into_iter().flatten().filter_map(state).collect());
    }

    /// What a group carries.
    fn burden(&self, name: &str) -> Option<Burden> {
        self.loads.as_ref()?.as_ref().as_ref()?.groups.get(name).copied()
    }

    /// Says which groups Traffic Ops' snapshots name: those are no new ones, whatever else is known of them.
    pub fn set_known(&mut self, known: &Arc<OrderedSet<String>>) {
        self.board.set_known(known);
    }

    /// Says for whom the map is coloured by who serves where, and what is down.
    pub fn set_covering(&mut self, covering: Option<(PlayOrder, Vec<DownPart>)>) {
        self.covering = covering;
    }

    /// Says whether a click on the ground asks what Traffic Router does with a client there.
    pub fn set_explains(&mut self, explains: bool) {
        self.ground_click = if explains { GroundClick::Explains } else { GroundClick::Deselects };
    }

    /// Says what was explained of a client; none: nothing is.
    pub fn set_explanation(&mut self, explained: Option<&Arc<Result<Explanation, String>>>) {
        let found = explained.and_then(|found| found.as_ref().as_ref().ok());
        self.board.set_client(found.and_then(|found| Some((found.client_at?, found.group.clone()))));
    }

    /// Says who takes over from what is down; none: nothing is.
    pub fn set_consequence(&mut self, consequence: Option<&Arc<Consequence>>) {
        let is_same = match (&self.consequence, consequence) {
            (Some(before), Some(after)) => Arc::ptr_eq(before, after),
            (before, after) => before.is_none() && after.is_none(),
        };
        if is_same {
            return;
        }
        self.consequence = consequence.cloned();
        let found = consequence.map(|own| &**own);
        let clients = found.map_or(0.0, |own| own.clients).max(f64::MIN_POSITIVE);
        let flows = found.map(|own| own.flows.as_slice()).unwrap_or_default();
        let named = flows.iter().map(|flow| NamedTakeover {
            from: flow.from.clone(),
            to: flow.to.clone(),
            share: flow.weight / clients,
            added_km: flow.added_km,
        });
        let down = found.map(|own| own.whole.iter().cloned().collect()).unwrap_or_default();
        self.board.set_takeovers(named.collect(), down);
    }

    /// Says where groups were before they moved or went; none: that is not to be seen.
    pub fn set_places(&mut self, places: Option<&Arc<[OldPlace]>>) {
        self.board.set_places(places);
    }

    /// Says what rules have found; none: nothing yet.
    pub fn set_problems(&mut self, problems: Option<&Arc<FoundProblems>>) {
        let is_same = match (&self.problems, problems) {
            (Some(before), Some(after)) => Arc::ptr_eq(before, after),
            (before, after) => before.is_none() && after.is_none(),
        };
        if !is_same {
            // Who has them last lets go of all of them, and nobody may have them by now but the map.
            drop_elsewhere(std::mem::replace(&mut self.problems, problems.cloned()));
        }
    }

    /// How often all groups were gone through to find out how bad they are.
    pub fn gone_through(&self) -> u64 {
        self.worst.gone_through
    }

    /// How often all that is drawn was looked through, to say in the legend what it means.
    pub fn looked_through(&self) -> u64 {
        self.legend_things.looked_through
    }

    /// How many groups were read, and how many levels of clusters made, while frames waited for it.
    pub fn made_in_frames(&self) -> [u64; 2] {
        [self.board.read_in_frames, self.board.levels.made_in_frames]
    }

    /// How many groups were read with all of a plan, be it beside the frames.
    pub fn read_with_all(&self) -> u64 {
        self.board.read_with_all
    }

    /// How many of the groups on it Traffic Ops does not know yet.
    pub fn unknown_groups(&self) -> usize {
        self.board.scene.nodes.iter().filter(|node| node.is_new).count()
    }

    /// Whether nothing of what is shown is on its way: neither the plan as it is now nor its level of clusters.
    pub fn is_settled(&self) -> bool {
        !self.is_behind() && self.board.levels.is_settled()
    }

    /// Says which circle of groups is to be seen; an empty one: none.
    pub fn set_circle(&mut self, circle: Vec<Id<CacheGroup>>) {
        self.circle = circle;
    }

    /// Where a new group would be: under the pointer, or in the middle of the map.
    pub fn spot(&self) -> Option<Position> {
        let view = self.view?;
        position_at(self.hover.pointer.map_or(view.centre, |pointer| view.to_world(pointer)))
    }

    /// Whether a drag, a box or a choice is going on.
    pub fn is_busy(&self) -> bool {
        self.gesture.is_busy()
    }

    /// Whether Escape ends what is going on, or closes the list of a cluster, before it means anything else.
    pub fn wants_escape(&self) -> bool {
        self.is_busy() || self.listing.is_open()
    }

    /// What the last frame showed; none before the first.
    pub fn view(&self) -> Option<View> {
        self.view
    }

    /// Middle of the map and zoom, to be kept with the window's state.
    pub fn looks_at(&self) -> Option<(Position, f64)> {
        Some((mercator::unproject(self.camera.centre())?, self.camera.zoom()))
    }

    /// The names of places, once they are there.
    pub fn place_names(&mut self, ctx: &egui::Context) -> Option<Arc<Places>> {
        self.picture.place_names(ctx)
    }

    /// Looks where it did before, instead of showing the whole plan first.
    pub fn look_at(&mut self, middle: Position, zoom: f64) {
        self.camera = Camera::looking_at(on_map(middle), zoom);
        self.was_drawn = true;
    }

    /// Where a group is drawn, if the map shows it.
    pub fn screen_position(&self, group: Id<CacheGroup>) -> Option<Pos2> {
        let node = self.board.scene.node(self.board.scene.find(group)?)?;
        Some(self.view?.to_screen(node.world))
    }
}

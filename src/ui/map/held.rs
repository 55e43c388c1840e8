//! What the map holds between frames beside its picture: what the pointer is at, and what is open.
//!
//! It must not know of the map that holds it.

use egui::{Pos2, Rect};

use super::board::Board;
use super::camera::View;
use super::hit::Hit;
use crate::finding::Severity;
use crate::geometry::enclosed::EnclosedArea;
use crate::geometry::scene::{GroupState, GroupType, LinkKind};
use crate::model::{AnyId, CacheGroup, Id, Topology};
use crate::sorting::OrderedSet;

/// What is going on.
#[derive(Debug, Default)]
pub(super) enum Gesture {
    /// Nothing.
    #[default]
    Idle,
    /// The map follows the hand.
    Pan,
    /// A group was to be dragged, and may not be.
    Refused,
    /// A box is drawn around groups.
    Box {
        /// Where it began.
        from: Pos2,
    },
    /// Groups follow the pointer.
    Move(Move),
    /// They have been let go; they are shown where they are until the plan has them there.
    Moved(Move),
    /// A group or a phys location is carried from the tray.
    Place(AnyId),
    /// The next group that is clicked becomes the parent of these.
    PickParent(Vec<Id<CacheGroup>>),
    /// The next group that is clicked is the one below which these stand in a topology.
    PickAbove(Id<Topology>, Vec<Id<CacheGroup>>),
    /// A line is drawn around what is to be selected.
    Lasso(LassoLine),
    /// Points are clicked, to see how far they are apart: their world coordinates.
    Measure(Vec<[f64; 2]>),
}

/// So far, in points, a drawn line goes on before it gets another corner.
const APART: f32 = 3.0;

/// A line around what is to be selected.
#[derive(Clone, Debug, Default)]
pub(super) struct LassoLine {
    /// Its corners, in world coordinates whose x is unbroken: the map may move meanwhile.
    pub(super) corners: Vec<[f64; 2]>,
    /// Whether the pointer draws it, with its button down.
    pub(super) is_drawn: bool,
    /// Where keys have the cross.
    pub(super) cross: Option<[f64; 2]>,
    /// Whether the map has been given the keyboard for it.
    pub(super) has_keys: bool,
}

impl LassoLine {
    /// One that the pointer begins to draw.
    pub(super) fn drawn_from(at: [f64; 2]) -> Self {
        Self { corners: vec![at], is_drawn: true, has_keys: true, ..Self::default() }
    }

    /// Follows the pointer that draws it.
    pub(super) fn follow(&mut self, at: Pos2, seen: &View) {
        if self.corners.last().is_none_or(|last| APART <= seen.of_unbroken(*last).distance(at)) {
            self.corners.push(seen.unbroken(at));
        }
    }

    /// What it goes around.
    pub(super) fn area(&self, seen: &View) -> EnclosedArea {
        EnclosedArea::of(self.corners.iter().map(|corner| seen.of_unbroken(*corner).into()).collect())
    }
}

/// Groups that follow the pointer.
#[derive(Clone, Debug)]
pub(super) struct Move {
    /// The group under the pointer.
    pub(super) grabbed: u32,
    /// All that move.
    pub(super) nodes: Vec<u32>,
    /// World coordinates under the pointer when it went down, in the unbroken x of the view.
    pub(super) from: [f64; 2],
    /// How far it has moved since, in worlds.
    pub(super) by: [f64; 2],
}

impl Move {
    /// Where something is now that was there.
    pub(super) fn moved(&self, world: [f64; 2]) -> [f64; 2] {
        [(world[0] + self.by[0]).rem_euclid(1.0), (world[1] + self.by[1]).clamp(0.0, 1.0)]
    }
}

impl Gesture {
    /// Shows what has been let go where the plan says that it is.
    pub(super) fn settle(&mut self, board: &mut Board) {
        if matches!(self, Self::Moved(_)) {
            *self = Self::Idle;
            board.focus.hide(&[]);
        }
    }

    /// Takes other numbers for nodes; what moves one that is no more ends.
    pub(super) fn renumber(&mut self, now: &impl Fn(u32) -> Option<u32>) {
        let (Self::Move(moving) | Self::Moved(moving)) = self else { return };
        // Numbers are in the order of ids, before and after.
        let nodes: Option<Vec<u32>> = moving.nodes.iter().map(|node| now(*node)).collect();
        match (now(moving.grabbed), nodes) {
            (Some(grabbed), Some(nodes)) => (moving.grabbed, moving.nodes) = (grabbed, nodes),
            _ => *self = Self::Idle,
        }
    }

    /// Whether Escape ends it.
    pub(super) fn is_busy(&self) -> bool {
        matches!(
            self,
            Self::Box { .. }
                | Self::Move(_)
                | Self::Place(_)
                | Self::PickParent(_)
                | Self::PickAbove(..)
                | Self::Measure(_)
                | Self::Lasso(_)
        )
    }

    /// The groups that are being moved, and those that have just been.
    pub(super) fn moving(&self) -> Option<&Move> {
        if let Self::Move(moving) | Self::Moved(moving) = self { Some(moving) } else { None }
    }
}

/// What the pointer rests on.
#[derive(Default)]
pub(super) struct Hover {
    /// Where the pointer is, if it is over the map.
    pub(super) pointer: Option<Pos2>,
    pub(super) hit: Option<Hit>,
    pub(super) since: f64,
    /// Counted when the card first shows, not in every frame.
    pub(super) servers: Option<usize>,
}

impl Hover {
    /// What it rests on.
    pub(super) fn hit(&self) -> Option<Hit> {
        self.hit
    }

    /// Begins anew.
    pub(super) fn clear(&mut self) {
        (self.hit, self.servers) = (None, None);
    }
}

/// What the open menu is about.
#[derive(Default)]
pub(super) struct MapMenu {
    pub(super) at: Pos2,
    pub(super) hit: Option<Hit>,
    pub(super) is_open: bool,
}

impl MapMenu {
    /// Whether it is open.
    pub(super) fn is_open(&self) -> bool {
        self.is_open
    }
}

/// The open list.
#[derive(Default)]
pub(super) struct ClusterListing(pub(super) Option<OpenListing>);

/// What an open list shows.
pub(super) struct OpenListing {
    pub(super) at: Pos2,
    pub(super) nodes: Vec<u32>,
    pub(super) seen: View,
}

impl ClusterListing {
    /// Opens it at a point.
    pub(super) fn open(&mut self, at: Pos2, nodes: Vec<u32>, seen: View) {
        self.0 = Some(OpenListing { at, nodes, seen });
    }

    /// Closes it.
    pub(super) fn close(&mut self) {
        self.0 = None;
    }

    /// Takes other numbers for nodes.
    pub(super) fn renumber(&mut self, now: &impl Fn(u32) -> Option<u32>) {
        if let Some(open) = &mut self.0 {
            open.nodes = open.nodes.iter().filter_map(|node| now(*node)).collect();
        }
    }

    /// Closes it when the map has moved away under it.
    pub(super) fn close_if_moved(&mut self, seen: View) {
        if self.0.as_ref().is_some_and(|open| open.seen != seen) {
            self.0 = None;
        }
    }

    /// Whether it is open.
    pub(super) fn is_open(&self) -> bool {
        self.0.is_some()
    }
}

/// What lies in the tray.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum TrayHeap {
    /// Cache groups without a position.
    #[default]
    Groups,
    /// Phys locations without one.
    Sites,
    /// Phys locations whose position is only proposed.
    Proposed,
}

impl TrayHeap {
    /// All of them, in order.
    pub(super) const ALL: [Self; 3] = [Self::Groups, Self::Sites, Self::Proposed];
}

/// The tray between frames.
#[derive(Default)]
pub(super) struct Tray {
    pub(super) rect: Option<Rect>,
    /// Of several heaps the one whose rows are shown.
    pub(super) open: TrayHeap,
}

impl Tray {
    /// Where it is, if anything waits in it.
    pub(super) fn rect(&self) -> Option<Rect> {
        self.rect
    }

    /// Whether a point of the screen lies on the tray.
    pub(super) fn covers(&self, at: Pos2) -> bool {
        self.rect.is_some_and(|rect| rect.contains(at))
    }
}

/// A topology on the map between frames.
#[derive(Debug, Default)]
pub(super) struct TopologyOnMap {
    pub(super) shown: Option<Id<Topology>>,
    /// The plan's revision and the scene of which the links are.
    pub(super) made_for: Option<(u64, u64, Id<Topology>)>,
    /// From whom to whom, by nodes of the scene.
    pub(super) links: Vec<(u32, u32, LinkKind)>,
}

impl TopologyOnMap {
    /// Whether one is shown: then its links are, and not those to the groups' own parents.
    pub(super) const fn is_shown(&self) -> bool {
        self.shown.is_some()
    }
}

/// What the map was when what it shows was last looked through: its markers, their problems, all else on the board, whether
/// phys locations are shown, and where it looked.
type LookedAt = (u64, u64, u64, bool, View);

/// What the legend is about, kept until the map shows something else.
#[derive(Default)]
pub(super) struct LegendThings {
    pub(super) of: Option<LookedAt>,
    pub(super) drawn: DrawnThings,
    /// How often all that is drawn was looked through.
    pub(super) looked_through: u64,
}

/// What is drawn just now, of which there may be much less than the plan has.
#[derive(Default)]
pub(super) struct DrawnThings {
    pub(super) types: OrderedSet<GroupType>,
    pub(super) states: OrderedSet<GroupState>,
    pub(super) worst: OrderedSet<Severity>,
    pub(super) has_new: bool,
    pub(super) has_clusters: bool,
    pub(super) has_proposed: bool,
}

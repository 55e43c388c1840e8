//! The tree of a topology on the map, and what the map offers to change it: groups are put below others by clicking these.
//!
//! It must not know which topology is looked at, nor why; it is told.

use egui::Ui;

use super::MapView;
use super::camera::View;
use super::held::Gesture;
use super::ink::Ink;
use super::menu::item_ui;
use crate::edit::intent::{NodesBelow, add_to_topology, move_in_topology, place_of, take_out_of_topology};
use crate::geometry::circle;
use crate::geometry::scene::LinkKind;
use crate::model::{AnyId, CacheGroup, Id, Plan, Topology};
use crate::ui::view::ViewContext;

/// So many links are drawn.
const MOST: usize = 3_000;

impl MapView {
    /// Says whose tree is to be seen; none: that of the groups' own parents.
    pub fn set_topology(&mut self, topology: Option<Id<Topology>>) {
        self.topology.shown = topology;
    }

    /// Finds the ends of the links, when something has changed.
    pub(super) fn follow_topology(&mut self, view: &ViewContext<'_>) {
        let Some(id) = self.topology.shown else { return };
        let key = (view.revision, self.board.generation, id);
        if self.topology.made_for.replace(key) == Some(key) {
            return;
        }
        let Some(topology) = view.plan.get(id) else {
            self.topology.links.clear();
            return;
        };
        let scene = &self.board.scene;
        let node = |place: usize| scene.find(topology.nodes.get(place)?.cache_group.as_ref()?.id()?);
        let links = topology.nodes.iter().enumerate().flat_map(|(place, each)| {
            let parents = each.parents.iter().zip([LinkKind::Primary, LinkKind::Secondary]);
            parents.filter_map(move |(parent, kind)| Some((node(place)?, node(usize::try_from(*parent).ok()?)?, kind)))
        });
        self.topology.links = links.take(MOST).collect();
    }

    /// Whether the tree that is drawn has such a link.
    pub(super) fn topology_has(&self, wanted: LinkKind) -> bool {
        self.topology.is_shown() && self.topology.links.iter().any(|(.., kind)| *kind == wanted)
    }

    /// Draws the tree below the markers.
    pub(super) fn draw_topology(&self, ink: &mut Ink, seen: &View, view: &ViewContext<'_>) {
        if !self.topology.is_shown() {
            return;
        }
        let mut points = Vec::new();
        for (from, to, kind) in &self.topology.links {
            let (Some(from), Some(to)) = (self.board.scene.node(*from), self.board.scene.node(*to)) else { continue };
            points.clear();
            circle::way(from.world, to.world, circle::steps(from.world, to.world, seen.scale), &mut points);
            let start = seen.east(from.world[0]) - from.world[0];
            let points = points.iter().map(|[x, y]| seen.at(x + start, y - seen.centre[1]));
            match kind {
                LinkKind::Primary => ink.line(points, 2.0, view.tokens.link_strong),
                LinkKind::Secondary => ink.dashes(points, 1.5, view.tokens.link_strong),
            }
        }
    }

    /// The menu's lines about the topology that is shown.
    pub(super) fn topology_items_ui(&mut self, ui: &mut Ui, groups: &[Id<CacheGroup>], view: &ViewContext<'_>) {
        let Some((id, topology)) = self.topology.shown.and_then(|id| Some((id, view.plan.get(id)?))) else { return };
        ui.separator();
        let standing: Vec<usize> = groups.iter().filter_map(|group| place_of(topology, *group)).collect();
        let is_new = standing.len() < groups.len();
        let verb = if is_new { "Add to" } else { "Move in" };
        if item_ui(ui, view.editable, format!("{verb} {} below…", topology.name)) {
            self.gesture = Gesture::PickAbove(id, groups.to_vec());
            ui.close();
        }
        if item_ui(ui, view.editable, format!("{verb} {} at the root", topology.name)) {
            let edit = if is_new {
                add_to_topology(view.plan, id, groups, (None, None))
            } else {
                move_in_topology(view.plan, id, &standing, None)
            };
            view.queue.perform(edit);
            ui.close();
        }
        if let ([place], false) = (standing.as_slice(), is_new)
            && item_ui(ui, view.editable, format!("Take out of {}", topology.name))
        {
            view.queue.perform(take_out_of_topology(view.plan, id, *place, NodesBelow::Rise));
            ui.close();
        }
    }
}

/// What is being put, and where, in words.
pub(super) fn picking_words(plan: &Plan, topology: Id<Topology>, groups: &[Id<CacheGroup>]) -> String {
    let whose = match groups {
        [group] => plan.name_of(AnyId::of::<CacheGroup>(*group)).unwrap_or_default(),
        _ => format!("{} cache groups", groups.len()),
    };
    let name = plan.name_of(AnyId::of::<Topology>(topology)).unwrap_or_default();
    format!("Click the group below which {whose} is to stand in {name}. Escape cancels")
}

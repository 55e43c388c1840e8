//! All layers of the map in their order, with what they keep between frames.
//!
//! It must not know of input.

use std::sync::Arc;

use egui::{Color32, Context, Mesh, Painter, Shape};

use super::board::Board;
use super::camera::View;
use super::ground::MapGround;
use super::layers::arrows::Arrows;
use super::layers::coverage::CoverageLayer;
use super::layers::explained::ExplainedWay;
use super::layers::ghosts::Ghosts;
use super::layers::hand_over::HandOverTint;
use super::layers::labels::Labels;
use super::layers::land::{self, Land};
use super::layers::links::Links;
use super::layers::markers::Markers;
use super::layers::sheet::LayerSheet;
use super::layers::sites::Sites;
use super::layers::takeovers::TakeoverArrows;
use super::layers::{Canvas, CanvasKey};
use super::sides::Sides;
use super::texts::Texts;
use super::tiles::Tiles;
use crate::geometry::labels::{LabelledScene, TakenSpots, WantedNames};
use crate::geometry::places::{Places, near_words};
use crate::geometry::scene::LinkKind;
use crate::geometry::viewport::{Patch, Spot};
use crate::model::Position;
use crate::session::tasks::what_if::{Coverage, HandOver};
use crate::ui::layers::Layers;
use crate::ui::theme::Tokens;

/// The layers.
#[derive(Default)]
pub(super) struct Picture {
    ground: MapGround,
    texts: Texts,
    land: Land,
    /// What a planner has chosen to lie over the built-in map.
    pub(super) tiles: Tiles,
    /// Whether names of places stand on tiles, too.
    pub(super) own_places: bool,
    sites: Sites,
    links: Links,
    /// Sites and links, and the groups where nothing lies between, while they rest: a picture costs as many pixels as the map
    /// has, whatever is in it.
    below: LayerSheet,
    arrows: Arrows,
    ghosts: Ghosts,
    takeovers: TakeoverArrows,
    explained: ExplainedWay,
    /// The map coloured by who serves where, and the newest picture of that.
    pub(super) coverage: CoverageLayer,
    covered: Option<Arc<Coverage>>,
    /// The same as it was before anything went down, and the groups as they were then.
    coverage_before: CoverageLayer,
    covered_before: Option<Arc<Coverage>>,
    markers_before: Markers,
    /// What would change hands, tinted.
    tint: HandOverTint,
    handed: Option<Arc<HandOver>>,
    /// What was drawn of the groups.
    pub(super) markers: Markers,
    labels: Labels,
    /// Links for which there was no room.
    pub(super) links_left_out: usize,
    /// Whether what is painted next has nothing to do with what was painted before.
    pub(super) is_anew: bool,
}

impl Picture {
    /// Paints everything that does not follow the pointer, and in its place what does but lies `below` the markers.
    pub(super) fn paint(
        &mut self,
        painter: &Painter,
        view: View,
        board: &Board,
        (shown, around, below): (Layers, &[Patch], Mesh),
        sides: Option<&Sides>,
        tokens: &'static Tokens,
    ) {
        self.texts.refresh(painter);
        let zoom = view.zoom();
        let changes = board.generation + board.levels.generation + self.texts.generation;
        let scene = changes.wrapping_add(board.tinted << 32);
        let dark = std::ptr::eq(tokens, crate::ui::theme::of_dark(true));
        let key = CanvasKey::new(painter, view, dark, scene, board.focus.generation);
        let is_anew = std::mem::take(&mut self.is_anew);
        // Only lines leave the one copy of the world in which the plan is drawn; a marker at its edge is seen whole.
        let on_stage = painter.with_clip_rect(view.stage());
        let (canvas, lines_canvas) =
            (Canvas { painter, view, tokens, key, is_anew }, Canvas { painter: &on_stage, view, tokens, key, is_anew });

        let ground = self.ground.level(painter.ctx(), zoom);
        self.land.paint(&canvas, ground.as_ref().map(|(index, level)| (*index, &**level)));
        self.tiles.paint(painter, &view, tokens);
        let halves = sides.map(|sides| sides.halves(painter, view.rect));
        self.paint_covered(painter, &view, halves.as_ref(), (shown.coverage, dark));
        if let Some(handed) = &self.handed {
            self.tint.paint(&on_stage, &view, handed, tokens);
        }
        land::dim_copies(painter, &view, tokens);
        let names_places = shown.places && (self.own_places || !self.tiles.covers_most());
        let Some((level, clusters)) = board.levels.shown() else { return };
        let adrift = board.levels.adrift();
        let look = |node: u32| (board.state_of(node), board.tint_of(node));
        self.markers.prepare(&canvas, (&board.scene, clusters, adrift), &board.focus, &look);
        if sides.is_some() {
            let look = |node: u32| (board.state_before(node), board.tint_of(node));
            self.markers_before.prepare(&canvas, (&board.scene, clusters, adrift), &board.focus, &look);
        }
        self.arrows.prepare(&canvas, &board.scene, &board.focus, &mut self.texts);
        self.ghosts.prepare(&canvas, (&board.scene, &board.ghosts), &|node| board.state_of(node), &mut self.texts);
        let takeovers = if shown.takeovers { board.takeovers() } else { &[] };
        self.takeovers.prepare(&canvas, (&board.scene, takeovers), &mut self.texts);
        self.explained.prepare(&canvas, (&board.scene, board.client_way()), &mut self.texts);
        let places = if names_places { self.ground.places(painter.ctx()) } else { None };
        let sites = if shown.sites { board.scene.sites.as_slice() } else { &[] };
        self.sites.prepare(&canvas, sites, |site| board.focus.has_site(site));
        let named = LabelledScene {
            scene: &board.scene,
            drawn: &self.markers.drawn,
            lead: board.focus.lead(),
            hidden: board.focus.hidden(),
            places: places.as_deref(),
        };
        let wanted = WantedNames { groups: shown.labels, places: names_places };
        let lines = [self.arrows.taken.as_slice(), self.ghosts.taken.as_slice(), self.takeovers.taken.as_slice()];
        let taken = TakenSpots { around, lines: &lines, sites: &self.sites.drawn };
        self.labels.prepare(&canvas, named, wanted, taken, &mut self.texts);

        self.labels.paint_places(&canvas);
        self.links_left_out = 0;
        let mut parts = vec![self.sites.part(&canvas)];
        if shown.links {
            let links = (level, clusters);
            self.links_left_out = self.links.prepare(&lines_canvas, &board.scene, links, &board.focus);
            parts.extend(self.links.parts(&lines_canvas));
        }
        let is_one = halves.is_none() && below.is_empty() && self.has_nothing_between();
        if is_one {
            parts.push(self.markers.part(&canvas));
        }
        self.below.paint(painter, (view.rect, is_anew), Color32::TRANSPARENT, &parts);
        self.ghosts.show(&canvas);
        if !below.is_empty() {
            painter.add(Shape::mesh(below));
        }
        if !is_one {
            self.paint_groups(&canvas, &lines_canvas, halves.as_ref());
        }
        self.ghosts.show_words(&canvas);
        // What leaves the stage on one side comes back on the other.
        self.arrows.show(&lines_canvas);
        self.labels.paint_groups(&canvas);
    }

    /// Whether nothing lies between links and groups.
    fn has_nothing_between(&self) -> bool {
        self.ghosts.is_empty() && self.takeovers.is_empty() && self.explained.is_empty()
    }

    /// Who serves where, and left of the line who did before.
    fn paint_covered(
        &mut self,
        painter: &Painter,
        view: &View,
        halves: Option<&[Painter; 2]>,
        (is_shown, dark): (bool, bool),
    ) {
        let after = halves.map_or(painter, |[_, after]| after);
        if let Some(covered) = self.covered.as_ref().filter(|_| is_shown) {
            let live = self.handed.as_ref().and_then(|handed| handed.coverage.as_ref());
            self.coverage.paint(after, view, (covered, live, self.handed.as_ref()), dark);
        }
        if let (Some(covered), Some([before, _])) = (&self.covered_before, halves) {
            self.coverage_before.paint(before, view, (covered, None, None), dark);
        }
    }

    /// The groups, who takes over, and what was explained; left of the line the groups as they were before.
    fn paint_groups(&mut self, canvas: &Canvas<'_>, lines_canvas: &Canvas<'_>, halves: Option<&[Painter; 2]>) {
        let Some([before, after]) = halves else {
            self.takeovers.show(lines_canvas);
            self.explained.show(lines_canvas);
            return self.markers.show(canvas);
        };
        let half = |painter| Canvas { painter, ..*canvas };
        self.markers_before.show_plainly(&half(before));
        let after_on_stage = after.with_clip_rect(after.clip_rect().intersect(canvas.view.stage()));
        self.takeovers.show(&half(&after_on_stage));
        self.explained.show(lines_canvas);
        self.markers.show_plainly(&half(after));
    }

    /// Whether links of a kind are drawn, where links are shown.
    pub(super) fn has_links(&self, kind: LinkKind) -> bool {
        self.links.has(kind)
    }

    /// Whether ways to failover groups are drawn.
    pub(super) fn has_failovers(&self) -> bool {
        !self.arrows.taken.is_empty()
    }

    /// Where physical locations are drawn.
    pub(super) fn sites_drawn(&self) -> &[Spot] {
        &self.sites.drawn
    }

    /// Takes the newest picture of who serves where, and what would change hands.
    pub(super) fn follow_hand_over(&mut self, covered: Option<Arc<Coverage>>, handed: Option<&Arc<HandOver>>) {
        self.covered = covered;
        self.handed = handed.cloned();
    }

    /// Takes the newest picture of who served where before anything went down.
    pub(super) fn follow_before(&mut self, covered: Option<Arc<Coverage>>) {
        self.covered_before = covered;
    }

    /// The place nearest to a position, and how far it is, once the names are there.
    pub(super) fn nearest_place(&mut self, ctx: &Context, position: Position) -> Option<String> {
        self.place_names(ctx)?.nearest(position).map(|near| near_words(&near))
    }

    /// The names of places, once they are there.
    pub(super) fn place_names(&mut self, ctx: &Context) -> Option<Arc<Places>> {
        self.ground.places(ctx)
    }
}

//! What becomes of what the map holds when the plan on it is another one, or another level is shown: nodes are known by
//! numbers, and clusters by their level's, so that a click means what was seen.
//!
//! It must not draw, nor know why anything has changed.

use super::board::BoardNews;
use super::hit::Hit;
use super::{MapView, Wish};
use crate::geometry::scene::Scene;
use crate::ui::latest::drop_elsewhere;
use crate::ui::view::ViewContext;

impl MapView {
    /// Follows the plan, with everything that is known by the numbers of nodes.
    pub(super) fn follow_plan(&mut self, ctx: &egui::Context, view: &ViewContext<'_>) {
        let (before, is_first) = (self.board.scene.nodes.len(), !self.board.has_plan());
        let zoom = self.view.map_or_else(|| self.camera.zoom(), |seen| seen.zoom());
        let news = self.board.follow(ctx, view, zoom);
        match &news {
            BoardNews::Nothing => return,
            // What was counted may be another number now.
            BoardNews::Touched => self.hover.servers = None,
            BoardNews::Renumbered(_) | BoardNews::Anew(_) => self.take_numbers(&news),
        }
        self.show_arrivals(before);
        if let BoardNews::Anew(scene) = news {
            self.picture.is_anew |= is_first;
            drop_elsewhere(scene);
        }
    }

    /// Takes other numbers for all nodes.
    fn take_numbers(&mut self, news: &BoardNews) {
        let scene = &self.board.scene;
        let now = |number: u32| news.now(scene, number);
        let is_anew = matches!(news, BoardNews::Anew(_));
        // Clusters of levels that are no more cannot be told.
        self.picture.markers.drawn.retain_mut(|drawn| match now(drawn.node) {
            Some(_) if is_anew && drawn.cluster.is_some() => false,
            Some(number) => {
                drawn.node = number;
                true
            }
            None => false,
        });
        self.menu.hit = self.menu.hit.and_then(|hit| renumbered(hit, scene, &now));
        self.listing.renumber(&now);
        self.gesture.renumber(&now);
        let moving = self.gesture.moving().map(|moving| moving.nodes.clone()).unwrap_or_default();
        self.board.focus.hide(&moving);
        self.hover.clear();
    }

    /// Shows the level of what is seen, or what stands in for it.
    pub(super) fn follow_levels(&mut self, ctx: &egui::Context, zoom: f64) {
        if !self.board.levels.follow(ctx, &self.board.scene, zoom) {
            return;
        }
        if let Some(Hit::Cluster(_, node)) = self.menu.hit {
            self.menu.hit = self.board.levels.anchor_of(node).map(|anchor| Hit::Cluster(anchor, node));
        }
        if matches!(self.hover.hit, Some(Hit::Cluster(..))) {
            self.hover.clear();
        }
    }

    /// Whether the plan that is shown is not the one that there is, because that is still being read.
    pub(super) fn is_behind(&self) -> bool {
        self.board.is_reading()
    }

    /// Forgets the plan: another one is shown next.
    pub(in crate::ui) fn forget_plan(&mut self) {
        self.board.forget_plan();
    }

    /// What is left of wishes that cannot be granted before the plan is read.
    pub(super) fn wait_with(&mut self, wish: Wish) {
        if self.is_behind() {
            self.wishes.push(wish);
        }
    }
}

/// What was pointed at, by the numbers of now; a site is known by its place, which may be another's.
fn renumbered(hit: Hit, scene: &Scene, now: &impl Fn(u32) -> Option<u32>) -> Option<Hit> {
    match hit {
        Hit::Node(node) => now(node).map(Hit::Node),
        Hit::Cluster(anchor, node) => now(node).map(|node| Hit::Cluster(anchor, node)),
        Hit::Site(site) => (site < scene.sites.len()).then_some(Hit::Site(site)),
    }
}

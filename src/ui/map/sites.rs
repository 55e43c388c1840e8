//! What the map does with phys locations beyond drawing them: a group that is let go near one stands there, and the groups
//! whose servers stand at a selected one are shown.
//!
//! It must not know how a position is proposed.

use egui::Color32;

use super::MapView;
use super::camera::View;
use super::held::Move;
use super::ink::Ink;
use crate::geometry::circle;
use crate::geometry::scene::{Site, on_map};
use crate::model::{AnyId, CacheGroup, Id, Kind, Link, PhysLocation, Plan, Position, Server};
use crate::sorting::OrderedSet;
use crate::ui::theme::Tokens;
use crate::ui::view::ViewContext;

/// A group that is let go so near to a site, in points, stands there.
const SNAP: f32 = 10.0;
/// So many ways to groups are shown.
const MOST: usize = 500;

impl MapView {
    /// The site to which a lone group that is moved would snap.
    pub(super) fn snaps_to(&self, moving: &Move, seen: &View) -> Option<&Site> {
        let ([_], true) = (moving.nodes.as_slice(), self.shown.sites && !self.stands_beside) else { return None };
        let node = self.board.scene.node(moving.grabbed)?;
        let at = seen.to_screen(moving.moved(node.world));
        let distance = |site: &Site| seen.to_screen(site.world).distance(at);
        let near = self.board.scene.sites.iter().filter(|site| seen.shows(site.world, SNAP) && distance(site) <= SNAP);
        near.min_by(|one, other| distance(one).total_cmp(&distance(other)))
    }

    /// Where a lone group goes that was let go near a site: exactly there.
    pub(super) fn snapped(&self, moving: &Move, seen: &View) -> Option<Vec<(AnyId, Position)>> {
        let site = self.snaps_to(moving, seen)?;
        let node = self.board.scene.node(moving.grabbed)?;
        Some(vec![(node.any(), site.position)])
    }

    /// Draws the ways from selected phys locations to the groups whose servers stand there.
    pub(super) fn draw_site_ways(&self, ink: &mut Ink, seen: &View, view: &ViewContext<'_>) {
        if view.selection.kind() != Some(Kind::PhysLocation) {
            return;
        }
        let mut points = Vec::new();
        let mut left = MOST;
        for site in view.selection.iter() {
            let Some(from) = position_of(view.plan, site).map(on_map) else { continue };
            for group in groups_at(view.plan, site).into_iter().take(left) {
                let node = self.board.scene.find(Id::<CacheGroup>::new(group.number));
                let Some(to) = node.and_then(|node| self.board.scene.node(node)) else { continue };
                left -= 1;
                points.clear();
                circle::way(from, to.world, circle::steps(from, to.world, seen.scale), &mut points);
                let start = seen.east(from[0]) - from[0];
                let points = points.iter().map(|[x, y]| seen.at(x + start, y - seen.centre[1]));
                ink.line(points, WAY_WIDTH, way_color(view.tokens));
            }
        }
    }

    /// Whether there are such ways.
    pub(super) fn has_site_ways(&self, view: &ViewContext<'_>) -> bool {
        let is_on_map = |group: AnyId| self.board.scene.find(Id::<CacheGroup>::new(group.number)).is_some();
        let sites = view.selection.iter().filter(|_| view.selection.kind() == Some(Kind::PhysLocation));
        let mut placed = sites.filter(|site| position_of(view.plan, *site).is_some());
        placed.any(|site| groups_at(view.plan, site).into_iter().any(is_on_map))
    }
}

/// How wide such a way is: it says where things stand, and not who asks whom, which the links' lines and dashes say.
pub(super) const WAY_WIDTH: f32 = 1.0;

/// The colour of such a way.
pub(super) const fn way_color(tokens: &Tokens) -> Color32 {
    tokens.text
}

fn position_of(plan: &Plan, site: AnyId) -> Option<Position> {
    plan.get::<PhysLocation>(Id::new(site.number))?.position.as_ref()?.at
}

/// The cache groups whose servers stand at a phys location, and those that are planned there.
pub(super) fn groups_at(plan: &Plan, site: AnyId) -> Vec<AnyId> {
    let mut groups = OrderedSet::new();
    for user in plan.users(site) {
        match user.kind {
            Kind::CacheGroup => {
                groups.insert(user);
            }
            Kind::Server => {
                let server = plan.get::<Server>(Id::new(user.number));
                let group = server.and_then(|server| server.cache_group.as_ref().and_then(Link::id));
                groups.extend(group.map(AnyId::of::<CacheGroup>));
            }
            _ => {}
        }
    }
    groups.into_iter().collect()
}

/// Whether a phys location's position was proposed, and nobody has confirmed it.
pub(super) fn is_proposed(plan: &Plan, site: AnyId) -> bool {
    let site = plan.get::<PhysLocation>(Id::new(site.number));
    site.and_then(|site| site.position.as_ref()).is_some_and(|position| position.proposed)
}

//! What lies under the pointer.
//!
//! It must not know what is done with it.

use egui::Pos2;

use super::camera::View;
use super::layers::sites;
use crate::geometry::markers::Drawn;
use crate::geometry::scene::Scene;
use crate::geometry::viewport::Spot;

/// How far beside a marker a click still means it.
const SLACK: f32 = 4.0;

/// Something that can be pointed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hit {
    /// A group, by its node.
    Node(u32),
    /// Several groups, by their anchor and its node.
    Cluster(u32, u32),
    /// A physical location, by its place in the scene.
    Site(usize),
}

/// The thing at a point: the nearest by its edge, of equals the one on top.
pub(super) fn at(drawn: &[Drawn], point: Pos2) -> Option<Hit> {
    let mut best: Option<(f32, &Drawn)> = None;
    for item in drawn.iter().rev() {
        let outside = (point.distance(item.at.into()) - item.reach).max(0.0);
        if outside <= SLACK && best.is_none_or(|(least, _)| outside < least) {
            best = Some((outside, item));
        }
    }
    let (_, item) = best?;
    Some(item.cluster.map_or(Hit::Node(item.node), |anchor| Hit::Cluster(anchor, item.node)))
}

/// How far from a point the thing at it stays what it is, whatever is drawn of sites.
pub(super) fn quiet_radius(drawn: &[Drawn], sites: &[Spot], point: Pos2) -> f32 {
    let of_marks = drawn.iter().map(|item| {
        let distance = point.distance(item.at.into());
        if distance <= item.reach { item.reach - distance } else { (distance - item.reach - SLACK).max(0.0) }
    });
    // Sites that would cover each other are drawn once: others may lie beside the one that is.
    let reach = sites::RADIUS + SLACK / 2.0;
    let of_sites = sites.iter().map(|site| ((point.distance((*site).into()) - reach).abs() - sites::APART).max(0.0));
    of_marks.chain(of_sites).fold(f32::INFINITY, f32::min)
}

/// The physical location at a point, where nothing more important is.
pub(super) fn site_at(scene: &Scene, view: &View, point: Pos2) -> Option<Hit> {
    let reach = sites::RADIUS + SLACK / 2.0;
    let position = scene
        .sites
        .iter()
        .position(|site| view.shows(site.world, reach) && view.to_screen(site.world).distance(point) <= reach);
    position.map(Hit::Site)
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    #[test]
    fn what_lies_on_top_is_hit() {
        let drawn = |x: f32, node: u32, cluster: Option<u32>| Drawn {
            at: [x, 0.0],
            reach: 6.0,
            node,
            cluster,
            count: 1,
            mix: [0; 6],
            is_lone: false,
        };
        let all = [drawn(0.0, 0, None), drawn(30.0, 1, Some(9)), drawn(34.0, 2, None)];
        assert_eq!(at(&all, pos2(1.0, 1.0)), Some(Hit::Node(0)));
        assert_eq!(at(&all, pos2(32.0, 0.0)), Some(Hit::Node(2)), "both, but this one is on top");
        assert_eq!(at(&all, pos2(22.0, 0.0)), Some(Hit::Cluster(9, 1)), "a little beside");
        assert_eq!(at(&all, pos2(15.0, 0.0)), None);
        // Within the radius nothing else is hit, wherever the pointer goes.
        for x in (-120..400).map(|step| step as f32 / 8.0) {
            let point = pos2(x, 3.0);
            let radius = quiet_radius(&all, &[], point);
            for turn in (0..16).map(|turn| turn as f32 / 16.0 * std::f32::consts::TAU) {
                let other = point + egui::Vec2::angled(turn) * radius * 0.999;
                assert_eq!(at(&all, other), at(&all, point), "{point:?} {other:?}");
            }
        }
    }
}

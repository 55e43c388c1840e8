//! Links from groups to their parents along great circles: quiet hairlines for all, strong lines for the selection.
//!
//! It must not know how groups are found to belong together, nor how a way is found; it draws.

use super::super::focus::Focus;
use super::super::ink::Ink;
use super::sheet::SheetPart;
use super::{Canvas, CanvasKey, KeptMesh};
use crate::geometry::cluster::ClusterLevel;
use crate::geometry::scene::{LinkKind, Scene};
use crate::geometry::viewport::Viewport;
use crate::geometry::ways::{Stroke, WayRun, Ways, WaysSource};

/// So many points beside where it is a way may be drawn.
const TOLERANCE: f32 = 0.15;
/// How strong secondary links are in a crowd.
const FAINT: f32 = 0.6;
/// Groups of a selection whose links are drawn strongly.
const MOST_STRONG: usize = 2_000;

/// The links' meshes.
#[derive(Default)]
pub(in crate::ui::map) struct Links {
    ways: Ways,
    quiet: KeptMesh<(CanvasKey, bool)>,
    strong_ways: Ways,
    strong: KeptMesh<CanvasKey>,
}

impl Links {
    /// Draws the links of a level, and those of the selection on top of them. Says how many of them there was no room for.
    pub(in crate::ui::map) fn prepare(
        &mut self,
        canvas: &Canvas<'_>,
        scene: &Scene,
        (index, level): (usize, &ClusterLevel),
        focus: &Focus,
    ) -> usize {
        let view = canvas.view.port();
        let place = |anchor: u32| {
            let node = level.anchors.get(anchor as usize)?.node;
            Some(scene.node(node)?.world)
        };
        self.ways.prepare(&view, WaysSource { scene: canvas.key.scene, focus: 0, level: index }, |region, ways| {
            ways.gather(region, &level.bundles, &place);
        });
        let (ways, faded) = (&self.ways, !focus.is_empty());
        self.quiet.prepare(canvas.painter.pixels_per_point(), (canvas.key, faded), |ink| {
            let color = canvas.tokens.link.gamma_multiply(if faded { 0.3 } else { 0.75 });
            draw(ink, ways, &view, |run| (1.0 + (run.count as f32).log2() * 0.3).min(2.5), color);
        });
        let source = WaysSource { scene: canvas.key.scene, focus: canvas.key.focus, level: index };
        self.strong_ways.prepare(&view, source, |region, ways| {
            gather_strong(region, ways, scene, level, focus);
        });
        let strong_ways = &self.strong_ways;
        self.strong.prepare(canvas.painter.pixels_per_point(), canvas.key, |ink| {
            draw(ink, strong_ways, &view, |_| 1.75, canvas.tokens.link_strong);
        });
        self.ways.left_out
    }

    /// Whether links of a kind were drawn.
    pub(in crate::ui::map) fn has(&self, kind: LinkKind) -> bool {
        self.ways.has(kind) || self.strong_ways.has(kind)
    }

    /// They as they were prepared.
    pub(in crate::ui::map) fn parts(&self, canvas: &Canvas<'_>) -> [SheetPart<'_>; 2] {
        let clip = canvas.painter.clip_rect();
        [self.quiet.part(clip), self.strong.part(clip)]
    }
}

fn draw(ink: &mut Ink, ways: &Ways, view: &Viewport, width: impl Fn(&WayRun) -> f32, color: egui::Color32) {
    ink.tolerance = TOLERANCE;
    ways.each_piece(view, |run, stroke, piece| {
        let (points, width) = (piece.iter().map(|spot| (*spot).into()), width(run));
        match stroke {
            Stroke::Solid => ink.line(points, width, color),
            Stroke::Dashed => ink.dashes(points, width, color),
            Stroke::Faint => ink.line(points, width, color.gamma_multiply(FAINT)),
        }
    });
}

/// The links of the selection: to its parents and from its children. An end that is drawn in a cluster is there.
fn gather_strong(region: &Viewport, ways: &mut Ways, scene: &Scene, level: &ClusterLevel, focus: &Focus) {
    let place = |node: u32| {
        let shown = if focus.is_lone(node) {
            node
        } else {
            let anchor = *level.anchor_of.get(node as usize)?;
            level.anchors.get(anchor as usize)?.node
        };
        Some(scene.node(shown)?.world)
    };
    if focus.is_empty() {
        return;
    }
    let of_selection = scene.links.iter().filter(|link| {
        (focus.contains(link.from) || focus.contains(link.to))
            && !focus.is_hidden(link.from)
            && !focus.is_hidden(link.to)
    });
    for link in of_selection.take(MOST_STRONG) {
        if let (Some(from), Some(to)) = (place(link.from), place(link.to)) {
            ways.push(region, from, to, link.kind, 1);
        }
    }
}

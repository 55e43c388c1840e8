//! Where clients go when a selected group is down: curved arrows to its failover groups, numbered in their order.
//!
//! It must not know of routing: it shows the list, not what Traffic Router makes of it. Arrows from or to what is being
//! dragged follow the pointer and are drawn by `overlay`.

use std::sync::Arc;

use egui::{Align2, Galley, Pos2, Shape};

use super::super::focus::Focus;
use super::super::ink::{BadgeLook, Ink};
use super::super::texts::Texts;
use super::{Canvas, CanvasKey, KeptMesh};
use crate::geometry::arrows::{Arrow, ArrowEnd, BADGE, copies};
use crate::geometry::labels::LabelText;
use crate::geometry::marks;
use crate::geometry::scene::{GroupType, Scene};
use crate::geometry::viewport::{Patch, Viewport};
use crate::model::Link;
use crate::ui::theme::Tokens;

/// Selected groups of which arrows are drawn.
const MOST: usize = 24;

/// The arrows' mesh and numbers.
#[derive(Default)]
pub(in crate::ui::map) struct Arrows {
    kept: KeptMesh<CanvasKey>,
    numbers: Vec<(Pos2, Arc<Galley>)>,
    /// Where names would cover them.
    pub(in crate::ui::map) taken: Vec<Patch>,
}

impl Arrows {
    /// Draws the arrows of the selection.
    pub(in crate::ui::map) fn prepare(&mut self, canvas: &Canvas<'_>, scene: &Scene, focus: &Focus, texts: &mut Texts) {
        let Self { kept, numbers, taken } = self;
        kept.prepare(canvas.painter.pixels_per_point(), canvas.key, |ink| {
            numbers.clear();
            taken.clear();
            let stays = |failover: &Failover| !focus.is_hidden(failover.from) && !focus.is_hidden(failover.to);
            for failover in failovers(scene, focus).filter(stays) {
                for arrow in failover.arrows(scene, &canvas.view.port(), |_, world| world) {
                    draw(ink, &arrow, canvas.tokens);
                    taken.extend_from_slice(&arrow.covers);
                    let number = texts.get(canvas.painter, &LabelText::Count(failover.order));
                    numbers.extend(arrow.badge.map(|at| (at.into(), number)));
                }
            }
        });
    }

    /// Paints them.
    pub(in crate::ui::map) fn show(&self, canvas: &Canvas<'_>) {
        self.kept.show(canvas.painter);
        for (at, galley) in &self.numbers {
            let corner = Align2::CENTER_CENTER.anchor_size(*at, galley.size()).min;
            canvas.painter.add(Shape::galley(corner, Arc::clone(galley), canvas.tokens.on_accent));
        }
    }
}

/// One entry of a group's list of failover groups.
#[derive(Clone, Copy, Debug)]
pub(in crate::ui::map) struct Failover {
    /// The group, by its node.
    pub(in crate::ui::map) from: u32,
    /// Where its clients go.
    pub(in crate::ui::map) to: u32,
    /// Its place in the list, from 1.
    pub(in crate::ui::map) order: u32,
}

/// The failover groups of the selection, as far as the map shows them; none of a large selection.
pub(in crate::ui::map) fn failovers<'a>(scene: &'a Scene, focus: &'a Focus) -> impl Iterator<Item = Failover> + 'a {
    let nodes = if focus.nodes().len() <= MOST { focus.nodes() } else { &[] };
    nodes.iter().filter_map(|number| Some((*number, scene.node(*number)?))).flat_map(move |(from, node)| {
        let all = (1..).zip(&node.group.fallbacks);
        all.filter_map(move |(order, link)| {
            Some(Failover { from, to: Link::id(link).and_then(|id| scene.find(id))?, order })
        })
    })
}

impl Failover {
    /// Its arrow, in every copy of the world that is seen. `place` says where a node is that the scene has there.
    pub(in crate::ui::map) fn arrows(
        &self,
        scene: &Scene,
        view: &Viewport,
        place: impl Fn(u32, [f64; 2]) -> [f64; 2],
    ) -> impl Iterator<Item = Arrow> {
        let ends = scene.node(self.from).zip(scene.node(self.to)).map(|(from, to)| {
            let (here, there) = (place(self.from, from.world), place(self.to, to.world));
            let start = view.spot(here);
            let from = ArrowEnd { at: start, reach: marks::reach(from.type_) + 6.0 };
            let to = ArrowEnd { at: view.beside(start, here, there), reach: marks::reach(to.type_) + 3.0 };
            (from, to, *view)
        });
        ends.into_iter().flat_map(|(from, to, view)| copies(from, to, &view))
    }
}

/// Draws an arrow and the disc for its number.
pub(in crate::ui::map) fn draw(ink: &mut Ink, arrow: &Arrow, tokens: &Tokens) {
    let color = tokens.accent;
    ink.line(arrow.points.iter().map(|spot| (*spot).into()), 1.5, color);
    ink.arrow_head(arrow.tip.into(), arrow.heading.into(), 9.0, color);
    if let Some(at) = arrow.badge {
        let look = BadgeLook { fill: color, border: color, border_width: 0.0, halo: tokens.ground, halo_width: 1.5 };
        ink.badge(at.into(), marks::outline(GroupType::Edge), BADGE, &look);
    }
}

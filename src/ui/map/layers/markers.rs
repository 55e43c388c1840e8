//! The groups: markers where there is room, clusters where there is not, and rings around the selected ones.
//!
//! It must not know of labels; it hands out what it has drawn and where, for them and for hit-testing.

use egui::Color32;

use super::super::focus::Focus;
use super::super::marks::{self, GroupMark};
use super::sheet::{LayerSheet, SheetPart};
use super::{Canvas, CanvasKey, KeptMesh};
use crate::geometry::cluster::ClusterLevel;
use crate::geometry::markers::{Apart, Drawn, MarkerFinder};
use crate::geometry::scene::{GroupState, Scene};

/// The markers' mesh and what is in it, what lies on top last.
#[derive(Default)]
pub(in crate::ui::map) struct Markers {
    kept: KeptMesh<CanvasKey>,
    sheet: LayerSheet,
    finder: MarkerFinder,
    /// What is on the screen.
    pub(in crate::ui::map) drawn: Vec<Drawn>,
}

impl Markers {
    /// Counts how often they were drawn anew.
    pub(in crate::ui::map) fn generation(&self) -> u64 {
        self.kept.generation
    }

    /// They as they were prepared, to be painted with what lies beneath.
    pub(in crate::ui::map) fn part(&self, canvas: &Canvas<'_>) -> SheetPart<'_> {
        self.kept.part(canvas.painter.clip_rect())
    }

    /// Paints the markers as they were prepared.
    pub(in crate::ui::map) fn show(&mut self, canvas: &Canvas<'_>) {
        let part = self.kept.part(canvas.painter.clip_rect());
        self.sheet.paint(canvas.painter, (canvas.view.rect, canvas.is_anew), Color32::TRANSPARENT, &[part]);
    }

    /// Paints them onto a part of the map, whose edge moves.
    pub(in crate::ui::map) fn show_plainly(&self, canvas: &Canvas<'_>) {
        self.kept.show(canvas.painter);
    }

    /// Draws a level's markers, and on their own those that are `adrift` of it. `look_of` says how well a node is, and which
    /// other colour it has.
    pub(in crate::ui::map) fn prepare(
        &mut self,
        canvas: &Canvas<'_>,
        (scene, level, adrift): (&Scene, &ClusterLevel, &[u32]),
        focus: &Focus,
        look_of: &impl Fn(u32) -> (GroupState, Option<Color32>),
    ) {
        let Self { kept, finder, drawn, .. } = self;
        kept.prepare(canvas.painter.pixels_per_point(), canvas.key, |ink| {
            let apart = Apart { lone: focus.lone(), adrift, hidden: focus.hidden() };
            finder.find(&canvas.view.port(), (scene, level), apart, drawn);
            for item in drawn.iter() {
                let Some(node) = scene.node(item.node) else { continue };
                let at = item.at.into();
                if item.is_lone {
                    marks::ring(ink, at, item.reach + 4.0, 2.0, canvas.tokens.accent);
                }
                if item.cluster.is_some() {
                    marks::cluster(ink, at, item.count, &item.mix, canvas.tokens);
                } else {
                    let (state, tint) = look_of(item.node);
                    let mark = GroupMark { type_: node.type_, state, is_hollow: node.is_new, tint };
                    mark.draw(ink, at, canvas.tokens, 1.0);
                }
            }
        });
    }
}

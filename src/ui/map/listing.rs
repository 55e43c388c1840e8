//! The list of a cluster's groups, where they stand so close together that no zoom takes them apart.
//!
//! It must not know how clusters are made.

use egui::{Area, Frame, Order, ScrollArea, Ui, vec2};

use super::camera::View;
use super::{MapView, marks, tray};
use crate::geometry::viewport::{MAX_ZOOM, WORLD_POINTS};
use crate::ui::action::Action;
use crate::ui::selection::Selection;
use crate::ui::theme;
use crate::ui::view::ViewContext;
use crate::ui::widgets::contents::{contents, rows_ui};

/// Points that groups need between them to be told apart on the closest zoom.
const APART: f64 = 30.0;
/// The list's width.
const WIDTH: f32 = 220.0;
/// Its height at most.
const HEIGHT: f32 = 8.0 * theme::ROW_HEIGHT;

/// Whether some zoom takes groups apart, at least into two heaps.
pub(super) fn stands_apart(places: &[[f64; 2]]) -> bool {
    let Some(first) = places.first() else { return false };
    let least = APART / (WORLD_POINTS * MAX_ZOOM.exp2());
    places.iter().any(|place| {
        let dx = place[0] - first[0];
        least < (dx - dx.round()).hypot(place[1] - first[1])
    })
}

impl MapView {
    /// The nodes of a cluster that is drawn.
    pub(super) fn members(&self, anchor: u32) -> Vec<u32> {
        let Some((_, level)) = self.board.levels.shown() else { return Vec::new() };
        let Some(anchor) = level.anchors.get(anchor as usize) else { return Vec::new() };
        let is_in = |node: &u32| {
            let is_adrift = self.board.levels.adrift().binary_search(node).is_ok();
            !self.board.focus.is_lone(*node) && !is_adrift && self.board.scene.node(*node).is_some()
        };
        level.members(anchor).iter().copied().filter(is_in).collect()
    }

    /// The nodes that stand where one does, itself among them, whether they are drawn together or not.
    pub(super) fn crowd(&self, node: u32) -> Vec<u32> {
        let levels = &self.board.levels;
        let Some((_, level)) = levels.shown().filter(|_| levels.adrift().binary_search(&node).is_err()) else {
            return vec![node];
        };
        let anchor = levels.anchor_of(node).and_then(|anchor| level.anchors.get(anchor as usize));
        let is_there = |node: &u32| self.board.scene.node(*node).is_some();
        anchor.map(|anchor| level.members(anchor).iter().copied().filter(is_there).collect()).unwrap_or_default()
    }
}

/// Draws the list if it is open.
pub(super) fn listing_ui(map: &mut MapView, ui: &Ui, seen: View, view: &ViewContext<'_>) {
    let Some(open) = &map.listing.0 else { return };
    let mut chosen = None;
    let area = Area::new(ui.scope_id().with("cluster list"))
        .order(Order::Foreground)
        .fixed_pos(open.at + vec2(12.0, 12.0))
        .constrain_to(seen.rect.shrink(theme::GAP_SMALL));
    let shown = area.show(
        ui.ctx(),
        contents(&mut |ui| {
            Frame::menu(ui.style()).show(ui, |ui| {
                ui.set_width(WIDTH);
                ui.label(
                    egui::RichText::new(format!("{} cache groups here", open.nodes.len())).color(view.tokens.text_weak),
                );
                rows_ui(
                    ScrollArea::vertical().max_height(HEIGHT),
                    ui,
                    theme::ROW_HEIGHT,
                    open.nodes.len(),
                    &mut |ui, rows| {
                        for node in open.nodes.get(rows).unwrap_or_default() {
                            let Some(found) = map.board.scene.node(*node) else { continue };
                            let mark = tray::RowMark::Group(marks::GroupMark {
                                type_: found.type_,
                                state: map.board.state_of(*node),
                                is_hollow: found.is_new,
                                tint: None,
                            });
                            let name = &found.group.name;
                            if tray::row_ui(ui, &mark, name, egui::Sense::click(), false, view.tokens).clicked() {
                                chosen = Some(found.any());
                            }
                        }
                    },
                );
            });
        }),
    );
    let is_left = ui.input(|input| {
        let pressed_outside = input.pointer.any_pressed()
            && input.pointer.interact_pos().is_some_and(|at| !shown.response.rect.contains(at));
        input.key_pressed(egui::Key::Escape) || pressed_outside
    });
    if let Some(object) = chosen {
        view.queue.send(Action::Select(Selection::one(object)));
    }
    if chosen.is_some() || is_left {
        map.listing.close();
    }
}

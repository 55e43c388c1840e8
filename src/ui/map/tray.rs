//! The tray at the map's edge: cache groups without a position wait there to be dragged onto the map.
//!
//! It must not know how a group gets its position; the gesture asks for that.

use egui::text::{LayoutJob, TextWrapping};
use egui::{FontId, Frame, Rect, Response, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::MapView;
use super::camera::View;
use super::held::Gesture;
use super::ink::Ink;
use super::marks::GroupMark;
use crate::geometry::scene::GroupState;
use crate::model::{AnyId, Kind};
use crate::ui::action::Action;
use crate::ui::selection::Selection;
use crate::ui::theme::{self, Tokens};
use crate::ui::view::ViewContext;

/// The tray's width.
const WIDTH: f32 = 208.0;
/// Rows that are shown at most.
const MOST_ROWS: usize = 8;
/// The part of the map's height that it may take.
const MOST_HEIGHT: f32 = 0.45;

impl MapView {
    /// Draws the tray if anything waits in it.
    pub(super) fn tray_ui(&mut self, ui: &mut Ui, seen: View, view: &ViewContext<'_>) {
        let count = self.board.scene.unplaced.len();
        if count == 0 {
            self.tray.rect = None;
            return;
        }
        let rows = (count.min(MOST_ROWS) as f32 * theme::ROW_HEIGHT).min(seen.rect.height() * MOST_HEIGHT);
        let corner = seen.rect.left_top() + vec2(theme::GAP_ROW, theme::GAP_ROW);
        let room = Rect::from_min_size(corner, vec2(WIDTH, rows + 64.0));
        // Nothing below it is to be clicked through it.
        if let Some(rect) = self.tray.rect {
            ui.interact(rect, ui.scope_id().with("tray ground"), Sense::click_and_drag());
        }
        let mut inside = ui.new_child(UiBuilder::new().max_rect(room).id_salt("tray"));
        let shown = Frame::new()
            .fill(view.tokens.panel)
            .stroke((1.0, view.tokens.line))
            .corner_radius(6.0)
            .inner_margin(theme::GAP)
            .show(&mut inside, |ui| {
                ui.set_width(WIDTH - 2.0 * theme::GAP);
                ui.spacing_mut().item_spacing.y = 0.0;
                heading_ui(ui, count, view);
                self.rows_ui(ui, rows, view);
            });
        self.tray.rect = Some(shown.response.rect);
    }

    fn rows_ui(&mut self, ui: &mut Ui, height: f32, view: &ViewContext<'_>) {
        let unplaced = &self.board.scene.unplaced;
        let mut carried = None;
        ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show_rows(
            ui,
            theme::ROW_HEIGHT,
            unplaced.len(),
            |ui, range| {
                for item in unplaced.get(range).unwrap_or_default() {
                    let mark =
                        GroupMark { type_: item.type_, state: GroupState::Normal, is_hollow: item.is_new, tint: None };
                    let object = AnyId { kind: Kind::CacheGroup, number: item.id.number() };
                    let sense = if view.editable { Sense::click_and_drag() } else { Sense::click() };
                    let response = row_ui(ui, mark, &item.group.name, sense, view.tokens);
                    if view.selection.contains(object) {
                        ui.painter().rect_stroke(
                            response.rect,
                            4.0,
                            (1.5, view.tokens.accent),
                            egui::StrokeKind::Inside,
                        );
                    }
                    if response.drag_started() {
                        carried = Some(item.id);
                    } else if response.clicked() {
                        view.queue.send(Action::Select(Selection::one(object)));
                    }
                }
            },
        );
        if let Some(group) = carried {
            self.gesture = Gesture::Place(group);
        }
    }
}

fn heading_ui(ui: &mut Ui, count: usize, view: &ViewContext<'_>) {
    ui.horizontal(|ui| {
        ui.label(egui::RichText::new("Without coordinates").font(theme::strong(theme::TEXT_SMALL)));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(egui::RichText::new(crate::model::grouped(count)).small().color(view.tokens.text_weak));
        });
    });
    let hint = if view.editable { "Drag onto the map to place" } else { "The plan is open read-only" };
    ui.label(egui::RichText::new(hint).small().color(view.tokens.text_weak));
    ui.add_space(theme::GAP_SMALL);
}

/// Draws a row with a group's mark and name.
pub(super) fn row_ui(ui: &mut Ui, mark: GroupMark, name: &str, sense: Sense, tokens: &'static Tokens) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW_HEIGHT), sense);
    let mut is_cut = false;
    if ui.is_rect_visible(rect) {
        if response.hovered() || response.dragged() {
            ui.painter().rect_filled(rect, 4.0, tokens.hover);
        }
        let mut ink = Ink::new(ui.painter().pixels_per_point(), egui::Mesh::default());
        mark.draw(&mut ink, pos2(rect.min.x + 14.0, rect.center().y), tokens, 1.0);
        ui.painter().add(egui::Shape::mesh(ink.mesh));
        let font = FontId::proportional(theme::TEXT_BODY);
        let mut job = LayoutJob::simple_singleline(name.to_owned(), font, tokens.text);
        job.wrap = TextWrapping::truncate_at_width(rect.width() - 34.0);
        let galley = ui.painter().layout_job(job);
        is_cut = galley.elided;
        let at = pos2(rect.min.x + 30.0, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, tokens.text);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let response = if is_cut { response.on_hover_text(name) } else { response };
    if sense.senses_drag() { response.on_hover_cursor(egui::CursorIcon::Grab) } else { response }
}

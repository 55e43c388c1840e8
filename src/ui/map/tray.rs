//! The tray at the map's edge: cache groups and phys locations without a position wait there to be dragged onto the map,
//! and positions that were only proposed wait to be confirmed.
//!
//! It must not know how anything gets its position; the gesture asks for that.

use egui::text::{LayoutJob, TextWrapping};
use egui::{
    FontId, Frame, Key, Modifiers, Rect, Response, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use super::MapView;
use super::camera::View;
use super::held::{Gesture, TrayHeap};
use super::ink::{BadgeLook, Ink};
use super::layers::sites::RADIUS;
use super::marks::GroupMark;
use crate::edit::intent;
use crate::geometry::marks::Outline;
use crate::geometry::scene::{GroupState, Scene, position_at};
use crate::model::{AnyId, CacheGroup, Id, Kind, PhysLocation, grouped};
use crate::ui::action::Action;
use crate::ui::commands::Command;
use crate::ui::selection::Selection;
use crate::ui::theme::{self, Tokens};
use crate::ui::view::ViewContext;
use crate::ui::widgets::contents::{info, rows_ui};
use crate::ui::widgets::icon::{self, Icon};

/// The tray's width.
const WIDTH: f32 = 208.0;
/// Rows that are shown at most.
const MOST_ROWS: usize = 8;
/// The part of the map's height that its rows may take.
const MOST_HEIGHT: f32 = 0.4;
/// The height of what names a heap.
const HEAD: f32 = 24.0;

/// What stands before a name.
pub(super) enum RowMark {
    /// A group.
    Group(GroupMark),
    /// A phys location, and whether its position is proposed.
    Site(bool),
}

impl TrayHeap {
    fn title(self) -> &'static str {
        match self {
            Self::Groups => "Without coordinates",
            Self::Sites => "Phys locations",
            Self::Proposed => "Proposed positions",
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Self::Groups => "Drag onto the map to place",
            Self::Sites => "Nowhere yet: drag onto the map",
            Self::Proposed => "Of their cities: confirm, or drag",
        }
    }

    fn count(self, scene: &Scene) -> usize {
        match self {
            Self::Groups => scene.unplaced.len(),
            Self::Sites => scene.sites_nowhere.len(),
            Self::Proposed => scene.sites_proposed.len(),
        }
    }

    /// What lies in it, by place.
    fn object(self, scene: &Scene, at: usize) -> Option<AnyId> {
        let site = |sites: &[Id<PhysLocation>]| sites.get(at).map(|site| AnyId::of(*site));
        match self {
            Self::Groups => scene.unplaced.get(at).map(|item| AnyId::of(item.id)),
            Self::Sites => site(&scene.sites_nowhere),
            Self::Proposed => site(&scene.sites_proposed),
        }
    }
}

impl MapView {
    /// Draws the tray if anything waits in it.
    pub(super) fn tray_ui(&mut self, ui: &mut Ui, seen: View, view: &ViewContext<'_>) {
        let scene = &self.board.scene;
        let heaps = TrayHeap::ALL.iter().copied().filter(|heap| 0 < heap.count(scene)).collect::<Vec<_>>();
        let Some(first) = heaps.first().copied() else {
            self.tray.rect = None;
            return;
        };
        if !heaps.contains(&self.tray.open) {
            self.tray.open = first;
        }
        let count = self.tray.open.count(scene);
        let rows = (count.min(MOST_ROWS) as f32 * theme::ROW_HEIGHT).min(seen.rect.height() * MOST_HEIGHT);
        let corner = seen.rect.left_top() + vec2(theme::GAP_ROW, theme::GAP_ROW);
        let room = Rect::from_min_size(corner, vec2(WIDTH, rows + 140.0));
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
                for heap in &heaps {
                    let is_open = *heap == self.tray.open;
                    if head_ui(ui, *heap, heap.count(&self.board.scene), (1 < heaps.len()).then_some(is_open), view) {
                        self.tray.open = *heap;
                    }
                    if is_open {
                        let hint = if view.editable { heap.hint() } else { "The plan is open read-only" };
                        ui.label(egui::RichText::new(hint).small().color(view.tokens.text_weak));
                        ui.add_space(theme::GAP_SMALL);
                        self.rows_ui(ui, *heap, rows, seen, view);
                        all_ui(ui, *heap, view);
                    }
                }
            });
        self.tray.rect = Some(shown.response.rect);
    }

    fn rows_ui(&mut self, ui: &mut Ui, heap: TrayHeap, height: f32, seen: View, view: &ViewContext<'_>) {
        let scene = &self.board.scene;
        let count = heap.count(scene);
        let (mut carried, mut shown) = (None, None);
        let area = ScrollArea::vertical().id_salt(heap.title()).max_height(height).auto_shrink([false, true]);
        rows_ui(area, ui, theme::ROW_HEIGHT, count, &mut |ui, range| {
            for at in range {
                let Some(object) = heap.object(scene, at) else { continue };
                let mark = match (heap, scene.unplaced.get(at)) {
                    (TrayHeap::Groups, Some(item)) => RowMark::Group(GroupMark {
                        type_: item.type_,
                        state: GroupState::Normal,
                        is_hollow: item.is_new,
                        tint: None,
                    }),
                    _ => RowMark::Site(heap == TrayHeap::Proposed),
                };
                let name = name_of(view, object);
                let sense = if view.editable { Sense::click_and_drag() } else { Sense::click() };
                let confirms = heap == TrayHeap::Proposed && view.editable;
                let response = row_ui(ui, &mark, name, sense, confirms, view.tokens);
                if view.selection.contains(object) {
                    let line = (1.5, view.tokens.accent);
                    ui.painter().rect_stroke(response.rect, 4.0, line, egui::StrokeKind::Inside);
                }
                if confirms && confirm_ui(ui, response.rect, name) {
                    view.queue.perform(intent::confirm_positions(view.plan, &[Id::new(object.number)]));
                }
                let is_put = view.editable
                    && response.has_focus()
                    && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::M));
                if is_put && let Some(position) = position_at(seen.centre) {
                    view.queue.perform(intent::relocate(view.plan, &[(object, position)]));
                }
                if response.drag_started() {
                    carried = Some(object);
                } else if is_put || response.clicked() {
                    view.queue.send(Action::Select(Selection::one(object)));
                    shown = Some(object);
                }
            }
        });
        if let Some(object) = carried {
            self.gesture = Gesture::Place(object);
        }
        if let Some(object) = shown {
            self.reveal(object);
        }
    }
}

fn name_of<'a>(view: &ViewContext<'a>, object: AnyId) -> &'a str {
    match object.kind {
        Kind::CacheGroup => view.plan.get::<CacheGroup>(Id::new(object.number)).map(|group| group.name.as_str()),
        _ => view.plan.get::<PhysLocation>(Id::new(object.number)).map(|site| site.name.as_str()),
    }
    .unwrap_or_default()
}

/// What names a heap and says how much is in it; of several, whether it is the open one. Says whether it is to be opened.
fn head_ui(ui: &mut Ui, heap: TrayHeap, count: usize, open: Option<bool>, view: &ViewContext<'_>) -> bool {
    let tokens = view.tokens;
    let sense = if open.is_some() { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEAD), sense);
    let painter = ui.painter();
    let mut left = rect.left();
    if let Some(is_open) = open {
        if response.hovered() {
            painter.rect_filled(rect, 4.0, tokens.hover);
        }
        let sign = if is_open { Icon::Down } else { Icon::Right };
        icon::paint(painter, sign, Rect::from_min_size(rect.min, vec2(14.0, HEAD)), tokens.text_weak);
        left += 16.0;
        if response.has_focus() {
            icon::focus_ring(painter, rect, tokens);
        }
    }
    let (middle, right) = (rect.center().y, rect.right());
    let font = theme::strong(theme::TEXT_SMALL);
    painter.text(pos2(left, middle), egui::Align2::LEFT_CENTER, heap.title(), font, tokens.text);
    let font = FontId::proportional(theme::TEXT_SMALL);
    painter.text(pos2(right, middle), egui::Align2::RIGHT_CENTER, grouped(count), font, tokens.text_weak);
    let words = format!("{}, {}", heap.title(), grouped(count));
    response.widget_info(info(&|| match open {
        Some(is_open) => WidgetInfo::selected(Role::Button, true, is_open, &words),
        None => WidgetInfo::labeled(Role::Label, true, &words),
    }));
    response.clicked()
}

/// What is done with all of a heap at once.
fn all_ui(ui: &mut Ui, heap: TrayHeap, view: &ViewContext<'_>) {
    let command = match heap {
        TrayHeap::Groups => return,
        TrayHeap::Sites => Command::ProposePositions,
        TrayHeap::Proposed => Command::ConfirmPositions,
    };
    if !view.editable {
        return;
    }
    let (name, help) = match heap {
        TrayHeap::Proposed => ("Confirm all", command.info().help),
        _ => (command.info().name, command.info().help),
    };
    ui.add_space(theme::GAP_SMALL);
    let button = egui::Button::new(name).min_size(vec2(ui.available_width(), theme::CONTROL_HEIGHT));
    if ui.add(button).on_hover_text(help).clicked() {
        view.queue.run(command);
    }
    ui.add_space(theme::GAP_SMALL);
}

/// The button at the end of a row that takes a proposed position for the true one.
fn confirm_ui(ui: &Ui, row: Rect, name: &str) -> bool {
    let rect = Rect::from_min_max(pos2(row.right() - theme::ROW_HEIGHT, row.top()), row.max);
    let words = format!("Confirm the position of {name}");
    icon::icon_button_at(ui, rect, ui.scope_id().with(("confirm", name)), Icon::Check, &words, true).clicked()
}

/// Draws a row with a mark and a name; `has_end` says whether something else stands at its end.
pub(super) fn row_ui(
    ui: &mut Ui,
    mark: &RowMark,
    name: &str,
    sense: Sense,
    has_end: bool,
    tokens: &'static Tokens,
) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW_HEIGHT), sense);
    let mut is_cut = false;
    if ui.is_rect_visible(rect) {
        if response.hovered() || response.dragged() {
            ui.painter().rect_filled(rect, 4.0, tokens.hover);
        }
        if response.has_focus() {
            icon::focus_ring(ui.painter(), rect.shrink(1.0), tokens);
        }
        let mut ink = Ink::new(ui.painter().pixels_per_point(), egui::Mesh::default());
        let at = pos2(rect.min.x + 14.0, rect.center().y);
        match mark {
            RowMark::Group(mark) => mark.draw(&mut ink, at, tokens, 1.0),
            RowMark::Site(is_proposed) => draw_site(&mut ink, at, *is_proposed, tokens),
        }
        ui.painter().add(egui::Shape::mesh(ink.mesh));
        let font = FontId::proportional(theme::TEXT_BODY);
        let mut job = LayoutJob::simple_singleline(name.to_owned(), font, tokens.text);
        let end = if has_end { theme::ROW_HEIGHT } else { 0.0 };
        job.wrap = TextWrapping::truncate_at_width(rect.width() - 34.0 - end);
        let galley = ui.painter().layout_job(job);
        is_cut = galley.elided;
        let at = pos2(rect.min.x + 30.0, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, tokens.text);
    }
    response.widget_info(info(&|| WidgetInfo::labeled(Role::Button, true, name)));
    let response = if is_cut { response.on_hover_text(name) } else { response };
    if sense.senses_drag() { response.on_hover_cursor(egui::CursorIcon::Grab) } else { response }
}

/// A phys location as the map shows it.
pub(super) fn draw_site(ink: &mut Ink, at: egui::Pos2, is_proposed: bool, tokens: &Tokens) {
    let look = BadgeLook {
        fill: tokens.land,
        border: if is_proposed { tokens.warned } else { tokens.text_weak },
        border_width: 1.0,
        halo: egui::Color32::TRANSPARENT,
        halo_width: 0.0,
    };
    ink.badge(at, &Outline::regular(4, 0.125), RADIUS, &look);
}

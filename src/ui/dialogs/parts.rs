//! What dialogs are made of: the frame with its title, rows of buttons, lists of problems.

use egui::{
    Align, Button, Context, Frame, Id, Label, Layout, Margin, Modal, Popup, Rect, Response, RichText, ScrollArea, Ui,
    UiBuilder, vec2,
};

use crate::finding::{Finding, Severity};
use crate::model::{visible, visible_lines};
use crate::ui::theme;
use crate::ui::widgets::contents::{drawn, rows_ui};
use crate::ui::widgets::icon::focus_ring;

/// Whether a dialog stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Verdict {
    Stays,
    Closes,
    /// By Escape or a click beside it: what was typed is kept for the next time.
    Leaves,
}

/// Draws a dialog around its contents, which say whether it closes; so do Escape and a click beside it.
pub(super) fn frame_ui(ctx: &Context, title: &str, width: f32, body: impl FnOnce(&mut Ui) -> Verdict) -> Verdict {
    let mut leaves = false;
    let said = drawn(body, |body| leaves = frame_around_ui(ctx, title, width, body));
    if leaves { Verdict::Leaves } else { said }
}

/// Draws the frame of a dialog around its contents; says whether Escape or a click beside it closes it.
fn frame_around_ui(ctx: &Context, title: &str, width: f32, body: &mut dyn FnMut(&mut Ui)) -> bool {
    let id = Id::unique("dialog").with(title);
    let had_list = Popup::is_any_open(ctx);
    let area = Modal::default_area(id).accessible_name(title);
    let frame = Frame::popup(&ctx.global_style()).inner_margin(Margin::same(20));
    let pass = ctx.cumulative_pass_nr();
    let kept = ctx.data(|data| data.get_temp::<KeptHeight>(KeptHeight::id())).unwrap_or_default();
    // A dialog begins as high as it must be, and shrinks no more while it is open.
    let least = if kept.of == Some(id) && pass <= kept.pass + 2 { kept.height } else { 0.0 };
    let room = ctx.content_rect().height() - 80.0;
    ctx.data_mut(|data| {
        data.insert_temp(KeptHeight::id(), KeptHeight { of: Some(id), pass, height: least.min(room) });
    });
    let shown = Modal::new(id).area(area).frame(frame).show(ctx, |ui| {
        ui.set_width(width.min(ui.ctx().content_rect().width() - 80.0));
        ui.spacing_mut().item_spacing.y = theme::GAP;
        ui.heading(title);
        ui.add_space(theme::GAP_SMALL);
        body(ui);
        let height = ui.min_rect().height();
        ui.data_mut(|data| {
            data.insert_temp(KeptHeight::id(), KeptHeight { of: Some(id), pass, height: height.max(least).min(room) });
        });
    });
    // Beside an open list, a click or Escape means the list.
    shown.should_close() && !had_list
}

/// How high the dialog is that is open.
#[derive(Clone, Copy, Debug, Default)]
struct KeptHeight {
    of: Option<Id>,
    /// The pass in which it was last drawn.
    pass: u64,
    /// The height of its contents.
    height: f32,
}

impl KeptHeight {
    fn id() -> Id {
        Id::unique("height of the dialog")
    }
}

/// How high a list in a dialog may be, so that the dialog fits on the screen.
pub(super) fn list_height(ui: &Ui, others: f32) -> f32 {
    (ui.ctx().content_rect().height() - others - 120.0).clamp(96.0, 420.0)
}

/// A row of buttons at the right end; the first that is added stands at the end.
pub(super) fn buttons_ui<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.add_space(theme::GAP_SMALL);
    // The buttons stay where they are when there is less above them than there was.
    let kept = ui.data(|data| data.get_temp::<KeptHeight>(KeptHeight::id())).unwrap_or_default();
    let used = ui.cursor().top() - ui.min_rect().top() + theme::CONTROL_HEIGHT;
    ui.add_space((kept.height - used).max(0.0));
    let size = vec2(ui.available_width(), theme::CONTROL_HEIGHT);
    drawn(add, |add| drop(ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), add)))
}

/// The button of what the dialog is for.
pub(super) fn primary(ui: &mut Ui, enabled: bool, name: &str) -> Response {
    let response = accented(ui, enabled, name);
    // Enter does what the dialog is for, unless something in it wants the keys for itself.
    if enabled && ui.memory(|memory| memory.focused().is_none()) {
        response.request_focus();
    }
    response
}

/// The same for what nobody should do by pressing Enter once more.
pub(super) fn deliberate(ui: &mut Ui, enabled: bool, name: &str) -> Response {
    accented(ui, enabled, name)
}

fn accented(ui: &mut Ui, enabled: bool, name: &str) -> Response {
    let tokens = theme::tokens(ui);
    let text = RichText::new(name).color(if enabled { tokens.on_accent } else { tokens.text_weak });
    let button = Button::new(text).min_size(vec2(72.0, theme::CONTROL_HEIGHT));
    let response = ui.add_enabled(enabled, if enabled { button.fill(tokens.accent) } else { button });
    if response.has_focus() {
        // On the accent itself it would not be seen.
        focus_ring(ui.painter(), response.rect.expand(if enabled { theme::RING_APART } else { 0.0 }), tokens);
    }
    response
}

/// Any other button.
pub(super) fn plain(ui: &mut Ui, name: &str) -> Response {
    ui.add(Button::new(name).min_size(vec2(72.0, theme::CONTROL_HEIGHT)))
}

/// Lets the boxes and rings of choices stand out from the ground of a dialog.
pub(super) fn choices(ui: &mut Ui) {
    let line = theme::tokens(ui).text_weak;
    ui.visuals_mut().widgets.inactive.bg_stroke.color = line;
}

/// Secondary words.
pub(super) fn weak(ui: &mut Ui, text: impl Into<String>) -> Response {
    let color = theme::tokens(ui).text_weak;
    ui.add(Label::new(RichText::new(visible_lines(&text.into())).color(color)).wrap())
}

/// A list of lines of one height, of which only those in view are drawn.
pub(super) fn list_ui(ui: &mut Ui, height: f32, rows: usize, mut row: impl FnMut(&mut Ui, usize)) {
    lines_ui(ui, height, rows, &mut row);
}

fn lines_ui(ui: &mut Ui, height: f32, rows: usize, row: &mut dyn FnMut(&mut Ui, usize)) {
    list_frame_ui(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.spacing_mut().interact_size.y = theme::ROW_HEIGHT;
        ui.spacing_mut().button_padding.y = 0.0;
        let height = height.min(rows as f32 * theme::ROW_HEIGHT);
        rows_ui(
            ScrollArea::vertical().max_height(height).min_scrolled_height(height).auto_shrink([false, true]),
            ui,
            theme::ROW_HEIGHT,
            rows,
            &mut |ui, range| {
                for at in range {
                    // The bar for scrolling lies over the right end.
                    let size = vec2(ui.available_width() - theme::GAP_ROW, theme::ROW_HEIGHT);
                    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
                        ui.set_min_size(size);
                        row(ui, at);
                    });
                }
            },
        );
    });
}

fn list_frame_ui(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let tokens = theme::tokens(ui);
    Frame::new()
        .fill(tokens.field)
        .stroke((1.0, tokens.line))
        .corner_radius(4)
        .inner_margin(Margin::symmetric(8, 4))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            add(ui);
        });
}

/// The heights of entries that wrap; one that was never drawn counts as the usual ones.
#[derive(Debug, Default)]
pub(super) struct Heights {
    entries: Vec<f32>,
    width: f32,
}

impl Heights {
    /// What an entry of three lines takes.
    const USUAL: f32 = 72.0;

    fn fit(&mut self, entries: usize, width: f32) {
        if self.entries.len() != entries || (self.width - width).abs() > 0.5 {
            *self = Self { entries: vec![Self::USUAL; entries], width };
        }
    }
}

/// A list of entries that wrap, of which only those in view are drawn.
pub(super) fn entries_ui(
    ui: &mut Ui,
    height: f32,
    heights: &mut Heights,
    entries: usize,
    mut entry: impl FnMut(&mut Ui, usize),
) {
    list_frame_ui(ui, |ui| {
        heights.fit(entries, ui.available_width());
        let total: f32 = heights.entries.iter().sum();
        let height = height.min(total);
        let area = ScrollArea::vertical().max_height(height).min_scrolled_height(height).auto_shrink([false, true]);
        area.show_viewport(ui, |ui, view| {
            ui.set_height(total);
            // The bar for scrolling lies over the right end.
            let (origin, width) = (ui.max_rect().min, ui.available_width() - theme::GAP_ROW);
            let (mut top, mut is_other) = (0.0, false);
            for (at, known) in heights.entries.iter_mut().enumerate() {
                if view.max.y < top {
                    break;
                }
                let place = Rect::from_min_size(origin + vec2(0.0, top), vec2(width, *known));
                top += *known;
                if view.min.y <= top {
                    let drawn = entry_ui(ui, place, at, &mut entry);
                    is_other |= (drawn - *known).abs() > 0.5;
                    *known = drawn;
                }
            }
            if is_other {
                // What follows stands elsewhere.
                ui.ctx().request_discard("entries have other heights than they were thought to have");
                ui.ctx().request_repaint();
            }
        });
    });
}

/// Draws an entry and says how much of the height it takes.
fn entry_ui(ui: &mut Ui, place: Rect, at: usize, entry: &mut impl FnMut(&mut Ui, usize)) -> f32 {
    if 0 < at {
        let line = theme::tokens(ui).line;
        ui.painter().hline(place.x_range(), place.top(), (1.0, line));
    }
    let inner = Rect::from_min_max(place.min + vec2(0.0, theme::GAP), place.max);
    let mut child =
        ui.new_child(UiBuilder::new().id_salt(("entry", at)).max_rect(inner).layout(Layout::top_down(Align::Min)));
    entry(&mut child, at);
    child.min_rect().bottom() - place.top() + theme::GAP
}

/// A problem in one line: a mark and its severity, where it is, what it is. The tooltip has it whole.
pub(super) fn problem_ui(ui: &mut Ui, problem: &Finding) {
    let tokens = theme::tokens(ui);
    let (color, word) = match problem.severity {
        Severity::Error => (tokens.wrong, "Error"),
        Severity::Warning => (tokens.warned, "Warning"),
        Severity::Note => (tokens.text_weak, "Note"),
    };
    let (dot, _) = ui.allocate_exact_size(vec2(8.0, 8.0), egui::Sense::hover());
    ui.painter().circle_filled(dot.center(), 4.0, color);
    let cell = vec2(56.0, theme::ROW_HEIGHT);
    ui.allocate_ui_with_layout(cell, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_size(cell);
        ui.label(word);
    });
    let field = if problem.field.is_empty() { String::new() } else { format!(", {}", problem.field) };
    let text = format!("{}{field}: {}", problem.subject, problem.message);
    // The folder is known, and the line has better uses for its room.
    let short = problem.subject.place().and_then(|place| {
        let name = place.file.rsplit(['/', '\\']).next()?;
        Some(text.replacen(&*place.file, name, 1))
    });
    let line = ui.add(Label::new(visible(short.as_ref().unwrap_or(&text))).truncate().show_tooltip_when_elided(false));
    line.on_hover_text(visible(&text).into_owned());
}

//! Notices and refusals at the lower edge: there long enough to be read, gone by themselves or when dismissed.

use std::time::Duration;

use egui::{Align2, Area, Context, Frame, Id, Label, Margin, Order, Sense, Stroke, Ui, vec2};

use super::panes::{self, Pane};
use super::progress::foot;
use crate::model::visible_lines;
use crate::ui::action::Queue;
use crate::ui::commands::Command;
use crate::ui::theme;

/// So many are shown; older ones make room.
const SHOWN: usize = 4;
/// A notice stays so long, and so much longer per letter.
const NOTICE_SECS: f64 = 4.0;
const REFUSAL_SECS: f64 = 8.0;
const SECS_PER_LETTER: f64 = 0.06;
/// Their width.
const WIDTH: f32 = 440.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ToastTone {
    Notice,
    Refusal,
}

#[derive(Debug)]
struct Toast {
    number: u64,
    tone: ToastTone,
    text: String,
    /// The step that it tells of: while that is the last one, it can be undone from here.
    step: Option<String>,
    /// How long it is still to be seen, in seconds; the clock stands while the pointer is on it.
    left: f64,
}

/// What is being said.
#[derive(Debug, Default)]
pub(in crate::ui) struct Toasts {
    shown: Vec<Toast>,
    next: u64,
    last_drawn: f64,
}

impl Toasts {
    /// Says what was done.
    pub(in crate::ui) fn notify(&mut self, text: String) {
        self.push(ToastTone::Notice, text, None, NOTICE_SECS);
    }

    /// Says what was done in a step of that name, with Undo at hand.
    pub(in crate::ui) fn done(&mut self, text: String, step: String) {
        self.push(ToastTone::Notice, text, Some(step), REFUSAL_SECS);
    }

    /// Says what could not be done.
    pub(in crate::ui) fn refuse(&mut self, text: String) {
        self.push(ToastTone::Refusal, text, None, REFUSAL_SECS);
    }

    fn push(&mut self, tone: ToastTone, mut text: String, step: Option<String>, secs: f64) {
        // What comes from files must not show as what it is not.
        if let std::borrow::Cow::Owned(visible) = visible_lines(&text) {
            text = visible;
        }
        self.shown.retain(|toast| toast.text != text);
        let left = secs + text.chars().count() as f64 * SECS_PER_LETTER;
        self.shown.push(Toast { number: self.next, tone, text: capitalised(text), step, left });
        self.next += 1;
        let surplus = self.shown.len().saturating_sub(SHOWN);
        self.shown.drain(..surplus);
    }

    /// Draws them at the lower edge of the map, `above` what takes so much room there; `last_step` is what Undo would take
    /// back.
    pub(in crate::ui) fn toasts_ui(&mut self, ctx: &Context, queue: &Queue, above: f32, last_step: Option<&str>) {
        let now = ctx.input(|input| input.time);
        let passed = (now - self.last_drawn).clamp(0.0, 1.0);
        self.last_drawn = now;
        if self.shown.is_empty() {
            return;
        }
        let area = Area::new(Id::unique("toasts"))
            .order(Order::Foreground)
            .pivot(Align2::CENTER_BOTTOM)
            .fixed_pos(foot(ctx) - vec2(0.0, above))
            .show(ctx, |ui| {
                let mut dismissed = None;
                let width =
                    panes::rect_of(ctx, Pane::Map).map_or(WIDTH, |map| (map.width() - 64.0).clamp(240.0, WIDTH));
                for toast in &self.shown {
                    let undoes = toast.step.is_some() && toast.step.as_deref() == last_step;
                    match toast_ui(ui, toast, width, undoes) {
                        Some(ToastClick::Undo) => queue.run(Command::Undo),
                        Some(ToastClick::Dismiss) => {}
                        None => continue,
                    }
                    dismissed = Some(toast.number);
                }
                dismissed
            });
        self.shown.retain(|toast| Some(toast.number) != area.inner);
        if !area.response.contains_pointer() {
            for toast in &mut self.shown {
                toast.left -= passed;
            }
            self.shown.retain(|toast| 0.0 < toast.left);
        }
        if let Some(next) = self.shown.iter().map(|toast| toast.left).reduce(f64::min) {
            ctx.request_repaint_after(Duration::from_secs_f64(next.clamp(0.05, 0.9)));
        }
    }
}

/// What somebody makes of a notice.
#[derive(Clone, Copy, Debug)]
enum ToastClick {
    Undo,
    Dismiss,
}

/// Draws one; says what was clicked.
fn toast_ui(ui: &mut Ui, toast: &Toast, width: f32, undoes: bool) -> Option<ToastClick> {
    let tokens = theme::tokens(ui);
    let (edge, mark) = match toast.tone {
        ToastTone::Notice => (tokens.line, tokens.normal),
        ToastTone::Refusal => (tokens.wrong, tokens.wrong),
    };
    let frame = Frame::popup(ui.style()).inner_margin(Margin::symmetric(12, 8)).stroke(Stroke::new(1.0, edge));
    frame
        .show(ui, |ui| {
            ui.set_width(width);
            ui.horizontal_top(|ui| {
                let (dot, _) = ui.allocate_exact_size(vec2(8.0, theme::CONTROL_HEIGHT), Sense::hover());
                ui.painter().circle_filled(dot.center(), 4.0, mark);
                let text = ui
                    .vertical(|ui| {
                        ui.set_width(width - if undoes { 176.0 } else { 112.0 });
                        // A single line stands in the middle of the button beside it.
                        ui.add_space((theme::CONTROL_HEIGHT - ui.text_style_height(&egui::TextStyle::Body)) / 2.0);
                        ui.add(Label::new(&toast.text).wrap())
                    })
                    .inner;
                ui.ctx().accesskit_node_builder(text.id, |node| node.set_live(egui::accesskit::Live::Polite));
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Min), |ui| {
                    let dismissed = ui.button("Dismiss").clicked().then_some(ToastClick::Dismiss);
                    let undone = (undoes && ui.button("Undo").clicked()).then_some(ToastClick::Undo);
                    undone.or(dismissed)
                })
                .inner
            })
            .inner
        })
        .inner
}

/// Sentences begin with a capital, also those that errors give.
fn capitalised(text: String) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if first.is_lowercase() => first.to_uppercase().chain(letters).collect(),
        _ => text,
    }
}

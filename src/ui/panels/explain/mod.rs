//! The Explain tab: one client, one delivery service, and step by step what Traffic Router makes of it, in the words of
//! `lodestone route`. A step leads to what decides it. It sees what was explained and sends.

mod head;
mod state;

use egui::{Frame, Label, Margin, RichText, ScrollArea, Ui};

use crate::model::{DownPart, Kind};
use crate::session::tasks::what_if::{ExplainedStep, Explanation};
use crate::ui::order::Order;
use crate::ui::theme;
use crate::ui::view::PanelContext;
use crate::ui::widgets::message::message_ui;
use crate::ui::widgets::text;

use head::head_ui;
pub(in crate::ui) use state::ExplainTab;

/// Around the steps.
const BODY: Margin = Margin { left: 16, right: 16, top: 4, bottom: 8 };
/// So much of what a step passed over is listed.
const SKIPPED: usize = 6;
/// The width of a step's number.
const NUMBER: f32 = 24.0;

/// Draws the tab.
pub(in crate::ui) fn explain_ui(
    (tab, what_is_down): (&mut ExplainTab, &[DownPart]),
    cx: &PanelContext<'_>,
    ui: &mut Ui,
) {
    if !cx.is_open() {
        return said_ui(ui, "No plan is open", "What Traffic Router does with a client is explained here");
    }
    Frame::NONE.inner_margin(BODY).show(ui, |ui| head_ui(tab, cx, ui));
    if let Some(wrong) = tab.wrong() {
        Frame::NONE.inner_margin(BODY).show(ui, |ui| message_ui(ui, crate::finding::Severity::Error, wrong));
        return;
    }
    let Some(order) = tab.order(cx.view.plan, what_is_down) else {
        let hint = "Type an address, or degrees north and east, or click the map; then every step of Traffic Router's \
                    answer is listed here";
        return said_ui(ui, "Nobody asks yet", hint);
    };
    match cx.view.derived.explained(&order) {
        None => said_ui(ui, "Asking…", ""),
        Some((found, _)) => match found.as_ref() {
            Ok(found) => steps_ui(cx, ui, found),
            Err(why) => said_ui(ui, "It cannot be explained", &text::capitalised(why)),
        },
    }
}

fn steps_ui(cx: &PanelContext<'_>, ui: &mut Ui, found: &Explanation) {
    Frame::NONE.inner_margin(BODY).show(ui, |ui| {
        let answer = format!("Answer: {}", found.answer);
        ui.add(Label::new(RichText::new(&answer).font(theme::strong(theme::TEXT_BODY))).wrap());
        ScrollArea::vertical().id_salt("steps").auto_shrink(false).show(ui, |ui| {
            for (number, step) in (1..).zip(&found.steps) {
                step_ui(cx, ui, number, step);
            }
        });
    });
}

/// What forms call a field of a kind.
fn field_label(kind: Kind, key: &str) -> Option<&'static str> {
    kind.field(key).map(|info| info.form)
}

/// A step; its words lead to the object that decides it.
fn step_ui(cx: &PanelContext<'_>, ui: &mut Ui, number: usize, step: &ExplainedStep) {
    ui.horizontal_top(|ui| {
        let color = theme::tokens(ui).text_weak;
        ui.add_sized([NUMBER, theme::TEXT_BODY], Label::new(RichText::new(number.to_string()).color(color)));
        ui.vertical(|ui| {
            match step.object {
                Some(object) => {
                    let name = cx.view.plan.name_of(object).unwrap_or_default();
                    let field = field_label(object.kind, step.field);
                    let of_field = field.map_or_else(String::new, |label| format!(", {label}"));
                    let hint = format!("Show {name}{of_field}, which decides it\n{}", step.source);
                    if text::link_ui(ui, &step.words, &step.words).on_hover_text(hint).clicked() {
                        cx.view.queue.order(Order::LookAtField(object, step.field));
                    }
                }
                None => {
                    ui.add(Label::new(&step.words).wrap()).on_hover_text(step.source);
                }
            }
            for line in step.skipped.iter().take(SKIPPED) {
                text::small_ui(ui, line);
            }
            if SKIPPED < step.skipped.len() {
                let rest = step.skipped.get(SKIPPED..).unwrap_or_default().join("\n");
                text::small_ui(ui, &format!("and {} more", step.skipped.len() - SKIPPED)).on_hover_text(rest);
            }
        });
    });
}

fn said_ui(ui: &mut Ui, words: &str, hint: &str) {
    let tokens = theme::tokens(ui);
    ui.add_space((ui.available_height() / 2.0 - 40.0).max(theme::GAP));
    ui.vertical_centered(|ui| {
        ui.label(RichText::new(words).size(theme::TEXT_EMPTY).color(tokens.text));
        ui.label(RichText::new(hint).color(tokens.text_weak));
    });
}

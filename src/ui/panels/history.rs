//! The steps that led here, the newest first; a click goes to any of them.

use egui::{Frame, Label, Margin, Rect, RichText, ScrollArea, Sense, Ui, WidgetInfo, vec2};

use crate::model::{grouped, visible};
use crate::session::HistoryStep;
use crate::ui::action::Action;
use crate::ui::theme;
use crate::ui::view::PanelContext;
use crate::ui::widgets::contents::{info, rows_ui};
use crate::ui::widgets::text::moment;

const WHEN_WIDTH: f32 = 112.0;
const CHANGES_WIDTH: f32 = 112.0;
const MARK_WIDTH: f32 = 24.0;

/// Draws them.
pub(in crate::ui) fn history_ui(cx: &PanelContext<'_>, ui: &mut Ui) {
    let history = cx.history;
    let margin = Margin { left: 12, right: 12, top: 4, bottom: 8 };
    Frame::new().inner_margin(margin).show(ui, |ui| {
        if history.steps.is_empty() && history.dropped == 0 {
            empty_ui(cx, ui);
            return;
        }
        let current = history.steps.iter().filter(|step| step.done).count();
        // The steps, and the beginning below them.
        let rows = history.steps.len() + 1;
        ui.spacing_mut().item_spacing.y = 0.0;
        rows_ui(ScrollArea::vertical().auto_shrink(false), ui, theme::ROW_HEIGHT, rows, &mut |ui, range| {
            for row in range {
                let place = history.steps.len() - row;
                let step = place.checked_sub(1).and_then(|at| history.steps.get(at));
                step_ui(cx, ui, step, place, current, history.dropped);
            }
        });
    });
}

fn empty_ui(cx: &PanelContext<'_>, ui: &mut Ui) {
    let text = if cx.is_open() { "Nothing has been changed yet" } else { "No plan is open" };
    ui.add_space(theme::GAP_EDGE);
    ui.vertical_centered(|ui| {
        ui.label(RichText::new(text).size(theme::TEXT_EMPTY).color(theme::tokens(ui).text_weak));
        ui.label(
            RichText::new("Every step is listed here, and a click goes back to it").color(theme::tokens(ui).text_weak),
        );
    });
}

/// One step; `place` is how many steps are in force when history stands there.
fn step_ui(cx: &PanelContext<'_>, ui: &mut Ui, step: Option<&HistoryStep>, place: usize, current: usize, dropped: u64) {
    let tokens = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW_HEIGHT), Sense::click());
    let is_current = place == current;
    let label = step.map_or_else(|| beginning(dropped), |step| visible(&step.label).into_owned());
    response.widget_info(info(&|| WidgetInfo::selected(egui::Role::Button, cx.view.editable, is_current, &label)));
    if is_current {
        ui.painter().rect_filled(rect, 4.0, tokens.selected);
    } else if response.hovered() && cx.view.editable {
        ui.painter().rect_filled(rect, 4.0, tokens.hover);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, 4.0, egui::Stroke::new(1.5, tokens.accent), egui::StrokeKind::Inside);
    }
    let color = if place <= current { tokens.text } else { tokens.text_weak };
    if is_current {
        ui.painter().circle_filled(rect.left_center() + vec2(12.0, 0.0), 4.0, tokens.accent);
    }
    let right = rect.right() - theme::GAP;
    let columns = [
        (rect.left() + MARK_WIDTH, right - WHEN_WIDTH - CHANGES_WIDTH),
        (right - WHEN_WIDTH - CHANGES_WIDTH, right - WHEN_WIDTH),
        (right - WHEN_WIDTH, right),
    ];
    let changes = step.map(|step| match step.changes {
        1 => "1 change".to_owned(),
        many => format!("{} changes", grouped(many)),
    });
    let undone = if step.is_some_and(|step| !step.done) { format!("{label} (undone)") } else { label };
    let texts = [Some(undone), changes, step.map(|step| ago(cx.now, step.time))];
    for (at, ((left, right), text)) in columns.into_iter().zip(texts).enumerate() {
        let Some(text) = text else { continue };
        let cell = Rect::from_x_y_ranges(left..=right, rect.y_range());
        let align = if at == 0 {
            egui::Layout::left_to_right(egui::Align::Center)
        } else {
            egui::Layout::right_to_left(egui::Align::Center)
        };
        let color = if at == 0 { color } else { tokens.text_weak };
        ui.new_child(egui::UiBuilder::new().max_rect(cell).layout(align))
            .add(Label::new(RichText::new(text).color(color)).truncate().selectable(false));
    }
    let response = match step {
        Some(step) => response.on_hover_text(format!("{}\n{}", step.label, exact(step.time))),
        None => response,
    };
    if response.clicked() && !is_current && cx.view.editable {
        cx.view.queue.send(Action::GoToStep(place));
    }
}

fn beginning(dropped: u64) -> String {
    match dropped {
        0 => "The plan as it was made".to_owned(),
        1 => "1 older step is no longer kept".to_owned(),
        many => format!("{} older steps are no longer kept", grouped(many)),
    }
}

/// Like `2 min ago`.
fn ago(now: u64, time: u64) -> String {
    let secs = now.saturating_sub(time);
    match secs {
        0..60 => "just now".to_owned(),
        60..3_600 => format!("{} min ago", secs / 60),
        3_600..86_400 => format!("{} h ago", secs / 3_600),
        86_400..172_800 => "yesterday".to_owned(),
        _ => format!("{} days ago", secs / 86_400),
    }
}

/// The exact time, in UTC.
fn exact(time: u64) -> String {
    moment(i64::try_from(time).unwrap_or_default()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_well() {
        for (secs, expected) in
            [(5, "just now"), (130, "2 min ago"), (7_300, "2 h ago"), (90_000, "yesterday"), (400_000, "4 days ago")]
        {
            assert_eq!(ago(1_000_000, 1_000_000 - secs), expected);
        }
        assert_eq!(exact(0), "1970-01-01 00:00:00 UTC");
    }
}

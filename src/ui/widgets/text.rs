//! Text in a line of its own, cut with an ellipsis where it does not fit. Whoever draws it shows the whole in a
//! tooltip when it was cut.

use std::sync::Arc;

use egui::text::{LayoutJob, TextWrapping};
use egui::{Align, Color32, FontId, Galley, Rect, Response, Role, Sense, TextFormat, Ui, WidgetInfo, pos2, vec2};

use crate::model::{visible, visible_lines};
use crate::ui::theme;
use crate::ui::widgets::contents::info;

/// Lays one line out within a width; `elided` says whether it was cut.
pub fn line(ui: &Ui, text: &str, font: FontId, color: Color32, width: f32) -> Arc<Galley> {
    let mut job = LayoutJob::single_section(visible(text).into_owned(), TextFormat::simple(font, color));
    job.wrap = TextWrapping::truncate_at_width(width.max(0.0));
    job.break_on_newline = false;
    ui.painter().layout_job(job)
}

/// Draws a line within a rectangle, in its vertical middle.
pub fn put(ui: &Ui, rect: Rect, align: Align, galley: &Arc<Galley>, color: Color32) {
    let y = rect.center().y - galley.size().y / 2.0;
    let x = match align {
        Align::Min => rect.left(),
        Align::Center => rect.center().x - galley.size().x / 2.0,
        Align::Max => rect.right() - galley.size().x,
    };
    ui.painter().galley(pos2(x, y), Arc::clone(galley), color);
}

/// A line of text as a widget: cut where it must be, whole in the tooltip.
pub fn line_ui(ui: &mut Ui, text: &str, font: FontId, color: Color32) -> Response {
    let galley = line(ui, text, font, color, ui.available_width());
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x, galley.size().y), Sense::hover());
    put(ui, rect, Align::Min, &galley, color);
    response.widget_info(info(&|| WidgetInfo::labeled(Role::Label, true, visible(text))));
    if galley.elided { response.on_hover_text(visible(text).into_owned()) } else { response }
}

/// A paragraph of secondary text that wraps.
pub fn small_ui(ui: &mut Ui, text: &str) -> Response {
    let color = theme::tokens(ui).text_weak;
    ui.add(
        egui::Label::new(egui::RichText::new(visible_lines(text)).size(theme::TEXT_SMALL).color(color))
            .wrap()
            .selectable(false),
    )
}

/// A text that is clicked like a link: names of objects that one can go to.
pub fn link_ui(ui: &mut Ui, text: &str, name: &str) -> Response {
    let tokens = theme::tokens(ui);
    let galley = line(ui, text, FontId::proportional(theme::TEXT_BODY), tokens.text, ui.available_width());
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::click());
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
    put(ui, rect, Align::Min, &galley, tokens.text);
    let lit = response.hovered() || response.has_focus();
    let under = if lit { tokens.text } else { tokens.text_weak };
    ui.painter().hline(rect.x_range(), rect.bottom() - 1.0, egui::Stroke::new(1.0, under));
    if response.has_focus() {
        super::icon::focus_ring(ui.painter(), rect.expand2(vec2(2.0, 1.0)), tokens);
    }
    response.widget_info(info(&|| WidgetInfo::labeled(Role::Link, true, name)));
    if galley.elided { response.on_hover_text(text) } else { response }
}

/// A time in seconds since 1970 as people read it, in UTC; none for what no calendar has.
pub fn moment(seconds: i64) -> Option<String> {
    Some(jiff::Timestamp::from_second(seconds).ok()?.strftime("%Y-%m-%d %H:%M:%S UTC").to_string())
}

/// A time as Traffic Ops writes it (RFC 3339), as people read it, in UTC; none for what is no such time.
pub fn moment_of(time: &str) -> Option<String> {
    moment(time.parse::<jiff::Timestamp>().ok()?.as_second())
}

/// Like `12 bytes`, `3.4 kB`.
pub fn byte_count(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// The first letter as a capital: a kind's name at the head of a line.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_well() {
        assert_eq!([12, 3_400, 5_000_000].map(byte_count), ["12 bytes", "3.4 kB", "5.0 MB"]);
    }

    #[test]
    fn lines_begin_with_a_capital() {
        assert_eq!(capitalised("cache group"), "Cache group");
        assert_eq!(capitalised(""), "");
    }

    #[test]
    fn moments_are_in_utc() {
        assert_eq!(moment(0).as_deref(), Some("1970-01-01 00:00:00 UTC"));
        assert_eq!(moment(1_800_000_000).as_deref(), Some("2027-01-15 08:00:00 UTC"));
        assert_eq!(moment(i64::MAX), None);
    }
}

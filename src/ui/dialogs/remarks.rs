//! The list of what is to be said about a snapshot or other files: how bad, about what, where, what there is to do, and
//! what follows. An object of the plan is a link that leads to it.

use egui::{FontId, Label, Rect, Role, Sense, Ui, WidgetInfo, vec2};

use super::parts::{Heights, entries_ui};
use crate::finding::{Finding, Severity, Subject};
use crate::model::AnyId;
use crate::ui::theme;
use crate::ui::widgets::contents::info;
use crate::ui::widgets::icon::{self, Icon};
use crate::ui::widgets::text::{capitalised, line_ui, link_ui, small_ui};

/// The column of severities.
const SEVERITY_WIDTH: f32 = 88.0;
/// An object's name takes no more than so much of a line; the place has the rest.
const SUBJECT_SHARE: f32 = 0.6;

/// Draws the list; gives back the object whose link was clicked.
pub(super) fn remarks_ui(ui: &mut Ui, height: f32, heights: &mut Heights, findings: &[Finding]) -> Option<AnyId> {
    let mut clicked = None;
    entries_ui(ui, height, heights, findings.len(), |ui, at| {
        if let Some(finding) = findings.get(at) {
            clicked = finding_ui(ui, finding).or(clicked);
        }
    });
    clicked
}

fn finding_ui(ui: &mut Ui, finding: &Finding) -> Option<AnyId> {
    ui.spacing_mut().item_spacing = vec2(theme::GAP, 2.0);
    ui.spacing_mut().interact_size.y = 0.0;
    let clicked = ui.horizontal(|ui| head_ui(ui, finding)).inner;
    ui.horizontal_top(|ui| {
        ui.add_space(SEVERITY_WIDTH);
        ui.vertical(|ui| {
            ui.add(Label::new(capitalised(&finding.message)).wrap());
            if !finding.effect.is_empty() {
                small_ui(ui, &finding.effect);
            }
        });
    });
    clicked
}

/// How bad, about what, and where.
fn head_ui(ui: &mut Ui, finding: &Finding) -> Option<AnyId> {
    severity_ui(ui, finding.severity);
    let strong = theme::strong(theme::TEXT_BODY);
    let share = ui.available_width() * SUBJECT_SHARE;
    let (title, place) = (title(&finding.subject), place(finding));
    let clicked = ui
        .scope(|ui| {
            ui.set_max_width(share);
            let Some(object) = finding.object().and_then(|object| object.id) else {
                line_ui(ui, &title, strong, theme::tokens(ui).text);
                return None;
            };
            link_ui(ui, &title, &format!("Show {title}")).clicked().then_some(object)
        })
        .inner;
    let weak = theme::tokens(ui).text_weak;
    line_ui(ui, &place, FontId::proportional(theme::TEXT_SMALL), weak);
    clicked
}

/// What it is about: an object, a member of a snapshot, or a file.
fn title(subject: &Subject) -> String {
    if let Some(object) = subject.object() {
        return format!("{} {}", capitalised(object.kind.singular()), object.name).trim_end().to_owned();
    }
    if let Some(place) = subject.place() {
        return place.file.to_string();
    }
    let mut steps = subject.pointer().split('/').skip(1);
    let section = steps.next().unwrap_or_default();
    format!("Snapshot {}", steps.next().unwrap_or(section)).trim_end().to_owned()
}

/// Where that is.
fn place(finding: &Finding) -> String {
    match &finding.subject {
        Subject::Pointer(pointer, _) => pointer.clone(),
        Subject::Object(_) => finding.field.clone(),
        Subject::Place(place, _) if finding.field.is_empty() => place.spot(),
        Subject::Place(place, _) => format!("{}, {}", place.spot(), finding.field),
    }
}

/// A sign and a word, in the severity's colour and never by that alone.
fn severity_ui(ui: &mut Ui, severity: Severity) {
    let tokens = theme::tokens(ui);
    let (sign, color) = match severity {
        Severity::Error => (Icon::Cross, tokens.wrong),
        Severity::Warning => (Icon::Warning, tokens.warned),
        Severity::Note => (Icon::Note, tokens.text_weak),
    };
    let word = capitalised(severity.word());
    let height = ui.text_style_height(&egui::TextStyle::Body);
    let (rect, response) =
        ui.allocate_exact_size(vec2(SEVERITY_WIDTH - ui.spacing().item_spacing.x, height), Sense::hover());
    let square = Rect::from_min_size(rect.min, vec2(theme::GAP_EDGE, rect.height()));
    icon::paint(ui.painter(), sign, square, color);
    let galley = ui.painter().layout_no_wrap(word.clone(), FontId::proportional(theme::TEXT_BODY), tokens.text);
    ui.painter().galley(egui::pos2(square.right() + theme::GAP_SMALL, rect.top()), galley, tokens.text);
    response.widget_info(info(&|| WidgetInfo::labeled(Role::Label, true, &word)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{At, ObjectRef, Place};
    use crate::model::Kind;

    #[test]
    fn what_a_finding_is_about_reads_well() {
        let video = ObjectRef::named(Kind::DeliveryService, "video");
        let row = Place { file: "servers.json".into(), at: At::Row(3) };
        let pointer = |pointer: &str, object| Subject::Pointer(pointer.to_owned(), object);
        for (subject, field, expected) in [
            (
                pointer("/deliveryServices/video/ttls", Some(video.clone())),
                "ttls",
                ["Delivery service video", "/deliveryServices/video/ttls"],
            ),
            (pointer("/stats/date", None), "", ["Snapshot date", "/stats/date"]),
            (pointer("", None), "", ["Snapshot", ""]),
            (row.into(), "hostName", ["servers.json", "row 3, hostName"]),
            (video.into(), "ttl", ["Delivery service video", "ttl"]),
        ] {
            let finding = Finding::new(Severity::Warning, subject, field, "it is so");
            assert_eq!([title(&finding.subject), place(&finding)], expected);
        }
    }
}

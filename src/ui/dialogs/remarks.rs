//! The list of what is to be said about a snapshot or other files: how bad, about what, where, what there is to do, and
//! what follows. An object of the plan is a link that leads to it.

use egui::{FontId, Label, Rect, Role, Sense, Ui, WidgetInfo, vec2};

use super::parts::{Heights, entries_ui};
use crate::model::AnyId;
use crate::snapshot::reading::Severity;
use crate::ui::derived::preflight::RouterRemark;
use crate::ui::theme;
use crate::ui::widgets::icon::{self, Icon};
use crate::ui::widgets::text::{capitalised, line_ui, link_ui, small_ui};

/// The column of severities.
const SEVERITY_WIDTH: f32 = 88.0;
/// An object's name takes no more than so much of a line; the place has the rest.
const SUBJECT_SHARE: f32 = 0.6;

/// Draws the list; gives back the object whose link was clicked.
pub(super) fn remarks_ui(ui: &mut Ui, height: f32, heights: &mut Heights, remarks: &[RouterRemark]) -> Option<AnyId> {
    let mut clicked = None;
    entries_ui(ui, height, heights, remarks.len(), |ui, at| {
        if let Some(remark) = remarks.get(at) {
            clicked = remark_ui(ui, remark).or(clicked);
        }
    });
    clicked
}

fn remark_ui(ui: &mut Ui, remark: &RouterRemark) -> Option<AnyId> {
    ui.spacing_mut().item_spacing = vec2(theme::GAP, 2.0);
    ui.spacing_mut().interact_size.y = 0.0;
    let clicked = ui.horizontal(|ui| head_ui(ui, remark)).inner;
    ui.horizontal_top(|ui| {
        ui.add_space(SEVERITY_WIDTH);
        ui.vertical(|ui| {
            ui.add(Label::new(&remark.message).wrap());
            if !remark.effect.is_empty() {
                small_ui(ui, remark.effect);
            }
        });
    });
    clicked
}

/// How bad, about what, and where.
fn head_ui(ui: &mut Ui, remark: &RouterRemark) -> Option<AnyId> {
    severity_ui(ui, remark.severity);
    let strong = theme::strong(theme::TEXT_BODY);
    let share = ui.available_width() * SUBJECT_SHARE;
    let clicked = ui
        .scope(|ui| {
            ui.set_max_width(share);
            let Some(object) = remark.object else {
                line_ui(ui, &remark.subject, strong, theme::tokens(ui).text);
                return None;
            };
            let shown = link_ui(ui, &remark.subject, &format!("Show {}", remark.subject));
            shown.clicked().then_some(object)
        })
        .inner;
    let weak = theme::tokens(ui).text_weak;
    line_ui(ui, &remark.place, FontId::proportional(theme::TEXT_SMALL), weak);
    clicked
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
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &word));
}

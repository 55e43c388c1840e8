//! Fallbacks that groups do not have: what a failure of the group comes to without them and with them.

use egui::{ScrollArea, Sense, Ui};

use super::row::{FailureRow, pair_heads_ui, pair_row_ui, percent};
use crate::geometry::words::km;
use crate::model::{AnyId, CacheGroup};
use crate::session::tasks::what_if::{MissingFallback, PlayOrder};
use crate::ui::order::Order;
use crate::ui::theme;
use crate::ui::view::PanelContext;
use crate::ui::widgets::button;
use crate::ui::widgets::contents::rows_ui;
use crate::ui::widgets::text;

/// Draws the list; a click leads to the group, whose form has its fallbacks.
pub(super) fn missing_ui(cx: &PanelContext<'_>, ui: &mut Ui, order: &PlayOrder) {
    let Some((found, is_current)) = cx.view.derived.missing_fallbacks(order) else {
        if cx.view.derived.has_given_failures_up() {
            if button::button(ui, "Look for them", true).clicked() {
                cx.view.derived.ask_failures_again();
            }
        } else {
            text::small_ui(ui, "Taking every group down without and with another fallback…");
        }
        return;
    };
    let older = if is_current { "" } else { ", older" };
    if found.is_empty() {
        text::small_ui(ui, &format!("No further fallback would help when a single group fails{older}"));
        return;
    }
    let clients = cx.view.derived.played(order);
    let clients =
        clients.as_ref().and_then(|played| played.as_ref().as_ref().ok()).map_or(0.0, |own| own.what_if.clients());
    pair_heads_ui(ui, &format!("Missing fallbacks{older}"), &["Costs", "Away"]);
    ui.spacing_mut().item_spacing.y = 0.0;
    let area = ScrollArea::vertical().id_salt("missing fallbacks").auto_shrink(false);
    rows_ui(area, ui, theme::ROW_HEIGHT, found.len(), &mut |ui, range| {
        for missing in found.get(range).unwrap_or_default() {
            missing_row_ui(cx, ui, missing, clients);
        }
    });
}

fn missing_row_ui(cx: &PanelContext<'_>, ui: &mut Ui, missing: &MissingFallback, clients: f64) {
    let tokens = theme::tokens(ui);
    let words = format!("{} without {}", missing.group, missing.fallback);
    let lost = missing.lost - missing.lost_with;
    let farther = missing.added_km - missing.added_km_with;
    let name = format!(
        "{words}: when it fails {} are lost, with it {}; {:+.0} km, with it {:+.0} km",
        percent(missing.lost, clients),
        percent(missing.lost_with, clients),
        missing.added_km,
        missing.added_km_with
    );
    let color = if 0.0 < lost { tokens.wrong } else { tokens.text };
    let numbers = [
        (if 0.0 < lost { format!("{} lost", percent(lost, clients)) } else { format!("{farther:+.0} km") }, color),
        (km(missing.distance_km), tokens.text_weak),
    ];
    let row =
        FailureRow { name: &name, words: &words, numbers: &numbers, color, is_current: false, sense: Sense::click() };
    let response = pair_row_ui(ui, &row).on_hover_text(name.as_str());
    if response.clicked()
        && let Some(group) = cx.view.plan.find::<CacheGroup>(&missing.group)
    {
        cx.view.queue.order(Order::LookAtField(AnyId::of(group), CacheGroup::FALLBACKS));
    }
}

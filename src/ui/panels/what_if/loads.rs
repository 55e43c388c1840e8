//! What every tier carries, the fullest first, and the hit ratios by which that is known of parents.

use egui::{DragValue, Response, Sense, Ui};

use super::row::{FailureRow, heads_ui, row_ui};
use super::state::WhatIfTab;
use crate::edit::intent;
use crate::geometry::words::rate;
use crate::model::{AnyId, CacheGroup, HitRatios};
use crate::session::tasks::what_if::{Burden, Loads};
use crate::sorting::sort_by;
use crate::ui::derived::failures::MUCH_PERCENT;
use crate::ui::order::Order;
use crate::ui::theme;
use crate::ui::view::PanelContext;
use crate::ui::widgets::text;

/// So many groups are listed.
const MOST: usize = 60;
/// What is proposed where nobody has said anything.
const PROPOSED: HitRatios = HitRatios { edge_percent: 90.0, mid_percent: 50.0 };

/// Draws the list; nothing where no demand says how much is asked for.
pub(super) fn loads_ui(tab: &mut WhatIfTab, cx: &PanelContext<'_>, ui: &mut Ui) {
    let loads = cx.view.derived.loads();
    let Some(loads) = loads.as_ref().and_then(|loads| loads.as_ref().as_ref()) else { return };
    ui.add_space(theme::GAP_SMALL);
    ratios_ui(tab, cx, ui);
    if let Some(origins) = loads.origins_mbps.filter(|origins| 0.0 < *origins) {
        text::small_ui(ui, &format!("Origins outside of the plan are asked for {}", rate(origins)));
    }
    for cut in &loads.cut_off {
        let words = format!("{cut} has no parent that is up: it fetches nothing that it does not have");
        let tokens = theme::tokens(ui);
        let row = FailureRow {
            name: &words,
            words: &words,
            numbers: &[],
            color: tokens.wrong,
            is_current: false,
            sense: Sense::hover(),
        };
        row_ui(ui, &row);
    }
    rows_ui(cx, ui, loads);
}

fn rows_ui(cx: &PanelContext<'_>, ui: &mut Ui, loads: &Loads) {
    let mut rows: Vec<(&String, &Burden, bool)> =
        loads.groups.iter().map(|(name, burden)| (name, burden, loads.parents.contains(name))).collect();
    // Of servers only what carries too much is told: the rest stands in its form.
    let over = loads.servers.iter().filter(|(_, burden)| burden.is_over());
    rows.extend(over.map(|(name, burden)| (name, burden, false)));
    let fullness = |burden: &Burden| burden.percent().unwrap_or(-1.0);
    sort_by(&mut rows, |one, other| {
        fullness(other.1).total_cmp(&fullness(one.1)).then_with(|| other.1.load_mbps.total_cmp(&one.1.load_mbps))
    });
    heads_ui(ui, "What groups carry", "What groups carry", &["Full", "Load"]);
    for (name, burden, is_parent) in rows.into_iter().take(MOST) {
        burden_ui(cx, ui, name, burden, is_parent);
    }
}

fn burden_ui(cx: &PanelContext<'_>, ui: &mut Ui, name: &str, burden: &Burden, is_parent: bool) {
    let tokens = theme::tokens(ui);
    let percent = burden.percent();
    let color = match percent {
        Some(percent) if 100.0 < percent => tokens.wrong,
        Some(percent) if MUCH_PERCENT <= percent => tokens.warned,
        Some(_) => tokens.text,
        None => tokens.text_weak,
    };
    let full = percent.map_or_else(|| "?".to_owned(), |percent| format!("{percent:.0} %"));
    let words = if is_parent { format!("{name}, asked by caches") } else { name.to_owned() };
    let spoken = format!("{words} carries {}", burden.words());
    let numbers = [(full, color), (rate(burden.load_mbps), tokens.text_weak)];
    let row = FailureRow {
        name: &spoken,
        words: &words,
        numbers: &numbers,
        color: tokens.text,
        is_current: false,
        sense: Sense::click(),
    };
    if row_ui(ui, &row).on_hover_text(spoken.as_str()).clicked()
        && let Some(group) = cx.view.plan.find::<CacheGroup>(name)
    {
        cx.view.queue.order(Order::Look(AnyId::of(group)));
    }
}

/// How much caches have of what is asked of them: asked for once, kept with the plan.
fn ratios_ui(tab: &mut WhatIfTab, cx: &PanelContext<'_>, ui: &mut Ui) {
    let known = cx.view.plan.hit_ratios();
    let mut ratios = tab.ratios.or(known).unwrap_or(PROPOSED);
    let field = |ui: &mut Ui, name: &str, value: &mut f64| -> Response {
        let drag = DragValue::new(value).range(0.0..=100.0).speed(0.5).suffix(" %").max_decimals(1);
        ui.add_enabled(cx.view.editable, drag).accessible_name(name)
    };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP_SMALL;
        text::small_ui(ui, "Hit ratio of edges");
        let edge = field(ui, "Hit ratio of edges", &mut ratios.edge_percent);
        text::small_ui(ui, "of mids");
        let mid = field(ui, "Hit ratio of mids", &mut ratios.mid_percent);
        if known.is_none() {
            text::small_ui(ui, "proposed: set them, and parents and origins have a load");
        }
        if edge.changed() || mid.changed() {
            tab.ratios = Some(ratios);
        }
        let is_done = |response: &Response| response.drag_stopped() || response.lost_focus();
        if is_done(&edge) || is_done(&mid) {
            tab.ratios = None;
            if cx.view.editable && known != Some(ratios) {
                cx.view.queue.perform(intent::keep_hit_ratios(cx.view.plan, ratios));
            }
        }
    });
}

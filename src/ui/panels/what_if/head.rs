//! The lines above both halves: the CDN and the service that is asked for; which failures are listed.

use egui::{Checkbox, ComboBox, Ui};

use super::state::WhatIfTab;
use crate::model::{Kind, Plan};
use crate::session::tasks::what_if::{DOWN_KINDS, PlayOrder};
use crate::ui::theme;
use crate::ui::widgets::icon::drop_down;
use crate::ui::widgets::text;

/// How wide the choices are.
const CDN_WIDTH: f32 = 90.0;
const SERVICE_WIDTH: f32 = 150.0;
const BY_WIDTH: f32 = 120.0;

/// Draws the line about who is asked for what.
pub(super) fn asked_ui(tab: &mut WhatIfTab, plan: &Plan, ui: &mut Ui, order: &PlayOrder) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP;
        choices_ui(tab, plan, ui, order);
    });
}

fn choices_ui(tab: &mut WhatIfTab, plan: &Plan, ui: &mut Ui, order: &PlayOrder) {
    let cdns: Vec<String> = plan.real_cdn_names().into_iter().map(str::to_owned).collect();
    if 1 < cdns.len() {
        let choices = cdns.iter().map(|name| (Some(name.clone()), name.clone()));
        if let Some(chosen) = choice_ui(ui, "CDN", CDN_WIDTH, &Some(order.cdn.clone()), choices) {
            (tab.cdn, tab.service) = (chosen, None);
        }
    }
    let mut services: Vec<String> = plan
        .delivery_services()
        .iter()
        .filter(|(_, own)| plan.follow_opt(own.cdn.as_ref()).is_some_and(|cdn| cdn.name == order.cdn))
        .map(|(_, own)| own.xml_id.clone())
        .collect();
    services.sort_unstable();
    let all = (None, "All delivery services".to_owned());
    let choices = std::iter::once(all).chain(services.into_iter().map(|name| (Some(name.clone()), name)));
    if let Some(chosen) = choice_ui(ui, "Delivery service that is asked for", SERVICE_WIDTH, &order.service, choices) {
        tab.service = chosen;
    }
}

/// Draws the line about which failures are listed.
pub(super) fn sweeping_ui(tab: &mut WhatIfTab, ui: &mut Ui) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP;
        text::line_ui(ui, "Failures of", egui::FontId::proportional(theme::TEXT_SMALL), theme::tokens(ui).text_weak);
        let choices = DOWN_KINDS.iter().map(|kind| (*kind, text::capitalised(kind.plural())));
        if let Some(chosen) = choice_ui::<Kind>(ui, "What fails", BY_WIDTH, &tab.sweeping.by, choices) {
            tab.sweeping.by = chosen;
        }
        let pairs = ui.add(Checkbox::new(&mut tab.sweeping.pairs, "Pairs"));
        pairs.on_hover_text("List every two of them that fail together as well");
    });
}

/// A choice; says what was chosen if that is another one.
fn choice_ui<T: PartialEq + Clone>(
    ui: &mut Ui,
    name: &str,
    width: f32,
    current: &T,
    choices: impl Iterator<Item = (T, String)>,
) -> Option<T> {
    let choices: Vec<(T, String)> = choices.collect();
    let shown = choices.iter().find(|(value, _)| value == current).map_or("", |(_, words)| words.as_str());
    let mut chosen = current.clone();
    let combo = ComboBox::from_id_salt(("what-if", name)).selected_text(shown).width(width).truncate().icon(drop_down);
    let response = combo.show_ui(ui, |ui| {
        ui.set_max_width(width * 2.0);
        for (value, words) in &choices {
            ui.selectable_value(&mut chosen, value.clone(), words);
        }
    });
    response.response.accessible_name(name).on_hover_text(name);
    (chosen != *current).then_some(chosen)
}

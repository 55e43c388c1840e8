//! The lines above both halves: the CDN and the service that is asked for; which failures are listed.

use egui::{Checkbox, Id as WidgetId, Ui};

use super::state::{WhatIfListing, WhatIfTab};
use crate::model::{DeliveryService, Id, Kind, Plan};
use crate::session::tasks::what_if::{DOWN_KINDS, PlayOrder};
use crate::ui::theme;
use crate::ui::widgets::choose::{Face, choose_in_line_ui};
use crate::ui::widgets::text;

/// How wide the choices are.
const CDN_WIDTH: f32 = 96.0;
const SERVICE_WIDTH: f32 = 176.0;
const LISTING_WIDTH: f32 = 142.0;
const BY_WIDTH: f32 = 120.0;
/// What stands for all of them.
const ALL_SERVICES: &str = "All delivery services";

/// Draws the line about who is asked for what.
pub(super) fn asked_ui(tab: &mut WhatIfTab, plan: &Plan, ui: &mut Ui, order: &PlayOrder) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP;
        choices_ui(tab, plan, ui, order);
    });
}

fn choices_ui(tab: &mut WhatIfTab, plan: &Plan, ui: &mut Ui, order: &PlayOrder) {
    let cdns = plan.real_cdn_names();
    if 1 < cdns.len() {
        let current = cdns.iter().position(|cdn| *cdn == order.cdn);
        if let Some(cdn) = choice_ui(ui, "CDN", CDN_WIDTH, current, &cdns).and_then(|at| cdns.get(at)) {
            (tab.cdn, tab.service) = (Some((*cdn).to_owned()), None);
        }
    }
    let is_asked = |number: u64| {
        let service = plan.get(Id::<DeliveryService>::new(number));
        let cdn = service.and_then(|service| plan.follow_opt(service.cdn.as_ref()));
        cdn.is_some_and(|cdn| cdn.name == order.cdn)
    };
    let services = plan.indexes.names_sorted(Kind::DeliveryService).filter(|(_, number)| is_asked(*number));
    let lines: Vec<&str> = std::iter::once(ALL_SERVICES).chain(services.map(|(name, _)| name)).collect();
    let shown = order.service.as_deref().unwrap_or(ALL_SERVICES);
    let width = SERVICE_WIDTH.min(ui.available_width());
    let current = lines.iter().position(|line| *line == shown);
    if let Some(at) = choice_ui(ui, "Delivery service that is asked for", width, current, &lines) {
        tab.service = lines.get(at).filter(|_| 0 < at).map(|service| (*service).to_owned());
    }
}

/// Draws the line about what is listed.
pub(super) fn listing_ui(tab: &mut WhatIfTab, ui: &mut Ui) {
    // In the smallest window they stand below each other.
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP;
        let lines = WhatIfListing::ALL.map(WhatIfListing::name);
        let current = WhatIfListing::ALL.iter().position(|listing| *listing == tab.listing);
        let chosen = choice_ui(ui, "What is listed", LISTING_WIDTH, current, &lines);
        if let Some(listing) = chosen.and_then(|at| WhatIfListing::ALL.get(at)) {
            tab.listing = *listing;
        }
        if matches!(tab.listing, WhatIfListing::Failures | WhatIfListing::Filling) {
            kinds_ui(tab, ui);
        }
    });
}

/// Which parts fail.
fn kinds_ui(tab: &mut WhatIfTab, ui: &mut Ui) {
    let names: Vec<String> = DOWN_KINDS.iter().map(|kind| text::capitalised(kind.plural())).collect();
    let lines: Vec<&str> = names.iter().map(String::as_str).collect();
    let current = DOWN_KINDS.iter().position(|kind| *kind == tab.sweeping.by);
    if let Some(kind) = choice_ui(ui, "What fails", BY_WIDTH, current, &lines).and_then(|at| DOWN_KINDS.get(at)) {
        tab.sweeping.by = *kind;
    }
    let pairs = ui.add(Checkbox::new(&mut tab.sweeping.pairs, "Pairs"));
    pairs.on_hover_text("List every two of them that fail together as well");
}

/// A choice; says which line was chosen if that is another one.
pub(super) fn choice_ui(ui: &mut Ui, name: &str, width: f32, current: Option<usize>, lines: &[&str]) -> Option<usize> {
    let chosen = current.and_then(|at| lines.get(at)).copied();
    let face = Face { name, chosen, hint: "Select...", unresolved: false, enabled: true };
    choose_in_line_ui(ui, WidgetId::unique("what-if").with(name), width, &face, current, lines)
}

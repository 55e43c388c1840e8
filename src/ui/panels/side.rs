//! The left menu: the kinds in Traffic Portal's order, each with how many there are.

use egui::{Button, Frame, Margin, RichText, ScrollArea, Ui, vec2};

use super::panes::{self, Pane};
use crate::model::{Kind, grouped};
use crate::ui::action::Action;
use crate::ui::commands::Command;
use crate::ui::order::Order;
use crate::ui::theme;
use crate::ui::view::PanelContext;

/// What Traffic Portal lists under Topology, and what planners want beside it.
const SECTIONS: &[(&str, &[Kind])] = &[
    (
        "Topology",
        &[
            Kind::Topology,
            Kind::CacheGroup,
            Kind::Coordinate,
            Kind::PhysLocation,
            Kind::Division,
            Kind::Region,
            Kind::Asn,
        ],
    ),
    ("Inventory", &[Kind::Server, Kind::Cdn, Kind::Type]),
    ("Routing", &[Kind::CoverageZone, Kind::CoverageZoneFile]),
    (
        "Services",
        &[
            Kind::DeliveryService,
            Kind::StaticDnsEntry,
            Kind::ServiceSteering,
            Kind::ServiceFederations,
            Kind::RegionalGeoRules,
            Kind::AnonymousIpPolicy,
        ],
    ),
];

/// Kinds that have no view of their own yet; their tables are found by name.
const UNSEEN: &[Kind] =
    &[Kind::Waiver, Kind::Scenario, Kind::Demand, Kind::CapacityOverride, Kind::SavedView, Kind::OtherRow];

/// Draws the menu.
pub(in crate::ui) fn side_ui(cx: &PanelContext<'_>, ui: &mut Ui) {
    panes::begin_ui(ui, Pane::Side);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        Frame::new().inner_margin(Margin::symmetric(8, 12)).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (title, kinds) in SECTIONS {
                section_ui(ui, title);
                for kind in *kinds {
                    kind_ui(cx, ui, *kind);
                }
                ui.add_space(theme::GAP_ROW);
            }
            more_ui(cx, ui);
        });
    });
}

fn section_ui(ui: &mut Ui, title: &str) {
    Frame::new().inner_margin(Margin { left: 10, right: 0, top: 0, bottom: 4 }).show(ui, |ui| {
        ui.label(RichText::new(title).size(theme::TEXT_SMALL).weak());
    });
}

/// The kinds that are seldom wanted.
fn more_ui(cx: &PanelContext<'_>, ui: &mut Ui) {
    let name = if cx.settings.more { "⏷  More" } else { "⏵  More" };
    let button = Button::new(RichText::new(name).color(theme::tokens(ui).text_weak))
        .frame(false)
        .min_size(vec2(ui.available_width(), theme::CONTROL_HEIGHT));
    let response = ui.add(button).on_hover_text("Kinds that are seldom wanted").accessible_name("More");
    if response.clicked() {
        cx.view.queue.order(Order::ToggleMore);
    }
    if cx.settings.more {
        let listed = |kind: &Kind| UNSEEN.contains(kind) || SECTIONS.iter().any(|(_, kinds)| kinds.contains(kind));
        for kind in Kind::ALL.iter().filter(|kind| !listed(kind)) {
            kind_ui(cx, ui, *kind);
        }
    }
}

/// One kind: its name, and how many there are.
fn kind_ui(cx: &PanelContext<'_>, ui: &mut Ui, kind: Kind) {
    let info = Command::ShowTable(kind).info();
    let count = cx.view.plan.count(kind);
    let shown = cx.settings.kind == kind;
    let tokens = theme::tokens(ui);
    let number = RichText::new(grouped(count)).color(tokens.text_weak);
    let button = Button::selectable(shown, info.name)
        .right_text(number)
        .truncate()
        .min_size(vec2(ui.available_width(), theme::CONTROL_HEIGHT));
    if ui.add(button).on_hover_text(info.help).clicked() {
        cx.view.queue.send(Action::ShowTable(kind));
    }
}

//! The tabs of the lower panel, and what the chosen one has beside them.

use egui::{Align, Frame, Layout, Margin, RichText, Ui};

use super::problems;
use crate::model::{grouped, visible};
use crate::ui::commands::Command;
use crate::ui::order::Order;
use crate::ui::settings::Tab;
use crate::ui::tables::title_elsewhere;
use crate::ui::theme;
use crate::ui::view::PanelContext;
use crate::ui::widgets::{icon, text};

/// Draws them.
pub(in crate::ui) fn tabs_ui(cx: &PanelContext<'_>, ui: &mut Ui) {
    let chosen = cx.settings.tab;
    Frame::new().inner_margin(Margin { left: 12, right: 12, top: 4, bottom: 0 }).show(ui, |ui| {
        let title = title_elsewhere(cx.settings.kind, ui.available_width()).filter(|_| chosen == Tab::Table);
        ui.horizontal(|ui| {
            let changes = match cx.view.derived.changes().count() {
                Some(count) if 0 < count => format!("Changes {}", grouped(count)),
                _ => "Changes".to_owned(),
            };
            let problems = problems::title(cx.view.derived.findings());
            let names = [
                (Tab::Table, "Table"),
                (Tab::Hierarchy, "Hierarchy"),
                (Tab::Problems, problems.as_str()),
                (Tab::WhatIf, "What-if"),
                (Tab::Explain, "Explain"),
                (Tab::Changes, changes.as_str()),
                (Tab::History, "History"),
            ];
            for (tab, name) in names {
                if tab_ui(ui, chosen == tab, name).clicked() {
                    match tab {
                        // Its list gets the keyboard.
                        Tab::Changes => cx.view.queue.run(Command::ShowChanges),
                        Tab::Hierarchy => cx.view.queue.run(Command::ShowHierarchy),
                        Tab::Problems => cx.view.queue.run(Command::ShowProblems),
                        Tab::Table | Tab::WhatIf | Tab::Explain | Tab::History => {
                            cx.view.queue.order(Order::ShowTab(tab));
                        }
                    }
                }
            }
            if let Some(title) = title {
                title_ui(ui, title);
            }
        });
    });
}

/// The title of the table at the right end of the line, where that has room for it.
fn title_ui(ui: &mut Ui, title: &str) {
    let (font, color) = (theme::strong(theme::TEXT_BODY), theme::tokens(ui).text_weak);
    let whole = ui.painter().layout_no_wrap(title.to_owned(), font.clone(), color).size().x;
    if whole + theme::GAP_EDGE <= ui.available_width() {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| text::line_ui(ui, title, font, color));
    }
}

/// What stands in the place of every tab until the first plan is there.
pub(in crate::ui) fn opening_ui(name: &str, ui: &mut Ui) {
    let tokens = theme::tokens(ui);
    ui.vertical_centered(|ui| {
        ui.add_space(theme::ROW_HEIGHT * 2.0);
        let text = RichText::new(format!("Opening {}…", visible(name))).size(theme::TEXT_EMPTY);
        ui.label(text.color(tokens.text_weak));
    });
}

/// A tab: its name, and a line below the chosen one.
fn tab_ui(ui: &mut Ui, chosen: bool, name: &str) -> egui::Response {
    let tokens = theme::tokens(ui);
    let text = if chosen { RichText::new(name).font(theme::strong(theme::TEXT_BODY)) } else { RichText::new(name) };
    let response = ui.add(egui::Button::new(text).frame(false).min_size(egui::vec2(0.0, theme::CONTROL_HEIGHT)));
    if response.has_focus() {
        icon::focus_ring(ui.painter(), response.rect.expand2(egui::vec2(theme::GAP_SMALL, 0.0)), tokens);
    }
    if chosen {
        let line =
            egui::Rect::from_min_max(response.rect.left_bottom() - egui::vec2(0.0, 2.0), response.rect.right_bottom());
        ui.painter().rect_filled(line, 1.0, tokens.accent);
    }
    response
}

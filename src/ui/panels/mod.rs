//! The parts of the window: what stands above, left, right, below and in the middle. Each draws and sends; none changes
//! anything.

pub mod changes;
mod history;
mod menus;
pub(super) mod palette;
mod progress;
mod side;
mod status;
pub(super) mod toasts;
mod top;

use egui::{CentralPanel, Frame, Margin, Panel, RichText, Ui};

use super::app::{App, view_of};
use super::settings::Tab;
use super::widgets::icon;
use super::{dialogs, theme};
use crate::model::grouped;

/// Widths and heights with which panels begin; the toolkit keeps what the user makes of them.
const SIDE_WIDTH: f32 = 200.0;
const FORM_WIDTH: f32 = 376.0;
const LOWER_HEIGHT: f32 = 264.0;

/// Draws the window.
pub(super) fn window_ui(app: &mut App, ui: &mut Ui) {
    let tokens = theme::tokens(ui);
    let frame = |margin: Margin| Frame::new().fill(tokens.panel).inner_margin(margin);
    Panel::top("top").exact_size(44.0).frame(frame(Margin::symmetric(12, 8))).show(ui, |ui| top::top_ui(app, ui));
    Panel::left("side")
        .default_size(SIDE_WIDTH)
        .size_range(160.0..=320.0)
        .frame(frame(Margin::ZERO))
        .show(ui, |ui| side::side_ui(app, ui));
    Panel::right("form")
        .default_size(FORM_WIDTH)
        .size_range(300.0..=560.0)
        .frame(frame(Margin::ZERO))
        .show(ui, |ui| form_ui(app, ui));
    Panel::bottom("lower")
        .resizable(true)
        .default_size(LOWER_HEIGHT)
        .min_size(120.0)
        .frame(frame(Margin::ZERO))
        .show(ui, |ui| lower_ui(app, ui));
    CentralPanel::default().frame(Frame::new().fill(tokens.sea)).show(ui, |ui| map_ui(app, ui));
    palette::palette_ui(app, ui);
    dialogs::dialog_ui(app, ui.ctx());
    progress::progress_ui(app, ui.ctx());
    app.toasts.toasts_ui(ui.ctx(), &app.queue, app.document.can_undo());
}

fn form_ui(app: &mut App, ui: &mut Ui) {
    let App { document, selection, queue, settings, forms, .. } = app;
    forms.form_ui(ui, &view_of(document, selection, queue, settings, ui));
}

fn map_ui(app: &mut App, ui: &mut Ui) {
    let App { document, selection, queue, settings, map, changes, setup, .. } = app;
    let background = document.plan_key().map(|plan| settings.background_of(&plan)).unwrap_or_default();
    map.set_background(&background, setup.tile_cache.as_deref(), ui.ctx());
    map.set_known(changes.known());
    // Where things were is of interest only to those who look at what has changed.
    map.set_places(changes.places().filter(|_| settings.tab == Tab::Changes));
    map.shown = settings.layers;
    map.map_ui(ui, &view_of(document, selection, queue, settings, ui));
}

/// The lower panel: its tabs and what the chosen one shows.
fn lower_ui(app: &mut App, ui: &mut Ui) {
    // The panel keeps the height that the user gave it, however little there is to show.
    ui.set_min_height(ui.available_height());
    Frame::new().inner_margin(Margin { left: 12, right: 12, top: 4, bottom: 0 }).show(ui, |ui| {
        ui.horizontal(|ui| {
            let changes = match app.changes.count() {
                Some(count) if 0 < count => format!("Changes {}", grouped(count)),
                _ => "Changes".to_owned(),
            };
            for (tab, name) in [(Tab::Table, "Table"), (Tab::Changes, changes.as_str()), (Tab::History, "History")] {
                if tab_ui(ui, app.settings.tab == tab, name).clicked() {
                    match tab {
                        Tab::Changes => app.show_changes(),
                        Tab::Table | Tab::History => app.settings.tab = tab,
                    }
                }
            }
            if app.settings.tab == Tab::Changes {
                changes::head_ui(app, ui);
            }
        });
    });
    match app.settings.tab {
        Tab::Table => {
            let App { document, selection, queue, settings, tables, .. } = app;
            tables.table_ui(ui, &view_of(document, selection, queue, settings, ui), settings.kind);
        }
        Tab::Changes => changes::changes_ui(app, ui),
        Tab::History => history::history_ui(app, ui),
    }
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

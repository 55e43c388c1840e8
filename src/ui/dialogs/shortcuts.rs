//! The cheat sheet: all keys and gestures, from the catalogue of commands.

use egui::{Context, Grid, Label, RichText, ScrollArea, Ui};

use super::parts::{Verdict, buttons_ui, frame_ui, list_height, primary};
use crate::ui::commands::keys::{BranchKey, KeyInfo, ListKey, MAP_GESTURES, MENU_KEYS, MapKey};
use crate::ui::commands::{self, HeardIn};
use crate::ui::theme;

/// The columns of keys, of what they are called, and of what they do.
const KEYS_WIDTH: f32 = 148.0;
const NAME_WIDTH: f32 = 140.0;
const HELP_WIDTH: f32 = 340.0;

/// Draws it.
pub(super) fn dialog_ui(ctx: &Context) -> Verdict {
    frame_ui(ctx, "Keyboard shortcuts", 680.0, |ui| {
        let height = list_height(ui, 120.0).max(320.0);
        ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
            Grid::new("shortcuts").num_columns(3).spacing([16.0, 8.0]).show(ui, sheet_ui);
        });
        buttons_ui(ui, |ui| if primary(ui, true, "Close").clicked() { Verdict::Closes } else { Verdict::Stays })
    })
}

fn sheet_ui(ui: &mut Ui) {
    commands_ui(ui, HeardIn::Window);
    heading_ui(ui, "In menus and lists", "While one is open, it has all keys");
    for (how, name, help) in MENU_KEYS {
        line_ui(ui, how, name, help);
    }
    heading_ui(ui, "On the map", "While it has the keyboard, in place of what they mean above");
    keys_ui(ui, MapKey::ALL.iter().map(|key| key.info()));
    heading_ui(ui, "With the pointer on the map", "");
    for (how, name, help) in MAP_GESTURES {
        line_ui(ui, how, name, help);
    }
    heading_ui(ui, "In the list of changes", "While it has the keyboard, in place of what they mean above");
    keys_ui(ui, ListKey::ALL.iter().map(|key| key.info()));
    commands_ui(ui, HeardIn::Changes);
    heading_ui(ui, "In the hierarchy", "While it has the keyboard, besides those of lists");
    keys_ui(ui, BranchKey::ALL.iter().map(|key| key.info()));
}

/// The commands whose keys are heard there.
fn commands_ui(ui: &mut Ui, place: HeardIn) {
    for info in commands::ALL.iter().filter(|info| info.heard_in == place) {
        let Some(shortcut) = info.shortcut else { continue };
        let also = commands::ALSO.iter().filter(|(command, _)| *command == info.command);
        let all = std::iter::once(shortcut).chain(also.map(|(_, shortcut)| *shortcut));
        let keys: Vec<String> = all.map(|shortcut| ui.ctx().format_shortcut(&shortcut)).collect();
        let keys = keys.join(", ");
        line_ui(ui, &keys, info.name.trim_end_matches('…'), info.help);
    }
}

fn keys_ui(ui: &mut Ui, keys: impl Iterator<Item = KeyInfo>) {
    for info in keys {
        let keys = info.keys_text(ui.ctx());
        line_ui(ui, &keys, info.name, info.help);
    }
}

fn heading_ui(ui: &mut Ui, title: &str, hint: &str) {
    ui.label("");
    cell_ui(ui, NAME_WIDTH, RichText::new(title).font(theme::strong(theme::TEXT_BODY)));
    cell_ui(ui, HELP_WIDTH, RichText::new(hint).color(theme::tokens(ui).text_weak));
    ui.end_row();
}

fn line_ui(ui: &mut Ui, keys: &str, name: &str, help: &str) {
    cell_ui(ui, KEYS_WIDTH, RichText::new(keys).font(theme::strong(theme::TEXT_BODY)));
    cell_ui(ui, NAME_WIDTH, RichText::new(name));
    cell_ui(ui, HELP_WIDTH, RichText::new(help).color(theme::tokens(ui).text_weak));
    ui.end_row();
}

/// A cell, in as many lines as it takes: the dialog stays within the smallest window.
fn cell_ui(ui: &mut Ui, width: f32, text: RichText) {
    ui.scope(|ui| {
        ui.set_max_width(width);
        ui.add(Label::new(text).wrap());
    });
}

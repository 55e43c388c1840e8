//! The cheat sheet: all keys, from the catalogue of commands.

use egui::{Context, Grid, RichText, ScrollArea};

use super::Verdict;
use super::parts::{buttons_ui, frame_ui, list_height, primary};
use crate::ui::commands;
use crate::ui::theme;

/// Draws it.
pub(super) fn dialog_ui(ctx: &Context) -> Verdict {
    frame_ui(ctx, "Keyboard shortcuts", 620.0, |ui| {
        let height = list_height(ui, 120.0).max(320.0);
        ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
            let weak = theme::tokens(ui).text_weak;
            Grid::new("shortcuts").num_columns(3).spacing([24.0, 8.0]).show(ui, |ui| {
                for info in commands::ALL {
                    let Some(shortcut) = info.shortcut else { continue };
                    ui.label(RichText::new(ui.ctx().format_shortcut(&shortcut)).font(theme::strong(theme::TEXT_BODY)));
                    ui.label(info.name.trim_end_matches('…'));
                    ui.label(RichText::new(info.help).color(weak));
                    ui.end_row();
                }
            });
        });
        buttons_ui(ui, |ui| if primary(ui, true, "Close").clicked() { Verdict::Closes } else { Verdict::Stays })
    })
}

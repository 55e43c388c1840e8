//! The cheat sheet: all keys, from the catalogue of commands.

use egui::{Context, Grid, RichText, ScrollArea};

use super::Verdict;
use super::parts::{buttons_ui, frame_ui, list_height, primary};
use crate::ui::commands::{self, Place};
use crate::ui::theme;

/// Draws it.
pub(super) fn dialog_ui(ctx: &Context) -> Verdict {
    frame_ui(ctx, "Keyboard shortcuts", 620.0, |ui| {
        let height = list_height(ui, 120.0).max(320.0);
        ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
            let weak = theme::tokens(ui).text_weak;
            Grid::new("shortcuts").num_columns(3).spacing([24.0, 8.0]).show(ui, |ui| {
                for place in [Place::Window, Place::Changes] {
                    if place == Place::Changes {
                        ui.label("");
                        ui.label(RichText::new("In the list of changes").font(theme::strong(theme::TEXT_BODY)));
                        ui.label(
                            RichText::new("While it has the keyboard, in place of what they mean above").color(weak),
                        );
                        ui.end_row();
                    }
                    for info in commands::ALL.iter().filter(|info| info.place == place) {
                        let Some(shortcut) = info.shortcut else { continue };
                        let also = commands::ALSO.iter().filter(|(command, _)| *command == info.command);
                        let all = std::iter::once(shortcut).chain(also.map(|(_, shortcut)| *shortcut));
                        let keys: Vec<String> = all.map(|shortcut| ui.ctx().format_shortcut(&shortcut)).collect();
                        let keys = keys.join(", ");
                        ui.label(RichText::new(keys).font(theme::strong(theme::TEXT_BODY)));
                        ui.label(info.name.trim_end_matches('…'));
                        ui.label(RichText::new(info.help).color(weak));
                        ui.end_row();
                    }
                }
            });
        });
        buttons_ui(ui, |ui| if primary(ui, true, "Close").clicked() { Verdict::Closes } else { Verdict::Stays })
    })
}

//! The menus above, made from the catalogue of commands.

use egui::{Atom, Button, Checkbox, IntoAtoms as _, RichText, Ui};

use crate::ui::action::{Action, OpenMode};
use crate::ui::commands::{self, Command, CommandInfo, Menu};
use crate::ui::order::Order;
use crate::ui::theme;
use crate::ui::view::PanelContext;

/// The menus, and after which commands a line stands.
const MENUS: &[(Menu, &str, &[Command])] = &[
    (Menu::File, "File", &[Command::OpenReadOnly, Command::Export]),
    (Menu::Edit, "Edit", &[Command::Redo, Command::Delete]),
    (
        Menu::View,
        "View",
        &[Command::ZoomOut, Command::ShowHistory, Command::ToggleLegend, Command::ScaleReset, Command::ThemeSystem],
    ),
    (Menu::Help, "Help", &[Command::Shortcuts]),
];

/// So wide are menus, so that shortcuts line up.
const WIDTH: f32 = 264.0;

/// Draws the bar of menus.
pub(super) fn menus_ui(cx: &PanelContext<'_>, ui: &mut Ui) {
    egui::MenuBar::new().ui(ui, |ui| {
        for (menu, title, breaks) in MENUS {
            ui.menu_button(*title, |ui| {
                ui.set_min_width(WIDTH);
                for info in commands::ALL.iter().filter(|info| info.menu == *menu) {
                    command_ui(cx, ui, info);
                    if info.command == Command::OpenReadOnly {
                        recent_ui(cx, ui);
                    }
                    if breaks.contains(&info.command) {
                        ui.separator();
                    }
                }
            });
        }
    });
}

/// One command.
fn command_ui(cx: &PanelContext<'_>, ui: &mut Ui, info: &CommandInfo) {
    let keys = info.shortcut.map(|shortcut| ui.ctx().format_shortcut(&shortcut)).unwrap_or_default();
    let keys = RichText::new(keys).color(theme::tokens(ui).text_weak);
    let name = name_of(cx, info);
    let possible = cx.is_possible(info.command);
    let response = match info.command.is_on(cx.settings) {
        Some(mut on) => {
            let atoms = (name, Atom::grow(), keys).into_atoms();
            ui.add_enabled(possible, Checkbox::new(&mut on, atoms))
        }
        None => ui.add_enabled(possible, Button::new(name).shortcut_text(keys).min_size(egui::vec2(WIDTH, 0.0))),
    };
    if response.on_hover_text(info.help).clicked() {
        cx.view.queue.run(info.command);
        ui.close();
    }
}

/// The command's name; of undo and redo with what they are about.
fn name_of(cx: &PanelContext<'_>, info: &CommandInfo) -> String {
    let about = match info.command {
        Command::Undo => cx.can_undo,
        Command::Redo => cx.can_redo,
        _ => None,
    };
    about.map_or_else(|| info.name.to_owned(), |about| format!("{} {}", info.name, shortened(about)))
}

/// Labels of edits may name files; menus have room for so much.
fn shortened(label: &str) -> String {
    const LONGEST: usize = 24;
    if label.chars().count() <= LONGEST {
        return label.to_owned();
    }
    label.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// The plans that were open.
fn recent_ui(cx: &PanelContext<'_>, ui: &mut Ui) {
    ui.add_enabled_ui(!cx.settings.recent.is_empty(), |ui| {
        ui.menu_button("Recent plans", |ui| {
            ui.set_min_width(WIDTH);
            for path in &cx.settings.recent {
                let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
                if ui.button(name).on_hover_text(path.display().to_string()).clicked() {
                    cx.view.queue.send(Action::Open(path.clone(), OpenMode::Edit));
                    ui.close();
                }
            }
            ui.separator();
            if ui.button("Forget recent plans").clicked() {
                cx.view.queue.order(Order::ForgetRecent);
                ui.close();
            }
        });
    });
}

//! The menus above, made from the catalogue of commands.

use egui::{Atom, Button, Checkbox, IntoAtoms as _, RichText, Ui};

use crate::ui::action::{Action, OpenMode};
use crate::ui::app::App;
use crate::ui::commands::{self, Command, CommandInfo, Menu};
use crate::ui::order::Order;
use crate::ui::theme;

/// The menus, and after which commands a line stands.
const MENUS: &[(Menu, &str, &[Command])] = &[
    (Menu::File, "File", &[Command::OpenReadOnly, Command::Export]),
    (Menu::Edit, "Edit", &[Command::Redo, Command::Delete]),
    (Menu::View, "View", &[Command::ZoomOut, Command::ShowHistory, Command::MapBackground, Command::ThemeSystem]),
    (Menu::Help, "Help", &[Command::Shortcuts]),
];

/// So wide are menus, so that shortcuts line up.
const WIDTH: f32 = 264.0;

/// Draws the bar of menus.
pub(super) fn menus_ui(app: &App, ui: &mut Ui) {
    egui::MenuBar::new().ui(ui, |ui| {
        for (menu, title, breaks) in MENUS {
            ui.menu_button(*title, |ui| {
                ui.set_min_width(WIDTH);
                for info in commands::ALL.iter().filter(|info| info.menu == *menu) {
                    command_ui(app, ui, info);
                    if info.command == Command::OpenReadOnly {
                        recent_ui(app, ui);
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
fn command_ui(app: &App, ui: &mut Ui, info: &CommandInfo) {
    let keys = info.shortcut.map(|shortcut| ui.ctx().format_shortcut(&shortcut)).unwrap_or_default();
    let keys = RichText::new(keys).color(theme::tokens(ui).text_weak);
    let name = name_of(app, info);
    let possible = app.is_possible(info.command);
    let response = match app.is_on(info.command) {
        Some(mut on) => {
            let atoms = (name, Atom::grow(), keys).into_atoms();
            ui.add_enabled(possible, Checkbox::new(&mut on, atoms))
        }
        None => ui.add_enabled(possible, Button::new(name).shortcut_text(keys).min_size(egui::vec2(WIDTH, 0.0))),
    };
    if response.on_hover_text(info.help).clicked() {
        app.queue.run(info.command);
        ui.close();
    }
}

/// The command's name; of undo and redo with what they are about.
fn name_of(app: &App, info: &CommandInfo) -> String {
    let about = match info.command {
        Command::Undo => app.document.can_undo(),
        Command::Redo => app.document.can_redo(),
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
fn recent_ui(app: &App, ui: &mut Ui) {
    ui.add_enabled_ui(!app.settings.recent.is_empty(), |ui| {
        ui.menu_button("Recent plans", |ui| {
            ui.set_min_width(WIDTH);
            for path in &app.settings.recent {
                let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
                if ui.button(name).on_hover_text(path.display().to_string()).clicked() {
                    app.queue.send(Action::Open(path.clone(), OpenMode::Edit));
                    ui.close();
                }
            }
            ui.separator();
            if ui.button("Forget recent plans").clicked() {
                app.queue.order(Order::ForgetRecent);
                ui.close();
            }
        });
    });
}

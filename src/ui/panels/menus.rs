//! The menus above, made from the catalogue of commands.

use egui::containers::menu::MenuButton;
use egui::text::{LayoutJob, TextFormat};
use egui::{
    Atom, Button, Checkbox, Color32, EventFilter, IntoAtoms as _, Key, Modifiers, Popup, Response, RichText, Stroke,
    TextStyle, Ui,
};

use crate::ui::action::{Action, OpenMode};
use crate::ui::commands::{self, Command, CommandInfo, Menu};
use crate::ui::order::Order;
use crate::ui::theme;
use crate::ui::view::PanelContext;
use crate::ui::widgets::contents::contents;

/// The menus, each with its title and the letter that opens it with Alt, and after which commands a line stands.
const MENUS: &[(Menu, &str, Key, &[Command])] = &[
    (Menu::File, "File", Key::F, &[Command::OpenReadOnly, Command::Export]),
    (Menu::Edit, "Edit", Key::E, &[Command::Redo, Command::Delete]),
    (
        Menu::View,
        "View",
        Key::V,
        &[Command::ZoomOut, Command::ShowHistory, Command::ToggleLegend, Command::ScaleReset, Command::ThemeSystem],
    ),
    (Menu::Help, "Help", Key::H, &[Command::Shortcuts]),
];

/// So wide are menus, so that shortcuts line up.
const WIDTH: f32 = 264.0;

/// Draws the bar of menus.
pub(super) fn menus_ui(cx: &PanelContext<'_>, ui: &mut Ui) {
    egui::MenuBar::new().ui(ui, |ui| {
        let asked = asked_by_key(ui);
        let mut buttons = Vec::with_capacity(MENUS.len());
        for (at, (menu, title, key, breaks)) in MENUS.iter().enumerate() {
            let (response, _) = MenuButton::new(title_of(ui, title)).ui(
                ui,
                contents(&mut |ui| {
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
                }),
            );
            if asked == Some(at) {
                open(&response);
            }
            buttons.push(response.on_hover_text(format!("Alt+{}", key.name())));
        }
        walk(ui, &buttons);
    });
}

/// A menu's title; while Alt is held its letter, which is the first, is underlined.
fn title_of(ui: &Ui, title: &str) -> LayoutJob {
    let font = TextStyle::Button.resolve(ui.style());
    // What is asked for while it is painted: the colour follows hovering and opening.
    let plain = TextFormat::simple(font.clone(), Color32::PLACEHOLDER);
    let line =
        if ui.input(|input| input.modifiers.alt) { Stroke::new(1.0, theme::tokens(ui).text) } else { Stroke::NONE };
    let (letter, rest) = title.split_at(title.chars().next().map_or(0, char::len_utf8));
    let mut job = LayoutJob::default();
    job.append(letter, 0.0, TextFormat { underline: line, ..plain.clone() });
    job.append(rest, 0.0, plain);
    job
}

/// The menu whose letter was pressed together with Alt.
fn asked_by_key(ui: &Ui) -> Option<usize> {
    let is_covered = ui.memory(|memory| !memory.allows_interaction(ui.layer_id()));
    if is_covered {
        return None;
    }
    ui.input_mut(|input| MENUS.iter().position(|(_, _, key, _)| input.consume_key(Modifiers::ALT, *key)))
}

fn open(button: &Response) {
    Popup::open_id(&button.ctx, Popup::default_response_id(button));
    button.request_focus();
    button.ctx.request_repaint();
}

/// While an open menu's title has the keyboard, the arrows lead to the menus beside it.
fn walk(ui: &Ui, buttons: &[Response]) {
    let is_open = |button: &Response| Popup::is_id_open(ui.ctx(), Popup::default_response_id(button));
    let Some(here) = buttons.iter().position(|button| button.has_focus() && is_open(button)) else { return };
    let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(buttons[here].id, filter));
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let by = if pressed(Key::ArrowRight) {
        1
    } else if pressed(Key::ArrowLeft) {
        buttons.len() - 1
    } else {
        return;
    };
    if let Some(button) = buttons.get((here + by) % buttons.len()) {
        open(button);
    }
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
    if let (Command::Undo, Some(field)) = (info.command, cx.typing) {
        return format!("{} what was typed in {}", info.name, shortened(field));
    }
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
        ui.menu_button(
            "Recent plans",
            contents(&mut |ui| {
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
            }),
        );
    });
}

//! The keys of commands: which are heard, and what means something else where the focus is.

use egui::{Context, Key, Modifiers, PointerButton, Popup};

use crate::ui::commands::{self, Command, CommandInfo, HeardIn};
use crate::ui::document::Workspace;
use crate::ui::panels::changes;
use crate::ui::widgets::drags;

/// Runs the commands whose keys were pressed, unless they mean something else where the focus is. `was_in_text` says
/// whether a text field had the keyboard in the last frame: by the time that Escape is seen, it has let go.
pub(super) fn take_shortcuts(workspace: &Workspace, ctx: &Context, was_in_text: bool) {
    // A menu or a list that is open has the keyboard for itself.
    if workspace.dialog.is_some() || workspace.palette.is_open() || Popup::is_any_open(ctx) {
        return;
    }
    // With Alt letters mean menus; a key without modifiers would be heard with it as well.
    if ctx.input(|input| input.modifiers.alt) {
        return take_ways(workspace, ctx);
    }
    for (button, command) in [(PointerButton::Extra1, Command::Back), (PointerButton::Extra2, Command::Forward)] {
        if ctx.input(|input| input.pointer.button_pressed(button)) {
            workspace.queue.run(command);
        }
    }
    if drags::hear_escape(ctx, workspace.map.is_busy()) {
        return;
    }
    let in_text = ctx.text_edit_focused();
    let in_list = ctx.memory(egui::Memory::focused).is_some_and(|focused| Some(focused) != workspace.map.focus_id());
    let circumstances = workspace.circumstances();
    let heard = heard(ctx.memory(|memory| memory.has_focus(changes::focus_id())));
    for pass in [Modifiers::COMMAND.plus(Modifiers::SHIFT), Modifiers::COMMAND, Modifiers::SHIFT, Modifiers::NONE] {
        for info in &heard {
            let also = commands::ALSO.iter().filter(|(command, _)| *command == info.command);
            let own = info.shortcut.into_iter().chain(also.map(|(_, shortcut)| *shortcut));
            for shortcut in own.filter(|shortcut| shortcut.modifiers == pass) {
                let means_else = (in_text && is_of_text(pass, shortcut.logical_key))
                    // In lists it is the first row.
                    || (shortcut.logical_key == Key::Home && in_list)
                    || (shortcut.logical_key == Key::Escape
                        && (was_in_text || workspace.map.wants_escape() || workspace.hierarchy.is_carrying()));
                if !means_else
                    && ctx.input_mut(|input| input.consume_shortcut(&shortcut))
                    && circumstances.meet(info.needs)
                {
                    workspace.queue.run(info.command);
                }
            }
        }
    }
}

/// The keys with Alt that mean commands and no menu.
fn take_ways(workspace: &Workspace, ctx: &Context) {
    for info in commands::ALL {
        let shortcut = info.shortcut.filter(|shortcut| shortcut.modifiers == Modifiers::ALT);
        if shortcut.is_some_and(|shortcut| ctx.input_mut(|input| input.consume_shortcut(&shortcut))) {
            workspace.queue.run(info.command);
        }
    }
}

/// What keys mean where the focus is comes before what they mean everywhere.
fn heard(in_changes: bool) -> Vec<&'static CommandInfo> {
    let changes = commands::ALL.iter().filter(|info| info.heard_in == HeardIn::Changes && in_changes);
    changes.chain(commands::ALL.iter().filter(|info| info.heard_in == HeardIn::Window)).collect()
}

/// Whether a text field wants the keys for itself.
fn is_of_text(modifiers: Modifiers, key: Key) -> bool {
    modifiers == Modifiers::NONE && !matches!(key, Key::F1 | Key::F6 | Key::F8)
        || matches!(key, Key::Z | Key::A | Key::H | Key::Y)
}

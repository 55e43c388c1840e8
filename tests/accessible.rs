//! Every widget of every screen says what it is to those who do not see it: each tab, each kind's table and form, each
//! dialog that a command opens.

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lodestone::model::Kind;
use lodestone::ui::action::Action;
use lodestone::ui::commands::{self, Command};

use crate::support::shell::{Window, sample};
use crate::support::temporary_folder;

/// What can be used, or holds what can.
const ROLES: &[Role] = &[
    Role::Button,
    Role::CheckBox,
    Role::RadioButton,
    Role::TextInput,
    Role::MultilineTextInput,
    Role::ComboBox,
    Role::Link,
    Role::Slider,
    Role::SpinButton,
    Role::Row,
    Role::TreeItem,
    Role::Tree,
    Role::Grid,
    Role::ListBoxOption,
    Role::ColumnHeader,
    Role::Canvas,
    Role::Dialog,
];

/// The widgets of a screen that have no name.
fn unnamed(window: &Window, screen: &str) -> Vec<String> {
    let mut found = Vec::new();
    for role in ROLES {
        for node in window.harness.query_all_by_role(*role) {
            let inner = node.accesskit_node();
            let is_named = inner.label().is_some_and(|label| !label.trim().is_empty());
            // A button that is a value of its own, like a drop-down of the toolkit, says that.
            if !is_named && inner.value().is_none_or(|value| value.trim().is_empty()) {
                found.push(format!("{screen}: {role:?} at {:?}", inner.bounding_box()));
            }
        }
    }
    found
}

/// Commands that end the window, wait for a person, or only move something.
pub(crate) fn is_screen(command: Command) -> bool {
    !matches!(
        command,
        Command::Quit
            | Command::Delete
            | Command::Undo
            | Command::Redo
            | Command::FixProblem
            | Command::FixAllProblems
            | Command::ScaleUp
            | Command::ScaleDown
    )
}

#[test]
fn every_widget_of_every_screen_has_a_name() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let mut faults = unnamed(&window, "at first");
    assert!(window.harness.query_all_by_role(Role::Button).count() > 10, "it sees widgets");
    window.select(Kind::CacheGroup, "edge-paris");
    for info in commands::ALL.iter().filter(|info| is_screen(info.command)) {
        window.send(Action::Run(info.command));
        faults.extend(unnamed(&window, info.name));
        window.keys(Modifiers::NONE, Key::Escape);
    }
    assert_eq!(faults, [] as [&str; 0]);
}

#[test]
fn every_widget_of_every_form_has_a_name() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let mut faults = Vec::new();
    for kind in Kind::ALL.iter().copied() {
        window.send(Action::ShowTable(kind));
        let first = window.plan().ids(kind).first().copied();
        match first {
            Some(first) => window.send(Action::Reveal(first)),
            None => window.send(Action::StartNew(kind, None)),
        }
        faults.extend(unnamed(&window, kind.key()));
    }
    assert_eq!(faults, [] as [&str; 0]);
}

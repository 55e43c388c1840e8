//! At every promised size no control lies over another one, and none is cut off by the window. What is seen is asked from
//! the tree that those who don't see are given.

use egui::accesskit::Role;
use egui::{Modifiers, Rect, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lodestone::model::Kind;
use lodestone::ui::action::Action;
use lodestone::ui::commands::Command;

use crate::support::shell::{Window, sample};
use crate::support::temporary_folder;

/// The smallest that is promised, and the usual ones.
const SIZES: [(f32, f32); 3] = [(1024.0, 700.0), (1280.0, 800.0), (1920.0, 1080.0)];

/// What one presses or writes in.
const CONTROLS: [Role; 6] =
    [Role::Button, Role::TextInput, Role::ComboBox, Role::CheckBox, Role::RadioButton, Role::Tab];

/// Rounding, and borders that two controls share.
const ROUNDING: f32 = 1.5;

/// The controls that are seen with their places, and with the kind of what they stand in, which tells layers apart.
fn controls(window: &Window) -> Vec<(String, Role, Rect)> {
    let root = window.harness.root();
    let mut all = Vec::new();
    let mut waiting = vec![root];
    while let Some(node) = waiting.pop() {
        let own = node.accesskit_node();
        // Markers and names of the map may lie over each other, and rows hold controls of their own.
        if CONTROLS.contains(&own.role()) && !own.is_hidden() {
            all.push((own.label().unwrap_or_default(), own.role(), node.rect()));
        }
        waiting.extend(node.children());
    }
    all
}

/// What is wrong with how the window looks. Of controls that stand in one line: what scrolls goes under what stands, and
/// the tree does not tell where it is cut off.
fn faults(window: &Window, width: f32) -> Vec<String> {
    let seen = controls(window);
    let mut faults = Vec::new();
    // The panes' marks stand in their corners; the bar of menus lies above the panes.
    let pane = |name: &str| window.harness.get_by_label(name).rect();
    let (middle, form, top) = (pane("Pane: table").left(), pane("Pane: form").left(), pane("Pane: form").top());
    for (at, (name, role, rect)) in seen.iter().enumerate() {
        if (middle..form).contains(&rect.center().x) && top < rect.center().y && form + ROUNDING < rect.right() {
            faults.push(format!("{role:?} {name:?} goes under the form: {rect:?}"));
        }
        if rect.left() < -ROUNDING || width + ROUNDING < rect.right() {
            faults.push(format!("{role:?} {name:?} leaves the window: {rect:?}"));
        }
        for (other, other_role, other_rect) in &seen[at + 1..] {
            let both = rect.shrink(ROUNDING).intersect(other_rect.shrink(ROUNDING));
            let is_one_line = (rect.center().y - other_rect.center().y).abs() < ROUNDING;
            if is_one_line && both.is_positive() && !rect.contains_rect(*other_rect) && !other_rect.contains_rect(*rect)
            {
                faults.push(format!("{role:?} {name:?} {rect:?} and {other_role:?} {other:?} {other_rect:?}"));
            }
        }
    }
    faults
}

#[test]
fn no_control_lies_over_another_at_any_promised_size() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let mut all = Vec::new();
    for size in SIZES {
        window.harness.set_size(vec2(size.0, size.1));
        let mut look = |window: &mut Window, what: &str| {
            window.settle();
            all.extend(faults(window, size.0).into_iter().map(|fault| format!("{size:?} {what}: {fault}")));
        };
        for command in [
            Command::ShowTable(Kind::CacheGroup),
            Command::ShowProblems,
            Command::ShowChanges,
            Command::ShowWhatIf,
            Command::ShowExplain,
            Command::ShowHistory,
            Command::ShowHierarchy,
        ] {
            window.send(Action::Run(command));
            look(&mut window, &format!("{command:?}"));
        }
        for view in ["By parent", "Topology"] {
            window.send(Action::Run(Command::ShowHierarchy));
            window.click(view);
            look(&mut window, view);
        }
        for listing in ["What fills a group", "Missing fallbacks", "Scenarios", "Failures"] {
            window.send(Action::Run(Command::ShowWhatIf));
            window.harness.get_by_role_and_label(Role::ComboBox, "What is listed").click();
            window.settle();
            window.click(listing);
            look(&mut window, listing);
        }
        // Forms are as wide at every size; their tables have the least room in the smallest.
        for kind in Kind::ALL.iter().filter(|_| size == SIZES[0]) {
            if let Some(id) = window.plan().ids(*kind).first() {
                window.send(Action::ShowTable(*kind));
                window.send(Action::Select(lodestone::ui::selection::Selection::one(*id)));
                look(&mut window, &format!("{kind:?}"));
                window.send(Action::Run(Command::ClearSelection));
            }
        }
        window.send(Action::ShowTable(Kind::CacheGroup));
    }
    assert!(all.is_empty(), "{} faults:\n{}", all.len(), all.join("\n"));
}

#[test]
fn dialogs_stand_whole_in_every_promised_size() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let mut all = Vec::new();
    for size in SIZES {
        window.harness.set_size(vec2(size.0, size.1));
        for command in
            [Command::Import, Command::Export, Command::NewCdn, Command::NewPlan, Command::OpenPlan, Command::Shortcuts]
        {
            window.send(Action::Run(command));
            window.comes_to(|window| !window.tells("Asking what Traffic Router"));
            // The title is above all else of a dialog, and the button that leaves it below.
            let screen = Rect::from_min_size(egui::Pos2::ZERO, vec2(size.0, size.1)).expand(ROUNDING);
            let ends = ["Cancel", "Close"]
                .into_iter()
                .flat_map(|name| window.harness.query_all_by_role_and_label(Role::Button, name));
            let ends: Vec<Rect> = ends.map(|button| button.rect()).collect();
            if ends.is_empty() || !ends.iter().all(|rect| screen.contains_rect(*rect)) {
                all.push(format!("{size:?} {command:?}: {ends:?}"));
            }
            window.keys(Modifiers::NONE, egui::Key::Escape);
        }
    }
    assert!(all.is_empty(), "{all:#?}");
}

//! The window by keys: panes, menus, the size of everything, undo and redo; and the map's legend.

use egui::{Key, Modifiers};
use lodestone::model::Kind;
use lodestone::ui::action::Action;
use lodestone::ui::commands::Command;
use lodestone::ui::layers::Layer;

use crate::support::shell::{Window, sample};
use crate::support::temporary_folder;

const SCALE: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

#[test]
fn f6_walks_the_panes_and_comes_round() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let mut seen = Vec::new();
    for _ in 0..5 {
        window.keys(Modifiers::NONE, Key::F6);
        seen.push(window.harness.ctx.memory(egui::Memory::focused));
    }
    assert!(seen.iter().all(Option::is_some));
    assert_eq!(seen[0], seen[4], "the fifth is the first again");
    let mut each = seen[..4].to_vec();
    each.dedup();
    assert_eq!(each.len(), 4);
    window.keys(Modifiers::SHIFT, Key::F6);
    assert_eq!(window.harness.ctx.memory(egui::Memory::focused), seen[3]);
    // From there Tab leads on.
    window.keys(Modifiers::NONE, Key::Tab);
    assert_ne!(window.harness.ctx.memory(egui::Memory::focused), seen[3]);
}

#[test]
fn alt_and_a_letter_open_menus_that_the_arrows_walk() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    for (key, line) in
        [(Key::F, "Open plan…"), (Key::E, "Select all"), (Key::V, "Fit all"), (Key::H, "About Lodestone")]
    {
        assert!(!window.tells(line) || line == "Fit all", "{line}");
        window.keys(Modifiers::ALT, key);
        assert!(window.tells(line), "{line}");
        window.keys(Modifiers::NONE, Key::Escape);
    }
    window.keys(Modifiers::ALT, Key::F);
    window.keys(Modifiers::NONE, Key::ArrowRight);
    assert!(window.tells("Select all") && !window.tells("Open plan…"));
    window.keys(Modifiers::NONE, Key::ArrowLeft);
    window.keys(Modifiers::NONE, Key::ArrowLeft);
    assert!(window.tells("About Lodestone"));
    window.keys(Modifiers::NONE, Key::ArrowDown);
    window.keys(Modifiers::NONE, Key::ArrowUp);
    window.keys(Modifiers::NONE, Key::Enter);
    assert!(window.tells("Typeface"), "the last line of the menu was chosen");
    // A dialog keeps the keys for itself.
    window.keys(Modifiers::ALT, Key::F);
    assert!(!window.tells("Open plan…"));
}

#[test]
fn everything_grows_and_shrinks_and_stays_so() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.keys(SCALE, Key::Plus);
    assert_eq!(window.harness.state().settings().scale_percent, 110);
    assert!((window.harness.ctx.zoom_factor() - 1.1).abs() < 1e-6);
    for _ in 0..20 {
        window.keys(SCALE, Key::Minus);
    }
    assert!((window.harness.ctx.zoom_factor() - 0.75).abs() < 1e-6);
    window.keys(SCALE, Key::Num0);
    assert_eq!(window.harness.state().settings().scale_percent, 100);
}

#[test]
fn undo_and_redo_say_what_they_did() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let asns = window.plan().count(Kind::Asn);
    let first = window.plan().ids(Kind::Asn)[0];
    window.send(Action::Delete(vec![first]));
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(window.tells("Undone: ") && window.plan().count(Kind::Asn) == asns);
    window.keys(Modifiers::COMMAND, Key::Y);
    assert!(window.tells("Redone: ") && window.plan().count(Kind::Asn) == asns - 1);
}

#[test]
fn the_legend_has_what_the_map_shows() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    assert!(!window.shows("To the secondary parent"));
    window.send(Action::Run(Command::ToggleLegend));
    for words in ["EDGE_LOC", "MID_LOC", "Phys location", "To the parent", "To the secondary parent"] {
        assert!(window.shows(words), "{words}");
    }
    assert!(window.shows("Has warnings") && !window.shows("Has errors"), "one group has a warning");
    assert!(!window.shows("Down") && !window.shows("ORG_LOC"), "nothing is down, and origins stand in clusters");
    assert!(!window.shows("To a failover group"));
    window.select(Kind::CacheGroup, "edge-mumbai");
    assert!(window.shows("To a failover group"), "those of what is selected are drawn");
    window.send(Action::Run(Command::ToggleLayer(Layer::Links)));
    assert!(!window.shows("To the parent"), "no links are drawn");
}

#[test]
fn the_menu_has_services_under_their_own_heading_and_nothing_without_a_view() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    assert!(window.shows("Services") && window.tells("Delivery Services"));
    window.click("More");
    assert!(window.tells("Parameters"));
    for hidden in ["Other Rows", "Waivers", "Scenarios"] {
        assert!(!window.tells(hidden), "{hidden}");
    }
}

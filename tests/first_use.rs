//! What first use of the window has shown, held so that it stays mended: selecting all that is filtered, undo that shows
//! what it did and takes typing back first, and what a restart finds again.
#![allow(clippy::unwrap_used, reason = "what helps tests may fail as tests do")]

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lodestone::edit::intent;
use lodestone::model::{AnyId, AnyLink, CacheGroup, Id, Kind, Position, Target, Value};
use lodestone::session::{Options, Session};
use lodestone::ui::action::Action;
use lodestone::ui::app::Setup;
use lodestone::ui::background::{Background, GroundSource};
use lodestone::ui::commands::Command;
use lodestone::ui::order::{Order, Purpose};
use lodestone::ui::selection::Selection;
use lodestone::ui::settings::Tab;

use crate::support::shell::{Kept, Window, sample, setup};
use crate::support::temporary_folder;

fn selected(window: &Window) -> Vec<String> {
    let plan = window.plan();
    window.harness.state().selection().iter().filter_map(|object| plan.name_of(object)).collect()
}

fn short_name(window: &Window, group: AnyId) -> String {
    window.plan().get::<CacheGroup>(Id::new(group.number)).unwrap().short_name.clone().unwrap_or_default()
}

/// Headers of columns that sort, with their directions.
fn sorting(window: &Window) -> Vec<(String, String)> {
    let headers = window.harness.query_all_by_role(Role::ColumnHeader);
    headers
        .filter_map(|header| {
            let node = header.accesskit_node();
            Some((node.label()?, node.value()?))
        })
        .collect()
}

#[test]
fn select_all_takes_what_the_filter_lets_through_from_wherever_it_is_asked() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.retype("Filter", "tokyo");
    let shown: Vec<String> =
        window.harness.query_all_by_role(Role::Row).filter_map(|row| row.accesskit_node().label()).collect();
    assert!(!shown.is_empty() && shown.len() < window.plan().count(Kind::CacheGroup));
    window.send(Action::Run(Command::SelectAll));
    let mut found = selected(&window);
    found.sort();
    let mut expected = shown;
    expected.sort();
    assert_eq!(found, expected);
    // While another tab is shown, too.
    window.send(Action::Select(Selection::default()));
    window.send(Action::Run(Command::ShowHistory));
    window.send(Action::Run(Command::SelectAll));
    assert_eq!(window.harness.state().selection().len(), expected.len());
    window.send(Action::ShowTable(Kind::CacheGroup));
    window.click("Clear filter");
    window.send(Action::Run(Command::SelectAll));
    assert_eq!(window.harness.state().selection().len(), window.plan().count(Kind::CacheGroup));
}

#[test]
fn undo_and_redo_select_what_they_changed() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let tokyo = window.select(Kind::CacheGroup, "edge-tokyo");
    let edit = intent::relocate(&window.plan(), &[(tokyo, Position::new(36.0, 140.0).unwrap())]).unwrap();
    window.send(Action::Perform(edit));
    let region = window.plan().ids(Kind::Region)[0];
    for undo in [Command::Undo, Command::Redo] {
        window.send(Action::Select(Selection::one(region)));
        window.send(Action::Run(undo));
        assert_eq!(selected(&window), ["edge-tokyo"], "{undo:?}: its coordinate has moved");
    }
    // What is taken away again cannot be selected; what comes back is.
    let asn = window.plan().ids(Kind::Asn)[0];
    window.send(Action::Delete(vec![asn]));
    window.send(Action::Select(Selection::one(region)));
    window.send(Action::Run(Command::Undo));
    assert_eq!(window.harness.state().selection().lead(), Some(asn));
    window.send(Action::Run(Command::Redo));
    assert!(!window.harness.state().selection().contains(asn));
}

#[test]
fn undo_takes_back_what_was_just_typed_before_any_step() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let tokyo = window.select(Kind::CacheGroup, "edge-tokyo");
    let before = short_name(&window, tokyo);
    window.retype("Short Name", "first");
    window.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(short_name(&window, tokyo), "first");
    window.retype("Short Name", "second");
    window.keys(Modifiers::NONE, Key::Tab);
    window.send(Action::Run(Command::Undo));
    assert!(window.tells("Undone: what was typed in Short Name"));
    let field = |window: &Window| {
        let field = window.harness.get_by_role_and_label(Role::TextInput, "Short Name");
        field.accesskit_node().value().unwrap_or_default()
    };
    assert_eq!((short_name(&window, tokyo).as_str(), field(&window).as_str()), ("first", "first"));
    window.send(Action::Run(Command::Redo));
    assert_eq!((short_name(&window, tokyo).as_str(), field(&window).as_str()), ("first", "second"));
    window.send(Action::Run(Command::Undo));
    window.send(Action::Run(Command::Undo));
    assert_eq!((short_name(&window, tokyo), field(&window)), (before.clone(), before.clone()));
    // Of a step that was made after the typing, the step goes first.
    window.retype("Short Name", "third");
    window.keys(Modifiers::NONE, Key::Tab);
    let moved = intent::relocate(&window.plan(), &[(tokyo, Position::new(36.0, 140.0).unwrap())]).unwrap();
    window.send(Action::Perform(moved));
    window.send(Action::Run(Command::Undo));
    assert_eq!(field(&window), "third", "what was typed is still there");
}

#[test]
fn sort_selection_and_compared_file_survive_a_restart() {
    let folder = temporary_folder();
    let plan = sample(folder.path());
    let text = folder.path().join("other.plan-text");
    let mut window = Window::on(&plan);
    std::fs::write(&text, lodestone::formats::plan_text::write(&window.plan())).unwrap();
    window.click("Type");
    window.harness.get_by_role_and_label(Role::ColumnHeader, "Name").click_modifiers(Modifiers::SHIFT);
    window.settle();
    let sorted = [("Name", "ascending"), ("Type", "ascending")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(sorting(&window), sorted);
    window.select(Kind::CacheGroup, "edge-tokyo");
    window.send(Action::Order(Order::Path(Purpose::Compare, text.clone())));
    assert!(window.comes_to(|window| window.tells("This plan against other.plan-text")));
    window.send(Action::Order(Order::ShowTab(Tab::Table)));
    let mut kept = Kept::default();
    eframe::App::save(window.harness.state_mut(), &mut kept);
    drop(window);
    let mut again = Window::kept(Setup { plan: Some(plan), ..setup() }, Some(&kept));
    assert_eq!(sorting(&again), sorted);
    assert_eq!(selected(&again), ["edge-tokyo"]);
    assert_eq!(again.harness.state().settings().tab, Tab::Table, "the tab stays");
    again.send(Action::Order(Order::ShowTab(Tab::Changes)));
    assert!(again.comes_to(|window| window.tells("This plan against other.plan-text")));
}

#[test]
fn what_lies_under_a_plan_follows_its_file_and_never_travels_in_it() {
    let folder = temporary_folder();
    let plan = sample(folder.path());
    let mut window = Window::on(&plan);
    let source = GroundSource::Archive(folder.path().join("tiles-of-mine.pmtiles"));
    let chosen = Background { source, ..Background::default() };
    window.send(Action::Order(Order::SetBackground(chosen.clone())));
    let mut kept = Kept::default();
    eframe::App::save(window.harness.state_mut(), &mut kept);
    drop(window);
    let moved = folder.path().join("elsewhere.lodestone");
    std::fs::rename(&plan, &moved).unwrap();
    let again = Window::kept(Setup { plan: Some(moved.clone()), ..setup() }, Some(&kept));
    let key = again.harness.state().document().plan_key().unwrap().to_owned();
    assert_eq!(again.harness.state().settings().background_of(&key), chosen);
    assert!(!key.contains('/'), "{key}");
    drop(again);
    // Whoever gets the file has not chosen anything.
    let stranger = Window::on(&moved);
    let settings = stranger.harness.state().settings();
    assert!(settings.grounds.is_empty());
    drop(stranger);
    let session = Session::open(&moved, Options::default()).unwrap();
    assert_eq!(session.plan_id(), key);
    let bytes = std::fs::read(&moved).unwrap();
    assert!(!bytes.windows(13).any(|part| part == b"tiles-of-mine"));
}

#[test]
fn splitters_can_be_grabbed_along_their_whole_length() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.select(Kind::CacheGroup, "edge-tokyo");
    let pane = |window: &Window, name: &str| window.harness.get_by_label(name).rect();
    let (side, form, lower) = (pane(&window, "Pane: kinds"), pane(&window, "Pane: form"), pane(&window, "Pane: table"));
    // A pane's mark stands in its corner.
    let (left, right, top, bottom) = (side.left(), form.left(), side.top(), 800.0);
    // What lies beside the first splitter keeps clear of it.
    let (map_bottom, edge) = (lower.top(), lower.left() - 3.0);
    let mut missed = Vec::new();
    let mut look = |at: egui::Pos2, wanted: egui::CursorIcon| {
        window.harness.event(egui::Event::PointerMoved(at));
        window.harness.run_steps(2);
        let icon = window.harness.output().platform_output.cursor_icon;
        if icon != wanted {
            missed.push((at, icon));
        }
    };
    let resizes_x = egui::CursorIcon::ResizeHorizontal;
    for beside in [-2.0, 0.0, 2.0] {
        let mut x = lower.left() + 12.0;
        while x < right - 12.0 {
            look(egui::pos2(x, map_bottom + beside), egui::CursorIcon::ResizeVertical);
            x += 61.0;
        }
        let mut y = top + 12.0;
        while y < bottom - 12.0 {
            look(egui::pos2(edge + beside, y), resizes_x);
            look(egui::pos2(right + beside, y), resizes_x);
            y += 61.0;
        }
    }
    assert!(left < right);
    assert_eq!(missed, []);
}

#[test]
fn a_new_group_is_a_ghost_until_it_is_made_and_cancel_ends_it_everywhere() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let map = window.harness.get_by_label_contains("Map, ").rect();
    let groups = window.plan().count(Kind::CacheGroup);
    for way in ["N", "menu", "right-click"] {
        match way {
            "N" => {
                window.harness.event(egui::Event::PointerMoved(map.center() + egui::vec2(37.0, 41.0)));
                window.settle();
                window.keys(Modifiers::NONE, Key::N);
            }
            "menu" => {
                window.click("Edit");
                window.click_containing("New cache group here…");
            }
            _ => {
                let at = map.center() + egui::vec2(37.0, 71.0);
                window.harness.event(egui::Event::PointerMoved(at));
                for pressed in [true, false] {
                    let (button, modifiers) = (egui::PointerButton::Secondary, Modifiers::NONE);
                    window.harness.event(egui::Event::PointerButton { pos: at, button, pressed, modifiers });
                    window.harness.run_steps(2);
                }
                window.settle();
                window.click("New cache group here…");
            }
        }
        assert!(window.tells("In the making: New cache group"), "{way}");
        window.retype("Name", "edge-new");
        assert!(window.tells("In the making: edge-new"), "{way}");
        if way == "right-click" {
            window.retype("Short Name", "new");
            window.harness.get_by_role_and_label(Role::ComboBox, "Type").click();
            window.settle();
            window.keys(Modifiers::NONE, Key::Enter);
            window.click("Create");
            assert_eq!(window.plan().count(Kind::CacheGroup), groups + 1, "it is made");
        } else {
            window.click("Cancel");
        }
        assert!(!window.tells("In the making"), "{way}");
        assert!(!window.tells("Continue the new cache group") && !window.shows("New cache group"), "{way}");
    }
    // Nothing is left over that Quit would ask about.
    window.send(Action::Run(Command::NewCacheGroup));
    window.retype("Name", "edge-other");
    window.send(Action::Run(Command::Quit));
    assert!(window.shows("Typed, and not in the plan yet"));
    window.click("Cancel");
    assert!(window.tells("In the making: edge-other"), "Cancel of the question goes back to it");
    window.click("Cancel");
    window.send(Action::Run(Command::Quit));
    assert!(!window.shows("Typed, and not in the plan yet"));
}

#[test]
fn a_toast_hides_no_row_and_no_field() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.select(Kind::CacheGroup, "edge-tokyo");
    for text in ["The first thing that is said here", "Another thing that is said, at some length, so that it wraps"] {
        window.send(Action::Notify(text.to_owned()));
    }
    let map = window.harness.get_by_label_contains("Map, ").rect();
    let toasts: Vec<egui::Rect> = window.harness.query_all_by_label("Dismiss").map(|button| button.rect()).collect();
    assert_eq!(toasts.len(), 2);
    for toast in toasts {
        assert!(map.contains_rect(toast), "{toast:?} in {map:?}");
    }
}

#[test]
fn dialogs_keep_their_size_while_their_content_changes() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.keys(Modifiers::COMMAND, Key::E);
    window.comes_to(|window| !window.tells("Asking what Traffic Router"));
    let size = |window: &Window| {
        let cancel = window.harness.get_by_role_and_label(Role::Button, "Cancel").rect();
        let title = window.harness.get_by_role_and_label(Role::Label, "Export").rect();
        (title.min, cancel.center().y)
    };
    let before = size(&window);
    for format in ["plan-text", "Traffic Ops", "CDN Snapshot"] {
        window.click_containing(format);
        window.comes_to(|window| !window.tells("Asking what Traffic Router"));
        let after = size(&window);
        let moved = (after.0 - before.0).length() + (after.1 - before.1).abs();
        assert!(moved < 1.0, "{format}: {before:?} {after:?}");
    }
}

#[test]
fn numbers_are_never_cut() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let group = window.plan().ids(Kind::CacheGroup)[0];
    let fields = vec![
        ("asn", Value::Int(4_294_967_295)),
        ("cachegroup", Value::Link(AnyLink { kind: Kind::CacheGroup, target: Target::To(group.number) })),
    ];
    let edit = intent::create(&window.plan(), Kind::Asn, fields).unwrap();
    window.send(Action::Perform(edit));
    window.send(Action::ShowTable(Kind::Asn));
    let edge = window.harness.get_by_label("Width of ASN").rect().center();
    let button = |pressed, pos| egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    let to = edge - egui::vec2(300.0, 0.0);
    for event in [egui::Event::PointerMoved(edge), button(true, edge), egui::Event::PointerMoved(to), button(false, to)]
    {
        window.harness.event(event);
        window.harness.run_steps(2);
    }
    window.settle();
    window.retype("Filter", "4294967295");
    let width = window.harness.get_by_role_and_label(Role::ColumnHeader, "ASN").rect().width();
    // Ten figures and what stands beside them.
    assert!((85.0..130.0).contains(&width), "{width}");
}

#[test]
fn with_nothing_selected_the_plan_is_seen_at_a_glance_and_each_line_leads_there() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    assert!(window.shows("The plan at a glance"));
    let plan = window.plan();
    let servers = |name: &str| {
        let is_of = |server: &lodestone::model::Server| {
            plan.follow_opt(server.cdn.as_ref()).is_some_and(|cdn| cdn.name == name)
        };
        plan.servers().iter().filter(|(_, server)| is_of(server)).count()
    };
    let aurora = servers("aurora");
    window.click(&format!("Show {aurora} servers"));
    assert_eq!(window.harness.state().settings().kind, Kind::Server);
    assert!(window.tells(&format!("{aurora} of ")), "the table is filtered");
    window.click("Show 2 cache groups without coordinates");
    assert!(window.tells("2 of 40"));
    window.click("Go to CDN aurora");
    assert_eq!(selected(&window), ["aurora"]);
}

/// The lines of the overview, each of which leads somewhere.
fn overview_lines(window: &Window) -> Vec<String> {
    let links = window.harness.query_all_by_role(egui::Role::Link);
    links.filter_map(|node| node.accesskit_node().label()).collect()
}

#[test]
fn each_line_of_the_overview_leads_there() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    for name in ["edge-a", "edge-b"] {
        let fields = vec![("name", Value::Text(name.to_owned()))];
        let edit = intent::create(&window.plan(), Kind::CacheGroup, fields).unwrap();
        window.send(Action::Perform(edit));
    }
    assert!(window.comes_to(|window| window.tells("Show ") && window.tells("errors")), "{:?}", overview_lines(&window));
    let all = overview_lines(&window);
    for part in ["servers", "cache groups", "delivery services", "Gbit/s", "errors", "notes", "without coordinates"] {
        assert!(all.iter().any(|line| line.contains(part)), "{part} in {all:?}");
    }
    let steps = all.iter().filter(|line| line.starts_with("Show the history, "));
    assert_eq!(steps.count(), 3, "the last steps: {all:?}");
    // Findings come one after the other: a line is known by its words, whatever it counts.
    let words = |line: &str| line.chars().filter(|letter| !letter.is_ascii_digit()).collect::<String>();
    let mut seen = std::collections::BTreeSet::new();
    loop {
        window.send(Action::Run(Command::ClearSelection));
        window.send(Action::ShowTable(Kind::Status));
        let Some(line) = overview_lines(&window).into_iter().find(|line| !seen.contains(&words(line))) else { break };
        seen.insert(words(&line));
        window.click(&line);
        let app = window.harness.state();
        let (kind, tab) = (app.settings().kind, app.settings().tab);
        let is_there = if line.starts_with("Go to ") {
            !app.selection().is_empty()
        } else {
            kind != Kind::Status || tab != Tab::Table
        };
        assert!(is_there, "{line} leads nowhere");
        // What it says is what is shown there.
        let count = line.trim_start_matches("Show ").split(' ').next().unwrap_or_default();
        if tab == Tab::Table && line.starts_with("Show ") && !line.contains("Gbit/s") {
            assert!(window.tells(&format!("{count} of ")), "{line}: the table shows something else");
        }
    }
    assert!(12 < seen.len(), "{seen:?}");
}

#[test]
fn a_plan_without_cdn_is_seen_at_a_glance_too() {
    let folder = temporary_folder();
    let path = folder.path().join("plan.lodestone");
    lodestone::session::Session::create(&path, lodestone::session::Options::default()).unwrap().close().unwrap();
    let mut window = Window::on(&path);
    assert!(window.shows("The plan is empty") && window.shows("New CDN…"), "an empty one says what comes first");
    let fields = vec![("name", Value::Text("edge-a".to_owned()))];
    window.send(Action::Perform(intent::create(&window.plan(), Kind::CacheGroup, fields).unwrap()));
    assert!(window.shows("The plan at a glance") && window.shows("No CDN yet"));
    window.click("Show 1 cache group");
    assert_eq!(window.harness.state().settings().kind, Kind::CacheGroup);
}

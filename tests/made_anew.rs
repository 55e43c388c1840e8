//! What is made anew in a frame, counted: after an edit, at another zoom, while somebody types. What depends on how much a
//! plan holds is made beside the frames, or only as far as something has changed.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Event, Modifiers, PointerButton, Pos2, vec2};
use egui_kittest::kittest::Queryable as _;
use lodestone::edit::{Delta, Edit, intent};
use lodestone::model::{AnyId, CacheGroup, Id, Kind, Link, Position, Value};
use lodestone::session::{Options, Session};
use lodestone::ui::action::Action;
use lodestone::ui::commands::Command;
use lodestone::ui::order::Order;
use lodestone::ui::selection::Selection;
use lodestone::ui::settings::Tab;

use crate::support::crowd::crowd;
use crate::support::shell::Window;

/// So many groups that none of what is counted may go through all of them.
const GROUPS: usize = 12_000;

fn crowded() -> (tempfile::TempDir, Window) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.lodestone");
    lodestone::store::Store::create(&path, &crowd(GROUPS)).expect("the plan can be kept");
    let mut window = Window::on(&path);
    window.send(Action::Run(Command::ToggleReduceMotion));
    assert!(window.comes_to(|window| window.harness.state().map().gone_through() > 0), "they have problems");
    window.settle();
    (folder, window)
}

fn alone(window: &Window) -> AnyId {
    AnyId::of(window.plan().find::<CacheGroup>("edge-alone").expect("it is in the plan"))
}

/// Groups that were read, and levels of clusters that were made, while frames waited.
fn made(window: &Window) -> [u64; 2] {
    window.harness.state().map().made_in_frames()
}

fn place(window: &Window, group: AnyId) -> Option<Pos2> {
    window.harness.state().map().screen_position(Id::new(group.number))
}

/// Asks for something and draws two frames: the one in which it is asked for, and the one after it was done.
fn ask(window: &mut Window, action: Action) {
    window.harness.state().send(action);
    window.harness.run_steps(2);
}

/// What is done, and the action that does it.
type EditStep<'a> = (&'a str, &'a dyn Fn(&Window) -> Action);

#[test]
fn an_edit_reads_what_it_touches() {
    let (_folder, mut window) = crowded();
    let group = alone(&window);
    let moved = |to: f64| {
        let position = Position::new(-50.0, to).expect("a place");
        move |window: &Window| {
            Action::Perform(intent::relocate(&window.plan(), &[(group, position)]).expect("it moves"))
        }
    };
    let renamed = |window: &Window| Action::Perform(intent::rename(&window.plan(), group, "edge-else").expect("free"));
    let reparented = |window: &Window| {
        let plan = window.plan();
        let id = Id::<CacheGroup>::new(group.number);
        let before = plan.get(id).expect("it is there");
        let parent = plan.find::<CacheGroup>("mid-3").map(Link::To);
        let after = CacheGroup { parent, ..CacheGroup::clone(before) };
        Action::Perform(Edit::new("Another parent", vec![Delta::changed(id, before, after).into()]))
    };
    let come = |window: &Window| {
        let (name, at) = (Value::Text("edge-come".to_owned()), Position::new(-40.0, -110.0).ok());
        Action::Perform(intent::create_cache_group(&window.plan(), vec![("name", name)], at).expect("it is new"))
    };
    let gone = |window: &Window| {
        let plan = window.plan();
        let made = AnyId::of(plan.find::<CacheGroup>("edge-come").expect("it was made"));
        Action::Perform(intent::delete_with_references(&plan, &[made]).expect("it can go"))
    };
    let steps: [EditStep<'_>; 7] = [
        ("moved", &moved(-120.0)),
        ("moved again", &moved(-100.0)),
        ("renamed", &renamed),
        ("reparented", &reparented),
        ("come", &come),
        ("gone", &gone),
        ("taken back", &|_| Action::Run(Command::Undo)),
    ];
    for (what, step) in steps {
        let before = made(&window);
        let action = step(&window);
        ask(&mut window, action);
        window.settle();
        let after = made(&window);
        println!("{what}: {} groups read, {} levels made in frames", after[0] - before[0], after[1] - before[1]);
        assert!(after[0] - before[0] <= 2 && after[1] == before[1], "{what}: {before:?} {after:?}");
    }
    assert!(window.plan().find::<CacheGroup>("edge-come").is_some());
}

/// The names of its groups are found out once the map stands already, by reading all of the CDN's last snapshot.
#[test]
fn what_traffic_ops_knows_is_told_without_reading_the_plan_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.lodestone");
    lodestone::store::Store::create(&path, &crowd(GROUPS)).expect("the plan can be kept");
    let known: Vec<String> = (0..GROUPS).map(|number| format!(r#""edge-{number}":{{}},"mid-{number}":{{}}"#)).collect();
    let document = format!(r#"{{"edgeLocations":{{{}}}}}"#, known.join(","));
    let mut session = Session::open(&path, Options::default()).expect("it opens");
    session.set_baseline("ALL", document.as_bytes()).expect("it is kept");
    session.close().expect("it closes");
    let mut window = Window::on(&path);
    let is_known = |window: &Window| window.harness.state().map().unknown_groups() == 1;
    assert!(window.comes_to(is_known), "all but `edge-alone` are");
    assert_eq!(window.harness.state().map().read_with_all(), GROUPS as u64, "once each");
}

#[test]
fn what_is_moved_is_where_it_was_put_at_once() {
    let (_folder, mut window) = crowded();
    let group = alone(&window);
    window.send(Action::Select(Selection::one(group)));
    let from = place(&window, group).expect("it is on the map");
    // Where no others are that it would be drawn together with, and no notice lies over it.
    let to = from + vec2(-12.0, -130.0);
    let button = |pos: Pos2, pressed| Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    for event in [
        Event::PointerMoved(from),
        button(from, true),
        Event::PointerMoved(from + vec2(20.0, 0.0)),
        Event::PointerMoved(to),
        button(to, false),
    ] {
        window.harness.event(event);
        window.harness.run_steps(1);
    }
    // The frame in which it is done, and no other: nothing jumps back until it is.
    window.harness.run_steps(1);
    let now = place(&window, group).expect("it is still on the map");
    assert!(now.distance(to) < 2.0, "{now:?} instead of {to:?}");
    // It can be clicked there, whatever is still on its way.
    window.send(Action::Select(Selection::default()));
    for event in [Event::PointerMoved(now), button(now, true), button(now, false)] {
        window.harness.event(event);
        window.harness.run_steps(1);
    }
    window.harness.run_steps(1);
    assert_eq!(window.harness.state().selection().lead(), Some(group));
    window.settle();
    assert!(place(&window, group).expect("it stays").distance(to) < 2.0);
}

#[test]
fn what_was_deleted_is_not_clicked() {
    let (_folder, mut window) = crowded();
    let group = alone(&window);
    let at = place(&window, group).expect("it is on the map");
    let plan = window.plan();
    // So many that the map reads the plan beside its frames: until then it shows them.
    let mut all: Vec<AnyId> = plan.ids(Kind::CacheGroup).into_iter().rev().take(400).collect();
    all.push(group);
    let edit = intent::delete_with_references(&plan, &all).expect("they can go");
    let before = made(&window);
    window.harness.state().send(Action::Perform(edit));
    for _ in 0..400 {
        window.harness.event(Event::PointerMoved(at));
        for pressed in [true, false] {
            window.harness.event(Event::PointerButton {
                pos: at,
                button: PointerButton::Primary,
                pressed,
                modifiers: Modifiers::NONE,
            });
            window.harness.run_steps(1);
        }
        let is_gone = !window.harness.state().document().plan().contains(group);
        let selected = window.harness.state().selection().lead();
        assert!(!is_gone || selected != Some(group), "what is no more was selected");
        if is_gone && window.harness.state().is_settled() {
            break;
        }
    }
    window.settle();
    assert_eq!((place(&window, group), made(&window)), (None, before), "the map has read it beside the frames");
}

#[test]
fn many_changes_are_read_beside_the_frames() {
    let (_folder, mut window) = crowded();
    let plan = window.plan();
    let moves: Vec<(AnyId, Position)> = (plan.ids(Kind::CacheGroup).into_iter().take(450).enumerate())
        .map(|(at, group)| (group, Position::new(at as f64 / 10.0 - 20.0, 30.0).expect("a place")))
        .collect();
    let before = made(&window);
    ask(&mut window, Action::Perform(intent::relocate(&plan, &moves).expect("they move")));
    window.settle();
    assert_eq!(made(&window), before);
    let view = window.harness.state().map().view().expect("it was drawn");
    for (group, position) in moves.iter().step_by(50) {
        let wanted = view.to_screen(lodestone::geometry::scene::on_map(*position));
        assert!(place(&window, *group).expect("it is on the map").distance(wanted) < 1.0);
    }
}

#[test]
fn a_level_of_zoom_is_made_beside_the_frames() {
    let (_folder, mut window) = crowded();
    let before = made(&window);
    for command in [Command::ZoomIn; 6].into_iter().chain([Command::FitAll, Command::ZoomOut, Command::ZoomIn]) {
        window.harness.state().send(Action::Run(command));
        for _ in 0..3 {
            window.harness.run_steps(1);
            assert!(window.harness.query_all_by_label_contains("_LOC, ").next().is_some(), "{command:?}");
        }
    }
    window.settle();
    assert_eq!(made(&window), before, "levels made while frames waited");
}

#[test]
fn rows_are_ordered_and_looked_through_beside_the_frames() {
    let (_folder, mut window) = crowded();
    window.send(Action::ShowTable(Kind::CacheGroup));
    let went = |window: &Window| window.harness.state().tables().gone_through();
    let before = went(&window);
    window.harness.run_steps(20);
    assert_eq!(went(&window), before, "while nothing happens nothing is asked for");
    // An edit has them ordered once, typing once a letter, with what may follow; a header's click once.
    let group = alone(&window);
    let edit = intent::rename(&window.plan(), group, "edge-else").expect("the name is free");
    window.send(Action::Perform(edit));
    assert!(went(&window)[1] <= before[1] + 2, "{:?} {before:?}", went(&window));
    let before = went(&window);
    window.harness.get_by_label("Filter").focus();
    window.settle();
    for letter in "name:edge-1".chars() {
        window.harness.event(Event::Text(letter.to_string()));
        window.harness.run_steps(3);
    }
    window.settle();
    let typed = went(&window);
    assert!(typed[1] <= before[1] + 2 * 11 + 2, "{typed:?} {before:?}");
    window.harness.get_by_role_and_label(Role::ColumnHeader, "Name").click();
    window.settle();
    let sorted = went(&window);
    assert!(sorted[1] <= typed[1] + 2, "{sorted:?} {typed:?}");
    assert_eq!(sorted[0], before[0], "rows gone through while frames waited");
}

#[test]
fn the_legend_looks_at_what_is_drawn_when_that_changes() {
    let (_folder, mut window) = crowded();
    if !window.harness.state().settings().legend {
        window.send(Action::Run(Command::ToggleLegend));
    }
    let looked = |window: &Window| window.harness.state().map().looked_through();
    let before = looked(&window);
    assert!(0 < before, "the legend is shown");
    window.harness.run_steps(20);
    let map = window.harness.get_by_label_contains("Map, ").rect().center();
    for step in 0..10_u8 {
        window.harness.event(Event::PointerMoved(map + vec2(f32::from(step), 0.0)));
        window.harness.run_steps(1);
    }
    assert_eq!(looked(&window), before, "while the pointer moves");
    window.send(Action::Run(Command::ZoomIn));
    assert!(before < looked(&window), "another part of the map");
}

/// Other views of the plan, in turns: none of them has the map or a table go through all groups.
#[test]
fn another_view_of_the_plan_reads_nothing_anew() {
    let (_folder, mut window) = crowded();
    let (map, tables) = (made(&window), window.harness.state().tables().gone_through()[0]);
    for command in [Command::ColourByType, Command::ColourByRegion, Command::ColourByState, Command::SelectAll] {
        window.send(Action::Run(command));
    }
    for tab in [Tab::Hierarchy, Tab::Problems, Tab::Changes, Tab::WhatIf, Tab::Table] {
        window.send(Action::Order(Order::ShowTab(tab)));
    }
    window.send(Action::Order(Order::ShowCdn(None)));
    assert_eq!((made(&window), window.harness.state().tables().gone_through()[0]), (map, tables));
    let selected = window.harness.state().selection().len();
    assert_eq!(selected, window.plan().count(Kind::CacheGroup));
    // What is selected is shared by all who keep it.
    let one = window.harness.state().selection().clone();
    assert!(Arc::ptr_eq(&window.plan(), window.harness.state().document().plan()) && one.len() == selected);
}

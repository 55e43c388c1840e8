//! Groups in the hand: what would change hands is said while the button is down, and is so once it is let go.

use egui::{Event, Modifiers, PointerButton, Pos2, Vec2, vec2};
use egui_kittest::kittest::Queryable as _;
use lodestone::edit::intent;
use lodestone::model::field::FieldType as _;
use lodestone::model::{CacheGroup, Demand, Kind, Position, Value};
use lodestone::ui::action::Action;
use lodestone::ui::commands::Command;
use lodestone::ui::layers::Layer;

use crate::support::shell::{Window, sample};
use crate::support::temporary_folder;

/// Those who ask stand at points, of which each is near to another group.
fn with_demand(window: &mut Window) {
    let row = |latitude: f64, longitude: f64, mbps: f64| {
        let at = Position::new(latitude, longitude).unwrap().to_value();
        Value::Object(vec![("at", at), ("mbps", Value::Float(mbps))])
    };
    let rows = vec![row(48.9, 2.4, 3_100.0), row(50.8, 4.4, 900.0), row(51.5, -0.1, 1_200.0)];
    let fields = vec![(Demand::NAME, Value::Text("evening".to_owned())), (Demand::ROWS, Value::List(rows))];
    let edit = intent::create(&window.plan(), Kind::Demand, fields).unwrap();
    window.send(Action::Perform(edit));
}

fn marker(window: &Window, name: &str) -> Pos2 {
    window.harness.get_by_label_contains(&format!("{name}, ")).rect().center()
}

fn button(window: &mut Window, at: Pos2, pressed: bool) {
    let modifiers = Modifiers::NONE;
    window.harness.event(Event::PointerButton { pos: at, button: PointerButton::Primary, pressed, modifiers });
    window.harness.step();
}

/// Takes a group and pulls it, without letting it go.
fn pull(window: &mut Window, name: &str, by: Vec2) -> Pos2 {
    window.select(Kind::CacheGroup, name);
    window.send(Action::Run(Command::FitSelection));
    window.send(Action::Run(Command::ZoomOut));
    window.send(Action::Run(Command::ZoomOut));
    window.send(Action::Run(Command::ZoomOut));
    let from = marker(window, name);
    window.harness.event(Event::PointerMoved(from));
    window.harness.step();
    button(window, from, true);
    for part in [0.3, 0.7, 1.0] {
        window.harness.event(Event::PointerMoved(from + by * part));
        window.harness.step();
    }
    from + by
}

#[test]
fn what_would_change_hands_is_told_while_a_group_is_dragged() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    with_demand(&mut window);
    window.send(Action::Run(Command::ToggleLayer(Layer::Coverage)));
    let before = window.plan();
    // Far to the east: Paris is left to somebody else.
    let at = pull(&mut window, "edge-paris", vec2(260.0, -40.0));
    assert!(window.comes_to(|window| window.tells("Gives 1 place and 3.1 Gbit/s to ")), "who asks is counted");
    assert!(window.tells("its first failover group"), "distances follow");
    button(&mut window, at, false);
    window.settle();
    let after = window.plan();
    let place = |plan: &lodestone::model::Plan| {
        let group = plan.get(plan.find::<CacheGroup>("edge-paris").unwrap()).unwrap();
        plan.follow_opt(group.coordinate.as_ref()).unwrap().position.unwrap()
    };
    assert_ne!(place(&before), place(&after));
    assert!(!window.tells("Gives 1 place"), "it has been let go");
}

#[test]
fn a_mid_takes_nobody() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    with_demand(&mut window);
    window.select(Kind::CacheGroup, "mid-dublin");
    let from = marker(&window, "mid-dublin");
    window.harness.event(Event::PointerMoved(from));
    window.harness.step();
    button(&mut window, from, true);
    for part in [10.0, 30.0] {
        window.harness.event(Event::PointerMoved(from + vec2(part, part)));
        window.harness.step();
    }
    assert!(window.comes_to(|window| window.tells("No client changes hands")));
    button(&mut window, from, false);
}

//! The lasso: drawn in one go, corner by corner with clicks, and with keys alone.

#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "points of a small screen")]

use super::*;
use lodestone::model::{PhysLocation, SitePosition};

/// Draws around points, so far away from them.
fn draw(harness: &mut Harness<'_, Window>, around: &[Pos2], by: f32, modifiers: Modifiers) {
    let bounds = egui::Rect::from_points(around).expand(by);
    let corners = [bounds.left_top(), bounds.right_top(), bounds.right_bottom(), bounds.left_bottom()];
    press(harness, corners[0], modifiers);
    for corner in corners.into_iter().skip(1).chain([corners[0] + vec2(0.0, 4.0)]) {
        harness.event_modifiers(Event::PointerMoved(corner), modifiers);
        harness.step();
    }
    button(harness, corners[0] + vec2(0.0, 4.0), false, modifiers);
    harness.run_steps(2);
}

fn at(harness: &Harness<'_, Window>, names: &[&str]) -> Vec<Pos2> {
    names.iter().map(|name| harness.state().at(name)).collect()
}

const ALT_SHIFT: Modifiers = Modifiers { alt: true, shift: true, ..Modifiers::NONE };

#[test]
fn alt_and_drag_select_what_is_inside_and_touch_nothing() {
    let mut harness = open(WORLD);
    let america = at(&harness, &["edge-denver", "edge-chicago"]);
    let view = harness.state().map().view();
    draw(&mut harness, &america, 25.0, Modifiers::ALT);
    assert_eq!(harness.state().selected(), ["edge-denver", "edge-chicago"]);
    let london = at(&harness, &["mid-london"]);
    draw(&mut harness, &london, 25.0, ALT_SHIFT);
    assert_eq!(harness.state().selected(), ["edge-denver", "edge-chicago", "mid-london"], "Shift adds");
    draw(&mut harness, &london, 25.0, Modifiers::ALT);
    assert_eq!(harness.state().selected(), ["mid-london"], "without it the selection begins anew");
    let sea = [open_sea(&harness)];
    draw(&mut harness, &sea, 15.0, Modifiers::ALT);
    assert!(harness.state().selection.is_empty(), "nothing is inside");
    assert!(harness.state().edits.is_empty() && !harness.state().map().is_busy());
    assert_eq!(harness.state().map().view(), view, "the map stays where it is");
}

#[test]
fn only_what_the_line_goes_around_is_selected() {
    let mut harness = open(WORLD);
    let [denver, chicago] = at(&harness, &["edge-denver", "edge-chicago"])[..] else { panic!("both are there") };
    // Around Denver and along below Chicago: a box would have had both.
    let line = [
        denver + vec2(-20.0, -60.0),
        denver + vec2(12.0, -60.0),
        denver + vec2(12.0, 40.0),
        chicago + vec2(30.0, 60.0),
        denver + vec2(-20.0, 60.0),
    ];
    press(&mut harness, line[0], Modifiers::ALT);
    for corner in line {
        harness.event_modifiers(Event::PointerMoved(corner), Modifiers::ALT);
        harness.step();
    }
    button(&mut harness, line[4], false, Modifiers::ALT);
    harness.run_steps(2);
    assert_eq!(harness.state().selected(), ["edge-denver"]);
}

#[test]
fn the_tool_draws_over_groups_and_ends_with_escape() {
    let mut harness = open(WORLD);
    harness.get_by_role_and_label(Role::Button, "Lasso").click();
    harness.run_steps(2);
    harness.get_by_label_contains("Lasso, 0 corners");
    assert!(harness.state().map().is_busy());
    // It begins on a group, which stays where it is.
    let america = at(&harness, &["edge-denver", "edge-chicago"]);
    let before = harness.state().position("edge-denver");
    press(&mut harness, america[0], Modifiers::NONE);
    let (left, right) = (america[0] + vec2(-20.0, -40.0), america[1] + vec2(20.0, -40.0));
    for corner in [left, right, america[1] + vec2(20.0, 40.0), america[0] + vec2(-20.0, 40.0), left] {
        harness.event(Event::PointerMoved(corner));
        harness.step();
    }
    button(&mut harness, left, false, Modifiers::NONE);
    harness.run_steps(2);
    assert!(harness.state().selected().contains(&"edge-chicago".to_owned()));
    assert!(harness.state().edits.is_empty() && harness.state().position("edge-denver") == before);
    assert!(!harness.state().map().is_busy(), "it is put away when it was used");
    harness.state_mut().with_map(MapView::lasso);
    harness.run_steps(2);
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    assert!(!harness.state().map().is_busy() && harness.query_by_label_contains("Lasso, ").is_none());
}

#[test]
fn corners_are_set_by_clicks_or_by_keys_alone() {
    let mut harness = open(WORLD);
    harness.state_mut().with_map(MapView::lasso);
    harness.run_steps(2);
    let america = egui::Rect::from_points(&at(&harness, &["edge-denver", "edge-chicago"])).expand(25.0);
    for corner in [america.left_top(), america.right_top(), america.right_bottom(), america.left_bottom()] {
        click(&mut harness, corner, Modifiers::NONE);
    }
    harness.get_by_label_contains("Lasso, 4 corners");
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    assert_eq!(harness.state().selected(), ["edge-denver", "edge-chicago"]);

    // With keys a cross begins in the middle of the map and goes to every corner.
    harness.state_mut().with_map(MapView::lasso);
    harness.run_steps(2);
    let middle = harness.state().map().view().unwrap().rect.center();
    let london = at(&harness, &["mid-london"])[0];
    let mut cross = middle;
    for corner in [vec2(-30.0, -30.0), vec2(30.0, -30.0), vec2(30.0, 30.0), vec2(-30.0, 30.0)] {
        let way = london + corner - cross;
        let steps = [(way.x / 20.0).round(), (way.y / 20.0).round()];
        let keys = [[Key::ArrowLeft, Key::ArrowRight], [Key::ArrowUp, Key::ArrowDown]];
        for (count, [back, on]) in steps.into_iter().zip(keys) {
            for _ in 0..count.abs() as usize {
                harness.key_press(if count < 0.0 { back } else { on });
                harness.step();
            }
        }
        cross += vec2(steps[0], steps[1]) * 20.0;
        harness.key_press(Key::Space);
        harness.step();
    }
    harness.get_by_label_contains("Lasso, 4 corners");
    harness.key_press_modifiers(Modifiers::SHIFT, Key::Enter);
    harness.run_steps(2);
    assert_eq!(harness.state().selected(), ["edge-denver", "edge-chicago", "mid-london"], "Shift adds");
}

#[test]
fn phys_locations_are_selected_where_there_is_no_group() {
    let mut harness = open(WORLD);
    let plan = Arc::clone(&harness.state().plan);
    let at = Position::new(-20.0, -30.0).ok();
    let site = PhysLocation {
        name: "ship".to_owned(),
        position: Some(SitePosition { at, proposed: false }),
        ..PhysLocation::default()
    };
    let id: Id<PhysLocation> = plan.fresh_id(0);
    let edit = Edit::new("Test", vec![Delta::added(id, site).into()]);
    harness.state_mut().carry_out(Action::Perform(edit));
    harness.run_steps(3);
    let view = harness.state().map().view().unwrap();
    let ship = view.to_screen(lodestone::geometry::scene::on_map(at.unwrap()));
    for modifiers in [Modifiers::ALT, Modifiers::SHIFT] {
        harness.state_mut().carry_out(Action::Select(Selection::default()));
        draw(&mut harness, &[ship], 20.0, modifiers);
        if modifiers.shift {
            drag(&mut harness, ship - vec2(20.0, 20.0), ship + vec2(20.0, 20.0), modifiers);
        }
        assert_eq!(harness.state().selected(), ["ship"], "{modifiers:?}");
        assert_eq!(harness.state().selection.kind(), Some(Kind::PhysLocation));
    }
}

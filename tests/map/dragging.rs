//! What is dragged on the map, from it and onto it.

use super::*;

#[test]
fn a_drag_is_one_edit_and_ends_where_the_pointer_does() {
    let mut harness = open(WORLD);
    let from = harness.state().at("edge-denver");
    let to = from + vec2(37.0, 52.0);
    let wanted = lodestone::geometry::mercator::unproject(harness.state().map().view().unwrap().to_world(to)).unwrap();
    drag(&mut harness, from, to, Modifiers::NONE);
    let window = harness.state();
    assert_eq!(window.edits.len(), 1);
    assert_eq!(window.edits[0].label, "Move edge-denver");
    let at = window.position("edge-denver");
    assert!(
        (at.latitude() - wanted.latitude()).abs() <= 0.000_06
            && (at.longitude() - wanted.longitude()).abs() <= 0.000_06
    );
    assert!((window.at("edge-denver") - to).length() < 0.1);
    assert_eq!(window.selected(), ["edge-denver"]);
}

#[test]
fn dragging_the_map_moves_it_and_nothing_else() {
    let mut harness = open(WORLD);
    let (before, sea) = (harness.state().at("edge-denver"), open_sea(&harness));
    drag(&mut harness, sea, sea + vec2(90.0, 0.0), Modifiers::NONE);
    let moved = harness.state().at("edge-denver") - before;
    assert!((moved - vec2(90.0, 0.0)).length() < 0.5, "{moved:?}");
    assert!(harness.state().edits.is_empty());
}

#[test]
fn escape_takes_a_drag_back() {
    let mut harness = open(WORLD);
    let from = harness.state().at("edge-denver");
    pull(&mut harness, from, from + vec2(80.0, 10.0), Modifiers::NONE);
    assert!(harness.state().map().is_busy());
    harness.key_press(Key::Escape);
    harness.step();
    assert!(!harness.state().map().is_busy());
    button(&mut harness, from + vec2(90.0, 10.0), false, Modifiers::NONE);
    harness.run_steps(2);
    assert!(harness.state().edits.is_empty());
    assert_eq!(harness.state().selected(), ["edge-denver"], "it is selected still");
    assert_eq!(harness.state().at("edge-denver"), from);
}

#[test]
fn selected_groups_move_together() {
    let mut harness = open(WORLD);
    let (denver, chicago) = (harness.state().at("edge-denver"), harness.state().at("edge-chicago"));
    click(&mut harness, denver, Modifiers::NONE);
    click(&mut harness, chicago, Modifiers::SHIFT);
    drag(&mut harness, chicago, chicago + vec2(20.0, 60.0), Modifiers::NONE);
    let window = harness.state();
    assert_eq!(window.edits.len(), 1);
    assert_eq!(window.edits[0].label, "Move 2 cache groups");
    assert!((window.at("edge-denver") - denver - vec2(20.0, 60.0)).length() < 0.1);
    assert!((window.at("edge-chicago") - chicago - vec2(20.0, 60.0)).length() < 0.1);
}

#[test]
fn a_drag_across_the_antimeridian_wraps_the_longitude() {
    let mut harness =
        open(&[("edge-suva", "EDGE_LOC", Some((-18.14, 178.44))), ("edge-apia", "EDGE_LOC", Some((-13.8, -171.8)))]);
    let from = harness.state().at("edge-suva");
    let to = from + vec2(250.0, 0.0);
    assert!(from.x < harness.state().at("edge-apia").x, "the short way round");
    drag(&mut harness, from, to, Modifiers::NONE);
    let window = harness.state();
    let longitude = window.position("edge-suva").longitude();
    assert!((-180.0..-160.0).contains(&longitude), "{longitude}");
    assert!((window.at("edge-suva") - to).length() < 0.5);
}

#[test]
fn latitudes_end_where_the_map_does() {
    let mut harness =
        open(&[("edge-alert", "EDGE_LOC", Some((82.5, -62.3))), ("edge-troll", "EDGE_LOC", Some((-72.0, 2.5)))]);
    let from = harness.state().at("edge-alert");
    drag(&mut harness, from, egui::pos2(from.x, 10.0), Modifiers::NONE);
    let latitude = harness.state().position("edge-alert").latitude();
    assert!(latitude > 82.5 && latitude <= 85.052, "{latitude}");
}

#[test]
fn a_group_from_the_tray_gets_the_position_where_it_is_dropped() {
    let mut harness = open(WORLD);
    let row = harness.get_by_role_and_label(Role::Button, "edge-lost").rect().center();
    let to = open_sea(&harness);
    let wanted = lodestone::geometry::mercator::unproject(harness.state().map().view().unwrap().to_world(to)).unwrap();
    drag(&mut harness, row, to, Modifiers::NONE);
    let window = harness.state();
    assert_eq!(window.edits.len(), 1);
    let at = window.position("edge-lost");
    assert!(
        (at.latitude() - wanted.latitude()).abs() <= 0.000_06
            && (at.longitude() - wanted.longitude()).abs() <= 0.000_06
    );
    assert_eq!(window.selected(), ["edge-lost"]);
    assert!(harness.query_by_role_and_label(Role::Button, "edge-lost").is_none(), "the tray is empty");
}

#[test]
fn a_group_that_is_dropped_on_the_tray_stays_there() {
    let mut harness = open(WORLD);
    let row = harness.get_by_role_and_label(Role::Button, "edge-lost").rect().center();
    drag(&mut harness, row, row + vec2(40.0, -10.0), Modifiers::NONE);
    assert!(harness.state().edits.is_empty() && !harness.state().map().is_busy());
}

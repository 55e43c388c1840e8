//! The markers for those who do not see the map: each that is shown, what it says, and what activating it does.

use super::*;
use crate::support::crowd::crowd;
use egui_kittest::kittest::NodeT as _;

/// What is announced of the map's contents.
fn announced(harness: &Harness<'_, Window>) -> Vec<String> {
    let symbols = harness.query_all_by_role(Role::GraphicsSymbol);
    symbols.filter_map(|node| node.accesskit_node().label()).collect()
}

#[test]
fn every_marker_that_is_shown_says_what_it_is_and_where() {
    let mut harness = open(WORLD);
    harness.run_steps(2);
    let mut words = announced(&harness);
    words.sort_unstable();
    assert_eq!(
        words,
        [
            "edge-chicago, EDGE_LOC, 41.8800, -87.6300",
            "edge-denver, EDGE_LOC, 39.7392, -104.9903",
            "mid-london, MID_LOC, 51.5000, -0.1200",
            "org-tokyo, ORG_LOC, 35.6800, 139.6900",
        ]
    );
    let denver = harness.get_by_label_contains("edge-denver, ");
    assert_eq!(denver.accesskit_node().description().as_deref(), Some("Traffic Ops does not know it yet"));
    denver.click_accesskit();
    harness.run_steps(3);
    assert_eq!(harness.state().selected(), ["edge-denver"]);
    let toggled = harness.get_by_label_contains("edge-denver, ").accesskit_node().toggled();
    assert_eq!(toggled, Some(egui::accesskit::Toggled::True), "it is told that it is selected");
    assert!(harness.state().edits.is_empty());
}

#[test]
fn clusters_are_told_and_opened() {
    let mut harness = open(&[
        ("edge-denver", "EDGE_LOC", Some((39.74, -104.99))),
        ("mid-boulder", "MID_LOC", Some((40.01, -105.27))),
        ("edge-perth", "EDGE_LOC", Some((-31.95, 115.86))),
    ]);
    harness.run_steps(2);
    let zoom = harness.state().map().looks_at().unwrap().1;
    let cluster = harness.get_by_label_contains("2 cache groups, 1 MID_LOC, 1 EDGE_LOC, ");
    cluster.click_accesskit();
    harness.run_steps(3);
    assert!(zoom + 2.0 < harness.state().map().looks_at().unwrap().1, "it comes closer");
    harness.get_by_label_contains("mid-boulder, MID_LOC, ");
}

#[test]
fn of_many_groups_only_some_hundreds_are_told() {
    let mut harness = open(WORLD);
    harness.state_mut().show(Arc::new(crowd(100_000)));
    // So many are read, and put together, beside the frames.
    let settle = |harness: &mut Harness<'_, Window>| {
        for _ in 0..2_000 {
            harness.run_steps(3);
            if harness.state().map().is_settled() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
    };
    settle(&mut harness);
    for zoom in [None, Some(4.0), Some(9.0)] {
        if let Some(zoom) = zoom {
            let middle = Position::new(48.0, 9.0).unwrap();
            harness.state_mut().with_map(|map| map.look_at(middle, zoom));
        }
        settle(&mut harness);
        let words = announced(&harness);
        assert!((20..=320).contains(&words.len()), "{zoom:?}: {}", words.len());
        let view = harness.state().map().view().unwrap();
        let symbols: Vec<_> = harness.query_all_by_role(Role::GraphicsSymbol).collect();
        assert!(symbols.iter().all(|node| view.rect.contains(node.rect().center())), "only what is in view");
    }
}

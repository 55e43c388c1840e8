//! What is drawn, and what it costs.

use super::*;

#[test]
fn an_idle_map_asks_for_no_repaint() {
    let mut harness = open(WORLD);
    // Whatever is decoded in the background is there after a while.
    let still = (0..200).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(10));
        harness.run_ok().is_some_and(|steps| steps <= 1)
    });
    assert!(still);
}

#[test]
fn resting_on_a_group_shows_its_card() {
    let mut harness = open(WORLD);
    let london = harness.state().at("mid-london");
    harness.event(Event::PointerMoved(london));
    harness.run_steps(40);
    harness.get_by_label("MID_LOC");
    harness.get_by_label("mid-london");
}

/// Every text that the last frame painted, as it was laid out.
fn painted_texts(harness: &Harness<'_, Window>) -> Vec<Arc<egui::Galley>> {
    fn collect(shape: &egui::Shape, found: &mut Vec<Arc<egui::Galley>>) {
        match shape {
            egui::Shape::Text(text) => found.push(Arc::clone(&text.galley)),
            egui::Shape::Vec(shapes) => shapes.iter().for_each(|shape| collect(shape, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    harness.output().shapes.iter().for_each(|clipped| collect(&clipped.shape, &mut found));
    found
}

/// Where the letters of a text stand in the atlas of glyphs.
fn letters(galley: &egui::Galley) -> Vec<Pos2> {
    let vertices = galley.rows.iter().flat_map(|row| &row.row.visuals.mesh.vertices);
    vertices.map(|vertex| vertex.uv).collect()
}

#[test]
fn names_stay_readable_when_the_theme_is_another_one() {
    let mut harness = open(WORLD);
    let lead = AnyId { kind: Kind::CacheGroup, number: harness.state().id("edge-denver").number() };
    harness.state_mut().selection = Selection::one(lead);
    for theme in [egui::Theme::Light, egui::Theme::Dark, egui::Theme::Light] {
        // What else is on the screen then needs other letters, and in another order, than the map did at first.
        harness.ctx.set_theme(theme);
        harness.run_steps(3);
        let texts = painted_texts(&harness);
        assert!(texts.iter().any(|galley| galley.job.text == "edge-denver"), "the map shows names");
        for galley in texts {
            let fresh = harness.ctx.fonts_mut(|fonts| fonts.layout_job(egui::text::LayoutJob::clone(&galley.job)));
            assert_eq!(letters(&galley), letters(&fresh), "`{}` in {theme:?}", galley.job.text);
        }
    }
}

#[test]
fn the_map_shows_what_an_import_has_brought() {
    let mut harness = open(&WORLD[..1]);
    harness.state_mut().with_map(|map| map.zoom_by(3.0));
    harness.run_steps(3);
    let seen = harness.state().map().view().unwrap();
    // One more is no import: the map stays where the user has it.
    let more = adding(&harness.state().plan, &WORLD[1..2]);
    harness.state_mut().carry_out(Action::Perform(more));
    harness.run_steps(3);
    assert_eq!(harness.state().map().view().unwrap(), seen);
    let more = adding(&harness.state().plan, &WORLD[2..]);
    harness.state_mut().carry_out(Action::Perform(more));
    harness.run_steps(3);
    let rect = harness.state().map().view().unwrap().rect;
    for name in ["edge-denver", "mid-london", "org-tokyo"] {
        assert!(rect.contains(harness.state().at(name)), "{name}");
    }
}

#[test]
fn arrows_to_failover_groups_stay_while_a_group_is_dragged() {
    // Without a group in the tray, which would be counted there.
    let mut harness = open(&WORLD[..4]);
    let (from, to) = (harness.state().id("edge-denver"), harness.state().id("edge-chicago"));
    let before = Arc::clone(harness.state().plan.get(from).unwrap());
    let after = CacheGroup { fallbacks: vec![Link::To(to)], ..CacheGroup::clone(&before) };
    let edit = Edit::new("Test", vec![Delta::changed(from, &before, after).into()]);
    harness.state_mut().carry_out(Action::Perform(edit));
    harness.state_mut().with_map(|map| map.zoom_by(2.0));
    let lead = AnyId { kind: Kind::CacheGroup, number: from.number() };
    harness.state_mut().carry_out(Action::Select(Selection::one(lead)));
    harness.state_mut().with_map(MapView::fit_selection);
    harness.run_steps(3);
    harness.state_mut().with_map(|map| map.zoom_by(-4.0));
    harness.run_steps(3);
    // The number on the arrow: the only text that is `1`.
    let numbered =
        |harness: &Harness<'_, Window>| painted_texts(harness).iter().filter(|text| text.job.text == "1").count();
    assert_eq!(numbered(&harness), 1);
    let at = harness.state().at("edge-denver");
    pull(&mut harness, at, at + vec2(-40.0, 60.0), Modifiers::NONE);
    assert_eq!(numbered(&harness), 1, "while it is dragged");
    button(&mut harness, at + vec2(-40.0, 60.0), false, Modifiers::NONE);
    harness.run_steps(3);
    assert_eq!(numbered(&harness), 1);
}

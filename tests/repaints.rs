//! What a frame costs, counted: vertices that are handed to the graphics card, and frames that are asked for. Times differ
//! from one machine to the next; these do not.

#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "points of a small screen")]

use std::sync::Arc;
use std::time::Duration;

use egui::accesskit::Role;
use egui::epaint::{ClippedShape, Primitive};
use egui::{Context, Event, Pos2, RawInput, Rect, pos2};
use egui_kittest::kittest::Queryable as _;
use lodestone::model::{Plan, Position};
use lodestone::ui::action::Queue;
use lodestone::ui::derived::Derived;
use lodestone::ui::map::MapView;
use lodestone::ui::pointing::{PointerMove, judge};
use lodestone::ui::selection::Selection;
use lodestone::ui::theme;
use lodestone::ui::view::ViewContext;

use crate::support::crowd::crowd;
use crate::support::shell::{Window, sample};

/// The map beside its panels in a window of 1280 by 800.
const MAP: Rect = Rect { min: pos2(0.0, 0.0), max: pos2(704.0, 492.0) };

/// The map of a plan, once all that is decoded in the background is there.
struct MapFrames {
    ctx: Context,
    map: MapView,
    derived: Derived,
    plan: Arc<Plan>,
}

impl MapFrames {
    /// Before the first frame.
    fn unseen(plan: &Arc<Plan>, zoom: Option<f64>) -> Self {
        let ctx = Context::default();
        crate::support::window::dress(&ctx);
        let (derived, mut map) = (Derived::new(&ctx), MapView::default());
        if let Some(zoom) = zoom {
            map.look_at(Position::new(48.0, 9.0).expect("a place"), zoom);
        }
        Self { ctx, map, derived, plan: Arc::clone(plan) }
    }

    fn new(plan: &Arc<Plan>, zoom: Option<f64>) -> Self {
        let mut frames = Self::unseen(plan, zoom);
        frames.draw();
        frames.wait();
        frames.draw();
        frames
    }

    /// Until nothing is made beside the frames any more, nor once a frame has taken what was made last.
    fn wait(&mut self) {
        let mut is_over = false;
        for _ in 0..400 {
            let was_over = std::mem::replace(&mut is_over, lodestone::ui::latest::running(&self.ctx).is_empty());
            if was_over && is_over {
                break;
            }
            std::thread::sleep(Duration::from_millis(20));
            self.draw();
        }
    }

    /// Draws a frame; says how many vertices and triangles it hands to the graphics card.
    fn draw(&mut self) -> [usize; 2] {
        let (queue, selection) = (Queue::default(), Selection::default());
        let input = RawInput { screen_rect: Some(MAP), ..RawInput::default() };
        let mut output = self.ctx.run_ui(input, |ui| {
            let view = ViewContext {
                plan: &self.plan,
                revision: 1,
                editable: true,
                derived: &self.derived,
                selection: &selection,
                queue: &queue,
                tokens: theme::tokens(ui),
                reduce_motion: true,
                last_steps: &[],
            };
            egui::CentralPanel::no_frame().show(ui, |ui| self.map.map_ui(ui, &view));
        });
        output.textures_delta.clear();
        count(&self.ctx, output.shapes, output.pixels_per_point)
    }

    /// The same once the layers rest, whose picture is drawn beside the frames.
    fn draw_at_rest(&mut self) -> [usize; 2] {
        self.wait();
        for _ in 0..4 {
            self.draw();
        }
        self.wait();
        self.draw()
    }

    /// The same for a frame that shows another part of the world.
    fn draw_moved(&mut self, zoom: Option<f64>) -> [usize; 2] {
        match zoom {
            Some(zoom) => self.map.look_at(Position::new(47.5, 9.5).expect("a place"), zoom),
            None => self.map.zoom_by(0.01),
        }
        self.draw()
    }
}

/// Vertices and triangles of shapes.
fn count(ctx: &Context, shapes: Vec<ClippedShape>, pixels_per_point: f32) -> [usize; 2] {
    let mut counted = [0, 0];
    for clipped in ctx.tessellate(shapes, pixels_per_point) {
        if let Primitive::Mesh(mesh) = clipped.primitive {
            counted[0] += mesh.vertices.len();
            counted[1] += mesh.indices.len() / 3;
        }
    }
    counted
}

/// What a frame of a map that moves may hand to the graphics card; it was up to 120,000 before levels of detail fitted the
/// zoom.
const MOST_MOVING: usize = 80_000;
/// What one of a map that rests may, of which most are letters: before, the same.
const MOST_RESTING: usize = 20_000;

#[test]
fn a_pixel_of_the_map_holds_at_most_a_few_vertices() {
    for groups in [1_000, 10_000, 100_000] {
        let plan = Arc::new(crowd(groups));
        for zoom in [None, Some(3.0), Some(5.0), Some(8.0)] {
            let mut frames = MapFrames::new(&plan, zoom);
            let [moving, triangles] = frames.draw_moved(zoom);
            let [resting, _] = frames.draw_at_rest();
            println!(
                "{groups} groups, zoom {zoom:?}: {moving} vertices, {triangles} triangles moving, {resting} at rest"
            );
            assert!(moving <= MOST_MOVING, "{groups} groups, zoom {zoom:?}: {moving} vertices");
            assert!(resting <= MOST_RESTING, "{groups} groups, zoom {zoom:?}: {resting} vertices at rest");
        }
    }
}

/// The computer without a graphics card has the pictures of what rests, so that it need not hold all of their triangles
/// when a plan is opened, nor draw them again and again after a step.
#[test]
fn the_first_picture_of_a_plan_has_few_corners_and_one_that_changes_rests_soon() {
    for groups in [10_000, 100_000] {
        let mut frames = MapFrames::unseen(&Arc::new(crowd(groups)), None);
        let [first, _] = frames.draw();
        assert!(first <= MOST_RESTING, "{groups} groups: {first} vertices in the first frame");
        frames.wait();
        frames.draw_at_rest();
        // Somebody comes a little closer, once.
        let [moved, _] = frames.draw_moved(None);
        frames.wait();
        let [soon, _] = frames.draw();
        println!("{groups} groups: {first} vertices first, {moved} moved, {soon} thereafter");
        assert!(MOST_RESTING < moved && soon <= MOST_RESTING, "{groups} groups: {moved}, then {soon}");
    }
}

/// A group of a hundred thousand that has problems is known by its node, a cluster by its level: nobody goes through all of
/// them again because time goes on or the map is moved.
#[test]
fn a_frame_does_not_go_through_all_groups() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.lodestone");
    lodestone::store::Store::create(&path, &crowd(20_000)).expect("the plan can be kept");
    let mut window = Window::on(&path);
    assert!(window.comes_to(|window| window.harness.state().map().gone_through() > 0), "they have problems");
    window.settle();
    let before = window.harness.state().map().gone_through();
    let map = window.harness.get_by_label_contains("Map, ").rect().center();
    for step in 0..20_u8 {
        window.harness.event(Event::PointerMoved(map + egui::vec2(f32::from(step), 0.0)));
        window.harness.run_steps(1);
    }
    let hold = |pressed| Event::PointerButton {
        pos: map,
        button: egui::PointerButton::Middle,
        pressed,
        modifiers: egui::Modifiers::NONE,
    };
    window.harness.event(hold(true));
    for step in 0..20_u8 {
        window.harness.event(Event::PointerMoved(map + egui::vec2(f32::from(step) * 9.0, 4.0)));
        window.harness.run_steps(1);
    }
    window.harness.event(hold(false));
    window.harness.run_steps(2);
    assert_eq!(window.harness.state().map().gone_through(), before, "pointing and panning");
    // What is seen of another level is found out once.
    window.send(lodestone::ui::action::Action::Run(lodestone::ui::commands::Command::ZoomIn));
    let once = window.harness.state().map().gone_through();
    window.harness.run_steps(20);
    assert!(once <= before + 2 && window.harness.state().map().gone_through() == once, "{before} {once}");
}

#[test]
fn a_pointer_over_one_thing_has_nothing_repainted() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = Window::on(&sample(folder.path()));
    let along = |window: &mut Window, from: Pos2, to: Pos2| {
        let steps = from.distance(to) as usize;
        window.harness.event(Event::PointerMoved(from));
        window.harness.run_steps(4);
        let (mut told, mut told_where) = (0, 0);
        for step in 1..=steps {
            let at = from.lerp(to, step as f32 / steps as f32);
            match judge(&window.harness.ctx, at) {
                PointerMove::Tells => {
                    told += 1;
                    window.harness.event(Event::PointerMoved(at));
                    window.harness.run_steps(2);
                }
                PointerMove::TellsWhere => told_where += 1,
                PointerMove::TellsNothing => {}
            }
        }
        (steps, told, told_where)
    };
    let (steps, told, told_where) = along(&mut window, pos2(4.0, 22.0), pos2(1276.0, 22.0));
    println!("menu bar: {told} of {steps} moves are told, {told_where} are of places");
    assert!(told * 6 < steps && told_where == 0, "{told} of {steps} moves over the menu bar");
    let map = window.harness.get_by_label("Zoom in").rect();
    let from = pos2(map.min.x - 500.0, map.max.y + 60.0);
    let (steps, told, told_where) = along(&mut window, from, from + egui::vec2(460.0, 40.0));
    println!("map: {told} of {steps} moves are told, {told_where} are of places");
    assert!(told * 3 < steps && 0 < told_where, "{told} of {steps} moves over the map");
    // While a button is down every move counts.
    window.harness.event(Event::PointerButton {
        pos: from,
        button: egui::PointerButton::Primary,
        pressed: true,
        modifiers: egui::Modifiers::NONE,
    });
    window.harness.run_steps(1);
    assert_eq!(judge(&window.harness.ctx, from), PointerMove::Tells);
}

#[test]
fn an_idle_window_asks_for_no_frame() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = Window::on(&sample(folder.path()));
    let rests = |window: &mut Window| {
        window.settle();
        window.harness.run_steps(4);
        let output = window.harness.output();
        output.viewport_output[&egui::ViewportId::ROOT].repaint_delay
    };
    assert!(Duration::from_secs(60) < rests(&mut window), "{:?}", rests(&mut window));
    // A field with the keyboard has a caret, which does not blink.
    window.harness.get_all_by_role(Role::TextInput).next().expect("a filter or a search").focus();
    window.settle();
    assert!(window.harness.ctx.text_edit_focused(), "a field is focused");
    assert!(Duration::from_secs(60) < rests(&mut window), "{:?}", rests(&mut window));
}

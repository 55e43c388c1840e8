//! What a frame of the map costs the processor, without a display: the map's own code and the tessellation of what it
//! draws, which is all that happens before the graphics card; and the same of the list of changes between two snapshots
//! of which every server differs; and the same of the whole window: map, table, filter. Prints medians and 95th
//! percentiles.
//!
//! `cargo bench --bench window [GROUPS...] [whole]`; with 0 groups, the list of changes alone; with `whole`, the whole window
//! alone

#![allow(clippy::unwrap_used, reason = "a bench that cannot make its input must stop")]
#![allow(clippy::print_stdout, reason = "its figures are what it is for")]
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small numbers")]

use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use egui::epaint::Primitive;
use egui::{Event, Modifiers, PointerButton, Pos2, RawInput, Rect, pos2, vec2};
use lodestone::compare::snapshots::compare_snapshots;
use lodestone::formats::snapshot::read_tree;
use lodestone::model::{CacheGroup, Plan, Position};
use lodestone::ui::Differences;
use lodestone::ui::action::{Action, Queue};
use lodestone::ui::changes::Listing;
use lodestone::ui::derived::Derived;
use lodestone::ui::map::MapView;
use lodestone::ui::selection::Selection;
use lodestone::ui::theme;
use lodestone::ui::view::ViewContext;

#[path = "../tests/support/crowd.rs"]
mod crowd;
#[path = "support/made_anew.rs"]
mod made_anew;
#[path = "support/peopled.rs"]
mod peopled;
#[path = "support/whole.rs"]
mod whole;

use crowd::crowd;
use whole::whole;

const SIZE: Rect = Rect { min: Pos2::ZERO, max: pos2(1600.0, 1000.0) };
const FRAMES: usize = 240;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let asked: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if asked.is_empty() { vec![1_000, 10_000, 100_000] } else { asked };
    if !std::env::args().any(|argument| argument == "whole") {
        parts(&sizes);
    }
    println!("the whole window: ui and tessellation of a frame, 1920 x 1080, ms");
    for size in sizes.into_iter().filter(|size| 0 < *size) {
        whole(&crowd(size));
    }
}

/// The list of changes and the map, each by itself.
fn parts(sizes: &[usize]) {
    println!(
        "list of changes: ui and tessellation, 1600 x 1000, median (95th percentile) and, by the processor's own clock, mean, in ms"
    );
    changes(40_000);
    println!(
        "frame of the map: ui and tessellation, 1600 x 1000, median (95th percentile) and, by the processor's own clock, mean, in ms"
    );
    println!(
        "{:>8} {:<8} {:>10} {:>10} {:>20} {:>20} {:>20}",
        "groups", "zoom", "first", "vertices", "idle", "panning", "dragging"
    );
    for size in sizes.iter().copied().filter(|size| 0 < *size) {
        let plan = Arc::new(crowd(size));
        for (name, zoom) in [("world", None), ("5", Some(5.0)), ("8", Some(8.0))] {
            let mut bench = Bench::new(&plan, zoom);
            let first = bench.settled();
            let vertices = bench.vertices;
            let idle = bench.measure(|_, _| Vec::new());
            let panning = bench.panning();
            let dragging = if zoom.is_none() { bench.dragging() } else { "-".to_owned() };
            println!(
                "{size:>8} {name:<8} {:>10} {vertices:>10} {idle:>20} {panning:>20} {dragging:>20}",
                format!("{first:.1}")
            );
        }
    }
}

/// A snapshot of so many servers as text; another `port` makes another snapshot.
fn snapshot(servers: usize, port: usize) -> String {
    let mut text = String::from(r#"{"stats": {"CDN_name": "bench"}, "contentServers": {"#);
    for number in 0..servers {
        let comma = if number == 0 { "" } else { "," };
        let services: Vec<String> = (0..8)
            .map(|step| {
                format!(
                    r#""service-{0:03}": ["edge-{number:06}.service-{0:03}.bench.example.net"]"#,
                    (number + step) % 200
                )
            })
            .collect();
        let server = format!(
            r#"{comma}"edge-{number:06}": {{"cacheGroup": "group-{}", "fqdn": "edge-{number:06}.bench.example.net",
            "port": {port}, "status": "REPORTED", "deliveryServices": {{{}}}}}"#,
            number / 10,
            services.join(",")
        );
        text.push_str(&server);
    }
    text.push_str("}}");
    text
}

/// What the Changes tab costs: the comparison, which a thread makes, and the frames of its list.
fn changes(servers: usize) {
    let texts = [snapshot(servers, 80), snapshot(servers, 8080)];
    let bytes = texts[0].len();
    let started = Instant::now();
    let trees = texts.map(|text| read_tree(text.as_bytes()).unwrap());
    let found = Differences::of_snapshots(compare_snapshots(&trees[0].members, &trees[1].members), Some("bench"));
    let compared = started.elapsed().as_secs_f64() * 1e3;
    let ctx = dressed();
    let mut listing = Listing::default();
    let frame = |listing: &mut Listing, events: Vec<Event>| {
        let input = RawInput { screen_rect: Some(SIZE), events, ..RawInput::default() };
        let started = Instant::now();
        let mut output = ctx.run_ui(input, |ui| {
            egui::CentralPanel::no_frame().show(ui, |ui| {
                listing.follow(&found, 1);
                listing.list_ui(ui, &found);
            });
        });
        drop(ctx.tessellate(std::mem::take(&mut output.shapes), output.pixels_per_point));
        output.textures_delta.clear();
        started.elapsed().as_secs_f64() * 1e3
    };
    let median = |listing: &mut Listing, mut events: Box<dyn FnMut(usize) -> Vec<Event>>| {
        let started = processor_time();
        let mut all: Vec<f64> = (0..FRAMES).map(|number| frame(listing, events(number))).collect();
        let mean = processor_time().saturating_sub(started).as_secs_f64() * 1e3 / FRAMES as f64;
        all.sort_by(f64::total_cmp);
        format!("{:.2} ({:.2}) {mean:.2}", all[FRAMES / 2], all[FRAMES * 95 / 100])
    };
    median(&mut listing, Box::new(|_| vec![Event::PointerMoved(SIZE.center())]));
    let idle = median(&mut listing, Box::new(|_| Vec::new()));
    let wheel = |points: f32| {
        let (unit, delta) = (egui::MouseWheelUnit::Point, vec2(0.0, -points));
        let (phase, source) = (egui::TouchPhase::Move, egui::MouseWheelSource::Wheel);
        vec![Event::MouseWheel { unit, delta, phase, source, modifiers: Modifiers::NONE }]
    };
    let scrolling = median(&mut listing, Box::new(move |_| wheel(120.0)));
    let paging = median(&mut listing, Box::new(move |_| wheel(SIZE.height())));
    let started = Instant::now();
    listing.filter.push_str("edge-0 99");
    listing.follow(&found, 1);
    let filtering = started.elapsed().as_secs_f64() * 1e3;
    println!(
        "{servers:>8} servers, {} MB: read and compared in {compared:.0}; idle {idle}, scrolling {scrolling}, a page a frame {paging}, filtering {filtering:.2}",
        bytes / 1_000_000
    );
}

/// What this thread has had of the processor: on a machine that does other things too, the time on the wall says more
/// about those.
fn processor_time() -> Duration {
    static STARTED: LazyLock<Instant> = LazyLock::new(Instant::now);
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = line.split(' ').next().and_then(|number| number.parse().ok());
    nanoseconds.map_or_else(|| STARTED.elapsed(), Duration::from_nanos)
}

fn vertices(primitive: &Primitive) -> usize {
    if let Primitive::Mesh(mesh) = primitive { mesh.vertices.len() } else { 0 }
}

/// A context with fonts and theme.
fn dressed() -> egui::Context {
    let ctx = egui::Context::default();
    let mut fonts = egui::FontDefinitions::default();
    let usual = fonts.families.get(&egui::FontFamily::Proportional).cloned().unwrap_or_default();
    fonts.families.insert(egui::FontFamily::Name(theme::STRONG.into()), usual);
    ctx.set_fonts(fonts);
    theme::install(&ctx, false);
    ctx
}

struct Bench {
    ctx: egui::Context,
    map: MapView,
    derived: Derived,
    plan: Arc<Plan>,
    selection: Selection,
    moved: usize,
    /// Of the last frame.
    vertices: usize,
}

impl Bench {
    fn new(plan: &Arc<Plan>, zoom: Option<f64>) -> Self {
        let ctx = dressed();
        let mut map = MapView::default();
        if let Some(zoom) = zoom {
            map.look_at(Position::new(48.0, 9.0).unwrap(), zoom);
        }
        let derived = Derived::new(&ctx);
        Self { ctx, map, derived, plan: Arc::clone(plan), selection: Selection::default(), moved: 0, vertices: 0 }
    }

    /// One frame; says what it took.
    fn frame(&mut self, events: Vec<Event>) -> Duration {
        let input = RawInput { screen_rect: Some(SIZE), events, ..RawInput::default() };
        let queue = Queue::default();
        let started = Instant::now();
        let mut output = self.ctx.run_ui(input, |ui| {
            let view = ViewContext {
                plan: &self.plan,
                revision: 1,
                editable: true,
                derived: &self.derived,
                selection: &self.selection,
                queue: &queue,
                tokens: theme::tokens(ui),
                reduce_motion: false,
                last_steps: &[],
            };
            egui::CentralPanel::no_frame().show(ui, |ui| self.map.map_ui(ui, &view));
        });
        let shapes = std::mem::take(&mut output.shapes);
        let primitives = self.ctx.tessellate(shapes, output.pixels_per_point);
        let took = started.elapsed();
        self.vertices = primitives.iter().map(|clipped| vertices(&clipped.primitive)).sum();
        drop(primitives);
        output.textures_delta.clear();
        for action in queue.drain() {
            match action {
                Action::Select(selection) => self.selection = selection,
                Action::Perform(_) => self.moved += 1,
                other => println!("unexpected: {other:?}"),
            }
        }
        took
    }

    /// Waits until all that is decoded in the background is there; says what the first frame took, in ms.
    fn settled(&mut self) -> f64 {
        let first = self.frame(Vec::new());
        for _ in 0..60 {
            self.frame(Vec::new());
            std::thread::sleep(Duration::from_millis(20));
        }
        first.as_secs_f64() * 1e3
    }

    fn measure(&mut self, mut events: impl FnMut(&Self, usize) -> Vec<Event>) -> String {
        let mut all: Vec<f64> = Vec::new();
        let started = processor_time();
        for number in 0..FRAMES {
            let events = events(self, number);
            all.push(self.frame(events).as_secs_f64() * 1e3);
        }
        let mean = processor_time().saturating_sub(started).as_secs_f64() * 1e3 / FRAMES as f64;
        all.sort_by(f64::total_cmp);
        format!("{:.2} ({:.2}) {mean:.2}", all[FRAMES / 2], all[FRAMES * 95 / 100])
    }

    /// The middle button pans wherever it goes down.
    fn panning(&mut self) -> String {
        let from = SIZE.center();
        self.hold(from, PointerButton::Middle);
        let result = self.measure(|_, number| vec![Event::PointerMoved(from + swing(number))]);
        self.release(from, PointerButton::Middle);
        result
    }

    fn dragging(&mut self) -> String {
        let lone = self.plan.find::<CacheGroup>("edge-alone").unwrap();
        // Panning has moved the map.
        self.map.fit_all();
        for _ in 0..20 {
            self.frame(Vec::new());
            std::thread::sleep(Duration::from_millis(10));
        }
        let from = self.map.screen_position(lone).unwrap();
        self.hold(from, PointerButton::Primary);
        assert!(self.map.is_busy(), "the group at {from:?} is not dragged");
        let result = self.measure(|_, number| vec![Event::PointerMoved(from + swing(number) * 0.5)]);
        self.release(from + vec2(9.0, 9.0), PointerButton::Primary);
        assert_eq!(self.moved, 1);
        result
    }

    fn hold(&mut self, at: Pos2, button: PointerButton) {
        let modifiers = Modifiers::NONE;
        self.frame(vec![Event::PointerMoved(at)]);
        self.frame(vec![Event::PointerButton { pos: at, button, pressed: true, modifiers }]);
        self.frame(vec![Event::PointerMoved(at + vec2(12.0, 0.0))]);
        self.frame(vec![Event::PointerMoved(at + vec2(14.0, 0.0))]);
    }

    fn release(&mut self, at: Pos2, button: PointerButton) {
        self.frame(vec![Event::PointerButton { pos: at, button, pressed: false, modifiers: Modifiers::NONE }]);
        self.frame(Vec::new());
    }
}

/// Back and forth, faster than a hand.
fn swing(number: usize) -> egui::Vec2 {
    let turn = number as f32 / 60.0 * std::f32::consts::TAU;
    vec2(turn.sin() * 320.0, (turn * 0.7).cos() * 120.0)
}

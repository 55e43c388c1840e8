//! The whole window on a large plan, without a display: every panel, its state and its dispatch, and the tessellation of
//! what they draw. It must not know of a graphics card: that is all that comes after.

use std::path::Path;
use std::time::{Duration, Instant};

use eframe::App as _;
use egui::epaint::Primitive;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, RawInput, Rect, pos2, vec2};
use lodestone::model::{AnyId, CacheGroup, Kind, Plan};
use lodestone::store::Store;
use lodestone::ui::action::Action;
use lodestone::ui::app::{App, Setup};
use lodestone::ui::commands::Command;
use lodestone::ui::latest;
use lodestone::ui::selection::Selection;

use super::peopled::peopled;
use super::{FRAMES, processor_time, swing};

/// A window as large as many screens are.
const SIZE: Rect = Rect { min: Pos2::ZERO, max: pos2(1920.0, 1080.0) };
/// So long it may take until nothing goes on.
const PATIENCE: Duration = Duration::from_secs(120);

/// A window on a plan file.
pub(crate) struct Whole {
    ctx: egui::Context,
    pub(super) app: App,
    frame: eframe::Frame,
    pub(super) vertices: usize,
    time: f64,
}

/// What many frames took, in ms.
pub(super) struct Measured {
    pub(super) all: Vec<f64>,
    pub(super) mean_cpu: f64,
    pub(super) vertices: usize,
}

/// Prints what frames of the whole window cost with a plan.
pub(crate) fn whole(plan: &Plan) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.lodestone");
    let plan = &peopled(plan);
    Store::create(&path, plan).expect("the plan can be kept");
    let mut window = Whole::open(&path);
    let settled = window.settle();
    println!(
        "{:>8} groups: shown and settled after {:.0} ms",
        plan.count(Kind::CacheGroup),
        settled.as_secs_f64() * 1e3
    );
    println!(
        "{:<42} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>10}",
        "", "median", "minimum", "95th", "99th", "worst", "cpu mean", "vertices"
    );
    window.first_looks();
    window.map_work(plan);
    window.edits(plan);
    window.views();
    window.table_work();
}

pub(super) fn say(name: &str, measured: Measured) {
    let Measured { mut all, mean_cpu, vertices } = measured;
    all.sort_by(f64::total_cmp);
    let (least, most) = (all[0], all[all.len() - 1]);
    println!(
        "{name:<42} {:>9.2} {least:>9.2} {:>9.2} {:>9.2} {most:>9.2} {mean_cpu:>9.2} {vertices:>10}",
        all[all.len() / 2],
        all[all.len() * 95 / 100],
        all[all.len() * 99 / 100],
    );
}

impl Whole {
    fn open(path: &Path) -> Self {
        let ctx = egui::Context::default();
        let setup =
            Setup { plan: Some(path.to_owned()), now: || 1_800_000_000, system_dialogs: false, ..Setup::default() };
        let app = App::new(&ctx, None, setup);
        let mut window = Self { ctx, app, frame: eframe::Frame::_new_kittest(), vertices: 0, time: 0.0 };
        window.app.send(Action::Run(Command::ToggleReduceMotion));
        window.draw(Vec::new());
        window
    }

    /// The plan that is shown.
    pub(super) fn plan(&self) -> &Plan {
        self.app.document().plan()
    }

    /// A frame; says what it took.
    pub(super) fn draw(&mut self, events: Vec<Event>) -> Duration {
        self.time += 1.0 / 60.0;
        let input = RawInput { screen_rect: Some(SIZE), time: Some(self.time), events, ..RawInput::default() };
        let Self { ctx, app, frame, .. } = self;
        let started = Instant::now();
        let mut output = ctx.run_ui(input, |ui| {
            app.logic(ui.ctx(), frame);
            app.ui(ui, frame);
        });
        let primitives = ctx.tessellate(std::mem::take(&mut output.shapes), output.pixels_per_point);
        let took = started.elapsed();
        let count = |primitive: &Primitive| if let Primitive::Mesh(mesh) = primitive { mesh.vertices.len() } else { 0 };
        self.vertices = primitives.iter().map(|clipped| count(&clipped.primitive)).sum();
        output.textures_delta.clear();
        took
    }

    /// Draws until nothing goes on; says how long that took.
    pub(super) fn settle(&mut self) -> Duration {
        let started = Instant::now();
        let mut quiet = 0;
        while quiet < 8 && started.elapsed() < PATIENCE {
            self.draw(Vec::new());
            let rests = self.app.is_settled() && latest::running(&self.ctx).is_empty();
            quiet = if rests { quiet + 1 } else { 0 };
            std::thread::sleep(Duration::from_millis(5));
        }
        started.elapsed()
    }

    fn measure(&mut self, mut events: impl FnMut(usize) -> Vec<Event>) -> Measured {
        let started = processor_time();
        let all = (0..FRAMES).map(|number| self.draw(events(number)).as_secs_f64() * 1e3).collect();
        let mean_cpu = processor_time().saturating_sub(started).as_secs_f64() * 1e3 / FRAMES as f64;
        Measured { all, mean_cpu, vertices: self.vertices }
    }

    /// Where what has a name lies, as screen readers are told.
    pub(super) fn find(&mut self, name: &str) -> Option<Rect> {
        self.ctx.enable_accesskit();
        let mut found = None;
        for _ in 0..3 {
            self.time += 1.0 / 60.0;
            let input = RawInput { screen_rect: Some(SIZE), time: Some(self.time), ..RawInput::default() };
            let Self { ctx, app, frame, .. } = self;
            let mut output = ctx.run_ui(input, |ui| {
                app.logic(ui.ctx(), frame);
                app.ui(ui, frame);
            });
            output.textures_delta.clear();
            let update = output.platform_output.accesskit_update.take();
            let node = update
                .into_iter()
                .flat_map(|update| update.nodes)
                .find(|(_, node)| node.label().or_else(|| node.value()).is_some_and(|label| label.starts_with(name)));
            let bounds = node.and_then(|(_, node)| node.bounds());
            #[expect(clippy::cast_possible_truncation, reason = "points of a screen")]
            if let Some(own) = bounds {
                found =
                    Some(Rect::from_min_max(pos2(own.x0 as f32, own.y0 as f32), pos2(own.x1 as f32, own.y1 as f32)));
            }
        }
        self.ctx.disable_accesskit();
        found
    }

    fn map_work(&mut self, plan: &Plan) {
        let map = self.find("Map, ").expect("the map is shown");
        self.measure(|_| vec![Event::PointerMoved(map.center())]);
        say("idle", self.measure(|_| Vec::new()));
        say("pointer over the map", self.measure(|number| vec![Event::PointerMoved(map.center() + swing(number))]));
        say("panning the whole world", self.panning(map, PointerButton::Middle));
        say(
            "zooming by the wheel",
            self.measure(|number| {
                let way = if number / 20 % 2 == 0 { 20.0 } else { -20.0 };
                vec![Event::PointerMoved(map.center()), wheel(way)]
            }),
        );
        for (name, zooms) in [("panning closer", 3), ("panning a country", 2), ("panning towns", 2)] {
            for _ in 0..zooms {
                self.app.send(Action::Run(Command::ZoomIn));
                self.draw(Vec::new());
            }
            self.settle();
            say(name, self.panning(map, PointerButton::Middle));
        }
        let lone = plan.find::<CacheGroup>("edge-alone").expect("it is in the plan");
        let lone = AnyId { kind: Kind::CacheGroup, number: lone.number() };
        self.app.send(Action::Select(Selection::one(lone)));
        self.app.send(Action::Run(Command::FitAll));
        self.settle();
        let at = self.find("edge-alone, ").expect("it is drawn").center();
        self.hold(at, PointerButton::Primary);
        say("dragging a marker", self.measure(|number| vec![Event::PointerMoved(at + swing(number) * 0.5)]));
        self.draw(vec![Event::Key {
            key: Key::Escape,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::NONE,
        }]);
        self.let_go(at, PointerButton::Primary);
        self.settle();
    }

    fn panning(&mut self, map: Rect, button: PointerButton) -> Measured {
        let from = map.center();
        self.hold(from, button);
        let measured = self.measure(|number| vec![Event::PointerMoved(from + swing(number) * 0.6)]);
        self.let_go(from, button);
        self.settle();
        measured
    }

    pub(super) fn hold(&mut self, at: Pos2, button: PointerButton) {
        let modifiers = Modifiers::NONE;
        self.draw(vec![Event::PointerMoved(at)]);
        self.draw(vec![Event::PointerButton { pos: at, button, pressed: true, modifiers }]);
        self.draw(vec![Event::PointerMoved(at + vec2(12.0, 0.0))]);
        self.draw(vec![Event::PointerMoved(at + vec2(14.0, 0.0))]);
    }

    pub(super) fn let_go(&mut self, at: Pos2, button: PointerButton) {
        self.draw(vec![Event::PointerButton { pos: at, button, pressed: false, modifiers: Modifiers::NONE }]);
        self.draw(Vec::new());
    }

    fn table_work(&mut self) {
        self.app.send(Action::Select(Selection::default()));
        self.app.send(Action::ShowTable(Kind::CacheGroup));
        self.settle();
        let table = self.find("cache group table").or_else(|| self.find("Cache group table"));
        let over = table.expect("the table is shown").center();
        self.measure(|_| vec![Event::PointerMoved(over)]);
        say("table idle", self.measure(|_| Vec::new()));
        say("table scrolling", self.measure(|_| vec![wheel(-120.0)]));
        say("table, a page a frame", self.measure(|_| vec![wheel(-1000.0)]));
        let field = self.find("Filter").expect("the table has a filter").center();
        self.let_go(field, PointerButton::Primary);
        for text in ["edge-1234", "name:edge-99", "type:EDGE_LOC lat>40 parent:mid-1", "region:x", "servers=0"] {
            self.typing(field, text);
        }
        let name = self.find("Sort by Name").or_else(|| self.find("Name"));
        if let Some(name) = name {
            say(
                "sorting, a click each 12 frames",
                self.measure(|number| match number % 12 {
                    0 => press(name.center(), true),
                    1 => press(name.center(), false),
                    _ => Vec::new(),
                }),
            );
        }
        self.settle();
    }

    /// Types a filter letter by letter, a letter each 8 frames, and takes it out again.
    fn typing(&mut self, field: Pos2, text: &str) {
        for pressed in [true, false] {
            self.draw(press(field, pressed));
        }
        let letters: Vec<String> = text.chars().map(|letter| letter.to_string()).collect();
        let measured = self.measure(|number| match letters.get(number / 8) {
            Some(letter) if number % 8 == 0 => vec![Event::Text(letter.clone())],
            _ => Vec::new(),
        });
        say(&format!("typing {text}"), measured);
        let took = self.settle();
        let rows = self.shown_rows();
        println!("{:<34} {rows} after {:.0} ms more", "", took.as_secs_f64() * 1e3);
        let key = |key, modifiers| Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers };
        self.draw(vec![key(Key::A, Modifiers::COMMAND)]);
        self.draw(vec![key(Key::Backspace, Modifiers::NONE)]);
        self.settle();
    }

    /// How many rows the table says that it shows.
    fn shown_rows(&mut self) -> String {
        self.ctx.enable_accesskit();
        let input = RawInput { screen_rect: Some(SIZE), time: Some(self.time + 0.1), ..RawInput::default() };
        let Self { ctx, app, frame, .. } = self;
        let mut output = ctx.run_ui(input, |ui| {
            app.logic(ui.ctx(), frame);
            app.ui(ui, frame);
        });
        output.textures_delta.clear();
        self.ctx.disable_accesskit();
        let nodes = output.platform_output.accesskit_update.map(|update| update.nodes).unwrap_or_default();
        let words =
            nodes.iter().find_map(|(_, node)| node.value().filter(|own| own.contains(" of ")).map(str::to_owned));
        words.unwrap_or_else(|| "all".to_owned())
    }
}

fn press(at: Pos2, pressed: bool) -> Vec<Event> {
    let button = Event::PointerButton { pos: at, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE };
    vec![Event::PointerMoved(at), button]
}

fn wheel(points: f32) -> Event {
    let (unit, delta) = (egui::MouseWheelUnit::Point, vec2(0.0, points));
    let (phase, source) = (egui::TouchPhase::Move, egui::MouseWheelSource::Wheel);
    Event::MouseWheel { unit, delta, phase, source, modifiers: Modifiers::NONE }
}

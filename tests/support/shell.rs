//! The window without a display: drives it by keys and labels, and waits until nothing goes on.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use lodestone::model::{AnyId, Kind, Plan};
use lodestone::session::{Options, Session, add_sample};
use lodestone::ui::action::Action;
use lodestone::ui::app::{App, Setup};
use lodestone::ui::selection::Selection;

/// So many rounds of waiting take as long as the toolkit lets them, a quarter of a second a frame: enough for what
/// moves. After that the window's time is that of the wall, or what is shown for seconds would be gone as soon as a disk
/// is slow.
const UNTIMED_ROUNDS: usize = 4;

/// A window in a test.
pub(crate) struct Window {
    pub(crate) harness: Harness<'static, App>,
}

/// What the toolkit keeps between runs.
#[derive(Default)]
pub(crate) struct Kept(HashMap<String, String>);

impl eframe::Storage for Kept {
    fn get_string(&self, key: &str) -> Option<String> {
        self.0.get(key).cloned()
    }

    fn set_string(&mut self, key: &str, value: String) {
        self.0.insert(key.to_owned(), value);
    }

    fn remove_string(&mut self, key: &str) {
        self.0.remove(key);
    }

    fn flush(&mut self) {}
}

/// A plan file with the sample.
pub(crate) fn sample(folder: &Path) -> PathBuf {
    let path = folder.join("plan.lodestone");
    let mut session = Session::create(&path, Options::default()).unwrap();
    session.perform(add_sample(session.plan()).unwrap()).unwrap();
    session.close().unwrap();
    path
}

/// What windows of tests are opened with: a clock that stands, and no dialogs of the system.
pub(crate) fn setup() -> Setup {
    Setup { now: || 1_800_000_000, system_dialogs: false, ..Setup::default() }
}

impl Window {
    /// A window on a plan.
    pub(crate) fn on(plan: &Path) -> Self {
        Self::with(Setup { plan: Some(plan.to_owned()), ..setup() })
    }

    /// A window opened in some way.
    pub(crate) fn with(setup: Setup) -> Self {
        Self::kept(setup, None)
    }

    /// A window that finds what an earlier one has kept.
    pub(crate) fn kept(setup: Setup, kept: Option<&dyn eframe::Storage>) -> Self {
        let harness = Harness::builder()
            .with_size(egui::vec2(1280.0, 800.0))
            .build_eframe(move |created| App::new(&created.egui_ctx, kept, setup));
        let mut window = Self { harness };
        window.settle();
        window
    }

    /// Runs frames until nothing goes on, and nothing begins for a while: what a frame shows may ask for more, and the
    /// thread that saves may take its time to say so.
    pub(crate) fn settle(&mut self) {
        let (mut quiet, mut waited) = (0, 0);
        let mut before = Instant::now();
        for _ in 0..2_000 {
            let passed = std::mem::replace(&mut before, Instant::now()).elapsed();
            waited = if quiet == 0 { waited + 1 } else { 0 };
            self.run_two(if waited <= UNTIMED_ROUNDS { None } else { Some(passed) });
            quiet = if self.harness.state().is_settled() { quiet + 1 } else { 0 };
            if quiet == 4 {
                self.harness.check_accessibility();
                return;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        panic!("the window does not come to rest");
    }

    /// Runs two frames, in which as much time goes by as passed, or as the toolkit lets pass.
    fn run_two(&mut self, passed: Option<Duration>) {
        let now = self.harness.ctx.input(|input| input.time);
        for frame in 1..=2 {
            self.harness.input_mut().time = passed.map(|passed| now + passed.as_secs_f64() * f64::from(frame) / 2.0);
            self.harness.run_steps(1);
        }
        self.harness.input_mut().time = None;
    }

    /// The plan that is shown.
    pub(crate) fn plan(&self) -> Arc<Plan> {
        Arc::clone(self.harness.state().document().plan())
    }

    /// Presses keys.
    pub(crate) fn keys(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }

    /// Clicks what has that label.
    pub(crate) fn click(&mut self, label: &str) {
        // What can be clicked, rather than words or a heading that say the same.
        let inert = [Role::Label, Role::Heading, Role::Dialog];
        // Of several the one that was drawn last: a dialog lies over what it came from.
        let found = self.harness.query_all_by_label(label).rfind(|node| !inert.contains(&node.accesskit_node().role()));
        found.unwrap_or_else(|| panic!("nothing to click has the label {label}")).click();
        self.settle();
    }

    /// Clicks what has that in its label.
    pub(crate) fn click_containing(&mut self, part: &str) {
        self.harness.get_by_label_contains(part).click();
        self.settle();
    }

    /// Types a text into the field of that name, in place of what is there.
    pub(crate) fn retype(&mut self, field: &str, text: &str) {
        self.harness.get_by_role_and_label(Role::TextInput, field).focus();
        self.settle();
        self.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        self.settle();
        self.write(text);
    }

    /// Types into whatever has the focus.
    pub(crate) fn write(&mut self, text: &str) {
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.settle();
    }

    /// Types and presses Enter within one frame, as it happens while a frame takes long.
    pub(crate) fn write_and_enter(&mut self, text: &str) {
        let enter = egui::Event::Key {
            key: Key::Enter,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::NONE,
        };
        self.harness.input_mut().events.extend([egui::Event::Text(text.to_owned()), enter]);
        self.settle();
    }

    /// Presses the right button at a point.
    pub(crate) fn right_click_at(&mut self, at: egui::Pos2) {
        self.harness.hover_at(at);
        self.harness.run_steps(2);
        for pressed in [true, false] {
            let (button, modifiers) = (egui::PointerButton::Secondary, Modifiers::NONE);
            self.harness.event(egui::Event::PointerButton { pos: at, button, pressed, modifiers });
        }
        self.settle();
    }

    /// Runs frames until something is so, which may take an answer that is asked for by an answer.
    pub(crate) fn comes_to(&mut self, is_so: impl Fn(&Self) -> bool) -> bool {
        for _ in 0..200 {
            if is_so(self) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(10));
            self.settle();
        }
        false
    }

    /// Whether something has that label.
    pub(crate) fn shows(&self, label: &str) -> bool {
        self.harness.query_all_by_label(label).next().is_some()
    }

    /// Whether something has a label with that in it.
    pub(crate) fn tells(&self, part: &str) -> bool {
        self.harness.query_all_by_label_contains(part).next().is_some()
    }

    /// Asks for something, as a view does.
    pub(crate) fn send(&mut self, action: Action) {
        self.harness.state().send(action);
        self.settle();
    }

    /// Selects an object by its name.
    pub(crate) fn select(&mut self, kind: Kind, name: &str) -> AnyId {
        let plan = self.plan();
        let id = plan.ids(kind).into_iter().find(|id| plan.name_of(*id).as_deref() == Some(name)).unwrap();
        self.send(Action::Select(Selection::one(id)));
        id
    }
}

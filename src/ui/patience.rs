//! The window's loop: the toolkit's own, which repaints whenever the pointer moves, given only those moves that change
//! something. What is held back comes before whatever else happens, and by itself once the pointer rests.
//!
//! It must not know what the window shows.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use eframe::{AppCreator, EframeWinitApplication, NativeOptions, UserEvent, create_native};
use egui::{Context, pos2};
use winit::application::ApplicationHandler;
use winit::event::{DeviceEvent, DeviceId, StartCause, WindowEvent};
use winit::event_loop::{ActiveEventLoop, ControlFlow, EventLoop};
use winit::platform::run_on_demand::EventLoopExtRunOnDemand as _;
use winit::window::WindowId;

use super::pointing::{PointerMove, judge};

/// A pointer that has not moved for so long rests; only then a move is handed on that tells nothing.
const REST: Duration = Duration::from_millis(500);
/// Where the pointer is is said after so long, and no oftener.
const TOLD_EVERY: Duration = Duration::from_millis(250);

/// Why the window did not open, or closed by itself.
#[derive(Debug)]
pub(super) enum LoopError {
    /// There is no display, or none that can be reached.
    NoDisplay,
    /// The toolkit gave up, for that reason.
    GaveUp(String),
}

/// Runs a window until it is closed. `ctx` gets the toolkit's context once there is one.
pub(super) fn run(
    name: &str,
    options: NativeOptions,
    creator: AppCreator<'_>,
    ctx: &OnceLock<Context>,
) -> Result<(), LoopError> {
    // Nothing else tells why the toolkit gave up when it does not run its own loop.
    if log::set_logger(&LAST_ERROR).is_ok() {
        log::set_max_level(log::LevelFilter::Error);
    }
    let mut events = EventLoop::<UserEvent>::with_user_event().build().map_err(|_| LoopError::NoDisplay)?;
    let inner = create_native(name, options, creator, &events);
    let mut patient = PatientHandler { inner, ctx, held: None, told: Instant::now() };
    events.run_app_on_demand(&mut patient).map_err(|_| LoopError::NoDisplay)?;
    match LAST_ERROR.take() {
        Some(reason) => Err(LoopError::GaveUp(reason)),
        None => Ok(()),
    }
}

/// A move that was held back.
struct HeldMove {
    window: WindowId,
    event: WindowEvent,
    /// When it was held back, and the first of those in whose place it is.
    since: Instant,
    first: Instant,
    meaning: PointerMove,
}

/// The toolkit's handler behind one that holds moves back.
struct PatientHandler<'a> {
    inner: EframeWinitApplication<'a>,
    ctx: &'a OnceLock<Context>,
    held: Option<HeldMove>,
    /// When the toolkit last heard of a move.
    told: Instant,
}

impl PatientHandler<'_> {
    /// Hands on what is held back.
    fn release(&mut self, event_loop: &ActiveEventLoop) {
        if let Some(held) = self.held.take() {
            self.told = Instant::now();
            self.inner.window_event(event_loop, held.window, held.event);
        }
    }

    /// When what is held back is to be handed on by itself.
    fn due(&self) -> Option<Instant> {
        let held = self.held.as_ref()?;
        let where_due = (self.told + TOLD_EVERY).max(held.first + TOLD_EVERY / 2);
        Some(if held.meaning == PointerMove::TellsWhere { where_due } else { held.since + REST })
    }

    fn release_due(&mut self, event_loop: &ActiveEventLoop) {
        if self.due().is_some_and(|due| due <= Instant::now()) {
            self.release(event_loop);
        }
    }

    fn judge(&self, event: &WindowEvent) -> PointerMove {
        let (Some(ctx), WindowEvent::CursorMoved { position, .. }) = (self.ctx.get(), event) else {
            return PointerMove::Tells;
        };
        let position = position.cast::<f32>();
        let at = pos2(position.x, position.y) / ctx.pixels_per_point();
        judge(ctx, at)
    }
}

impl ApplicationHandler<UserEvent> for PatientHandler<'_> {
    fn resumed(&mut self, event_loop: &ActiveEventLoop) {
        self.inner.resumed(event_loop);
    }

    fn suspended(&mut self, event_loop: &ActiveEventLoop) {
        self.inner.suspended(event_loop);
    }

    fn new_events(&mut self, event_loop: &ActiveEventLoop, cause: StartCause) {
        self.inner.new_events(event_loop, cause);
        self.release_due(event_loop);
    }

    fn user_event(&mut self, event_loop: &ActiveEventLoop, event: UserEvent) {
        self.inner.user_event(event_loop, event);
    }

    fn window_event(&mut self, event_loop: &ActiveEventLoop, window: WindowId, event: WindowEvent) {
        match &event {
            WindowEvent::CursorMoved { .. } => match self.judge(&event) {
                PointerMove::Tells => {
                    self.held = None;
                    self.told = Instant::now();
                }
                meaning => {
                    let since = Instant::now();
                    let first = self.held.as_ref().map_or(since, |held| held.first);
                    self.held = Some(HeldMove { window, event, since, first, meaning });
                    return;
                }
            },
            // The X server tells of every move once more, axis by axis, which means nothing to the toolkit.
            WindowEvent::AxisMotion { .. } => return,
            // Where the pointer was before it left is of no interest.
            WindowEvent::CursorLeft { .. } => self.held = None,
            // A frame that is drawn for another reason shows the same; a move in it would have one more drawn after it, and so
            // on for as long as the pointer moves.
            WindowEvent::RedrawRequested => {}
            _ => self.release(event_loop),
        }
        self.inner.window_event(event_loop, window, event);
    }

    /// What mice do apart from the pointer is repainted for by the toolkit, and wanted by nobody here.
    fn device_event(&mut self, event_loop: &ActiveEventLoop, device: DeviceId, event: DeviceEvent) {
        if !matches!(event, DeviceEvent::MouseMotion { .. }) {
            self.inner.device_event(event_loop, device, event);
        }
    }

    fn about_to_wait(&mut self, event_loop: &ActiveEventLoop) {
        self.inner.about_to_wait(event_loop);
        let Some(due) = self.due() else { return };
        match event_loop.control_flow() {
            ControlFlow::Wait => event_loop.set_control_flow(ControlFlow::WaitUntil(due)),
            ControlFlow::WaitUntil(other) => event_loop.set_control_flow(ControlFlow::WaitUntil(other.min(due))),
            ControlFlow::Poll => {}
        }
    }

    fn exiting(&mut self, event_loop: &ActiveEventLoop) {
        self.inner.exiting(event_loop);
    }

    fn memory_warning(&mut self, event_loop: &ActiveEventLoop) {
        self.inner.memory_warning(event_loop);
    }
}

/// What the toolkit says when it gives up; it says it to nobody else.
struct LastLoopError(Mutex<Option<String>>);

static LAST_ERROR: LastLoopError = LastLoopError(Mutex::new(None));

/// What it begins with.
const GAVE_UP: &str = "Exiting because of error: ";

impl LastLoopError {
    fn take(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl log::Log for LastLoopError {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        metadata.level() == log::Level::Error && metadata.target().starts_with("eframe")
    }

    fn log(&self, record: &log::Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        if let Some(reason) = record.args().to_string().strip_prefix(GAVE_UP) {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(reason.to_owned());
        }
    }

    fn flush(&self) {}
}

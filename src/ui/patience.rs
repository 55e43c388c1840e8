//! The window's loop: the toolkit's own, which repaints for whatever it hears, given only what changes something, as
//! [`HeldBack`] has it.
//!
//! It must not know what the window shows.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Instant;

use eframe::{AppCreator, EframeWinitApplication, NativeOptions, UserEvent, create_native};
use egui::{Context, pos2};
use winit::application::ApplicationHandler;
use winit::event::{DeviceEvent, DeviceId, ElementState, StartCause, WindowEvent};
use winit::event_loop::{ActiveEventLoop, ControlFlow, EventLoop};
use winit::platform::run_on_demand::EventLoopExtRunOnDemand as _;
use winit::window::WindowId;

use super::held_back::{Handed, Happening, HeldBack};
use super::pointing::{PointerMove, judge};

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
    let mut patient = PatientHandler { inner, ctx, held: HeldBack::new(Instant::now()) };
    events.run_app_on_demand(&mut patient).map_err(|_| LoopError::NoDisplay)?;
    match LAST_ERROR.take() {
        Some(reason) => Err(LoopError::GaveUp(reason)),
        None => Ok(()),
    }
}

/// The toolkit's handler behind one that holds back what changes nothing.
struct PatientHandler<'a> {
    inner: EframeWinitApplication<'a>,
    ctx: &'a OnceLock<Context>,
    held: HeldBack<(WindowId, WindowEvent)>,
}

impl PatientHandler<'_> {
    fn hand_on(&mut self, event_loop: &ActiveEventLoop, events: Handed<(WindowId, WindowEvent)>) {
        for (window, event) in events {
            self.inner.window_event(event_loop, window, event);
        }
    }

    fn judge(&self, event: &WindowEvent) -> Happening {
        match event {
            WindowEvent::CursorMoved { position, .. } => {
                let Some(ctx) = self.ctx.get() else { return Happening::Moved(PointerMove::Tells) };
                let position = position.cast::<f32>();
                Happening::Moved(judge(ctx, pos2(position.x, position.y) / ctx.pixels_per_point()))
            }
            WindowEvent::CursorLeft { .. } => Happening::PointerLeft,
            WindowEvent::KeyboardInput { event, .. } if event.state == ElementState::Released => Happening::KeyUp,
            // The X server tells of every move once more, axis by axis, which means nothing to the toolkit.
            WindowEvent::AxisMotion { .. } => Happening::Nothing,
            WindowEvent::RedrawRequested => Happening::Frame,
            _ => Happening::News,
        }
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
        let due = self.held.take_due(Instant::now());
        self.hand_on(event_loop, due);
    }

    fn user_event(&mut self, event_loop: &ActiveEventLoop, event: UserEvent) {
        self.inner.user_event(event_loop, event);
    }

    fn window_event(&mut self, event_loop: &ActiveEventLoop, window: WindowId, event: WindowEvent) {
        let what = self.judge(&event);
        let events = self.held.take((window, event), what, Instant::now());
        self.hand_on(event_loop, events);
    }

    /// What mice do apart from the pointer is repainted for by the toolkit, and wanted by nobody here.
    fn device_event(&mut self, event_loop: &ActiveEventLoop, device: DeviceId, event: DeviceEvent) {
        if !matches!(event, DeviceEvent::MouseMotion { .. }) {
            self.inner.device_event(event_loop, device, event);
        }
    }

    fn about_to_wait(&mut self, event_loop: &ActiveEventLoop) {
        self.inner.about_to_wait(event_loop);
        let Some(due) = self.held.due() else { return };
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

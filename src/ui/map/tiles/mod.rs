//! The tiles under the plan: walkers fetches, keeps and decodes them; here is which source it is, when one is asked at
//! all, and what is said when nothing comes.
//!
//! Nothing here is made before a planner has chosen a source: without that choice there is no client that could send
//! anything. A frame never waits: engines are made, ended and asked after on threads. It must not know of plans.

mod archive;
mod cache;
mod engine;
mod grid;
mod http;
mod notice;
mod trial;
mod watch;

use std::path::{Path, PathBuf};
use std::sync::mpsc::TryRecvError;
use std::time::{Duration, SystemTime};

use egui::{Context, Painter};
use walkers::TileId;

use self::engine::Engine;
use self::grid::Painted;
use self::trial::{KeptTiles, TileAnswer};
use self::watch::Watch;
use super::camera::View;
use crate::ui::background::GroundSource;
use crate::ui::theme::Tokens;

pub(super) use self::notice::notice_ui;
pub(in crate::ui) use self::trial::TileTrial;
pub use self::trial::TriedTile;

/// While tiles are missing, a frame looks for them so often.
const LOOK: Duration = Duration::from_millis(300);
/// What did not work is tried again after so many seconds, then after twice as many, and so on.
const FIRST_RETRY_SECS: f64 = 30.0;
/// It is tried again at the latest after so many seconds.
const LAST_RETRY_SECS: f64 = 600.0;

/// How it stands.
#[derive(Default)]
enum Stage {
    /// Nobody has chosen tiles.
    #[default]
    Off,
    /// A thread makes the engine.
    Starting(TileAnswer<Result<Engine, String>>),
    /// Tiles are drawn.
    On(Box<Engine>),
    /// There is none.
    Broken,
}

/// What does not work, and when it is tried again.
struct Trouble {
    /// In the user's words; none: it is not worth a word.
    words: Option<String>,
    /// On the window's clock.
    again_at: f64,
}

/// The tiles under the plan.
#[derive(Default)]
pub(super) struct Tiles {
    source: GroundSource,
    cache: Option<PathBuf>,
    stage: Stage,
    watch: Watch,
    /// Asks why nothing comes: walkers itself does not say.
    trial: Option<TileTrial>,
    trouble: Option<Trouble>,
    /// How often it did not work, one after the other.
    failures: i32,
    /// How much of the view lies under tiles, from 0 to 1.
    covered: f32,
    /// When the engine was started.
    begun: Option<SystemTime>,
}

impl Tiles {
    /// Shows this source from now on; `cache` is the folder in which what a server sends is kept.
    pub(super) fn follow(&mut self, source: &GroundSource, cache: Option<&Path>, ctx: &Context) {
        if self.source != *source {
            *self = Self { source: source.clone(), cache: cache.map(Path::to_owned), ..Self::default() };
            self.start(ctx, None);
        }
    }

    /// Starts the engine; what was kept since some time may be what spoils it, and is forgotten.
    fn start(&mut self, ctx: &Context, spoiled_since: Option<SystemTime>) {
        self.watch = Watch::default();
        if self.source == GroundSource::BuiltIn {
            self.stage = Stage::Off;
            return;
        }
        let kept = KeptTiles { folder: self.cache.clone(), spoiled_since };
        self.stage = Stage::Starting(engine::start(self.source.clone(), kept, ctx));
        self.begun = Some(SystemTime::now());
    }

    /// Whether tiles lie under most of the view, and so their names of places.
    pub(super) fn covers_most(&self) -> bool {
        0.5 <= self.covered
    }

    /// What the source's licence asks to be shown.
    pub(super) fn attribution(&self) -> Option<&str> {
        match &self.stage {
            Stage::On(engine) => Some(engine.attribution.as_str()).filter(|text| !text.is_empty()),
            Stage::Off | Stage::Starting(_) | Stage::Broken => None,
        }
    }

    /// What is said when it does not work.
    pub(super) fn trouble(&self) -> Option<&str> {
        self.trouble.as_ref()?.words.as_deref()
    }

    /// Tries again at once.
    pub(super) fn try_again(&mut self, ctx: &Context) {
        (self.trouble, self.trial, self.failures) = (None, None, 0);
        self.start(ctx, self.begun);
    }

    /// Draws what is there of them, over the built-in map and under everything else.
    pub(super) fn paint(&mut self, painter: &Painter, view: &View, tokens: &'static Tokens) {
        let ctx = painter.ctx();
        let now = ctx.input(|input| input.time);
        self.covered = 0.0;
        self.take_engine(now);
        match &mut self.stage {
            Stage::Off | Stage::Starting(_) => {}
            Stage::Broken => self.start_when_due(ctx, now),
            Stage::On(engine) => match grid::paint(painter, view, engine, tokens) {
                Ok(painted) => {
                    self.covered = painted.covered;
                    self.look_after(ctx, now, view, &painted);
                }
                Err(words) => self.break_down(words, now),
            },
        }
    }

    fn take_engine(&mut self, now: f64) {
        let Stage::Starting(receiver) = &self.stage else { return };
        match receiver.try_recv() {
            Ok(Ok(engine)) => self.stage = Stage::On(Box::new(engine)),
            Ok(Err(words)) => self.break_down(words, now),
            Err(TryRecvError::Disconnected) => {
                self.break_down(format!("{} cannot be shown: its reader has ended", self.source.name()), now);
            }
            Err(TryRecvError::Empty) => {}
        }
    }

    fn break_down(&mut self, words: String, now: f64) {
        self.stage = Stage::Broken;
        self.fail(Some(words), now);
    }

    fn fail(&mut self, words: Option<String>, now: f64) {
        let wait = (FIRST_RETRY_SECS * 2.0_f64.powi(self.failures)).min(LAST_RETRY_SECS);
        self.failures = (self.failures + 1).min(16);
        self.trouble = Some(Trouble { words, again_at: now + wait });
    }

    fn is_due(&self, now: f64) -> bool {
        self.trouble.as_ref().is_some_and(|trouble| trouble.again_at <= now)
    }

    /// Starts what could not be started, a little later each time.
    fn start_when_due(&mut self, ctx: &Context, now: f64) {
        if self.is_due(now) {
            self.start(ctx, None);
        } else {
            ctx.request_repaint_after(Duration::from_secs_f64(FIRST_RETRY_SECS));
        }
    }

    /// Asks why tiles are missing when they are for long.
    fn look_after(&mut self, ctx: &Context, now: f64, view: &View, painted: &Painted) {
        let Stage::On(engine) = &self.stage else { return };
        let Some(missing) = painted.first_missing else {
            (self.trouble, self.trial, self.failures) = (None, None, 0);
            return;
        };
        ctx.request_repaint_after(LOOK);
        let is_stuck = self.watch.is_stuck(now, *view, painted.own, engine.in_progress());
        if self.trial.is_none() && (is_stuck && self.trouble.is_none() || self.is_due(now)) {
            self.trial = Some(engine::try_tile(self.source.clone(), missing, ctx));
        }
        self.take_trial(ctx, now, painted.own == 0);
    }

    fn take_trial(&mut self, ctx: &Context, now: f64, is_empty: bool) {
        let Some(trial) = &self.trial else { return };
        match trial.try_recv() {
            // A source need not have every tile, but one that has none here leaves people wondering.
            Ok(Ok(TriedTile::Absent(words))) => self.fail(Some(words).filter(|_| is_empty), now),
            Ok(Ok(TriedTile::Works)) => {
                // walkers does not ask again for what once did not come: a new engine does.
                // What answers well and yet does not come may be kept as something else: a page of a portal, say.
                let again = if self.failures == 0 { self.begun } else { Some(SystemTime::UNIX_EPOCH) };
                self.start(ctx, again);
                self.fail(None, now);
            }
            Ok(Err(words)) => self.fail(Some(words), now),
            Err(TryRecvError::Disconnected) => {}
            Err(TryRecvError::Empty) => return,
        }
        self.trial = None;
    }
}

/// Asks a source for the tile in the middle of what is seen, to say whether it would do. Nothing else is asked for.
pub(in crate::ui) fn try_source(source: &GroundSource, view: Option<View>, ctx: &Context) -> TileTrial {
    engine::try_tile(source.clone(), view.map_or(TileId { x: 0, y: 0, zoom: 0 }, |view| grid::middle(&view)), ctx)
}

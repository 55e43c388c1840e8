//! What failures of the plan would do, per revision, CDN, service and demand: who asks, what becomes of them when parts
//! are down, and every failure in turn. Made when it is asked for, off the frame. It draws nothing.

use std::cell::RefCell;
use std::sync::Arc;

use egui::Context;

use super::source::PlanSource;
use crate::geometry::coverage::CoverageWindow;
use crate::model::{DownPart, Kind};
use crate::routing::{PlayedFailure, SweepPart, sweep};
use crate::session::tasks::what_if::{
    self, Consequence, Coverage, ExplainOrder, Explanation, GroupMove, HandOver, NamedPart, PlayOrder, Played,
};
use crate::ui::latest::{Cancel, Latest, Task, Work};

const PLAYING: Task = Task {
    title: "Asking who is served by whom",
    stages: &["Making the snapshot and asking"],
    cancel: Cancel::Possible,
};
const TAKING: Task = Task { title: "Taking parts down", stages: &["Asking again"], cancel: Cancel::Possible };
const COVERING: Task = Task::unseen("Finding out who serves where");
const HANDING: Task = Task::unseen("Finding out what would change hands");
const EXPLAINING: Task =
    Task { title: "Asking Traffic Router", stages: &["Making the snapshot and asking"], cancel: Cancel::Possible };
const SWEEPING: Task =
    Task { title: "Playing every failure", stages: &["Taking parts down in turn"], cancel: Cancel::Possible };

/// So many failures are kept to be listed.
const MOST: usize = 20_000;

/// What an answer depends on: the plan, and what is played of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayKey {
    revision: u64,
    order: PlayOrder,
}

/// Which failures are played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SweepOrder {
    /// What fails.
    pub by: Kind,
    /// Whether every two of them fail together as well.
    pub pairs: bool,
}

/// Every failure, the worst first.
pub struct SweptFailures {
    /// What can fail.
    pub parts: Vec<NamedPart>,
    /// The failures; of very many the worst.
    pub failures: Vec<PlayedFailure>,
    /// How many there are.
    pub count: usize,
    /// All that is asked for.
    pub clients: f64,
}

impl SweptFailures {
    /// What is down in a failure.
    pub fn down(&self, failure: &PlayedFailure) -> Vec<DownPart> {
        let parts = failure.down.iter().filter_map(|part| self.parts.get(*part));
        parts.map(|part| DownPart { kind: part.kind.key().to_owned(), name: part.name.clone() }).collect()
    }
}

/// What a picture of who serves where depends on.
type CoverageKey = (PlayKey, Vec<DownPart>, CoverageWindow);

/// What a hand-over depends on: the plan, what is down, what moves, and on what part of the map it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct HandOverKey {
    play: PlayKey,
    down: Vec<DownPart>,
    moves: Vec<GroupMove>,
    window: Option<CoverageWindow>,
}

impl HandOverKey {
    /// Whether the same groups move in the same plan.
    fn is_of_same_drag(&self, other: &Self) -> bool {
        let groups = |key: &Self| key.moves.iter().map(|own| own.group.clone()).collect::<Vec<_>>();
        self.play == other.play && self.down == other.down && groups(self) == groups(other)
    }
}

/// What was explained, or why it cannot be.
pub type Explained = Result<Explanation, String>;

/// An answer, and whether it is to what was asked: until it is there, the last one stays.
pub type NewestAnswer<T> = (Arc<T>, bool);

/// What failures would do.
pub struct Failures {
    playing: RefCell<Latest<PlayKey, Result<Played, String>>>,
    taken: RefCell<Latest<(PlayKey, Vec<DownPart>), Consequence>>,
    swept: RefCell<Latest<(PlayKey, SweepOrder), SweptFailures>>,
    explained: RefCell<Latest<(u64, ExplainOrder), Explained>>,
    coverage: RefCell<Latest<CoverageKey, Coverage>>,
    handed: RefCell<Latest<HandOverKey, HandOver>>,
}

impl Default for Failures {
    fn default() -> Self {
        Self {
            playing: RefCell::new(Latest::new(PLAYING)),
            taken: RefCell::new(Latest::new(TAKING)),
            swept: RefCell::new(Latest::new(SWEEPING)),
            explained: RefCell::new(Latest::new(EXPLAINING)),
            coverage: RefCell::new(Latest::new(COVERING)),
            handed: RefCell::new(Latest::new(HANDING)),
        }
    }
}

impl std::fmt::Debug for Failures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Failures").finish_non_exhaustive()
    }
}

impl Failures {
    /// Takes what has come. Called once a frame.
    pub(super) fn follow(&mut self, ctx: &Context) {
        self.playing.get_mut().follow(ctx);
        self.taken.get_mut().follow(ctx);
        self.swept.get_mut().follow(ctx);
        self.explained.get_mut().follow(ctx);
        self.coverage.get_mut().follow(ctx);
        self.handed.get_mut().follow(ctx);
    }

    /// Forgets everything.
    pub(super) fn forget(&mut self) {
        self.playing.get_mut().forget();
        self.taken.get_mut().forget();
        self.swept.get_mut().forget();
        self.explained.get_mut().forget();
        self.coverage.get_mut().forget();
        self.handed.get_mut().forget();
    }

    /// Who asks, and who serves them; none: it is on its way.
    pub(super) fn played(
        &self,
        ctx: &Context,
        source: &PlanSource,
        order: &PlayOrder,
    ) -> Option<Arc<Result<Played, String>>> {
        let key = PlayKey { revision: source.revision, order: order.clone() };
        let (plan, order) = (Arc::clone(&source.plan), order.clone());
        let mut playing = self.playing.borrow_mut();
        playing.ask(ctx, &key, move |work| what_if::play(&plan, &order, &|| !work.is_cancelled()));
        playing.answer_to(&key).cloned()
    }

    /// What becomes of them when parts are down.
    pub(super) fn consequence(
        &self,
        ctx: &Context,
        source: &PlanSource,
        order: &PlayOrder,
        down: &[DownPart],
    ) -> Option<NewestAnswer<Consequence>> {
        let played = self.played(ctx, source, order);
        let mut taken = self.taken.borrow_mut();
        let key = (PlayKey { revision: source.revision, order: order.clone() }, down.to_vec());
        if let Some(played) = played.filter(|played| played.is_ok()) {
            let (plan, cdn, parts) = (Arc::clone(&source.plan), order.cdn.clone(), down.to_vec());
            taken.ask(ctx, &key, move |_| {
                let played = played.as_ref().as_ref().ok()?;
                Some(what_if::consequence(&plan, &cdn, played, &parts))
            });
        }
        newest(&taken, &key)
    }

    /// Every failure, the worst first.
    pub(super) fn swept(
        &self,
        ctx: &Context,
        source: &PlanSource,
        order: &PlayOrder,
        sweeping: SweepOrder,
    ) -> Option<NewestAnswer<SweptFailures>> {
        let played = self.played(ctx, source, order);
        let mut swept = self.swept.borrow_mut();
        let key = (PlayKey { revision: source.revision, order: order.clone() }, sweeping);
        if let Some(played) = played.filter(|played| played.is_ok()) {
            let (plan, cdn) = (Arc::clone(&source.plan), order.cdn.clone());
            swept.ask(ctx, &key, move |work| {
                let played = played.as_ref().as_ref().ok()?;
                let parts = what_if::parts(&plan, &cdn, played.what_if.router().view(), sweeping.by);
                play_all(played, parts, sweeping.pairs, work)
            });
        }
        newest(&swept, &key)
    }

    /// Who serves where in a part of the map; none of it: the newest that is known.
    pub(super) fn coverage(
        &self,
        ctx: &Context,
        source: &PlanSource,
        (order, down): (&PlayOrder, &[DownPart]),
        window: Option<CoverageWindow>,
    ) -> Option<NewestAnswer<Coverage>> {
        let played = self.played(ctx, source, order);
        let mut coverage = self.coverage.borrow_mut();
        if let (Some(window), Some(played)) = (window, played.filter(|played| played.is_ok())) {
            let key = (PlayKey { revision: source.revision, order: order.clone() }, down.to_vec(), window);
            let (plan, cdn, parts) = (Arc::clone(&source.plan), order.cdn.clone(), down.to_vec());
            coverage.ask(ctx, &key, move |work| {
                let played = played.as_ref().as_ref().ok()?;
                what_if::coverage(&plan, &cdn, played, &parts, window, &|| !work.is_cancelled())
            });
        }
        let is_of_plan = |(key, _, _): &CoverageKey| key.revision == source.revision && key.order == *order;
        let is_answer = coverage.newest_key().is_some_and(|key| is_of_plan(key) && key.1 == down);
        coverage.newest().map(|found| (Arc::clone(found), is_answer))
    }

    /// What would change hands if groups stood elsewhere, the newest that is known of the same groups. While one answer is
    /// on its way the next is not asked for: the hand is faster, and must not cut short whatever is begun.
    pub(super) fn handed_over(
        &self,
        ctx: &Context,
        source: &PlanSource,
        (order, down): (&PlayOrder, &[DownPart]),
        moves: &[GroupMove],
        before: Option<Arc<Coverage>>,
    ) -> Option<Arc<HandOver>> {
        let played = self.played(ctx, source, order).filter(|played| played.is_ok())?;
        let mut handed = self.handed.borrow_mut();
        handed.follow(ctx);
        let play = PlayKey { revision: source.revision, order: order.clone() };
        let window = before.as_ref().map(|before| before.grid.window);
        let key = HandOverKey { play, down: down.to_vec(), moves: moves.to_vec(), window };
        if !(handed.is_busy() && handed.asked().is_some_and(|asked| asked.is_of_same_drag(&key))) {
            let plan = Arc::clone(&source.plan);
            let HandOverKey { moves, down, .. } = key.clone();
            let cdn = order.cdn.clone();
            handed.ask(ctx, &key, move |work| {
                let played = played.as_ref().as_ref().ok()?;
                let goes_on = || !work.is_cancelled();
                what_if::hand_over(&plan, (&cdn, &down), played, &moves, before.as_deref(), &goes_on)
            });
        }
        handed.newest_key().filter(|known| known.is_of_same_drag(&key))?;
        handed.newest().cloned()
    }

    /// What Traffic Router does with one client.
    pub(super) fn explained(
        &self,
        ctx: &Context,
        source: &PlanSource,
        order: &ExplainOrder,
    ) -> Option<NewestAnswer<Explained>> {
        let mut explained = self.explained.borrow_mut();
        let key = (source.revision, order.clone());
        let (plan, asked) = (Arc::clone(&source.plan), order.clone());
        explained.ask(ctx, &key, move |_| Some(what_if::explain(&plan, &asked)));
        newest(&explained, &key)
    }

    /// Whether the user has turned away.
    pub fn is_given_up(&self) -> bool {
        self.playing.borrow().is_given_up() || self.swept.borrow().is_given_up()
    }

    /// Lets what was given up be asked again.
    pub fn ask_again(&self) {
        self.playing.borrow_mut().ask_again();
        self.taken.borrow_mut().ask_again();
        self.swept.borrow_mut().ask_again();
    }
}

fn play_all(played: &Played, parts: Vec<NamedPart>, pairs: bool, work: &Work) -> Option<SweptFailures> {
    let sweeping: Vec<SweepPart> = parts.iter().map(|part| part.part.clone()).collect();
    let mut failures = sweep(&played.what_if, &sweeping, pairs, &|_, _| !work.is_cancelled())?;
    let count = failures.len();
    failures.truncate(MOST);
    Some(SweptFailures { parts, failures, count, clients: played.what_if.clients() })
}

fn newest<K: PartialEq + Clone, T: Send + Sync + 'static>(latest: &Latest<K, T>, key: &K) -> Option<NewestAnswer<T>> {
    let is_answer = latest.answer_to(key).is_some();
    latest.newest().map(|value| (Arc::clone(value), is_answer))
}

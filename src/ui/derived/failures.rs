//! What failures of the plan would do, per revision, CDN, service and demand: who asks, what becomes of them when parts
//! are down, and every failure in turn. Made when it is asked for, off the frame. It draws nothing.

use std::cell::RefCell;
use std::sync::Arc;

use egui::Context;

use super::source::PlanSource;
use crate::formats::demand::only_demand;
use crate::geometry::coverage::CoverageWindow;
use crate::model::{DownPart, Kind, Plan};
use crate::routing::{Overload, PlayedFailure, SweepPart, sweep};
use crate::session::tasks::what_if::{
    self, Consequence, Coverage, ExplainOrder, Explanation, GroupMove, HandOver, Loads, MissingFallback, NamedPart,
    PlayOrder, Played, ScenarioOutcome,
};
use crate::tabular::given::CarriedLoads;
use crate::ui::latest::{Cancel, Latest, Task, Work};

const PLAYING: Task = Task {
    title: "Asking who is served by whom",
    stages: &["Making the snapshot and asking"],
    cancel: Cancel::Possible,
};
const TAKING: Task = Task { title: "Taking parts down", stages: &["Asking again"], cancel: Cancel::Possible };
const COVERING: Task = Task::unseen("Finding out who serves where");
const HANDING: Task = Task::unseen("Finding out what would change hands");
const LOADING: Task = Task::unseen("Adding up what every tier carries");
const CARRYING: Task = Task::unseen("Adding up what groups carry");
const PUSHING: Task =
    Task { title: "Looking for what fills a group", stages: &["Taking parts down in turn"], cancel: Cancel::Possible };
const MISSING: Task = Task {
    title: "Looking for fallbacks that are missing",
    stages: &["Taking every group down without and with another fallback"],
    cancel: Cancel::Possible,
};
const COMPARING: Task = Task { title: "Playing scenarios", stages: &["Taking parts down"], cancel: Cancel::Possible };
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
        down_parts(&self.parts, &failure.down)
    }
}

/// Parts by their places.
pub fn down_parts(parts: &[NamedPart], down: &[usize]) -> Vec<DownPart> {
    let parts = down.iter().filter_map(|part| parts.get(*part));
    parts.map(|part| DownPart { kind: part.kind.key().to_owned(), name: part.name.clone() }).collect()
}

/// The failures that make a group carry more than a part of what it can, the worst first.
pub struct PushedGroup {
    /// What can fail.
    pub parts: Vec<NamedPart>,
    /// Which of them, and what the group carries then.
    pub failures: Vec<(Vec<usize>, Overload)>,
}

/// So many per cent of what it can are much for a group.
pub const MUCH_PERCENT: f64 = 80.0;

/// A version of the plan to compare with.
#[derive(Clone, Debug)]
pub struct PinnedPlan {
    /// The plan as it was, or as another file has it.
    pub plan: Arc<Plan>,
    /// Which version that is.
    pub words: String,
}

impl PartialEq for PinnedPlan {
    /// Whether it is the very same plan.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.plan, &other.plan)
    }
}

/// What scenarios come to in this plan, and in another version of it.
pub struct ComparedScenarios {
    /// In this one, in the order in which they were asked for.
    pub now: Vec<ScenarioOutcome>,
    /// In the other one; why nobody can be asked there.
    pub then: Option<Result<Vec<ScenarioOutcome>, String>>,
}

/// What every tier carries, by the plan and what is down; none: no demand says how much is asked for.
type LatestLoads = Latest<(PlayKey, Vec<DownPart>), Option<Loads>>;

/// What a comparison of scenarios depends on.
type ComparedKey = (PlayKey, Vec<Vec<DownPart>>, Option<PinnedPlan>);

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
    coverage_before: RefCell<Latest<CoverageKey, Coverage>>,
    handed: RefCell<Latest<HandOverKey, HandOver>>,
    loads: RefCell<LatestLoads>,
    pushed: RefCell<Latest<(PlayKey, SweepOrder, String), PushedGroup>>,
    missing: RefCell<Latest<PlayKey, Vec<MissingFallback>>>,
    compared: RefCell<Latest<ComparedKey, ComparedScenarios>>,
    carried: RefCell<Latest<(PlayKey, Vec<DownPart>), CarriedLoads>>,
    /// The loads that everybody is shown.
    shown_loads: RefCell<Option<Arc<Option<Loads>>>>,
    /// What is played for everybody, and what is down in it.
    shown: RefCell<Option<(PlayOrder, Vec<DownPart>)>>,
}

impl Default for Failures {
    fn default() -> Self {
        Self {
            playing: RefCell::new(Latest::new(PLAYING)),
            taken: RefCell::new(Latest::new(TAKING)),
            swept: RefCell::new(Latest::new(SWEEPING)),
            explained: RefCell::new(Latest::new(EXPLAINING)),
            coverage: RefCell::new(Latest::new(COVERING)),
            coverage_before: RefCell::new(Latest::new(COVERING)),
            handed: RefCell::new(Latest::new(HANDING)),
            loads: RefCell::new(Latest::new(LOADING)),
            pushed: RefCell::new(Latest::new(PUSHING)),
            missing: RefCell::new(Latest::new(MISSING)),
            compared: RefCell::new(Latest::new(COMPARING)),
            carried: RefCell::new(Latest::new(CARRYING)),
            shown_loads: RefCell::default(),
            shown: RefCell::default(),
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
        self.coverage_before.get_mut().follow(ctx);
        self.handed.get_mut().follow(ctx);
        self.loads.get_mut().follow(ctx);
        self.pushed.get_mut().follow(ctx);
        self.missing.get_mut().follow(ctx);
        self.compared.get_mut().follow(ctx);
        self.carried.get_mut().follow(ctx);
    }

    /// Forgets everything.
    pub(super) fn forget(&mut self) {
        self.playing.get_mut().forget();
        self.taken.get_mut().forget();
        self.swept.get_mut().forget();
        self.explained.get_mut().forget();
        self.coverage.get_mut().forget();
        self.coverage_before.get_mut().forget();
        self.handed.get_mut().forget();
        self.loads.get_mut().forget();
        self.pushed.get_mut().forget();
        self.missing.get_mut().forget();
        self.compared.get_mut().forget();
        self.carried.get_mut().forget();
        *self.shown_loads.get_mut() = None;
        *self.shown.get_mut() = None;
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

    /// Adds up what every tier carries while parts are down, and shows it to everybody; nothing where no demand says how
    /// much is asked for.
    pub(super) fn follow_loads(
        &self,
        ctx: &Context,
        source: &PlanSource,
        order: Option<&PlayOrder>,
        down: &[DownPart],
    ) {
        *self.shown.borrow_mut() = order.map(|order| (order.clone(), down.to_vec()));
        let Some(order) = order.filter(|order| order.demand.is_some()) else {
            *self.shown_loads.borrow_mut() = None;
            return;
        };
        let played = self.played(ctx, source, order);
        let mut loads = self.loads.borrow_mut();
        let key = (PlayKey { revision: source.revision, order: order.clone() }, down.to_vec());
        if let Some(played) = played.filter(|played| played.is_ok()) {
            let (plan, cdn, parts) = (Arc::clone(&source.plan), order.cdn.clone(), down.to_vec());
            loads.ask(ctx, &key, move |_| {
                let played = played.as_ref().as_ref().ok()?;
                Some(what_if::loads(&plan, &cdn, played, &parts))
            });
        }
        *self.shown_loads.borrow_mut() = loads.newest().cloned();
    }

    /// What every tier carries, the newest that is known; none: no demand says how much is asked for.
    pub(super) fn loads(&self) -> Option<Arc<Option<Loads>>> {
        self.shown_loads.borrow().clone().filter(|loads| loads.is_some())
    }

    /// What groups and servers carry, for tables: the newest that is known, whatever it is counted in.
    pub(super) fn carried(&self, ctx: &Context, source: &PlanSource) -> Option<Arc<CarriedLoads>> {
        let (order, down) = self.shown.borrow().clone()?;
        let played = self.played(ctx, source, &order);
        let mut carried = self.carried.borrow_mut();
        if let Some(played) = played.filter(|played| played.is_ok()) {
            let key = (PlayKey { revision: source.revision, order: order.clone() }, down.clone());
            let plan = Arc::clone(&source.plan);
            carried.ask(ctx, &key, move |_| {
                let played = played.as_ref().as_ref().ok()?;
                Some(what_if::carried_loads(&plan, &order.cdn, played, &down))
            });
        }
        carried.newest().cloned()
    }

    /// The failures that make a group carry much.
    pub(super) fn pushed(
        &self,
        ctx: &Context,
        source: &PlanSource,
        (order, sweeping): (&PlayOrder, SweepOrder),
        group: &str,
    ) -> Option<NewestAnswer<PushedGroup>> {
        let played = self.played(ctx, source, order);
        let mut pushed = self.pushed.borrow_mut();
        let key = (PlayKey { revision: source.revision, order: order.clone() }, sweeping, group.to_owned());
        if let Some(played) = played.filter(|played| played.is_ok()) {
            let (plan, cdn, group) = (Arc::clone(&source.plan), order.cdn.clone(), group.to_owned());
            pushed.ask(ctx, &key, move |work| {
                let played = played.as_ref().as_ref().ok()?;
                let parts = what_if::parts(&plan, &cdn, played.what_if.router().view(), sweeping.by);
                push_all(played, parts, sweeping.pairs, &group, work)
            });
        }
        newest(&pushed, &key)
    }

    /// The fallbacks that groups do not have and that would help, the dearest first.
    pub(super) fn missing(
        &self,
        ctx: &Context,
        source: &PlanSource,
        order: &PlayOrder,
    ) -> Option<NewestAnswer<Vec<MissingFallback>>> {
        let played = self.played(ctx, source, order);
        let mut missing = self.missing.borrow_mut();
        let key = PlayKey { revision: source.revision, order: order.clone() };
        if let Some(played) = played.filter(|played| played.is_ok()) {
            missing.ask(ctx, &key, move |work| {
                what_if::missing_fallbacks(played.as_ref().as_ref().ok()?, &|| !work.is_cancelled())
            });
        }
        newest(&missing, &key)
    }

    /// What scenarios come to, in this plan and in another version of it.
    pub(super) fn compared(
        &self,
        ctx: &Context,
        source: &PlanSource,
        order: &PlayOrder,
        scenarios: &[Vec<DownPart>],
        pinned: Option<&PinnedPlan>,
    ) -> Option<NewestAnswer<ComparedScenarios>> {
        let played = self.played(ctx, source, order);
        let mut compared = self.compared.borrow_mut();
        let play = PlayKey { revision: source.revision, order: order.clone() };
        let key = (play, scenarios.to_vec(), pinned.cloned());
        if let Some(played) = played.filter(|played| played.is_ok()) {
            let (plan, order, scenarios) = (Arc::clone(&source.plan), order.clone(), scenarios.to_vec());
            let pinned = pinned.map(|pinned| Arc::clone(&pinned.plan));
            compared.ask(ctx, &key, move |work| {
                let played = played.as_ref().as_ref().ok()?;
                let goes_on = || !work.is_cancelled();
                let now = what_if::scenario_outcomes(&plan, &order.cdn, played, &scenarios, &goes_on)?;
                let then = match pinned {
                    None => None,
                    Some(plan) => Some(outcomes_then(&plan, &order, &scenarios, &goes_on)?),
                };
                Some(ComparedScenarios { now, then })
            });
        }
        newest(&compared, &key)
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
        asked: (&PlayOrder, &[DownPart]),
        window: Option<CoverageWindow>,
    ) -> Option<NewestAnswer<Coverage>> {
        self.covered(&self.coverage, (ctx, source), asked, window)
    }

    /// The same while nothing is down.
    pub(super) fn coverage_before(
        &self,
        ctx: &Context,
        source: &PlanSource,
        order: &PlayOrder,
        window: Option<CoverageWindow>,
    ) -> Option<Arc<Coverage>> {
        self.covered(&self.coverage_before, (ctx, source), (order, &[]), window).map(|(found, _)| found)
    }

    fn covered(
        &self,
        coverage: &RefCell<Latest<CoverageKey, Coverage>>,
        (ctx, source): (&Context, &PlanSource),
        (order, down): (&PlayOrder, &[DownPart]),
        window: Option<CoverageWindow>,
    ) -> Option<NewestAnswer<Coverage>> {
        let played = self.played(ctx, source, order);
        let mut coverage = coverage.borrow_mut();
        if let (Some(window), Some(played)) = (window, played.filter(|played| played.is_ok())) {
            let key = (PlayKey { revision: source.revision, order: order.clone() }, down.to_vec(), window);
            let (plan, cdn, parts) = (Arc::clone(&source.plan), order.cdn.clone(), down.to_vec());
            // The picture of the same plan and place with something else down is most of the next one.
            let known = coverage.newest_key().filter(|known| known.0 == key.0 && known.2 == window);
            let known = known.map(|known| known.1.clone()).zip(coverage.newest().cloned());
            coverage.ask(ctx, &key, move |work| {
                let played = played.as_ref().as_ref().ok()?;
                let known = known.as_ref().map(|(down, known)| (&**known, down.as_slice()));
                what_if::coverage(&plan, &cdn, played, &parts, (window, known), &|| !work.is_cancelled())
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
        self.playing.borrow().is_given_up()
            || self.swept.borrow().is_given_up()
            || self.pushed.borrow().is_given_up()
            || self.missing.borrow().is_given_up()
            || self.compared.borrow().is_given_up()
    }

    /// Lets what was given up be asked again.
    pub fn ask_again(&self) {
        self.playing.borrow_mut().ask_again();
        self.taken.borrow_mut().ask_again();
        self.swept.borrow_mut().ask_again();
        self.pushed.borrow_mut().ask_again();
        self.missing.borrow_mut().ask_again();
        self.compared.borrow_mut().ask_again();
    }
}

fn play_all(played: &Played, parts: Vec<NamedPart>, pairs: bool, work: &Work) -> Option<SweptFailures> {
    let sweeping: Vec<SweepPart> = parts.iter().map(|part| part.part.clone()).collect();
    let mut failures = sweep(&played.what_if, &sweeping, pairs, &|_, _| !work.is_cancelled())?;
    let count = failures.len();
    failures.truncate(MOST);
    Some(SweptFailures { parts, failures, count, clients: played.what_if.clients() })
}

/// What scenarios come to in another version of the plan. None: it was cut short.
fn outcomes_then(
    plan: &Plan,
    order: &PlayOrder,
    scenarios: &[Vec<DownPart>],
    goes_on: &(dyn Fn() -> bool + Sync),
) -> Option<Result<Vec<ScenarioOutcome>, String>> {
    let order = PlayOrder { demand: only_demand(plan), ..order.clone() };
    match what_if::play(plan, &order, goes_on)? {
        Err(why) => Some(Err(why)),
        Ok(played) => Some(Ok(what_if::scenario_outcomes(plan, &order.cdn, &played, scenarios, goes_on)?)),
    }
}

fn push_all(played: &Played, parts: Vec<NamedPart>, pairs: bool, group: &str, work: &Work) -> Option<PushedGroup> {
    let what_if = &played.what_if;
    let location = what_if.router().location_by_name(group)?;
    let sweeping: Vec<SweepPart> = parts.iter().map(|part| part.part.clone()).collect();
    let mut failures: Vec<Vec<usize>> = (0..parts.len()).map(|part| vec![part]).collect();
    if pairs {
        failures.extend((0..parts.len()).flat_map(|one| (one + 1..parts.len()).map(move |other| vec![one, other])));
    }
    let mut found = what_if.pushing(location, MUCH_PERCENT, &failures, &sweeping, &|| !work.is_cancelled())?;
    found.truncate(MOST);
    Some(PushedGroup { parts, failures: found })
}

fn newest<K: PartialEq + Clone, T: Send + Sync + 'static>(latest: &Latest<K, T>, key: &K) -> Option<NewestAnswer<T>> {
    let is_answer = latest.answer_to(key).is_some();
    latest.newest().map(|value| (Arc::clone(value), is_answer))
}

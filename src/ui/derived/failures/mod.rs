//! What failures of the plan would do, per revision, CDN, service and demand: who asks, what becomes of them when parts
//! are down, and every failure in turn. Made when it is asked for, off the frame. It draws nothing.

mod answers;
mod playing;
mod tasks;

use std::cell::RefCell;
use std::sync::Arc;

use egui::Context;

use self::answers::{ComparedKey, CoverageKey, LatestLoads};
pub use self::answers::{
    ComparedScenarios, Explained, HandOverKey, MUCH_PERCENT, NewestAnswer, PinnedPlan, PlayKey, PushedGroup,
    SweepOrder, SweptFailures, down_parts,
};
use self::playing::{outcomes_then, play_all, push_all};
use super::source::PlanSource;
use crate::geometry::coverage::CoverageWindow;
use crate::model::DownPart;
use crate::session::tasks::what_if::{
    self, Consequence, Coverage, ExplainOrder, GroupMove, HandOver, Loads, MissingFallback, PlayOrder, Played,
};
use crate::tabular::given::CarriedLoads;
use crate::ui::latest::{Latest, Work};

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
            playing: RefCell::new(Latest::new(tasks::PLAYING)),
            taken: RefCell::new(Latest::new(tasks::TAKING)),
            swept: RefCell::new(Latest::new(tasks::SWEEPING)),
            explained: RefCell::new(Latest::new(tasks::EXPLAINING)),
            coverage: RefCell::new(Latest::new(tasks::COVERING)),
            coverage_before: RefCell::new(Latest::new(tasks::COVERING)),
            handed: RefCell::new(Latest::new(tasks::HANDING)),
            loads: RefCell::new(Latest::new(tasks::LOADING)),
            pushed: RefCell::new(Latest::new(tasks::PUSHING)),
            missing: RefCell::new(Latest::new(tasks::MISSING)),
            compared: RefCell::new(Latest::new(tasks::COMPARING)),
            carried: RefCell::new(Latest::new(tasks::CARRYING)),
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
        let key = PlayKey::new(source, order);
        let (plan, order) = (Arc::clone(&source.plan), order.clone());
        let mut playing = self.playing.borrow_mut();
        playing.ask(ctx, &key, move |work| what_if::play(&plan, &order, &|| !work.is_cancelled()));
        playing.answer_to(&key).cloned()
    }

    /// Asks what depends on who asks, as soon as that is known, and answers with the newest.
    fn ask_played<K, T>(
        &self,
        (ctx, source, order): (&Context, &PlanSource, &PlayOrder),
        latest: &RefCell<Latest<K, T>>,
        key: &K,
        work: impl FnOnce(&Played, &Work) -> Option<T> + Send + 'static,
    ) -> Option<NewestAnswer<T>>
    where
        K: PartialEq + Clone,
        T: Send + Sync + 'static,
    {
        let played = self.played(ctx, source, order);
        let mut latest = latest.borrow_mut();
        if let Some(played) = played.filter(|played| played.is_ok()) {
            latest.ask(ctx, key, move |done| work(played.as_ref().as_ref().ok()?, done));
        }
        newest(&latest, key)
    }

    /// What becomes of them when parts are down.
    pub(super) fn consequence(
        &self,
        ctx: &Context,
        source: &PlanSource,
        order: &PlayOrder,
        down: &[DownPart],
    ) -> Option<NewestAnswer<Consequence>> {
        let key = (PlayKey::new(source, order), down.to_vec());
        let (plan, cdn, parts) = (Arc::clone(&source.plan), order.cdn.clone(), down.to_vec());
        self.ask_played((ctx, source, order), &self.taken, &key, move |played, _| {
            Some(what_if::consequence(&plan, &cdn, played, &parts))
        })
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
        let key = (PlayKey::new(source, order), down.to_vec());
        let (plan, cdn, parts) = (Arc::clone(&source.plan), order.cdn.clone(), down.to_vec());
        let newest = self.ask_played((ctx, source, order), &self.loads, &key, move |played, _| {
            Some(what_if::loads(&plan, &cdn, played, &parts))
        });
        *self.shown_loads.borrow_mut() = newest.map(|(loads, _)| loads);
    }

    /// What every tier carries, the newest that is known; none: no demand says how much is asked for.
    pub(super) fn loads(&self) -> Option<Arc<Option<Loads>>> {
        self.shown_loads.borrow().clone().filter(|loads| loads.is_some())
    }

    /// What groups and servers carry, for tables: the newest that is known, whatever it is counted in.
    pub(super) fn carried(&self, ctx: &Context, source: &PlanSource) -> Option<Arc<CarriedLoads>> {
        let (order, down) = self.shown.borrow().clone()?;
        let key = (PlayKey::new(source, &order), down.clone());
        let (plan, cdn) = (Arc::clone(&source.plan), order.cdn.clone());
        let newest = self.ask_played((ctx, source, &order), &self.carried, &key, move |played, _| {
            Some(what_if::carried_loads(&plan, &cdn, played, &down))
        });
        newest.map(|(loads, _)| loads)
    }

    /// The failures that make a group carry much.
    pub(super) fn pushed(
        &self,
        ctx: &Context,
        source: &PlanSource,
        (order, sweeping): (&PlayOrder, SweepOrder),
        group: &str,
    ) -> Option<NewestAnswer<PushedGroup>> {
        let key = (PlayKey::new(source, order), sweeping, group.to_owned());
        let (plan, cdn, group) = (Arc::clone(&source.plan), order.cdn.clone(), group.to_owned());
        self.ask_played((ctx, source, order), &self.pushed, &key, move |played, work| {
            let parts = what_if::parts(&plan, &cdn, played.what_if.router().view(), sweeping.by);
            push_all(played, parts, sweeping.pairs, &group, work)
        })
    }

    /// The fallbacks that groups do not have and that would help, the dearest first.
    pub(super) fn missing(
        &self,
        ctx: &Context,
        source: &PlanSource,
        order: &PlayOrder,
    ) -> Option<NewestAnswer<Vec<MissingFallback>>> {
        self.ask_played((ctx, source, order), &self.missing, &PlayKey::new(source, order), |played, work| {
            what_if::missing_fallbacks(played, &|| !work.is_cancelled())
        })
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
        let key = (PlayKey::new(source, order), scenarios.to_vec(), pinned.cloned());
        let (plan, scenarios) = (Arc::clone(&source.plan), scenarios.to_vec());
        let (pinned, asked) = (pinned.map(|pinned| Arc::clone(&pinned.plan)), order.clone());
        self.ask_played((ctx, source, order), &self.compared, &key, move |played, work| {
            let goes_on = || !work.is_cancelled();
            let now = what_if::scenario_outcomes(&plan, &asked.cdn, played, &scenarios, &goes_on)?;
            let then = match pinned {
                None => None,
                Some(plan) => Some(outcomes_then(&plan, &asked, &scenarios, &goes_on)?),
            };
            Some(ComparedScenarios { now, then })
        })
    }

    /// Every failure, the worst first.
    pub(super) fn swept(
        &self,
        ctx: &Context,
        source: &PlanSource,
        order: &PlayOrder,
        sweeping: SweepOrder,
    ) -> Option<NewestAnswer<SweptFailures>> {
        let key = (PlayKey::new(source, order), sweeping);
        let (plan, cdn) = (Arc::clone(&source.plan), order.cdn.clone());
        self.ask_played((ctx, source, order), &self.swept, &key, move |played, work| {
            let parts = what_if::parts(&plan, &cdn, played.what_if.router().view(), sweeping.by);
            play_all(played, parts, sweeping.pairs, work)
        })
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
            let key = (PlayKey::new(source, order), down.to_vec(), window);
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
        let play = PlayKey::new(source, order);
        let is_answer = coverage.newest_key().is_some_and(|key| key.0 == play && key.1 == down);
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
        let play = PlayKey::new(source, order);
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

fn newest<K: PartialEq + Clone, T: Send + Sync + 'static>(latest: &Latest<K, T>, key: &K) -> Option<NewestAnswer<T>> {
    let is_answer = latest.answer_to(key).is_some();
    latest.newest().map(|value| (Arc::clone(value), is_answer))
}

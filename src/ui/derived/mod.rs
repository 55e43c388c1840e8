//! What is computed of a plan, kept per revision and CDN: what Traffic Router would make of its snapshot, what a new
//! snapshot would change. Made when it is asked for, off the frame, and never an answer about another plan. It draws
//! nothing and changes nothing.

pub mod changes;
pub mod differences;
pub mod failures;
pub mod findings;
pub mod routed;
mod source;

use std::cell::{Ref, RefCell};
use std::path::PathBuf;
use std::sync::Arc;

use egui::Context;

use self::changes::Changes;
use self::failures::{
    ComparedScenarios, Explained, Failures, NewestAnswer, PinnedPlan, PushedGroup, SweepOrder, SweptFailures,
};
use self::findings::Findings;
use self::routed::RoutedSnapshot;
use super::action::Queue;
use super::latest::{Cancel, Latest, Task, drop_elsewhere};
use super::settings::Tab;
use crate::geometry::coverage::CoverageWindow;
use crate::model::DownPart;
use crate::rules::Limits;
use crate::session::tasks::what_if::{
    Consequence, Coverage, ExplainOrder, GroupMove, HandOver, Loads, MissingFallback, PlayOrder, Played,
};
use crate::session::tasks::{self, Preflight, Question};
use crate::sorting::OrderedMap;
use crate::store::Packed;
use crate::tabular::given::{GivenAsked, GivenColumns};
use crate::tabular::services::ServiceCounts;

pub use self::source::PlanSource;

const JUDGING: Task = Task {
    title: "Asking what Traffic Router would do",
    stages: &["Making the snapshot", "Judging it"],
    cancel: Cancel::Possible,
};

const MAKING: Task =
    Task { title: "Making the snapshot", stages: &["Making and reading it"], cancel: Cancel::Possible };

/// Up to so many servers are counted while a frame is made.
const COUNTED_IN_FRAME: usize = 300;

/// The snapshot of a CDN and what Traffic Router has of it, by revision; or why there is none.
type LatestRouted = Latest<u64, Result<RoutedSnapshot, String>>;

/// What an answer of Traffic Router depends on: the question, and the snapshot that it is taken to have.
#[derive(Clone, Debug, PartialEq)]
pub struct PreflightKey {
    question: Question,
    last: Option<Packed>,
}

/// What is computed of the plan.
#[derive(Debug)]
pub struct Derived {
    ctx: Context,
    source: PlanSource,
    changes: Changes,
    findings: Findings,
    preflight: RefCell<Latest<PreflightKey, Preflight>>,
    routed: RefCell<OrderedMap<String, LatestRouted>>,
    failures: Failures,
    services: RefCell<Latest<u64, ServiceCounts>>,
}

impl Derived {
    /// Of no plan yet.
    pub fn new(ctx: &Context) -> Self {
        Self {
            ctx: ctx.clone(),
            source: PlanSource::default(),
            changes: Changes::default(),
            findings: Findings::default(),
            preflight: RefCell::new(Latest::new(JUDGING)),
            routed: RefCell::default(),
            failures: Failures::default(),
            services: RefCell::new(Latest::new(Task::unseen("Counting delivery services"))),
        }
    }

    /// Follows the plan; `seen` is the tab that somebody looks at, `limits` what is set of the rules. Called once a frame.
    pub fn follow(&mut self, source: PlanSource, seen: Tab, limits: Limits, queue: &Queue) {
        if source.path != self.source.path {
            self.forget();
        }
        let before = std::mem::replace(&mut self.source, source);
        if !Arc::ptr_eq(&before.plan, &self.source.plan) {
            drop_elsewhere(before);
        }
        self.preflight.get_mut().follow(&self.ctx);
        self.failures.follow(&self.ctx);
        self.services.get_mut().follow(&self.ctx);
        for routed in self.routed.get_mut().values_mut() {
            routed.follow(&self.ctx);
        }
        self.changes.follow(&self.ctx, &self.source, seen == Tab::Changes, queue);
        self.findings.follow(&self.ctx, &self.source, limits, seen == Tab::Problems);
    }

    /// Forgets everything: another plan has been opened.
    pub fn forget(&mut self) {
        self.changes.clear();
        self.findings.clear();
        self.preflight.get_mut().forget();
        self.routed.get_mut().clear();
        self.failures.forget();
        self.services.get_mut().forget();
    }

    /// What a new snapshot would change.
    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    /// What rules have found.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// The same, to say what is to be compared.
    pub fn changes_mut(&mut self) -> &mut Changes {
        &mut self.changes
    }

    /// Reads a file to compare the plan of a plan file with.
    pub fn compare_with(&mut self, plan: Option<PathBuf>, path: PathBuf) {
        self.changes.compare_with(&self.ctx, plan, path, false);
    }

    /// Reads the file that a plan was compared with when it was last shown; the lower panel stays as it is.
    pub fn compare_again_with(&mut self, plan: Option<PathBuf>, path: PathBuf) {
        self.changes.compare_with(&self.ctx, plan, path, true);
    }

    /// Turns to a plan that has been opened: nothing is kept of the one before.
    pub fn turn_to(&mut self, source: PlanSource) {
        self.forget();
        self.source = source;
    }

    /// The CDN that is compared.
    pub fn compared_cdn(&self) -> Option<String> {
        self.changes.cdn(&self.source)
    }

    /// The plan of which everything is computed.
    pub fn source(&self) -> &PlanSource {
        &self.source
    }

    /// The snapshot that this plan makes for a CDN, and what Traffic Router has of it, or why there is none; made when it
    /// is first asked for. None: it is on its way.
    pub fn routed(&self, cdn: &str) -> Option<Arc<Result<RoutedSnapshot, String>>> {
        let mut all = self.routed.borrow_mut();
        let routed = all.entry(cdn.to_owned()).or_insert_with(|| Latest::new(MAKING));
        let (plan, asked) = (Arc::clone(&self.source.plan), cdn.to_owned());
        routed.ask(&self.ctx, &self.source.revision, move |_| Some(routed::make(&plan, &asked)));
        routed.answer_to(&self.source.revision).cloned()
    }

    /// Who asks a CDN, and whose caches serve them; none: it is on its way.
    pub fn played(&self, order: &PlayOrder) -> Option<Arc<Result<Played, String>>> {
        self.failures.played(&self.ctx, &self.source, order)
    }

    /// What becomes of them when parts are down, and whether that is of this plan and these parts already.
    pub fn consequence(&self, order: &PlayOrder, down: &[DownPart]) -> Option<NewestAnswer<Consequence>> {
        self.failures.consequence(&self.ctx, &self.source, order, down)
    }

    /// Every failure, the worst first, and whether that is of this plan already.
    pub fn swept(&self, order: &PlayOrder, sweeping: SweepOrder) -> Option<NewestAnswer<SweptFailures>> {
        self.failures.swept(&self.ctx, &self.source, order, sweeping)
    }

    /// Adds up what every tier carries while parts are down, to be shown everywhere. Called once a frame.
    pub fn follow_loads(&self, order: Option<&PlayOrder>, down: &[DownPart]) {
        self.failures.follow_loads(&self.ctx, &self.source, order, down);
    }

    /// What every tier carries; none: no demand says how much is asked for, or it is on its way.
    pub fn loads(&self) -> Option<Arc<Option<Loads>>> {
        self.failures.loads()
    }

    /// What is asked for of that which columns of tables are given: the newest that is known.
    pub fn given(&self, asked: GivenAsked) -> GivenColumns {
        GivenColumns {
            loads: if asked.loads { self.failures.carried(&self.ctx, &self.source) } else { None },
            services: if asked.services { self.services() } else { None },
            findings: self.findings.shown().filter(|_| asked.findings).map(|found| Arc::clone(&found.objects)),
        }
    }

    /// How many delivery services caches have.
    fn services(&self) -> Option<Arc<ServiceCounts>> {
        let (plan, key) = (Arc::clone(&self.source.plan), self.source.revision);
        let mut services = self.services.borrow_mut();
        if plan.servers().len() <= COUNTED_IN_FRAME && services.asked() != Some(&key) {
            services.answer(key, ServiceCounts::of(&plan));
        } else {
            services.ask(&self.ctx, &key, move |_| Some(ServiceCounts::of(&plan)));
        }
        services.newest().cloned()
    }

    /// The failures that make a group carry much, the worst first, and whether that is of this plan already.
    pub fn pushed(&self, order: (&PlayOrder, SweepOrder), group: &str) -> Option<NewestAnswer<PushedGroup>> {
        self.failures.pushed(&self.ctx, &self.source, order, group)
    }

    /// What scenarios come to in this plan and in another version of it, and whether that is of this plan already.
    pub fn compared(
        &self,
        order: &PlayOrder,
        scenarios: &[Vec<DownPart>],
        pinned: Option<&PinnedPlan>,
    ) -> Option<NewestAnswer<ComparedScenarios>> {
        self.failures.compared(&self.ctx, &self.source, order, scenarios, pinned)
    }

    /// The fallbacks that groups do not have and that would help, and whether that is of this plan already.
    pub fn missing_fallbacks(&self, order: &PlayOrder) -> Option<NewestAnswer<Vec<MissingFallback>>> {
        self.failures.missing(&self.ctx, &self.source, order)
    }

    /// What Traffic Router does with one client, and whether that is of this plan and question already.
    pub fn explained(&self, order: &ExplainOrder) -> Option<NewestAnswer<Explained>> {
        self.failures.explained(&self.ctx, &self.source, order)
    }

    /// Who serves where in a part of the map, the newest that is known, and whether it is of this plan.
    pub fn coverage(
        &self,
        (order, down): (&PlayOrder, &[DownPart]),
        window: Option<CoverageWindow>,
    ) -> Option<NewestAnswer<Coverage>> {
        self.failures.coverage(&self.ctx, &self.source, (order, down), window)
    }

    /// The same while nothing is down.
    pub fn coverage_before(&self, order: &PlayOrder, window: Option<CoverageWindow>) -> Option<Arc<Coverage>> {
        self.failures.coverage_before(&self.ctx, &self.source, order, window)
    }

    /// What would change hands if groups stood elsewhere; `before` is who serves where now.
    pub fn handed_over(
        &self,
        (order, down): (&PlayOrder, &[DownPart]),
        moves: &[GroupMove],
        before: Option<Arc<Coverage>>,
    ) -> Option<Arc<HandOver>> {
        self.failures.handed_over(&self.ctx, &self.source, (order, down), moves, before)
    }

    /// Whether the user has turned away from playing failures.
    pub fn has_given_failures_up(&self) -> bool {
        self.failures.is_given_up()
    }

    /// Lets them be played that were given up.
    pub fn ask_failures_again(&self) {
        self.failures.ask_again();
    }

    /// Asks what Traffic Router would make of a snapshot of this plan, unless that is known or on its way.
    pub fn ask_preflight(&self, question: &Question) {
        if question.revision != self.source.revision {
            return;
        }
        let (plan, baselines) = (Arc::clone(&self.source.plan), self.source.baselines.clone());
        let asked = question.clone();
        let key = PreflightKey { question: question.clone(), last: baselines.packed(&question.cdn).cloned() };
        self.preflight.borrow_mut().ask(&self.ctx, &key, move |work| {
            Some(*tasks::preflight(&plan, &baselines, asked, &|stage| work.reach(stage)))
        });
    }

    /// Lets the question be asked that was given up.
    pub fn ask_preflight_again(&self) {
        self.preflight.borrow_mut().ask_again();
    }

    /// How the question stands, and its newest answers.
    pub fn preflight(&self) -> Ref<'_, Latest<PreflightKey, Preflight>> {
        self.preflight.borrow()
    }
}

#[cfg(test)]
mod tests {
    use std::thread;
    use std::time::Duration;

    use super::*;
    use crate::edit::intent;
    use crate::edit::seeds::seed_plan;
    use crate::model::{Kind, Plan};
    use crate::rules::Limits;
    use crate::session::add_sample;

    fn sample() -> Plan {
        let empty = Plan::default();
        let seeded = empty.applying(&seed_plan(&empty)).unwrap();
        seeded.applying(&add_sample(&seeded).unwrap()).unwrap()
    }

    /// The snapshot once it is there.
    fn wait(derived: &mut Derived, source: &PlanSource, cdn: &str) -> Arc<Result<RoutedSnapshot, String>> {
        for _ in 0..5_000 {
            derived.follow(source.clone(), Tab::Table, Limits::default(), &Queue::default());
            if let Some(routed) = derived.routed(cdn) {
                return routed;
            }
            thread::sleep(Duration::from_millis(2));
        }
        panic!("it is never made");
    }

    #[test]
    fn a_snapshot_is_made_once_for_each_revision_and_never_stands_for_another_plan() {
        let mut derived = Derived::new(&Context::default());
        let plan = sample();
        let source = PlanSource { plan: Arc::new(plan), revision: 1, path: Some("a".into()), ..PlanSource::default() };
        let first = wait(&mut derived, &source, "aurora");
        let has = |routed: &Result<RoutedSnapshot, String>, name: &str| {
            routed.as_ref().unwrap().view.locations.iter().any(|location| location.name == name)
        };
        assert!(has(&first, "edge-paris") && !first.as_ref().as_ref().unwrap().document.is_empty());
        assert!(Arc::ptr_eq(&first, &derived.routed("aurora").unwrap()), "it is kept");
        let paris = source.plan.ids(Kind::CacheGroup).into_iter();
        let paris = paris.into_iter().find(|id| source.plan.name_of(*id).as_deref() == Some("edge-paris")).unwrap();
        let renamed = source.plan.applying(&intent::rename(&source.plan, paris, "edge-lutetia").unwrap()).unwrap();
        let next = PlanSource { plan: Arc::new(renamed), revision: 2, ..source };
        derived.follow(next.clone(), Tab::Table, Limits::default(), &Queue::default());
        assert!(derived.routed("aurora").is_none(), "what was made of the plan before is no answer");
        let second = wait(&mut derived, &next, "aurora");
        assert!(has(&second, "edge-lutetia") && !has(&second, "edge-paris"));
        let other = PlanSource { plan: Arc::default(), revision: 3, path: Some("b".into()), ..next };
        assert!(wait(&mut derived, &other, "aurora").is_err(), "another file has no such CDN");
    }
}

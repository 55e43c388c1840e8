//! What rules have found in the plan: looked at again after every edit, off the frame, and analysed when the plan has
//! rested. What is shown is always said of which revision it is. It draws nothing.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use egui::Context;

use super::source::PlanSource;
use crate::finding::{Finding, Severity, Tally};
use crate::model::{AnyId, CacheGroup, Id, Kind, Plan};
use crate::rules::{self, Checker, Limits, Waivers};
use crate::sorting::sort_by_key;
use crate::sorting::{OrderedMap, OrderedSet};
use crate::tabular::given::FindingCounts;
use crate::ui::latest::{Latest, Task, Work, drop_elsewhere};

/// Analysis begins when somebody looks at problems for the first time, and then again when the plan has rested for so long;
/// for longer where nobody looks and only the tab's title tells.
const REST_SECS: f64 = 0.5;
const REST_UNSEEN_SECS: f64 = 1.5;

// These go on unseen: the tab says so itself.
const CHECKING: Task = Task::unseen("Checking the plan");
const ANALYSING: Task = Task::unseen("Judging what the plan leads to");

/// What was found, as it is shown.
#[derive(Debug, Default)]
pub struct FoundProblems {
    /// The revision of the plan that was checked.
    pub revision: u64,
    /// The revision of which the analysis is; none: there is none yet.
    pub analysed: Option<u64>,
    /// All findings, the worst first.
    pub findings: Vec<Finding>,
    /// Why each was accepted; none: it counts. In the order of `findings`.
    pub waived: Vec<Option<String>>,
    /// How many count.
    pub tally: Tally,
    /// Per object how bad the worst is that counts, and how many count.
    pub objects: Arc<FindingCounts>,
    /// The cache groups of these in the order of their ids, to be gone through along with others in that order.
    pub groups: Vec<(Id<CacheGroup>, Severity)>,
    /// The kinds of these objects.
    pub kinds: OrderedSet<Kind>,
    /// Where an object's findings stand in `findings`.
    places: OrderedMap<AnyId, Vec<usize>>,
    /// What everything but analysis has found, and what analysis has, to be put together with newer ones.
    quick: Arc<Vec<Finding>>,
    deep: Arc<Vec<Finding>>,
}

impl FoundProblems {
    fn of(
        plan: &Plan,
        revision: u64,
        quick: Arc<Vec<Finding>>,
        (analysed, deep): (Option<u64>, Arc<Vec<Finding>>),
    ) -> Self {
        let mut findings: Vec<Finding> = quick.iter().chain(deep.iter()).cloned().collect();
        rules::sort(&mut findings);
        let waivers = Waivers::of(plan);
        let waived: Vec<Option<String>> =
            findings.iter().map(|finding| waivers.reason(finding).map(str::to_owned)).collect();
        let mut found = Self { revision, analysed, quick, deep, ..Self::default() };
        let counts = findings.iter().zip(&waived).filter(|(_, waived)| waived.is_none()).map(|(finding, _)| finding);
        found.tally = Tally::of(counts.clone());
        let mut objects = FindingCounts::new();
        for id in counts.filter_map(|finding| Some((finding.object()?.id?, finding.severity))) {
            let entry = objects.entry(id.0).or_insert((id.1, 0));
            entry.0 = entry.0.max(id.1);
            entry.1 += 1;
        }
        found.kinds = objects.keys().map(|object| object.kind).collect();
        let groups = objects.iter().filter(|(object, _)| object.kind == Kind::CacheGroup);
        found.groups = groups.map(|(object, (worst, _))| (Id::new(object.number), *worst)).collect();
        sort_by_key(&mut found.groups, |(group, _)| *group);
        found.objects = Arc::new(objects);
        for (at, finding) in findings.iter().enumerate() {
            if let Some(id) = finding.object().and_then(|object| object.id) {
                found.places.entry(id).or_default().push(at);
            }
        }
        found.findings = findings;
        found.waived = waived;
        found
    }

    /// What is said of an object, and whether it counts.
    pub fn about(&self, object: AnyId) -> impl Iterator<Item = (&Finding, bool)> {
        let places = self.places.get(&object).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|at| Some((self.findings.get(*at)?, self.waived.get(*at)?.is_none())))
    }
}

/// The plan's revision, and what is set of the rules.
type CheckedKey = (u64, Limits);

/// What rules have found, and what is on its way.
pub struct Findings {
    /// What it takes to look again after an edit; a job has it while it looks.
    checker: Arc<Mutex<Option<Checker>>>,
    checking: Latest<CheckedKey, FoundProblems>,
    analysing: Latest<u64, FoundProblems>,
    shown: Option<Arc<FoundProblems>>,
    /// What a planner has set.
    limits: Limits,
    /// The revisions whose answers have been taken.
    checked: Option<CheckedKey>,
    judged: Option<u64>,
    /// Counts what is shown.
    number: u64,
    /// The newest revision, and since when it is.
    rests: (u64, f64),
    is_due: bool,
    /// Whether anybody has looked at problems since the plan was opened.
    is_wanted: bool,
    /// Frames since then, as far as they count.
    frames: u32,
}

/// The plan is on the screen before it is checked, which takes all processors that there are.
const FIRST_FRAMES: u32 = 2;

impl std::fmt::Debug for Findings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Findings").field("number", &self.number).finish_non_exhaustive()
    }
}

impl Default for Findings {
    fn default() -> Self {
        Self {
            checker: Arc::default(),
            checking: Latest::new(CHECKING),
            analysing: Latest::new(ANALYSING),
            shown: None,
            limits: Limits::default(),
            checked: None,
            judged: None,
            number: 0,
            rests: (u64::MAX, 0.0),
            is_due: false,
            is_wanted: false,
            frames: 0,
        }
    }
}

impl Findings {
    /// Forgets everything: another plan has been opened.
    pub(super) fn clear(&mut self) {
        let before = std::mem::take(self);
        self.number = before.number + 1;
        drop_elsewhere(before);
    }

    /// What was found last, which may be of an older plan.
    pub const fn shown(&self) -> Option<&Arc<FoundProblems>> {
        self.shown.as_ref()
    }

    /// What a planner has set.
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// Tells results apart.
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// Whether something of what is shown is of an older plan, or on its way.
    pub fn is_checking(&self, revision: u64) -> bool {
        let is_older = |shown: &FoundProblems| {
            shown.revision != revision
                || (self.is_wanted && shown.analysed != Some(revision) && !self.analysing.is_given_up())
        };
        self.shown.as_ref().is_none_or(|shown| is_older(shown))
    }

    /// Whether something is to be done that has not begun.
    pub const fn is_waiting(&self) -> bool {
        self.is_due
    }

    /// Starts whatever is needed now, and takes what has come; `is_seen` says whether somebody looks at problems. Called
    /// once a frame.
    pub(super) fn follow(&mut self, ctx: &Context, source: &PlanSource, limits: Limits, is_seen: bool) {
        self.limits = limits;
        if source.path.is_none() {
            if self.shown.is_some() {
                self.clear();
            }
            return;
        }
        let now = ctx.input(|input| input.time);
        if self.rests.0 != source.revision {
            self.rests = (source.revision, now);
        }
        self.frames = (self.frames + 1).min(FIRST_FRAMES);
        if self.frames < FIRST_FRAMES {
            self.is_due = true;
            ctx.request_repaint();
            return;
        }
        self.check(ctx, source);
        self.analyse(ctx, source, is_seen, now);
    }

    fn check(&mut self, ctx: &Context, source: &PlanSource) {
        let (plan, revision) = (Arc::clone(&source.plan), source.revision);
        let checker = Arc::clone(&self.checker);
        let last =
            self.shown.as_ref().map_or((None, Arc::default()), |shown| (shown.analysed, Arc::clone(&shown.deep)));
        let limits = self.limits;
        self.checking.ask(ctx, &(revision, limits), move |work| {
            let quick = look_again(&checker, &plan, limits, work)?;
            Some(FoundProblems::of(&plan, revision, Arc::new(quick), last))
        });
        // Asking takes what has come as well.
        if self.checking.newest_key() != self.checked.as_ref()
            && let Some(found) = self.checking.newest().map(Arc::clone)
        {
            self.checked = self.checking.newest_key().copied();
            self.show(found);
        }
    }

    fn analyse(&mut self, ctx: &Context, source: &PlanSource, is_seen: bool, now: f64) {
        self.analysing.follow(ctx);
        if self.analysing.newest_key() != self.judged.as_ref()
            && let Some(found) = self.analysing.newest().map(Arc::clone)
        {
            self.judged = Some(found.revision);
            if found.revision == source.revision {
                self.show(found);
            }
        }
        let Some(shown) = self.shown.as_ref().filter(|shown| shown.revision == source.revision) else { return };
        self.is_due = false;
        self.is_wanted |= is_seen;
        if !self.is_wanted
            || shown.analysed == Some(source.revision)
            || self.analysing.asked() == Some(&source.revision)
        {
            return;
        }
        let is_first = shown.analysed.is_none();
        let left = if is_seen { REST_SECS } else { REST_UNSEEN_SECS } - (now - self.rests.1);
        if 0.0 < left && !is_first {
            self.is_due = true;
            ctx.request_repaint_after(Duration::from_secs_f64(left));
            return;
        }
        let (plan, revision, quick) = (Arc::clone(&source.plan), source.revision, Arc::clone(&shown.quick));
        self.analysing.ask(ctx, &revision, move |work| {
            let deep = rules::analyse(&plan, work.cancelled())?;
            Some(FoundProblems::of(&plan, revision, quick, (Some(revision), Arc::new(deep))))
        });
    }

    fn show(&mut self, found: Arc<FoundProblems>) {
        self.number += 1;
        if let Some(before) = self.shown.replace(found) {
            drop_elsewhere(before);
        }
    }
}

/// Looks at what has changed since the last time, or at the whole; none when it was cut short.
fn look_again(checker: &Mutex<Option<Checker>>, plan: &Plan, limits: Limits, work: &Work) -> Option<Vec<Finding>> {
    // Taken out, so that one that was cut short is not looked at again.
    let before = checker.lock().unwrap_or_else(PoisonError::into_inner).take();
    let after = match before {
        Some(mut before) if before.limits() == limits => before.follow(plan, work.cancelled()).then_some(before),
        _ => Checker::of(plan, limits, work.cancelled()),
    }?;
    let findings = after.findings();
    *checker.lock().unwrap_or_else(PoisonError::into_inner) = Some(after);
    Some(findings)
}

/// What the field of a finding is called on forms; empty where it is none.
pub fn label_of(finding: &Finding) -> &'static str {
    let Some(object) = finding.object() else { return "" };
    object.kind.field(&finding.field).map_or("", |info| info.form)
}

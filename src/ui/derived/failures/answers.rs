//! What is asked about failures and what is answered: the keys by which an answer is known to be to the question, and the
//! answers that only the window has. It asks nothing itself.

use std::sync::Arc;

use crate::geometry::coverage::CoverageWindow;
use crate::model::{DownPart, Kind, Plan};
use crate::routing::{Overload, PlayedFailure};
use crate::session::tasks::what_if::{Explanation, GroupMove, Loads, NamedPart, PlayOrder, ScenarioOutcome};
use crate::ui::derived::source::PlanSource;
use crate::ui::latest::Latest;

/// What an answer depends on: the plan, and what is played of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayKey {
    revision: u64,
    order: PlayOrder,
}

impl PlayKey {
    /// Of a plan as it is now.
    pub(super) fn new(source: &PlanSource, order: &PlayOrder) -> Self {
        Self { revision: source.revision, order: order.clone() }
    }
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
pub(super) type LatestLoads = Latest<(PlayKey, Vec<DownPart>), Option<Loads>>;

/// What a comparison of scenarios depends on.
pub(super) type ComparedKey = (PlayKey, Vec<Vec<DownPart>>, Option<PinnedPlan>);

/// What a picture of who serves where depends on.
pub(super) type CoverageKey = (PlayKey, Vec<DownPart>, CoverageWindow);

/// What a hand-over depends on: the plan, what is down, what moves, and on what part of the map it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct HandOverKey {
    pub(super) play: PlayKey,
    pub(super) down: Vec<DownPart>,
    pub(super) moves: Vec<GroupMove>,
    pub(super) window: Option<CoverageWindow>,
}

impl HandOverKey {
    /// Whether the same groups move in the same plan.
    pub(super) fn is_of_same_drag(&self, other: &Self) -> bool {
        let groups = |key: &Self| key.moves.iter().map(|own| own.group.clone()).collect::<Vec<_>>();
        self.play == other.play && self.down == other.down && groups(self) == groups(other)
    }
}

/// What was explained, or why it cannot be.
pub type Explained = Result<Explanation, String>;

/// An answer, and whether it is to what was asked: until it is there, the last one stays.
pub type NewestAnswer<T> = (Arc<T>, bool);

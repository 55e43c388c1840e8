//! A plan that cannot be opened, and what there is instead: each with its age, its steps, what it holds, whose it is and
//! what it lacks; and the way back to one of them, which keeps what it replaces. It prints nothing.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;

use super::error::SessionError;
use super::read_only::ReadOnlySession;
use super::side::{SideFileError, read_side};
use crate::compare::plans::compare_plans;
use crate::compare::{Side, SideError};
use crate::model::{Kind, Plan, SECRET_PLACEHOLDER, counted, grouped};
use crate::sorting::OrderedMap;
use crate::store::{Provenance, Remnant, Restored, StoreError, propose, remnants, restore, restore_content};

/// What there is beside a plan.
#[derive(Debug)]
pub struct Recovery {
    /// Why the plan itself cannot be read; none: it can.
    pub trouble: Option<SessionError>,
    /// All that may be put in its place, the newest first.
    pub candidates: Vec<RecoveryCandidate>,
    /// Which of them is proposed.
    pub proposed: Option<usize>,
}

/// A state that may be put in a plan's place.
#[derive(Debug)]
pub struct RecoveryCandidate {
    /// The file.
    pub remnant: Remnant,
    /// What it holds, or why it cannot be read.
    pub content: Result<PlanState, String>,
}

/// What a state holds.
#[derive(Clone, Debug)]
pub struct PlanState {
    /// The plan.
    pub plan: Arc<Plan>,
    /// How many steps its history has; none: it has none, being a text.
    pub steps: Option<usize>,
}

/// How one state differs from another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// What it has and the other has not.
    pub added: usize,
    /// What both have and is not the same.
    pub changed: usize,
    /// What the other has and it has not.
    pub removed: usize,
}

/// Why nothing was restored.
#[derive(Debug, Error)]
pub enum RecoveryError {
    /// A plan file that cannot be read, or put in its place.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file is no plan and no text of one.
    #[error(transparent)]
    Side(#[from] SideFileError),
    /// It is a text with errors.
    #[error("the text has errors, the first of them: {0}")]
    Text(String),
    /// It is something else.
    #[error("is neither a plan file nor a text of a plan: {}", .0.display())]
    Neither(PathBuf),
}

impl PlanState {
    /// How many objects of each kind it has.
    pub fn counts(&self) -> OrderedMap<Kind, usize> {
        let counts = Kind::ALL.iter().map(|kind| (*kind, self.plan.count(*kind)));
        counts.filter(|(_, count)| 0 < *count).collect()
    }

    /// Its steps and what it holds, like `3 steps, 37 cache groups`.
    pub fn words(&self) -> String {
        let mut parts = vec![match self.steps {
            Some(1) => "1 step".to_owned(),
            Some(steps) => format!("{} steps", grouped(steps)),
            None => "no history".to_owned(),
        }];
        parts.extend(self.counts().into_iter().map(|(kind, count)| counted(kind, count)));
        parts.join(", ")
    }

    /// How it differs from another.
    pub fn difference(&self, other: &Self) -> Difference {
        let description = compare_plans(&other.plan, &self.plan).description;
        let (added, changed) = (description.added.len(), description.changed.len());
        Difference { added, changed, removed: description.removed.len() }
    }

    /// How many values of secure parameters it has not, because a text has none.
    pub fn masked(&self) -> usize {
        self.plan.parameters().iter().filter(|(_, row)| row.secure && row.value == SECRET_PLACEHOLDER).count()
    }
}

impl Difference {
    /// What the one has against the other, to follow `the proposed one`.
    pub fn words(self) -> String {
        let Self { added, changed, removed } = self;
        if added + changed + removed == 0 {
            return "is the same".to_owned();
        }
        format!("has {} more, lacks {} and has {} otherwise", grouped(added), grouped(removed), grouped(changed))
    }
}

impl RecoveryCandidate {
    /// What it is, whose and from when; `time` as people read it.
    pub fn words(&self, time: &str) -> String {
        let Remnant { source, whose, .. } = &self.remnant;
        format!("{}, {time}, {}", source.words(), whose.words())
    }

    /// What it holds, or why it cannot be read.
    pub fn holds(&self) -> String {
        match &self.content {
            Ok(state) => state.words(),
            Err(reason) => format!("cannot be read: {reason}"),
        }
    }
}

/// Looks at what there is beside a plan, and at the plan itself.
pub fn look_for_remnants(plan: &Path) -> Recovery {
    let trouble = ReadOnlySession::open(plan).err();
    let candidates: Vec<RecoveryCandidate> = remnants(plan)
        .into_iter()
        .map(|remnant| RecoveryCandidate { content: read(&remnant).map_err(|error| error.to_string()), remnant })
        .collect();
    let known: Vec<Remnant> = candidates
        .iter()
        .filter(|candidate| candidate.content.is_ok())
        .map(|candidate| candidate.remnant.clone())
        .collect();
    let proposed = propose(&known)
        .and_then(|proposal| candidates.iter().position(|candidate| candidate.remnant.path == proposal.path));
    Recovery { trouble, candidates, proposed }
}

impl Recovery {
    /// The newest other state of the plan that can be read, against which the proposed one is held.
    pub fn compared_with(&self) -> Option<(&RecoveryCandidate, Difference)> {
        let proposed = self.candidates.get(self.proposed?)?;
        let content = proposed.content.as_ref().ok()?;
        self.candidates.iter().enumerate().filter(|(at, _)| Some(*at) != self.proposed).find_map(|(_, other)| {
            let is_kin = other.remnant.whose == proposed.remnant.whose;
            let theirs = other.content.as_ref().ok().filter(|_| is_kin)?;
            Some((other, content.difference(theirs)))
        })
    }
}

fn read(remnant: &Remnant) -> Result<PlanState, RecoveryError> {
    match remnant.source {
        Provenance::Twin => read_content(&remnant.path),
        Provenance::Backup | Provenance::SetAside => read_plan(&remnant.path),
    }
}

fn read_plan(path: &Path) -> Result<PlanState, RecoveryError> {
    let session = ReadOnlySession::open(path).map_err(SideFileError::from)?;
    let steps = session.history().steps.iter().filter(|step| step.done).count();
    Ok(PlanState { plan: Arc::clone(session.plan()), steps: Some(steps) })
}

fn read_content(path: &Path) -> Result<PlanState, RecoveryError> {
    match read_side(path) {
        Ok(side) => match side.side {
            Side::Plan(plan) => Ok(PlanState { plan, steps: None }),
            Side::Snapshot(_) => Err(RecoveryError::Neither(path.to_owned())),
        },
        Err(SideFileError::Side(SideError::PlanText(problems))) => {
            Err(RecoveryError::Text(problems.first().map(ToString::to_string).unwrap_or_default()))
        }
        Err(error) => Err(error.into()),
    }
}

/// Puts a plan file, or a plan of a text, in the place of a plan. What stood there is kept beside it, from where it can
/// be brought back the same way.
pub fn restore_from(plan: &Path, from: &Path) -> Result<Restored, RecoveryError> {
    // However the paths are written: what was set aside is listed by its real one.
    let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let wanted = real(from);
    let is_set_aside =
        remnants(plan).iter().any(|known| known.source == Provenance::SetAside && real(&known.path) == wanted);
    if is_set_aside || crate::store::is_plan_file(from) {
        return Ok(restore(plan, from)?);
    }
    let content = read_content(from)?;
    Ok(restore_content(plan, &content.plan, from)?)
}

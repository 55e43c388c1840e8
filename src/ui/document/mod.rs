//! The plan that the window shows: held by a session, lent to a piece of work, or a copy to look at. It knows no widget
//! and never waits for the disk.

mod workspace;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::edit::Edit;
use crate::model::Plan;
use crate::session::{History, ReadOnlySession, SaveState, Session, SessionError};
use crate::store::Baselines;
use crate::ui::derived::PlanSource;
use crate::ui::latest::drop_elsewhere;

pub use super::view::Light;
pub use workspace::{Parts, Setup, WorkSaid, Workspace};

/// So many of the last steps are told at a glance.
const LAST_STEPS: usize = 4;

/// What holds the plan.
#[derive(Debug, Default)]
enum Holding {
    /// Nothing is open.
    #[default]
    Nothing,
    /// It may be edited.
    Session(Box<Session>),
    /// A piece of work has the session and will bring it back.
    Lent,
    /// It may be looked at.
    Copy(Box<ReadOnlySession>),
}

/// The plan that the window shows.
#[derive(Debug, Default)]
pub struct PlanDocument {
    holding: Holding,
    plan: Arc<Plan>,
    revision: u64,
    baselines: Baselines,
    path: Option<PathBuf>,
    plan_id: String,
    light: Light,
    can_undo: Option<String>,
    last_steps: Vec<String>,
    can_redo: Option<String>,
    history: Arc<History>,
    /// The revision of which `history` is.
    history_of: Option<u64>,
    /// What was last begun to be opened.
    opening: String,
}

impl PlanDocument {
    /// The plan as it is.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// Counts up whenever the plan becomes another one, also when another file is opened.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The CDNs' last snapshots, as far as the plan remembers them; cheap to clone, unpacked on a thread.
    pub fn baselines(&self) -> &Baselines {
        &self.baselines
    }

    /// The plan file; none when nothing is open.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The file's name, as titles have it.
    pub fn name(&self) -> Option<String> {
        Some(self.path()?.file_stem()?.to_string_lossy().into_owned())
    }

    /// What this machine's settings know the plan by: its id, which it keeps wherever its file goes; none when nothing is
    /// open.
    pub fn plan_key(&self) -> Option<&str> {
        self.path.is_some().then_some(self.plan_id.as_str())
    }

    /// Whether a plan is open.
    pub fn is_open(&self) -> bool {
        !matches!(self.holding, Holding::Nothing)
    }

    /// Whether the plan may be edited, now or when the work that has it is done.
    pub fn is_editable(&self) -> bool {
        matches!(self.holding, Holding::Session(_) | Holding::Lent)
    }

    /// Whether a piece of work has the session.
    pub fn is_lent(&self) -> bool {
        matches!(self.holding, Holding::Lent)
    }

    /// How the plan stands towards its file.
    pub fn light(&self) -> &Light {
        &self.light
    }

    /// What undo would take back.
    pub fn can_undo(&self) -> Option<&str> {
        self.can_undo.as_deref()
    }

    /// What the newest steps in force are called, the newest first.
    pub fn last_steps(&self) -> &[String] {
        &self.last_steps
    }

    /// What redo would do again.
    pub fn can_redo(&self) -> Option<&str> {
        self.can_redo.as_deref()
    }

    /// The steps of history, as they were when somebody last wanted to see them.
    pub fn history(&self) -> &Arc<History> {
        &self.history
    }

    /// Fetches the steps of history, which may be many: only for who sees them.
    pub fn follow_history(&mut self) {
        if self.history_of != Some(self.revision) {
            let history = match &self.holding {
                Holding::Session(session) => Some(session.history()),
                Holding::Copy(copy) => Some(copy.history().clone()),
                Holding::Nothing => Some(History::default()),
                // The last one that is known will do until the session is back.
                Holding::Lent => None,
            };
            if let Some(history) = history {
                self.history = Arc::new(history);
                self.history_of = Some(self.revision);
            }
        }
    }

    /// What everything else is computed of.
    pub fn source(&self) -> PlanSource {
        PlanSource {
            plan: Arc::clone(&self.plan),
            revision: self.revision,
            baselines: self.baselines.clone(),
            path: self.path.clone(),
            is_lent: self.is_lent(),
        }
    }

    /// Does an edit at once: for what is small.
    pub fn perform(&mut self, edit: Edit) -> Option<Result<(), SessionError>> {
        let Holding::Session(session) = &mut self.holding else { return None };
        let done = session.perform(edit).map(|_| ());
        self.follow();
        Some(done)
    }

    /// Hands the session to a piece of work.
    pub fn lend(&mut self) -> Option<Box<Session>> {
        match std::mem::replace(&mut self.holding, Holding::Lent) {
            Holding::Session(session) => Some(session),
            other => {
                self.holding = other;
                None
            }
        }
    }

    /// Takes the session back.
    pub fn take_back(&mut self, session: Box<Session>) {
        self.holding = Holding::Session(session);
        self.follow();
    }

    /// Shows the plan of a session.
    pub fn show(&mut self, session: Box<Session>) {
        self.path = Some(session.path().to_owned());
        session.plan_id().clone_into(&mut self.plan_id);
        self.holding = Holding::Session(session);
        self.history_of = None;
        self.follow();
    }

    /// Shows a copy.
    pub fn show_copy(&mut self, copy: ReadOnlySession) {
        self.path = Some(copy.copied().path.clone());
        copy.plan_id().clone_into(&mut self.plan_id);
        self.holding = Holding::Copy(Box::new(copy));
        self.history_of = None;
        self.follow();
    }

    /// Shows nothing any more.
    pub fn close(&mut self) {
        self.holding = Holding::Nothing;
        self.path = None;
        self.history_of = None;
        self.follow();
    }

    /// What the session has to say.
    pub fn take_notes(&mut self) -> Vec<String> {
        match &mut self.holding {
            Holding::Session(session) => session.take_notes(),
            Holding::Nothing | Holding::Lent | Holding::Copy(_) => Vec::new(),
        }
    }

    /// Looks at what the session has now.
    pub fn follow(&mut self) {
        let (plan, light, baselines) = match &self.holding {
            Holding::Nothing => (Arc::new(Plan::default()), Light::Nothing, Baselines::default()),
            // What was known when it was lent holds until it is back.
            Holding::Lent => return,
            Holding::Copy(copy) => {
                (Arc::clone(copy.plan()), Light::ReadOnly(copy.copied().note()), copy.baselines().clone())
            }
            Holding::Session(session) => (Arc::clone(session.plan()), light_of(session), session.baselines().clone()),
        };
        (self.light, self.baselines) = (light, baselines);
        if Arc::ptr_eq(&plan, &self.plan) {
            return;
        }
        // What is no longer shared of the one before is let go of elsewhere.
        drop_elsewhere(std::mem::replace(&mut self.plan, plan));
        self.revision += 1;
        (self.can_undo, self.can_redo) = match &self.holding {
            Holding::Session(session) => (session.can_undo(), session.can_redo()),
            Holding::Nothing | Holding::Lent | Holding::Copy(_) => (None, None),
        };
        self.last_steps = match &self.holding {
            Holding::Session(session) => session.last_steps(LAST_STEPS),
            Holding::Copy(copy) => last_of(copy.history()),
            Holding::Nothing | Holding::Lent => Vec::new(),
        };
    }

    /// Remembers what is being opened, to say so where nothing is open yet.
    pub fn begin_opening(&mut self, name: String) {
        self.opening = name;
    }

    /// Looks whether something is still being opened.
    pub fn follow_opening(&mut self, is_opening: bool) {
        if matches!(self.holding, Holding::Nothing) {
            self.light = if is_opening { Light::Opening(self.opening.clone()) } else { Light::Nothing };
        }
    }

    /// Looks how saving stands.
    pub fn follow_saving(&mut self) {
        if let Holding::Session(session) = &self.holding {
            self.light = light_of(session);
        }
    }
}

/// The same of a plan that is only looked at.
fn last_of(history: &History) -> Vec<String> {
    let done = history.steps.iter().rev().filter(|step| step.done);
    done.take(LAST_STEPS).map(|step| step.label.clone()).collect()
}

fn light_of(session: &Session) -> Light {
    match session.save_state() {
        SaveState::Saved => session.trouble().map_or(Light::Saved, Light::Troubled),
        SaveState::Saving { .. } => Light::Saving,
        SaveState::Failed { reason, unsaved } => Light::Failed { reason, unsaved },
    }
}

//! The session: the plan in force, its history, and the door through which both change.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::error::SessionError;
use super::history::{Bounds, History, Timeline};
use super::normal::{changes_nothing, normal};
use super::queue::{SaveState, WriterQueue, WriterReply, WriterRequest, answer_way};
use super::writer::{JournalWriter, Twin, TwinComparer, TwinWriter};
use crate::edit::{Edit, seeds};
use crate::formats::traffic_ops::adopt_rows;
use crate::model::{Cdn, Plan};
use crate::store::{self, Baselines, Opening, Packed, Step, StepKind, Store, StoreError};

/// Counts the plans that a session has published; results of background work carry it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision(pub u64);

/// How a session works.
#[derive(Clone, Debug)]
pub struct Options {
    /// How the file is opened.
    pub opening: Opening,
    /// How long the history may become.
    pub bounds: Bounds,
    /// Makes the text twin; none: it is not kept.
    pub twin: Option<TwinWriter>,
    /// Finds what changes in it; none: it is printed as a whole each time.
    pub twin_changes: Option<TwinComparer>,
    /// How long a plan must rest before the text twin is written.
    pub twin_rest: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            opening: Opening::default(),
            bounds: Bounds::default(),
            twin: None,
            twin_changes: None,
            twin_rest: Duration::from_secs(10),
        }
    }
}

/// An open plan.
pub struct Session {
    pub(super) plan: Arc<Plan>,
    pub(super) revision: Revision,
    pub(super) timeline: Timeline,
    pub(super) bounds: Bounds,
    /// The number that the next step gets.
    pub(super) next_step: u64,
    path: PathBuf,
    plan_id: String,
    /// What was last done, undone or done again.
    last_edit: Option<Arc<Edit>>,
    baselines: Baselines,
    notes: Vec<String>,
    pub(super) queue: Arc<WriterQueue>,
    writer: Option<JoinHandle<Vec<String>>>,
}

/// A session that could not be closed without losing something, and why.
#[derive(Debug)]
pub struct Unclosed {
    /// The session, to retry, save a copy or discard.
    pub session: Box<Session>,
    /// Why.
    pub error: SessionError,
}

impl Session {
    /// Makes a new plan file, with what a fresh Traffic Ops has, and opens it. Replaces nothing.
    pub fn create(path: &Path, options: Options) -> Result<Self, SessionError> {
        let empty = Plan::default();
        let seeded = empty.applying(&seeds::seed_plan(&empty))?;
        Store::create(path, &seeded)?;
        Self::open(path, options)
    }

    /// Opens a plan file for writing.
    pub fn open(path: &Path, options: Options) -> Result<Self, SessionError> {
        let (store, loaded) = store::open(path, options.opening)?;
        let queue = Arc::new(WriterQueue::default());
        let path = store.path().to_owned();
        let plan = Arc::new(loaded.plan);
        let twin = Twin {
            write: options.twin,
            compare: options.twin_changes,
            rest: options.twin_rest,
            due: None,
            draft: None,
            opened: Arc::clone(&plan),
            written: Arc::clone(&plan),
        };
        let writer = JournalWriter { store, queue: Arc::clone(&queue), twin };
        let ended = Ended(Arc::clone(&queue));
        let writer = thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || {
                let _ended = ended;
                writer.run()
            })
            .map_err(|source| StoreError::Io { path: path.clone(), source })?;
        let mut session = Self {
            plan,
            revision: Revision::default(),
            timeline: Timeline::new(loaded.history, loaded.head, loaded.dropped, options.bounds),
            bounds: options.bounds,
            next_step: loaded.commits + 1,
            path,
            plan_id: loaded.plan_id,
            last_edit: None,
            baselines: loaded.baselines,
            notes: loaded.notes,
            queue,
            writer: Some(writer),
        };
        session.adopt()?;
        Ok(session)
    }

    /// Takes up what earlier versions kept unread, as a step of the history; never at the cost of steps that can be done
    /// again.
    fn adopt(&mut self) -> Result<(), SessionError> {
        let adopting = if self.timeline.to_redo().is_some() { None } else { adopt_rows(&self.plan) };
        adopting.map_or(Ok(()), |edit| self.perform(edit).map(drop))
    }

    /// The plan in force.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// How often it has changed since the file was opened.
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// The plan file, all links followed.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What tells this plan from all others, wherever its file is.
    pub fn plan_id(&self) -> &str {
        &self.plan_id
    }

    /// The step that was last done, taken back or done again since the file was opened, as it was first done.
    pub fn last_edit(&self) -> Option<&Arc<Edit>> {
        self.last_edit.as_ref()
    }

    /// The snapshot of a CDN that was last imported or exported, if there was one.
    pub fn baseline(&self, cdn: &str) -> Option<Vec<u8>> {
        self.baselines.get(cdn)
    }

    /// All of them, cheap to clone.
    pub fn baselines(&self) -> &Baselines {
        &self.baselines
    }

    /// Keeps a snapshot as the CDN's baseline; no step of the history, and durable when this returns. It stays the
    /// CDN's whatever that is called later. One that the plan does not have keeps none.
    pub fn set_baseline(&mut self, cdn: &str, document: &[u8]) -> Result<(), SessionError> {
        self.set_packed_baseline(cdn, Packed::of(document))
    }

    /// The same of one that is packed already.
    pub fn set_packed_baseline(&mut self, cdn: &str, packed: Packed) -> Result<(), SessionError> {
        self.refuse_when_failed()?;
        let Some(id) = self.plan.find::<Cdn>(cdn) else { return Ok(()) };
        if self.baselines.packed(cdn).is_some_and(|known| known.is_same(&packed)) {
            return Ok(());
        }
        let written = Arc::clone(packed.bytes());
        self.ask(|reply| WriterRequest::Baseline(id, cdn.to_owned(), written, reply))?;
        self.baselines.put(id, cdn, packed);
        Ok(())
    }

    /// What is worth saying and has not been said yet, like a backup that could not be made.
    pub fn take_notes(&mut self) -> Vec<String> {
        let mut notes = std::mem::take(&mut self.notes);
        notes.append(&mut self.queue.lock().notes);
        notes
    }

    /// Does an edit. It is in force when this returns and durable soon after; one that changes nothing is none.
    pub fn perform(&mut self, edit: Edit) -> Result<Revision, SessionError> {
        self.perform_made(edit, None)
    }

    /// The same for an edit that has been applied already, as an import has: `made` is the plan that it was applied to
    /// and the one that came of it, which is taken if the first is still in force.
    pub fn perform_made(&mut self, edit: Edit, made: Option<(&Arc<Plan>, Plan)>) -> Result<Revision, SessionError> {
        self.refuse_when_failed()?;
        let mut edit = edit;
        let tried = edit.take_made(&self.plan);
        let edit = normal(edit);
        if edit.is_empty() {
            return Ok(self.revision);
        }
        let next = match made {
            Some((from, next)) if Arc::ptr_eq(from, &self.plan) => next,
            _ => match tried {
                Some(next) => next,
                None => self.plan.applying(&edit)?,
            },
        };
        if changes_nothing(&edit, &self.plan, &next) {
            return Ok(self.revision);
        }
        self.weigh();
        let (edit, time) = (Arc::new(edit), now());
        let (seq, keep_from) = self.timeline.push(&edit, time);
        self.publish(next, StepKind::Perform { seq, keep_from }, edit, time);
        Ok(self.revision)
    }

    /// Takes the newest step in force back and says what it was; none when there is none.
    pub fn undo(&mut self) -> Result<Option<String>, SessionError> {
        self.refuse_when_failed()?;
        let Some(seq) = self.timeline.to_undo() else { return Ok(None) };
        let edit = self.edit_of(seq)?;
        let next = self.plan.applying(&edit.inverse())?;
        self.timeline.move_to(seq - 1);
        self.publish(next, StepKind::Undo { seq }, edit, now());
        Ok(Some(self.timeline.label(seq)))
    }

    /// Does the oldest undone step again and says what it is; none when there is none.
    pub fn redo(&mut self) -> Result<Option<String>, SessionError> {
        self.refuse_when_failed()?;
        let Some(seq) = self.timeline.to_redo() else { return Ok(None) };
        let edit = self.edit_of(seq)?;
        let next = self.plan.applying(&edit)?;
        self.timeline.move_to(seq);
        self.publish(next, StepKind::Redo { seq }, edit, now());
        Ok(Some(self.timeline.label(seq)))
    }

    /// What `undo` would take back.
    pub fn can_undo(&self) -> Option<String> {
        self.timeline.to_undo().map(|seq| self.timeline.label(seq))
    }

    /// What `redo` would do again.
    pub fn can_redo(&self) -> Option<String> {
        self.timeline.to_redo().map(|seq| self.timeline.label(seq))
    }

    /// The plan as it is when so many steps of its history are in force; the session stays where it is.
    pub fn plan_after(&mut self, steps: usize) -> Result<Arc<Plan>, SessionError> {
        let all = self.timeline.history().steps;
        let in_force = all.iter().filter(|step| step.done).count();
        let mut plan = Arc::clone(&self.plan);
        for step in all.get(steps..in_force).unwrap_or_default().iter().rev() {
            plan = Arc::new(plan.applying(&self.edit_of(step.seq)?.inverse())?);
        }
        for step in all.get(in_force..steps).unwrap_or_default() {
            let edit = self.edit_of(step.seq)?;
            plan = Arc::new(plan.applying(&edit)?);
        }
        Ok(plan)
    }

    /// The steps that can be undone and done again.
    pub fn history(&self) -> History {
        self.timeline.history()
    }

    /// What the newest steps in force are called, the newest first; at most so many.
    pub fn last_steps(&self, most: usize) -> Vec<String> {
        self.timeline.last_labels(most)
    }

    pub(super) fn refuse_when_failed(&self) -> Result<(), SessionError> {
        let shared = self.queue.lock();
        if shared.gone {
            return Err(SessionError::WriterGone);
        }
        match shared.state() {
            SaveState::Failed { reason, unsaved } => Err(SessionError::Unsaved { reason, unsaved }),
            SaveState::Saved | SaveState::Saving { .. } => Ok(()),
        }
    }

    /// Puts the next plan in force and hands the step to the writer.
    fn publish(&mut self, next: Plan, kind: StepKind, edit: Arc<Edit>, time: u64) {
        self.put_in_force(next);
        self.last_edit = Some(Arc::clone(&edit));
        let step = Step { number: self.next_step, kind, edit, plan: Arc::clone(&self.plan), time };
        self.next_step += 1;
        self.queue.with(|shared| shared.pending.push_back(step));
    }

    /// Makes a plan the one in force.
    pub(super) fn put_in_force(&mut self, plan: Plan) {
        self.plan = Arc::new(plan);
        self.revision.0 += 1;
        self.baselines.name_after(&self.plan);
    }

    /// The edit of a step: at hand, or from the file.
    fn edit_of(&mut self, seq: u64) -> Result<Arc<Edit>, SessionError> {
        if let Some(edit) = self.timeline.recent(seq) {
            return Ok(edit);
        }
        let edit = Arc::new(self.ask(|reply| WriterRequest::Read(seq, reply))?);
        self.timeline.remember(seq, &edit);
        Ok(edit)
    }

    /// Asks the writer and waits for the answer.
    pub(super) fn ask<R: Send + 'static>(
        &self,
        request: impl FnOnce(WriterReply<R>) -> WriterRequest,
    ) -> Result<R, SessionError> {
        let (to, answer) = answer_way();
        self.queue.with(|shared| {
            // One that has ended will not answer, and would never let go of what it is to answer through.
            if !shared.gone {
                shared.requests.push_back(request(WriterReply::to(to)));
            }
        });
        let answer = answer.recv().ok().and_then(WriterReply::read);
        Ok(answer.ok_or(SessionError::WriterGone)??)
    }

    /// Takes note of how large the steps are that have become durable.
    fn weigh(&mut self) {
        for (seq, bytes) in std::mem::take(&mut self.queue.lock().weights) {
            self.timeline.weigh(seq, bytes);
        }
    }

    /// Lets the writer end, and says what it could not do besides saving, like writing the text twin.
    pub(super) fn end(&mut self) -> Vec<String> {
        self.queue.with(|shared| shared.closing = true);
        let Some(writer) = self.writer.take() else { return Vec::new() };
        writer.join().unwrap_or_else(|_| vec![SessionError::WriterGone.to_string()])
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("path", &self.path).field("revision", &self.revision).finish_non_exhaustive()
    }
}

impl Drop for Session {
    /// Lets the writer finish what it can; `close` is the way to learn how that went.
    fn drop(&mut self) {
        drop(self.end());
    }
}

/// Tells the session that the writer has ended, whichever way it did.
struct Ended(Arc<WriterQueue>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.with(|shared| {
            shared.gone = true;
            shared.requests.clear();
        });
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[cfg(test)]
#[path = "door_tests.rs"]
mod tests;

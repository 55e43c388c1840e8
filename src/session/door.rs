//! The session: the plan in force, its history, and the door through which both change.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::error::SessionError;
use super::history::{Bounds, History, Timeline};
use super::normal::{changes_nothing, normal};
use super::queue::{Queue, Request, SaveState, Wanted};
use super::writer::{Twin, Writer};
use crate::edit::{Edit, seeds};
use crate::model::Plan;
use crate::store::{Baselines, Opening, Saved, Step, StepKind, Store, StoreError};

/// Makes the text twin of a plan.
pub type TwinWriter = fn(&Plan) -> Vec<u8>;

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
    /// How long a plan must rest before the text twin is written.
    pub twin_rest: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { opening: Opening::default(), bounds: Bounds::default(), twin: None, twin_rest: Duration::from_secs(10) }
    }
}

/// An open plan.
pub struct Session {
    plan: Arc<Plan>,
    revision: Revision,
    timeline: Timeline,
    bounds: Bounds,
    /// The number that the next step gets.
    next_step: u64,
    path: PathBuf,
    baselines: Baselines,
    notes: Vec<String>,
    queue: Arc<Queue>,
    writer: Option<JoinHandle<Result<(), StoreError>>>,
}

/// A session that could not be closed without losing something, and why.
#[derive(Debug)]
pub struct Unclosed {
    /// The session, to retry, save a copy or discard. None: the file is closed, and all that is wrong is what the
    /// error says.
    pub session: Option<Box<Session>>,
    /// Why.
    pub error: SessionError,
}

impl Session {
    /// Makes a new plan file, with what a fresh Traffic Ops has, and opens it. Replaces nothing.
    pub fn create(path: &Path, options: Options) -> Result<Self, SessionError> {
        let empty = Plan::default();
        let seeded = empty.applying(&seeds::seeding(&empty))?;
        Store::create(path, &seeded)?;
        Self::open(path, options)
    }

    /// Opens a plan file for writing.
    pub fn open(path: &Path, options: Options) -> Result<Self, SessionError> {
        let (store, loaded) = Store::open(path, options.opening)?;
        let queue = Arc::new(Queue::default());
        let path = store.path().to_owned();
        let twin = Twin { write: options.twin, rest: options.twin_rest, due: None };
        let writer = Writer { store, queue: Arc::clone(&queue), twin };
        let ended = Ended(Arc::clone(&queue));
        let writer = thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || {
                let _ended = ended;
                writer.run()
            })
            .map_err(|source| StoreError::Io { path: path.clone(), source })?;
        Ok(Self {
            plan: Arc::new(loaded.plan),
            revision: Revision::default(),
            timeline: Timeline::new(loaded.history, loaded.head, loaded.dropped, options.bounds),
            bounds: options.bounds,
            next_step: loaded.commits + 1,
            path,
            baselines: loaded.baselines,
            notes: loaded.notes,
            queue,
            writer: Some(writer),
        })
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

    /// The snapshot of a CDN that was last imported or exported, if there was one.
    pub fn baseline(&self, cdn: &str) -> Option<Vec<u8>> {
        self.baselines.get(cdn)
    }

    /// The last snapshots of all CDNs, packed.
    pub fn baselines(&self) -> &Baselines {
        &self.baselines
    }

    /// Keeps a snapshot as the CDN's baseline; no step of the history, and durable when this returns.
    pub fn set_baseline(&mut self, cdn: &str, document: &[u8]) -> Result<(), SessionError> {
        self.refuse_when_failed()?;
        if self.baselines.get(cdn).is_some_and(|known| known == document) {
            return Ok(());
        }
        let mut baselines = self.baselines.clone();
        let packed = baselines.put(cdn, document);
        self.ask(|reply| Request::Baseline(cdn.to_owned(), packed, reply))?;
        self.baselines = baselines;
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
        let edit = normal(edit);
        if edit.is_empty() {
            return Ok(self.revision);
        }
        let next = match made {
            Some((from, next)) if Arc::ptr_eq(from, &self.plan) => next,
            _ => self.plan.applying(&edit)?,
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

    /// The steps that can be undone and done again.
    pub fn history(&self) -> History {
        self.timeline.history()
    }

    /// How saving stands.
    pub fn save_state(&self) -> SaveState {
        self.queue.lock().state()
    }

    /// Waits until all changes are in the file, or that has failed.
    pub fn wait_saved(&self) -> Result<(), SessionError> {
        let (shared, _) =
            self.queue.wait_until(None, |shared| shared.gone || !matches!(shared.state(), SaveState::Saving { .. }));
        match shared.state() {
            SaveState::Saved => Ok(()),
            SaveState::Failed { reason, unsaved } => Err(SessionError::Unsaved { reason, unsaved }),
            SaveState::Saving { .. } => Err(SessionError::WriterGone),
        }
    }

    /// Tries again to write what could not be written, and waits for it.
    pub fn retry(&self) -> Result<(), SessionError> {
        self.queue.with(|shared| shared.wanted = shared.failure.is_some().then_some(Wanted::Retry));
        self.wait_saved()
    }

    /// Forgets the changes that could not be written: the plan is again what the file has.
    pub fn discard_unsaved(&mut self) -> Result<(), SessionError> {
        if self.queue.lock().failure.is_none() {
            return Ok(());
        }
        self.queue.with(|shared| shared.wanted = Some(Wanted::Discard));
        drop(self.queue.wait_until(None, |shared| shared.gone || shared.wanted.is_none()));
        self.refuse_when_failed()?;
        let loaded = self.ask(Request::Load)?;
        let mut plan = loaded.plan;
        // Ids that the forgotten edits had are not given again.
        for (next, had) in plan.next_ids.iter_mut().zip(self.plan.next_ids()) {
            *next = (*next).max(*had);
        }
        self.timeline = Timeline::new(loaded.history, loaded.head, loaded.dropped, self.bounds);
        self.next_step = loaded.commits + 1;
        self.plan = Arc::new(plan);
        self.revision.0 += 1;
        Ok(())
    }

    /// Saves the plan, with what could not be written, as a new file. This session stays with its own. Replaces nothing.
    pub fn save_copy(&self, path: &Path) -> Result<Saved, SessionError> {
        // When writing has failed, the copy takes along what is unsaved.
        let _ = self.wait_saved();
        match self.ask(|reply| Request::SaveCopy(path.to_owned(), Arc::clone(&self.plan), reply)) {
            // Without the one who knows the file, the plan at least is saved.
            Err(SessionError::WriterGone) => Ok(Store::create(path, &self.plan).map(|()| Saved::PlanAlone)?),
            answer => answer,
        }
    }

    /// Makes a verified backup of the file, as before something large. Waits for what is on its way.
    pub fn backup_now(&self) -> Result<PathBuf, SessionError> {
        self.wait_saved()?;
        self.ask(Request::Backup)
    }

    /// Waits until all changes are in the file and closes it; or says what would be lost and gives the session back.
    pub fn close(mut self) -> Result<(), Unclosed> {
        if let Err(error) = self.wait_saved() {
            return Err(Unclosed { session: Some(Box::new(self)), error });
        }
        self.end().map_err(|error| Unclosed { session: None, error })
    }

    fn refuse_when_failed(&self) -> Result<(), SessionError> {
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
        self.plan = Arc::new(next);
        self.revision.0 += 1;
        let step = Step { number: self.next_step, kind, edit, plan: Arc::clone(&self.plan), time };
        self.next_step += 1;
        self.queue.with(|shared| shared.pending.push_back(step));
    }

    /// The edit of a step: at hand, or from the file.
    fn edit_of(&mut self, seq: u64) -> Result<Arc<Edit>, SessionError> {
        if let Some(edit) = self.timeline.recent(seq) {
            return Ok(edit);
        }
        let edit = Arc::new(self.ask(|reply| Request::Read(seq, reply))?);
        self.timeline.remember(seq, &edit);
        Ok(edit)
    }

    /// Asks the writer and waits for the answer.
    fn ask<R>(&self, request: impl FnOnce(Sender<Result<R, StoreError>>) -> Request) -> Result<R, SessionError> {
        let (reply, answer): (_, Receiver<Result<R, StoreError>>) = channel();
        self.queue.with(|shared| {
            // One that has ended will not answer, and would never let go of what it is to answer through.
            if !shared.gone {
                shared.requests.push_back(request(reply));
            }
        });
        Ok(answer.recv().map_err(|_| SessionError::WriterGone)??)
    }

    /// Takes note of how large the steps are that have become durable.
    fn weigh(&mut self) {
        for (seq, bytes) in std::mem::take(&mut self.queue.lock().weights) {
            self.timeline.weigh(seq, bytes);
        }
    }

    fn end(&mut self) -> Result<(), SessionError> {
        self.queue.with(|shared| shared.closing = true);
        let Some(writer) = self.writer.take() else { return Ok(()) };
        Ok(writer.join().map_err(|_| SessionError::WriterGone)??)
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
        let _ = self.end();
    }
}

/// Tells the session that the writer has ended, whichever way it did.
struct Ended(Arc<Queue>);

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
mod tests {
    use super::*;
    use crate::edit::Delta;
    use crate::model::{Division, Id};

    fn options() -> Options {
        Options::default()
    }

    fn add(session: &mut Session, name: &str) -> Id<Division> {
        let id = session.plan().fresh_id(0);
        let division = Division { name: name.to_owned(), ..Division::default() };
        session.perform(Edit::new(format!("Add {name}"), vec![Delta::added(id, division).into()])).unwrap();
        id
    }

    #[test]
    fn edits_undo_and_redo_survive_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.lodestone");
        let mut session = Session::create(&path, options()).unwrap();
        let seeded = Arc::clone(session.plan());
        assert_eq!(session.undo().unwrap(), None, "the seeds are no step");
        add(&mut session, "a");
        add(&mut session, "b");
        let both = Arc::clone(session.plan());
        assert_eq!(session.undo().unwrap().as_deref(), Some("Add b"));
        session.close().unwrap();

        let mut session = Session::open(&path, options()).unwrap();
        assert_eq!(session.can_redo().as_deref(), Some("Add b"));
        assert_eq!(session.redo().unwrap().as_deref(), Some("Add b"));
        assert!(session.plan().same_content(&both));
        session.wait_saved().unwrap();
        drop(session);

        let mut session = Session::open(&path, options()).unwrap();
        assert!(session.plan().same_content(&both));
        session.undo().unwrap();
        session.undo().unwrap();
        assert!(session.plan().same_content(&seeded));
        assert_eq!(session.history().steps.iter().filter(|step| step.done).count(), 0);
        let id = add(&mut session, "c");
        assert_eq!(id.number(), 3, "ids are not given again after an undo");
        assert_eq!(session.history().steps.len(), 1);
        session.close().unwrap();
        assert!(Session::create(&path, options()).is_err());
    }

    #[test]
    fn an_edit_that_changes_nothing_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let mut session = Session::create(&folder.path().join("plan.lodestone"), options()).unwrap();
        let id = add(&mut session, "a");
        let before = Arc::clone(session.plan().get(id).unwrap());
        let same = Delta::changed(id, &before, Division::clone(&before));
        let revision = session.revision();
        assert_eq!(session.perform(Edit::new("Same", vec![same.into()])).unwrap(), revision);
        assert_eq!(session.history().steps.len(), 1);
    }

    #[test]
    fn large_edits_are_done_undone_and_cut_down() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.lodestone");
        let mut session = Session::create(&path, options()).unwrap();
        add(&mut session, "first");
        let plan = Arc::clone(session.plan());
        let added = (0..5_000).map(|at| {
            let division = Division { name: format!("division {at}"), ..Division::default() };
            Delta::added(plan.fresh_id(at), division).into()
        });
        session.perform(Edit::new("Add many", added.collect())).unwrap();
        let full = Arc::clone(session.plan());
        let removed = full.divisions().iter().filter(|(id, _)| id.number() % 10 != 0);
        let removed = removed.map(|(id, division)| Delta::removed(id, division).into()).collect();
        session.perform(Edit::new("Remove most", removed)).unwrap();
        let few = Arc::clone(session.plan());
        assert_eq!(few.divisions().len(), 500);
        session.close().unwrap();
        let mut session = Session::open(&path, options()).unwrap();
        for (step, expected) in [(None, &few), (Some(false), &full), (Some(false), &plan), (Some(true), &full)] {
            match step {
                Some(true) => _ = session.redo().unwrap(),
                Some(false) => _ = session.undo().unwrap(),
                None => {}
            }
            assert!(session.plan().same_content(expected));
            session.close().unwrap();
            session = Session::open(&path, options()).unwrap();
            assert!(session.plan().same_content(expected));
        }
    }

    #[test]
    fn a_long_history_loses_its_oldest_steps_and_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.lodestone");
        let options = || Options { bounds: Bounds { steps: 5, ..Bounds::default() }, ..Options::default() };
        let mut session = Session::create(&path, options()).unwrap();
        for at in 1..=8 {
            add(&mut session, &format!("division {at}"));
        }
        let history = session.history();
        session.close().unwrap();
        let mut session = Session::open(&path, options()).unwrap();
        assert_eq!(session.history(), history);
        assert_eq!((history.dropped, history.steps.len(), history.steps[0].seq), (3, 5, 4));
        let mut undone = 0;
        while session.undo().unwrap().is_some() {
            undone += 1;
        }
        assert_eq!((undone, session.plan().divisions().len()), (5, 3));
        add(&mut session, "another way");
        session.close().unwrap();
        let mut session = Session::open(&path, options()).unwrap();
        assert_eq!((session.history().dropped, session.history().steps.len()), (3, 1));
        // By bytes: each step is larger than all that may be kept, so that only the newest stays.
        let bounds = Bounds { bytes: 1, ..Bounds::default() };
        session = reopen(session, &path, Options { bounds, ..Options::default() });
        for at in 10..14 {
            add(&mut session, &format!("division {at}"));
            session.wait_saved().unwrap();
        }
        session = reopen(session, &path, options());
        assert_eq!((session.history().dropped, session.history().steps.len()), (7, 1));
        assert_eq!(session.undo().unwrap().as_deref(), Some("Add division 13"));
    }

    fn reopen(session: Session, path: &Path, options: Options) -> Session {
        session.close().unwrap();
        Session::open(path, options).unwrap()
    }

    #[test]
    fn a_failed_commit_loses_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.lodestone");
        let faults = Arc::new(crate::store::Faults::default());
        let opening = Opening { faults: Some(Arc::clone(&faults)), ..Opening::default() };
        Session::create(&path, options()).unwrap().close().unwrap();
        let mut session = Session::open(&path, Options { opening, ..options() }).unwrap();
        add(&mut session, "a");
        session.wait_saved().unwrap();
        faults.fail_after(1);
        add(&mut session, "b");
        let error = session.wait_saved().unwrap_err();
        assert!(matches!(&error, SessionError::Unsaved { unsaved, .. } if *unsaved == ["Add b"]), "{error}");
        assert!(session.undo().is_err());
        assert!(session.retry().is_err());
        faults.heal();
        session.retry().unwrap();
        session.close().unwrap();
        assert!(Session::open(&path, options()).unwrap().plan().find::<Division>("b").is_some());
    }
}

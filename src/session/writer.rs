//! The thread that writes: takes steps in order, several to one commit when they come fast, and never gives up one that
//! is not in the file. It also keeps the text twin.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::queue::{QueueState, Wanted, WriterQueue, WriterRequest};
use crate::formats::plan_text::TextChanges;
use crate::model::{Kind, Plan, RelationKind};
use crate::store::{Saved, Step, StepKind, Store, StoreError, TextSource, TwinChanges, TwinDraft, TwinText};

/// Makes the text twin of a plan, and hands it on piece by piece.
pub type TwinWriter = fn(&Plan, &mut dyn FnMut(&str));

/// How the text twin of a plan differs from an earlier one, so that what has not changed need not be printed again.
#[derive(Clone, Copy, Debug)]
pub struct TwinComparer {
    /// What becomes another between two plans' texts; none: better print all.
    pub changed: fn(&Plan, &Plan) -> Option<TextChanges>,
    /// What tells these texts from those that another version makes of the same plans.
    pub printer: fn() -> String,
}

/// At most so many steps go into one commit, so that the first of them don't wait for long.
const STEPS_PER_COMMIT: usize = 256;

/// The plan is shown before anything else is done with its file.
const FIRST_REST: Duration = Duration::from_secs(2);

/// From so many changes on, and when they make most of the plan, an edit's text is printed while the edit is written: such
/// edits rest, for they are imports.
const DRAFTED_FROM: usize = 1_000;

/// What the thread works with.
pub(super) struct JournalWriter {
    pub store: Store,
    pub queue: Arc<WriterQueue>,
    pub twin: Twin,
}

/// The text twin and when it is due.
pub(super) struct Twin {
    pub write: Option<TwinWriter>,
    pub compare: Option<TwinComparer>,
    /// How long the plan must rest before it is written.
    pub rest: Duration,
    /// What is to be written, and since when nothing has changed.
    pub due: Option<(Arc<Plan>, Instant)>,
    /// The plan as it was opened.
    pub opened: Arc<Plan>,
    /// The plan whose text was last written, at first the one that was opened.
    pub written: Arc<Plan>,
    /// A text that was printed already, and of which plan.
    pub draft: Option<(Arc<Plan>, TwinDraft)>,
}

/// What the thread does next.
enum Turn {
    Commit(Vec<Step>),
    Answer(WriterRequest),
    Recover,
    Discard,
    WriteTwin,
    ProveBackup,
    End,
}

impl JournalWriter {
    /// Works until the session closes and nothing more can be done; says what was not done besides saving.
    pub(super) fn run(mut self) -> Vec<String> {
        loop {
            match self.next_turn() {
                Turn::Commit(steps) => self.commit(&steps),
                Turn::Answer(request) => self.answer(request),
                Turn::Recover => self.recover(),
                Turn::Discard => self.discard(),
                Turn::WriteTwin => self.write_twin(),
                Turn::ProveBackup => self.prove_backup(),
                Turn::End => break,
            }
        }
        self.write_twin();
        let mut troubles: Vec<String> = self.queue.lock().trouble.take().into_iter().collect();
        self.store.prove_backup();
        troubles.extend(self.store.take_notes());
        if let Err(error) = self.store.close() {
            let what = "all changes are in the plan file, but it could not be closed; the next opening checks it";
            troubles.push(format!("{what}: {error}"));
        }
        troubles
    }

    fn next_turn(&self) -> Turn {
        // Whatever makes the twin due has let the backup prove itself before.
        let proof = self.store.has_unproven_backup().then_some(FIRST_REST);
        let twin = || self.twin.due.as_ref().map(|(_, since)| self.twin.rest.saturating_sub(since.elapsed()));
        let (mut shared, woken) = self.queue.wait_until(proof.or_else(twin), has_work);
        if !woken {
            return if proof.is_some() { Turn::ProveBackup } else { Turn::WriteTwin };
        }
        match shared.wanted {
            Some(Wanted::Discard) => return Turn::Discard,
            Some(Wanted::Retry) => return Turn::Recover,
            None => {}
        }
        if shared.failure.is_none() && !shared.pending.is_empty() {
            return Turn::Commit(shared.pending.iter().take(STEPS_PER_COMMIT).cloned().collect());
        }
        match shared.requests.pop_front() {
            Some(request) => Turn::Answer(request),
            None => Turn::End,
        }
    }

    fn commit(&mut self, steps: &[Step]) {
        self.twin.draft = None;
        match self.twin.write.zip(steps.last().filter(|step| makes_most(step))) {
            None => _ = self.commit_alone(steps),
            Some((write, last)) => {
                let (file, plan) = (self.store.path().to_owned(), Arc::clone(&last.plan));
                // A thread of its own: one of rayon's that waits within the commit would take up other work, which may wait
                // for this one.
                let (landed, draft) = std::thread::scope(|scope| {
                    let printing = scope.spawn(|| TwinDraft::print(&file, &|take| write(&plan, take)));
                    (self.commit_alone(steps), printing.join().ok())
                });
                self.twin.draft = draft.filter(|_| landed).map(|draft| (plan, draft));
            }
        }
        self.say_notes();
    }

    /// Says whether the steps are in the file.
    fn commit_alone(&mut self, steps: &[Step]) -> bool {
        match self.store.commit(steps) {
            Ok(weights) => self.landed(steps, &weights),
            Err(error) => {
                self.failed(&error);
                return false;
            }
        }
        true
    }

    fn prove_backup(&mut self) {
        self.store.prove_backup();
        self.say_notes();
    }

    fn say_notes(&mut self) {
        let notes = self.store.take_notes();
        if !notes.is_empty() {
            self.queue.with(|shared| shared.notes.extend(notes));
        }
    }

    /// The first steps of the queue are in the file.
    fn landed(&mut self, steps: &[Step], weights: &[u64]) {
        if let Some(last) = steps.last() {
            self.twin.due = Some((Arc::clone(&last.plan), Instant::now()));
        }
        self.queue.with(|shared| {
            shared.pending.drain(..steps.len().min(shared.pending.len()));
            for (step, weight) in steps.iter().zip(weights) {
                if let StepKind::Perform { seq, .. } = step.kind {
                    shared.weights.insert(seq, *weight);
                }
            }
        });
    }

    /// Takes note of a failure, after a look at what has landed all the same.
    fn failed(&mut self, error: &StoreError) {
        // The lock is wanted back at once, before somebody else takes the file.
        let landed = self.look_at_file();
        self.queue.with(|shared| {
            let all_landed = landed.is_ok() && shared.pending.is_empty();
            shared.failure = (!all_landed).then(|| error.to_string());
        });
    }

    fn recover(&mut self) {
        let result = self.look_at_file();
        self.queue.with(|shared| {
            shared.wanted = None;
            shared.failure = result.err().map(|error| error.to_string());
        });
    }

    /// Opens the file again where that is needed, and strikes off what it has.
    fn look_at_file(&mut self) -> Result<(), StoreError> {
        let sent = self.queue.lock().pending.back().map_or(self.store.commits(), |step| step.number);
        let commits = self.store.recover(sent)?;
        let landed: Vec<Step> =
            self.queue.lock().pending.iter().take_while(|step| step.number <= commits).cloned().collect();
        self.landed(&landed, &[]);
        Ok(())
    }

    fn discard(&mut self) {
        let result = self.look_at_file();
        self.queue.with(|shared| {
            shared.wanted = None;
            match result {
                Ok(()) => {
                    shared.pending.clear();
                    shared.failure = None;
                }
                Err(error) => shared.failure = Some(error.to_string()),
            }
        });
    }

    fn answer(&mut self, request: WriterRequest) {
        match request {
            WriterRequest::Read(seq, reply) => reply.send(self.store.read_edit(seq)),
            WriterRequest::Load(reply) => reply.send(self.store.load()),
            WriterRequest::SaveCopy(to, plan, reply) => reply.send(self.save_copy(&to, &plan)),
            WriterRequest::Baseline(cdn, name, packed, reply) => {
                reply.send(self.store.put_baseline(cdn, &name, &packed));
            }
            WriterRequest::Backup(reply) => reply.send(self.store.backup_now()),
        }
    }

    fn save_copy(&self, to: &Path, plan: &Plan) -> Result<Saved, StoreError> {
        let steps: Vec<Step> = self.queue.lock().pending.iter().cloned().collect();
        self.store.save_copy(to, &steps, plan)
    }

    fn write_twin(&mut self) {
        let (Some((plan, _)), Some(write)) = (self.twin.due.take(), self.twin.write) else { return };
        let (opened, written) = (Arc::clone(&self.twin.opened), Arc::clone(&self.twin.written));
        let comparer = self.twin.compare.map(|compare| (compare.changed, (compare.printer)()));
        let find = || comparer.as_ref().and_then(|(changed, _)| changed(&written, &plan));
        let changes = comparer.as_ref().map(|(_, printer)| TwinChanges { find: &find, printer });
        let whole: TextSource<'_> = &|take| write(&plan, take);
        let draft = self.twin.draft.take().filter(|(drafted, _)| Arc::ptr_eq(drafted, &plan)).map(|(_, draft)| draft);
        let put = self.store.put_twin(TwinText { whole, opened: &|take| write(&opened, take), changes }, draft);
        if put.is_ok() {
            self.twin.written = Arc::clone(&plan);
        }
        let trouble = put.err().map(|error| error.to_string());
        self.queue.with(|shared| {
            if trouble != shared.trouble {
                shared.notes.extend(trouble.clone());
            }
            shared.trouble = trouble;
        });
    }
}

/// Whether a step makes most of its plan anew.
fn makes_most(step: &Step) -> bool {
    let (changes, plan) = (step.edit.changes.len(), &step.plan);
    let objects = || Kind::ALL.iter().map(|kind| plan.count(*kind)).sum::<usize>();
    let pairs = || RelationKind::ALL.iter().map(|relation| relation.count(plan)).sum::<usize>();
    DRAFTED_FROM <= changes && objects() + pairs() < 2 * changes
}

fn has_work(shared: &QueueState) -> bool {
    let writable = shared.failure.is_none() && !shared.pending.is_empty();
    writable || shared.wanted.is_some() || !shared.requests.is_empty() || shared.closing
}

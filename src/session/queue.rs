//! What lies between the session and the thread that writes: the steps that are not durable yet, and how saving stands.

use std::any::Any;
use std::collections::VecDeque;
use std::marker::PhantomData;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::edit::Edit;
use crate::model::{Cdn, Id, Plan};
use crate::sorting::OrderedMap;
use crate::store::{LoadedFile, Saved, Step, StepKind, StoreError};

/// How saving stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveState {
    /// All changes are in the file.
    Saved,
    /// So many steps are on their way.
    Saving {
        /// How many.
        pending: usize,
    },
    /// Writing has failed; nothing is lost, and no new edit is taken.
    Failed {
        /// Why.
        reason: String,
        /// The labels of the steps that are not in the file, oldest first.
        unsaved: Vec<String>,
    },
}

/// Something to ask of the thread that writes, done in turn with its steps.
pub(super) enum WriterRequest {
    /// An edit of the history, from the file.
    Read(u64, WriterReply<Edit>),
    /// The plan as the file has it.
    Load(WriterReply<LoadedFile>),
    /// A new file with the plan and what is pending.
    SaveCopy(PathBuf, Arc<Plan>, WriterReply<Saved>),
    /// A CDN's snapshot, packed, as its baseline.
    Baseline(Id<Cdn>, String, Arc<Vec<u8>>, WriterReply<()>),
    /// A backup.
    Backup(WriterReply<PathBuf>),
}

/// An answer of any type: channels are made by the compiler for each type that goes through them, and this is one for all.
pub(super) type AnyAnswer = Box<dyn Any + Send>;

/// Where somebody waits for an answer.
pub(super) struct WriterReply<R> {
    to: Sender<AnyAnswer>,
    answer: PhantomData<fn(R)>,
}

impl<R: Send + 'static> WriterReply<R> {
    /// Answers. Somebody who no longer waits for it does not need it.
    pub(super) fn send(self, answer: Result<R, StoreError>) {
        drop(self.to.send(Box::new(answer)));
    }

    /// The answer that was sent through this; none: it was of another type.
    pub(super) fn read(answer: AnyAnswer) -> Option<Result<R, StoreError>> {
        answer.downcast().ok().map(|answer| *answer)
    }

    /// One that sends there.
    pub(super) const fn to(to: Sender<AnyAnswer>) -> Self {
        Self { to, answer: PhantomData }
    }
}

/// A way for one answer.
pub(super) fn answer_way() -> (Sender<AnyAnswer>, Receiver<AnyAnswer>) {
    channel()
}

/// What the user wants to be done with steps that could not be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Write them after all.
    Retry,
    /// Forget them.
    Discard,
}

/// What both sides see.
#[derive(Default)]
pub(super) struct QueueState {
    /// Steps that are not durable, oldest first.
    pub pending: VecDeque<Step>,
    pub requests: VecDeque<WriterRequest>,
    /// Why writing failed; nothing is written until somebody asks for it.
    pub failure: Option<String>,
    /// What is to be done about it.
    pub wanted: Option<Wanted>,
    pub closing: bool,
    /// The writer has ended.
    pub gone: bool,
    /// How many bytes durable edits take in the journal, for the session to pick up.
    pub weights: OrderedMap<u64, u64>,
    /// What is worth saying, for the session to pick up.
    pub notes: Vec<String>,
    /// What could not be done besides saving, until it can.
    pub trouble: Option<String>,
}

/// `QueueState` behind its lock.
#[derive(Default)]
pub(super) struct WriterQueue {
    shared: Mutex<QueueState>,
    changed: Condvar,
}

impl WriterQueue {
    /// Looks at what is shared, or changes it, and wakes the other side.
    pub(super) fn with<R>(&self, look: impl FnOnce(&mut QueueState) -> R) -> R {
        let result = look(&mut self.lock());
        self.changed.notify_all();
        result
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, QueueState> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until something holds, at most so long; says whether it does.
    pub(super) fn wait_until(
        &self,
        timeout: Option<Duration>,
        mut holds: impl FnMut(&QueueState) -> bool,
    ) -> (MutexGuard<'_, QueueState>, bool) {
        let shared = self.lock();
        let Some(timeout) = timeout else {
            let shared = self.changed.wait_while(shared, |shared| !holds(shared));
            return (shared.unwrap_or_else(PoisonError::into_inner), true);
        };
        let waited = self.changed.wait_timeout_while(shared, timeout, |shared| !holds(shared));
        let (shared, waited) = waited.unwrap_or_else(PoisonError::into_inner);
        let timed_out = waited.timed_out();
        (shared, !timed_out)
    }
}

impl QueueState {
    pub(super) fn state(&self) -> SaveState {
        match &self.failure {
            Some(reason) if self.wanted.is_none() => {
                SaveState::Failed { reason: reason.clone(), unsaved: self.unsaved() }
            }
            _ if self.pending.is_empty() => SaveState::Saved,
            _ => SaveState::Saving { pending: self.pending.len() },
        }
    }

    /// The labels of the steps that are not durable.
    pub(super) fn unsaved(&self) -> Vec<String> {
        self.pending
            .iter()
            .map(|step| match step.kind {
                StepKind::Perform { .. } => step.edit.label.clone(),
                StepKind::Undo { .. } => format!("Undo {}", step.edit.label),
                StepKind::Redo { .. } => format!("Redo {}", step.edit.label),
            })
            .collect()
    }
}

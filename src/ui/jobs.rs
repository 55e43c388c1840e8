//! Work that takes time, each piece on a thread of its own: what it is called, how far it is, and what came of it. It
//! does not know what the work is about.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use egui::Context;

/// Work that takes longer is shown, in seconds.
pub(super) const SHOWN_AFTER_SECS: f64 = 0.2;

/// How far a piece of work is; its thread writes, the window reads.
#[derive(Debug)]
pub(super) struct Progress {
    stages: &'static [&'static str],
    stage: AtomicUsize,
    cancelled: AtomicBool,
    ctx: Context,
}

impl Progress {
    /// Says that a stage begins.
    pub(super) fn at(&self, stage: usize) {
        self.stage.store(stage, Ordering::Relaxed);
        self.ctx.request_repaint();
    }

    /// Whether the user has turned away from it: what it would bring is wanted no more.
    pub(super) const fn cancelled(&self) -> &AtomicBool {
        &self.cancelled
    }

    /// What is being done, its place among the stages, and how many there are.
    pub(super) fn stage(&self) -> (&'static str, usize, usize) {
        let at = self.stage.load(Ordering::Relaxed).min(self.stages.len().saturating_sub(1));
        (self.stages.get(at).copied().unwrap_or_default(), at + 1, self.stages.len())
    }
}

/// Whether the user may turn away from a piece of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cancel {
    /// Its result is dropped.
    Possible,
    /// It has the plan in its hands, and must bring it back.
    Impossible,
}

/// What a piece of work is called while it goes on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Task {
    /// Like `Importing`.
    pub title: &'static str,
    /// What it does, one after the other.
    pub stages: &'static [&'static str],
    /// Whether the user may turn away from it.
    pub cancel: Cancel,
}

/// A piece of work that goes on.
#[derive(Debug)]
pub(super) struct Running {
    /// Its number.
    pub number: u64,
    /// What it is.
    pub task: Task,
    /// When it began, on the window's clock.
    pub since: f64,
    /// How far it is.
    pub progress: Arc<Progress>,
}

/// What came of a piece of work.
#[derive(Debug)]
pub(super) enum Landing<R> {
    /// Its result.
    Done(R),
    /// It ended by a fault of ours; what it was called.
    Failed(&'static str),
}

/// The pieces of work that go on, whose results are `R`.
#[derive(Debug)]
pub(super) struct Jobs<R> {
    ctx: Context,
    sender: Sender<(u64, Landing<R>)>,
    receiver: Receiver<(u64, Landing<R>)>,
    running: Vec<Running>,
    next: u64,
}

impl<R: Send + 'static> Jobs<R> {
    /// None yet.
    pub(super) fn new(ctx: &Context) -> Self {
        let (sender, receiver) = channel();
        Self { ctx: ctx.clone(), sender, receiver, running: Vec::new(), next: 1 }
    }

    /// Starts a piece of work and says its number.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(super) fn start(
        &mut self,
        task: Task,
        work: impl FnOnce(&Progress) -> R + Send + 'static,
    ) -> Result<u64, std::io::Error> {
        let number = self.next;
        self.next += 1;
        let progress = Arc::new(Progress {
            stages: task.stages,
            stage: AtomicUsize::new(0),
            cancelled: AtomicBool::new(false),
            ctx: self.ctx.clone(),
        });
        let (seen, sender, ctx) = (Arc::clone(&progress), self.sender.clone(), self.ctx.clone());
        thread::Builder::new().name(task.title.to_owned()).spawn(move || {
            let landing = match catch_unwind(AssertUnwindSafe(|| work(&seen))) {
                Ok(result) => Landing::Done(result),
                Err(_) => Landing::Failed(task.title),
            };
            // When the window is gone, so is whoever wanted to know.
            let _ = sender.send((number, landing));
            ctx.request_repaint();
        })?;
        let since = self.ctx.input(|input| input.time);
        self.running.push(Running { number, task, since, progress });
        self.ctx.request_repaint_after(Duration::from_secs_f64(SHOWN_AFTER_SECS));
        Ok(number)
    }

    /// What has come in since the last time; what was cancelled is dropped.
    pub(super) fn landed(&mut self) -> Vec<(u64, Landing<R>)> {
        let mut landed = Vec::new();
        while let Ok((number, landing)) = self.receiver.try_recv() {
            if let Some(at) = self.running.iter().position(|running| running.number == number) {
                self.running.remove(at);
                landed.push((number, landing));
            }
        }
        landed
    }

    /// Turns away from a piece of work: its thread ends where it asks, or goes on to its end, and nobody looks at what it
    /// brings.
    pub(super) fn cancel(&mut self, number: u64) {
        for running in self.running.iter().filter(|running| running.number == number) {
            running.progress.cancelled.store(true, Ordering::Relaxed);
        }
        self.running.retain(|running| running.number != number || running.task.cancel == Cancel::Impossible);
    }

    /// What goes on.
    pub(super) fn running(&self) -> &[Running] {
        &self.running
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TASK: Task = Task { title: "Counting", stages: &["one", "two"], cancel: Cancel::Possible };

    fn wait(jobs: &mut Jobs<u32>) -> Vec<(u64, Landing<u32>)> {
        for _ in 0..500 {
            let landed = jobs.landed();
            if !landed.is_empty() {
                return landed;
            }
            thread::sleep(Duration::from_millis(2));
        }
        Vec::new()
    }

    #[test]
    fn results_faults_and_what_is_cancelled() {
        let mut jobs = Jobs::new(&Context::default());
        let first = jobs.start(TASK, |progress| {
            progress.at(1);
            u32::from(progress.stage() == ("two", 2, 2))
        });
        assert!(matches!(wait(&mut jobs).as_slice(), [(number, Landing::Done(1))] if *number == first.unwrap()));
        jobs.start(TASK, |_| u32::from(b"".first().copied().unwrap())).unwrap();
        assert!(matches!(wait(&mut jobs).as_slice(), [(_, Landing::Failed("Counting"))]));
        let (hold, held) = channel::<()>();
        let third = jobs.start(TASK, move |_| u32::from(held.recv().is_err())).unwrap();
        jobs.cancel(third);
        assert!(jobs.running().is_empty());
        drop(hold);
        thread::sleep(Duration::from_millis(20));
        assert!(jobs.landed().is_empty());
    }
}

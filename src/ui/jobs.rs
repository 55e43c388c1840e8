//! Work that the user has asked for, each piece on a thread of its own, any number at a time: what came of it. It does
//! not know what the work is about.

use std::io;

use egui::Context;

use super::latest::{self, Job, Landing, Task, Work};

/// The pieces of work that go on, whose results are `R`.
#[derive(Debug)]
pub(super) struct Jobs<R> {
    ctx: Context,
    jobs: Vec<Job<R>>,
}

impl<R: Send + 'static> Jobs<R> {
    /// None yet.
    pub(super) fn new(ctx: &Context) -> Self {
        Self { ctx: ctx.clone(), jobs: Vec::new() }
    }

    /// Starts a piece of work.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(super) fn start(&mut self, task: Task, work: impl FnOnce(&Work) -> R + Send + 'static) -> io::Result<()> {
        self.jobs.push(latest::begin(&self.ctx, task, work)?);
        Ok(())
    }

    /// What has come in since the last time, in the order in which it was started; what was cancelled is dropped.
    pub(super) fn take_landed(&mut self) -> Vec<Landing<R>> {
        let mut landed = Vec::new();
        self.jobs.retain(|job| {
            let landing = job.landing();
            let goes_on = landing.is_none() && !job.work().is_cancelled();
            landed.extend(landing.filter(|_| !job.work().is_cancelled()));
            goes_on
        });
        landed
    }

    /// Whether a piece of work of that title goes on, or has brought back what is still to be taken.
    pub(super) fn has(&self, title: &str) -> bool {
        self.jobs.iter().any(|job| job.work().task.title == title && !job.work().is_cancelled())
    }

    /// Whether nothing goes on.
    pub(super) fn is_empty(&self) -> bool {
        self.jobs.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::thread;
    use std::time::Duration;

    use super::*;
    use crate::ui::latest::Cancel;

    const TASK: Task = Task { title: "Counting", stages: &["one", "two"], cancel: Cancel::Possible };

    fn wait(jobs: &mut Jobs<u32>) -> Vec<Landing<u32>> {
        for _ in 0..500 {
            let landed = jobs.take_landed();
            if !landed.is_empty() {
                return landed;
            }
            thread::sleep(Duration::from_millis(2));
        }
        Vec::new()
    }

    #[test]
    fn results_faults_and_what_is_cancelled() {
        let ctx = Context::default();
        let mut jobs = Jobs::new(&ctx);
        jobs.start(TASK, |work| {
            work.reach(1);
            u32::from(work.stage() == ("two", 2, 2))
        })
        .unwrap();
        assert!(matches!(wait(&mut jobs).as_slice(), [Landing::Done(1)]));
        jobs.start(TASK, |_| u32::from(b"".first().copied().unwrap())).unwrap();
        assert!(matches!(wait(&mut jobs).as_slice(), [Landing::Failed("Counting")]));
        let (hold, held) = channel::<()>();
        jobs.start(TASK, move |_| u32::from(held.recv().is_err())).unwrap();
        latest::cancel(&ctx, latest::running(&ctx)[0].number);
        assert!(latest::running(&ctx).is_empty());
        drop(hold);
        thread::sleep(Duration::from_millis(20));
        assert!(jobs.take_landed().is_empty() && jobs.is_empty());
        let must = Task { cancel: Cancel::Impossible, ..TASK };
        jobs.start(must, |_| 3).unwrap();
        for work in latest::running(&ctx) {
            latest::cancel(&ctx, work.number);
        }
        assert!(matches!(wait(&mut jobs).as_slice(), [Landing::Done(3)]), "it has the plan in its hands");
    }
}

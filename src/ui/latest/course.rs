//! How it stands with the newest question of a [`super::Latest`]: which job goes on, which waits for its end, and what was
//! given up. The compiler makes this once, not once per answer: it knows neither questions nor what answers are.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use egui::Context;

use super::work::{Job, Landing, Task, Work, begin, report};
use crate::parallel::drop_elsewhere;

/// After the system gave no thread nothing is begun for so long.
pub(super) const DENIED_SECS: f64 = 5.0;

/// An answer whose type only its asker knows.
pub(super) type SharedAnswer = Arc<dyn Any + Send + Sync>;

/// What makes an answer; none: it was cut short because nobody waits for it.
pub(super) type AnswerWork = Box<dyn FnOnce(&Work) -> Option<SharedAnswer> + Send>;

/// How it stands with what was asked last.
pub(super) enum AnswerStanding {
    /// The answer is known, or nothing has been asked.
    Answered,
    /// Its job goes on.
    Running(Job<Option<SharedAnswer>>),
    /// Its job begins when the one before has ended.
    Next(AnswerWork),
    /// There will be no answer: the user turned away, or it failed.
    GivenUp,
    /// The system gave no thread at that time, on the window's clock.
    Denied(f64),
}

/// The jobs of one sort of question.
pub(super) struct Course {
    pub(super) task: Task,
    pub(super) standing: AnswerStanding,
    /// A job that nobody wants, until it ends: there is never a second one beside it.
    ending: Option<Job<Option<SharedAnswer>>>,
}

impl Course {
    pub(super) const fn new(task: Task) -> Self {
        Self { task, standing: AnswerStanding::Answered, ending: None }
    }

    /// Takes what has come meanwhile, and begins what waited.
    pub(super) fn follow(&mut self, ctx: &Context) -> Option<SharedAnswer> {
        if let Some(landing) = self.ending.as_ref().and_then(Job::landing) {
            self.ending = None;
            drop_elsewhere(landing);
        }
        match std::mem::replace(&mut self.standing, AnswerStanding::Answered) {
            AnswerStanding::Next(work) if self.ending.is_none() => self.begin(ctx, work),
            AnswerStanding::Running(job) => return self.take(job),
            other => self.standing = other,
        }
        None
    }

    /// Begins a job, at the latest when the one that goes on has ended.
    pub(super) fn begin_next(&mut self, ctx: &Context, work: AnswerWork) {
        if self.ending.is_some() {
            self.standing = AnswerStanding::Next(work);
        } else {
            self.begin(ctx, work);
        }
    }

    fn begin(&mut self, ctx: &Context, work: AnswerWork) {
        let was_denied = matches!(self.standing, AnswerStanding::Denied(_));
        self.standing = match begin(ctx, self.task, work) {
            Ok(job) => AnswerStanding::Running(job),
            Err(error) => {
                // Said once, however often it is tried again.
                if !was_denied {
                    let title = self.task.title;
                    report(ctx, format!("{title} could not be started and is tried again: {error}"));
                }
                ctx.request_repaint_after(Duration::from_secs_f64(DENIED_SECS));
                AnswerStanding::Denied(ctx.input(|input| input.time))
            }
        };
    }

    /// Whether there was no thread for what was asked last, and there may be one now.
    pub(super) fn may_try_again(&self, ctx: &Context) -> bool {
        matches!(self.standing, AnswerStanding::Denied(since) if DENIED_SECS <= ctx.input(|input| input.time) - since)
    }

    fn take(&mut self, job: Job<Option<SharedAnswer>>) -> Option<SharedAnswer> {
        let landing = job.landing();
        self.standing = match landing {
            // The user turned away from it, where everything that goes on is listed.
            _ if job.work().is_cancelled() => {
                if landing.is_none() {
                    self.ending = Some(job);
                }
                AnswerStanding::GivenUp
            }
            None => AnswerStanding::Running(job),
            Some(Landing::Done(Some(answer))) => return Some(answer),
            Some(Landing::Done(None) | Landing::Failed(_)) => AnswerStanding::GivenUp,
        };
        None
    }

    /// Nobody wants what goes on any more.
    pub(super) fn turn_away(&mut self) {
        match std::mem::replace(&mut self.standing, AnswerStanding::Answered) {
            AnswerStanding::Running(job) => {
                job.cancel();
                self.ending = Some(job);
            }
            // Kept, so that it is not said again that there is no thread.
            denied @ AnswerStanding::Denied(_) => self.standing = denied,
            AnswerStanding::Answered | AnswerStanding::Next(_) | AnswerStanding::GivenUp => {}
        }
    }

    /// How it stands, in a word.
    pub(super) const fn word(&self) -> &'static str {
        match &self.standing {
            AnswerStanding::Answered => "answered",
            AnswerStanding::Running(_) => "running",
            AnswerStanding::Next(_) => "next",
            AnswerStanding::GivenUp => "given up",
            AnswerStanding::Denied(_) => "denied",
        }
    }
}

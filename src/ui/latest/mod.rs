//! The newest answer to a question that takes longer than a frame: one job at a time, cancelled when something else is
//! asked, stale answers dropped, panics caught and shown. Frames never wait. It knows neither plans nor widgets; a key
//! says all that an answer depends on, and of a plan that is its revision.

mod course;
mod work;

use std::fmt::{self, Debug};
use std::sync::Arc;

use egui::Context;

use course::{AnswerStanding, Course, SharedAnswer};

pub use crate::parallel::drop_elsewhere;
pub use work::{Cancel, Job, Landing, SHOWN_AFTER_SECS, Task, Work, begin, cancel, report, running, take_faults};

/// The newest answer that is known, and the one that is on its way.
pub struct Latest<K, T> {
    course: Course,
    asked: Option<K>,
    known: Option<(K, Arc<T>)>,
}

impl<K: PartialEq + Clone, T: Send + Sync + 'static> Latest<K, T> {
    /// Nothing is known, nothing asked; `task` is what its jobs are called.
    pub const fn new(task: Task) -> Self {
        Self { course: Course::new(task), asked: None, known: None }
    }

    /// Asks, unless this is what was asked last: whatever else goes on is cancelled, and `work` begins when that has
    /// ended. What was given up is not asked again before something else, or [`Self::ask_again`].
    pub fn ask(&mut self, ctx: &Context, key: &K, work: impl FnOnce(&Work) -> Option<T> + Send + 'static) {
        self.follow(ctx);
        if self.is_new(ctx, key) {
            self.course
                .begin_next(ctx, Box::new(move |own| work(own).map(|value| -> SharedAnswer { Arc::new(value) })));
        }
    }

    /// Turns to a question; says whether its answer has to be made.
    fn is_new(&mut self, ctx: &Context, key: &K) -> bool {
        if self.asked.as_ref() == Some(key) && !self.course.may_try_again(ctx) {
            return false;
        }
        self.course.turn_away();
        self.asked = Some(key.clone());
        let is_known = self.known.as_ref().is_some_and(|(known, _)| known == key);
        if is_known {
            self.course.standing = AnswerStanding::Answered;
        }
        !is_known
    }

    /// Takes an answer that was made at once: what takes less than a frame needs no job.
    pub fn answer(&mut self, key: K, value: T) {
        self.course.turn_away();
        self.asked = Some(key.clone());
        self.course.standing = AnswerStanding::Answered;
        self.known = Some((key, Arc::new(value)));
    }

    /// Takes what has come meanwhile, and begins what waited; says whether there is a new answer.
    pub fn follow(&mut self, ctx: &Context) -> bool {
        let Some(answer) = self.course.follow(ctx) else { return false };
        // `ask` has given the job what makes an answer of this type.
        let (Ok(value), Some(key)) = (answer.downcast::<T>(), self.asked.clone()) else { return false };
        // It may be large, and it is dropped here only if nobody else holds it.
        if let Some((_, before)) = self.known.replace((key, value)) {
            drop_elsewhere::<SharedAnswer>(before);
        }
        true
    }

    /// The newest answer, which may be one to an older question.
    pub fn newest(&self) -> Option<&Arc<T>> {
        self.known.as_ref().map(|(_, value)| value)
    }

    /// What the newest answer is to.
    pub fn newest_key(&self) -> Option<&K> {
        self.known.as_ref().map(|(key, _)| key)
    }

    /// The answer to a question, if it is the newest one.
    pub fn answer_to(&self, key: &K) -> Option<&Arc<T>> {
        self.known.as_ref().filter(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// What was asked last.
    pub const fn asked(&self) -> Option<&K> {
        self.asked.as_ref()
    }

    /// Whether an answer is on its way.
    pub const fn is_busy(&self) -> bool {
        matches!(self.course.standing, AnswerStanding::Running(_) | AnswerStanding::Next(_))
    }

    /// Whether there will be no answer to what was asked last.
    pub const fn is_given_up(&self) -> bool {
        matches!(self.course.standing, AnswerStanding::GivenUp | AnswerStanding::Denied(_))
    }

    /// Hands the newest answer out for good, if nobody else holds it; it is asked anew when it is asked again.
    pub fn take_newest(&mut self) -> Option<(K, T)> {
        let (key, value) = self.known.take()?;
        self.asked.take_if(|asked| *asked == key);
        Some((key, Arc::into_inner(value)?))
    }

    /// Lets the next question be asked, even if it is the one that was given up.
    pub fn ask_again(&mut self) {
        self.course.turn_away();
        self.asked = None;
    }

    /// Forgets what is known and what was asked: it is about something that is no longer shown.
    pub fn forget(&mut self) {
        self.ask_again();
        if let Some(known) = self.known.take() {
            drop_elsewhere::<SharedAnswer>(known.1);
        }
    }
}

impl<K: Debug, T> Debug for Latest<K, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Latest")
            .field("task", &self.course.task.title)
            .field("asked", &self.asked)
            .field("standing", &self.course.word())
            .field("known", &self.known.as_ref().map(|(key, _)| key))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc::channel;
    use std::thread;
    use std::time::Duration;

    use super::course::DENIED_SECS;
    use super::*;

    const TASK: Task = Task { title: "Counting", stages: &["one", "two"], cancel: Cancel::Possible };

    /// Looks until something is so.
    fn wait(mut is_so: impl FnMut() -> bool) {
        for _ in 0..2_000 {
            if is_so() {
                return;
            }
            thread::sleep(Duration::from_millis(1));
        }
        panic!("it does not come to be so");
    }

    #[test]
    fn only_the_newest_question_is_answered_and_one_job_goes_on_at_a_time() {
        let ctx = Context::default();
        let mut latest: Latest<u32, u32> = Latest::new(TASK);
        let going = Arc::new(AtomicUsize::new(0));
        let most = Arc::new(AtomicUsize::new(0));
        let begun = Arc::new(AtomicUsize::new(0));
        for key in 0..5 {
            let (going, most, begun) = (Arc::clone(&going), Arc::clone(&most), Arc::clone(&begun));
            latest.ask(&ctx, &key, move |work| {
                begun.fetch_add(1, Ordering::SeqCst);
                most.fetch_max(going.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                for _ in 0..20 {
                    thread::sleep(Duration::from_millis(1));
                }
                going.fetch_sub(1, Ordering::SeqCst);
                (!work.is_cancelled()).then_some(key * 10)
            });
            assert!(latest.is_busy() && latest.newest().is_none());
        }
        wait(|| latest.follow(&ctx));
        assert_eq!((latest.newest_key(), latest.newest().map(|value| **value)), (Some(&4), Some(40)));
        assert_eq!(most.load(Ordering::SeqCst), 1);
        assert_eq!(begun.load(Ordering::SeqCst), 2, "those between were never begun");
        assert!(!latest.is_busy() && latest.answer_to(&3).is_none());
    }

    #[test]
    fn work_that_is_not_wanted_is_told_so_and_its_answer_dropped() {
        let ctx = Context::default();
        let mut latest: Latest<&str, u32> = Latest::new(TASK);
        let (told, heard) = channel();
        latest.ask(&ctx, &"plan one", move |work| {
            wait(|| work.is_cancelled());
            told.send(()).unwrap();
            Some(1)
        });
        latest.answer("plan two", 2);
        heard.recv_timeout(Duration::from_secs(5)).unwrap();
        wait(|| running(&ctx).is_empty());
        assert!(!latest.follow(&ctx));
        assert_eq!((latest.newest_key(), latest.answer_to(&"plan one")), (Some(&"plan two"), None));
        latest.forget();
        assert!(latest.newest().is_none() && latest.asked().is_none());
    }

    #[test]
    fn a_panic_is_caught_and_said_and_not_tried_again_by_itself() {
        let ctx = Context::default();
        let mut latest: Latest<u32, u32> = Latest::new(TASK);
        let work = |_: &Work| Some(u32::from(*b"".first().expect("a letter")));
        latest.ask(&ctx, &1, work);
        wait(|| {
            latest.follow(&ctx);
            latest.is_given_up()
        });
        let faults = take_faults(&ctx);
        assert_eq!(faults, ["Counting failed because of a fault in Lodestone: a letter"]);
        latest.ask(&ctx, &1, |_| Some(7));
        wait(|| running(&ctx).is_empty());
        assert!(latest.is_given_up() && latest.newest().is_none());
        latest.ask(&ctx, &2, |_| Some(8));
        wait(|| latest.follow(&ctx));
        assert_eq!(latest.answer_to(&2).map(|value| **value), Some(8));
        latest.ask(&ctx, &1, |_| Some(7));
        wait(|| latest.follow(&ctx));
        assert_eq!(latest.take_newest(), Some((1, 7)), "another question in between lets it be asked again");
        assert!(take_faults(&ctx).is_empty());
    }

    #[test]
    fn the_user_may_turn_away_and_come_back() {
        let ctx = Context::default();
        let mut latest: Latest<u32, u32> = Latest::new(TASK);
        let (hold, held) = channel::<()>();
        latest.ask(&ctx, &1, move |work| {
            work.reach(1);
            Some(u32::from(held.recv().is_err()))
        });
        wait(|| running(&ctx).iter().any(|work| work.stage() == ("two", 2, 2)));
        cancel(&ctx, running(&ctx)[0].number);
        assert!(!latest.follow(&ctx) && latest.is_given_up());
        latest.ask_again();
        latest.ask(&ctx, &1, |_| Some(9));
        assert!(latest.is_busy(), "it begins when the first has ended");
        drop(hold);
        wait(|| latest.follow(&ctx));
        assert_eq!(latest.newest().map(|value| **value), Some(9));
    }

    #[test]
    fn what_got_no_thread_is_not_tried_again_at_once() {
        let ctx = Context::default();
        let mut latest: Latest<u32, u32> = Latest::new(TASK);
        (latest.asked, latest.course.standing) = (Some(1), AnswerStanding::Denied(ctx.input(|input| input.time)));
        latest.ask(&ctx, &1, |_| Some(1));
        assert!(latest.is_given_up() && !latest.is_busy());
        latest.course.standing = AnswerStanding::Denied(ctx.input(|input| input.time) - DENIED_SECS);
        latest.ask(&ctx, &1, |_| Some(1));
        wait(|| latest.follow(&ctx));
        assert_eq!(latest.newest().map(|value| **value), Some(1));
    }
}

//! Work that takes longer than a frame may: the one place of the window where threads begin. It knows what goes on, how
//! far that is and what it is called, and catches what ends by a fault of ours. It does not know what the work is about.

use std::any::Any;
use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use egui::{Context, Id};

/// Work that takes longer is shown, in seconds.
pub const SHOWN_AFTER_SECS: f64 = 0.2;

/// Whether the user may turn away from a piece of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cancel {
    /// Its result is dropped.
    Possible,
    /// It has the plan in its hands, and must bring it back.
    Impossible,
}

/// What a piece of work is called while it goes on.
#[derive(Clone, Copy, Debug)]
pub struct Task {
    /// Like `Importing`.
    pub title: &'static str,
    /// What it does, one after the other; none: it goes on unseen, because the view that waits for it says so itself.
    pub stages: &'static [&'static str],
    /// Whether the user may turn away from it.
    pub cancel: Cancel,
}

impl Task {
    /// Work that goes on unseen.
    pub const fn unseen(title: &'static str) -> Self {
        Self { title, stages: &[], cancel: Cancel::Possible }
    }
}

/// A piece of work that goes on; its thread writes how far it is, the window reads, and may say that nobody waits for
/// it any more.
#[derive(Debug)]
pub struct Work {
    /// Tells pieces of work apart.
    pub number: u64,
    /// What it is.
    pub task: Task,
    /// When it began, on the window's clock.
    pub since_secs: f64,
    stage: AtomicUsize,
    cancelled: Arc<AtomicBool>,
    ctx: Context,
}

impl Work {
    /// Says that a stage begins.
    pub fn reach(&self, stage: usize) {
        self.stage.store(stage, Ordering::Relaxed);
        self.ctx.request_repaint();
    }

    /// What is being done, its place among the stages, and how many there are.
    pub fn stage(&self) -> (&'static str, usize, usize) {
        let stages = self.task.stages;
        let at = self.stage.load(Ordering::Relaxed).min(stages.len().saturating_sub(1));
        (stages.get(at).copied().unwrap_or_default(), at + 1, stages.len())
    }

    /// Whether nobody waits for it any more: what takes long looks at this now and then, and ends.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// The same as a flag, for rooms that know nothing of windows.
    pub const fn cancelled(&self) -> &Arc<AtomicBool> {
        &self.cancelled
    }

    fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }
}

/// What came of a piece of work.
#[derive(Debug)]
pub enum Landing<T> {
    /// Its result.
    Done(T),
    /// It ended by a fault of ours, which has been reported; what it was called.
    Failed(&'static str),
}

/// What a thread makes of its work, with its type forgotten: threads and channels are then made once by the compiler, not
/// once per result.
type AnyWork = Box<dyn FnOnce(&Work) -> Box<dyn Any + Send> + Send>;

/// A piece of work whose result somebody waits for. Dropping it cancels it.
#[derive(Debug)]
pub struct Job<T> {
    work: Arc<Work>,
    done: Receiver<Box<dyn Any + Send>>,
    result: PhantomData<fn() -> T>,
}

impl<T: 'static> Job<T> {
    /// What came of it; none: it goes on.
    pub fn landing(&self) -> Option<Landing<T>> {
        match self.any_landing()? {
            // `begin` makes the job of what its work makes.
            Landing::Done(result) => {
                let result = result.downcast();
                Some(result.map_or(Landing::Failed(self.work.task.title), |result| Landing::Done(*result)))
            }
            Landing::Failed(title) => Some(Landing::Failed(title)),
        }
    }
}

impl<T> Job<T> {
    /// What goes on.
    pub fn work(&self) -> &Work {
        &self.work
    }

    /// Tells it that nobody waits for it any more.
    pub fn cancel(&self) {
        self.work.cancel();
    }

    fn any_landing(&self) -> Option<Landing<Box<dyn Any + Send>>> {
        match self.done.try_recv() {
            Ok(result) => Some(Landing::Done(result)),
            Err(TryRecvError::Empty) => None,
            // The thread ended without a result.
            Err(TryRecvError::Disconnected) => Some(Landing::Failed(self.work.task.title)),
        }
    }
}

impl<T> Drop for Job<T> {
    fn drop(&mut self) {
        self.work.cancel();
    }
}

/// What goes on in a window, and the faults that have not been shown yet.
#[derive(Clone, Debug, Default)]
struct WorkBoard(Arc<Mutex<BoardEntries>>);

#[derive(Debug, Default)]
struct BoardEntries {
    running: Vec<Arc<Work>>,
    faults: Vec<String>,
}

impl WorkBoard {
    fn of(ctx: &Context) -> Self {
        ctx.data_mut(|data| data.get_temp_mut_or_default::<Self>(Id::unique("work that goes on")).clone())
    }

    fn with<R>(&self, look: impl FnOnce(&mut BoardEntries) -> R) -> R {
        // Whoever panicked while holding it has at most left an entry too many.
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What goes on, the oldest first.
pub fn running(ctx: &Context) -> Vec<Arc<Work>> {
    WorkBoard::of(ctx).with(|entries| entries.running.clone())
}

/// Turns away from a piece of work, where that is possible: its thread goes on to its end, and nobody looks at what it
/// brings.
pub fn cancel(ctx: &Context, number: u64) {
    let may_go = |work: &Arc<Work>| work.number == number && work.task.cancel == Cancel::Possible;
    WorkBoard::of(ctx)
        .with(|entries| entries.running.extract_if(.., |work| may_go(work)).for_each(|work| work.cancel()));
}

/// Says that something went wrong which no view can show where it happened.
pub fn report(ctx: &Context, words: String) {
    WorkBoard::of(ctx).with(|entries| entries.faults.push(words));
    ctx.request_repaint();
}

/// What went wrong since the last time, in the user's words.
pub fn take_faults(ctx: &Context) -> Vec<String> {
    WorkBoard::of(ctx).with(|entries| std::mem::take(&mut entries.faults))
}

/// Begins a piece of work on a thread of its own. A panic in it ends neither the window nor the wait for it.
///
/// # Errors
/// When the system gives no thread.
pub fn begin<T: Send + 'static>(
    ctx: &Context,
    task: Task,
    work: impl FnOnce(&Work) -> T + Send + 'static,
) -> io::Result<Job<T>> {
    let (work, done) = begin_any(ctx, task, Box::new(move |own| Box::new(work(own))))?;
    Ok(Job { work, done, result: PhantomData })
}

type BegunWork = (Arc<Work>, Receiver<Box<dyn Any + Send>>);

fn begin_any(ctx: &Context, task: Task, work: AnyWork) -> io::Result<BegunWork> {
    static NUMBERS: AtomicU64 = AtomicU64::new(1);
    let own = Arc::new(Work {
        number: NUMBERS.fetch_add(1, Ordering::Relaxed),
        task,
        since_secs: ctx.input(|input| input.time),
        stage: AtomicUsize::new(0),
        cancelled: Arc::default(),
        ctx: ctx.clone(),
    });
    let (send, done) = channel();
    let board = WorkBoard::of(ctx);
    // It is listed before it can end.
    board.with(|entries| entries.running.push(Arc::clone(&own)));
    let (seen, listed) = (Arc::clone(&own), board.clone());
    let started = thread::Builder::new().name(task.title.to_owned()).spawn(move || {
        match catch_unwind(AssertUnwindSafe(|| work(&seen))) {
            // Nobody listens any more when something else is wanted by now, or the window is gone.
            Ok(result) => drop(send.send(result)),
            Err(panic) => {
                if !seen.is_cancelled() {
                    let words = PanicWords { title: task.title, panic: panic.as_ref() }.to_string();
                    listed.with(|entries| entries.faults.push(words));
                }
                // Without a result it has failed.
                drop(send);
            }
        }
        listed.with(|entries| entries.running.retain(|work| work.number != seen.number));
        seen.ctx.request_repaint();
    });
    if let Err(error) = started {
        board.with(|entries| entries.running.retain(|work| work.number != own.number));
        return Err(error);
    }
    ctx.request_repaint_after(Duration::from_secs_f64(SHOWN_AFTER_SECS));
    Ok((own, done))
}

/// A fault of ours in words; what the panic said helps whoever mends it.
struct PanicWords<'a> {
    title: &'static str,
    panic: &'a (dyn Any + Send),
}

impl fmt::Display for PanicWords<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} failed because of a fault in Lodestone", self.title)?;
        let text = self.panic.downcast_ref::<&str>().copied();
        match text.or_else(|| self.panic.downcast_ref::<String>().map(String::as_str)) {
            Some(text) => write!(f, ": {text}"),
            None => Ok(()),
        }
    }
}

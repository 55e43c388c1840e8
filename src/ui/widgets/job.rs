//! Work that would take longer than a frame may: done by another thread, fetched when it is there. Frames never wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};

/// A piece of work that is under way. Dropping it cancels it.
#[derive(Debug)]
pub struct Job<T> {
    cancelled: Arc<AtomicBool>,
    done: Receiver<T>,
}

/// What has become of a piece of work.
#[derive(Debug, PartialEq, Eq)]
pub enum Progress<T> {
    /// It is not finished.
    Busy,
    /// It is finished.
    Done(T),
    /// It ended without a result.
    Lost,
}

impl<T: Send + 'static> Job<T> {
    /// Begins; `work` looks at its argument now and then and gives up when that says so.
    pub fn begin(ctx: &egui::Context, work: impl FnOnce(&AtomicBool) -> Option<T> + Send + 'static) -> Self {
        let cancelled = Arc::new(AtomicBool::new(false));
        let (send, done) = channel();
        let (ctx, stop) = (ctx.clone(), Arc::clone(&cancelled));
        rayon::spawn(move || {
            if let Some(result) = work(&stop) {
                // Nobody listens any more when something else is wanted by now.
                drop(send.send(result));
                ctx.request_repaint();
            }
        });
        Self { cancelled, done }
    }

    /// What has become of it.
    pub fn progress(&self) -> Progress<T> {
        match self.done.try_recv() {
            Ok(result) => Progress::Done(result),
            Err(TryRecvError::Empty) => Progress::Busy,
            Err(TryRecvError::Disconnected) => Progress::Lost,
        }
    }
}

impl<T> Drop for Job<T> {
    fn drop(&mut self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }
}

//! How a session stands towards its file: waiting for it, mending what failed, copies, backups, closing. Nothing here
//! changes the plan but giving up what cannot be saved.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::door::{Session, Unclosed};
use super::error::SessionError;
use super::history::Timeline;
use super::queue::{SaveState, Wanted, WriterRequest};
use crate::store::{Saved, Store};

impl Session {
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
        let loaded = self.ask(WriterRequest::Load)?;
        let mut plan = loaded.plan;
        // Ids that the forgotten edits had are not given again.
        for (next, had) in plan.next_ids.iter_mut().zip(self.plan.next_ids()) {
            *next = (*next).max(*had);
        }
        self.timeline = Timeline::new(loaded.history, loaded.head, loaded.dropped, self.bounds);
        self.next_step = loaded.commits + 1;
        self.put_in_force(plan);
        Ok(())
    }

    /// Saves the plan, with what could not be written, as a new file. This session stays with its own. Replaces nothing.
    pub fn save_copy(&self, path: &Path) -> Result<Saved, SessionError> {
        // When writing has failed, the copy takes along what is unsaved.
        let _ = self.wait_saved();
        match self.ask(|reply| WriterRequest::SaveCopy(path.to_owned(), Arc::clone(&self.plan), reply)) {
            // Without the one who knows the file, the plan at least is saved.
            Err(SessionError::WriterGone) => Ok(Store::create(path, &self.plan).map(|()| Saved::PlanAlone)?),
            answer => answer,
        }
    }

    /// Makes a verified backup of the file, as before something large. Waits for what is on its way.
    pub fn backup_now(&self) -> Result<PathBuf, SessionError> {
        self.wait_saved()?;
        self.ask(WriterRequest::Backup)
    }

    /// What could not be done besides saving, like writing the text twin; none: all is well.
    pub fn trouble(&self) -> Option<String> {
        self.queue.lock().trouble.clone()
    }

    /// Waits until all changes are in the file and closes it; or says what would be lost and gives the session back.
    /// What could not be done besides is returned: nothing is lost by it.
    pub fn close(mut self) -> Result<Vec<String>, Unclosed> {
        match self.wait_saved() {
            Ok(()) => Ok(self.end()),
            Err(error) => Err(Unclosed { session: Box::new(self), error }),
        }
    }
}

//! What the window's work on threads brings back, and how it starts what needs the session. It draws nothing.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::action::{Action, OpenMode};
use super::app::App;
use super::dialogs::{Dialog, failure, import, path, unsaved};
use super::document::Light;
use super::exporting::Exported;
use super::files::{self, OpenFailure, Opened, Preview, Purpose};
use super::jobs::{Cancel, Landing, Task};
use super::order::Making;
use super::panels::changes;
use super::panels::palette::Index;
use crate::model::Kind;
use crate::session::tasks::Preflight;
use crate::session::{Options, Session, Unclosed};

/// What a piece of work brings back.
#[derive(Debug)]
pub(super) enum Outcome {
    /// A plan, or why there is none.
    Opened(Result<Opened, OpenFailure>),
    /// The session, and what to say.
    Back(Box<Session>, Said),
    /// The session is closed, or could not be closed.
    Closed(Result<Vec<String>, Unclosed>, Then),
    /// What an import would do.
    Previewed(Result<Box<Preview>, String>),
    /// What Traffic Router would make of a snapshot.
    Judged(Box<Preflight>),
    /// What came of an export, and the plan file that it was of.
    Exported(Option<PathBuf>, Exported),
    /// A copy of the plan, or why there is none.
    Copied(Result<PathBuf, String>),
    /// What the system's dialog said, and whether it took so little time that nobody can have seen it.
    Asked(Purpose, Option<PathBuf>, Answer),
    /// The names of all objects.
    Indexed(Index),
    /// What the Changes tab has had done.
    Changes(changes::Brought),
}

/// Whether anybody answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// The user did.
    User,
    /// There is no dialog service.
    Nobody,
}

/// What is to be said after a piece of work.
#[derive(Debug)]
pub(super) enum Said {
    /// Nothing: what happened is seen.
    Nothing,
    /// What was done.
    Notice(String),
    /// What could not be done.
    Refusal(String),
    /// What was made.
    Made(Box<Making>),
}

/// What follows when a session is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// The end of the program.
    Quit,
    /// Nothing: another plan is shown already.
    Nothing,
}

/// A system's dialog that is gone within this time was never there.
const NOBODY_WITHIN: Duration = Duration::from_millis(600);

const OPENING: Task =
    Task { title: "Opening the plan", stages: &["Checking and reading it"], cancel: Cancel::Possible };
const CLOSING: Task = Task { title: "Closing the plan", stages: &["Saving all changes"], cancel: Cancel::Impossible };
const ASKING: Task = Task { title: "Choosing a file", stages: &[""], cancel: Cancel::Possible };
const INDEXING: Task = Task { title: "Preparing the search", stages: &["Listing all names"], cancel: Cancel::Possible };

impl App {
    /// Starts work; says so when the system gives no thread.
    pub(super) fn start(
        &mut self,
        task: Task,
        work: impl FnOnce(&super::jobs::Progress) -> Outcome + Send + 'static,
    ) -> bool {
        match self.jobs.start(task, work) {
            Ok(_) => true,
            Err(error) => {
                self.toasts.refuse(format!("{} could not be started: {error}", task.title));
                false
            }
        }
    }

    /// Opens a plan by any of the ways to one.
    pub(super) fn open_by(&mut self, open: impl FnOnce(Options) -> Result<Opened, OpenFailure> + Send + 'static) {
        let options = self.setup.session.clone();
        self.start(OPENING, move |_| Outcome::Opened(open(options)));
    }

    /// Works with the session; the plan is shown as it was until it is back.
    pub(super) fn with_session(&mut self, task: Task, work: impl FnOnce(&mut Session) -> Said + Send + 'static) {
        let Some(mut session) = self.document.lend() else { return };
        let started = self.jobs.start(task, move |_| {
            let said = work(&mut session);
            Outcome::Back(session, said)
        });
        if let Err(error) = started {
            // The session went with the closure that never ran, and has saved what it had.
            self.document.close();
            self.toasts.refuse(format!("{} could not be started: {error}; open the plan again", task.title));
        }
    }

    /// Closes the plan, and then the window.
    pub(super) fn close_then_quit(&mut self) {
        if let Some(session) = self.document.lend() {
            self.start(CLOSING, move |_| Outcome::Closed(session.close(), Then::Quit));
        } else if !self.document.is_lent() {
            self.quit_now();
        }
    }

    /// Asks for a path.
    pub(super) fn ask(&mut self, purpose: Purpose) {
        if !self.setup.system_dialogs {
            self.dialog = Some(Dialog::Path(path::PathDialog::new(purpose, &self.settings, self.document.path())));
            return;
        }
        self.start(ASKING, move |_| {
            let asked = Instant::now();
            let chosen = files::ask(purpose);
            let quick = chosen.is_none() && asked.elapsed() < NOBODY_WITHIN;
            Outcome::Asked(purpose, chosen, if quick { Answer::Nobody } else { Answer::User })
        });
    }

    /// Lists the names of the plan for the palette, when those at hand are of another plan.
    pub(super) fn index_names(&mut self) {
        let revision = self.document.revision();
        if self.palette.is_ready(revision) {
            return;
        }
        let plan = std::sync::Arc::clone(self.document.plan());
        self.palette.expect(revision);
        self.start(INDEXING, move |_| Outcome::Indexed(Index::of(&plan, revision)));
    }

    /// Takes what work has brought back.
    pub(super) fn take_landed(&mut self) {
        for (_, landing) in self.jobs.landed() {
            match landing {
                Landing::Done(outcome) => self.take(outcome),
                Landing::Failed(title) => self.take_fault(title),
            }
        }
    }

    fn take_fault(&mut self, title: &str) {
        self.toasts.refuse(format!("{title} failed because of a fault in Lodestone"));
        self.give_preflight_up();
        if self.document.is_lent() {
            // The session went down with the work; its writer has saved what was performed.
            let path = self.document.path().map(std::path::Path::to_owned);
            self.document.close();
            if let Some(path) = path {
                self.queue.send(Action::Open(path, OpenMode::Edit));
            }
        }
    }

    fn take(&mut self, outcome: Outcome) {
        match outcome {
            // The session of the plan before must come back first, to be closed.
            Outcome::Opened(Ok(opened)) if self.document.is_lent() => self.late = Some(opened),
            Outcome::Opened(Ok(opened)) => self.take_opened(opened),
            Outcome::Opened(Err(failed)) => self.dialog = Some(Dialog::Failure(failure::Failure::new(failed))),
            Outcome::Back(session, said) => {
                self.document.take_back(session);
                self.say(said);
            }
            Outcome::Closed(result, then) => self.take_closed(result, then),
            Outcome::Previewed(result) => self.take_preview(result),
            Outcome::Judged(preflight) => self.take_preflight(preflight),
            Outcome::Exported(of, exported) => self.take_exported(of, exported),
            Outcome::Copied(Ok(path)) => self.toasts.notify(format!("The copy is saved: {}", path.display())),
            Outcome::Copied(Err(reason)) => self.toasts.refuse(format!("The copy could not be saved: {reason}")),
            Outcome::Asked(purpose, Some(path), _) => self.take_path(purpose, path),
            Outcome::Asked(purpose, None, Answer::Nobody) if purpose.has_field() => {
                self.toasts.notify("No file dialog answers here: type the path".to_owned());
            }
            Outcome::Asked(purpose, None, Answer::Nobody) => {
                let (settings, open) = (&self.settings, self.document.path());
                self.dialog = Some(Dialog::Path(path::PathDialog::new(purpose, settings, open)));
            }
            Outcome::Asked(_, None, Answer::User) => {}
            Outcome::Indexed(index) => self.palette.take(index),
            Outcome::Changes(brought) => self.take_changes(brought),
        }
        self.settle_deferred();
        if !self.document.is_lent()
            && let Some(opened) = self.late.take()
        {
            self.take_opened(opened);
        }
    }

    /// Does what waited for the session, at once: it is about the plan that is still shown, and not about one that is
    /// shown next.
    fn settle_deferred(&mut self) {
        if self.document.is_lent() {
            return;
        }
        for action in std::mem::take(&mut self.deferred) {
            self.dispatch(action);
        }
    }

    fn say(&mut self, said: Said) {
        match said {
            Said::Nothing => {}
            Said::Notice(text) => self.toasts.notify(text),
            Said::Refusal(text) => self.toasts.refuse(text),
            Said::Made(making) => self.take_made(*making),
        }
    }

    fn take_opened(&mut self, opened: Opened) {
        self.keep_look();
        let before = self.document.lend();
        match opened {
            Opened::Session(session) => self.document.show(session),
            Opened::Copy(copy) => self.document.show_copy(*copy),
        }
        self.selection = super::selection::Selection::default();
        self.dialog.take_if(|dialog| dialog.is_of_plan());
        self.tables.clear();
        self.forms.clear();
        self.left = None;
        self.changes.clear();
        if let Some(path) = self.document.path() {
            let path = path.to_owned();
            self.settings.remember(&path);
            match self.settings.look_of(&path) {
                Some((middle, zoom)) => self.map.look_at(middle, zoom),
                None => self.map.fit_all(),
            }
        }
        if let Light::ReadOnly(Some(note)) = self.document.light() {
            let note = note.clone();
            self.toasts.notify(note);
        }
        if self.document.plan().count(self.settings.kind) == 0 {
            self.settings.kind = Kind::CacheGroup;
        }
        if let Some(session) = before {
            self.start(CLOSING, move |_| Outcome::Closed(session.close(), Then::Nothing));
        }
    }

    fn take_closed(&mut self, result: Result<Vec<String>, Unclosed>, then: Then) {
        // What the light has told already is no news that could keep anybody from leaving.
        let is_told = matches!(self.document.light(), Light::Troubled(_));
        match (result, then) {
            (Ok(troubles), Then::Quit) if troubles.is_empty() || is_told => self.quit_now(),
            (Ok(troubles), Then::Quit) => {
                self.document.close();
                self.toasts.refuse(format!("{}; quit again to leave", troubles.join("; ")));
            }
            (Ok(troubles), Then::Nothing) => troubles.into_iter().for_each(|trouble| self.toasts.refuse(trouble)),
            (Err(Unclosed { session, .. }), _) => {
                // What could not be saved comes before anything else.
                self.document.show(session);
                if let Light::Failed { reason, unsaved } = self.document.light() {
                    self.dialog = Some(Dialog::Unsaved(unsaved::Unsaved::new(reason.clone(), unsaved.clone())));
                }
            }
        }
    }

    fn take_preview(&mut self, result: Result<Box<Preview>, String>) {
        match result {
            Ok(preview) if preview.revision != self.document.revision() => {
                // The plan has changed meanwhile, so the preview says what is no longer so.
                self.preview(preview.order);
            }
            Ok(preview) => self.dialog = Some(Dialog::Import(Box::new(import::ImportDialog::new(*preview)))),
            Err(reason) => self.toasts.refuse(format!("Nothing was imported: {reason}")),
        }
    }
}

//! How commands open and close plans, and words that several of them use.

use std::path::Path;
use std::sync::Arc;

use super::failure::Failure;
use super::{linux, terminal};
use crate::formats::plan_text;
use crate::model::Plan;
use crate::session::{Options, ReadOnlySession, Session, SessionError, TwinComparer};

/// How the command line works with a plan: as the window does, text twin and all.
pub(super) fn options() -> Options {
    let twin_changes = Some(TwinComparer { changed: plan_text::changed, printer: plan_text::printer });
    Options { twin: Some(plan_text::write_pieces), twin_changes, ..Options::default() }
}

/// Opens a plan to change it; who holds it is said when somebody does.
pub(super) fn open(path: &Path) -> Result<Session, Failure> {
    let mut session = open_quietly(path).map_err(|error| unopened(path, error))?;
    tell_notes(&mut session);
    keep(session.plan());
    Ok(session)
}

/// The same without a word.
pub(super) fn open_quietly(path: &Path) -> Result<Session, SessionError> {
    linux::in_large_pages(|| Session::open(path, options()))
}

/// Says at once what opening a plan would say that is not there.
pub(super) fn expect_there(path: &Path) -> Result<(), Failure> {
    if path.exists() { Ok(()) } else { open_to_read(path).map(drop) }
}

/// The program ends with the command: a plan goes with it, faster than piece by piece.
fn keep(plan: &Arc<Plan>) {
    std::mem::forget(Arc::clone(plan));
}

/// Says what is worth saying about an opening.
pub(super) fn tell_notes(session: &mut Session) {
    for note in session.take_notes() {
        terminal::tell(&format!("lodestone: {}", terminal::safe(&note)));
    }
}

/// Opens a plan to look at it: a private copy, so that it does not matter who else holds it.
pub(super) fn open_to_read(path: &Path) -> Result<ReadOnlySession, Failure> {
    let session = linux::in_large_pages(|| ReadOnlySession::open(path)).map_err(|error| unopened(path, error))?;
    if let Some(note) = session.copied().note() {
        terminal::tell(&format!("lodestone: {}", terminal::safe(&note)));
    }
    keep(session.plan());
    Ok(session)
}

/// Why a plan cannot be opened, and what brings it back where something does.
fn unopened(path: &Path, error: SessionError) -> Failure {
    let is_there = matches!(&error, SessionError::Store(error) if error.proposal().is_some());
    let failure = Failure::of(error);
    if is_there {
        failure.hint(format!("`lodestone recover {}` says what there is of it", path.display()))
    } else {
        failure
    }
}

/// Waits until all is in the file, and closes it. What follows prints what was done; how that went, and what could not
/// be done besides saving, is told by `Closed::end`.
pub(super) fn close(session: Session) -> Result<Closed, Failure> {
    keep(session.plan());
    let troubles = session.close().map_err(|unclosed| unsaved(unclosed.error))?;
    Ok(Closed { troubles })
}

/// Why nothing was changed. On the command line there is nobody to retry or to save a copy.
fn unsaved(error: SessionError) -> Failure {
    match error {
        SessionError::Unsaved { reason, .. } => {
            Failure::file(format!("nothing was changed, because it could not be saved: {reason}"))
        }
        other => Failure::of(other),
    }
}

/// A plan that is in its file, and closed.
#[derive(Debug)]
#[must_use]
pub(super) struct Closed {
    troubles: Vec<String>,
}

impl Closed {
    /// Ends a command that has changed a plan. The change is made, so that nothing that went wrong afterwards may end
    /// as if it was not: neither telling of it nor what is written beside the plan.
    pub(super) fn end(self, told: Result<(), Failure>) -> Result<(), Failure> {
        for trouble in &self.troubles {
            terminal::tell(&terminal::safe(&format!("lodestone: {trouble}")));
        }
        match told {
            Err(failure) if failure.is_of_file() => Err(Failure::findings(format!("it is done, but {failure}"))),
            Ok(()) if !self.troubles.is_empty() => {
                Err(Failure::findings("it is done and saved, but for what is said above"))
            }
            other => other,
        }
    }
}

/// The CDN that is meant. `ALL` stands for all of them and has no snapshot of its own.
pub(super) fn cdn(plan: &Plan, named: Option<&str>) -> Result<String, Failure> {
    let names = plan.real_cdn_names();
    let known = if names.is_empty() { "no CDN yet".to_owned() } else { names.join(", ") };
    match (named, names.as_slice()) {
        (Some(name), _) if names.contains(&name) => Ok(name.to_owned()),
        (Some(name), _) => {
            Err(Failure::usage(format!("there is no CDN `{name}`")).hint(format!("the plan has {known}")))
        }
        (None, [only]) => Ok((*only).to_owned()),
        (None, []) => Err(Failure::usage("the plan has no CDN to make a snapshot of").hint("import or add one")),
        (None, _) => {
            Err(Failure::usage(format!("the plan has several CDNs: {known}")).hint("say whose snapshot with --cdn"))
        }
    }
}

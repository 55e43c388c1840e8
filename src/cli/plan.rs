//! How commands open and close plans, and words that several of them use.

use std::path::Path;

use super::failure::Failure;
use super::terminal;
use crate::formats::plan_text;
use crate::model::Plan;
use crate::session::{Options, ReadOnlySession, Session};

/// How the command line works with a plan: as the window does, text twin and all.
pub(super) fn options() -> Options {
    Options { twin: Some(plan_text::write), ..Options::default() }
}

/// Opens a plan to change it; who holds it is said when somebody does.
pub(super) fn open(path: &Path) -> Result<Session, Failure> {
    let mut session = Session::open(path, options())?;
    for note in session.take_notes() {
        terminal::tell(&format!("lodestone: {}", terminal::safe(&note)));
    }
    Ok(session)
}

/// Opens a plan to look at it: a private copy, so that it does not matter who else holds it.
pub(super) fn open_to_read(path: &Path) -> Result<ReadOnlySession, Failure> {
    let session = ReadOnlySession::open(path)?;
    if let Some(note) = session.copied().note() {
        terminal::tell(&format!("lodestone: {}", terminal::safe(&note)));
    }
    Ok(session)
}

/// Waits until all is in the file, and closes it.
pub(super) fn close(session: Session) -> Result<(), Failure> {
    session.close().map_err(|unclosed| Failure::of(unclosed.error))
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

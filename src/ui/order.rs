//! What the window's own panels and dialogs ask for beyond what views do.

use std::path::PathBuf;

use super::action::OpenMode;
use super::background::Background;
use super::exporting::ExportOrder;
use super::files::{Purpose, Remedy};
use super::settings::Tab;
use crate::edit::Edit;
use crate::model::{AnyId, Position};
use crate::session::tasks::{Baseline, ImportOrder, Question};

/// Something that a panel or dialog of the window asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// Tries again to write what could not be written.
    Retry,
    /// Forgets what could not be written.
    Discard,
    /// Turns away from a piece of work.
    Cancel(u64),
    /// Does what helps with a plan that could not be opened.
    Remedy(PathBuf, Remedy),
    /// Asks for a path with the system's dialog, and with our own when none answers.
    Ask(Purpose),
    /// A path that was asked for.
    Path(Purpose, PathBuf),
    /// Looks at files again, in another way.
    Preview(ImportOrder),
    /// Does the import that is shown.
    Import,
    /// Asks what Traffic Router would make of a snapshot.
    Preflight(Question),
    /// Writes the plan out.
    Export(ExportOrder),
    /// Makes something, and shows what was made.
    Make(Box<Making>),
    /// Keeps a snapshot as its CDN's last one, in the plan of that path.
    Remember(PathBuf, Baseline),
    /// Puts the dialog aside and shows an object.
    StepAside(AnyId),
    /// Deletes objects and what refers to them.
    DeleteWithReferences(Vec<AnyId>),
    /// Selects an object and brings it into view on the map; the lower panel stays as it is.
    Look(AnyId),
    /// Brings a place into view on the map.
    LookAt(Position),
    /// Shows a tab of the lower panel.
    ShowTab(Tab),
    /// Lists the kinds that are seldom wanted, or hides them.
    ToggleMore,
    /// Lays something under the map of the plan, on this machine.
    SetBackground(Background),
    /// Forgets the plans that were open.
    ForgetRecent,
    /// Closes the window, whatever is not saved.
    QuitAnyway,
    /// Leaves the plan, whatever was typed into forms.
    Leave(Leaving),
}

/// Something to be made, and what is to be seen of it then.
#[derive(Clone, Debug, PartialEq)]
pub struct Making {
    /// Makes it.
    pub edit: Edit,
    /// What is selected then.
    pub selects: Vec<AnyId>,
    /// Where the map goes.
    pub reveals: AnyId,
    /// What is said.
    pub notice: String,
}

/// How the plan is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// For another one.
    Open(PathBuf, OpenMode),
    /// For a new one.
    Create(PathBuf),
    /// With the window.
    Quit,
}

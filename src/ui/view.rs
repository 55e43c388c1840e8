//! What every view gets to see: the plan, what is computed of it, the selection, and where to send what the user asks
//! for. Read-only by type. It does not know who holds the plan.

use std::path::Path;
use std::sync::Arc;

use super::action::Queue;
use super::commands::{Circumstances, Command};
use super::derived::Derived;
use super::selection::Selection;
use super::settings::Settings;
use super::theme::Tokens;
use crate::model::{Plan, Position};
use crate::session::History;

/// The read model of one frame.
#[derive(Clone, Copy)]
pub struct ViewContext<'a> {
    /// The plan as it is now.
    pub plan: &'a Arc<Plan>,
    /// Counts up with every change of the plan: what is cached for another revision is stale.
    pub revision: u64,
    /// Whether the plan may be edited.
    pub editable: bool,
    /// What is computed of the plan.
    pub derived: &'a Derived,
    /// What is selected.
    pub selection: &'a Selection,
    /// Where actions go.
    pub queue: &'a Queue,
    /// The theme's colours.
    pub tokens: &'static Tokens,
    /// Whether nothing is to move by itself.
    pub reduce_motion: bool,
    /// What was done last, the newest first.
    pub last_steps: &'a [String],
}

/// What panels and dialogs get to see beside that: how the plan stands towards its file, and how the window stands.
#[derive(Clone, Copy)]
pub struct PanelContext<'a> {
    /// What every view gets to see.
    pub view: ViewContext<'a>,
    /// What the window remembers.
    pub settings: &'a Settings,
    /// How the plan stands towards its file.
    pub light: &'a Light,
    /// The plan file; none when nothing is open.
    pub path: Option<&'a Path>,
    /// What this machine's settings know the plan by.
    pub plan_key: Option<&'a str>,
    /// The field whose typing Undo would take back before any step.
    pub typing: Option<&'static str>,
    /// What undo would take back.
    pub can_undo: Option<&'a str>,
    /// What redo would do again.
    pub can_redo: Option<&'a str>,
    /// The steps of history, as far as they are to be seen.
    pub history: &'a Arc<History>,
    /// What commands depend on.
    pub circumstances: Circumstances,
    /// The clock, in seconds since 1970.
    pub now: u64,
    /// Whether files are being looked at, to be imported.
    pub is_previewing: bool,
}

impl PanelContext<'_> {
    /// Whether a plan is open.
    pub const fn is_open(&self) -> bool {
        self.circumstances.is_open
    }

    /// Whether a command can be run now.
    pub fn is_possible(&self, command: Command) -> bool {
        self.circumstances.meet(command.info().needs)
    }
}

/// A group that somebody is about to make, as its form has it by now.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupInMaking {
    /// What it is to be called; perhaps nothing yet.
    pub name: String,
    /// The name of its type; perhaps nothing yet.
    pub type_name: String,
    /// Where it is to be.
    pub position: Position,
}

/// How the plan stands towards its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Light {
    /// Nothing is open.
    #[default]
    Nothing,
    /// Nothing is open yet; what is being opened.
    Opening(String),
    /// Nothing is written; who holds the plan, and how old the copy is.
    ReadOnly(Option<String>),
    /// All changes are in the file.
    Saved,
    /// All changes are in the file, but something besides could not be done, like writing the text twin.
    Troubled(String),
    /// Some are on their way.
    Saving,
    /// Writing has failed.
    Failed {
        /// Why.
        reason: String,
        /// What is not in the file.
        unsaved: Vec<String>,
    },
}

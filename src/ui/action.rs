//! What views ask for. A view cannot change anything: it sends actions, and the app carries them out before it draws
//! the next frame.

use std::cell::RefCell;
use std::path::PathBuf;

use super::commands::Command;
pub use super::order::OpenMode;
use super::order::Order;
use super::selection::Selection;
use crate::edit::{Change, Edit, intent};
use crate::model::{AnyId, Kind, Plan, Position};

/// Something that a view asks for.
#[derive(Debug)]
pub enum Action {
    /// A command of the catalogue.
    Run(Command),
    /// An edit of the plan, made by an intent.
    Perform(Edit),
    /// Words for the user about what could not be done, shown where notices are.
    Refuse(String),
    /// Words for the user about what was done.
    Notify(String),
    /// Makes this the selection.
    Select(Selection),
    /// Adds an object to the selection or takes it away.
    ToggleSelected(AnyId),
    /// Selects an object, shows its table and brings it into view on the map.
    Reveal(AnyId),
    /// Shows the table of a kind.
    ShowTable(Kind),
    /// Starts the form of a new object of a kind, on the map's spot where one is given.
    StartNew(Kind, Option<Position>),
    /// Puts the middle of the map into the form that is shown.
    TakeMiddle,
    /// Deletes objects; asks how when others refer to them.
    Delete(Vec<AnyId>),
    /// Opens a plan.
    Open(PathBuf, OpenMode),
    /// Makes a new plan at a path.
    Create(PathBuf),
    /// Looks at files to import and shows the preview.
    PreviewImport(Vec<PathBuf>),
    /// Undoes or redoes until the head of history stands there.
    GoToStep(usize),
    /// Something that the window's own panels and dialogs ask for.
    Order(Order),
}

/// The actions that wait; views send by shared reference.
#[derive(Debug, Default)]
pub struct Queue(RefCell<Vec<Action>>);

impl Queue {
    /// Asks for something.
    pub fn send(&self, action: Action) {
        self.0.borrow_mut().push(action);
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    /// Asks for something that only the window knows.
    pub fn order(&self, order: Order) {
        self.send(Action::Order(order));
    }

    /// Takes all that waits, in order.
    pub fn drain(&self) -> Vec<Action> {
        std::mem::take(&mut self.0.borrow_mut())
    }

    /// Asks for a command of the catalogue.
    pub fn run(&self, command: Command) {
        self.send(Action::Run(command));
    }

    /// Makes another object like one, under a name that is free, and shows its form.
    pub fn clone_like(&self, plan: &Plan, object: AnyId) {
        let edit = intent::clone_object(plan, object, &intent::free_name(plan, object));
        let is_new = |made: &AnyId| made.kind == object.kind && !plan.contains(*made);
        let made = edit.as_ref().ok().and_then(|edit| edit.changes.iter().filter_map(Change::object).find(is_new));
        self.perform(edit);
        if let Some(made) = made {
            self.order(Order::Look(made));
        }
    }

    /// Sends an intent's edit, or its refusal in the user's words. An edit that changes nothing is dropped.
    pub fn perform(&self, intent: Result<Edit, impl std::fmt::Display>) {
        match intent {
            Ok(edit) if edit.is_empty() => {}
            Ok(edit) => self.send(Action::Perform(edit)),
            Err(refusal) => self.send(Action::Refuse(refusal.to_string())),
        }
    }
}

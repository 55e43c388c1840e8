//! `lodestone undo` and `lodestone redo`: one step of history back or forth.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::failure::Failure;
use super::{plan, report, terminal};

/// Take the last step back.
///
/// Every change of a plan is a step of its history, an import of any size too. Undo takes the newest one back; it
/// stays in the history and can be done again with `lodestone redo` until another change takes its place.
#[derive(Args, Debug)]
pub(super) struct UndoArguments {
    /// The plan file.
    plan: PathBuf,
    /// Print the step as JSON.
    #[arg(long)]
    json: bool,
}

/// Do the step again that was taken back last.
///
/// Works until another change has taken the step's place.
#[derive(Args, Debug)]
pub(super) struct RedoArguments {
    /// The plan file.
    plan: PathBuf,
    /// Print the step as JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn undo(arguments: &UndoArguments) -> Result<(), Failure> {
    step(&arguments.plan, arguments.json, StepDirection::Back)
}

pub(super) fn redo(arguments: &RedoArguments) -> Result<(), Failure> {
    step(&arguments.plan, arguments.json, StepDirection::Forth)
}

#[derive(Clone, Copy)]
enum StepDirection {
    Back,
    Forth,
}

fn step(path: &Path, json: bool, direction: StepDirection) -> Result<(), Failure> {
    let mut session = plan::open(path)?;
    let moved = match direction {
        StepDirection::Back => session.undo(),
        StepDirection::Forth => session.redo(),
    };
    let label = moved?;
    let closed = plan::close(session)?;
    closed.end(tell(label, json, direction))
}

fn tell(label: Option<String>, json: bool, direction: StepDirection) -> Result<(), Failure> {
    let (key, verb, nothing) = match direction {
        StepDirection::Back => ("undone", "Undone", "there is no step to undo"),
        StepDirection::Forth => ("redone", "Done again", "there is no step to redo"),
    };
    if json {
        report::print_json(&json!({key: label}))?;
    }
    match label {
        None => Err(Failure::findings(nothing)),
        Some(_) if json => Ok(()),
        Some(label) => {
            terminal::say(&format!("{verb}: {}", terminal::safe(&label)));
            Ok(())
        }
    }
}

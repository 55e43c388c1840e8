//! The command line: the same engine, no window. One file per subcommand; the only place that prints. Exit 0: done.
//! 1: findings, differences or refused rows beyond what was allowed. 2: bad use. 3: a file or display could not be
//! opened, read or written.

mod check;
mod diff;
mod export;
mod failure;
mod formats;
mod history;
mod import;
mod linux;
mod new;
mod picture;
mod plan;
mod preflight;
mod recover;
mod report;
mod route;
mod step;
mod sweep;
mod terminal;
mod texts;
mod unix;
mod window;

use std::ffi::OsString;
use std::num::NonZero;
use std::process::ExitCode;
use std::thread;

use clap::{CommandFactory as _, Parser, Subcommand};

use failure::Failure;

use crate::model::visible_lines;
use crate::parallel;

pub use window::Window;

/// A planner for Apache Traffic Control CDNs.
///
/// Lodestone keeps a CDN's topology in a plan file: divisions, regions, phys locations, cache groups, servers, delivery
/// services and all that ties them together. It takes them from Traffic Ops, changes them with undo, and hands over the
/// CDN Snapshot that Traffic Router reads. Without a command it opens the window; every command works without a display,
/// and nothing needs a network.
#[derive(Debug, Parser)]
#[command(name = "lodestone", version, args_conflicts_with_subcommands = true, after_long_help = EXIT_CODES)]
#[command(max_term_width = 100)]
struct ProgramArguments {
    #[command(subcommand)]
    command: Option<CliCommand>,
    #[command(flatten)]
    window: window::WindowArguments,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  findings, differences or refused rows beyond what was allowed
  2  the command was not called as it can be
  3  a file or display could not be opened, read or written

A first plan:
  lodestone new plan.lodestone
  lodestone import plan.lodestone traffic-ops-bodies/
  lodestone export plan.lodestone --format snapshot --cdn my-cdn -o snapshot.json";

/// The subcommands, in the order of a plan's life.
#[derive(Debug, Subcommand)]
enum CliCommand {
    New(new::NewArguments),
    Import(import::ImportArguments),
    Export(export::ExportArguments),
    Check(check::CheckArguments),
    Preflight(preflight::PreflightArguments),
    Route(Box<route::RouteArguments>),
    Sweep(Box<sweep::SweepArguments>),
    Diff(diff::DiffArguments),
    History(history::HistoryArguments),
    Undo(step::UndoArguments),
    Redo(step::RedoArguments),
    Recover(recover::RecoverArguments),
    Man(texts::ManArguments),
    Completions(texts::CompletionsArguments),
}

/// Runs the program with its arguments, its own name first. `open` opens the window and returns when it is closed.
pub fn run(arguments: impl IntoIterator<Item = OsString>, open: impl FnOnce(Window) -> anyhow::Result<()>) -> ExitCode {
    linux::keep_pages_small();
    let parsed = match ProgramArguments::try_parse_from(arguments) {
        Ok(parsed) => parsed,
        Err(error) => {
            if error.use_stderr() {
                terminal::tell(visible_lines(&error.render().to_string()).trim_end());
            } else {
                // Help and version come this way too, and end well. A closed terminal changes nothing about the end.
                let _ = error.print();
            }
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let done = match &parsed.command {
        Some(command) => {
            parallel::take_part(thread::available_parallelism().map_or(1, NonZero::get));
            dispatch(command)
        }
        None => window::run(parsed.window, open),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            terminal::tell(&format!("lodestone: {}", terminal::safe(&failure.to_string())));
            for hint in failure.hints() {
                terminal::tell(&format!("hint: {}", terminal::safe(hint)));
            }
            ExitCode::from(failure.exit_code())
        }
    }
}

fn dispatch(command: &CliCommand) -> Result<(), Failure> {
    match command {
        CliCommand::New(arguments) => new::run(arguments),
        CliCommand::Import(arguments) => import::run(arguments),
        CliCommand::Export(arguments) => export::run(arguments),
        CliCommand::Check(arguments) => check::run(arguments),
        CliCommand::Preflight(arguments) => preflight::run(arguments),
        CliCommand::Route(arguments) => route::run(arguments),
        CliCommand::Sweep(arguments) => sweep::run(arguments),
        CliCommand::Diff(arguments) => diff::run(arguments),
        CliCommand::History(arguments) => history::run(arguments),
        CliCommand::Undo(arguments) => step::undo(arguments),
        CliCommand::Redo(arguments) => step::redo(arguments),
        CliCommand::Recover(arguments) => recover::run(arguments),
        CliCommand::Man(arguments) => texts::man(arguments, ProgramArguments::command()),
        CliCommand::Completions(arguments) => texts::completions(arguments, ProgramArguments::command()),
    }
}

/// The help of every subcommand, as `--help` prints it, for the documentation and its test.
pub fn all_help() -> Vec<(String, String)> {
    let mut program = ProgramArguments::command().term_width(100);
    program.build();
    let mut pages = vec![("lodestone".to_owned(), program.render_long_help().to_string())];
    let names: Vec<String> = program.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    for name in names.iter().filter(|name| *name != "help") {
        if let Some(command) = program.find_subcommand_mut(name) {
            pages.push((format!("lodestone {name}"), command.render_long_help().to_string()));
        }
    }
    pages
}

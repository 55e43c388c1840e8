//! `lodestone` without a command: the door to the window, which this room does not know.

use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use super::plan;
use crate::session::Options;
use crate::store::is_plan_file;

/// What the window is opened with.
#[derive(Clone, Debug)]
pub struct Window {
    /// The plan; none: the last one, or the sample.
    pub plan: Option<PathBuf>,
    /// Whether nothing is to be written to it.
    pub read_only: bool,
    /// Files to import, after a preview.
    pub import: Vec<PathBuf>,
    /// How plans are opened.
    pub session: Options,
}

#[derive(Args, Debug)]
pub(super) struct WindowArguments {
    /// The plan to open in the window; without it the last one, or the sample. Other files are imported into it, after
    /// a preview.
    #[arg(value_name = "PLAN|FILE|DIR")]
    files: Vec<PathBuf>,
    /// Open the plan to look at it: nothing is written.
    #[arg(long)]
    read_only: bool,
}

pub(super) fn run(arguments: WindowArguments, open: impl FnOnce(Window) -> anyhow::Result<()>) -> Result<(), Failure> {
    if let Some(missing) = arguments.files.iter().find(|path| !path.exists()) {
        // A bare word was more likely meant as a command.
        let is_path = missing.extension().is_some() || 1 < missing.components().count();
        return Err(if is_path {
            Failure::file(format!("there is no such file: {}", missing.display()))
        } else {
            Failure::usage(format!("there is neither such a command nor such a file: {}", missing.display()))
                .hint("`lodestone --help` lists the commands")
        });
    }
    let absolute = |path: PathBuf| std::path::absolute(&path).unwrap_or(path);
    let named_plan = |path: &PathBuf| {
        path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("lodestone")) || is_plan_file(path)
    };
    let (mut plans, import): (Vec<_>, Vec<_>) = arguments.files.into_iter().map(absolute).partition(named_plan);
    if 1 < plans.len() {
        return Err(Failure::usage("the window shows one plan at a time").hint("name one plan file"));
    }
    let window = Window { plan: plans.pop(), read_only: arguments.read_only, import, session: plan::options() };
    open(window).map_err(Failure::of)
}

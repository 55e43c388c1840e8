//! `lodestone new`: makes a plan file.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::failure::Failure;
use super::{plan, report, terminal};
use crate::model::{Kind, counted};
use crate::session::{Session, SessionError, add_sample};
use crate::sorting::gather;

/// Make a new, empty plan.
///
/// The plan holds what a fresh Traffic Ops has: its types, its statuses and the CDN `ALL`. An existing file is never
/// replaced.
#[derive(Args, Debug)]
pub(super) struct NewArguments {
    /// The plan file to make, like plan.lodestone.
    plan: PathBuf,
    /// Fill it with the sample: a made-up CDN of 40 cache groups around the world.
    #[arg(long)]
    sample: bool,
    /// Print what was made as JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &NewArguments) -> Result<(), Failure> {
    let mut session = Session::create(&arguments.plan, plan::options())?;
    if arguments.sample {
        fill(&mut session).map_err(|error| {
            Failure::findings(format!("the plan was made, but the sample could not be put in: {error}"))
        })?;
    }
    let counts: Vec<(Kind, usize)> =
        Kind::ALL.iter().map(|kind| (*kind, session.plan().count(*kind))).filter(|(_, count)| 0 < *count).collect();
    let closed = plan::close(session)?;
    closed.end(tell(arguments, &counts))
}

fn fill(session: &mut Session) -> Result<(), SessionError> {
    let edit = add_sample(session.plan())?;
    session.perform(edit)?;
    session.wait_saved()
}

fn tell(arguments: &NewArguments, counts: &[(Kind, usize)]) -> Result<(), Failure> {
    let path = arguments.plan.display().to_string();
    if arguments.json {
        let seeded: serde_json::Map<_, _> =
            gather(counts.iter().map(|(kind, count)| (kind.key().to_owned(), json!(count))));
        return report::print_json(&json!({"plan": path, "holds": seeded}));
    }
    let seeded: Vec<String> = counts.iter().map(|(kind, count)| counted(*kind, *count)).collect();
    terminal::say(&format!("Made {} with {}.", terminal::safe(&path), seeded.join(", ")));
    Ok(())
}

//! `lodestone history`: the steps that led to the plan as it is.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use serde_json::json;

use super::failure::Failure;
use super::{plan, report, terminal};
use crate::model::grouped;
use crate::session::{History, HistoryStep};

/// List the steps of a plan's history.
///
/// Oldest first. A step in brackets has been undone and can be done again. Works while another program has the plan
/// open, on a private copy. A plan keeps its last 10,000 steps, or 256 MB of them.
#[derive(Args, Debug)]
pub(super) struct HistoryArguments {
    /// The plan file.
    plan: PathBuf,
    /// Print the steps as JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &HistoryArguments) -> Result<(), Failure> {
    let session = plan::open_to_read(&arguments.plan)?;
    let history = session.history();
    if arguments.json {
        return report::print_json(&as_json(history));
    }
    if 0 < history.dropped {
        terminal::say(&format!("({} older steps are no longer kept)", grouped(history.dropped)));
    }
    if history.steps.is_empty() {
        terminal::say("No steps yet.");
    }
    for step in &history.steps {
        terminal::say(&line(step));
    }
    Ok(())
}

fn line(step: &HistoryStep) -> String {
    let changes = if step.changes == 1 { "1 change".to_owned() } else { format!("{} changes", grouped(step.changes)) };
    let text = format!("{:>5}  {}  {} ({changes})", step.seq, time(step.time), terminal::safe(&step.label));
    if step.done { text } else { format!("[{text}]") }
}

fn as_json(history: &History) -> serde_json::Value {
    let steps: Vec<_> = history
        .steps
        .iter()
        .map(|step| {
            json!({
                "step": step.seq, "time": time(step.time), "label": step.label, "changes": step.changes,
                "undone": !step.done,
            })
        })
        .collect();
    json!({"dropped": history.dropped, "steps": steps})
}

/// Seconds since 1970 as RFC 3339 in UTC.
fn time(seconds: u64) -> String {
    i64::try_from(seconds)
        .ok()
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .map_or_else(|| seconds.to_string(), |time| time.to_string())
}

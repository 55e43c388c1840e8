//! `lodestone recover`: what there is of a plan that cannot be opened, and the way back to it.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use serde_json::{Value as Json, json};

use super::failure::Failure;
use super::{report, terminal};
use crate::model::grouped;
use crate::session::recovery::{PlanState, Recovery, RecoveryCandidate, look_for_remnants, restore_from};
use crate::sorting::gather;
use crate::store::Whose;

/// Bring a plan back that was damaged, emptied or lost.
///
/// Lists what there is: backups, the text twin, files that were set aside; each with its age, its steps, what it holds
/// and whose it is. The newest that is this plan's is proposed, and held against the next one. Nothing is changed unless
/// --newest or --from says so; then what stood in the plan's place is kept beside it, and can be brought back the same
/// way.
#[derive(Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct RecoverArguments {
    /// The plan file, or where it was.
    plan: PathBuf,
    /// Put what is proposed in the plan's place.
    #[arg(long, conflicts_with = "from")]
    newest: bool,
    /// Put this file in the plan's place: a backup, any plan file, or a text of a plan.
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Print what there is, or what was done, as JSON.
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  lodestone recover plan.lodestone             what there is
  lodestone recover plan.lodestone --newest    puts the newest that is this plan's in its place
  lodestone recover plan.lodestone --from plan.damaged-1.lodestone    takes that back";

pub(super) fn run(arguments: &RecoverArguments) -> Result<(), Failure> {
    if let Some(from) = &arguments.from {
        return put_back(arguments, from);
    }
    let recovery = look_for_remnants(&arguments.plan);
    if !arguments.newest {
        return list(arguments, &recovery);
    }
    match proposed(&recovery) {
        Some(candidate) => put_back(arguments, &candidate.remnant.path),
        None => Err(Failure::findings(NOTHING)),
    }
}

const NOTHING: &str = "there is nothing that is known to be this plan's and can be read; --from takes any file";

fn proposed(recovery: &Recovery) -> Option<&RecoveryCandidate> {
    recovery.candidates.get(recovery.proposed?)
}

fn put_back(arguments: &RecoverArguments, from: &Path) -> Result<(), Failure> {
    let restored = restore_from(&arguments.plan, from)?;
    let (plan, from) = (arguments.plan.display().to_string(), from.display().to_string());
    let aside = restored.set_aside.map(|path| path.display().to_string());
    if arguments.json {
        return report::print_json(&json!({"plan": plan, "from": from, "setAside": aside}));
    }
    let kept = aside.map(|aside| format!("; what was there is now {aside}")).unwrap_or_default();
    terminal::say(&terminal::safe(&format!("Put {from} in the place of {plan}{kept}.")));
    Ok(())
}

fn list(arguments: &RecoverArguments, recovery: &Recovery) -> Result<(), Failure> {
    if arguments.json {
        report::print_json(&as_json(arguments, recovery))?;
    } else {
        for line in lines(arguments, recovery) {
            terminal::say(&terminal::safe(&line));
        }
    }
    match (&recovery.trouble, recovery.proposed) {
        (Some(_), None) => Err(Failure::findings(NOTHING)),
        (_, _) => Ok(()),
    }
}

fn lines(arguments: &RecoverArguments, recovery: &Recovery) -> Vec<String> {
    let plan = arguments.plan.display();
    let mut lines = vec![match &recovery.trouble {
        Some(error) => error.to_string(),
        None => format!("the plan can be read, and nothing needs to be recovered: {plan}"),
    }];
    for (at, candidate) in recovery.candidates.iter().enumerate() {
        let sign = if recovery.proposed == Some(at) { '*' } else { ' ' };
        let remnant = &candidate.remnant;
        lines.push(format!("{sign} {}", remnant.path.display()));
        lines.push(format!("    {}", candidate.words(&time(remnant.time))));
        lines.push(format!("    {}", candidate.holds()));
    }
    if let Some(candidate) = proposed(recovery) {
        if let Some((other, difference)) = recovery.compared_with() {
            lines.push(format!("Against {}, the proposed one {}.", other.remnant.path.display(), difference.words()));
        }
        let masked = candidate.content.as_ref().map_or(0, PlanState::masked);
        if 0 < masked {
            lines.push(format!(
                "A text has no values of secure parameters: {} are to be entered again.",
                grouped(masked)
            ));
        }
        lines.push(format!("* is proposed: `lodestone recover {plan} --newest` puts it in the plan's place."));
    }
    lines
}

const fn whose_key(whose: Whose) -> &'static str {
    match whose {
        Whose::This => "this",
        Whose::Another => "another",
        Whose::Unknown => "unknown",
    }
}

fn as_json(arguments: &RecoverArguments, recovery: &Recovery) -> Json {
    let candidates = recovery.candidates.iter().enumerate().map(|(at, candidate)| {
        let remnant = &candidate.remnant;
        let content = candidate.content.as_ref().ok();
        json!({
            "file": remnant.path.display().to_string(),
            "source": remnant.source.words(),
            "whose": whose_key(remnant.whose),
            "time": time(remnant.time),
            "commits": remnant.commits,
            "steps": content.and_then(|content| content.steps),
            "holds": content.map(|content| {
                gather::<_, serde_json::Map<_, _>>(content.counts().into_iter().map(|(kind, count)| (kind.key().to_owned(), json!(count))))
            }),
            "error": candidate.content.as_ref().err(),
            "proposed": recovery.proposed == Some(at),
        })
    });
    let compared = recovery.compared_with().map(|(other, difference)| {
        json!({
            "with": other.remnant.path.display().to_string(),
            "added": difference.added, "changed": difference.changed, "removed": difference.removed,
        })
    });
    json!({
        "plan": arguments.plan.display().to_string(),
        "error": recovery.trouble.as_ref().map(ToString::to_string),
        "candidates": candidates.collect::<Vec<_>>(),
        "compared": compared,
    })
}

fn time(seconds: u64) -> String {
    let time = i64::try_from(seconds).ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    time.map_or_else(|| "at an unknown time".to_owned(), |time| time.to_string())
}

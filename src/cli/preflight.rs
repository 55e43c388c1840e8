//! `lodestone preflight`: would Traffic Router accept a snapshot?

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value as Json, json};

use super::failure::Failure;
use super::{report, terminal};
use crate::finding::Tally;
use crate::formats::files;
use crate::formats::snapshot::{find_caches, judge_bytes};
use crate::snapshot::judging::{Judgement, JudgingOptions, judge_unread, words};

/// Say whether Traffic Router would accept a snapshot.
///
/// Goes through the whole snapshot as Traffic Router does: what makes it reject everything, what it leaves out without a
/// word, what it reads otherwise than one would think, and whether it builds its DNS zones. All findings are listed at
/// once, each with its place, what follows and what to do. Names that stand for addresses are not looked up;
/// certificates, DNSSEC keys and the files that the snapshot names are not fetched.
///
/// Ends with exit code 0 when the snapshot would be accepted, 1 when it would be rejected.
#[derive(Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct PreflightArguments {
    /// The snapshot, bare or as the API answers it; - is standard input.
    snapshot: PathBuf,
    /// Ask a router that restarts, instead of one that holds an older snapshot.
    #[arg(long)]
    fresh: bool,
    /// The date (stats.date) of the snapshot that the router holds; without it, any that is older than this one.
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true, conflicts_with = "fresh")]
    held: Option<i64>,
    /// Print the judgement as JSON.
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  lodestone preflight snapshot.json
  lodestone export plan.lodestone --format snapshot --cdn my-cdn | lodestone preflight -
  curl .../api/5.0/cdns/my-cdn/snapshot/new | lodestone preflight - --json";

/// So many names are listed before the rest is only counted.
const NAMES_SHOWN: usize = 5;

pub(super) fn run(arguments: &PreflightArguments) -> Result<(), Failure> {
    let bytes = read(&arguments.snapshot)?;
    let options = JudgingOptions { fresh: arguments.fresh, held_date: arguments.held.unwrap_or_default() };
    let judgement = match judge_bytes([options], &bytes, &find_caches(&bytes)) {
        Ok([judgement]) => judgement,
        Err(error) if error.is_sure() => judge_unread(&error.to_string()),
        Err(error) => return Err(Failure::file(format!("{error}: {}", arguments.snapshot.display()))),
    };
    if arguments.json {
        report::print_json(&as_json(&judgement))?;
    } else {
        say(&judgement, arguments.fresh);
    }
    if judgement.accepted {
        return Ok(());
    }
    let counts = Tally::of(&judgement.findings).words(", ");
    Err(Failure::findings(format!("Traffic Router would reject this snapshot: {counts}")))
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let read = if path == Path::new("-") { files::read_standard_input() } else { files::read_file(path) };
    read.map_err(|error| Failure::file(format!("{error}: {}", path.display())))
}

fn say(judgement: &Judgement, fresh: bool) {
    terminal::say(&format!("{}.", words::verdict(judgement, fresh)));
    if judgement.accepted {
        terminal::say(&format!("{}.", words::loading(judgement)));
        for line in words::leaving_out(&judgement.dropped, NAMES_SHOWN) {
            terminal::say(&terminal::safe(&line));
        }
    }
    for finding in &judgement.findings {
        terminal::say(&terminal::safe(&finding.to_string()));
    }
}

fn as_json(judgement: &Judgement) -> Json {
    json!({
        "findings": judgement.findings.iter().map(|finding| finding.to_json(false)).collect::<Vec<_>>(),
        "accepted": judgement.accepted,
        "zonesBuilt": judgement.zones_built,
        "loaded": {
            "locations": judgement.loaded.locations,
            "caches": judgement.loaded.caches,
            "deliveryServices": judgement.loaded.delivery_services,
        },
        "dropped": {
            "locations": judgement.dropped.locations,
            "caches": judgement.dropped.caches,
            "deliveryServices": judgement.dropped.delivery_services,
        },
    })
}

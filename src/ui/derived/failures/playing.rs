//! Plays many failures after each other, off the frame, until nobody waits any more. It keeps nothing.

use super::answers::{MUCH_PERCENT, PushedGroup, SweptFailures};
use crate::formats::demand::only_demand;
use crate::model::{DownPart, Plan};
use crate::routing::{SweepPart, sweep};
use crate::session::tasks::what_if::{self, NamedPart, PlayOrder, Played, ScenarioOutcome};
use crate::ui::latest::Work;

/// So many failures are kept to be listed.
const MOST: usize = 20_000;

pub(super) fn play_all(played: &Played, parts: Vec<NamedPart>, pairs: bool, work: &Work) -> Option<SweptFailures> {
    let sweeping: Vec<SweepPart> = parts.iter().map(|part| part.part.clone()).collect();
    let mut failures = sweep(&played.what_if, &sweeping, pairs, &|_, _| !work.is_cancelled())?;
    let count = failures.len();
    failures.truncate(MOST);
    Some(SweptFailures { parts, failures, count, clients: played.what_if.clients() })
}

/// What scenarios come to in another version of the plan. None: it was cut short.
pub(super) fn outcomes_then(
    plan: &Plan,
    order: &PlayOrder,
    scenarios: &[Vec<DownPart>],
    goes_on: &(dyn Fn() -> bool + Sync),
) -> Option<Result<Vec<ScenarioOutcome>, String>> {
    let order = PlayOrder { demand: only_demand(plan), ..order.clone() };
    match what_if::play(plan, &order, goes_on)? {
        Err(why) => Some(Err(why)),
        Ok(played) => Some(Ok(what_if::scenario_outcomes(plan, &order.cdn, &played, scenarios, goes_on)?)),
    }
}

pub(super) fn push_all(
    played: &Played,
    parts: Vec<NamedPart>,
    pairs: bool,
    group: &str,
    work: &Work,
) -> Option<PushedGroup> {
    let what_if = &played.what_if;
    let location = what_if.router().location_by_name(group)?;
    let sweeping: Vec<SweepPart> = parts.iter().map(|part| part.part.clone()).collect();
    let mut failures: Vec<Vec<usize>> = (0..parts.len()).map(|part| vec![part]).collect();
    if pairs {
        failures.extend((0..parts.len()).flat_map(|one| (one + 1..parts.len()).map(move |other| vec![one, other])));
    }
    let mut found = what_if.pushing(location, MUCH_PERCENT, &failures, &sweeping, &|| !work.is_cancelled())?;
    found.truncate(MOST);
    Some(PushedGroup { parts, failures: found })
}

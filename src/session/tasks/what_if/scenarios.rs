//! Scenarios beside each other: what each comes to, in one version of a plan.

use super::consequence::consequence;
use super::played::Played;
use crate::model::{DownPart, Plan};

/// What a scenario comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct ScenarioOutcome {
    /// All that is asked for.
    pub clients: f64,
    /// What is lost of it.
    pub lost: f64,
    /// What another group serves.
    pub moved: f64,
    /// How much farther that is in the mean.
    pub added_km: f64,
    /// How many per cent of what it can the fullest group carries; none where that is unknown.
    pub fullest_percent: Option<f64>,
}

impl ScenarioOutcome {
    /// How many per cent of all that is asked for are lost.
    pub fn lost_percent(&self) -> f64 {
        if self.clients <= 0.0 { 0.0 } else { self.lost / self.clients * 100.0 }
    }

    /// How many per cent another group serves.
    pub fn moved_percent(&self) -> f64 {
        if self.clients <= 0.0 { 0.0 } else { self.moved / self.clients * 100.0 }
    }
}

/// What each of several scenarios comes to. None: it was cut short.
pub fn scenario_outcomes(
    plan: &Plan,
    cdn: &str,
    played: &Played,
    scenarios: &[Vec<DownPart>],
    goes_on: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<ScenarioOutcome>> {
    let outcome = |down: &Vec<DownPart>| {
        goes_on().then(|| {
            let found = consequence(plan, cdn, played, down);
            ScenarioOutcome {
                clients: found.clients,
                lost: found.aftermath.lost,
                moved: found.aftermath.moved,
                added_km: found.aftermath.added_km,
                fullest_percent: found.aftermath.fullest_percent,
            }
        })
    };
    scenarios.iter().map(outcome).collect()
}

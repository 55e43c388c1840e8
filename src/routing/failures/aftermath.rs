//! What becomes of those who ask when parts are down: summed up.

use super::super::index::LocationIndex;

/// What becomes of those who ask.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Aftermath {
    /// How much was served before and is no more.
    pub lost: f64,
    /// How much is served by another group.
    pub moved: f64,
    /// How many kilometres farther that is, in the mean; 0 where nothing moved or no place is known.
    pub added_km: f64,
    /// The groups that take it over, the one that takes most first.
    pub takers: Vec<(LocationIndex, f64)>,
    /// The groups that carry more than they can, the worst first.
    pub overloaded: Vec<Overload>,
    /// How many per cent of what it can the fullest group carries; none where loads or capacities are unknown.
    pub fullest_percent: Option<f64>,
    /// Whether no Traffic Router is left: then nobody is sent to a cache, whatever caches are up.
    pub is_unrouted: bool,
}

/// What a group carries of what it can, in Mbit/s: more, of one that is overloaded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overload {
    /// Which.
    pub location: LocationIndex,
    /// What it carries.
    pub load_mbps: f64,
    /// What it can carry.
    pub capacity_mbps: f64,
}

impl Overload {
    /// How many per cent of what it can.
    pub fn percent(&self) -> f64 {
        if self.capacity_mbps <= 0.0 { f64::INFINITY } else { self.load_mbps / self.capacity_mbps * 100.0 }
    }
}

impl Aftermath {
    /// How much more than they can groups carry, in Mbit/s.
    pub fn excess_mbps(&self) -> f64 {
        self.overloaded.iter().map(|group| group.load_mbps - group.capacity_mbps).sum()
    }
}

/// A sum without the dust of adding shares up: billionths don't count.
pub(super) fn tidy(sum: f64) -> f64 {
    const BILLION: f64 = 1e9;
    if sum.abs() < 1e6 { (sum * BILLION).round() / BILLION } else { sum }
}

/// Adds up what belongs to the same group, by the group's place.
pub(super) fn summed(mut shares: Vec<(LocationIndex, f64)>) -> Vec<(LocationIndex, f64)> {
    shares.sort_by_key(|(location, _)| *location);
    shares.dedup_by(|(next, more), (location, sum)| {
        let is_same = next == location;
        if is_same {
            *sum += *more;
        }
        is_same
    });
    shares
}

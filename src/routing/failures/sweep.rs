//! Every part taken down alone, and every two together, the worst first.

use std::cmp::Ordering;
use std::sync::atomic::{AtomicUsize, Ordering as Memory};

use super::aftermath::Aftermath;
use super::down::{DownParts, SweepPart};
use super::what_if::WhatIf;
use crate::parallel;

/// Parts that are down, and what becomes of those who ask.
#[derive(Clone, Debug, PartialEq)]
pub struct PlayedFailure {
    /// The parts, by their places.
    pub down: Vec<usize>,
    /// What becomes of those who ask.
    pub aftermath: Aftermath,
}

/// So many failures are played between two looks at whether to go on.
const BLOCK: usize = 64;

/// Plays every part's failure, and with `pairs` that of every two; the worst come first. `goes_on` is told how many have
/// been played of how many, and says whether to go on. None: it was cut short.
pub fn sweep(
    what_if: &WhatIf,
    parts: &[SweepPart],
    pairs: bool,
    goes_on: &(dyn Fn(usize, usize) -> bool + Sync),
) -> Option<Vec<PlayedFailure>> {
    let count = parts.len();
    let all = if pairs { count + count * count.saturating_sub(1) / 2 } else { count };
    let played = AtomicUsize::new(0);
    let seconds = |first: usize| first + 1..if pairs { count } else { 0 };
    let twos = (0..count).flat_map(|first| seconds(first).map(move |other| vec![first, other]));
    let downs: Vec<Vec<usize>> = (0..count).map(|first| vec![first]).chain(twos).collect();
    let play = |down: &Vec<usize>| {
        let number = played.fetch_add(1, Memory::Relaxed);
        if number.is_multiple_of(BLOCK) && !goes_on(number, all) {
            return None;
        }
        let parts = down.iter().filter_map(|part| parts.get(*part));
        let aftermath = what_if.play(&DownParts::of_parts(what_if.router(), parts));
        Some(PlayedFailure { down: down.clone(), aftermath })
    };
    let mut failures = parallel::try_map(&downs, play)?;
    parallel::sort_by(&mut failures, worse);
    Some(failures)
}

/// By what is lost, by how much groups are overloaded, by how much farther it is, by how much moves.
fn worse(one: &PlayedFailure, other: &PlayedFailure) -> Ordering {
    let order = |key: fn(&Aftermath) -> f64| key(&other.aftermath).total_cmp(&key(&one.aftermath));
    order(|after| after.lost)
        .then_with(|| order(Aftermath::excess_mbps))
        .then_with(|| order(|after| after.added_km))
        .then_with(|| order(|after| after.moved))
        .then_with(|| one.down.len().cmp(&other.down.len()))
        .then_with(|| one.down.cmp(&other.down))
}

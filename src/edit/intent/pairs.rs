//! Tying objects together and apart: parameters of profiles, capabilities of servers, servers of delivery services.

use super::draft::Draft;
use super::refusal::Refusal;
use crate::edit::Edit;
use crate::model::{AnyPair, Plan};

/// Adds pairs; those that are there stay.
pub fn add_pairs(plan: &Plan, pairs: &[AnyPair]) -> Result<Edit, Refusal> {
    put(plan, pairs, true, "Add")
}

/// Removes pairs; those that are not there don't matter.
pub fn remove_pairs(plan: &Plan, pairs: &[AnyPair]) -> Result<Edit, Refusal> {
    put(plan, pairs, false, "Remove")
}

fn put(plan: &Plan, pairs: &[AnyPair], present: bool, verb: &str) -> Result<Edit, Refusal> {
    let mut draft = Draft::of(plan);
    for pair in pairs {
        draft.pair(pair.clone(), present);
    }
    let label = match pairs {
        [pair] => {
            let [a, b] = pair.links();
            let (a_name, b_name) = (plan.link_name(&a), plan.link_name(&b));
            format!("{verb} {} {b_name} of {} {a_name}", b.kind.singular(), a.kind.singular())
        }
        [first, ..] if pairs.iter().all(|pair| pair.relation == first.relation) => {
            format!("{verb} {} pairs of {}", pairs.len(), first.relation.describe())
        }
        _ => format!("{verb} {} pairs", pairs.len()),
    };
    draft.done(label)
}

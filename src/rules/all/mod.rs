//! The rules, one a file that is named for its id, and the list of them, sorted. A new rule is one file and two lines here.

mod asn_taken;
mod cache_group_closest_ignored;
mod cache_group_own_parent;
mod cache_group_parent_cycle;
mod cache_group_same_parents;
mod snapshot_making;
mod snapshot_refused;

use super::rule::Rule;

/// Every rule, sorted by id.
pub static ALL: &[&Rule] = &[
    &asn_taken::RULE,
    &cache_group_closest_ignored::RULE,
    &cache_group_own_parent::RULE,
    &cache_group_parent_cycle::RULE,
    &cache_group_same_parents::RULE,
    &snapshot_making::RULE,
    &snapshot_refused::RULE,
];

/// What every rule is written with.
mod prelude {
    pub(super) use crate::finding::{Finding, RuleId, Severity};
    pub(super) use crate::model::*;
    pub(super) use crate::rules::fix::{Fix, none};
    pub(super) use crate::rules::found::Found;
    pub(super) use crate::rules::looking::*;
    pub(super) use crate::rules::rule::{Check, Each, Object, Rule, Sharing};
    #[cfg(test)]
    pub(super) use crate::rules::testing::{check as check_marks, check_fix};
}

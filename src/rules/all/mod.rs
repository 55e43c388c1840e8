//! The rules, one a file that is named for its id, and the list of them, sorted. A new rule is one file and two lines here.

mod anonymous_ip_no_policy;
mod anonymous_ip_whitelist_cut;
mod asn_taken;
mod cache_group_closest_ignored;
mod cache_group_own_parent;
mod cache_group_parent_cycle;
mod cache_group_same_parents;
mod federation_network_lost;
mod regional_geo_no_rule;
mod regional_geo_not_enforced;
mod regional_geo_not_taken;
mod routing_of_no_service;
mod snapshot_making;
mod snapshot_refused;
mod steering_negative_orders;
mod steering_no_targets;
mod steering_origin_at_zero;
mod steering_regex_overwrites;

use super::rule::Rule;

/// Every rule, sorted by id.
pub static ALL: &[&Rule] = &[
    &anonymous_ip_no_policy::RULE,
    &anonymous_ip_whitelist_cut::RULE,
    &asn_taken::RULE,
    &cache_group_closest_ignored::RULE,
    &cache_group_own_parent::RULE,
    &cache_group_parent_cycle::RULE,
    &cache_group_same_parents::RULE,
    &federation_network_lost::RULE,
    &regional_geo_no_rule::RULE,
    &regional_geo_not_enforced::RULE,
    &regional_geo_not_taken::RULE,
    &routing_of_no_service::RULE,
    &snapshot_making::RULE,
    &snapshot_refused::RULE,
    &steering_negative_orders::RULE,
    &steering_no_targets::RULE,
    &steering_origin_at_zero::RULE,
    &steering_regex_overwrites::RULE,
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

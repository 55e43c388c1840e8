//! What every rule is written with.

pub(super) use super::fix::{Fix, Remedy, none};
pub(super) use super::found::Found;
#[cfg(test)]
pub(super) use super::limits::Limits;
pub(super) use super::looking::*;
pub(super) use super::rule::{Check, Each, Object, Rule, Sharing};
#[cfg(test)]
pub(super) use super::testing::{check as check_marks, check_fix, plan_of};
pub(super) use crate::finding::{Finding, RuleId, Severity};
pub(super) use crate::model::*;

//! The fixes of findings, by the rules that have found them: one, their labels, or the first of each at once.

use super::catalogue::find;
use super::fix::Fix;
use crate::edit::Edit;
use crate::finding::Finding;
use crate::model::Plan;

/// What can be done about a finding.
pub fn fixes(plan: &Plan, finding: &Finding) -> Vec<Fix> {
    find(finding.rule.0).map_or_else(Vec::new, |rule| (rule.fixes)(plan, finding))
}

/// The finding with the labels of its fixes.
#[must_use]
pub fn with_fixes(plan: &Plan, mut finding: Finding) -> Finding {
    finding.fixes = fixes(plan, &finding).into_iter().map(|fix| fix.label).collect();
    finding
}

/// The first fix of each of some findings as one edit. What an earlier one has settled, or cannot be done any more, is
/// left as it is.
pub fn fix_all(plan: &Plan, findings: &[&Finding], label: &str) -> Edit {
    let mut whole = Edit::new(label, Vec::new());
    let mut next = plan.clone();
    for finding in findings {
        let Some(fix) = fixes(&next, finding).into_iter().next() else { continue };
        let Ok(edit) = fix.edit(&next) else { continue };
        let Ok(after) = next.applying(&edit) else { continue };
        whole = whole.followed_by(edit);
        next = after;
    }
    whole
}

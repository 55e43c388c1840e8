//! The order in which findings are told: the worst first, then by rule, then by object, so that the same plan always says
//! the same.

use crate::finding::Finding;
use crate::sorting::sort_by;

/// Sorts findings.
pub fn sort(findings: &mut [Finding]) {
    sort_by(findings, |a, b| key(a).cmp(&key(b)));
}

/// What findings are sorted by.
type FindingOrder<'f> =
    (std::cmp::Reverse<crate::finding::Severity>, &'f str, Option<(usize, &'f str, u64)>, &'f str, &'f str);

fn key(finding: &Finding) -> FindingOrder<'_> {
    let object =
        finding.object().map(|object| (object.kind.index(), object.name.as_str(), object.id.map_or(0, |id| id.number)));
    (std::cmp::Reverse(finding.severity), finding.rule.0, object, &finding.field, &finding.message)
}

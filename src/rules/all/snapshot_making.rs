//! What the making of a snapshot has to tell: what does not show in it, or shows otherwise than one might think.

use crate::rules::analysed::Analysis;
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("snapshot-making"),
    severity: Severity::Warning,
    title: "Something does not show in the snapshot, or shows otherwise than one might think",
    effect: "Traffic Router does not learn of it, or learns something else",
    fact: "Traffic Ops makes the snapshot by rules of its own (TO/crconfig), which are followed to the letter",
    check: Check::Analysis(check),
    fixes: none,
};

fn check(analysis: &Analysis<'_>, found: &mut Found<'_>) {
    for note in analysis.cdns.iter().flat_map(|cdn| &cdn.notes) {
        found.pass_on(note);
    }
}

//! Pairs one of whose sides the plan does not have.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("pair-unresolved"),
    severity: Severity::Warning,
    title: "An object is paired with one that is not in the plan",
    effect: "The pair is left out of the snapshot, and Traffic Ops refuses it",
    fact: "Pairs are foreign keys of the database on both sides: a missing one is answered with 404 (TO/api/api.go \
           ParseDBError). An import of some files alone leaves such pairs behind",
    check: Check::Plan(PAIRED, check),
    fixes: none,
};

/// The kinds that stand in pairs.
const PAIRED: &[Kind] = &[Kind::DeliveryService, Kind::Server, Kind::ServerCapability, Kind::Profile, Kind::Parameter];

fn check(plan: &Plan, found: &mut Found<'_>) {
    for pair in RelationKind::ALL.iter().flat_map(|relation| relation.unresolved_pairs(plan)) {
        let [a, b] = pair.links();
        let (missing, there) = if a.id().is_none() { (a, b.id()) } else { (b, a.id()) };
        let Some(there) = there else { continue };
        let message = format!(
            "the pair of {} names the {} `{}`, which is not in the plan",
            pair.relation.describe(),
            missing.kind.singular(),
            plan.link_name(&missing)
        );
        found.say(there, "", message);
    }
}

#[test]
fn pairs_are_of_what_is_there() {
    check_marks(
        &RULE,
        r#"
        server {"hostName":"e1","cdn":"one"}
        delivery-service {"xmlId":"vod"}
        # ^ warning -: names the server `one/e9`
        delivery-service-server {"delivery-service":"vod","server":["one","e9"]}
        delivery-service-server {"delivery-service":"vod","server":["one","e1"]}
        "#,
    );
}

#[test]
fn all_kinds_in_pairs_are_looked_at() {
    for relation in RelationKind::ALL {
        let (a, b) = relation.sides();
        assert!(PAIRED.contains(&a) && PAIRED.contains(&b), "{relation:?}");
    }
}

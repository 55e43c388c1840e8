//! References to what the plan does not have.

use crate::model::AnyEntity;
use crate::model::kind::for_each_kind;
use crate::rules::prelude::*;
use crate::rules::rule::{EachOf, Look};

pub(super) static RULE: Rule = Rule {
    id: RuleId("reference-unresolved"),
    severity: Severity::Error,
    title: "An object refers to one that is not in the plan",
    effect: "Traffic Ops finds no such object and refuses what refers to it",
    fact: "References are foreign keys of the database: a missing one is answered with 404, or 500 for fallbacks \
           (TO/api/api.go ParseDBError). An import of some files alone leaves such references behind",
    check: Check::Object(LOOKS),
    fixes: none,
};

macro_rules! look_at_all {
    ($(($Kind:ident, $field:ident, $key:literal, $singular:literal, $plural:literal),)*) => {
        /// Every kind has links.
        const LOOKS: &[&dyn Look] = &[$(&EachOf(Kind::$Kind, check)),*];
    };
}
for_each_kind!(look_at_all);

fn check(plan: &Plan, object: AnyId, entity: &dyn AnyEntity, found: &mut Found<'_>) {
    for (at, info) in object.kind.fields().iter().enumerate().filter(|(_, info)| info.has_links()) {
        entity.links_at(at, &mut |link| {
            if link.id().is_none() {
                let missing = plan.link_name(&link);
                let message = format!("the {} `{missing}` is not in the plan: add or import it", link.kind.singular());
                found.say(object, info.key, message);
            }
        });
    }
}

#[test]
fn references_lead_somewhere() {
    check_marks(
        &RULE,
        r#"
        cache-group {"name":"edge-1","type":"EDGE_LOC","fallbacks":["gone"]}
        # ^ error fallbacks: the cache group `gone` is not in the plan
        cache-group {"name":"edge-2","type":"EDGE_LOC","fallbacks":["edge-1"]}
        server {"hostName":"e1","cdn":"nowhere","cacheGroup":"edge-1"}
        # ^ error cdn: the CDN `nowhere`
        "#,
    );
}

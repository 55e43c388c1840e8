//! References to what the plan does not have.

use crate::model::kind::with_kind;
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("reference-unresolved"),
    severity: Severity::Error,
    title: "An object refers to one that is not in the plan",
    effect: "Traffic Ops finds no such object and refuses what refers to it",
    fact: "References are foreign keys of the database: a missing one is answered with 404, or 500 for fallbacks \
           (TO/api/api.go ParseDBError). An import of some files alone leaves such references behind",
    check: Check::Plan(Kind::ALL, check),
    fixes: none,
};

fn check(plan: &Plan, found: &mut Found<'_>) {
    for kind in Kind::ALL {
        with_kind!(*kind, T => for (id, entity) in T::table(plan).iter() {
            for field in T::FIELDS.iter().filter(|field| field.info.has_links()) {
                (field.links)(entity, &mut |link| {
                    if link.id().is_none() {
                        let missing = plan.link_name(&link);
                        let message = format!("the {} `{missing}` is not in the plan: add or import it", link.kind.singular());
                        found.say(AnyId::of(id), field.info.key, message);
                    }
                });
            }
        });
    }
    for unresolved in plan.unresolved().into_iter().filter(|unresolved| unresolved.from.is_none()) {
        let Some(pair) = &unresolved.pair else { continue };
        let Some(there) = pair.links().iter().find_map(AnyLink::id) else { continue };
        let missing = plan.link_name(&unresolved.to);
        let message = format!(
            "the pair of {} names the {} `{missing}`, which is not in the plan",
            pair.relation.describe(),
            unresolved.to.kind.singular()
        );
        found.say_at(Severity::Warning, there, "", message);
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
        delivery-service {"xmlId":"vod"}
        # ^ warning -: names the server `one/e9`
        delivery-service-server {"delivery-service":"vod","server":["one","e9"]}
        "#,
    );
}

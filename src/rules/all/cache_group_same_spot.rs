//! Cache groups that stand on one spot.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-same-spot"),
    severity: Severity::Warning,
    title: "Cache groups of one kind stand on one spot",
    effect: "To Traffic Router they are equally far from everybody: an order of names decides between edges, and groups of \
             Traffic Routers become one",
    fact: "Equal distances keep the order of a hash set of names, and locations of routers are put together by their coordinates \
           (TR/config/ConfigHandler.java, TR/router/TrafficRouter.java)",
    check: Check::Shared(&[&Sharing { keys, judge }]),
    fixes: none,
};

fn keys(group: &Object<'_, CacheGroup>) -> Vec<String> {
    let role = match group_role(group.plan, group) {
        GroupRole::Edge => "edge",
        GroupRole::Router => "router",
        GroupRole::Mid | GroupRole::Origin | GroupRole::Control | GroupRole::Other => return Vec::new(),
    };
    let Some(position) = position_of(group.plan, group) else { return Vec::new() };
    // At 0, 0 nobody has said yet where they are.
    if position.latitude() == 0.0 && position.longitude() == 0.0 {
        return Vec::new();
    }
    vec![format!("{role} {} {}", position.latitude(), position.longitude())]
}

fn judge(plan: &Plan, sharing: &[Id<CacheGroup>], found: &mut Found<'_>) {
    for id in sharing {
        let Some(group) = plan.get(*id) else { continue };
        let others = sharing.iter().filter(|other| *other != id).filter_map(|other| plan.get(*other));
        let names = listed(others.map(|other| other.name.clone()));
        let severity = if group_role(plan, group) == GroupRole::Router { Severity::Warning } else { Severity::Note };
        let message = format!("it stands where {names} stands, to the last digit");
        found.say_at(severity, AnyId::of(*id), CacheGroup::COORDINATE, message);
        found.others(sharing.iter().filter(|other| *other != id).copied().map(AnyId::of));
    }
}

#[test]
fn each_stands_on_its_own_spot() {
    check_marks(
        &RULE,
        r#"
        coordinate {"name":"a","position":{"latitude":1.5,"longitude":2.0}}
        coordinate {"name":"b","position":{"latitude":1.5,"longitude":2.0}}
        coordinate {"name":"c","position":{"latitude":1.5,"longitude":2.000001}}
        cache-group {"name":"edge-1","type":"EDGE_LOC","coordinate":"a"}
        # ^ note coordinate: where `edge-2` stands
        cache-group {"name":"edge-2","type":"EDGE_LOC","coordinate":"b"}
        # ^ note coordinate: where `edge-1` stands
        cache-group {"name":"edge-3","type":"EDGE_LOC","coordinate":"c"}
        cache-group {"name":"mid-1","type":"MID_LOC","coordinate":"a"}
        cache-group {"name":"mid-2","type":"MID_LOC","coordinate":"b"}
        cache-group {"name":"tr-1","type":"TR_LOC","coordinate":"a"}
        # ^ warning coordinate: where `tr-2` stands
        cache-group {"name":"tr-2","type":"TR_LOC","coordinate":"b"}
        # ^ warning coordinate: where `tr-1` stands
        "#,
    );
}

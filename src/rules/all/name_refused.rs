//! Names and short names that Traffic Ops does not take.

use crate::formats::traffic_ops::refusals::{is_taken_by_older, name_fault};
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("name-refused"),
    severity: Severity::Error,
    title: "Traffic Ops does not take the name",
    effect: "The object can be neither created nor changed through API 5.0",
    fact: "API 5.0 takes letters, digits, dashes and underscores for divisions, cache groups, types and topologies, dots too for \
           coordinates and CDNs, no spaces for profiles (TO/cachegroup/cachegroups.go, TO/division/divisions.go, \
           TO/coordinate/coordinates.go, TO/cdn/cdns.go, TO/profile/profiles.go); API 4.0 takes more for some. What Traffic Ops \
           holds already it has taken through an older API",
    check: Check::Object(&[
        &Each::<Division>(|division, found| name(&division.upstream, division.any(), &division.name, found)),
        &Each(group),
        &Each::<Type>(|type_, found| name(&type_.upstream, type_.any(), &type_.name, found)),
        &Each::<Topology>(|topology, found| name(&topology.upstream, topology.any(), &topology.name, found)),
        &Each::<Coordinate>(|coordinate, found| name(&coordinate.upstream, coordinate.any(), &coordinate.name, found)),
        &Each::<Cdn>(|cdn, found| name(&cdn.upstream, cdn.any(), &cdn.name, found)),
        &Each::<Profile>(|profile, found| name(&profile.upstream, profile.any(), &profile.name, found)),
    ]),
    fixes,
};

fn group(group: &Object<'_, CacheGroup>, found: &mut Found<'_>) {
    name(&group.upstream, group.any(), &group.name, found);
    if let Some(short) = group.short_name.as_deref() {
        say(&group.upstream, group.any(), CacheGroup::SHORT_NAME, short, found);
    }
}

fn name(upstream: &Upstream, object: AnyId, name: &str, found: &mut Found<'_>) {
    say(upstream, object, "name", name, found);
}

fn say(upstream: &Upstream, object: AnyId, field: &str, text: &str, found: &mut Found<'_>) {
    let Some(fault) = name_fault(object.kind, text) else { return };
    // What Traffic Ops holds already goes on working until somebody changes it.
    let severity = if upstream.traffic_ops_id.is_some() { Severity::Warning } else { Severity::Error };
    let older = if is_taken_by_older(object.kind, text) { "; API 4.0 takes it" } else { "" };
    found.say_at(severity, object, field, format!("{fault}{older}"));
}

/// The same name with dashes in place of what is not taken.
fn fixes(plan: &Plan, finding: &Finding) -> Vec<Fix> {
    let Some(object) = finding.object().and_then(|object| object.id) else { return Vec::new() };
    let key = if finding.field == CacheGroup::SHORT_NAME { CacheGroup::SHORT_NAME } else { "name" };
    let text = if key == CacheGroup::SHORT_NAME {
        about::<CacheGroup>(finding).and_then(|id| plan.get(id)).and_then(|group| group.short_name.clone())
    } else {
        plan.name_of(object)
    };
    let Some(text) = text else { return Vec::new() };
    let plain: String = text.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect();
    let plain = plain.trim_matches('-').to_owned();
    if plain.is_empty() || name_fault(object.kind, &plain).is_some() {
        return Vec::new();
    }
    vec![Fix::set(format!("Rename to {plain}"), object, key, Value::Text(plain))]
}

#[test]
fn names_are_as_api_5_takes_them() {
    check_marks(
        &RULE,
        r#"
        division {"name":"North America"}
        # ^ error name: letters, digits, dashes and underscores
        division {"name":"South America","trafficOpsId":7}
        # ^ warning name: `South America`
        division {"name":"Europe"}
        region {"name":"Washington, D.C"}
        cdn {"name":"my.cdn-1","domainName":"one.example"}
        cdn {"name":"my_cdn","domainName":"two.example"}
        # ^ error name: letters, digits, dots and dashes
        coordinate {"name":"a.b"}
        cache-group {"name":"edge.1","shortName":"e 1","type":"EDGE_LOC"}
        # ^ error name: API 4.0 takes it
        # ^ error shortName: `e 1`
        cache-group {"name":"edge-1","shortName":"e_1","type":"EDGE_LOC"}
        profile {"name":"EDGE 1"}
        # ^ error name: no spaces
        topology {"name":"a/b"}
        # ^ error name: `a/b`
        "#,
    );
    let fixed =
        check_fix(&RULE, r#"cache-group {"name":"edge denver.1","type":"EDGE_LOC"}"#, "Rename to edge-denver-1");
    assert!(fixed.contains(r#""name":"edge-denver-1""#), "{fixed}");
}

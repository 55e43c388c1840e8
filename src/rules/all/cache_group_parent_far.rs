//! Parents that are much farther than another of the same kind.

use crate::rules::analysed::Analysis;
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-parent-far"),
    severity: Severity::Note,
    title: "A parent is much farther than another of its kind",
    effect: "What the group has not is fetched over a longer way than it could be",
    fact: "A cache asks the parents that its group names, however far they are (AC/parentdotconfig.go); told where another group of \
           the parent's type, with a server of the same CDN that is up, is less than half as far and 500 km nearer",
    check: Check::Analysis(check),
    fixes: |plan, finding| {
        let Some(id) = about::<CacheGroup>(finding) else { return Vec::new() };
        let Some(nearer) = finding.related.objects().first().and_then(|object| object.id) else { return Vec::new() };
        let nearer = Id::<CacheGroup>::new(nearer.number);
        let Some(name) = plan.get(nearer).map(|group| group.name.clone()) else { return Vec::new() };
        vec![Fix::link(format!("Set parent to {name}"), AnyId::of(id), CacheGroup::PARENT, nearer)]
    },
};

/// Nearer by less than this is no matter.
const NEARER_KM: f64 = 500.0;

/// A group that can be a parent: who, where, of which type, and in which CDNs it has servers that are up.
type ParentCandidate = (Id<CacheGroup>, Position, GroupRole, crate::sorting::OrderedSet<Id<Cdn>>);

fn check(analysis: &Analysis<'_>, found: &mut Found<'_>) {
    let plan = analysis.plan;
    let candidates: Vec<ParentCandidate> = plan
        .cache_groups()
        .iter()
        .filter_map(|(id, group)| {
            let role = group_role(plan, group);
            let position = position_of(plan, group)?;
            matches!(role, GroupRole::Mid | GroupRole::Origin).then(|| (id, position, role, cdns_up(plan, id)))
        })
        .collect();
    for (id, group) in plan.cache_groups() {
        let Some(parent) = group.parent.as_ref().and_then(Link::id) else { continue };
        let Some((_, there, role, _)) = candidates.iter().find(|candidate| candidate.0 == parent) else { continue };
        let Some(here) = position_of(plan, group) else { continue };
        let own = cdns_up(plan, id);
        let distance_km = here.distance_km(*there);
        let second = group.secondary_parent.as_ref().and_then(Link::id);
        if own.is_empty() || distance_km < NEARER_KM {
            continue;
        }
        let others = candidates.iter().filter(|(other, _, other_role, cdns)| {
            other_role == role && *other != parent && *other != id && Some(*other) != second && own.is_subset(cdns)
        });
        let nearest = others.map(|(other, at, ..)| (here.distance_km(*at), *other)).min_by(|a, b| a.0.total_cmp(&b.0));
        let Some((nearer_km, other)) = nearest else { continue };
        if nearer_km * 2.0 < distance_km && nearer_km + NEARER_KM < distance_km {
            let (Some(parent), Some(other_group)) = (plan.get(parent), plan.get(other)) else { continue };
            let message =
                format!("`{}` is {distance_km:.0} km away, and `{}` {nearer_km:.0} km", parent.name, other_group.name);
            found.say(AnyId::of(id), CacheGroup::PARENT, message);
            found.others([AnyId::of(other)]);
        }
    }
}

/// The CDNs of which a group has servers that are up.
fn cdns_up(plan: &Plan, group: Id<CacheGroup>) -> crate::sorting::OrderedSet<Id<Cdn>> {
    let up = servers_of(plan, group).filter(|(_, server)| is_up(plan, server));
    up.filter_map(|(_, server)| server.cdn.as_ref()?.id()).collect()
}

#[test]
fn parents_are_near() {
    let text = r#"
        cdn {"name":"one","domainName":"one.example"}
        coordinate {"name":"oslo","position":{"latitude":59.9,"longitude":10.7}}
        coordinate {"name":"bergen","position":{"latitude":60.4,"longitude":5.3}}
        coordinate {"name":"rome","position":{"latitude":41.9,"longitude":12.5}}
        cache-group {"name":"edge-1","type":"EDGE_LOC","coordinate":"oslo","parentCachegroup":"mid-rome"}
        # ^ note parentCachegroup: `mid-bergen` 3
        cache-group {"name":"edge-2","type":"EDGE_LOC","coordinate":"oslo","parentCachegroup":"mid-bergen"}
        cache-group {"name":"mid-bergen","type":"MID_LOC","coordinate":"bergen"}
        cache-group {"name":"mid-rome","type":"MID_LOC","coordinate":"rome"}
        server {"hostName":"e1","cdn":"one","cacheGroup":"edge-1","type":"EDGE","status":"REPORTED"}
        server {"hostName":"e2","cdn":"one","cacheGroup":"edge-2","type":"EDGE","status":"REPORTED"}
        server {"hostName":"m1","cdn":"one","cacheGroup":"mid-bergen","type":"MID","status":"REPORTED"}
        server {"hostName":"m2","cdn":"one","cacheGroup":"mid-rome","type":"MID","status":"REPORTED"}
        "#;
    check_marks(&RULE, text);
    check_fix(&RULE, text, "Set parent to mid-bergen");
}

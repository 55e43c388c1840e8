//! A cache group whose loss leaves clients of coverage zones without any cache, found by playing it with Traffic Router's own
//! decisions.

use std::sync::Arc;

use crate::routing::{CacheIndex, DownParts, LocationIndex, Router, ServiceIndex, WhatIf};
use crate::rules::analysed::Analysis;
use crate::rules::prelude::*;
use crate::snapshot::reading::RouterDeliveryService;
use crate::sorting::{OrderedMap, OrderedSet};

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-loss-unserved"),
    severity: Severity::Warning,
    title: "When all caches of the group are down, clients of coverage zones are served by nobody",
    effect: "Their requests go to the bypass destination, or are answered with 503",
    fact: "Traffic Router tries the group's Failover Cache Groups, and then the closest group only where Fallback to Geo \
           Failover is on; a group counts only if one of its caches has the service (TR/router/TrafficRouter.java \
           getCoverageZoneCacheLocation)",
    check: Check::Analysis(check),
    fixes: none,
};

fn check(analysis: &Analysis<'_>, found: &mut Found<'_>) {
    for cdn in &analysis.cdns {
        let Some(router) = cdn.router(analysis.plan) else { continue };
        for (location, loss) in losses(&router, &|| !analysis.is_stopped()) {
            let Some(group) = analysis.plan.find::<CacheGroup>(router.location_name(location)) else { continue };
            let message = format!(
                "without its caches nobody serves {} to clients of the {} {}: add Failover Cache Groups that have the \
                 service, or switch Fallback to Geo Failover on",
                listed(&loss.services),
                if loss.zones.len() == 1 { "coverage zone" } else { "coverage zones" },
                listed(&loss.zones)
            );
            found.say(AnyId::of(group), CacheGroup::FALLBACKS, message);
        }
    }
}

/// What the loss of a group leaves unserved, by name.
#[derive(Default)]
struct Loss {
    services: OrderedSet<String>,
    zones: OrderedSet<String>,
}

/// Takes every group down in turn. Services that have caches in one group alone are left out: nothing stands in for that.
fn losses(router: &Arc<Router>, goes_on: &(dyn Fn() -> bool + Sync)) -> OrderedMap<LocationIndex, Loss> {
    let zones = router.surroundings().zones.zones();
    let mut losses: OrderedMap<LocationIndex, Loss> = OrderedMap::new();
    for (caches, services) in alike(router) {
        let groups: OrderedSet<LocationIndex> =
            caches.iter().filter_map(|cache| Some(router.view().caches.get(*cache)?.location)).collect();
        let Some(service) = services.first().filter(|_| 1 < groups.len()) else { continue };
        let askers = (0..zones.len()).filter_map(|zone| router.zone_asker(zone, *service, 1.0, zone)).collect();
        let Some(what_if) = WhatIf::new(Arc::clone(router), askers, None, goes_on) else { break };
        for group in groups {
            let down = DownParts::new(router, router.caches_at(group).iter().copied());
            for flow in what_if.flows(&down).into_iter().filter(|flow| flow.to.is_none()) {
                let Some(zone) = what_if.askers().get(flow.asker).and_then(|asker| zones.get(asker.source)) else {
                    continue;
                };
                let loss = losses.entry(group).or_default();
                loss.zones.insert(zone.name.clone());
                loss.services.extend(services.iter().map(|own| router.xml_id(*own).to_owned()));
            }
        }
    }
    losses
}

/// Services with the caches that they have; those that are routed alike stand together, so that one is asked for all.
fn alike(router: &Router) -> Vec<(Vec<CacheIndex>, Vec<ServiceIndex>)> {
    let mut classes: OrderedMap<Vec<CacheIndex>, Vec<(RouterDeliveryService, Vec<ServiceIndex>)>> = OrderedMap::new();
    for (service, own) in router.view().services.iter().enumerate() {
        // Regional rules name services.
        let nameless = |own: &RouterDeliveryService| !own.regional_geo_blocking && !own.anonymous_blocking;
        let says = if nameless(own) { without_names(own) } else { own.clone() };
        let classes = classes.entry(router.caches_with(service)).or_default();
        match classes.iter_mut().find(|(other, _)| *other == says) {
            Some((_, services)) => services.push(service),
            None => classes.push((says, vec![service])),
        }
    }
    classes
        .into_iter()
        .flat_map(|(caches, all)| all.into_iter().map(move |(_, services)| (caches.clone(), services)))
        .collect()
}

/// A service without what says only how it is called and what its answers carry.
fn without_names(own: &RouterDeliveryService) -> RouterDeliveryService {
    RouterDeliveryService {
        xml_id: String::new(),
        routing_name: String::new(),
        domain: None,
        static_entries: Vec::new(),
        response_headers: OrderedMap::new(),
        ttls: None,
        bypass: None,
        ..own.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::intent;
    use crate::rules::testing::{findings, sample_with};

    #[test]
    fn a_group_that_nothing_stands_in_for_is_found() {
        let plan = sample_with("");
        assert_eq!(findings(&RULE, &plan), [], "somebody stands in for each group of the sample");
        let paris = plan.find::<CacheGroup>("edge-paris").unwrap();
        // A group without a cache stands in for nobody.
        let empty = plan.find::<CacheGroup>("edge-auckland").unwrap();
        let alone = plan.applying(&intent::set_fallbacks(&plan, paris, &[empty]).unwrap()).unwrap();
        assert_eq!(findings(&RULE, &alone), [], "the closest group stands in");
        let closest = vec![(CacheGroup::FALLBACK_TO_CLOSEST, Value::Bool(false))];
        let lost = alone.applying(&intent::change(&alone, AnyId::of(paris), closest).unwrap()).unwrap();
        let found = findings(&RULE, &lost);
        let [finding] = found.as_slice() else { panic!("{found:#?}") };
        assert_eq!(finding.object().map(|object| object.name.as_str()), Some("edge-paris"));
        assert_eq!(finding.field, CacheGroup::FALLBACKS);
        assert!(finding.message.contains("coverage zone `edge-paris`") && finding.message.contains("`aurora-vod`"));
        let brussels = lost.find::<CacheGroup>("edge-brussels").unwrap();
        let mended = lost.applying(&intent::set_fallbacks(&lost, paris, &[brussels]).unwrap()).unwrap();
        assert_eq!(findings(&RULE, &mended), []);
    }

    #[test]
    fn playing_stops_when_nobody_waits() {
        let plan = sample_with("");
        let stop = std::sync::atomic::AtomicBool::new(false);
        let looked = std::sync::atomic::AtomicUsize::new(0);
        let cdn = plan.real_cdns().next().map(|(id, cdn)| (id, cdn.name.clone())).unwrap();
        let analysed = crate::rules::analysis::make(&plan, cdn.0, &cdn.1);
        let goes_on = || {
            looked.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            stop.load(std::sync::atomic::Ordering::Relaxed)
        };
        assert!(losses(&analysed.router(&plan).unwrap(), &goes_on).is_empty());
        assert!(0 < looked.into_inner());
    }
}

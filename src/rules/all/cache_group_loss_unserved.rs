//! A cache group whose loss leaves clients of coverage zones without any cache, found by playing it with Traffic Router's own
//! decisions.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::prelude::*;
use crate::formats::coverage_zones::{ZoneFileKind, zones_of_cdn};
use crate::routing::{Down, Router, States, Surroundings, WhatIf, ZoneTree};
use crate::rules::analysis::Analysis;
use crate::snapshot::reading::RouterView;

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
        let Some(view) = &cdn.view else { continue };
        // A file that Traffic Router does not take is told by rules of its own.
        let Ok(Some(zones)) = zones_of_cdn(analysis.plan, cdn.id, ZoneFileKind::Plain) else { continue };
        for loss in losses(view, zones.tree, &cdn.states) {
            let Some(group) = analysis.plan.find::<CacheGroup>(&loss.group) else { continue };
            let zones = match loss.zones.len() {
                1 => format!("the coverage zone {}", listed(&loss.zones)),
                many => format!("{many} coverage zones, {}", listed(&loss.zones)),
            };
            let message = format!(
                "without its caches nobody serves {} to clients of {zones}: add Failover Cache Groups that have the \
                 service, or switch Fallback to Geo Failover on",
                listed(&loss.services)
            );
            found.say(AnyId::of(group), CacheGroup::FALLBACKS, message);
        }
    }
}

/// What the loss of a group leaves unserved.
struct Loss {
    group: String,
    services: BTreeSet<String>,
    zones: BTreeSet<String>,
}

/// Takes every group down in turn. Services that have caches in one group alone are left out: nothing stands in for that.
fn losses(view: &RouterView, zones: ZoneTree, states: &States) -> Vec<Loss> {
    let around = Surroundings { zones: Arc::new(zones), ..Surroundings::default() };
    let mut router = Router::new(Arc::new(view.clone()), around);
    router.set_states(states);
    let services = (0..view.services.len()).filter(|service| 1 < router.groups_with(*service)).collect::<Vec<_>>();
    let names: Vec<String> = router.surroundings().zones.zones().iter().map(|zone| zone.name.clone()).collect();
    let pairs = (0..names.len()).flat_map(|zone| services.iter().map(move |service| (zone, *service)));
    let askers = pairs.filter_map(|(zone, service)| router.zone_asker(zone, service, 1.0, zone)).collect();
    let Some(what_if) = WhatIf::new(Arc::new(router), askers, None, &|| true) else { return Vec::new() };
    let mut losses = Vec::new();
    for (location, own) in view.locations.iter().enumerate() {
        let caches = what_if.router().caches_at(location).to_vec();
        let mut loss = Loss { group: own.name.clone(), services: BTreeSet::new(), zones: BTreeSet::new() };
        for flow in what_if.flows(&Down::new(what_if.router(), caches)) {
            let (None, Some(asker)) = (flow.to, what_if.askers().get(flow.asker)) else { continue };
            loss.services.insert(what_if.router().xml_id(asker.service).to_owned());
            loss.zones.extend(names.get(asker.source).cloned());
        }
        if !loss.services.is_empty() {
            losses.push(loss);
        }
    }
    losses
}

#[test]
fn a_group_that_nothing_stands_in_for_is_found() {
    use crate::routing::ZoneEntry;
    use crate::snapshot::reading::{Cache, DeliveryService as ReadService, EdgeLocation, Methods, ServiceReference};

    let location = |name: &str, backups: Option<Vec<String>>| EdgeLocation {
        name: name.to_owned(),
        methods: Methods { cz: true, deep_cz: true, geo: true },
        use_closest: false,
        backups,
        ..EdgeLocation::default()
    };
    let cache = |name: &str, location: usize| Cache {
        name: name.to_owned(),
        location,
        hash_count: 1,
        services: vec![ServiceReference { xml_id: "vod".to_owned(), fqdn: "x.vod.test".to_owned() }],
        ..Cache::default()
    };
    let view = RouterView {
        locations: vec![location("a", Some(vec!["b".to_owned()])), location("b", Some(Vec::new()))],
        caches: vec![cache("a-1", 0), cache("b-1", 1)],
        services: vec![ReadService { xml_id: "vod".to_owned(), dispersion_limit: 1, ..ReadService::default() }],
        ..RouterView::default()
    };
    let zone = |name: &str, network: &str| ZoneEntry {
        name: name.to_owned(),
        network: vec![network.to_owned()],
        ..ZoneEntry::default()
    };
    let zones = ZoneTree::new(vec![zone("a", "10.1.0.0/16"), zone("b", "10.2.0.0/16")]).unwrap();
    let found: Vec<_> =
        losses(&view, zones, &States::default()).into_iter().map(|loss| (loss.group, loss.zones)).collect();
    assert_eq!(found, [("b".to_owned(), BTreeSet::from(["b".to_owned()]))]);
}

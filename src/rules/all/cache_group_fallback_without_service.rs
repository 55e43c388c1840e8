//! Fallbacks that have no cache for a service that the group itself serves.

use crate::rules::prelude::*;
use crate::snapshot::reading::RouterView;
use crate::sorting::{OrderedMap, OrderedSet};

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-fallback-without-service"),
    severity: Severity::Warning,
    title: "No fallback has a cache for a service that the group serves",
    effect: "When the group is down, clients of the service go where the list does not say, or nowhere",
    fact: "A fallback counts only with a cache that has the service (TR/router/TrafficRouter.java \
           getCoverageZoneCacheLocation); a fallback without one turned zone hits into geolocation (Comcast/traffic_control #1476)",
    check: Check::Router(check),
    fixes: none,
};

fn check(view: &RouterView, found: &mut Found<'_>) {
    let mut services: OrderedMap<usize, OrderedSet<&str>> = OrderedMap::new();
    for cache in &view.caches {
        let own = services.entry(cache.location).or_default();
        own.extend(cache.services.iter().map(|reference| reference.xml_id.as_str()));
    }
    let places: OrderedMap<&str, usize> =
        view.locations.iter().enumerate().map(|(at, place)| (place.name.as_str(), at)).collect();
    let nothing = OrderedSet::new();
    for (at, location) in view.locations.iter().enumerate() {
        let backups: Vec<usize> =
            location.backups.iter().flatten().filter_map(|name| places.get(name.as_str()).copied()).collect();
        // One that is no location at all is told of already.
        if backups.is_empty() {
            continue;
        }
        let own = services.get(&at).unwrap_or(&nothing);
        let theirs: OrderedSet<&str> =
            backups.iter().flat_map(|backup| services.get(backup).unwrap_or(&nothing)).copied().collect();
        let lacking: Vec<&&str> = own.difference(&theirs).collect();
        if !lacking.is_empty() {
            let pointer =
                format!("/edgeLocations/{}/backupLocations/list", location.name.replace('~', "~0").replace('/', "~1"));
            let object = crate::finding::ObjectRef::named(Kind::CacheGroup, location.name.clone());
            let message = format!("none of its fallbacks has a cache for {}", listed(lacking));
            let subject = crate::finding::Subject::Pointer(pointer, Some(object));
            found.tell(Severity::Warning, subject, "backupLocations/list", message);
        }
    }
}

#[test]
fn fallbacks_serve_the_same_services() {
    use crate::snapshot::reading::{Cache, EdgeLocation, ServiceReference};
    let location = |name: &str, backups: &[&str]| EdgeLocation {
        name: name.to_owned(),
        backups: Some(backups.iter().map(|name| (*name).to_owned()).collect()),
        ..EdgeLocation::default()
    };
    let cache = |location: usize, services: &[&str]| Cache {
        location,
        services: services
            .iter()
            .map(|xml_id| ServiceReference { xml_id: (*xml_id).into(), fqdn: String::new() })
            .collect(),
        ..Cache::default()
    };
    let view = RouterView {
        locations: vec![
            location("edge-1", &["edge-2", "gone"]),
            location("edge-2", &["edge-1"]),
            location("edge-3", &["gone"]),
        ],
        caches: vec![cache(0, &["vod", "live"]), cache(1, &["vod"]), cache(2, &["vod"])],
        ..RouterView::default()
    };
    let plan = Plan::default();
    let mut found = RULE.begin(&plan);
    check(&view, &mut found);
    let told: Vec<_> = found.into_list();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].object().map(|object| object.name.as_str()), Some("edge-1"));
    assert!(told[0].message.contains("for `live`"), "{}", told[0].message);
}

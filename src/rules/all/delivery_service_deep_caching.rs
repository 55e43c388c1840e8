//! Deep caching beside groups at which Traffic Router fails.

use crate::finding::{ObjectRef, Subject};
use crate::rules::prelude::*;
use crate::snapshot::reading::RouterView;

pub(super) static RULE: Rule = Rule {
    id: RuleId("delivery-service-deep-caching"),
    severity: Severity::Warning,
    title: "Deep caching makes Traffic Router fail at some cache groups",
    effect: "Requests of clients whose zone leads there end in an error inside the router",
    fact: "Services with Deep Caching ALWAYS ask the coverage zone without a tracker: where the zone's group is not enabled for CZ, or \
           its fallbacks are exhausted and Fallback to Geo Failover is off, a NullPointerException follows \
           (TR/router/TrafficRouter.java; seen)",
    check: Check::Router(check),
    fixes: none,
};

fn check(view: &RouterView, found: &mut Found<'_>) {
    let fails = view
        .locations
        .iter()
        .filter(|location| !location.methods.cz || (location.backups.is_some() && !location.use_closest));
    let names: Vec<&str> = fails.map(|location| location.name.as_str()).collect();
    if names.is_empty() {
        return;
    }
    for service in view.services.iter().filter(|service| service.deep_caching && !service.is_dns) {
        let pointer =
            format!("/deliveryServices/{}/deepCachingType", service.xml_id.replace('~', "~0").replace('/', "~1"));
        let object = ObjectRef::named(Kind::DeliveryService, service.xml_id.clone());
        let message = format!("with Deep Caching, the router fails at zones of {}", listed(&names));
        found.tell(Severity::Warning, Subject::Pointer(pointer, Some(object)), "deepCachingType", message);
    }
}

#[test]
fn deep_caching_wants_groups_that_are_found_by_zone() {
    use crate::snapshot::reading::{EdgeLocation, Methods, RouterDeliveryService as Service};
    let by_zone = Methods { cz: true, ..Methods::default() };
    let location = |name: &str, methods, backups: Option<Vec<String>>, use_closest| EdgeLocation {
        name: name.to_owned(),
        methods,
        backups,
        use_closest,
        ..EdgeLocation::default()
    };
    let service =
        |xml_id: &str, deep_caching| Service { xml_id: xml_id.to_owned(), deep_caching, ..Service::default() };
    let mut view = RouterView {
        locations: vec![
            location("edge-1", by_zone, None, true),
            location("edge-2", Methods::default(), None, true),
            location("edge-3", by_zone, Some(Vec::new()), false),
        ],
        services: vec![service("vod", true), service("live", false)],
        ..RouterView::default()
    };
    let plan = Plan::default();
    let told = |view: &RouterView| {
        let mut found = RULE.begin(&plan);
        check(view, &mut found);
        found.into_list()
    };
    let found = told(&view);
    assert_eq!(found.len(), 1);
    assert!(found[0].message.contains("`edge-2`, `edge-3`"), "{}", found[0].message);
    view.locations.truncate(1);
    assert!(told(&view).is_empty());
}

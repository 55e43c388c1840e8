//! Whatever the snapshot, the zones and the states: what a sweep says is what the router answers when it is told that the
//! parts are down, client by client.

use std::sync::Arc;

use proptest::prelude::*;

use super::super::properties_tests::{Everywhere, position, states, view, zones};
use super::super::*;
use crate::snapshot::reading::RouterView;
use crate::sorting::OrderedMap;

/// The group that serves a client by a router's whole answer; by DNS that of the addresses, by HTTP that of the URL.
fn served_by(router: &Router, asker: &Asker) -> Option<String> {
    let service = router.view().services.get(asker.service)?;
    if service.is_dns {
        let question = DnsQuestion {
            name: router.host_of(asker.service),
            query_type: QueryType::A,
            resolver: asker.client.text.parse().ok()?,
            client_subnet: None,
        };
        let routed = router.route_dns(&question, &mut Unrecorded).ok()?;
        return routed.caches?.first().map(|cache| router.group_of(*cache).to_owned());
    }
    // What a request ends with beside the choice of caches: the service is down, or spreads over none.
    if !router.live.is_service_up(asker.service) || service.dispersion_limit <= 0 {
        return None;
    }
    let steered = Steered { target: asker.service, expression: asker.service };
    let host = router.host_of(asker.service);
    let request = HttpRequest::new(&host, "/", &asker.client.text);
    let choice = router.choose(steered, &request).ok()?;
    choice.caches?.first().map(|cache| router.group_of(*cache).to_owned())
}

/// The states with caches taken down.
fn with_down(view: &RouterView, states: &States, down: &[usize]) -> States {
    let mut states = states.clone();
    let caches = states.caches.get_or_insert_with(|| {
        let up = CacheState { available: true, v4: true, v6: true };
        view.caches.iter().map(|cache| (cache.name.clone(), up)).collect()
    });
    for cache in down {
        caches.insert(view.caches[*cache].name.clone(), CacheState { available: false, v4: false, v6: false });
    }
    states
}

fn router(view: &Arc<RouterView>, zones: &Arc<ZoneTree>, states: &States) -> Router {
    let around =
        Surroundings { zones: Arc::clone(zones), geolocation: Some(Arc::new(Everywhere)), ..Surroundings::default() };
    let mut router = Router::new(Arc::clone(view), around);
    router.set_states(states);
    router
}

/// The sums of one failure, by asking each client again.
fn by_force(before: &Router, after: &Router, askers: &[Asker]) -> (f64, f64, f64, OrderedMap<String, f64>) {
    let (mut lost, mut moved, mut km, mut measured) = (0.0, 0.0, 0.0, 0.0);
    let mut takers: OrderedMap<String, f64> = OrderedMap::new();
    for asker in askers {
        let Some(first) = served_by(before, asker) else { continue };
        match served_by(after, asker) {
            None => lost += asker.weight,
            Some(now) if now == first => {}
            Some(now) => {
                moved += asker.weight;
                if let Some(from) = asker.stands_at {
                    let at = |name: &str| before.view().locations[before.location_by_name(name).unwrap()].position;
                    km += (great_circle_km(from, at(&now)) - great_circle_km(from, at(&first))) * asker.weight;
                    measured += asker.weight;
                }
                *takers.entry(now).or_default() += asker.weight;
            }
        }
    }
    (lost, moved, if measured > 0.0 { km / measured } else { 0.0 }, takers)
}

fn close(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-6 * one.abs().max(other.abs()).max(1.0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_sweep_says_what_the_router_answers(
        view in view(), zones in zones(), states in states(), by_group in any::<bool>(),
        weights in proptest::collection::vec(0..5_u8, 24), places in proptest::collection::vec(position(), 0..4),
    ) {
        let (view, zones) = (Arc::new(view), Arc::new(zones));
        let before = router(&view, &zones, &states);
        let services = 0..view.services.len();
        let mut askers: Vec<Asker> = Vec::new();
        for (zone, service) in (0..zones.zones().len()).flat_map(|zone| services.clone().map(move |own| (zone, own))) {
            let weight = f64::from(weights[zone * 4 + service]) / 2.0;
            askers.extend(before.zone_asker(zone, service, weight, zone));
        }
        let parts: Vec<SweepPart> = if by_group {
            let caches = |location| (0..view.caches.len()).filter(|cache| view.caches[*cache].location == location).collect();
            (0..view.locations.len()).map(|location| SweepPart { caches: caches(location), ..SweepPart::default() }).collect()
        } else {
            (0..view.caches.len()).map(|cache| SweepPart { caches: vec![cache], ..SweepPart::default() }).collect()
        };
        let what_if = WhatIf::new(Arc::new(router(&view, &zones, &states)), askers.clone(), None, &|| true).unwrap();
        let failures = sweep(&what_if, &parts, true, &|_, _| true).unwrap();
        prop_assert_eq!(failures.len(), parts.len() * (parts.len() + 1) / 2);
        let mut last = f64::INFINITY;
        for failure in &failures {
            prop_assert!(failure.aftermath.lost <= last, "the worst first");
            last = failure.aftermath.lost;
            let down: Vec<usize> = failure.down.iter().flat_map(|part| parts[*part].caches.clone()).collect();
            let after = router(&view, &zones, &with_down(&view, &states, &down));
            let (lost, moved, added_km, takers) = by_force(&before, &after, &askers);
            let said = &failure.aftermath;
            prop_assert!(close(said.lost, lost), "lost {} for {lost}, down {down:?}", said.lost);
            prop_assert!(close(said.moved, moved), "moved {} for {moved}, down {down:?}", said.moved);
            prop_assert!(close(said.added_km, added_km), "{} km for {added_km}, down {down:?}", said.added_km);
            let said: OrderedMap<String, f64> =
                said.takers.iter().map(|(group, weight)| (before.location_name(*group).to_owned(), *weight)).collect();
            let (said, takers): (Vec<_>, Vec<_>) = (
                said.into_iter().filter(|(_, weight)| *weight > 0.0).collect(),
                takers.into_iter().filter(|(_, weight)| *weight > 0.0).collect(),
            );
            prop_assert_eq!(said.len(), takers.len());
            for ((one, weight), (other, wanted)) in said.iter().zip(&takers) {
                prop_assert!(one == other && close(*weight, *wanted), "{said:?} for {takers:?}");
            }
        }
        for at in places {
            let location = GeoLocation { country: Some("US".to_owned()), ..GeoLocation::at(at) };
            let found = Fixed(location.clone());
            // Without zones: some of them hold every address.
            let around = Surroundings { geolocation: Some(Arc::new(found)), ..Surroundings::default() };
            let mut fixed = Router::new(Arc::clone(&view), around);
            fixed.set_states(&states);
            for service in services.clone() {
                let asker = Asker::located(location.clone(), service, 1.0, 0);
                let played = WhatIf::new(Arc::new(router(&view, &zones, &states)), vec![asker], None, &|| true).unwrap();
                let said = played.first_groups(0).first().map(|(group, _)| before.location_name(*group).to_owned());
                let mut by_address = Asker::located(location.clone(), service, 1.0, 0);
                by_address.client = Client::new("192.0.2.1");
                prop_assert_eq!(said, served_by(&fixed, &by_address), "at {:?}, service {}", at, service);
            }
        }
    }
}

/// Everybody is at one place.
struct Fixed(GeoLocation);

impl Locate for Fixed {
    fn locate(&self, _: &str) -> Option<std::borrow::Cow<'_, GeoLocation>> {
        Some(std::borrow::Cow::Borrowed(&self.0))
    }
}

proptest! {
    #[test]
    fn a_shortlist_leaves_nobody_out(view in view(), at in position(), to in position(), part in 0.0..1.0_f64) {
        let view = Arc::new(view);
        let router = Arc::new(Router::new(Arc::clone(&view), Surroundings::default()));
        for service in 0..view.services.len() {
            let owners = GeoOwners::new(Arc::clone(&router), service, &DownParts::default());
            let radius_km = great_circle_km(at, to);
            let mut few = Vec::new();
            // A circle that just holds the other place, and one that is a part of that.
            if !owners.shortlist(at, radius_km, None, &mut few) {
                continue;
            }
            for place in [at, to] {
                let owner = owners.at(place);
                prop_assert!(owner.is_none_or(|owner| few.contains(&owner)), "{owner:?} of {few:?}");
                prop_assert_eq!(owners.among(place, &few), owner);
            }
            let mut fewer = Vec::new();
            prop_assert!(owners.shortlist(at, radius_km * part, Some(&few), &mut fewer));
            prop_assert_eq!(owners.among(at, &fewer), owners.at(at));
        }
    }
}

//! Whatever the snapshot, the zones, the states and the question: there is an answer, and being asked how it came about
//! does not change it.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::snapshot::reading::{
    AddressTtls, Bypass, Cache, EdgeLocation, MatchKind, Methods, RouterDeliveryService, RouterMatchRule,
    RouterPosition, RouterView, ServiceMatcher, ServiceReference,
};
use crate::sorting::{OrderedMap, OrderedSet};

const GROUPS: usize = 6;
const SERVICES: usize = 4;

pub(super) fn group(index: usize) -> String {
    format!("group-{index}")
}

pub(super) fn position() -> impl Strategy<Value = RouterPosition> {
    let degrees = prop_oneof![(-3..4).prop_map(|tens| f64::from(tens) * 10.0), -180.0..180.0];
    (degrees.clone(), degrees).prop_map(|(latitude, longitude)| RouterPosition { latitude, longitude })
}

prop_compose! {
    fn location(index: usize)(
        position in position(), cz in any::<bool>(), geo in any::<bool>(), use_closest in any::<bool>(),
        backups in proptest::option::of(proptest::collection::vec(0..GROUPS + 1, 0..4)),
    ) -> EdgeLocation {
        EdgeLocation {
            name: group(index),
            position,
            methods: Methods { cz: cz || !geo, deep_cz: true, geo },
            backups: backups.map(|backups| backups.into_iter().map(group).collect()),
            use_closest,
        }
    }
}

prop_compose! {
    fn cache(index: usize)(
        location in 0..GROUPS, hash_count in 1..40_u32, services in proptest::collection::btree_set(0..SERVICES + 1, 0..4),
        has_v6 in any::<bool>(),
    ) -> Cache {
        Cache {
            name: format!("cache-{index}"),
            location,
            hash_id: format!("cache-{}", index / 2),
            hash_count,
            fqdn: format!("cache-{index}.cdn.test"),
            port: 80,
            ip: Some([10, 0, 0, u8::try_from(index).unwrap()].into()),
            ip6: has_v6.then(|| "2001:db8::1".parse().unwrap()),
            capabilities: OrderedSet::new(),
            services: services
                .into_iter()
                .map(|own| ServiceReference { xml_id: format!("ds-{own}").into(), fqdn: format!("cache-{index}.ds-{own}.cdn.test") })
                .collect(),
        }
    }
}

prop_compose! {
    fn service(index: usize)(
        switches in any::<[bool; 9]>(), limit in -1..4, dns_ips in -1..3, location_limit in -1..3,
        miss_location in proptest::option::of(position()),
        regex in prop_oneof![Just(""), Just(".*?(/.*?/).*?(\\.m3u8)"), Just("(["), Just("/nogroup/.*"), Just("(a)|(b)")],
        redirect in proptest::option::of(prop_oneof![
            Just("/blocked"), Just("http://elsewhere.example/"), Just("http://x.ds-1.cdn.test/"), Just("wombat://x"),
        ]),
    ) -> RouterDeliveryService {
        let [zone_only, shuffled, deep, accept_http, accept_https, to_https, ssl, is_dns, ip6] = switches;
        RouterDeliveryService {
            xml_id: format!("ds-{index}"),
            is_dns,
            coverage_zone_only: zone_only,
            geo_enabled: if shuffled { vec![vec![("countryCode".to_owned(), "us".to_owned())]] } else { Vec::new() },
            geo_redirect_url: redirect.map(str::to_owned),
            routing_name: "cdn".to_owned(),
            domain: Some(format!("ds-{index}.cdn.test")),
            miss_location,
            dispersion_limit: limit,
            dispersion_shuffled: shuffled,
            ip6_routing_enabled: ip6,
            max_dns_ips: dns_ips,
            location_limit,
            deep_caching: deep,
            consistent_hash_regex: regex.to_owned(),
            consistent_hash_query_params: ["a".to_owned()].into(),
            append_query_string: true,
            accept_http,
            accept_https,
            redirect_to_https: to_https,
            ssl_enabled: ssl,
            ttls: ip6.then(|| AddressTtls { a: 60, aaaa: 30, ..AddressTtls::default() }),
            bypass: zone_only.then(|| Bypass { http: Some(("bypass.example".to_owned(), None)), dns: None }),
            ..RouterDeliveryService::default()
        }
    }
}

prop_compose! {
    pub(super) fn view()(
        locations in (0..GROUPS).map(location).collect::<Vec<_>>(),
        caches in (0..12).map(cache).collect::<Vec<_>>(),
        services in (0..SERVICES).map(service).collect::<Vec<_>>(),
        strip in any::<bool>(), consistent in any::<bool>(),
    ) -> RouterView {
        let rule = |index| RouterMatchRule { kind: MatchKind::Host, pattern: format!("(.*\\.|^)ds-{index}\\..*"), target: String::new() };
        let mut view = RouterView {
            locations,
            caches,
            services,
            matchers: (0..SERVICES).map(|index| ServiceMatcher { service: index, rules: vec![rule(index)] }).collect(),
            ..RouterView::default()
        };
        view.config.domain_name = "cdn.test".to_owned();
        view.config.strip_special_query_params = strip;
        view.config.consistent_dns_routing = consistent;
        view.config.default_locations = OrderedMap::from([("DE".to_owned(), RouterPosition { latitude: 51.0, longitude: 9.0 })]);
        view
    }
}

prop_compose! {
    fn zone(index: usize)(
        known in any::<bool>(), coordinates in proptest::option::of(position()),
        networks in proptest::collection::vec((0..4_u8, 0..33_u8), 0..5),
        caches in proptest::collection::vec(0..14_usize, 0..4),
    ) -> ZoneEntry {
        ZoneEntry {
            name: if known { group(index) } else { format!("nowhere-{index}") },
            coordinates,
            network: networks.iter().map(|(octet, length)| format!("10.{octet}.0.0/{length}")).collect(),
            network6: networks.iter().map(|(octet, length)| format!("2001:db8:{octet}::/{length}")).collect(),
            caches: caches.iter().map(|cache| format!("cache-{cache}")).collect(),
        }
    }
}

pub(super) fn zones() -> impl Strategy<Value = ZoneTree> {
    (0..GROUPS).map(zone).collect::<Vec<_>>().prop_map(|zones| ZoneTree::new(zones).unwrap())
}

prop_compose! {
    pub(super) fn states()(
        up in proptest::option::of(any::<[[bool; 3]; 12]>()), service_up in any::<bool>(), disabled in 0..GROUPS + 1,
    ) -> States {
        let state = |(index, [available, v4, v6]): (usize, [bool; 3])| {
            (format!("cache-{index}"), CacheState { available, v4, v6 })
        };
        States {
            caches: up.map(|up| up.into_iter().enumerate().map(state).collect()),
            services: OrderedMap::from([(
                "ds-1".to_owned(),
                ServiceState { available: service_up, disabled_locations: vec![group(disabled)] },
            )]),
        }
    }
}

pub(super) struct Everywhere;

impl Locate for Everywhere {
    fn locate(&self, address: &str) -> Option<std::borrow::Cow<'_, GeoLocation>> {
        let length = i16::try_from(address.len()).unwrap_or_default();
        let country = Some(if length % 2 == 0 { "US" } else { "DE" }.to_owned());
        let at = RouterPosition { latitude: f64::from(length) * 3.0, longitude: f64::from(length) * -7.0 };
        (length % 5 != 0).then(|| {
            let location = GeoLocation { country, is_default: length % 3 == 0, ..GeoLocation::at(at) };
            std::borrow::Cow::Owned(location)
        })
    }
}

fn address() -> impl Strategy<Value = String> {
    prop_oneof![
        (0..5_u8, any::<u8>()).prop_map(|(octet, last)| format!("10.{octet}.0.{last}")),
        (0..5_u8, any::<u16>()).prop_map(|(octet, last)| format!("2001:db8:{octet}::{last:x}")),
        "[0-9a-f:./%-]{0,20}",
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn an_explained_answer_is_the_answer(
        view in view(), zones in zones(), deep_zones in zones(), states in proptest::option::of(states()),
        asks in proptest::collection::vec(
            (address(), 0..SERVICES + 1, "[/a-z.%]{0,12}", proptest::option::of("[a-z=&%+0-9]{0,12}"), any::<bool>()), 1..12,
        ),
    ) {
        let around = Surroundings {
            zones: Arc::new(zones),
            deep_zones: Arc::new(deep_zones),
            geolocation: Some(Arc::new(Everywhere)),
            ..Surroundings::default()
        };
        let mut router = Router::new(Arc::new(view), around);
        if let Some(states) = &states {
            router.set_states(states);
        }
        for (from, own, path, query, secure) in &asks {
            let host = format!("cdn.ds-{own}.cdn.test");
            let path = format!("/{path}");
            let mut request = HttpRequest::new(&host, &path, from).with(query.as_deref(), Vec::new());
            request.secure = *secure;
            let mut steps: Vec<RouteStep> = Vec::new();
            let explained = router.answer(&request, &mut steps);
            prop_assert_eq!(&router.answer(&request, &mut Unrecorded), &explained);
            prop_assert!(router.answers(&request).contains(&explained));
            prop_assert!(!steps.is_empty());
            let _ = router.zone_of(&request.client);
            for query_type in [QueryType::A, QueryType::Aaaa, QueryType::Ns] {
                let resolver = std::net::IpAddr::from([10, 1, 0, u8::try_from(*own).unwrap()]);
                let question = DnsQuestion { name: host.clone(), query_type, resolver, client_subnet: None };
                let mut steps: Vec<RouteStep> = Vec::new();
                let explained = router.route_dns(&question, &mut steps);
                prop_assert_eq!(&router.route_dns(&question, &mut Unrecorded), &explained);
                if let Ok(routed) = explained {
                    let _ = router.message(&question, &routed);
                }
            }
        }
    }

    #[test]
    fn the_longest_network_holds_the_address(zones in zones(), from in address()) {
        let Ok(subnet) = Subnet::read(&from) else { return Ok(()) };
        if let Some(hit) = zones.find(subnet)
            && subnet.length == if subnet.is_v6 { 128 } else { 32 }
        {
            let network = Subnet::read(zones.written(hit).unwrap()).unwrap();
            prop_assert!((network.start()..=network.end()).contains(&subnet.bits));
        }
    }
}

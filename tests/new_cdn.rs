//! A new CDN and servers in bulk: what they make of many plans is accepted by Traffic Router at once, and what cannot be
//! is refused with the field and a remedy.
#![allow(clippy::unwrap_used, reason = "what helps tests may fail as tests do")]

use std::collections::BTreeSet;

use lodestone::edit::intent::add_servers::{Assignment, planned_servers};
use lodestone::edit::intent::new_cdn::planned_cdn;
use lodestone::edit::intent::{AddServers, NewCdn, Refusal, add_servers, create_cache_group, new_cdn};
use lodestone::edit::seeds::seed_plan;
use lodestone::finding::Severity;
use lodestone::formats::snapshot::read_document_bytes;
use lodestone::formats::writing::{self, Written};
use lodestone::formats::{MakingOptions, traffic_ops};
use lodestone::model::*;
use lodestone::session::add_sample;
use lodestone::snapshot::judging::{Judgement, JudgingOptions, judge};
use lodestone::snapshot::reading::RemarkRule;

fn seeded() -> Plan {
    let plan = Plan::default();
    plan.applying(&seed_plan(&plan)).unwrap()
}

fn sample() -> Plan {
    let plan = seeded();
    plan.applying(&add_sample(&plan).unwrap()).unwrap()
}

fn denver() -> Position {
    Position::new(39.74, -104.99).unwrap()
}

fn proposed(plan: &Plan, name: &str, domain: &str) -> NewCdn {
    NewCdn::proposed(plan, name, domain, Some(denver()))
}

fn made(plan: &Plan, wanted: &NewCdn) -> Plan {
    performed(plan, &new_cdn(plan, wanted).unwrap())
}

/// The plan after an edit, whose inverse gives back the one before.
fn performed(plan: &Plan, edit: &lodestone::edit::Edit) -> Plan {
    let next = plan.applying(edit).unwrap();
    assert!(next.applying(&edit.inverse()).unwrap().same_content(plan), "{}", edit.label);
    next
}

/// What a fresh and a running Traffic Router make of a CDN's snapshot; both must say the same.
fn judged(plan: &Plan, cdn: &str) -> Judgement {
    let options = MakingOptions { date: 1_800_000_000, ..writing::making_options() };
    let Written::One { bytes, problems, .. } = writing::write_snapshot(plan, cdn, &options).unwrap() else {
        panic!("files")
    };
    assert!(problems.is_empty(), "{problems:?}");
    let document = read_document_bytes(&bytes).unwrap();
    let [running, fresh] = [(false, 1_799_999_999), (true, 0)]
        .map(|(fresh, held_date)| judge(&document, &JudgingOptions { fresh, held_date }));
    assert_eq!(running, fresh);
    running
}

/// Accepted as a whole: zones, nothing dropped, nothing to mend.
fn accepted(plan: &Plan, cdn: &str, locations: usize, caches: usize, services: usize) {
    let judgement = judged(plan, cdn);
    assert!(judgement.accepted && judgement.zones_built, "{:?}", judgement.findings);
    let bad: Vec<_> = judgement.findings.iter().filter(|finding| finding.severity != Severity::Note).collect();
    assert!(bad.is_empty(), "{bad:?}");
    // Fallbacks of a group that was there before may serve other CDNs only.
    let others: Vec<_> =
        judgement.findings.iter().filter(|finding| finding.rule != RemarkRule::UnknownFallback.id()).collect();
    assert!(others.is_empty(), "not even a note: {others:?}");
    let dropped = &judgement.dropped;
    assert!(dropped.locations.is_empty() && dropped.caches.is_empty() && dropped.delivery_services.is_empty());
    let loaded = judgement.loaded;
    assert_eq!((loaded.locations, loaded.caches, loaded.delivery_services), (locations, caches, services));
}

/// What the writer of Traffic Ops bodies says beyond what it says of another plan, and of any object that Traffic Ops has
/// not made yet.
fn new_findings(before: &Plan, after: &Plan) -> Vec<String> {
    let of_any_new = ["that Traffic Ops does not know yet", "Traffic Ops has given no id yet", "no ids yet"];
    let told = |plan: &Plan| -> BTreeSet<String> {
        let written = traffic_ops::write(plan).unwrap();
        let told = written.findings.iter().filter(|it| !of_any_new.iter().any(|words| it.message.contains(words)));
        told.map(|finding| format!("{} {}", finding.field, finding.message)).collect()
    };
    told(after).difference(&told(before)).cloned().collect()
}

#[test]
fn a_name_and_a_domain_suffice() {
    for plan in [Plan::default(), seeded()] {
        let next = made(&plan, &proposed(&plan, "mycdn", "mycdn.example.net"));
        accepted(&next, "mycdn", 1, 4, 1);
        assert_eq!(new_findings(&plan, &next), <Vec<String>>::new());
        assert!(next.unresolved().is_empty());
        let service = next.find::<DeliveryService>("mycdn-web").unwrap();
        assert_eq!(next.delivery_service_servers().of(service).count(), 4);
    }
}

#[test]
fn what_is_told_of_a_cdn_is_what_is_made() {
    let plan = sample();
    let planned = planned_cdn(&plan, &proposed(&plan, "mycdn", "mycdn.example.net")).unwrap();
    let (_, polls) = planned.parts.iter().find(|(what, _)| *what == "Traffic Router polls").unwrap();
    let place = polls.rsplit(' ').next().unwrap();
    let next = performed(&plan, &planned.edit);
    let url = format!("{place}/coverage-zone.json");
    assert!(next.parameters().iter().any(|(_, parameter)| parameter.value == url), "{url}");
}

#[test]
fn in_a_plan_with_a_cdn_another_one_shares_what_it_can() {
    let plan = sample();
    let old: Vec<String> = plan.cdns().iter().map(|(_, cdn)| cdn.name.clone()).collect();
    let before: Vec<Judgement> = old.iter().filter(|name| *name != "ALL").map(|name| judged(&plan, name)).collect();
    let first = made(&plan, &proposed(&plan, "My.CDN-2", "two.example.net"));
    accepted(&first, "My.CDN-2", 1, 4, 1);
    let second = made(&first, &proposed(&first, "my-cdn-2", "three.example.net"));
    accepted(&second, "my-cdn-2", 1, 4, 1);
    accepted(&second, "My.CDN-2", 1, 4, 1);
    let after: Vec<Judgement> = old.iter().filter(|name| *name != "ALL").map(|name| judged(&second, name)).collect();
    assert_eq!(before, after, "others are as they were");
    assert_eq!(new_findings(&plan, &second), <Vec<String>>::new());
    let urls = second.parameters().iter().filter(|(_, own)| own.name == "tm.url").count();
    assert_eq!(urls, 1, "Traffic Ops stands in one place");
    assert_eq!(twice(&second), twice(&plan), "no parameter is made twice");
}

/// How many parameters are there although another one is the same.
fn twice(plan: &Plan) -> usize {
    let all: Vec<_> = plan.ids(Kind::Parameter).into_iter().map(|id| identity_parts(plan, id)).collect();
    all.len() - all.iter().collect::<BTreeSet<_>>().len()
}

/// Cache groups of the sample, one of each type that a new CDN wants.
fn groups(plan: &Plan) -> [Id<CacheGroup>; 3] {
    ["TR_LOC", "TC_LOC", "EDGE_LOC"].map(|wanted| {
        let type_ = plan.find::<Type>(wanted).unwrap();
        plan.cache_groups().iter().find(|(_, group)| group.type_ == Some(Link::To(type_))).unwrap().0
    })
}

#[test]
fn every_mixture_of_groups_and_types_is_accepted() {
    let types = ["HTTP", "HTTP_NO_CACHE", "HTTP_LIVE", "HTTP_LIVE_NATNL", "DNS", "DNS_LIVE", "DNS_LIVE_NATNL"];
    let plan = sample();
    let [router, monitor, edges] = groups(&plan);
    for (number, service_type) in (0_usize..).zip(types) {
        let chosen = |bit: usize, group| (number >> bit & 1 == 1).then_some(group);
        let wanted = NewCdn {
            router: chosen(0, router),
            monitor: chosen(1, monitor),
            edges: chosen(2, edges),
            count: 1 + 30 * number,
            capacity: (number != 3).then_some(Capacity::of_kbps(2_000_000)),
            service_type: service_type.to_owned(),
            ..proposed(&plan, "mixed", "MIXED.example.net")
        };
        let next = made(&plan, &wanted);
        accepted(&next, "mixed", 1, 1 + 30 * number, 1);
        assert_eq!(new_findings(&plan, &next), <Vec<String>>::new(), "{service_type}");
        let made_groups = next.count(Kind::CacheGroup) - plan.count(Kind::CacheGroup);
        assert_eq!(made_groups, 3 - number.count_ones() as usize, "{service_type}");
        let cdn = next.get(next.find::<Cdn>("mixed").unwrap()).unwrap();
        assert_eq!(cdn.domain_name.as_deref(), Some("mixed.example.net"), "as Traffic Ops keeps it");
    }
}

#[test]
fn one_group_may_hold_it_all() {
    let plan = sample();
    let [_, _, edges] = groups(&plan);
    let all = Some(edges);
    let wanted = NewCdn { router: all, monitor: all, edges: all, position: None, ..proposed(&plan, "one", "one.test") };
    let next = made(&plan, &wanted);
    accepted(&next, "one", 1, 4, 1);
    assert_eq!(next.count(Kind::PhysLocation), plan.count(Kind::PhysLocation), "its servers' building is theirs too");
}

#[test]
fn names_that_are_taken_are_gone_round() {
    let mut plan = seeded();
    for name in ["tr-mycdn", "tc-mycdn", "edge-mycdn", "edge-mycdn-2"] {
        let fields = vec![("name", Value::Text(name.to_owned())), ("shortName", Value::Text(format!("{name}-3")))];
        plan = performed(&plan, &create_cache_group(&plan, fields, Some(denver())).unwrap());
    }
    for (kind, name) in [
        (Kind::Profile, "MYCDN_TR"),
        (Kind::Profile, "RASCAL_MYCDN"),
        (Kind::Region, "mycdn"),
        (Kind::Region, "other"),
        (Kind::Division, "mycdn"),
        (Kind::Division, "other"),
        (Kind::PhysLocation, "mycdn"),
        (Kind::Coordinate, "from_cachegroup_tc-mycdn-2"),
        (Kind::DeliveryService, "mycdn-web"),
    ] {
        let key = if kind == Kind::DeliveryService { "xmlId" } else { "name" };
        let fields = vec![(key, Value::Text(name.to_owned()))];
        plan = performed(&plan, &lodestone::edit::intent::create(&plan, kind, fields).unwrap());
    }
    let wanted = proposed(&plan, "mycdn", "mycdn.example.net");
    assert_eq!(wanted.xml_id, "mycdn-web-2");
    let next = made(&plan, &wanted);
    accepted(&next, "mycdn", 1, 4, 1);
    for (group, why) in [
        ("tr-mycdn-2", "the name was taken"),
        ("tc-mycdn-4", "a coordinate and a short name were taken"),
        ("edge-mycdn-4", "names and a short name were taken"),
    ] {
        assert!(next.find::<CacheGroup>(group).is_some(), "{group}: {why}");
    }
    assert_eq!(new_findings(&plan, &next), <Vec<String>>::new());
}

/// The fields that refuse, with a part of why.
fn refused(plan: &Plan, wanted: &NewCdn, expected: &[(&str, &str)]) {
    let refusals = planned_cdn(plan, wanted).unwrap_err();
    let told: Vec<_> = refusals.iter().map(|refusal| (refusal.field().unwrap(), refusal.beside_field())).collect();
    assert_eq!(told.len(), expected.len(), "{told:?}");
    for ((field, why), (wanted_field, part)) in told.iter().zip(expected) {
        assert_eq!(field, wanted_field, "{why}");
        assert!(why.contains(part), "{why}");
    }
    assert_eq!(new_cdn(plan, wanted), Err(refusals[0].clone()));
}

#[test]
fn what_cannot_be_is_refused_at_its_field_with_a_remedy() {
    let plan = made(&seeded(), &proposed(&seeded(), "mycdn", "mycdn.example.net"));
    let good = proposed(&plan, "other", "other.example.net");
    let at = |change: &dyn Fn(&mut NewCdn)| {
        let mut wanted = good.clone();
        change(&mut wanted);
        wanted
    };
    refused(&plan, &at(&|cdn| cdn.name = "mycdn".to_owned()), &[(new_cdn::NAME, "choose another name")]);
    refused(&plan, &at(&|cdn| cdn.name = "ALL".to_owned()), &[(new_cdn::NAME, "already")]);
    refused(&plan, &at(&|cdn| cdn.name = "B\u{fc}cher".to_owned()), &[(new_cdn::NAME, "letters a to z")]);
    refused(&plan, &at(&|cdn| cdn.name = "my cdn".to_owned()), &[(new_cdn::NAME, "no blanks")]);
    let taken = "MYCDN.example.NET".to_owned();
    refused(&plan, &at(&|cdn| cdn.domain.clone_from(&taken)), &[(new_cdn::DOMAIN, "CDN `mycdn` has this domain")]);
    refused(&plan, &at(&|cdn| cdn.domain = "b\u{fc}cher.test".to_owned()), &[(new_cdn::DOMAIN, "xn--")]);
    refused(&plan, &at(&|cdn| cdn.domain = "abc.".repeat(50) + "test"), &[(new_cdn::DOMAIN, "characters")]);
    refused(&plan, &at(&|cdn| cdn.xml_id = "mycdn-web".to_owned()), &[(new_cdn::XML_ID, "another XML ID")]);
    refused(&plan, &at(&|cdn| cdn.xml_id = "Web".to_owned()), &[(new_cdn::XML_ID, "`web`")]);
    refused(&plan, &at(&|cdn| cdn.xml_id = "w\u{e9}b".to_owned()), &[(new_cdn::XML_ID, "xn--")]);
    refused(&plan, &at(&|cdn| cdn.service_type = "STEERING".to_owned()), &[(new_cdn::SERVICE_TYPE, "HTTP or DNS")]);
    refused(&plan, &at(&|cdn| cdn.origin = "origin".to_owned()), &[(new_cdn::ORIGIN, "http://")]);
    refused(&plan, &at(&|cdn| cdn.origin = "http://o:x".to_owned()), &[(new_cdn::ORIGIN, "no port")]);
    refused(&plan, &at(&|cdn| cdn.origin = "http://o:0".to_owned()), &[(new_cdn::ORIGIN, "no port")]);
    refused(&plan, &at(&|cdn| cdn.position = None), &[(new_cdn::POSITION, "latitude")]);
    refused(&plan, &at(&|cdn| cdn.count = 0), &[(new_cdn::COUNT, "from 1 to")]);
    // The network is not to blame for a number that no network could have.
    refused(&plan, &at(&|cdn| cdn.count = usize::MAX), &[(new_cdn::COUNT, "from 1")]);
    refused(&plan, &at(&|cdn| cdn.count = 1000), &[(new_cdn::FIRST_IPV4, "only 245")]);
    let small = "198.51.100.0/29".to_owned();
    refused(
        &plan,
        &at(&|cdn| (cdn.count, cdn.first_ipv4) = (5, small.clone())),
        &[(new_cdn::FIRST_IPV4, "only 6 addresses are free from 198.51.100.0/29 on, for 6 servers and not 7")],
    );
    let empty = NewCdn { traffic_ops: String::new(), ..NewCdn::proposed(&Plan::default(), "", "", None) };
    let fields = [new_cdn::NAME, new_cdn::DOMAIN, new_cdn::ORIGIN, new_cdn::TRAFFIC_OPS, new_cdn::POSITION];
    let told: Vec<_> =
        planned_cdn(&Plan::default(), &empty).unwrap_err().iter().map(|why| why.field().unwrap()).collect();
    assert_eq!(told, fields);
}

#[test]
fn a_group_that_is_nowhere_is_refused() {
    let plan = seeded();
    let fields = vec![("name", Value::Text("adrift".to_owned()))];
    let plan = performed(&plan, &create_cache_group(&plan, fields, None).unwrap());
    let wanted = NewCdn { edges: plan.find("adrift"), ..proposed(&plan, "mycdn", "mycdn.test") };
    refused(&plan, &wanted, &[(new_cdn::EDGES, "put it on the map")]);
}

#[test]
fn servers_are_added_and_the_snapshot_stays_accepted() {
    let plan = made(&seeded(), &proposed(&seeded(), "mycdn", "mycdn.example.net"));
    let group = plan.find::<CacheGroup>("edge-mycdn").unwrap();
    let wanted = AddServers { capacity: Capacity::parse("2 Gbit/s"), ..AddServers::proposed(&plan, group) };
    assert_eq!((wanted.type_name.as_str(), wanted.status.as_str(), wanted.count), ("EDGE", "REPORTED", 4));
    assert_eq!(wanted.services, Assignment::AsTheGroup);
    let planned = planned_servers(&plan, &wanted).unwrap();
    let words = "edge-mycdn-05 to edge-mycdn-08, 192.0.2.16 to 192.0.2.19, 2 Gbit/s each";
    assert_eq!(planned.words(wanted.capacity), words);
    let next = performed(&plan, &planned.edit);
    accepted(&next, "mycdn", 1, 8, 1);
    assert_eq!(new_findings(&plan, &next), <Vec<String>>::new());
    let old = plan.servers().iter().next_back().unwrap().1;
    for id in &planned.servers {
        let server = next.get(*id).unwrap();
        assert_eq!(server.interfaces[0].max_bandwidth, Some(2_000_000));
        assert!(server.interfaces[0].monitor && server.interfaces[0].ip_addresses[0].service_address);
        assert_eq!((&server.profiles, &server.phys_location), (&old.profiles, &old.phys_location));
    }
    let ids: BTreeSet<_> = next.servers().iter().map(|(_, server)| server.xmpp_id.clone().unwrap()).collect();
    assert_eq!(ids.len(), next.count(Kind::Server), "every hash id is its own");
}

#[test]
fn every_sort_of_server_finds_its_place_in_the_sample() {
    let plan = sample();
    for type_name in ["EDGE", "MID", "ORG", "CCR", "RASCAL"] {
        let type_ = Link::To(plan.find::<Type>(type_name).unwrap());
        let like = plan.servers().iter().find(|(_, server)| server.type_.as_ref() == Some(&type_)).unwrap().1;
        let group = like.cache_group.as_ref().unwrap().id().unwrap();
        let cdn = plan.get(like.cdn.as_ref().unwrap().id().unwrap()).unwrap().name.clone();
        let wanted = AddServers::of_type(&plan, group, type_name, like.cdn.as_ref().and_then(Link::id));
        let before = judged(&plan, &cdn);
        let next = performed(&plan, &add_servers(&plan, &wanted).unwrap());
        let after = judged(&next, &cdn);
        assert_eq!((after.accepted, after.zones_built), (before.accepted, before.zones_built), "{type_name}");
        let more = if type_name == "EDGE" { wanted.count } else { 0 };
        assert_eq!(after.loaded.caches, before.loaded.caches + more, "{type_name}");
        let mids = if type_name == "MID" { wanted.count } else { 0 };
        let dropped = before.dropped.caches.len() + mids;
        assert_eq!(after.dropped.caches.len(), dropped, "{type_name}: mids are no edge locations'");
        assert_eq!(new_findings(&plan, &next), <Vec<String>>::new(), "{type_name}");
    }
}

#[test]
fn servers_go_round_what_is_in_use() {
    let plan = made(&seeded(), &proposed(&seeded(), "mycdn", "mycdn.example.net"));
    let group = plan.find::<CacheGroup>("edge-mycdn").unwrap();
    let wanted = AddServers {
        first_host: "edge-mycdn-03".to_owned(),
        first_ipv4: "192.0.2.8/24".to_owned(),
        first_ipv6: "2001:db8::1/64".to_owned(),
        capacity: None,
        services: Assignment::Nothing,
        ..AddServers::proposed(&plan, group)
    };
    let planned = planned_servers(&plan, &wanted).unwrap();
    assert_eq!(planned.words(None), "edge-mycdn-05 to edge-mycdn-08, 192.0.2.8, 192.0.2.9, 192.0.2.16, 192.0.2.17");
    let next = performed(&plan, &planned.edit);
    let first = next.get(planned.servers[0]).unwrap();
    let addresses: Vec<_> = first.interfaces[0].ip_addresses.iter().map(|own| own.address.as_str()).collect();
    assert_eq!(addresses, ["192.0.2.8/24", "2001:db8::1/64"]);
    let service = next.find::<DeliveryService>("mycdn-web").unwrap();
    assert_eq!(next.delivery_service_servers().of(service).count(), 4, "none was assigned");
    assert_eq!(AddServers::proposed(&next, group).services, Assignment::Nothing, "not all of the group have it");
}

#[test]
fn servers_that_cannot_be_are_refused() {
    type Case<'a> = (&'a dyn Fn(&mut AddServers), &'a str, &'a str);
    let plan = made(&seeded(), &proposed(&seeded(), "mycdn", "mycdn.example.net"));
    let good = AddServers::proposed(&plan, plan.find::<CacheGroup>("edge-mycdn").unwrap());
    let cases: [Case<'_>; 12] = [
        (&|add| add.first_ipv4 = "192.0.2.15/29".to_owned(), add_servers::FIRST_IPV4, "no address is free"),
        (&|add| add.first_ipv4 = "192.0.2.24/29".to_owned(), add_servers::COUNT, ""),
        (&|add| add.first_ipv4 = "192.0.2.25".to_owned(), add_servers::FIRST_IPV4, "like 192.0.2.11/24"),
        (&|add| add.first_ipv4.clear(), add_servers::FIRST_IPV4, "IPv4 or an IPv6"),
        (&|add| add.first_ipv6 = "192.0.2.1/24".to_owned(), add_servers::FIRST_IPV6, "no IPv6 address"),
        (&|add| add.first_host = "edge.denver-01".to_owned(), add_servers::FIRST_HOST, "no dots"),
        (&|add| add.first_host = "\u{e9}dge".to_owned(), add_servers::FIRST_HOST, "xn--"),
        (&|add| add.first_host = "x".repeat(62), add_servers::FIRST_HOST, "longer than 63"),
        (&|add| add.domain.clear(), add_servers::DOMAIN, "give a domain"),
        (&|add| add.count = 0, add_servers::COUNT, "from 1 to 1000"),
        (&|add| add.tcp_port = Some(0), add_servers::TCP_PORT, "1 to 65535"),
        (&|add| add.type_name = "TOASTER".to_owned(), add_servers::TYPE, "no type `TOASTER`"),
    ];
    for (change, field, part) in cases {
        let mut wanted = good.clone();
        change(&mut wanted);
        if part.is_empty() {
            assert!(planned_servers(&plan, &wanted).is_ok(), "there is just room");
            wanted.count = 7;
            let refusal = add_servers(&plan, &wanted).unwrap_err();
            let (label, network) = (add_servers::FIRST_IPV4, "192.0.2.24/29".to_owned());
            assert_eq!(refusal, Refusal::NoRoom { label, network, fits: 6, wanted: 7 });
            continue;
        }
        let refusal = add_servers(&plan, &wanted).unwrap_err();
        assert_eq!(refusal.field(), Some(field), "{refusal}");
        assert!(refusal.beside_field().contains(part), "{refusal}");
    }
}

//! A new CDN and servers in bulk: what they make of many plans is accepted by Traffic Router at once, and what cannot be
//! is refused with the field and a remedy.
#![allow(clippy::unwrap_used, reason = "what helps tests may fail as tests do")]

use std::collections::BTreeSet;

use lodestone::edit::intent::add_servers::{self, Assignment, planned_servers};
use lodestone::edit::intent::new_cdn::{self, planned_cdn};
use lodestone::edit::intent::{AddServers, NewCdn, Refusal, add_servers, create_cache_group, new_cdn};
use lodestone::edit::seeds::seeding;
use lodestone::formats::snapshot::read_document_bytes;
use lodestone::formats::writing::{self, Written};
use lodestone::formats::{MakingOptions, traffic_ops};
use lodestone::model::*;
use lodestone::session::sampling;
use lodestone::snapshot::judging::{Judgement, JudgingOptions, judge};
use lodestone::snapshot::reading::Severity;

fn seeded() -> Plan {
    let plan = Plan::default();
    plan.applying(&seeding(&plan)).unwrap()
}

fn sample() -> Plan {
    let plan = seeded();
    plan.applying(&sampling(&plan).unwrap()).unwrap()
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
    let Written::One { bytes, problems } = writing::write_snapshot(plan, cdn, &options).unwrap() else { panic!("files") };
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
    let bad: Vec<_> = judgement.findings.iter().filter(|finding| finding.severity() != Severity::Note).collect();
    assert!(bad.is_empty(), "{bad:?}");
    assert_eq!(judgement.findings, [], "not even a note");
    let dropped = &judgement.dropped;
    assert!(dropped.locations.is_empty() && dropped.caches.is_empty() && dropped.delivery_services.is_empty());
    let loaded = judgement.loaded;
    assert_eq!((loaded.locations, loaded.caches, loaded.delivery_services), (locations, caches, services));
}

/// What the writer of Traffic Ops bodies says beyond what it says of another plan.
fn new_findings(before: &Plan, after: &Plan) -> Vec<String> {
    let told = |plan: &Plan| -> BTreeSet<String> {
        let written = traffic_ops::write(plan).unwrap();
        written.findings.iter().map(|finding| format!("{} {}", finding.field, finding.message)).collect()
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
    let identities: Vec<_> = second.ids(Kind::Parameter).into_iter().map(|id| identity_parts(&second, id)).collect();
    let distinct: BTreeSet<_> = identities.iter().collect();
    let ours = second.count(Kind::Parameter) - plan.count(Kind::Parameter);
    assert!(identities.len() - distinct.len() <= identities_twice(&plan), "no parameter is made twice: {ours} new");
}

fn identities_twice(plan: &Plan) -> usize {
    let all: Vec<_> = plan.ids(Kind::Parameter).into_iter().map(|id| identity_parts(plan, id)).collect();
    all.len() - all.iter().collect::<BTreeSet<_>>().len()
}

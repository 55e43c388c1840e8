//! Rules on real data: what they say of recorded CDNs, each error looked at. A rule that says an error of a CDN that works
//! is worse than none.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use lodestone::finding::{Finding, Severity};
use lodestone::formats::snapshot::read_document_bytes;
use lodestone::model::Plan;
use lodestone::rules;
use lodestone::session::add_sample;

use crate::support::{atlas, plan_of_bodies, variants};

/// A file or folder beside the repository.
fn shared(below: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(below);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {below} is not there");
    None
}

/// What every rule says of a plan.
fn found(plan: &Plan) -> Vec<Finding> {
    let mut findings = rules::check(plan);
    findings.extend(rules::analyse(plan, &AtomicBool::new(false)).unwrap());
    findings
}

/// The errors, each as rule, object and field.
fn errors(findings: &[Finding]) -> BTreeSet<String> {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors
        .map(|error| {
            let object =
                error.object().map_or_else(String::new, |object| format!(" {} {}", object.kind.key(), object.name));
            let field = if error.field.is_empty() { String::new() } else { format!(" {}", error.field) };
            format!("{}{object}{field}", error.rule.0)
        })
        .collect()
}

#[track_caller]
fn check_errors(what: &str, findings: &[Finding], known: &[&str]) {
    let known: BTreeSet<String> = known.iter().map(|known| (*known).to_owned()).collect();
    let errors = errors(findings);
    assert_eq!(errors, known, "{what}\n{findings:#?}");
}

/// Of the CDN `beacon`: without `geolocation.polling.url` a Traffic Router refuses the snapshot, as its recording shows.
const ATLAS: &[&str] = &["snapshot-missing-member parameter geolocation.polling.url value"];

/// Made to be odd, and taken by Traffic Ops.
const VARIANTS: &[&str] = &[
    // A mid and a Traffic Router as fallbacks, which API 4.0 refuses and API 5.0 does not.
    "cache-group-fallback-type cache-group edge-awkward fallbacks",
    "cache-group-fallback-type cache-group edge-with-ccr fallbacks",
    // Active, with nobody to serve them.
    "delivery-service-without-servers delivery-service p-nosrv",
    "delivery-service-without-servers delivery-service q-nosrv",
    // Steering services of which no recording has a target.
    "steering-no-targets delivery-service p-csteer-full xmlId",
    "steering-no-targets delivery-service p-steer-half xmlId",
    "steering-no-targets delivery-service q-csteer-full xmlId",
    "steering-no-targets delivery-service q-steer-half xmlId",
    // Expressions of type STEERING_REGEXP alone give a matchset of null, and one for a header that names none: the router
    // refuses both snapshots.
    "snapshot-missing-member delivery-service p-srx matchList",
    "snapshot-missing-member delivery-service q-srx matchList",
    "snapshot-no-match-target delivery-service p-rx matchList",
    "snapshot-no-match-target delivery-service p-sparse matchList",
    "snapshot-no-match-target delivery-service q-rx matchList",
    "snapshot-no-match-target delivery-service q-sparse matchList",
];

/// What is in CDN-in-a-Box before its servers enroll: no server at all, and a CDN whose name is still to be filled in.
const CDN_IN_A_BOX: &[&str] = &[
    "delivery-service-without-servers delivery-service demo1",
    "delivery-service-without-servers delivery-service demo2",
    "name-refused cdn $CDN_NAME name",
    "topology-servers topology demo1-top nodes",
];

#[test]
fn nothing_untrue_is_said_of_recorded_cdns() {
    for version in ["api-3.0", "api-4.0", "api-5.0"] {
        check_errors(version, &found(&plan_of_bodies(&atlas(version))), ATLAS);
        check_errors(version, &found(&plan_of_bodies(&variants(version))), VARIANTS);
        if let Some(three) = shared(&format!("golden/traffic-ops/three-cdns/{version}")) {
            check_errors(version, &found(&plan_of_bodies(&three)), &[]);
        }
    }
}

#[test]
fn nothing_untrue_is_said_of_cdn_in_a_box_and_of_the_sample() {
    if let Some(box_) = shared("data/cdn-in-a-box") {
        check_errors("CDN-in-a-Box", &found(&plan_of_bodies(&box_)), CDN_IN_A_BOX);
    }
    let empty = Plan::default();
    let sample = empty.applying(&add_sample(&empty).unwrap()).unwrap();
    let findings = found(&sample);
    check_errors("sample", &findings, &[]);
    let warnings = findings.iter().filter(|finding| finding.severity == Severity::Warning);
    let named =
        |warning: &Finding| (warning.rule.0, warning.object().map(|object| object.name.clone()).unwrap_or_default());
    let warnings: BTreeSet<(&str, String)> = warnings.map(named).collect();
    let known = [
        // A group whose servers are still to come into service, on purpose.
        ("cache-group-all-offline", "edge-nairobi"),
        // The small CDN has a single mid.
        ("cache-group-only-parent", "edge-brussels"),
        ("cache-group-only-parent", "edge-stockholm"),
    ];
    assert_eq!(warnings, known.map(|(rule, name)| (rule, name.to_owned())).into());
}

#[test]
fn nothing_untrue_is_said_of_snapshots() {
    let check = |path: &Path, known: &[&str]| {
        let document = read_document_bytes(&std::fs::read(path).unwrap()).unwrap();
        check_errors(&path.display().to_string(), &rules::check_snapshot(&document), known);
    };
    check(&atlas("snapshot-atlas.json"), &[]);
    check(&atlas("snapshot-beacon.json"), &["snapshot-missing-member parameter geolocation.polling.url"]);
    let plain = [
        "snapshot-missing-member delivery-service p-srx matchsets/1/matchlist",
        "snapshot-missing-member delivery-service p-srx matchsets/1/protocol",
        "snapshot-no-match-target delivery-service p-rx matchsets/4/matchlist/0/target",
        "snapshot-no-match-target delivery-service p-sparse matchsets/2/matchlist/0/target",
    ];
    check(&variants("snapshot-plain.json"), &plain);
    for cdn in ["web-cdn", "CDN-in-a-Box"] {
        if let Some(path) = shared(&format!("golden/traffic-ops/three-cdns/snapshot-{cdn}.json")) {
            check(&path, &[]);
        }
    }
    for file in ["CrConfig-from-traffic-ops", "CrConfig", "CrConfig2", "CrConfig4"] {
        if let Some(path) = shared(&format!("data/traffic-router/{file}.json")) {
            check(&path, &[]);
        }
    }
}

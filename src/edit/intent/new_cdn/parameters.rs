//! The profiles that a new CDN's first servers have, and their parameters: what a fresh Traffic Control has, as far as
//! Traffic Router and Traffic Monitor ask for it. Values after Traffic Control's own installer and CDN-in-a-Box.

use crate::edit::intent::draft::Draft;
use crate::model::{AnyId, AnyPair, Capacity, Cdn, Id, Link, Parameter, Plan, Profile, RelationKind, Target};

/// The file of what Traffic Router reads in the snapshot.
const CRCONFIG: &str = Parameter::CRCONFIG_FILE;
/// The file of Traffic Router's own ports.
const SERVER_XML: &str = "server.xml";
/// The file of Traffic Monitor's own settings.
const RASCAL_CONFIG: &str = "rascal-config.txt";
/// The file of what Traffic Monitor asks of caches.
const RASCAL: &str = "rascal.properties";
/// The file of what all of Traffic Ops knows.
const GLOBAL: &str = "global";
/// Where Traffic Ops stands.
const TM_URL: &str = "tm.url";

/// A parameter: name, file, value.
type StandardParameter = (&'static str, &'static str, String);

/// What the snapshot's `config` needs beside where to poll.
const ROUTER: &[(&str, &str, &str)] = &[
    ("api.port", SERVER_XML, "3333"),
    ("secure.api.port", SERVER_XML, "3443"),
    ("api.cache-control.max-age", CRCONFIG, "10"),
    ("certificates.polling.interval", CRCONFIG, "300000"),
    ("consistent.dns.routing", CRCONFIG, "true"),
    ("coveragezone.polling.interval", CRCONFIG, "3600000"),
    ("dnssec.dynamic.response.expiration", CRCONFIG, "300s"),
    ("federationmapping.polling.interval", CRCONFIG, "60000"),
    ("geolocation.polling.interval", CRCONFIG, "86400000"),
    ("keystore.maintenance.interval", CRCONFIG, "300"),
    ("steeringmapping.polling.interval", CRCONFIG, "60000"),
    ("tld.soa.admin", CRCONFIG, "traffic_ops"),
    ("tld.soa.expire", CRCONFIG, "604800"),
    ("tld.soa.minimum", CRCONFIG, "30"),
    ("tld.soa.refresh", CRCONFIG, "28800"),
    ("tld.soa.retry", CRCONFIG, "7200"),
    ("tld.ttls.A", CRCONFIG, "3600"),
    ("tld.ttls.AAAA", CRCONFIG, "3600"),
    ("tld.ttls.DNSKEY", CRCONFIG, "30"),
    ("tld.ttls.DS", CRCONFIG, "30"),
    ("tld.ttls.NS", CRCONFIG, "3600"),
    ("tld.ttls.SOA", CRCONFIG, "86400"),
    ("zonemanager.cache.maintenance.interval", CRCONFIG, "300"),
    ("zonemanager.threadpool.scale", CRCONFIG, "0.50"),
];

/// What Traffic Monitor asks for.
const MONITOR: &[(&str, &str, &str)] = &[
    ("health.polling.interval", RASCAL_CONFIG, "6000"),
    ("heartbeat.polling.interval", RASCAL_CONFIG, "3000"),
    ("peers.polling.interval", RASCAL_CONFIG, "3000"),
    ("tm.polling.interval", RASCAL_CONFIG, "2000"),
];

/// How Traffic Monitor watches caches.
const EDGE: &[(&str, &str, &str)] = &[
    ("health.connection.timeout", RASCAL, "2000"),
    ("health.polling.url", RASCAL, "http://${hostname}/_astats?application=&inf.name=${interface_name}"),
    ("health.threshold.loadavg", RASCAL, "25.0"),
    ("health.threshold.queryTime", RASCAL, "1000"),
    ("history.count", RASCAL, "30"),
];

/// A profile to be made.
pub(super) struct NewProfile {
    pub name: String,
    pub type_: &'static str,
    pub description: String,
    pub rows: Vec<StandardParameter>,
}

fn owned(rows: &[(&'static str, &'static str, &str)]) -> Vec<StandardParameter> {
    rows.iter().map(|(name, file, value)| (*name, *file, (*value).to_owned())).collect()
}

/// Where Traffic Router polls its files at a Traffic Ops.
pub(super) fn routing_files(traffic_ops: &str) -> String {
    format!("{}/routing", traffic_ops.trim_end_matches('/'))
}

/// Of Traffic Routers. The installer keeps both files at Traffic Ops, whose address is given.
pub(super) fn router(name: String, description: String, traffic_ops: &str) -> NewProfile {
    let mut rows = owned(ROUTER);
    let files = routing_files(traffic_ops);
    rows.push(("coveragezone.polling.url", CRCONFIG, format!("{files}/coverage-zone.json")));
    rows.push(("geolocation.polling.url", CRCONFIG, format!("{files}/GeoLite2-City.mmdb.gz")));
    NewProfile { name, type_: "TR_PROFILE", description, rows }
}

/// Of Traffic Monitors.
pub(super) fn monitor(name: String, description: String) -> NewProfile {
    NewProfile { name, type_: "TM_PROFILE", description, rows: owned(MONITOR) }
}

/// Of edges that can carry so much each.
pub(super) fn edge(name: String, description: String, capacity: Option<Capacity>) -> NewProfile {
    let mut rows = owned(EDGE);
    if let Some(capacity) = capacity {
        // CDN-in-a-Box wants 1,750,000 kbit/s free of 10 Gbit/s: the same share of any other capacity.
        let free = u64::from(capacity.kbps()) * 175 / 1000;
        rows.push(("health.threshold.availableBandwidthInKbps", RASCAL, format!(">{free}")));
    }
    NewProfile { name, type_: "ATS_PROFILE", description, rows }
}

/// Puts a profile of a CDN with its parameters. A parameter that the plan has already is shared, as Traffic Ops does.
pub(super) fn put(draft: &mut Draft<'_>, profile: NewProfile, cdn: Id<Cdn>) -> Id<Profile> {
    let rows = profile.rows;
    let id = draft.add(Profile {
        name: profile.name,
        cdn: Some(Link::To(cdn)),
        type_: Some(profile.type_.to_owned()),
        routing_disabled: Some(false),
        description: Some(profile.description),
        ..Profile::default()
    });
    for row in rows {
        let parameter = shared(draft.plan, &row).unwrap_or_else(|| draft.add(parameter(row)));
        tie(draft, id, parameter);
    }
    id
}

fn parameter((name, file, value): StandardParameter) -> Parameter {
    Parameter { name: name.to_owned(), config_file: Some(file.to_owned()), value, ..Parameter::default() }
}

fn shared(plan: &Plan, (name, file, value): &StandardParameter) -> Option<Id<Parameter>> {
    let is_it = |own: &Parameter| own.config_file.as_deref() == Some(file) && own.value == *value && !own.secure;
    plan.named::<Parameter>(name).find(|id| plan.get(*id).is_some_and(|own| is_it(own)))
}

fn tie(draft: &mut Draft<'_>, profile: Id<Profile>, parameter: Id<Parameter>) {
    let (a, b) = (Target::To(AnyId::of(profile).number), Target::To(AnyId::of(parameter).number));
    draft.pair(AnyPair { relation: RelationKind::ProfileParameter, a, b }, true);
}

/// Where a plan says that Traffic Ops stands.
pub(super) fn traffic_ops(plan: &Plan) -> Option<String> {
    let mut rows = plan.named::<Parameter>(TM_URL).filter_map(|id| plan.get(id));
    rows.find(|row| row.config_file.as_deref() == Some(GLOBAL) && !row.value.is_empty()).map(|row| row.value.clone())
}

/// Says where Traffic Ops stands, in the profile in which a fresh one does: the snapshot and Traffic Router name it.
pub(super) fn put_traffic_ops(draft: &mut Draft<'_>, url: &str, all: Id<Cdn>) {
    const PROFILE: &str = "GLOBAL";
    let row = parameter((TM_URL, GLOBAL, url.to_owned()));
    let parameter = draft.add(row);
    let profile = draft.plan.find::<Profile>(PROFILE).unwrap_or_else(|| {
        let description = "Global Traffic Ops profile, DO NOT DELETE".to_owned();
        let global = NewProfile { name: PROFILE.to_owned(), type_: "UNK_PROFILE", description, rows: Vec::new() };
        put(draft, global, all)
    });
    tie(draft, profile, parameter);
}

//! How much memory commands take for large input, measured against that input: what grows without need fails here.

use std::fmt::Write as _;

use crate::support::linux::peak_memory;
use crate::support::temporary_folder;

/// Servers of a snapshot of some 5 MB.
const SERVERS: usize = 8_000;

/// A snapshot whose servers all have that port.
fn snapshot(port: u16) -> String {
    let mut text = r#"{"config":{"domain_name":"cdn.example"},"contentServers":{"#.to_owned();
    for number in 0..SERVERS {
        let name = format!("edge-{number:06}");
        let between = if number == 0 { "" } else { "," };
        let services: Vec<String> = (0..4)
            .map(|service| format!(r#""service-{service:03}":["{name}.service-{service:03}.cdn.example.net"]"#))
            .collect();
        let services = services.join(",");
        let _ = write!(
            text,
            r#"{between}"{name}":{{"cacheGroup":"group-{number:06}","fqdn":"{name}.cdn.example.net","hashCount":999,"hashId":"{name}","httpsPort":443,"interfaceName":"eth0","ip":"10.0.0.1","ip6":"2001:db8::1/64","locationId":"group-{number:06}","port":{port},"profile":"EDGE","status":"REPORTED","type":"EDGE","deliveryServices":{{{services}}},"routingDisabled":0}}"#
        );
    }
    text.push_str(r#"},"stats":{"CDN_name":"cdn","date":1}}"#);
    text
}

#[test]
fn comparing_snapshots_takes_little_more_than_the_two() {
    let folder = temporary_folder();
    let (before, after) = (snapshot(80), snapshot(8080));
    let size = (before.len() + after.len()) as u64;
    for (name, text) in [("a.json", before), ("b.json", after), ("none.json", r#"{"config":{}}"#.to_owned())] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let peak = |before: &str, after: &str| peak_memory(folder.path(), &["diff", before, after]).0;
    let Some([nothing, same, all]) =
        (|| Some([peak("none.json", "none.json")?, peak("a.json", "a.json")?, peak("a.json", "b.json")?]))()
    else {
        println!("skipped: this system does not say how much memory a process has");
        return;
    };
    let times = |peak: u64| peak.saturating_sub(nothing) as f64 / size as f64;
    // Once all of both was built as trees, which took nine times as much.
    assert!(times(same) < 3.0, "{:.1} times as much for two that are the same", times(same));
    assert!(times(all) < 6.0, "{:.1} times as much for two that differ everywhere", times(all));
}

#[test]
fn judging_a_snapshot_holds_few_of_its_caches() {
    let folder = temporary_folder();
    // In no location: of mids nobody is told so.
    let text = snapshot(80).replace(r#""type":"EDGE""#, r#""type":"MID""#);
    let size = text.len() as f64;
    let answer = format!(r#"{{"response":{text}}}"#);
    // Nobody who prints large ones does it like this, so that it is read as a whole.
    let odd = text.replacen(r#""contentServers":"#, r#""contentServers": "#, 1);
    for (name, text) in [("bare.json", text), ("answer.json", answer), ("odd.json", odd)] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let peak = |name: &str| peak_memory(folder.path(), &["preflight", name]).0;
    let Some([bare, answer, odd]) = (|| Some([peak("bare.json")?, peak("answer.json")?, peak("odd.json")?]))() else {
        println!("skipped: this system does not say how much memory a process has");
        return;
    };
    for peak in [bare, answer] {
        let times = odd.saturating_sub(peak) as f64 / size;
        // A tree of all of them takes three times the size of the text.
        assert!(1.5 < times, "only {times:.1} times its size less than a tree");
    }
}

/// What an import may take: the rows of all files, the objects that they become, and the plan.
const IMPORT_TIMES: f64 = 4.5;

/// Servers of an import of some 20 MB.
const IMPORTED: usize = 20_000;

/// Bodies of Traffic Ops: cache groups, and servers in them, each assigned to four delivery services.
fn write_bodies(folder: &std::path::Path) {
    let body = |name: &str, rows: &mut dyn Iterator<Item = String>| {
        let rows: Vec<String> = rows.collect();
        std::fs::write(folder.join(name), format!(r#"{{"response":[{}]}}"#, rows.join(","))).unwrap();
    };
    let server = |at: usize| {
        let (id, group) = (at + 1, at / 2);
        format!(
            r#"{{"id":{id},"hostName":"server-{at:06}","domainName":"bench.example.net","cdn":"bench","cdnID":2,"cacheGroup":"edge-{group:06}","cacheGroupID":{},"type":"EDGE","typeID":11,"status":"REPORTED","statusID":3,"profiles":["EDGE"],"physicalLocation":"location-0001","physicalLocationID":1,"tcpPort":80,"httpsPort":443,"rack":"r1","guid":null,"offlineReason":null,"xmppId":"00000000-0000-4000-8000-{at:012}","xmppPasswd":null,"configUpdateTime":"1970-01-01T00:00:00Z","configApplyTime":"1970-01-01T00:00:00Z","configUpdateFailed":false,"revalUpdateTime":"1970-01-01T00:00:00Z","revalApplyTime":"1970-01-01T00:00:00Z","revalUpdateFailed":false,"lastUpdated":"2026-01-02T03:04:05.678901Z","interfaces":[{{"name":"eth0","mtu":1500,"maxBandwidth":null,"monitor":true,"routerHostName":"","routerPortName":"","ipAddresses":[{{"address":"10.0.0.1/24","gateway":null,"serviceAddress":true}},{{"address":"2001:db8::{at:x}/64","gateway":null,"serviceAddress":true}}]}}]}}"#,
            group + 1
        )
    };
    let group = |at: usize| {
        format!(
            r#"{{"id":{},"name":"edge-{at:06}","shortName":"g{at}","latitude":1.5,"longitude":2.5,"parentCachegroupName":null,"parentCachegroupId":null,"fallbackToClosest":true,"localizationMethods":["CZ","GEO"],"typeName":"EDGE_LOC","typeId":23,"fallbacks":[],"lastUpdated":"2026-01-02T03:04:05.678901Z"}}"#,
            at + 1
        )
    };
    let service = |at: usize| {
        format!(
            r#"{{"id":{},"xmlId":"service-{at:03}","displayName":"service-{at:03}","type":"HTTP","cdnName":"bench","routingName":"cdn"}}"#,
            at + 1
        )
    };
    let pair = |at: usize| {
        format!(
            r#"{{"server":{},"deliveryService":{},"lastUpdated":"2026-01-02T03:04:05.678901Z"}}"#,
            at / 4 + 1,
            at % 100 + 1
        )
    };
    body(
        "cdns.json",
        &mut std::iter::once(
            r#"{"id":2,"name":"bench","domainName":"bench.example.net","dnssecEnabled":false}"#.to_owned(),
        ),
    );
    body("cachegroups.json", &mut (0..IMPORTED / 2).map(group));
    body("servers.json", &mut (0..IMPORTED).map(server));
    body("deliveryservices.json", &mut (0..100).map(service));
    body("deliveryserviceserver.json", &mut (0..IMPORTED * 4).map(pair));
}

#[test]
fn an_import_takes_a_few_times_its_files() {
    let folder = temporary_folder();
    let bodies = folder.path().join("bodies");
    std::fs::create_dir(&bodies).unwrap();
    write_bodies(&bodies);
    let size: u64 = std::fs::read_dir(&bodies).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum();
    let few = folder.path().join("few");
    std::fs::create_dir(&few).unwrap();
    std::fs::copy(bodies.join("cdns.json"), few.join("cdns.json")).unwrap();
    let peak = |plan: &str, files: &str| {
        assert_eq!(peak_memory(folder.path(), &["new", plan]).1.code(), Some(0));
        let (peak, status) = peak_memory(folder.path(), &["import", plan, files]);
        assert_eq!(status.code(), Some(0));
        peak
    };
    let Some([nothing, all]) = (|| Some([peak("few.lodestone", "few")?, peak("all.lodestone", "bodies")?]))() else {
        println!("skipped: this system does not say how much memory a process has");
        return;
    };
    let times = all.saturating_sub(nothing) as f64 / size as f64;
    assert!(times < IMPORT_TIMES, "an import takes {times:.1} times its files");
}

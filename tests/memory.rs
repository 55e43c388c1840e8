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

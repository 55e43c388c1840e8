//! Failures in words, as JSON and as CSV.

use serde_json::{Map, Value, json};

use super::super::failure::Failure;
use super::super::terminal;
use super::played::PlayedSweep;
use crate::formats::csv_rows;
use crate::formats::demand::Weighing;
use crate::formats::json::compact;
use crate::model::{Kind, grouped};
use crate::routing::{LocationIndex, PlayedFailure};

/// So many failures are told to people.
const TOLD: usize = 40;
/// So many takers of one.
const TAKERS_TOLD: usize = 4;

/// Like `3 failures lose`.
pub(super) fn failures(count: usize, many: &str, one: &str) -> String {
    if count == 1 { format!("1 failure {one}") } else { format!("{} failures {many}", grouped(count)) }
}

/// All failures as one document, piece by piece: pairs are many.
pub(super) fn pour_json(swept: &PlayedSweep) -> Result<(), Failure> {
    let mut text = format!("{{\n  \"clients\": {},\n  \"failures\": [", compact(&number(swept.what_if.clients())));
    for (place, failure) in swept.failures.iter().enumerate() {
        text.push_str(if place == 0 { "\n    " } else { ",\n    " });
        text.push_str(&compact(&as_json(swept, failure)));
        if CHUNK < text.len() {
            pour(&text)?;
            text.clear();
        }
    }
    text.push_str(if swept.failures.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
    pour(&text)
}

/// So many bytes are printed at once.
const CHUNK: usize = 1 << 20;

fn pour(text: &str) -> Result<(), Failure> {
    terminal::pour(text.as_bytes())
        .map_err(|error| Failure::file(format!("standard output cannot be written: {error}")))
}

/// Whole numbers without a point.
#[expect(clippy::cast_possible_truncation, reason = "it is whole and small, as just checked")]
fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9e15 { json!(value as i64) } else { json!(value) }
}

fn as_json(swept: &PlayedSweep, failure: &PlayedFailure) -> Value {
    let router = swept.what_if.router();
    let group = |location: LocationIndex| json!(router.location_name(location));
    let parts = failure.down.iter().filter_map(|part| swept.parts.get(*part));
    let after = &failure.aftermath;
    let mut document = Map::new();
    let mut put = |key: &str, value: Value| drop(document.insert(key.to_owned(), value));
    put("down", parts.map(|part| json!({"kind": part.kind.key(), "name": part.name})).collect());
    put("lost", number(after.lost));
    put("moved", number(after.moved));
    put("addedKm", number(after.added_km));
    let taker =
        |(location, weight): &(LocationIndex, f64)| json!({"cacheGroup": group(*location), "weight": number(*weight)});
    put("takers", after.takers.iter().map(taker).collect());
    let over = after.overloaded.iter().map(|over| {
        json!({
            "cacheGroup": group(over.location), "load": number(over.load_mbps), "capacity": number(over.capacity_mbps),
        })
    });
    put("overloaded", over.collect());
    Value::Object(document)
}

/// All failures as a table.
pub(super) fn pour_csv(swept: &PlayedSweep) -> Result<(), Failure> {
    let header = ["down", "lost", "moved", "addedKm", "takers", "overloaded"].map(str::to_owned).to_vec();
    let rows = swept.failures.iter().map(|failure| {
        let after = &failure.aftermath;
        let plain = |value: f64| compact(&number(value));
        let router = swept.what_if.router();
        let takers = after
            .takers
            .iter()
            .map(|(location, weight)| format!("{} {}", router.location_name(*location), plain(*weight)));
        let over = after.overloaded.iter().map(|over| {
            format!("{} {}/{}", router.location_name(over.location), plain(over.load_mbps), plain(over.capacity_mbps))
        });
        let joined = |parts: Vec<String>| parts.join("; ");
        let down = failure.down.iter().filter_map(|part| swept.parts.get(*part));
        vec![
            joined(down.map(|part| format!("{}:{}", part.kind.key(), part.name)).collect()),
            plain(after.lost),
            plain(after.moved),
            plain(after.added_km),
            joined(takers.collect()),
            joined(over.collect()),
        ]
    });
    let bytes = csv_rows(std::iter::once(header).chain(rows));
    terminal::pour(&bytes).map_err(|error| Failure::file(format!("standard output cannot be written: {error}")))
}

/// The worst failures for people.
pub(super) fn say(swept: &PlayedSweep, by: Kind) {
    terminal::say(&terminal::safe(&head(swept, by)));
    for failure in swept.failures.iter().take(TOLD) {
        terminal::say(&terminal::safe(&line(swept, failure)));
    }
    if TOLD < swept.failures.len() {
        let left = swept.failures.len() - TOLD;
        terminal::say(&format!("and {} more, which --json and --csv list", grouped(left)));
    }
}

/// For people one decimal is enough, and none where it says nothing.
fn amount(value: f64) -> String {
    if (value - value.round()).abs() < 0.05 { format!("{value:.0}") } else { format!("{value:.1}") }
}

fn head(swept: &PlayedSweep, by: Kind) -> String {
    let all = swept.what_if.clients();
    let clients = amount(all);
    let asks = match swept.asking.weighing {
        Weighing::Mbps => format!("{clients} Mbit/s are asked for"),
        Weighing::Zones => format!("{clients} coverage zones ask"),
        Weighing::Points => format!("{clients} places ask"),
    };
    let hour = swept.asking.hour.map(|hour| format!(" in the hour from {hour}:00")).unwrap_or_default();
    let served = swept.what_if.served();
    let unserved = all - served;
    let gap =
        if unserved > 0.0 { format!("; {} of it served by nobody as it is", amount(unserved)) } else { String::new() };
    let services = match swept.asking.services.as_slice() {
        [one] => format!("`{one}`"),
        many => format!("{} delivery services in equal parts", many.len()),
    };
    format!("{}: {asks}{hour}, {services}{gap}. Each {} down, the worst first:", swept.cdn, by.singular())
}

fn line(swept: &PlayedSweep, failure: &PlayedFailure) -> String {
    let after = &failure.aftermath;
    let clients = swept.what_if.clients();
    let share = |part: f64| if clients > 0.0 { format!("{:.1} %", part / clients * 100.0) } else { "0 %".to_owned() };
    let names: Vec<&str> =
        failure.down.iter().filter_map(|part| swept.parts.get(*part)).map(|part| part.name.as_str()).collect();
    let mut text = format!("{}: ", names.join(" and "));
    if after.lost == 0.0 && after.moved == 0.0 {
        text.push_str("nobody notices");
    } else {
        text = format!("{text}{} lost, {} moved", share(after.lost), share(after.moved));
    }
    if after.is_unrouted {
        text.push_str("; no Traffic Router is left");
    }
    if after.moved > 0.0 {
        let router = swept.what_if.router();
        let taker = |(location, weight): &(LocationIndex, f64)| {
            format!("{} {}", router.location_name(*location), share(*weight))
        };
        let mut takers: Vec<String> = after.takers.iter().take(TAKERS_TOLD).map(taker).collect();
        if TAKERS_TOLD < after.takers.len() {
            takers.push(format!("{} more", after.takers.len() - TAKERS_TOLD));
        }
        text = format!("{text} ({:+.0} km) to {}", after.added_km, takers.join(", "));
    }
    for over in &after.overloaded {
        let name = swept.what_if.router().location_name(over.location);
        text = format!("{text}; {name} carries {} of {} Mbit/s", amount(over.load_mbps), amount(over.capacity_mbps));
    }
    text
}

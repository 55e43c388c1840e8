//! Whether the cache of DNS answers can be configured: Guava's `CacheBuilderSpec` as the router puts it together from
//! three parameters, commas and equals signs in their values included.

use super::super::java::number;
use crate::snapshot::document::{Node, Place};
use crate::snapshot::reading::{Remarks, Rule};

const EXPIRATION: &str = "zonemanager.dynamic.response.expiration";
const CONCURRENCY: &str = "zonemanager.dynamic.concurrencylevel";
const CAPACITY: &str = "zonemanager.dynamic.initialcapacity";

/// From so many entries on the empty table alone may not fit in memory.
const HUGE_CAPACITY: i32 = 100_000_000;

pub(super) fn check(config: &Node, remarks: &mut Remarks) {
    let place = Place::ROOT.member("config");
    // Four threads stand for however many the router's machine makes them.
    let parts = [
        (EXPIRATION, format!("expireAfterAccess={}", config.text_or(EXPIRATION, "3600s"))),
        (CONCURRENCY, format!("concurrencyLevel={}", config.text_or(CONCURRENCY, "4"))),
        (CAPACITY, format!("initialCapacity={}", config.int_or(CAPACITY, 10_000))),
    ];
    let mut seen = Vec::new();
    for (parameter, part) in parts {
        for pair in part.split(',') {
            if let Err(reason) = check_pair(pair.trim(), &mut seen) {
                remarks.tell(Rule::BadZoneCache, &place.member(parameter), reason);
            }
        }
    }
    if HUGE_CAPACITY < config.int_or(CAPACITY, 0) {
        let message = "so large a table may not fit in the router's memory, which would stop it";
        remarks.tell(Rule::OddParameter, &place.member(CAPACITY), message);
    }
}

fn check_pair(pair: &str, seen: &mut Vec<String>) -> Result<(), String> {
    let mut sides = pair.split('=').map(str::trim);
    let key = sides.next().unwrap_or_default();
    let value = sides.next();
    if sides.next().is_some() {
        return Err(format!("`{pair}` has more than one equals sign"));
    }
    if pair.is_empty() {
        return Err("there is a blank between commas".to_owned());
    }
    if seen.iter().any(|other| other == key) {
        return Err(format!("{key} is set twice"));
    }
    seen.push(key.to_owned());
    match key {
        "expireAfterAccess" | "expireAfterWrite" => duration(key, value, 0),
        "refreshAfterWrite" | "refreshInterval" => duration(key, value, 1),
        "concurrencyLevel" => whole(key, value, 1),
        "initialCapacity" | "maximumSize" => whole(key, value, 0),
        "softValues" | "weakValues" | "weakKeys" | "recordStats" if value.is_none() => Ok(()),
        other => Err(format!("`{other}` is nothing that can be set here")),
    }
}

fn duration(key: &str, value: Option<&str>, least: i64) -> Result<(), String> {
    let value = value.filter(|value| !value.is_empty()).ok_or_else(|| format!("the value of {key} is empty"))?;
    let Some(amount) = value.strip_suffix(['d', 'h', 'm', 's']) else {
        return Err(format!("`{value}` ends with none of the units d, h, m, s"));
    };
    match number::parse_long(amount) {
        Some(amount) if least <= amount => Ok(()),
        Some(_) => Err(format!("`{value}` is too short a time")),
        None => Err(format!("`{value}` is no whole number with a unit")),
    }
}

fn whole(key: &str, value: Option<&str>, least: i32) -> Result<(), String> {
    let value = value.filter(|value| !value.is_empty()).ok_or_else(|| format!("the value of {key} is empty"))?;
    match number::parse_int(value) {
        Some(number) if least <= number => Ok(()),
        Some(_) => Err(format!("{key} must not be less than {least}, and is {value}")),
        None => Err(format!("`{value}` is no whole number of 32 bits")),
    }
}

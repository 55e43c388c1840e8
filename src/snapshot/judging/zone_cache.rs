//! Whether the cache of DNS answers can be configured: Guava's `CacheBuilderSpec` as the router puts it together from
//! three parameters, commas and equals signs in their values included.

use super::super::java::number;
use crate::snapshot::document::{DocumentPlace, Node};
use crate::snapshot::reading::{RemarkRule, Remarks};

const EXPIRATION: &str = "zonemanager.dynamic.response.expiration";
const CONCURRENCY: &str = "zonemanager.dynamic.concurrencylevel";
const CAPACITY: &str = "zonemanager.dynamic.initialcapacity";

/// From so many entries on the empty table alone may not fit in memory.
const HUGE_CAPACITY: i32 = 100_000_000;

pub(super) fn check(config: &Node, remarks: &mut Remarks) {
    let place = DocumentPlace::ROOT.member("config");
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
                remarks.tell(RemarkRule::BadZoneCache, &place.member(parameter), reason);
            }
        }
    }
    if HUGE_CAPACITY < config.int_or(CAPACITY, 0) {
        let message = "so large a table may not fit in the router's memory, which would stop it";
        remarks.tell(RemarkRule::OddParameter, &place.member(CAPACITY), message);
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
    let setting = setting(key);
    if seen.iter().any(|other| other == setting) {
        return Err(format!("{key} is set twice"));
    }
    seen.push(setting.to_owned());
    match key {
        "expireAfterAccess" | "expireAfterWrite" => duration(key, value, 0),
        "refreshAfterWrite" | "refreshInterval" => duration(key, value, 1),
        "concurrencyLevel" => whole(key, value, 1, |text| number::parse_int(text).map(i64::from)),
        "initialCapacity" => whole(key, value, 0, |text| number::parse_int(text).map(i64::from)),
        "maximumSize" => whole(key, value, 0, number::parse_long),
        "softValues" | "weakValues" | "weakKeys" | "recordStats" if value.is_none() => Ok(()),
        other => Err(format!("`{other}` is nothing that can be set here")),
    }
}

/// What a key sets: some set the same.
fn setting(key: &str) -> &str {
    match key {
        "weakValues" | "softValues" => "values",
        "refreshAfterWrite" | "refreshInterval" => "refresh",
        other => other,
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

fn whole(key: &str, value: Option<&str>, least: i64, parse: fn(&str) -> Option<i64>) -> Result<(), String> {
    let value = value.filter(|value| !value.is_empty()).ok_or_else(|| format!("the value of {key} is empty"))?;
    match parse(value) {
        Some(number) if least <= number => Ok(()),
        Some(_) => Err(format!("{key} must not be less than {least}, and is {value}")),
        None => Err(format!("`{value}` is no whole number, or too large a one")),
    }
}

#[cfg(test)]
mod tests {
    use super::check_pair;

    #[test]
    fn settings_are_taken_as_guava_takes_them() {
        let cases = [
            (&["expireAfterAccess=300s"][..], true),
            (&["expireAfterAccess=+5h"], true),
            (&["expireAfterAccess = 5 d"], false),
            (&["expireAfterAccess=-1s"], false),
            (&["expireAfterAccess=5s=5"], false),
            (&["expireAfterAccess=s"], false),
            (&["expireAfterAccess=9223372036854775808s"], false),
            (&["maximumSize=4294967296"], true),
            (&["maximumSize=9223372036854775808"], false),
            (&["concurrencyLevel=4294967296"], false),
            (&["concurrencyLevel=0"], false),
            (&["initialCapacity=0"], true),
            (&["weakValues"], true),
            (&["weakValues="], false),
            (&["weakValues", "softValues"], false),
            (&["refreshAfterWrite=1s", "refreshInterval=1s"], false),
            (&["recordStats", "recordStats"], false),
            (&["maximumWeight=5"], false),
            (&[""], false),
        ];
        for (pairs, taken) in cases {
            let mut seen = Vec::new();
            assert_eq!(pairs.iter().all(|pair| check_pair(pair, &mut seen).is_ok()), taken, "{pairs:?}");
        }
    }
}

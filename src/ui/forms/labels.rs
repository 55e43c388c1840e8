//! What the parts of a field are called on forms: Traffic Portal's labels where it has them, else the name that the
//! API has, split into words as Traffic Portal splits it.

use crate::model::Kind;

/// The label of a member of an object-shaped value.
pub(super) fn member(key: &str) -> String {
    let known = match key {
        "latitude" => "Latitude",
        "longitude" => "Longitude",
        "at" => "Position",
        "proposed" => "Only proposed",
        "mtu" => "MTU",
        "monitor" => "Monitor this interface",
        "routerHostName" => "Router Hostname",
        "ipAddresses" => "IP Addresses",
        "serviceAddress" => "Is a Service Address",
        "cachegroup" => "Cache Group",
        "setNumber" => "Order",
        "pattern" => "Pattern",
        "network" => "IPv4 networks",
        "network6" => "IPv6 networks",
        "demandGbps" => "Demand (Gbit/s)",
        _ => "",
    };
    if known.is_empty() { split(key) } else { known.to_owned() }
}

/// `maxBandwidth` as `Max Bandwidth`.
fn split(key: &str) -> String {
    let mut words = String::new();
    for (at, letter) in key.chars().enumerate() {
        if at == 0 {
            words.extend(letter.to_uppercase());
        } else {
            if letter.is_uppercase() {
                words.push(' ');
            }
            words.push(letter);
        }
    }
    words
}

/// One entry of a list field, in a sentence: `Add interface`.
pub(super) fn entry(kind: Kind, key: &str) -> &'static str {
    match (kind, key) {
        (_, "interfaces") => "interface",
        (_, "ipAddresses") => "IP address",
        (_, "matchList") => "regular expression",
        (_, "nodes") => "cache group",
        (_, "parents") => "parent",
        (_, "profiles") => "profile",
        (_, "zones") => "zone",
        (_, "network" | "network6") => "network",
        (_, "caches") => "cache",
        (_, "down") => "part",
        (_, "rows") => "row",
        (_, "layers") => "layer",
        (_, "requiredCapabilities") => "capability",
        (_, "geoLimitCountries") => "country",
        (_, "tlsVersions") => "version",
        (_, "consistentHashQueryParams") => "parameter",
        _ => "entry",
    }
}

/// What a field means, where its label does not say it and planners ask.
pub(super) fn hint(kind: Kind, key: &str) -> Option<&'static str> {
    match (kind, key) {
        (Kind::Server, "profiles") => Some("The first has the highest priority"),
        (Kind::Topology, "nodes") => Some("Parents are chosen among the cache groups of the list"),
        (Kind::PhysLocation, "position") => Some("Lodestone's own: Traffic Ops gives phys locations no position"),
        (Kind::CapacityOverride, "cachegroup") => Some("A cache group or a server"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_on_capitals() {
        assert_eq!(member("maxBandwidth"), "Max Bandwidth");
        assert_eq!(member("routerPortName"), "Router Port Name");
        assert_eq!(member("mtu"), "MTU");
    }
}

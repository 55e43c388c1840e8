//! Members of a snapshot as fields of the plan's objects: what a finding about a document says of which field. It reads
//! the alias table of fields and knows no document.

use crate::finding::Finding;
use crate::model::{CacheGroup, Cdn, Kind, Parameter, Server, StaticDnsEntry};

/// The key of the field that a member of a snapshot comes from; `path` as findings have it, like
/// `backupLocations/list/0`. Empty where it is none of the object's own fields.
pub(super) fn field_of(kind: Kind, path: &str) -> &'static str {
    if kind == Kind::Parameter {
        return Parameter::VALUE;
    }
    let mut parts: Vec<&str> =
        path.split('/').filter(|part| !part.is_empty() && part.parse::<usize>().is_err()).collect();
    match (kind, parts.first().copied().unwrap_or_default()) {
        (Kind::CacheGroup, "latitude" | "longitude") => return CacheGroup::COORDINATE,
        (Kind::Server, "ip" | "ip6") => return Server::INTERFACES,
        (Kind::Server, "locationId" | "location") => return Server::CACHE_GROUP,
        (Kind::Server, "hashCount") => return Server::PROFILES,
        _ => {}
    }
    while !parts.is_empty() {
        let name = parts.join(".");
        let found = kind.fields().iter().find(|info| info.snapshot == name).map(|info| info.key);
        if let Some(key) = found {
            return key;
        }
        // `staticDnsEntries/0/name` is of an object of its own, and `matchsets/0/matchlist/0/regex` of the list.
        parts.pop();
    }
    ""
}

/// The finding with the field of the plan's object in place of the snapshot's member.
pub(super) fn about_field(mut finding: Finding) -> Finding {
    let Some(object) = finding.object() else { return finding };
    let key = match object.kind {
        // What `config` says of the CDN itself.
        Kind::Cdn if finding.pointer().contains("domain_name") => Cdn::DOMAIN_NAME,
        Kind::Cdn if finding.pointer().contains("dnssec") => Cdn::DNSSEC_ENABLED,
        Kind::StaticDnsEntry => StaticDnsEntry::ADDRESS,
        kind => field_of(kind, &finding.field),
    };
    key.clone_into(&mut finding.field);
    finding
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_known_by_the_alias_table() {
        for (kind, path, expected) in [
            (Kind::CacheGroup, "backupLocations/list/0", "fallbacks"),
            (Kind::CacheGroup, "backupLocations/fallbackToClosest", "fallbackToClosest"),
            (Kind::CacheGroup, "latitude", "coordinate"),
            (Kind::CacheGroup, "localizationMethods/2", "localizationMethods"),
            (Kind::DeliveryService, "matchsets/0/matchlist/0/regex", "matchList"),
            (Kind::DeliveryService, "missLocation", ""),
            (Kind::DeliveryService, "missLocation/lat", "missLat"),
            (Kind::Server, "ip6", "interfaces"),
            (Kind::Parameter, "", "value"),
            (Kind::Topology, "nodes/3", "nodes"),
            (Kind::Topology, "", ""),
        ] {
            assert_eq!(field_of(kind, path), expected, "{} {path}", kind.key());
        }
    }
}

//! The catalogue of Traffic Ops' endpoints: what each holds, and the names that files give it. It knows no rows.

use crate::model::{Kind, RelationKind};

/// An endpoint of the API.
#[derive(Debug)]
pub struct Endpoint {
    /// Its path below `/api/5.0/`.
    pub name: &'static str,
    /// What else files call it: Traffic Ops' test fixtures, CDN-in-a-Box.
    pub aliases: &'static [&'static str],
    /// What its rows are.
    pub holds: Holds,
    /// Members that all of its rows have and, taken together and in this order of endpoints, no others: for files whose
    /// names say nothing. Empty: its rows cannot be told.
    pub telling: &'static [&'static str],
}

/// What the rows of an endpoint are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Objects of a kind.
    Kind(Kind),
    /// Pairs of a relation.
    Relation(RelationKind),
    /// What delivery services require, which API 5.0 has in the services themselves.
    RequiredCapabilities,
    /// Rows that we keep and do not model.
    Others,
    /// What a planner has no use for.
    Skipped,
}

const fn entity(name: &'static str, kind: Kind, telling: &'static [&'static str]) -> Endpoint {
    Endpoint { name, aliases: &[], holds: Holds::Kind(kind), telling }
}

const fn others(name: &'static str) -> Endpoint {
    Endpoint { name, aliases: &[], holds: Holds::Others, telling: &[] }
}

/// Every endpoint that we know, those that are told by more members first.
pub static ENDPOINTS: &[Endpoint] = &[
    entity("types", Kind::Type, &["useInTable", "name"]),
    entity("statuses", Kind::Status, &[]),
    entity("divisions", Kind::Division, &[]),
    entity("regions", Kind::Region, &["divisionName", "name"]),
    entity("phys_locations", Kind::PhysLocation, &["shortName", "address", "city"]),
    entity("cachegroups", Kind::CacheGroup, &["shortName", "typeName"]),
    entity("coordinates", Kind::Coordinate, &["name", "latitude", "longitude"]),
    entity("cdns", Kind::Cdn, &["domainName", "dnssecEnabled"]),
    entity("asns", Kind::Asn, &["asn"]),
    entity("server_capabilities", Kind::ServerCapability, &[]),
    entity("profiles", Kind::Profile, &["name", "routingDisabled"]),
    entity("parameters", Kind::Parameter, &["configFile", "value"]),
    entity("servers", Kind::Server, &["hostName", "interfaces"]),
    entity("topologies", Kind::Topology, &["name", "nodes"]),
    entity("deliveryservices", Kind::DeliveryService, &["xmlId", "routingName"]),
    entity("staticdnsentries", Kind::StaticDnsEntry, &["host", "address", "ttl"]),
    Endpoint {
        name: "profileparameters",
        aliases: &["profile_parameters"],
        holds: Holds::Relation(RelationKind::ProfileParameter),
        telling: &["profile", "parameter"],
    },
    Endpoint {
        name: "server_server_capabilities",
        aliases: &[],
        holds: Holds::Relation(RelationKind::ServerOfCapability),
        telling: &["serverHostName", "serverCapability"],
    },
    Endpoint {
        name: "deliveryserviceserver",
        aliases: &["deliveryservice_servers", "deliveryServiceServerAssignments"],
        holds: Holds::Relation(RelationKind::DeliveryServiceServer),
        telling: &["server", "deliveryService"],
    },
    Endpoint {
        name: "deliveryservices_required_capabilities",
        aliases: &["deliveryServiceRequiredCapabilities"],
        holds: Holds::RequiredCapabilities,
        telling: &["requiredCapability", "xmlID"],
    },
    others("tenants"),
    others("origins"),
    others("federations"),
    others("federation_resolvers"),
    others("federation_deliveryservices"),
    others("deliveryservices_regexes"),
    others("steering"),
    others("steeringTargets"),
    others("service_categories"),
    others("cachegroupparameters"),
    others("cdn_notifications"),
    others("jobs"),
    Endpoint { name: "users", aliases: &["user_current"], holds: Holds::Skipped, telling: &[] },
    Endpoint { name: "roles", aliases: &[], holds: Holds::Skipped, telling: &[] },
];

/// The file of an endpoint in a folder that is written.
pub(super) fn file_name(endpoint: &str) -> String {
    format!("{endpoint}.json")
}

/// A name as it is compared: case, underscores and dashes don't count.
fn plain(name: &str) -> impl Iterator<Item = char> + '_ {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

fn same(a: &str, b: &str) -> bool {
    plain(a).eq(plain(b))
}

/// The endpoint of that name.
pub fn find(name: &str) -> Option<&'static Endpoint> {
    plain(name).next()?;
    ENDPOINTS
        .iter()
        .find(|endpoint| same(endpoint.name, name) || endpoint.aliases.iter().any(|alias| same(alias, name)))
}

/// The endpoint that a user means: by its own name, or by the name of one or many of what it holds.
pub fn meant_by(word: &str) -> Option<&'static Endpoint> {
    find(word).or_else(|| {
        ENDPOINTS.iter().find(|endpoint| match endpoint.holds {
            Holds::Kind(kind) => [kind.key(), kind.singular(), kind.plural()].iter().any(|name| same(name, word)),
            Holds::Relation(relation) => same(relation.key(), word),
            Holds::RequiredCapabilities | Holds::Others | Holds::Skipped => false,
        })
    })
}

/// The endpoint whose rows have these members.
pub fn told_by(has: &dyn Fn(&str) -> bool) -> Option<&'static Endpoint> {
    ENDPOINTS.iter().find(|endpoint| !endpoint.telling.is_empty() && endpoint.telling.iter().all(|name| has(name)))
}

/// The endpoint that lists objects of a kind.
pub fn of_kind(kind: Kind) -> Option<&'static Endpoint> {
    ENDPOINTS.iter().find(|endpoint| endpoint.holds == Holds::Kind(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_however_they_are_written() {
        let cases = [
            ("physLocations", "phys_locations"),
            ("PHYS-LOCATIONS", "phys_locations"),
            ("serverServerCapabilities", "server_server_capabilities"),
            ("deliveryServicesRegexes", "deliveryservices_regexes"),
            ("deliveryservice_servers", "deliveryserviceserver"),
            ("cache-group", "cachegroups"),
            ("cacheGroups", "cachegroups"),
            ("ASNs", "asns"),
            ("profile-parameter", "profileparameters"),
        ];
        for (word, expected) in cases {
            assert_eq!(meant_by(word).map(|endpoint| endpoint.name), Some(expected), "{word}");
        }
        assert!(meant_by("snapshot").is_none());
        assert!(meant_by("--").is_none());
    }

    #[test]
    fn no_name_means_two_endpoints() {
        for (index, endpoint) in ENDPOINTS.iter().enumerate() {
            for name in endpoint.aliases.iter().chain([&endpoint.name]) {
                let found = ENDPOINTS.iter().position(|other| other.name == find(name).unwrap().name);
                assert_eq!(found, Some(index), "{name}");
            }
        }
    }
}

//! The catalogue of Traffic Ops' endpoints: what each holds, and the names that files give it. It knows no rows.

use std::sync::Arc;

use crate::model::{Absent, Kind, RelationKind};

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
    /// The expressions of delivery services, which are the services' own.
    Regexes,
    /// Profiles, each with its parameters, in the form in which Traffic Ops exports and imports them.
    ProfileExports,
    /// What steering services stand for, a row a service or a target.
    Steering,
    /// Federations, a row a service or a federation.
    Federations,
    /// Rows that we keep and do not model.
    Others,
    /// What a planner has no use for.
    Skipped,
}

const fn entity(name: &'static str, kind: Kind, telling: &'static [&'static str]) -> Endpoint {
    Endpoint { name, aliases: &[], holds: Holds::Kind(kind), telling }
}

const fn others(name: &'static str, aliases: &'static [&'static str]) -> Endpoint {
    Endpoint { name, aliases, holds: Holds::Others, telling: &[] }
}

const fn skipped(name: &'static str, aliases: &'static [&'static str]) -> Endpoint {
    Endpoint { name, aliases, holds: Holds::Skipped, telling: &[] }
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
        aliases: &["deliveryServiceRequiredCapabilities", "topologyBasedDeliveryServicesRequiredCapabilities"],
        holds: Holds::RequiredCapabilities,
        telling: &["requiredCapability", "xmlID"],
    },
    Endpoint { name: "deliveryservices_regexes", aliases: &[], holds: Holds::Regexes, telling: &["dsName", "regexes"] },
    Endpoint {
        name: "profile_exports",
        aliases: &["profiles_export", "profiles_import"],
        holds: Holds::ProfileExports,
        telling: &["profile", "parameters"],
    },
    others("tenants", &[]),
    others("origins", &[]),
    Endpoint {
        name: "federations",
        aliases: &["cdn_federations"],
        holds: Holds::Federations,
        telling: &["cname", "ttl"],
    },
    Endpoint {
        name: "federations_all",
        aliases: &[],
        holds: Holds::Federations,
        telling: &["deliveryService", "mappings"],
    },
    others("federation_resolvers", &[]),
    others("federation_deliveryservices", &[]),
    Endpoint {
        name: "steering",
        aliases: &[],
        holds: Holds::Steering,
        telling: &["deliveryService", "clientSteering", "targets"],
    },
    Endpoint {
        name: "steeringTargets",
        aliases: &[],
        holds: Holds::Steering,
        telling: &["deliveryService", "target", "type", "value"],
    },
    others("service_categories", &[]),
    others("cachegroupparameters", &["cachegroup_parameter_requests"]),
    others("cdn_notifications", &[]),
    others("jobs", &["invalidation_jobs"]),
    others("deliveryservice_requests", &[]),
    others("deliveryservice_request_comments", &[]),
    others("servercheck", &["serverchecks"]),
    others("servercheck_extensions", &["to_extensions"]),
    skipped("users", &["user_current"]),
    skipped("roles", &[]),
    skipped("capabilities", &["api_capabilities"]),
    skipped("cdn_locks", &[]),
    skipped("logs", &[]),
    skipped("stats_summary", &["stats_summaries"]),
];

/// Endpoints whose names have an id or a name in their middle: what stands before it and behind it.
const WITH_ID: &[(&str, &str)] = &[
    ("steering_", "_targets"),
    ("federations_", "_deliveryservices"),
    ("federations_", "_federation_resolvers"),
    ("cdns_", "_federations"),
];

/// Whether a name is that of an endpoint with an id in it.
pub(super) fn has_id(name: &str) -> bool {
    owned(name).is_some()
        || of_id(name).is_some()
        || WITH_ID.iter().any(|(before, behind)| middle(name, before, behind).is_some())
}

/// What stands between the two parts of a name.
fn middle<'n>(name: &'n str, before: &str, behind: &str) -> Option<&'n str> {
    name.strip_prefix(before)?.strip_suffix(behind).filter(|middle| !middle.is_empty())
}

/// What the rows of an endpoint with an id in its name are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OfId {
    /// Targets of a steering service.
    SteeringTargets,
    /// Federations of a CDN.
    CdnFederations,
    /// Delivery services of a federation.
    FederationServices(i64),
    /// Resolvers of a federation.
    FederationResolvers(i64),
    /// Expressions of a delivery service.
    ServiceRegexes(i64),
}

/// What the rows of an endpoint with an id in its name are; none: there is no id, or they are not known.
pub(super) fn of_id(name: &str) -> Option<OfId> {
    let federation = |behind: &str| middle(name, "federations_", behind)?.parse().ok();
    if middle(name, "steering_", "_targets").is_some() {
        Some(OfId::SteeringTargets)
    } else if middle(name, "cdns_", "_federations").is_some() {
        Some(OfId::CdnFederations)
    } else if let Some(id) = federation("_deliveryservices") {
        Some(OfId::FederationServices(id))
    } else if let Some(service) = middle(name, "deliveryservices_", "_regexes") {
        service.parse().ok().map(OfId::ServiceRegexes)
    } else {
        federation("_federation_resolvers").map(OfId::FederationResolvers)
    }
}

/// What one object has: rows of objects that are tied to one which only the endpoint's name tells.
#[derive(Clone, Debug)]
pub(super) struct OwnedRows {
    /// What the rows are.
    pub kind: Kind,
    /// How they are tied to their owner.
    pub relation: RelationKind,
    /// The owner.
    pub owner: Arc<Absent>,
    /// Whether the owner is the relation's second side.
    pub is_second: bool,
}

/// What the rows of an endpoint are whose name has their owner in it; none: it is no such endpoint.
pub(super) fn owned(name: &str) -> Option<OwnedRows> {
    let pairs = RelationKind::DeliveryServiceServer;
    let all = [
        ("profiles_", "_parameters", Kind::Parameter, RelationKind::ProfileParameter, false),
        ("deliveryservices_", "_servers", Kind::Server, pairs, false),
        ("servers_", "_deliveryservices", Kind::DeliveryService, pairs, true),
    ];
    all.into_iter().find_map(|(before, behind, kind, relation, is_second)| {
        let owner = middle(name, before, behind)?;
        let by_name = || owner.strip_prefix("name_").filter(|own| kind == Kind::Parameter && !own.is_empty());
        let owner = match owner.parse() {
            Ok(id) => Absent::numbered(id),
            Err(_) => Absent::named(by_name()?),
        };
        Some(OwnedRows { kind, relation, owner, is_second })
    })
}

/// The endpoint of which a name is one of many: `division`, `status`, `service_category`.
pub(super) fn find_singular(name: &str) -> Option<&'static Endpoint> {
    plain(name).next()?;
    let is_one = |many: &str| {
        let many: String = plain(many).collect();
        let ends: [(&str, &str); 3] = [("ies", "y"), ("uses", "us"), ("s", "")];
        let one =
            ends.iter().find_map(|(many_end, end)| many.strip_suffix(many_end).map(|stem| format!("{stem}{end}")));
        one.is_some_and(|one| plain(name).eq(one.chars()))
    };
    ENDPOINTS.iter().find(|endpoint| {
        let kind = match endpoint.holds {
            Holds::Kind(kind) => Some(kind),
            _ => None,
        };
        is_one(endpoint.name)
            || endpoint.aliases.iter().any(|alias| is_one(alias))
            || kind.is_some_and(|kind| [kind.key(), kind.singular()].iter().any(|word| same(word, name)))
    })
}

/// A name of which a file's name can be made: of letters, digits, dashes and underscores.
pub(super) fn safe_name(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '_' | '-') { c } else { '_' };
    name.chars().take(100).map(plain).collect()
}

/// The file of an endpoint in a folder that is written.
pub(super) fn file_name(endpoint: &str) -> String {
    format!("{endpoint}.json")
}

/// A name as it is compared: case, underscores and dashes don't count.
fn plain(name: &str) -> impl Iterator<Item = char> + '_ {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// Whether two names are the same as names are compared.
pub(super) fn same(a: &str, b: &str) -> bool {
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
            Holds::Steering => same(Kind::ServiceSteering.key(), word),
            Holds::Federations => same(Kind::ServiceFederations.key(), word),
            Holds::RequiredCapabilities | Holds::Regexes | Holds::ProfileExports | Holds::Others | Holds::Skipped => {
                false
            }
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
        for (word, expected) in [
            ("division", "divisions"),
            ("status", "statuses"),
            ("cacheGroup", "cachegroups"),
            ("service-category", "service_categories"),
            ("server_capability", "server_capabilities"),
            ("asn", "asns"),
            ("tenant", "tenants"),
            ("deliveryService", "deliveryservices"),
            ("topology", "topologies"),
            ("user", "users"),
        ] {
            assert_eq!(find_singular(word).map(|endpoint| endpoint.name), Some(expected), "{word}");
        }
        let owner = |name| owned(name).map(|own| (own.owner.traffic_ops_id, own.owner.identity.concat()));
        assert_eq!(owner("profiles_9_parameters"), Some((Some(9), String::new())));
        assert_eq!(owner("profiles_name_A_B_parameters"), Some((None, "A_B".to_owned())));
        assert!(owner("servers_name_A_deliveryservices").is_none() && owner("profiles_all_parameters").is_none());
        assert!(find_singular("steerin").is_none() && has_id("steering_12_targets") && !has_id("steering__targets"));
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

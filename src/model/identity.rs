//! What tells objects apart in files, where ids mean nothing: a name for most kinds, several parts for some, and an
//! ordinal where even those are the same.

use std::collections::hash_map::Entry;
use std::sync::OnceLock;

use super::id::{AnyId, Id};
use super::kind::Kind;
use super::link::{Absent, Link};
use super::plan::{Plan, Tabled};
use super::quick::QuickMap;
use super::{Asn, CoverageZone, CoverageZoneNetwork, OtherRow, Parameter, Server, StaticDnsEntry, Waiver};
use crate::sorting::{sort_by, sort_by_key};

/// What stands in files instead of a secret, as Traffic Ops masks it.
pub const SECRET_PLACEHOLDER: &str = "********";

/// The parts of an object's identity, without an ordinal: CDN and host name of a server; number and group of an ASN;
/// name, config file and value of a parameter; service, host, type and address of a static DNS entry; file and name of a
/// coverage zone; zone, list and text of its networks; else the name.
/// Empty when the object is not in the plan.
pub fn identity_parts(plan: &Plan, id: AnyId) -> Vec<String> {
    match id.kind {
        Kind::Server => parts(plan, id, server),
        Kind::Asn => parts(plan, id, asn),
        Kind::Parameter => parts(plan, id, parameter),
        Kind::StaticDnsEntry => parts(plan, id, static_dns_entry),
        Kind::CoverageZone => parts(plan, id, coverage_zone),
        Kind::CoverageZoneNetwork => parts(plan, id, coverage_zone_network),
        Kind::Waiver => parts(plan, id, |_, waiver: &Waiver| {
            vec![waiver.rule.clone(), waiver.object_kind.clone(), waiver.object_name.clone()]
        }),
        Kind::OtherRow => parts(plan, id, |_, row: &OtherRow| vec![row.endpoint.clone(), row.row_key.clone()]),
        _ => plan.name_of(id).into_iter().collect(),
    }
}

/// How many parts an identity of that kind has.
pub const fn identity_len(kind: Kind) -> usize {
    identity_fields(kind).len()
}

/// The fields that an identity of that kind is made of, by their keys: the parts of `identity_parts` in their order.
pub const fn identity_fields(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Server => &["cdn", "hostName"],
        Kind::Asn => &["asn", "cachegroup"],
        Kind::Parameter => &["name", "configFile", "value"],
        Kind::StaticDnsEntry => &["deliveryservice", "host", "type", "address"],
        Kind::CoverageZone => &["file", "name"],
        Kind::CoverageZoneNetwork => &["zone", "network6", "network"],
        Kind::Waiver => &["rule", "objectKind", "objectName"],
        Kind::OtherRow => &["endpoint", "rowKey"],
        Kind::DeliveryService => &["xmlId"],
        Kind::ServiceSteering | Kind::ServiceFederations | Kind::RegionalGeoRules => &["deliveryService"],
        Kind::Type
        | Kind::Status
        | Kind::Division
        | Kind::Region
        | Kind::PhysLocation
        | Kind::Coordinate
        | Kind::Cdn
        | Kind::CacheGroup
        | Kind::ServerCapability
        | Kind::Profile
        | Kind::Topology
        | Kind::CoverageZoneFile
        | Kind::AnonymousIpPolicy
        | Kind::Scenario
        | Kind::Demand
        | Kind::CapacityOverride
        | Kind::SavedView => &["name"],
    }
}

/// The place of an object that stands in an order of its own.
fn place(plan: &Plan, kind: Kind, number: u64) -> f64 {
    match kind {
        Kind::CoverageZone => plan.get::<CoverageZone>(Id::new(number)).map_or(0.0, |zone| zone.order),
        Kind::CoverageZoneNetwork => plan.get::<CoverageZoneNetwork>(Id::new(number)).map_or(0.0, |one| one.order),
        _ => 0.0,
    }
}

fn parts<T: Tabled>(plan: &Plan, id: AnyId, of: impl Fn(&Plan, &T) -> Vec<String>) -> Vec<String> {
    plan.get::<T>(Id::new(id.number)).map_or_else(Vec::new, |entity| of(plan, entity))
}

fn linked<T: Tabled>(plan: &Plan, link: Option<&Link<T>>) -> String {
    link.map_or_else(String::new, |link| match link {
        Link::To(id) => plan.get(*id).map_or_else(String::new, |entity| entity.name().into_owned()),
        Link::Absent(absent) => absent_part(T::KIND, absent),
    })
}

/// What an identity says of an object that the plan lacks: what files call it, without an ordinal.
pub fn absent_part(kind: Kind, absent: &Absent) -> String {
    let base = absent.identity.get(..identity_len(kind)).filter(|_| !kind.has_unique_names());
    base.unwrap_or(&absent.identity).join("/")
}

fn server(plan: &Plan, server: &Server) -> Vec<String> {
    vec![linked(plan, server.cdn.as_ref()), server.host_name.clone()]
}

fn asn(plan: &Plan, asn: &Asn) -> Vec<String> {
    vec![asn.asn.to_string(), linked(plan, asn.cache_group.as_ref())]
}

fn parameter(_: &Plan, parameter: &Parameter) -> Vec<String> {
    let value = if parameter.secure { SECRET_PLACEHOLDER } else { &parameter.value };
    vec![parameter.name.clone(), parameter.config_file.clone().unwrap_or_default(), value.to_owned()]
}

fn coverage_zone(plan: &Plan, zone: &CoverageZone) -> Vec<String> {
    vec![linked(plan, zone.file.as_ref()), zone.name.clone()]
}

fn coverage_zone_network(plan: &Plan, network: &CoverageZoneNetwork) -> Vec<String> {
    let zone = match &network.zone {
        Some(Link::To(id)) => plan.get(*id).map_or_else(String::new, |zone| coverage_zone(plan, zone).join("/")),
        absent => linked(plan, absent.as_ref()),
    };
    vec![zone, network.network6.to_string(), network.network.clone()]
}

fn static_dns_entry(plan: &Plan, entry: &StaticDnsEntry) -> Vec<String> {
    vec![
        linked(plan, entry.delivery_service.as_ref()),
        entry.host.clone(),
        linked(plan, entry.type_.as_ref()),
        entry.address.clone(),
    ]
}

/// All identities of a plan, with ordinals: both ways between objects and what files call them. What it takes to know
/// them is worked out kind by kind, when it is first asked for.
#[derive(Debug)]
pub struct Identities<'a> {
    plan: &'a Plan,
    kinds: [OnceLock<SharedIdentities>; Kind::COUNT],
}

/// The identities of a kind whose names are not unique.
#[derive(Debug, Default)]
struct SharedIdentities {
    /// The first of each: the one that Traffic Ops knows by the lowest id, else the oldest.
    first: QuickMap<Vec<String>, u64>,
    /// Those behind it, in that order; as a rule there are none.
    more: QuickMap<Vec<String>, Vec<u64>>,
    /// Their ordinals, so that a thousand objects of one identity cost no more than others.
    ordinals: QuickMap<u64, usize>,
}

impl SharedIdentities {
    fn of(plan: &Plan, kind: Kind) -> Self {
        let mut shared = Self::default();
        if kind.has_unique_names() {
            return shared;
        }
        let mut ids: Vec<(i64, u64)> = plan
            .objects(kind)
            .map(|(id, entity)| (entity.any_upstream().traffic_ops_id.unwrap_or(i64::MAX), id.number))
            .collect();
        // Sorting is stable: what stands in an order of its own is counted in that order.
        if kind.is_ordered() {
            sort_by(&mut ids, |(_, one), (_, other)| place(plan, kind, *one).total_cmp(&place(plan, kind, *other)));
        }
        // As a rule the older has the lower id in Traffic Ops, too.
        if !ids.is_sorted_by_key(|(traffic_ops_id, _)| *traffic_ops_id) {
            sort_by_key(&mut ids, |(traffic_ops_id, _)| *traffic_ops_id);
        }
        shared.first.reserve(ids.len());
        for (_, number) in ids {
            match shared.first.entry(identity_parts(plan, AnyId { kind, number })) {
                Entry::Vacant(vacant) => drop(vacant.insert(number)),
                Entry::Occupied(occupied) => {
                    let more = shared.more.entry(occupied.key().clone()).or_default();
                    more.push(number);
                    shared.ordinals.insert(number, more.len() + 1);
                }
            }
        }
        shared
    }
}

impl<'a> Identities<'a> {
    /// Of a plan.
    pub fn of(plan: &'a Plan) -> Self {
        Self { plan, kinds: std::array::from_fn(|_| OnceLock::new()) }
    }

    fn of_kind(&self, kind: Kind) -> Option<&SharedIdentities> {
        let slot = self.kinds.get(kind.index())?;
        // Not on several cores: whoever waits there for its parts might be given a part that waits for this.
        Some(slot.get_or_init(|| SharedIdentities::of(self.plan, kind)))
    }

    /// What files call an object: the parts of its identity, and a further part, `2` and up, for the second and later
    /// ones that share them.
    pub fn identity(&self, id: AnyId) -> Vec<String> {
        let mut parts = identity_parts(self.plan, id);
        parts.extend(self.ordinal(id).map(|ordinal| ordinal.to_string()));
        parts
    }

    /// The object's place among those that share its identity, from 2 on; none for the first.
    pub fn ordinal(&self, id: AnyId) -> Option<usize> {
        self.of_kind(id.kind)?.ordinals.get(&id.number).copied()
    }

    /// All objects that share an identity without ordinal, in the order of the ordinals.
    pub fn sharing(&self, kind: Kind, parts: &[String]) -> Vec<u64> {
        if kind.has_unique_names() {
            return self.unique(kind, parts).into_iter().collect();
        }
        let Some(shared) = self.of_kind(kind) else { return Vec::new() };
        let more = shared.more.get(parts).map_or(&[][..], Vec::as_slice);
        shared.first.get(parts).into_iter().chain(more).copied().collect()
    }

    /// The object that files call so.
    pub fn find(&self, kind: Kind, identity: &[String]) -> Option<u64> {
        let len = identity_len(kind);
        let parts = identity.get(..len)?;
        let ordinal = match identity.get(len) {
            Some(text) => text.parse::<usize>().ok()?.checked_sub(1)?,
            None => 0,
        };
        self.sharing(kind, parts).get(ordinal).copied()
    }

    fn unique(&self, kind: Kind, parts: &[String]) -> Option<u64> {
        let name = match kind {
            Kind::Waiver | Kind::OtherRow => parts.join(" "),
            _ => parts.first()?.clone(),
        };
        self.plan
            .indexes
            .named(kind, &name)
            .find(|number| identity_parts(self.plan, AnyId { kind, number: *number }) == parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::entity::Entity as _;
    use crate::model::kind::with_kind;

    #[test]
    fn identities_are_made_of_fields_that_exist() {
        for kind in Kind::ALL {
            let keys = identity_fields(*kind);
            with_kind!(*kind, T => {
                assert!(keys.iter().all(|key| T::field(key).is_some()), "{kind:?}");
                let mut plan = Plan::default();
                T::table_mut(&mut plan).put(Id::new(1), std::sync::Arc::<T>::default());
                let parts = identity_parts(&plan, AnyId { kind: *kind, number: 1 });
                assert_eq!(parts.len(), keys.len(), "{kind:?}");
            });
        }
    }
}

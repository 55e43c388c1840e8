//! The catalogue of the kinds of entity: one line a kind, from which `Plan`, `Change`, the store's tables and every
//! dispatch over kinds are made. It knows names, not fields.

use serde::{Deserialize, Serialize};

/// Calls a macro with the whole catalogue: `(Type, plan field, key, singular, plural)`, what is referred to first.
macro_rules! for_each_kind {
    ($then:ident) => {
        $then! {
            (Type, types, "type", "type", "types"),
            (Status, statuses, "status", "status", "statuses"),
            (Division, divisions, "division", "division", "divisions"),
            (Region, regions, "region", "region", "regions"),
            (PhysLocation, phys_locations, "phys-location", "phys location", "phys locations"),
            (Coordinate, coordinates, "coordinate", "coordinate", "coordinates"),
            (Cdn, cdns, "cdn", "CDN", "CDNs"),
            (CacheGroup, cache_groups, "cache-group", "cache group", "cache groups"),
            (Asn, asns, "asn", "ASN", "ASNs"),
            (ServerCapability, server_capabilities, "server-capability", "server capability", "server capabilities"),
            (Profile, profiles, "profile", "profile", "profiles"),
            (Parameter, parameters, "parameter", "parameter", "parameters"),
            (Server, servers, "server", "server", "servers"),
            (Topology, topologies, "topology", "topology", "topologies"),
            (DeliveryService, delivery_services, "delivery-service", "delivery service", "delivery services"),
            (StaticDnsEntry, static_dns_entries, "static-dns-entry", "static DNS entry", "static DNS entries"),
            (ServiceSteering, steerings, "steering", "steering", "steering"),
            (ServiceFederations, federations, "federation", "set of federations", "federations"),
            (RegionalGeoRules, regional_geo_rules, "regional-geo-rule", "set of regional geo rules", "regional geo rules"),
            (AnonymousIpPolicy, anonymous_ip_policies, "anonymous-ip-policy", "anonymous IP policy", "anonymous IP policies"),
            (CoverageZoneFile, coverage_zone_files, "coverage-zone-file", "coverage zone file", "coverage zone files"),
            (CoverageZone, coverage_zones, "coverage-zone", "coverage zone", "coverage zones"),
            (CoverageZoneNetwork, coverage_zone_networks, "coverage-zone-network", "network of a coverage zone", "networks of coverage zones"),
            (Waiver, waivers, "waiver", "waiver", "waivers"),
            (Scenario, scenarios, "scenario", "scenario", "scenarios"),
            (Demand, demands, "demand", "demand", "demands"),
            (CapacityOverride, capacity_overrides, "capacity-override", "capacity override", "capacity overrides"),
            (SavedView, saved_views, "saved-view", "saved view", "saved views"),
            (OtherRow, other_rows, "other-row", "row of another kind", "rows of other kinds"),
        }
    };
}
pub(crate) use for_each_kind;

/// Calls a macro with the many-to-many relations: `(Variant, plan field, A, B, key, name)`.
macro_rules! for_each_relation {
    ($then:ident) => {
        $then! {
            (ProfileParameter, profile_parameters, Profile, Parameter, "profile-parameter", "profile and parameter"),
            (ServerOfCapability, server_server_capabilities, Server, ServerCapability, "server-server-capability", "server and capability"),
            (DeliveryServiceServer, delivery_service_servers, DeliveryService, Server, "delivery-service-server", "delivery service and server"),
        }
    };
}
pub(crate) use for_each_relation;

macro_rules! define_kind {
    ($(($Kind:ident, $field:ident, $key:literal, $singular:literal, $plural:literal),)*) => {
        /// A kind of entity.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Kind {
            $(#[doc = $singular] $Kind,)*
        }

        impl Kind {
            /// Every kind, what is referred to before what refers to it.
            pub const ALL: &'static [Self] = &[$(Self::$Kind,)*];

            /// The kind's word in files and on the command line, like `cache-group`.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$Kind => $key,)* }
            }

            /// The kind's name in a sentence, like `cache group`.
            pub const fn singular(self) -> &'static str {
                match self { $(Self::$Kind => $singular,)* }
            }

            /// The name of many of it, like `cache groups`.
            pub const fn plural(self) -> &'static str {
                match self { $(Self::$Kind => $plural,)* }
            }
        }
    };
}

for_each_kind!(define_kind);

impl Kind {
    /// How many kinds there are.
    pub const COUNT: usize = Self::ALL.len();

    /// The kind with that word, if there is one.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.key() == key)
    }

    /// The kind's place in `ALL`.
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// Runs an expression with `$T` standing for the entity type of a kind that is known only at run time.
macro_rules! with_kind {
    ($kind:expr, $T:ident => $body:expr) => {
        $crate::model::kind::with_kind!(@arms $kind, $T, $body,
            Type Status Division Region PhysLocation Coordinate Cdn CacheGroup Asn ServerCapability Profile Parameter
            Server Topology DeliveryService StaticDnsEntry ServiceSteering ServiceFederations RegionalGeoRules
            AnonymousIpPolicy CoverageZoneFile CoverageZone CoverageZoneNetwork Waiver Scenario Demand CapacityOverride
            SavedView OtherRow)
    };
    (@arms $kind:expr, $T:ident, $body:expr, $($Kind:ident)*) => {
        match $kind {
            $($crate::model::Kind::$Kind => { type $T = $crate::model::$Kind; $body })*
        }
    };
}
pub(crate) use with_kind;

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn keys_are_unique_and_found_again() {
        for kind in Kind::ALL {
            assert_eq!(Kind::of_key(kind.key()), Some(*kind));
            assert_eq!(Kind::ALL[kind.index()], *kind);
        }
    }
}

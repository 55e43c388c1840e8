//! What Traffic Router would DO with a question: which caches it answers with, and why. It works on a `RouterView`, so
//! that no answer promises what the exported snapshot would not do. It knows no plan, no document and no file; what it
//! needs beside the snapshot is given to it as values.

mod anonymous_ip;
mod answer;
mod assignments;
mod choice;
mod distance;
mod dns;
mod draws;
mod edge_routers;
mod enforcing;
mod expression;
mod failures;
mod federations;
mod geolocating;
mod hashing;
mod http;
mod index;
mod liveness;
mod matching;
mod naming;
mod nearest;
mod outcome;
mod place;
#[cfg(test)]
mod properties_tests;
mod query;
mod records;
mod redirect;
mod regional_geo;
mod request;
mod router;
mod router_selection;
mod selection;
mod sphere;
mod states;
mod steered;
mod steering;
mod steps;
mod url;
mod walk;
mod whitelist;
mod wire;
mod zones;

pub use anonymous_ip::{AnonymousBlocking, AnonymousMarks, AnonymousPolicy, Unmask, policy_whitelist};
pub use answer::{HttpAnswer, Reply};
pub use assignments::AssignedCache;
pub use choice::CacheChoice;
pub use distance::great_circle_km;
pub use dns::DnsRouted;
pub use expression::HashExpression;
pub use failures::{
    Aftermath, Asker, Capacities, DownParts, FallbackCost, Flow, GeoOwners, HandedOver, Overload, OwnersChange,
    PlayedFailure, SweepPart, TierLoads, WhatIf, sweep, zone_address,
};
pub use federations::{
    Federation, FederationAnswer, FederationError, FederationMapping, FederationRegistry, LostResolver, SkippedResolver,
};
pub use index::{CacheIndex, CacheSpot, LocationIndex, ServiceIndex};
pub use outcome::{Failed, ResultDetails, ResultType, Thrown, Track};
pub use place::{GeoLocation, Locate};
pub use records::{InetRecord, RecordData, java_address};
pub use regional_geo::{
    CoordinateRange, PostalsType, RegionalGeo, RegionalGeoError, RegionalGeoResult, RegionalGeoRule, RegionalVerdict,
};
pub use request::{AddressFamily, Client, DnsQuestion, HttpRequest, QueryType};
pub use router::{Router, Surroundings};
pub use states::{CacheState, ServiceState, States};
pub use steered::Steered;
pub use steering::{
    SteeredTarget, Steering, SteeringError, SteeringFilter, SteeringRegistry, SteeringService, SteeringTarget, geo_sort,
};
pub use steps::{Recorder, RouteStep, Skipped, Unrecorded};
pub use whitelist::Whitelist;
pub use wire::DnsMessage;
pub use zones::{Subnet, SubnetError, ZoneEntry, ZoneError, ZoneHit, ZoneTree};

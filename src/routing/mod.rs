//! What Traffic Router would DO with a question: which caches it answers with, and why. It works on a `RouterView`, so
//! that no answer promises what the exported snapshot would not do. It knows no plan, no document and no file; what it
//! needs beside the snapshot is given to it as values.

mod answer;
mod assignments;
mod choice;
mod distance;
mod dns;
mod draws;
mod edge_routers;
mod expression;
mod geolocating;
mod hashing;
mod http;
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
mod request;
mod router;
mod selection;
mod sphere;
mod states;
mod steps;
mod url;
mod walk;
mod wire;
mod zones;

pub use answer::{HttpAnswer, Reply};
pub use assignments::Assigned;
pub use choice::CacheChoice;
pub use distance::great_circle_km;
pub use dns::DnsRouted;
pub use expression::HashExpression;
pub use outcome::{Failed, ResultDetails, ResultType, Thrown, Track};
pub use place::{GeoLocation, Locate};
pub use records::{InetRecord, RecordData, java_address};
pub use request::{Client, DnsQuestion, Family, HttpRequest, QueryType};
pub use router::{CacheIndex, LocationIndex, Router, ServiceIndex, Spot, Surroundings};
pub use states::{CacheState, ServiceState, States};
pub use steps::{Recorder, RouteStep, Skipped, Unrecorded};
pub use wire::DnsMessage;
pub use zones::{Subnet, SubnetError, ZoneEntry, ZoneError, ZoneHit, ZoneTree};

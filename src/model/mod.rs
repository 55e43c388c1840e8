//! What a plan IS: entities, their fields, their links, and the tables that hold them. Values only: no clock, no
//! file, no thread, no window, and no way to change a plan, which is `edit`'s.

mod blocking;
mod cache_group;
mod capacity;
mod delivery_service;
mod entity;
mod federation;
pub mod field;
mod id;
mod identity;
mod index;
pub(crate) mod kind;
mod link;
mod movement;
mod own;
mod place;
mod plan;
mod position;
mod reference_data;
mod secret;
pub mod seed;
mod sequence;
mod server;
mod steering;
mod table;
mod topology;
mod visible;
mod words;

pub use blocking::{AnonymousIpPolicy, RegionalGeoRules, RegionalRange, RegionalRule};
pub use cache_group::{Asn, CacheGroup, LocalizationMethod};
pub use capacity::Capacity;
pub use delivery_service::{DeliveryService, Expression, RoutingFamily, StaticDnsEntry};
pub use entity::{Entity, Upstream};
pub use federation::{PlannedMapping, ServiceFederations};
pub use field::{Field, FieldInfo, Member, Shape, Value, ValueError};
pub use id::{AnyId, Id};
pub use identity::{Identities, SECRET_PLACEHOLDER, identity_fields, identity_len, identity_parts};
pub use index::Indexes;
pub use kind::Kind;
pub use link::{Absent, AnyLink, Link, Relation, Target};
pub use movement::Movement;
pub use own::{
    CapacityOverride, CoverageZone, CoverageZoneFile, Demand, DemandRow, DownPart, OtherRow, SavedView, Scenario,
    Waiver,
};
pub use place::{Coordinate, Division, PhysLocation, Region, SitePosition};
pub use plan::{AnyPair, Plan, RelationKind, Relations, Tabled, Unresolved};
pub use position::{Position, PositionError};
pub use reference_data::{Cdn, Parameter, Profile, ServerCapability, Status, Type};
pub use secret::{forget_secret_members, forget_secrets, holds_secret, names_secret};
pub use sequence::{ListChange, ListStep};
pub use server::{Interface, IpAddress, Server};
pub use steering::{PlannedFilter, PlannedTarget, ServiceSteering, TargetType};
pub use table::Table;
pub use topology::{Topology, TopologyNode};
pub use visible::{is_deceptive, visible, visible_lines};
pub use words::{counted, grouped};

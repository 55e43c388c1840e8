//! Federations: resolvers that are sent on to the name of somebody else's CDN. Per delivery service and in order, as
//! Traffic Router takes them (`TR/config/FederationsBuilder.java`): the first mapping that has the resolver counts.

use super::entity::entity;
use super::field::object;

entity! {
    /// The federations of a delivery service.
    pub struct ServiceFederations in federations {
        /// The service's xmlId, which is followed when it changes; unique.
        delivery_service: String {
            key: DELIVERY_SERVICE = "deliveryService", form: "Delivery Service", column: "Delivery Service",
            api: "deliveryService",
        },
        /// To which names which resolvers are sent, in order.
        mappings: Vec<PlannedMapping> {
            key: MAPPINGS = "mappings", form: "Federations", column: "Federations", api: "mappings",
        },
    }
    name(federations) = federations.delivery_service.as_str().into(); unique = true;
}

object! {
    /// A federation of a delivery service, in Traffic Portal's words.
    pub struct PlannedMapping {
        /// The name that resolvers are sent to; Traffic Ops wants a dot at its end.
        cname: String = CNAME = "cname",
        /// Seconds.
        ttl: i64 = TTL = "ttl",
        /// Resolvers and their networks, IPv4, as written: one that stands in a network before it is lost.
        resolve4: Vec<String> = RESOLVE4 = "resolve4",
        /// The same of IPv6.
        resolve6: Vec<String> = RESOLVE6 = "resolve6",
        /// For people.
        description: Option<String> = DESCRIPTION = "description",
        /// The federation's id in Traffic Ops.
        id: Option<i64> = ID = "id",
    }
}

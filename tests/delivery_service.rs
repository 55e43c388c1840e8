//! Delivery services that are made here against those that a real Traffic Ops recorded.
#![allow(clippy::unwrap_used, reason = "what helps tests may fail as tests do")]

use lodestone::edit::intent;
use lodestone::model::*;

use crate::support::{plan_of_bodies, variants};

/// What the recorded bodies said themselves, or left out where Traffic Portal's form starts with something.
const SAID: [&str; 7] =
    ["orgServerFqdn", "longDesc", "missLat", "missLong", "ccrDnsTtl", "ipv6RoutingEnabled", "protocol"];

#[test]
fn new_services_are_as_traffic_ops_makes_them() {
    let plan = plan_of_bodies(&variants("api-5.0"));
    for xml_id in ["p-http", "p-http-live", "p-dns", "p-dns-live-natnl", "p-steer-half", "p-csteer", "p-any-map"] {
        let recorded = plan.get(plan.find::<DeliveryService>(xml_id).unwrap()).unwrap();
        let type_name = plan.follow_opt(recorded.type_.as_ref()).unwrap().name.clone();
        let ours = intent::starting_delivery_service(&plan, xml_id, &type_name, recorded.cdn.clone());
        for field in DeliveryService::FIELDS.iter().filter(|field| !SAID.contains(&field.info.key)) {
            let (mut ours, mut theirs) = ((field.get)(&ours), (field.get)(recorded));
            if field.info.key == "matchList" {
                // Only the first is Traffic Ops' own.
                for list in [&mut ours, &mut theirs] {
                    let Value::List(items) = list else { panic!("a list") };
                    items.truncate(1);
                }
            }
            assert_eq!(ours, theirs, "{} of {xml_id}", field.info.key);
        }
    }
}

#[test]
fn what_the_bodies_said_is_there_where_it_is_for_people_to_say() {
    let plan = plan_of_bodies(&variants("api-5.0"));
    for (xml_id, expected) in [("p-http", true), ("p-dns", true), ("p-steer", false), ("p-any-map", false)] {
        let recorded = plan.get(plan.find::<DeliveryService>(xml_id).unwrap()).unwrap();
        let type_name = plan.follow_opt(recorded.type_.as_ref()).unwrap().name.clone();
        let ours = intent::starting_delivery_service(&plan, xml_id, &type_name, None);
        assert_eq!(ours.miss_lat.is_some() && ours.miss_long.is_some(), expected, "{xml_id}");
        assert_eq!(ours.protocol.is_some(), recorded.protocol.is_some(), "{xml_id}");
        assert_eq!(ours.ipv6_routing_enabled.is_some(), recorded.ipv6_routing_enabled.is_some(), "{xml_id}");
    }
}

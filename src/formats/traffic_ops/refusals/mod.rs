//! What Traffic Ops would refuse of the rows that are written: the rules of API 5.0 as a running Traffic Ops 8.1 was seen
//! to hold them, each with its source. What it takes, however odd, is not told here.

mod against;
mod names;
pub(crate) mod rows;
pub(crate) mod servers;
pub(crate) mod services;
pub(crate) mod topologies;

use crate::finding::{Finding, Place, Severity};
use crate::model::{AnyId, Asn, CacheGroup, Id, Kind, Parameter, PhysLocation, Plan, Server, Tabled};

pub(crate) use against::Against;
pub(crate) use names::{is_taken_by_older, name_fault, server_keys};

/// What is looked up for many rows.
pub(super) struct Refusals<'p> {
    plan: &'p Plan,
    shared: names::SharedNames,
    loops: topologies::Loops,
}

impl<'p> Refusals<'p> {
    /// Of a plan.
    pub(super) fn of(plan: &'p Plan) -> Self {
        Self { plan, shared: names::SharedNames::of(plan), loops: topologies::Loops::of(plan) }
    }

    /// What Traffic Ops has against a row, one problem a reason.
    pub(super) fn problems(&self, object: AnyId, place: &Place) -> Vec<Finding> {
        let mut against = Against::default();
        if let Some(name) = self.plan.name_of(object) {
            names::check(object.kind, &name, &mut against);
        }
        self.check(object, &mut against);
        let problem = |(member, message): (&str, String)| {
            Finding::new(Severity::Warning, place.clone(), member, format!("Traffic Ops refuses this: {message}"))
        };
        against.list.into_iter().map(problem).collect()
    }

    fn check(&self, object: AnyId, against: &mut Against) -> Option<()> {
        let (plan, shared) = (self.plan, &self.shared);
        match object.kind {
            Kind::Type => rows::type_(self.get(object)?, against),
            Kind::CacheGroup => {
                let group: &CacheGroup = self.get(object)?;
                shared.short_name(object.kind, group.short_name.as_deref(), against);
                rows::cache_group(plan, Id::new(object.number), group, against);
            }
            Kind::PhysLocation => {
                let place: &PhysLocation = self.get(object)?;
                shared.short_name(object.kind, place.short_name.as_deref(), against);
            }
            Kind::Asn => {
                let asn: &Asn = self.get(object)?;
                shared.asn(asn.asn, against);
                rows::asn(asn, against);
            }
            Kind::Parameter => shared.parameter(self.get::<Parameter>(object)?, against),
            Kind::Cdn => rows::cdn(plan, Id::new(object.number), self.get(object)?, against),
            Kind::StaticDnsEntry => rows::static_dns_entry(plan, self.get(object)?, against),
            Kind::Topology => self.loops.check(plan, Id::new(object.number), self.get(object)?, against),
            Kind::Server => {
                let server: &Server = self.get(object)?;
                servers::check(plan, server, against);
                shared.server(plan, server, against);
            }
            Kind::DeliveryService => services::check(plan, self.get(object)?, against),
            _ => {}
        }
        Some(())
    }

    fn get<T: Tabled>(&self, object: AnyId) -> Option<&'p T> {
        self.plan.get::<T>(Id::new(object.number)).map(|entity| &**entity)
    }

    /// What it has against servers that are assigned to delivery services.
    pub(super) fn of_assignments(&self, place: &Place) -> Vec<Finding> {
        services::assignments(self.plan, place)
    }
}

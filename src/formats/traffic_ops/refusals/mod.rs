//! What Traffic Ops would refuse of the rows that are written: the rules of API 5.0 as a running Traffic Ops 8.1 was seen
//! to hold them, each with its source. What it takes, however odd, is not told here.

mod names;
pub(crate) mod rows;
pub(crate) mod servers;
pub(crate) mod services;
pub(crate) mod topologies;

use std::borrow::Cow;

use crate::finding::{Finding, Place, Severity};
use crate::model::{AnyId, Asn, CacheGroup, Id, Kind, Link, Parameter, PhysLocation, Plan, Server, Tabled};

pub(crate) use names::{is_taken_by_older, name_fault, server_keys};

/// What one row has against it: members, and why. Rules tell the same while one types.
#[derive(Debug, Default)]
pub(crate) struct Against {
    /// Members of the API, which are keys of fields, and why Traffic Ops does not take them.
    pub list: Vec<(&'static str, String)>,
}

impl Against {
    fn say(&mut self, member: &'static str, message: impl Into<String>) {
        self.list.push((member, message.into()));
    }
}

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

/// The name behind a link; empty where there is none.
fn name_of<T: Tabled>(plan: &Plan, link: Option<&Link<T>>) -> String {
    match link {
        Some(Link::To(id)) => plan.get(*id).map_or_else(String::new, |entity| entity.name().into_owned()),
        Some(Link::Absent(absent)) => absent.identity.last().cloned().unwrap_or_default(),
        None => String::new(),
    }
}

/// So many names are listed before the rest is only counted.
const NAMES_SHOWN: usize = 3;

/// Names for a message.
fn listed<'n>(names: impl IntoIterator<Item = Cow<'n, str>>) -> String {
    let names: Vec<Cow<'_, str>> = names.into_iter().collect();
    let shown = names.iter().take(NAMES_SHOWN).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMES_SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

//! What follows other objects by their names: the residuals of a CDN's snapshots, and what Traffic Router knows of a
//! delivery service beside the snapshot. Both are renamed with what they are of, and go with it. What they say is
//! nothing to it.

use super::change::{Change, Delta};
use crate::model::{Cdn, Id, OtherRow, Plan, RegionalGeoRules, ServiceFederations, ServiceSteering, Tabled};
use crate::sorting::{OrderedMap, OrderedSet};

/// The changes that follow from others. Objects that those speak of themselves are as they say.
pub(super) fn follow_up(plan: &Plan, changes: &[Change]) -> Vec<Change> {
    let mut following = of_cdns(plan, changes);
    let names: ServiceNames<'_> = changes.iter().filter_map(renamed_service).collect();
    if !names.is_empty() {
        following.extend(of_services::<ServiceSteering>(plan, changes, &names));
        following.extend(of_services::<ServiceFederations>(plan, changes, &names));
        following.extend(of_services::<RegionalGeoRules>(plan, changes, &names));
    }
    following
}

/// The names of delivery services that change or go: the old one, and the new one unless the service goes.
type ServiceNames<'a> = OrderedMap<&'a str, Option<&'a str>>;

fn renamed_service(change: &Change) -> Option<(&str, Option<&str>)> {
    let Change::DeliveryService(Delta { before: Some(before), after, .. }) = change else { return None };
    let name = after.as_ref().map(|after| after.xml_id.as_str());
    (name != Some(before.xml_id.as_str())).then_some((before.xml_id.as_str(), name))
}

/// What is of a delivery service, by its xmlId.
trait OfService: Tabled {
    /// The change, if it is of such an object.
    fn delta(change: &Change) -> Option<&Delta<Self>>;

    /// Makes it another service's.
    fn put_service(&mut self, xml_id: &str);
}

macro_rules! of_service {
    ($($Kind:ident)*) => {$(
        impl OfService for $Kind {
            fn delta(change: &Change) -> Option<&Delta<Self>> {
                match change {
                    Change::$Kind(delta) => Some(delta),
                    _ => None,
                }
            }

            fn put_service(&mut self, xml_id: &str) {
                xml_id.clone_into(&mut self.delivery_service);
            }
        }
    )*};
}
of_service!(ServiceSteering ServiceFederations RegionalGeoRules);

/// What follows delivery services, of one kind. Where the new name has an object of the kind already, both stay.
fn of_services<T: OfService>(plan: &Plan, changes: &[Change], names: &ServiceNames<'_>) -> Vec<Change>
where
    Change: From<Delta<T>>,
{
    let spoken_of: Vec<&Delta<T>> = changes.iter().filter_map(T::delta).collect();
    let is_settled = |id: Id<T>| spoken_of.iter().any(|delta| delta.id == id);
    let comes = |name: &str| spoken_of.iter().any(|delta| delta.after.as_ref().is_some_and(|own| own.name() == name));
    let mut following = Vec::new();
    for (old, new) in names {
        let Some(id) = plan.find::<T>(old).filter(|id| !is_settled(*id)) else { continue };
        let Some(before) = plan.get(id) else { continue };
        match new {
            None => following.push(Delta::removed(id, before).into()),
            Some(new) if !comes(new) && plan.find::<T>(new).is_none() => {
                let mut after = T::clone(before);
                after.put_service(new);
                following.push(Delta::changed(id, before, after).into());
            }
            Some(_) => {}
        }
    }
    following
}

/// What follows CDNs.
fn of_cdns(plan: &Plan, changes: &[Change]) -> Vec<Change> {
    // The old name, and the new one unless the CDN goes.
    let names: OrderedMap<&str, Option<&str>> = changes.iter().filter_map(renamed_cdn).collect();
    if names.is_empty() {
        return Vec::new();
    }
    let spoken_of: Vec<&Delta<OtherRow>> = changes.iter().filter_map(other_row).collect();
    let settled: OrderedSet<Id<OtherRow>> = spoken_of.iter().map(|delta| delta.id).collect();
    let taken: OrderedSet<&str> =
        spoken_of.iter().filter_map(|delta| delta.after.as_ref()).map(|row| row.row_key.as_str()).collect();
    let is_new_name = |cdn: &str| names.values().flatten().any(|name| *name == cdn);
    let mut following = Vec::new();
    for (id, row) in plan.other_rows().iter().filter(|(id, _)| !settled.contains(id)) {
        let Some(cdn) = row.residuals_of() else { continue };
        let next = match names.get(cdn) {
            Some(name) => name.map(|name| row.by_cdn(name)).filter(|next| !taken.contains(next.row_key.as_str())),
            // Left behind by a CDN that had the name before.
            None if is_new_name(cdn) && plan.find::<Cdn>(cdn).is_none() => None,
            None => continue,
        };
        following.push(match next {
            Some(next) => Delta::changed(id, row, next).into(),
            None => Delta::removed(id, row).into(),
        });
    }
    following
}

fn renamed_cdn(change: &Change) -> Option<(&str, Option<&str>)> {
    let Change::Cdn(Delta { before: Some(before), after, .. }) = change else { return None };
    let name = after.as_ref().map(|after| after.name.as_str());
    (name != Some(before.name.as_str())).then_some((before.name.as_str(), name))
}

fn other_row(change: &Change) -> Option<&Delta<OtherRow>> {
    match change {
        Change::OtherRow(delta) => Some(delta),
        _ => None,
    }
}

//! Rows of steering and federations that a plan keeps unread, as earlier versions did, to what they are now. Rows that say
//! too little, or of a service that has its own already, stay as they are.

use std::sync::Arc;

use crate::edit::import::{ImportOptions, Incoming, IncomingObject, import_rows};
use crate::edit::{Delta, Edit};
use crate::finding::{At, Place};
use crate::formats::json::Json;
use crate::model::{DeliveryService, Id, Kind, OtherRow, Plan, ServiceFederations, ServiceSteering};
use crate::sorting::OrderedSet;

use super::endpoints::{self, Holds, OfId};
use super::entities::TakenRow;
use super::federations::{self, FederationRows};
use super::row_members::RowMembers;
use super::steering::{self, KnownNames, TargetRows};
use super::targets_alone::TargetSources;

/// What the edit is called.
const LABEL: &str = "Take up steering and federations";

/// The edit that makes steering and federations of the rows that a plan keeps; none: there is nothing to take up.
pub fn adopt_rows(plan: &Plan) -> Option<Edit> {
    let rows: Vec<(Id<OtherRow>, &Arc<OtherRow>)> =
        plan.other_rows().iter().filter(|(_, row)| is_wanted(&row.endpoint)).collect();
    if rows.is_empty() {
        return None;
    }
    let mut adopting = Adopting::default();
    for (at, (_, row)) in rows.iter().enumerate() {
        if let Json::Object(members) = Json::of_value(&row.document) {
            adopting.row(&row.endpoint, &Place { file: Arc::from("plan"), at: At::Row(at) }, &members);
        } else {
            adopting.kept.insert(at);
        }
    }
    if adopting.is_partial {
        // What other rows say of the same service must not stand for the whole: all stay.
        return None;
    }
    let (incoming, kept) = adopting.finish(plan);
    let outcome = import_rows(plan, incoming, ImportOptions { keep_going: true, ..ImportOptions::default() }).ok()?;
    let gone = rows.iter().enumerate().filter(|(at, _)| !kept.contains(at));
    let gone = gone.map(|(_, (id, row))| Delta::removed(*id, row).into());
    let mut changes = outcome.edit.changes;
    changes.extend(gone);
    let edit = Edit::new(LABEL, changes);
    (!edit.is_empty() && plan.applying(&edit).is_ok()).then_some(edit)
}

fn is_wanted(endpoint: &str) -> bool {
    let holds = endpoints::find(endpoint).map(|endpoint| endpoint.holds);
    let of_id = || endpoints::of_id(endpoint).is_some_and(|of_id| !matches!(of_id, OfId::ServiceRegexes(_)));
    matches!(holds, Some(Holds::Steering | Holds::Federations)) || of_id()
}

/// What the rows say so far.
#[derive(Default)]
struct Adopting {
    incoming: Incoming,
    targets: TargetRows,
    federations: FederationRows,
    /// Rows that stay as they are, by their places.
    kept: OrderedSet<usize>,
    /// Whether a service's row cannot be read.
    is_partial: bool,
}

impl Adopting {
    fn row(&mut self, endpoint: &str, place: &Place, members: &RowMembers) {
        let taken = match endpoints::of_id(endpoint) {
            Some(OfId::SteeringTargets) => self.steering(place.clone(), members),
            Some(OfId::FederationServices(id)) => self.federations.add_service(id, members),
            Some(OfId::FederationResolvers(id)) => self.federations.add_resolver(id, members),
            None if endpoints::find(endpoint).is_some_and(|found| found.holds == Holds::Steering) => {
                self.steering(place.clone(), members)
            }
            Some(OfId::ServiceRegexes(_)) => false,
            Some(OfId::CdnFederations) | None => self.federation(place.clone(), members),
        };
        if !taken {
            self.kept.extend(row_of(place));
        }
    }

    fn steering(&mut self, place: Place, members: &RowMembers) -> bool {
        match steering::form_of(members) {
            steering::SteeringRowForm::Service => self.take(steering::read(place, members)),
            steering::SteeringRowForm::Target => self.targets.add(place, members).is_ok(),
            steering::SteeringRowForm::Untyped => false,
        }
    }

    fn federation(&mut self, place: Place, members: &RowMembers) -> bool {
        match federations::form_of(members) {
            federations::FederationRowForm::Service => self.take(federations::read(place, members)),
            federations::FederationRowForm::Federation => self.federations.add(place, members).is_ok(),
            federations::FederationRowForm::Other => false,
        }
    }

    fn take(&mut self, taken: TakenRow) -> bool {
        let is_whole = !taken.left_out;
        self.is_partial |= taken.left_out;
        self.incoming.objects.extend(taken.objects);
        is_whole
    }

    /// The objects, and the places of the rows that stay.
    fn finish(self, plan: &Plan) -> (Incoming, OrderedSet<usize>) {
        let Self { mut incoming, targets, federations, mut kept, .. } = self;
        let mut known = KnownNames::default();
        let services =
            plan.delivery_services().iter().map(|(_, own)| (own.upstream.traffic_ops_id, own.xml_id.as_str()));
        known.add(Kind::DeliveryService, services);
        let types = plan.types().iter().map(|(_, own)| (own.upstream.traffic_ops_id, own.name.as_str()));
        known.add(Kind::Type, types);
        let left = targets.settle_with(&mut incoming, &known, &TargetSources::of_plan(plan));
        kept.extend(left.iter().chain(&federations.settle(&mut incoming)).filter_map(|(place, _)| row_of(place)));
        // What the plan says of a service already counts.
        incoming.objects.retain(|object| {
            let is_new = !is_there(plan, object);
            if !is_new {
                kept.extend(row_of(&object.place));
            }
            is_new
        });
        for object in incoming.objects.iter_mut().filter(|object| object.kind == Kind::ServiceSteering) {
            if plan.find::<DeliveryService>(&object.identity.concat()).is_some() {
                object.unmodelled.remove(steering::CLIENT_STEERING);
            }
        }
        (incoming, kept)
    }
}

fn is_there(plan: &Plan, object: &IncomingObject) -> bool {
    let name = object.identity.concat();
    match object.kind {
        Kind::ServiceSteering => plan.find::<ServiceSteering>(&name).is_some(),
        _ => plan.find::<ServiceFederations>(&name).is_some(),
    }
}

const fn row_of(place: &Place) -> Option<usize> {
    match place.at {
        At::Row(row) => Some(row),
        _ => None,
    }
}

//! What the rows of endpoints come to whose rows are no object each: some say something of others, some are kept as they
//! are. How rows are found and parsed is the room's.

use std::sync::Arc;

use super::{BodiesReading, ReadContext};
use crate::edit::import::IncomingPair;
use crate::finding::Place;
use crate::formats::json::Row;
use crate::formats::traffic_ops::endpoints::OwnedRows;
use crate::formats::traffic_ops::entities::{EntityReader, TakenRow};
use crate::formats::traffic_ops::federations::{self, FederationRowForm, FederationRows};
use crate::formats::traffic_ops::row_members::RowMembers;
use crate::formats::traffic_ops::{others, pairs, regexes, steering};
use crate::model::{Absent, Kind, Target};
use crate::sorting::OrderedSet;

impl BodiesReading<'_> {
    pub(super) fn required(&mut self, context: &ReadContext, rows: &[Row]) {
        let mut found = self.required.take().unwrap_or_default();
        self.each(context, rows, |reading, place, members| match pairs::required(&place, &members) {
            Ok(required) => found.push(required),
            Err(problem) => reading.add(TakenRow::refused(*problem)),
        });
        self.required = Some(found);
    }

    /// Rows of steering services and of their targets.
    pub(super) fn steering(&mut self, context: &ReadContext, endpoint: &str, rows: &[Row]) {
        let before = self.incoming.left_out;
        self.each(context, rows, |reading, place, members| match steering::form_of(&members) {
            steering::SteeringRowForm::Service => reading.add(steering::read(place, &members)),
            steering::SteeringRowForm::Target => {
                if let Err(problems) = reading.steering_targets.add(place, &members) {
                    reading.add(TakenRow { problems, left_out: true, ..TakenRow::default() });
                }
            }
            steering::SteeringRowForm::Untyped => reading.other(endpoint, place, members),
        });
        self.steering_targets.is_partial |= before < self.incoming.left_out;
    }

    /// Rows of services and their federations, or of federations.
    pub(super) fn federations(&mut self, context: &ReadContext, endpoint: &str, rows: &[Row]) {
        let before = self.incoming.left_out;
        self.each(context, rows, |reading, place, members| match federations::form_of(&members) {
            FederationRowForm::Service => reading.add(federations::read(place, &members)),
            FederationRowForm::Federation => {
                if let Err(problems) = reading.federations.add(place, &members) {
                    reading.add(TakenRow { problems, left_out: true, ..TakenRow::default() });
                }
            }
            FederationRowForm::Other => reading.other(endpoint, place, members),
        });
        self.federations.is_partial |= before < self.incoming.left_out;
    }

    /// Rows that say something of one federation; what says nothing of it is kept as it is.
    pub(super) fn parts(
        &mut self,
        context: &ReadContext,
        endpoint: &str,
        rows: &[Row],
        add: &dyn Fn(&mut FederationRows, &RowMembers) -> bool,
    ) {
        self.each(context, rows, |reading, place, members| {
            if !add(&mut reading.federations, &members) {
                reading.other(endpoint, place, members);
            }
        });
    }

    /// The expressions of one delivery service: all of them or, where one is wrong, none.
    pub(super) fn regexes_of(&mut self, context: &ReadContext, rows: &[Row], service_id: i64) {
        let (before, mut list) = (self.incoming.left_out, Vec::new());
        self.each(context, rows, |reading, place, members| match regexes::read_one(&place, members) {
            Ok(expression) => list.push(expression),
            Err(problems) => reading.add(TakenRow { problems, left_out: true, ..TakenRow::default() }),
        });
        if before == self.incoming.left_out {
            self.incoming.objects.push(regexes::of_service(Place::whole(context.file), service_id, list));
        }
    }

    /// Rows of what one object has. Where the same objects stand in rows of their own, those count.
    pub(super) fn owned(&mut self, context: &ReadContext, rows: &[Row], owned: &OwnedRows) {
        let reader = EntityReader::of(owned.kind);
        self.take(context, rows, &|place, members| {
            let mut taken = TakenRow { relations: OrderedSet::new(), ..reader.read(context.is_body, place, members) };
            for object in &mut taken.objects {
                object.derived = true;
                // Services and servers have more to say here, of each other.
                if owned.kind != Kind::Parameter {
                    object.unmodelled.clear();
                }
            }
            let pair = taken.objects.first().map(|object| {
                let own = Absent { identity: object.identity.clone(), traffic_ops_id: object.traffic_ops_id };
                let (owner, own) = (Target::Absent(Arc::clone(&owned.owner)), Target::Absent(Arc::new(own)));
                let (a, b) = if owned.is_second { (own, owner) } else { (owner, own) };
                IncomingPair { relation: owned.relation, place: object.place.clone(), a, b }
            });
            taken.pairs.extend(pair);
            taken
        });
    }

    /// Keeps one row as it is.
    pub(super) fn other(&mut self, endpoint: &str, place: Place, members: RowMembers) {
        self.incoming.kinds.insert(Kind::OtherRow);
        self.incoming.endpoints.insert(endpoint.to_owned());
        let object = others::read(endpoint, place, members, &mut self.other_keys);
        self.incoming.objects.push(object);
    }

    pub(super) fn others(&mut self, context: &ReadContext, endpoint: &str, rows: &[Row]) {
        self.incoming.kinds.insert(Kind::OtherRow);
        self.incoming.endpoints.insert(endpoint.to_owned());
        self.each(context, rows, |reading, place, members| {
            let object = others::read(endpoint, place, members, &mut reading.other_keys);
            reading.incoming.objects.push(object);
        });
    }
}

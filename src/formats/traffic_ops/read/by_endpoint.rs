//! What the rows of endpoints come to whose rows are no object each: some say something of others, some are kept as they
//! are. How rows are found and parsed is the room's.

use super::{BodiesReading, ReadContext};
use crate::finding::Place;
use crate::formats::json::Row;
use crate::formats::traffic_ops::entities::TakenRow;
use crate::formats::traffic_ops::federations::{self, FederationRowForm, FederationRows};
use crate::formats::traffic_ops::row_members::RowMembers;
use crate::formats::traffic_ops::{others, pairs, steering};
use crate::model::Kind;

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

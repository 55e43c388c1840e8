//! Coverage zone files of plan-text 1, which hold their zones and these their networks: one line, many objects.

use std::collections::HashMap;
use std::sync::Arc;

use super::document::{self, LineMembers};
use super::entity;
use super::fault::LineFieldFault;
use crate::edit::import::IncomingObject;
use crate::finding::Place;
use crate::formats::json::Json;
use crate::model::field::FieldType as _;
use crate::model::{Absent, CoverageZone, CoverageZoneFile, Kind, Link, NestedZone, Shape, Value, identity_len};

/// The member of a file's line that holds its zones.
const ZONES: &str = "zones";

/// The shape of what it holds.
const SHAPE: Shape = <Vec<NestedZone>>::SHAPE;

/// Reads the line of a file: the file, its zones and their networks.
pub(super) fn objects(mut members: LineMembers<'_>, place: &Place) -> Result<Vec<IncomingObject>, Vec<LineFieldFault>> {
    let mut faults = Vec::new();
    let zones = members.take(ZONES).map_or(Vec::new(), |json| zones(&json, &mut faults));
    let file = entity::object(Kind::CoverageZoneFile, members, place.clone());
    let file = match file {
        Ok(file) if faults.is_empty() => file,
        Ok(_) => return Err(faults),
        Err(more) => return Err(faults.into_iter().chain(more).collect()),
    };
    let mut numbering = Numbering::default();
    let link =
        Link::<CoverageZoneFile>::Absent(Arc::new(Absent { identity: file.identity.clone(), traffic_ops_id: None }));
    let mut objects = vec![file];
    let places = std::iter::successors(Some(1.0), |place| Some(place + 1.0));
    for (zone, order) in zones.into_iter().zip(places) {
        let (mut zone, networks) = zone.into_parts(order);
        zone.file = Some(link.clone());
        let zone = numbering.numbered(entity::of(&zone, place.clone()));
        let link =
            Link::<CoverageZone>::Absent(Arc::new(Absent { identity: zone.identity.clone(), traffic_ops_id: None }));
        objects.push(zone);
        for mut network in networks {
            network.zone = Some(link.clone());
            objects.push(numbering.numbered(entity::of(&network, place.clone())));
        }
    }
    Ok(objects)
}

fn zones(json: &Json<'_>, faults: &mut Vec<LineFieldFault>) -> Vec<NestedZone> {
    let value = document::value(ZONES, &SHAPE, true, json, faults).unwrap_or(Value::Null);
    match <Vec<NestedZone>>::from_value(value) {
        Ok(zones) => zones,
        Err(error) => {
            faults.push(entity::value_fault(ZONES, &error));
            Vec::new()
        }
    }
}

/// Counts what shares an identity.
#[derive(Default)]
struct Numbering(HashMap<(Kind, Vec<String>), usize>);

impl Numbering {
    fn numbered(&mut self, mut object: IncomingObject) -> IncomingObject {
        debug_assert_eq!(object.identity.len(), identity_len(object.kind));
        let count = self.0.entry((object.kind, object.identity.clone())).or_default();
        *count += 1;
        if 1 < *count {
            object.identity.push(count.to_string());
        }
        object
    }
}

//! A plan as a collection of features, one a line, in the order of their names: points first, then lines.

use ::geojson::{Feature, Geometry, JsonObject};

use crate::finding::{Finding, Place, Severity};
use crate::formats::csv::cell::link_json;
use crate::formats::json::{compact, to_json};
use crate::formats::placemarks::{DrawnLine, KIND, LINK, PlacedObject, PlacedObjects};
use crate::formats::writing::{WritingError, Written};
use crate::model::{Identities, Plan, Position};

/// Writes a plan's cache groups, phys locations, servers, ASNs and links.
pub fn write(plan: &Plan) -> Result<Written, WritingError> {
    let (placed, names) = (PlacedObjects::of(plan), Identities::of(plan));
    let objects = placed.kinds().into_iter().flat_map(|(_, objects)| objects);
    let objects = objects.map(|object| of_object(object, &names));
    let features: Vec<String> =
        objects.chain(placed.lines.iter().map(of_line)).map(|feature| printed(&feature)).collect();
    let mut bytes = b"{\"type\":\"FeatureCollection\",\"features\":[\n".to_vec();
    bytes.extend_from_slice(features.join(",\n").as_bytes());
    bytes.extend_from_slice(b"\n]}\n");
    let problems = placed.unplaced().map(|unplaced| {
        let message = format!("without a position and so without a geometry: {unplaced}");
        Finding::new(Severity::Note, Place::whole(&"GeoJSON".into()), "", message)
    });
    Ok(Written::one(bytes, problems.into_iter().collect()))
}

fn printed(feature: &Feature) -> String {
    // A feature made of texts and numbers is JSON; nothing else is put into one here.
    serde_json::to_value(feature).map(|value| compact(&value)).unwrap_or_default()
}

fn of_object(object: &PlacedObject, names: &Identities<'_>) -> Feature {
    let mut properties = JsonObject::new();
    properties.insert(KIND.to_owned(), object.kind.key().into());
    for (key, shape, value) in &object.properties {
        let json = to_json(shape, value.clone(), &mut |link| link_json(&link, names));
        properties.insert((*key).to_owned(), json.into_value());
    }
    let geometry = object.position.map(|position| Geometry::new_point(pair(position)));
    Feature { geometry, properties: Some(properties), ..Feature::default() }
}

fn of_line(line: &DrawnLine) -> Feature {
    let mut properties = JsonObject::new();
    let members = [(KIND, LINK), (LINK, line.kind.word()), ("from", &line.from), ("to", &line.to)];
    properties.extend(members.map(|(key, value)| (key.to_owned(), value.into())));
    if let Some(order) = line.order {
        properties.insert("order".to_owned(), order.into());
    }
    let points = |piece: &[Position]| piece.iter().copied().map(pair).collect::<Vec<_>>();
    let geometry = match line.pieces.as_slice() {
        [piece] => Geometry::new_line_string(points(piece)),
        pieces => Geometry::new_multi_line_string(pieces.iter().map(|piece| points(piece))),
    };
    Feature { geometry: Some(geometry), properties: Some(properties), ..Feature::default() }
}

/// As maps have it: east first.
fn pair(position: Position) -> [f64; 2] {
    [position.longitude(), position.latitude()]
}

//! KML documents, packed or not, to `Incoming`: a placemark with a point is an object, its extended data are its fields.

use std::sync::atomic::Ordering;

use crate::edit::import::Incoming;
use crate::finding::{At, Finding, Place, Severity};
use crate::formats::csv::{ReadTable, TableChoices, kind_named};
use crate::formats::files::InputFile;
use crate::formats::json::Json;
use crate::formats::placemarks::{KIND, LINK, MapMark, MarkGathering};
use crate::formats::traffic_ops::ReadOptions;

use super::packed::{is_packed, unpack};
use super::parse::{Placemark, placemarks};

/// Reads files that were found before, and gives their marks besides as tables.
pub fn read_tables(sources: &[InputFile], options: &ReadOptions, choices: &TableChoices) -> (Incoming, Vec<ReadTable>) {
    let (mut incoming, mut tables) = (Incoming::default(), Vec::new());
    let forced = options.kind.as_deref().and_then(kind_named);
    for source in sources.iter().take_while(|_| !options.cancelled.load(Ordering::Relaxed)) {
        let refused = |at: At, message: String| {
            Finding::new(Severity::Error, Place { file: source.name.clone(), at }, "", message)
        };
        let document = match source.read() {
            Ok(bytes) if is_packed(&bytes) => unpack(&bytes).map_err(|error| error.to_string()),
            Ok(bytes) => Ok(bytes.into_owned()),
            Err(error) => Err(error.to_string()),
        };
        let document = match document {
            Ok(document) => document,
            Err(message) => {
                incoming.problems.push(refused(At::Whole, message));
                continue;
            }
        };
        let mut gathering = MarkGathering::new(&source.name, forced, choices, &mut incoming);
        let parsed = placemarks(&document, |placemark| take(&mut gathering, placemark));
        if let Err((line, error)) = parsed {
            gathering.refuse(At::Line(line), "", error.to_string());
        }
        tables.extend(gathering.finish());
    }
    (incoming, tables)
}

fn take(gathering: &mut MarkGathering<'_>, placemark: Placemark) {
    let Placemark { line, folders, name, data, geometries } = placemark;
    let at = At::Line(line);
    if data.iter().any(|(key, value)| key == KIND && value == LINK) {
        return;
    }
    let place = match geometries.as_slice() {
        [] => None,
        [(geometry, coordinates)] if geometry == "Point" => {
            let Some(place) = position(coordinates) else {
                let message = format!("`{}` is no longitude,latitude", coordinates.trim());
                return gathering.refuse(at, "coordinates", message);
            };
            Some(place)
        }
        [(geometry, _)] => {
            return gathering.refuse(at, "", format!("a {geometry} is no place: only a Point is one"));
        }
        several => {
            let message = format!("it has {} geometries: only one Point is a place", several.len());
            return gathering.refuse(at, "", message);
        }
    };
    let text = |text: String| Json::Text(text.into());
    let mut properties: Vec<(String, Json<'_>)> = Vec::new();
    properties.extend(data.into_iter().map(|(key, value)| (key, text(value))));
    // Of two names the first counts, and the one among the data is exact.
    properties.extend(name.filter(|name| !name.is_empty()).map(|name| ("name".to_owned(), text(name))));
    // The innermost folder that is called after a kind says what is in it.
    let kind = folders.iter().rev().find_map(|folder| kind_named(folder));
    gathering.take(MapMark { at, kind, place, properties, are_texts: true });
}

fn position(coordinates: &str) -> Option<[f64; 2]> {
    let mut numbers = coordinates.trim().split(',').map(|number| number.trim().parse::<f64>().ok());
    let place = [numbers.next()??, numbers.next()??];
    let is_rest_a_height = numbers.all(|number| number.is_some());
    (is_rest_a_height && place.iter().all(|degrees| degrees.is_finite())).then_some(place)
}

//! Features, collections of them and bare geometries to `Incoming`. Points are taken; what else there is says so.

use std::sync::atomic::Ordering;

use ::geojson::{Geometry, GeometryValue};

use crate::edit::import::Incoming;
use crate::finding::{At, Finding, Place, Severity};
use crate::formats::csv::{ReadTable, TableChoices, kind_named};
use crate::formats::files::InputFile;
use crate::formats::json::{self, Json};
use crate::formats::placemarks::{KIND, LINK, MapMark, MarkGathering};
use crate::formats::traffic_ops::ReadOptions;

/// What a geometry may be.
const GEOMETRIES: [&str; 7] =
    ["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"];

/// So much of a file is looked at to recognise it.
const LOOKED_AT: usize = 1 << 16;

/// Whether bytes are `GeoJSON`, by the type and what goes with it at the top.
pub fn recognises(bytes: &[u8]) -> bool {
    let begin = bytes.get(..LOOKED_AT).unwrap_or(bytes).trim_ascii_start();
    let begin = String::from_utf8_lossy(begin);
    if !begin.starts_with('{') {
        return false;
    }
    let plain: String = begin.chars().filter(|letter| !letter.is_whitespace()).collect();
    let is_said = |word: &str| plain.contains(&format!("\"type\":\"{word}\""));
    let has = |key: &str| plain.contains(&format!("\"{key}\":"));
    (is_said("FeatureCollection") && has("features"))
        || (is_said("Feature") && (has("geometry") || has("properties")))
        || (plain.starts_with("{\"type\":\"") && GEOMETRIES.iter().any(|word| is_said(word)) && has("coordinates"))
}

/// Reads files that were found before, and gives their marks besides as tables.
pub fn read_tables(sources: &[InputFile], options: &ReadOptions, choices: &TableChoices) -> (Incoming, Vec<ReadTable>) {
    let (mut incoming, mut tables) = (Incoming::default(), Vec::new());
    let forced = options.kind.as_deref().and_then(kind_named);
    for source in sources.iter().take_while(|_| !options.cancelled.load(Ordering::Relaxed)) {
        let place = |at: At| Place { file: source.name.clone(), at };
        let refused = |place: Place, message: String| Finding::new(Severity::Error, place, "", message);
        let bytes = match source.read() {
            Ok(bytes) => bytes,
            Err(error) => {
                incoming.problems.push(refused(place(At::Whole), error.to_string()));
                continue;
            }
        };
        let document = match json::parse(&bytes) {
            Ok(document) => document,
            Err(error) => {
                let at = if error.spot().is_empty() { At::Whole } else { At::Spot(error.spot()) };
                incoming.problems.push(refused(place(at), error.reason()));
                continue;
            }
        };
        let mut gathering = MarkGathering::new(&source.name, forced, choices, &mut incoming);
        document_of(&mut gathering, document);
        tables.extend(gathering.finish());
    }
    (incoming, tables)
}

fn document_of(gathering: &mut MarkGathering<'_>, document: Json<'_>) {
    let Json::Object(members) = document else {
        return gathering.refuse(At::Whole, "", format!("expected an object, found {}", document.describe()));
    };
    let type_ = text_of(&members, "type");
    if let Some(system) = other_system(&members) {
        let message = format!("the coordinates are of {system}: save the layer in WGS 84 (EPSG:4326)");
        return gathering.refuse(At::Whole, "crs", message);
    }
    match type_.as_deref() {
        Some("FeatureCollection") => match taken(members, "features") {
            Some(Json::List(features)) => {
                for (index, found) in features.into_iter().enumerate() {
                    feature(gathering, At::Spot(format!("feature {index}")), found);
                }
            }
            _ => gathering.refuse(At::Whole, "features", "expected a list of features"),
        },
        Some("Feature") => feature(gathering, At::Whole, Json::Object(members)),
        Some(word) if GEOMETRIES.contains(&word) => bare(gathering, members),
        Some(word) => gathering.refuse(At::Whole, "type", format!("`{word}` is no type of GeoJSON")),
        None => gathering.refuse(At::Whole, "type", "nothing says what it is: expected FeatureCollection or Feature"),
    }
}

/// A geometry without a feature around it: what stands beside it are its properties.
fn bare(gathering: &mut MarkGathering<'_>, members: Vec<(std::borrow::Cow<'_, str>, Json<'_>)>) {
    let (own, properties): (Vec<_>, Vec<_>) =
        members.into_iter().partition(|(key, _)| matches!(&**key, "type" | "coordinates" | "geometries" | "bbox"));
    let properties = properties.into_iter().map(|(key, value)| (key.into_owned(), value)).collect();
    match point(&Json::Object(own)) {
        Ok(place) => {
            gathering.take(MapMark { at: At::Whole, kind: None, place: Some(place), properties, are_texts: false });
        }
        Err(message) => gathering.refuse(At::Whole, "", message),
    }
}

fn feature(gathering: &mut MarkGathering<'_>, at: At, found: Json<'_>) {
    let Json::Object(members) = found else {
        return gathering.refuse(at, "", format!("expected a feature, found {}", found.describe()));
    };
    if text_of(&members, "type").as_deref() != Some("Feature") {
        return gathering.refuse(at, "type", "expected `Feature`");
    }
    let (mut properties, mut geometry, mut id) = (Vec::new(), Json::Null, None);
    for (key, value) in members {
        match (&*key, value) {
            ("properties", Json::Object(members)) => {
                properties = members.into_iter().map(|(key, value)| (key.into_owned(), value)).collect();
            }
            ("properties", Json::Null) => {}
            ("properties", other) => {
                return gathering.refuse(at, "properties", format!("expected an object, found {}", other.describe()));
            }
            ("geometry", value) => geometry = value,
            ("id", value @ Json::Text(_)) => id = Some(value),
            _ => {}
        }
    }
    let is_link = |(key, value): &(String, Json<'_>)| key == KIND && value.as_text() == Some(LINK);
    if properties.iter().any(is_link) {
        return;
    }
    let is_named = |(key, _): &(String, Json<'_>)| key.eq_ignore_ascii_case("name");
    if let Some(id) = id.filter(|_| !properties.iter().any(is_named)) {
        properties.insert(0, ("name".to_owned(), id));
    }
    let place = match geometry {
        Json::Null => None,
        geometry => match point(&geometry) {
            Ok(place) => Some(place),
            Err(message) => return gathering.refuse(at, "geometry", message),
        },
    };
    gathering.take(MapMark { at, kind: None, place, properties, are_texts: false });
}

/// Where a geometry is, if it is a point.
fn point(geometry: &Json<'_>) -> Result<[f64; 2], String> {
    let geometry: Geometry = serde_json::from_value(geometry.clone().into_value())
        .map_err(|error| format!("this is no geometry: {error}"))?;
    let position = match &geometry.value {
        GeometryValue::Point { coordinates } => coordinates,
        // Some programs write every layer of points so.
        GeometryValue::MultiPoint { coordinates } if coordinates.len() == 1 => &coordinates[0],
        other => return Err(format!("a {} is no place: only a Point is one", other.type_name())),
    };
    match position.as_slice() {
        [longitude, latitude, ..] => Ok([*longitude, *latitude]),
        _ => Err("a position has a longitude and a latitude".to_owned()),
    }
}

/// The name of a coordinate system that is not the one of all `GeoJSON`, as old files may say.
fn other_system(members: &[(std::borrow::Cow<'_, str>, Json<'_>)]) -> Option<String> {
    let (_, system) = members.iter().find(|(key, _)| key == "crs")?;
    let name = system.get("properties")?.get("name")?.as_text()?;
    let is_known = name.ends_with("CRS84") || name.ends_with("EPSG::4326") || name.ends_with("EPSG:4326");
    (!is_known).then(|| name.to_owned())
}

fn text_of(members: &[(std::borrow::Cow<'_, str>, Json<'_>)], key: &str) -> Option<String> {
    members.iter().find(|(name, _)| name == key)?.1.as_text().map(str::to_owned)
}

fn taken<'a>(members: Vec<(std::borrow::Cow<'a, str>, Json<'a>)>, key: &str) -> Option<Json<'a>> {
    members.into_iter().find(|(name, _)| name == key).map(|(_, value)| value)
}

//! The file for regional geo blocking (`RegionalGeo.parseConfigJson`).

use super::{RouterFileError, double, kind, member, text};
use crate::routing::{CoordinateRange, PostalsType, RegionalGeoRule};
use crate::snapshot::document::Node;

/// The rules of a file.
pub fn regional_geo_rules_of(file: &Node) -> Result<Vec<RegionalGeoRule>, RouterFileError> {
    let rules = member(file, "deliveryServices", "")?;
    rules.elements().enumerate().map(|(index, node)| rule(node, &format!("/deliveryServices/{index}"))).collect()
}

fn rule(node: &Node, place: &str) -> Result<RegionalGeoRule, RouterFileError> {
    let location = member(node, "geoLocation", place)?;
    let place_of_location = format!("{place}/geoLocation");
    let (postals, codes) = match (location.get("includePostalCode"), location.get("excludePostalCode")) {
        (Some(codes), _) => (PostalsType::Include, codes),
        (None, Some(codes)) => (PostalsType::Exclude, codes),
        (None, None) => {
            let key = "includePostalCode` or `excludePostalCode".to_owned();
            return Err(RouterFileError::Missing { place: place_of_location, key });
        }
    };
    let texts = |list: &Node| list.elements().map(|text| text.as_text().into_owned()).collect();
    Ok(RegionalGeoRule {
        delivery_service: text(node, "deliveryServiceId", place)?,
        url_regex: text(node, "urlRegex", place)?,
        redirect_url: text(node, "redirectUrl", place)?,
        is_steering: node.bool_or("isSteeringDS", false),
        white_list: node.get("ipWhiteList").map(texts),
        postals,
        postal_codes: codes.elements().map(|code| code.as_text().into_owned()).collect(),
        coordinate_ranges: location
            .get("coordinateRange")
            .map(|ranges| ranges.elements().map(|range| coordinate_range(range, &place_of_location)).collect())
            .transpose()?,
    })
}

/// As Jackson binds it: members that it does not know refuse the file.
fn coordinate_range(node: &Node, place: &str) -> Result<CoordinateRange, RouterFileError> {
    let place = format!("{place}/coordinateRange");
    let Node::Object(members) = node else { return Err(kind(&place, "an object", node)) };
    let mut range = CoordinateRange::default();
    for (key, value) in members {
        let degrees = match key.as_str() {
            "minLat" => &mut range.min_latitude,
            "minLon" => &mut range.min_longitude,
            "maxLat" => &mut range.max_latitude,
            "maxLon" => &mut range.max_longitude,
            _ => return Err(RouterFileError::Unknown { place, key: key.to_string() }),
        };
        *degrees = double(value, &place)?;
    }
    Ok(range)
}

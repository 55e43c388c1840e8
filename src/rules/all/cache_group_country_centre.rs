//! Cache groups beside the place to which Geo-IP sends the clients of which it knows only the country.

use crate::rules::prelude::*;
use crate::sorting::OrderedSet;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-country-centre"),
    severity: Severity::Note,
    title: "A cache group stands where Geo-IP puts a whole country",
    effect: "Clients of whom Geo-IP knows only the country are all sent here, wherever in the country they are; the group \
             may need far more capacity than its city does",
    fact: "MaxMind gives networks without a city the same place for all of a country, and its nearest group is flooded \
           (apache/trafficcontrol #4912); Traffic Router's `maxmind.default.override` parameters put another place instead \
           (TR/geolocation/MaxmindGeolocationService.java). Told within 10 km of the places that GeoLite2 City has for large \
           countries",
    check: Check::Plan(&[Kind::CacheGroup, Kind::Coordinate, Kind::Type, Kind::Parameter], check),
    fixes: none,
};

/// As near as this nobody else is nearer.
const NEAR_KM: f64 = 10.0;

/// What is as near as that differs by less in latitude.
const NEAR_DEGREES: f64 = NEAR_KM / 100.0;

/// Where `MaxMind` puts networks of which only the country is known: code, country, latitude,
/// longitude.
const CENTRES: &[(&str, &str, f64, f64)] = &[
    ("US", "the United States", 37.751, -97.822),
    ("GB", "the United Kingdom", 51.4964, -0.1224),
    ("DE", "Germany", 51.2993, 9.491),
    ("FR", "France", 48.8582, 2.3387),
    ("ES", "Spain", 40.4172, -3.684),
    ("NL", "the Netherlands", 52.3824, 4.8995),
    ("DK", "Denmark", 55.7123, 12.0564),
    ("PT", "Portugal", 38.7057, -9.1359),
    ("RU", "Russia", 55.7386, 37.6068),
    ("JP", "Japan", 35.69, 139.69),
    ("CN", "China", 34.7732, 113.722),
];

/// Whether clients come by geolocation; a group without a word about it is found in every way.
fn is_geolocated(group: &CacheGroup) -> bool {
    group.localization_methods.is_empty() || group.localization_methods.contains(&LocalizationMethod::Geo)
}

fn check(plan: &Plan, found: &mut Found<'_>) {
    let overridden: OrderedSet<&str> = plan.parameters().iter().filter_map(|(_, own)| overridden(own)).collect();
    let centres: Vec<(&str, Position)> = CENTRES
        .iter()
        .filter(|(code, ..)| !overridden.contains(code))
        .filter_map(|(_, country, latitude, longitude)| Some((*country, Position::new(*latitude, *longitude).ok()?)))
        .collect();
    for (id, group) in plan.cache_groups() {
        // Only edges take clients, and only those that Geo-IP may lead to.
        if group_role(plan, group) != GroupRole::Edge || !is_geolocated(group) {
            continue;
        }
        let Some(position) = position_of(plan, group) else { continue };
        // Few are on the same parallel, and only of these it is reckoned how far they are.
        let is_beside = |centre: &Position| (position.latitude() - centre.latitude()).abs() < NEAR_DEGREES;
        for (country, centre) in centres.iter().filter(|(_, centre)| is_beside(centre)) {
            let distance_km = position.distance_km(*centre);
            if distance_km < NEAR_KM {
                let message = format!(
                    "Geo-IP puts clients of whom it knows only {country} at {}, {}, {distance_km:.0} km from here",
                    centre.latitude(),
                    centre.longitude()
                );
                found.say(AnyId::of(id), CacheGroup::COORDINATE, message);
            }
        }
    }
}

/// The country of a parameter that gives it another place.
fn overridden(parameter: &Parameter) -> Option<&str> {
    let is_one =
        parameter.name == "maxmind.default.override" && parameter.config_file.as_deref() == Some("CRConfig.json");
    parameter.value.split_once(';').filter(|_| is_one).map(|(code, _)| code)
}

#[test]
fn whole_countries_come_to_few_groups() {
    check_marks(
        &RULE,
        r#"
        coordinate {"name":"lake","position":{"latitude":37.75,"longitude":-97.82}}
        coordinate {"name":"wichita","position":{"latitude":37.69,"longitude":-97.34}}
        cache-group {"name":"edge-1","type":"EDGE_LOC","coordinate":"lake"}
        # ^ note coordinate: only the United States at 37.751, -97.822, 0 km
        cache-group {"name":"edge-2","type":"EDGE_LOC","coordinate":"wichita"}
        cache-group {"name":"edge-3","type":"EDGE_LOC","coordinate":"lake","localizationMethods":["CZ"]}
        cache-group {"name":"mid-1","type":"MID_LOC","coordinate":"lake"}
        coordinate {"name":"kassel","position":{"latitude":51.3,"longitude":9.49}}
        cache-group {"name":"edge-4","type":"EDGE_LOC","coordinate":"kassel"}
        parameter {"name":"maxmind.default.override","configFile":"CRConfig.json","value":"DE;50.1,8.7"}
        "#,
    );
}

//! Positions whose latitude and longitude seem to be each other's.

use std::sync::LazyLock;

use crate::geometry::places::Places;
use crate::rules::analysed::Analysis;
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("cache-group-swapped"),
    severity: Severity::Warning,
    title: "Latitude and longitude seem to be swapped",
    effect: "Traffic Router measures every distance from a place where nobody lives",
    fact: "Traffic Ops takes any numbers in range (TO/cachegroup/cachegroups.go), and its documentation of coordinates has the two \
           ranges swapped (DOC/api/v5/coordinates.rst). Told where no town lies within 500 km, and one within 25 km of the \
           swapped place",
    check: Check::Analysis(check),
    fixes: |plan, finding| {
        let Some(id) = about::<CacheGroup>(finding) else { return Vec::new() };
        let swapped = plan.get(id).and_then(|group| swapped(position_of(plan, group)?));
        let Some(at) = swapped else { return Vec::new() };
        vec![Fix { label: "Swap latitude and longitude".to_owned(), remedy: Remedy::Move(AnyId::of(id), at) }]
    },
};

/// No town lies as near as this to a place where nobody lives.
const LONELY_KM: f64 = 500.0;
/// A town that is as near as this is where it was meant to be.
const NEAR_KM: f64 = 25.0;

/// The towns that are known, read once.
static PLACES: LazyLock<Option<Places>> = LazyLock::new(|| Places::embedded().ok());

fn swapped(position: Position) -> Option<Position> {
    Position::new(position.longitude(), position.latitude()).ok()
}

fn check(analysis: &Analysis<'_>, found: &mut Found<'_>) {
    let plan = analysis.plan;
    let Some(places) = PLACES.as_ref() else { return };
    for (id, group) in plan.cache_groups() {
        let Some(position) = position_of(plan, group) else { continue };
        let Some(swapped) = swapped(position) else { continue };
        if !places.nearest(position).is_some_and(|(_, distance_km)| LONELY_KM < distance_km) {
            continue;
        }
        if let Some((town, distance_km)) = places.nearest(swapped)
            && distance_km < NEAR_KM
        {
            let message =
                format!("nobody lives there; the other way round it would be {}, {}", town.name, town.country);
            found.say(AnyId::of(id), CacheGroup::COORDINATE, message);
        }
    }
}

#[test]
fn places_are_where_people_live() {
    let text = r#"
        coordinate {"name":"from_cachegroup_a","position":{"latitude":-9.14,"longitude":38.72}}
        coordinate {"name":"from_cachegroup_b","position":{"latitude":-0.12,"longitude":51.5}}
        coordinate {"name":"from_cachegroup_c","position":{"latitude":51.5,"longitude":-0.12}}
        coordinate {"name":"from_cachegroup_d","position":{"latitude":0.0,"longitude":0.0}}
        cache-group {"name":"a","type":"EDGE_LOC","coordinate":"from_cachegroup_a"}
        cache-group {"name":"b","type":"EDGE_LOC","coordinate":"from_cachegroup_b"}
        # ^ warning coordinate: it would be
        cache-group {"name":"c","type":"EDGE_LOC","coordinate":"from_cachegroup_c"}
        cache-group {"name":"d","type":"EDGE_LOC","coordinate":"from_cachegroup_d"}
        "#;
    check_marks(&RULE, text);
    check_fix(&RULE, text, "Swap latitude and longitude");
}

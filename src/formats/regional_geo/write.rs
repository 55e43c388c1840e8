//! A plan's regional geo rules as Traffic Router's file.

use std::borrow::Cow;
use std::sync::Arc;

use super::read::{LOCATION, RULES, SERVICE};
use crate::finding::{Finding, Place, Severity};
use crate::formats::json::Json;
use crate::formats::router_files::regional_rules_of_plan;
use crate::formats::writing::Written;
use crate::model::{Cdn, DeliveryService, JsonMembers, Link, OtherRow, Plan, RegionalRange, RegionalRule};
use crate::routing::RegionalGeo;
use crate::sorting::gather;

/// Writes the rules of all services, or of those of one CDN.
pub fn write(plan: &Plan, cdn: &str) -> Written {
    let is_wanted = |service: &str| cdn.is_empty() || is_of(plan, service, cdn);
    let all = plan.regional_geo_rules().iter().filter(|(_, own)| is_wanted(&own.delivery_service));
    let rules = all.flat_map(|(_, own)| own.rules.iter().map(|rule| rule_json(&own.delivery_service, rule)));
    let mut members = kept(plan).into_iter().map(|(key, value)| (Cow::Owned(key), owned(&value))).collect::<Vec<_>>();
    members.push((Cow::Borrowed(RULES), Json::List(rules.collect())));
    let mut bytes = serde_json::to_vec_pretty(&Json::Object(members)).unwrap_or_default();
    bytes.push(b'\n');
    Written::one(bytes, problems(plan).into_iter().collect())
}

/// What Traffic Router would have against it.
fn problems(plan: &Plan) -> Option<Finding> {
    let why =
        regional_rules_of_plan(plan).and_then(|rules| RegionalGeo::new(&rules).map_err(|error| error.to_string()));
    let message = format!("Traffic Router would take none of the rules: {}", why.err()?);
    Some(Finding::new(Severity::Warning, Place::whole(&Arc::from("regional geo rules")), "", message))
}

fn is_of(plan: &Plan, service: &str, cdn: &str) -> bool {
    let service = plan.find::<DeliveryService>(service).and_then(|id| plan.get(id));
    let own = service.and_then(|service| service.cdn.as_ref().and_then(Link::id));
    own.is_some() && own == plan.find::<Cdn>(cdn)
}

/// What stood at the top of the file that was read.
fn kept(plan: &Plan) -> JsonMembers {
    let row = plan.other_rows().iter().find(|(_, row)| row.endpoint == OtherRow::REGIONAL_GEO);
    let members = row.and_then(|(_, row)| row.document.as_object());
    let mut kept: JsonMembers = gather(members.into_iter().flatten().map(|(k, v)| (k.clone(), v.clone())));
    kept.remove(RULES);
    kept
}

fn owned(value: &serde_json::Value) -> Json<'static> {
    Json::of_value(value).into_owned()
}

type FileMember = (Cow<'static, str>, Json<'static>);

fn rule_json(service: &str, rule: &RegionalRule) -> Json<'static> {
    let mut members: Vec<FileMember> = vec![
        member(SERVICE, Json::text(service)),
        member(RegionalRule::URL_REGEX, Json::text(rule.url_regex.as_str())),
        member(LOCATION, location(rule)),
        member(RegionalRule::REDIRECT_URL, Json::text(rule.redirect_url.as_str())),
    ];
    if rule.is_steering {
        members.push(member(RegionalRule::IS_STEERING, Json::Bool(true)));
    }
    members.extend(rule.white_list.as_ref().map(|list| member(RegionalRule::WHITE_LIST, texts(list))));
    more(&mut members, rule.other.iter().filter(|(key, value)| *key != LOCATION || !value.is_object()));
    Json::Object(members)
}

fn location(rule: &RegionalRule) -> Json<'static> {
    let mut members: Vec<FileMember> = Vec::new();
    members
        .extend(rule.include_postal_code.as_ref().map(|list| member(RegionalRule::INCLUDE_POSTAL_CODE, texts(list))));
    members
        .extend(rule.exclude_postal_code.as_ref().map(|list| member(RegionalRule::EXCLUDE_POSTAL_CODE, texts(list))));
    members.extend(rule.coordinate_range.as_ref().map(|ranges| {
        let range = |range: &RegionalRange| {
            Json::Object(vec![
                member(RegionalRange::MIN_LAT, Json::Float(range.min_lat)),
                member(RegionalRange::MIN_LON, Json::Float(range.min_lon)),
                member(RegionalRange::MAX_LAT, Json::Float(range.max_lat)),
                member(RegionalRange::MAX_LON, Json::Float(range.max_lon)),
            ])
        };
        member(RegionalRule::COORDINATE_RANGE, Json::List(ranges.iter().map(range).collect()))
    }));
    let kept = rule.other.get(LOCATION).and_then(serde_json::Value::as_object);
    more(&mut members, kept.into_iter().flatten());
    Json::Object(members)
}

/// Adds what was kept, but never a member that is there.
fn more<'v>(members: &mut Vec<FileMember>, kept: impl Iterator<Item = (&'v String, &'v serde_json::Value)>) {
    for (key, value) in kept {
        if members.iter().all(|(known, _)| known != key) {
            members.push((Cow::Owned(key.clone()), owned(value)));
        }
    }
}

fn member(key: &'static str, value: Json<'static>) -> FileMember {
    (Cow::Borrowed(key), value)
}

fn texts(list: &[String]) -> Json<'static> {
    Json::List(list.iter().map(|text| Json::text(text.as_str())).collect())
}

//! The file for regional geo blocking to rules of a plan. What Traffic Router refuses is an error here; what it takes and
//! Lodestone does not know is kept.

use std::sync::Arc;

use crate::edit::import::Incoming;
use crate::finding::{Finding, Place, Severity};
use crate::formats::json::{DocumentPart, outline, text_of};
use crate::formats::router_files::importing::{beside, document, members_value, object, others, place, refused, texts};
use crate::formats::router_files::regional_geo_rules_of;
use crate::model::{Kind, OtherRow, RegionalGeoRules, RegionalRange, RegionalRule, Value};
use crate::routing::{RegionalGeo, RegionalGeoRule};
use crate::snapshot::document::Node;
use crate::sorting::{OrderedMap, gather};

/// The list of rules.
pub(super) const RULES: &str = "deliveryServices";
/// Where clients must be.
pub(super) const LOCATION: &str = "geoLocation";
/// The service of a rule.
pub(super) const SERVICE: &str = "deliveryServiceId";

/// The members of a rule that are understood.
const KNOWN: &[&str] = &[
    SERVICE,
    LOCATION,
    RegionalRule::URL_REGEX,
    RegionalRule::REDIRECT_URL,
    RegionalRule::IS_STEERING,
    RegionalRule::WHITE_LIST,
];

/// The same of its location.
const KNOWN_OF_LOCATION: &[&str] =
    &[RegionalRule::INCLUDE_POSTAL_CODE, RegionalRule::EXCLUDE_POSTAL_CODE, RegionalRule::COORDINATE_RANGE];

/// Whether a file is one: a list of what only rules have, or an empty one and nothing else.
pub fn recognises(bytes: &[u8]) -> bool {
    let Ok(text) = text_of(bytes) else { return false };
    if !text.contains(RULES) {
        return false;
    }
    let Ok(DocumentPart::Members(members)) = outline(text) else { return false };
    let Some((_, DocumentPart::Rows(rows))) = members.iter().find(|(key, _)| key == RULES) else { return false };
    let names = [SERVICE, RegionalRule::URL_REGEX, LOCATION].map(|name| format!("\"{name}\""));
    match rows.first() {
        Some(row) => names.iter().any(|name| row.as_str().contains(name)),
        None => members.len() == 1,
    }
}

/// Reads a file.
pub fn read(file: &str, bytes: &[u8]) -> Incoming {
    let file: Arc<str> = file.into();
    let mut incoming = Incoming::default();
    incoming.files.insert(Arc::clone(&file));
    incoming.kinds.insert(Kind::RegionalGeoRules);
    let read = document(&file, bytes, &mut incoming);
    let read = read.and_then(|document| Ok((regional_geo_rules_of(&document.root)?, document.root)));
    match read {
        Ok((rules, root)) => {
            incoming.problems.extend(not_taken(&file, &rules));
            take(&file, &root, &mut incoming);
        }
        Err(error) => {
            incoming.left_out += 1;
            incoming.problems.push(refused(&file, "regional geo file", &error));
        }
    }
    incoming
}

/// What Traffic Router has against the rules, which it then takes none of; a plan may well hold them.
fn not_taken(file: &Arc<str>, rules: &[RegionalGeoRule]) -> Option<Finding> {
    let error = RegionalGeo::new(rules).err()?;
    let message = format!(
        "Traffic Router would take none of the rules, and refuse every client of services with Regional Geoblocking if it \
         had none before: {error}"
    );
    Some(Finding::new(Severity::Warning, Place::whole(file), "", message))
}

fn take(file: &Arc<str>, root: &Node, incoming: &mut Incoming) {
    // Rules of a service stand together here; which service's come first makes no difference.
    let mut order: Vec<(String, usize)> = Vec::new();
    let mut of_service: OrderedMap<String, Vec<Value>> = OrderedMap::new();
    for (index, node) in root.get(RULES).into_iter().flat_map(Node::elements).enumerate() {
        let service = node.text_or(SERVICE, "").into_owned();
        of_service.entry(service.clone()).or_insert_with(|| {
            order.push((service.clone(), index));
            Vec::new()
        });
        of_service.entry(service).or_default().push(rule(node));
    }
    for (service, first) in order {
        let rules = of_service.remove(&service).unwrap_or_default();
        let at = place(file, &format!("/{RULES}/{first}"));
        if service.is_empty() {
            incoming.left_out += 1;
            let message = "the rule is for no delivery service: say which in `deliveryServiceId`";
            incoming.problems.push(Finding::new(Severity::Error, at, "", message));
            continue;
        }
        let fields = vec![
            (RegionalGeoRules::DELIVERY_SERVICE, Value::Text(service.clone())),
            (RegionalGeoRules::RULES, Value::List(rules)),
        ];
        incoming.objects.push(object(Kind::RegionalGeoRules, at, service, fields));
    }
    let more = others(root, &[RULES]);
    if !more.is_empty() {
        incoming.objects.push(beside(Place::whole(file), OtherRow::REGIONAL_GEO, more));
    }
}

/// A rule that Traffic Router takes.
fn rule(node: &Node) -> Value {
    let location = node.get(LOCATION).unwrap_or(&Node::Null);
    let list = |node: &Node, key: &str| node.get(key).map_or(Value::Null, texts);
    let mut other = others(node, KNOWN);
    let more = others(location, KNOWN_OF_LOCATION);
    if !more.is_empty() {
        other.insert(LOCATION.to_owned(), gather::<_, serde_json::Map<_, _>>(more.into_iter()).into());
    }
    let ranges = location.get(RegionalRule::COORDINATE_RANGE);
    let ranges = ranges.map_or(Value::Null, |ranges| Value::List(ranges.elements().map(range).collect()));
    let members = vec![
        (RegionalRule::URL_REGEX, Value::Text(node.text_or(RegionalRule::URL_REGEX, "").into_owned())),
        (RegionalRule::REDIRECT_URL, Value::Text(node.text_or(RegionalRule::REDIRECT_URL, "").into_owned())),
        (RegionalRule::IS_STEERING, Value::Bool(node.bool_or(RegionalRule::IS_STEERING, false))),
        (RegionalRule::WHITE_LIST, list(node, RegionalRule::WHITE_LIST)),
        (RegionalRule::INCLUDE_POSTAL_CODE, list(location, RegionalRule::INCLUDE_POSTAL_CODE)),
        (RegionalRule::EXCLUDE_POSTAL_CODE, list(location, RegionalRule::EXCLUDE_POSTAL_CODE)),
        (RegionalRule::COORDINATE_RANGE, ranges),
        (RegionalRule::OTHER, members_value(other)),
    ];
    Value::Object(members.into_iter().filter(|(_, value)| *value != Value::Null).collect())
}

fn range(node: &Node) -> Value {
    let keys = [RegionalRange::MIN_LAT, RegionalRange::MIN_LON, RegionalRange::MAX_LAT, RegionalRange::MAX_LON];
    Value::Object(keys.into_iter().map(|key| (key, Value::Float(finite(node.double_or(key, 0.0))))).collect())
}

/// A text may stand for infinity, which lies on no globe either.
fn finite(degrees: f64) -> f64 {
    if degrees.is_finite() { degrees } else { f64::MAX.copysign(degrees) }
}

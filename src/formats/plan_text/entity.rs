//! A line that stands for an object, as `importing` wants it: every field said, because what a line leaves out is
//! empty; and the identity that follows from the fields.

use super::document::{self, Members, shown};
use super::fault::{Fault, FieldFault, MAX_FAULTS, nearest};
use super::{ORDINAL, TRAFFIC_OPS_ID, UNMODELLED};
use crate::edit::import::{IncomingObject, Place};
use crate::model::kind::with_kind;
use crate::model::{Entity, Kind, SECRET_PLACEHOLDER, Shape, Target, Value, ValueError};

/// The members that are no fields.
const EXTRAS: [&str; 3] = [ORDINAL, TRAFFIC_OPS_ID, UNMODELLED];

/// Whether several objects of a kind may share an identity.
pub(super) fn has_ordinals(kind: Kind) -> bool {
    with_kind!(kind, T => !T::UNIQUE_NAME)
}

/// The object that a line's members make.
pub(super) fn object(kind: Kind, members: Members, place: Place) -> Result<IncomingObject, Vec<FieldFault>> {
    with_kind!(kind, T => read::<T>(members, place))
}

fn read<T: Entity>(mut members: Members, place: Place) -> Result<IncomingObject, Vec<FieldFault>> {
    let mut faults = Vec::new();
    let ordinal = ordinal(T::KIND, &mut members, &mut faults);
    let traffic_ops_id = traffic_ops_id(&mut members, &mut faults);
    let unmodelled = unmodelled(&mut members, &mut faults);
    let fields = fields::<T>(members, &mut faults);
    let mut identity = identity(T::KIND, &fields);
    // Numbers and pairs of names are never empty; one name may be.
    if identity.last().is_some_and(String::is_empty) && names_by_one_text(T::KIND) {
        faults.push((String::new(), Fault::NoName(T::KIND)));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    identity.extend(ordinal);
    let kind = T::KIND;
    let derived = false;
    Ok(IncomingObject { kind, place, identity, traffic_ops_id, last_updated: None, fields, unmodelled, derived })
}

/// All fields but those that say nothing about a plan and do not stand there.
fn fields<T: Entity>(members: Members, faults: &mut Vec<FieldFault>) -> Vec<(&'static str, Value)> {
    let mut entity = T::default();
    let mut volatile = Vec::new();
    for (key, json) in members {
        if MAX_FAULTS < faults.len() {
            break;
        }
        let Some(field) = T::field(&key) else {
            let known = T::FIELDS.iter().map(|field| field.info.key).chain(EXTRAS);
            faults.push((shown(&key), Fault::UnknownField { nearest: nearest(&key, known) }));
            continue;
        };
        if field.info.volatile {
            volatile.push(field.info.key);
        }
        let value = match json {
            serde_json::Value::Null if field.info.nullable => Some(Value::Null),
            json => document::value(&field.info.shape, json, field.info.key, faults),
        };
        // Setting checks what a shape cannot say, and makes the value the one that this field would write.
        if let Some(Err(error)) = value.map(|value| (field.set)(&mut entity, value)) {
            faults.push((key, error.into()));
        }
    }
    let said = T::FIELDS.iter().filter(|field| !field.info.volatile || volatile.contains(&field.info.key));
    said.map(|field| (field.info.key, (field.get)(&entity))).collect()
}

fn ordinal(kind: Kind, members: &mut Members, faults: &mut Vec<FieldFault>) -> Option<String> {
    let ordinal = members.remove(ORDINAL)?;
    let fault = match ordinal.as_u64() {
        _ if !has_ordinals(kind) => Fault::OrdinalOfUnique(kind),
        Some(number) if 2 <= number => return Some(number.to_string()),
        _ => Fault::Ordinal,
    };
    faults.push((ORDINAL.to_owned(), fault));
    None
}

fn traffic_ops_id(members: &mut Members, faults: &mut Vec<FieldFault>) -> Option<i64> {
    let json = members.remove(TRAFFIC_OPS_ID)?;
    match document::value(&Shape::Int, json, TRAFFIC_OPS_ID, faults) {
        Some(Value::Int(id)) => Some(id),
        _ => None,
    }
}

fn unmodelled(
    members: &mut Members,
    faults: &mut Vec<FieldFault>,
) -> std::collections::BTreeMap<String, serde_json::Value> {
    match members.remove(UNMODELLED) {
        Some(serde_json::Value::Object(unmodelled)) => unmodelled.into_iter().collect(),
        Some(other) => {
            let error = ValueError::Shape { expected: "an object", found: document::describe(&other) };
            faults.push((UNMODELLED.to_owned(), error.into()));
            std::collections::BTreeMap::new()
        }
        None => std::collections::BTreeMap::new(),
    }
}

/// Whether an object of a kind is called by a text that must not be empty.
const fn names_by_one_text(kind: Kind) -> bool {
    !matches!(kind, Kind::Asn | Kind::Waiver | Kind::OtherRow)
}

/// The parts of an identity, as `model::identity_parts` has them for an object in a plan.
fn identity(kind: Kind, fields: &[(&'static str, Value)]) -> Vec<String> {
    let of =
        |key: &str| fields.iter().find(|(name, _)| *name == key).map_or_else(String::new, |(_, value)| part(value));
    match kind {
        Kind::Server => vec![of("cdn"), of("hostName")],
        Kind::Asn => vec![of("asn"), of("cachegroup")],
        Kind::Parameter if of("secure") == "true" => {
            vec![of("name"), of("configFile"), SECRET_PLACEHOLDER.to_owned()]
        }
        Kind::Parameter => vec![of("name"), of("configFile"), of("value")],
        Kind::StaticDnsEntry => vec![of("deliveryservice"), of("host"), of("type"), of("address")],
        Kind::Waiver => vec![of("rule"), of("objectKind"), of("objectName")],
        Kind::OtherRow => vec![of("endpoint"), of("rowKey")],
        _ => fields.first().map(|(_, name)| part(name)).into_iter().collect(),
    }
}

fn part(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Int(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Link(link) => match &link.target {
            Target::Absent(absent) => absent.identity.join("/"),
            Target::To(_) => String::new(),
        },
        Value::Null | Value::Float(_) | Value::List(_) | Value::Object(_) | Value::Json(_) => String::new(),
    }
}

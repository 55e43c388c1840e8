//! A line that stands for an object, as `importing` wants it: every field said, because what a line leaves out is
//! empty; and the identity that follows from the fields.

use super::document::{self, LineMembers, shown};
use super::fault::{LineFieldFault, PlanTextFault, nearest};
use super::{ORDINAL, TRAFFIC_OPS_ID, UNMODELLED};
use crate::edit::import::IncomingObject;
use crate::finding::Place;
use crate::formats::json::Json;
use crate::model::{
    AnyEntity, JsonMembers, Kind, SECRET_PLACEHOLDER, Shape, Target, Value, ValueError, absent_part, identity_fields,
};
use crate::sorting::gather;

/// The members that are no fields.
const EXTRAS: [&str; 3] = [ORDINAL, TRAFFIC_OPS_ID, UNMODELLED];

/// What a line would say of an object that a plan does not have.
pub(super) fn of(entity: &dyn AnyEntity, place: Place) -> IncomingObject {
    let kind = entity.any_kind();
    let fields: Vec<_> = kind.fields().iter().enumerate().map(|(at, info)| (info.key, entity.value_at(at))).collect();
    IncomingObject::of(kind, place, identity(kind, &fields), fields)
}

/// That a field cannot have a value.
pub(super) fn value_fault(key: &str, error: &ValueError) -> LineFieldFault {
    (key.to_owned(), PlanTextFault::Value(error.to_string()))
}

/// The object that a line's members make.
pub(super) fn object(
    kind: Kind,
    mut members: LineMembers<'_>,
    place: Place,
) -> Result<IncomingObject, Vec<LineFieldFault>> {
    let mut faults = Vec::new();
    let ordinal = ordinal(kind, &mut members, &mut faults);
    let traffic_ops_id = traffic_ops_id(&mut members, &mut faults);
    let unmodelled = unmodelled(&mut members, &mut faults);
    let fields = fields(kind, members, &mut faults);
    let mut identity = identity(kind, &fields);
    if !faults.is_empty() {
        return Err(faults);
    }
    identity.extend(ordinal);
    let derived = false;
    Ok(IncomingObject {
        kind,
        place,
        identity,
        traffic_ops_id,
        last_updated: None,
        fields,
        coarse: &[],
        unmodelled,
        derived,
        made: None,
    })
}

/// All fields but those that say nothing about a plan and do not stand there.
fn fields(kind: Kind, members: LineMembers<'_>, faults: &mut Vec<LineFieldFault>) -> Vec<(&'static str, Value)> {
    let mut entity = kind.blank();
    let infos = kind.fields();
    let mut volatile = Vec::new();
    for (key, json) in members.rest() {
        let Some((at, info)) = infos.iter().enumerate().find(|(_, info)| info.key == key) else {
            let known = infos.iter().map(|info| info.key).chain(EXTRAS);
            faults.push((shown(&key), PlanTextFault::UnknownField { nearest: nearest(&key, known) }));
            continue;
        };
        if info.volatile {
            volatile.push(info.key);
        }
        // Setting checks what a shape cannot say, and makes the value the one that this field would write.
        let value = document::value(info.key, &info.shape, info.nullable, &json, faults);
        if let Some(Err(error)) = value.map(|value| entity.set_at(at, value)) {
            faults.push(value_fault(info.key, &error));
        }
    }
    if entity.any_name().is_empty() {
        faults.push((String::new(), PlanTextFault::NoName(kind)));
    }
    let said = infos.iter().enumerate().filter(|(_, info)| !info.volatile || volatile.contains(&info.key));
    said.map(|(at, info)| (info.key, entity.value_at(at))).collect()
}

fn ordinal(kind: Kind, members: &mut LineMembers<'_>, faults: &mut Vec<LineFieldFault>) -> Option<String> {
    let ordinal = members.take(ORDINAL)?;
    let fault = match ordinal.as_int() {
        _ if kind.has_unique_names() => PlanTextFault::OrdinalOfUnique(kind),
        Some(number) if 2 <= number => return Some(number.to_string()),
        _ => PlanTextFault::Ordinal,
    };
    faults.push((ORDINAL.to_owned(), fault));
    None
}

fn traffic_ops_id(members: &mut LineMembers<'_>, faults: &mut Vec<LineFieldFault>) -> Option<i64> {
    let json = members.take(TRAFFIC_OPS_ID)?;
    match document::value(TRAFFIC_OPS_ID, &Shape::Int, false, &json, faults) {
        Some(Value::Int(id)) => Some(id),
        _ => None,
    }
}

fn unmodelled(members: &mut LineMembers<'_>, faults: &mut Vec<LineFieldFault>) -> JsonMembers {
    match members.take(UNMODELLED).map(Json::into_value) {
        Some(serde_json::Value::Object(unmodelled)) => gather(unmodelled.into_iter()),
        Some(_) => {
            faults.push((UNMODELLED.to_owned(), PlanTextFault::Value("expected an object".to_owned())));
            JsonMembers::new()
        }
        None => JsonMembers::new(),
    }
}

/// The parts of an identity, as `model::identity_parts` has them for an object in a plan.
fn identity(kind: Kind, fields: &[(&'static str, Value)]) -> Vec<String> {
    let of =
        |key: &str| fields.iter().find(|(name, _)| *name == key).map_or_else(String::new, |(_, value)| part(value));
    let is_secret = kind == Kind::Parameter && of("secure") == "true";
    let shown = |key: &&str| if is_secret && *key == "value" { SECRET_PLACEHOLDER.to_owned() } else { of(key) };
    identity_fields(kind).iter().map(shown).collect()
}

fn part(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Int(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Link(link) => match &link.target {
            Target::Absent(absent) => absent_part(link.kind, absent),
            Target::To(_) => String::new(),
        },
        Value::Null | Value::Float(_) | Value::List(_) | Value::Object(_) | Value::Json(_) => String::new(),
    }
}

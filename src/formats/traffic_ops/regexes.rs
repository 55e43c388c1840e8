//! `deliveryservices_regexes` and `deliveryservices/{id}/regexes`: the expressions of delivery services in bodies of their
//! own. They are the services' `matchList` and nothing else: read into it, and written of it, so that the two never disagree.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::edit::import::{Incoming, IncomingObject};
use crate::finding::{Finding, Place, Severity};
use crate::formats::json::{Json, Unknown, from_json, to_json};
use crate::model::field::FieldType as _;
use crate::model::{DeliveryService, Entity as _, Kind, Plan, Shape, Value};
use crate::sorting::{sort_by, sort_by_key};

use super::entities::{TakenRow, text};
use super::row_members::{RowMembers, has, put, take};

/// The field that they are.
const FIELD: &str = "matchList";

/// Reads the expressions of one service.
pub(super) fn read(place: Place, members: &RowMembers) -> TakenRow {
    let refused =
        |field: &str, message: String| TakenRow::refused(Finding::new(Severity::Error, place.clone(), field, message));
    let Some(service) = text(members, "dsName").or_else(|| text(members, "xmlId")) else {
        return refused("dsName", "expected the XML ID of a delivery service, found nothing".to_owned());
    };
    let Some(field) = DeliveryService::field(FIELD) else { return TakenRow::default() };
    let list = members.iter().find(|(key, _)| key == "regexes").map_or(&Json::Null, |(_, list)| list);
    let mut unknown = Unknown::Collected(Vec::new());
    let list = match list {
        Json::Null => Value::List(Vec::new()),
        list => match from_json(&field.info.shape, false, list, &mut unknown) {
            Ok(list) => list,
            Err(flaws) => {
                let problem = |flaw: crate::formats::json::Flaw| {
                    let path = format!("regexes/{}", flaw.path);
                    Finding::new(Severity::Error, place.clone(), path.trim_end_matches('/'), flaw.message)
                };
                let problems = flaws.into_iter().map(problem).collect();
                return TakenRow { problems, left_out: true, ..TakenRow::default() };
            }
        },
    };
    let fields = vec![("xmlId", Value::Text(service.to_owned())), (FIELD, in_order(list))];
    let object = IncomingObject::of(Kind::DeliveryService, place, vec![service.to_owned()], fields);
    TakenRow { objects: vec![IncomingObject { derived: true, ..object }], ..TakenRow::default() }
}

/// Reads one expression of a service that the row does not name (`TC/deliveryservices_regexes.go`
/// `DeliveryServiceIDRegex`).
pub(super) fn read_one(place: &Place, mut members: RowMembers) -> Result<Value, Vec<Finding>> {
    let problem = |field: &str, message: String| Finding::new(Severity::Error, place.clone(), field, message);
    if let Some(missing) = ["typeName", "setNumber", "pattern"].into_iter().find(|name| !has(&members, name)) {
        return Err(vec![problem(missing, "is missing: an expression has typeName, setNumber and pattern".to_owned())]);
    }
    // What other bodies call the type is its id here.
    if let Some(type_) = take(&mut members, "typeName") {
        put(&mut members, "type", type_);
    }
    let shape = DeliveryService::field(FIELD).map(|field| &field.info.shape);
    let Some(Shape::List(item)) = shape else { return Ok(Value::Null) };
    from_json(item, false, &Json::Object(members), &mut Unknown::Collected(Vec::new())).map_err(|flaws| {
        let renamed = |path: &str| if path == "type" { "typeName" } else { path }.to_owned();
        flaws.into_iter().map(|flaw| problem(&renamed(&flaw.path), flaw.message)).collect()
    })
}

/// All expressions of a service of which only the id is known.
pub(super) fn of_service(place: Place, id: i64, list: Vec<Value>) -> IncomingObject {
    let fields = vec![(FIELD, in_order(Value::List(list)))];
    let object = IncomingObject::of(Kind::DeliveryService, place, vec![String::new()], fields);
    IncomingObject { traffic_ops_id: Some(id), derived: true, ..object }
}

/// Calls services of which only the id is known what other rows call them.
fn name_numbered(incoming: &mut Incoming) {
    let is_numbered = |object: &IncomingObject| object.kind == Kind::DeliveryService && object.is_numbered_only();
    if !incoming.objects.iter().any(is_numbered) {
        return;
    }
    let services = incoming.objects.iter().filter(|object| object.kind == Kind::DeliveryService);
    let named = services.filter(|object| !object.is_numbered_only());
    let names: HashMap<i64, Vec<String>> =
        named.filter_map(|object| Some((object.traffic_ops_id?, object.identity.clone()))).collect();
    for object in incoming.objects.iter_mut().filter(|object| is_numbered(object)) {
        if let Some(name) = object.traffic_ops_id.and_then(|id| names.get(&id)) {
            object.identity.clone_from(name);
        }
    }
}

/// By set number, as a service's own list has them.
fn in_order(list: Value) -> Value {
    let Value::List(mut items) = list else { return list };
    sort_by_key(&mut items, number);
    Value::List(items)
}

fn number(expression: &Value) -> i64 {
    let Value::Object(members) = expression else { return 0 };
    match members.iter().find(|(key, _)| *key == "setNumber") {
        Some((_, Value::Int(number))) => *number,
        _ => 0,
    }
}

/// Drops what says the same as the service's own row, in whatever order expressions of one number stand.
pub(super) fn settle(incoming: &mut Incoming) {
    name_numbered(incoming);
    let list =
        |object: &IncomingObject| object.fields.iter().find(|(key, _)| *key == FIELD).map(|(_, list)| list.clone());
    let services = incoming.objects.iter().filter(|object| object.kind == Kind::DeliveryService && !object.derived);
    let own: HashMap<String, Value> =
        services.filter_map(|object| Some((object.identity.concat(), list(object)?))).collect();
    let apart = |list: &Value| {
        let Value::List(items) = list else { return Vec::new() };
        let mut texts: Vec<String> = items.iter().map(|item| format!("{item:?}")).collect();
        texts.sort_unstable();
        texts
    };
    for object in incoming.objects.iter_mut().filter(|object| object.kind == Kind::DeliveryService && object.derived) {
        let same = match (own.get(&object.identity.concat()), list(object)) {
            (Some(own), Some(list)) => apart(own) == apart(&list),
            _ => false,
        };
        if same {
            object.fields.retain(|(key, _)| *key != FIELD);
        }
    }
}

/// The rows of all services that have expressions.
pub(super) fn write(plan: &Plan) -> Vec<Json<'static>> {
    let Some(field) = DeliveryService::field(FIELD) else { return Vec::new() };
    let mut services: Vec<_> = plan.delivery_services().iter().map(|(_, service)| service).collect();
    sort_by(&mut services, |a, b| a.xml_id.cmp(&b.xml_id));
    let row = |service: &&std::sync::Arc<DeliveryService>| {
        let list = to_json(&field.info.shape, service.match_list.to_value(), &mut |_| Json::Null);
        let name = Json::text(service.xml_id.as_str());
        Json::Object(vec![(Cow::Borrowed("regexes"), list), (Cow::Borrowed("dsName"), name)])
    };
    services.iter().filter(|service| !service.match_list.is_empty()).map(row).collect()
}

//! `deliveryservices_regexes`: the expressions of delivery services in a body of their own. They are the services'
//! `matchList` and nothing else: read into it, and written of it, so that the two never disagree.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::edit::import::{Incoming, IncomingObject};
use crate::finding::{Finding, Place, Severity};
use crate::formats::json::{Json, Unknown, from_json, to_json};
use crate::model::field::FieldType as _;
use crate::model::{DeliveryService, Entity as _, JsonMembers, Kind, Plan, Value};
use crate::sorting::{sort_by, sort_by_key};

use super::entities::{TakenRow, text};
use super::row_members::RowMembers;

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
    let object = IncomingObject {
        kind: Kind::DeliveryService,
        identity: vec![service.to_owned()],
        traffic_ops_id: None,
        last_updated: None,
        fields: vec![("xmlId", Value::Text(service.to_owned())), (FIELD, in_order(list))],
        coarse: &[],
        unmodelled: JsonMembers::new(),
        derived: true,
        made: None,
        place,
    };
    TakenRow { objects: vec![object], ..TakenRow::default() }
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

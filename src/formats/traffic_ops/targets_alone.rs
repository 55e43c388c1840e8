//! What Traffic Ops makes of steering targets beside what their rows say (`TO/steering/steering.go`): they are in the order of
//! the targets' names, filters come of the targets' own expressions, and places of their origins. It matters for services of
//! which only the targets came.

use std::collections::HashMap;

use crate::edit::import::{Incoming, IncomingObject};
use crate::model::field::FieldType as _;
use crate::model::{
    Absent, Coordinate, DeliveryService, Expression, Kind, OtherRow, Plan, PlannedFilter, Position, Value,
};
use crate::sorting::sort_by;

use super::listed::{object, service};

/// The type of expressions that are filters.
const FILTER: &str = "STEERING_REGEXP";
/// The endpoint whose rows say where origins are.
const ORIGINS: &str = "origins";

/// What is known of the services that targets are.
#[derive(Debug, Default)]
pub(super) struct TargetSources {
    /// The filters of services whose expressions are known, sorted.
    patterns: HashMap<String, Vec<String>>,
    /// Where the origins of services are, latitude first; none: nobody says.
    origins: Option<HashMap<String, [f64; 2]>>,
}

impl TargetSources {
    /// What the same input says.
    pub(super) fn of(incoming: &Incoming) -> Self {
        let all = |kind| incoming.objects.iter().filter(move |object: &&IncomingObject| object.kind == kind);
        let services = all(Kind::DeliveryService).filter_map(|own| {
            let list = Vec::<Expression>::from_value(own.value(DeliveryService::MATCH_LIST)?).ok()?;
            Some((own.identity.concat(), patterns(&list)))
        });
        let positions = all(Kind::Coordinate).filter_map(|own| {
            Some((own.identity.concat(), Position::from_value(own.value(Coordinate::POSITION)?).ok()?))
        });
        let origins = all(Kind::OtherRow).filter(|row| row.identity.first().is_some_and(|name| name == ORIGINS));
        let documents = origins.filter_map(|row| match row.value(OtherRow::DOCUMENT) {
            Some(Value::Json(document)) => Some(document),
            _ => None,
        });
        let origins =
            incoming.endpoints.contains(ORIGINS).then(|| places(documents, &positions.collect::<HashMap<_, _>>()));
        Self { patterns: services.collect(), origins }
    }

    /// What a plan says.
    pub(super) fn of_plan(plan: &Plan) -> Self {
        let services = plan.delivery_services().iter();
        let patterns = services.map(|(_, own)| (own.xml_id.clone(), patterns(&own.match_list))).collect();
        let coordinates = plan.coordinates().iter();
        let positions = coordinates.filter_map(|(_, own)| Some((own.name.clone(), own.position?))).collect();
        let rows = plan.other_rows().iter().filter(|(_, row)| row.endpoint == ORIGINS);
        let documents: Vec<_> = rows.map(|(_, row)| row.document.clone()).collect();
        let origins = (!documents.is_empty()).then(|| places(documents.into_iter(), &positions));
        Self { patterns, origins }
    }

    /// The filters that targets give, in this order; none unless the expressions of all are known.
    pub(super) fn filters<'t>(&self, targets: impl Iterator<Item = &'t str>) -> Option<Value> {
        let mut filters = Vec::new();
        for target in targets {
            let link = || service(Absent { identity: vec![target.to_owned()], traffic_ops_id: None });
            filters.extend(self.patterns.get(target)?.iter().map(|pattern| {
                object(vec![(PlannedFilter::TARGET, link()), (PlannedFilter::PATTERN, Value::Text(pattern.clone()))])
            }));
        }
        Some(Value::List(filters))
    }

    /// Where the origin of a target is: at 0,0 where it has no place.
    pub(super) fn origin(&self, target: &str) -> Option<[f64; 2]> {
        Some(self.origins.as_ref()?.get(target).copied().unwrap_or_default())
    }
}

fn patterns(list: &[Expression]) -> Vec<String> {
    let filters = list.iter().filter(|expression| expression.type_ == FILTER);
    let mut patterns: Vec<String> = filters.map(|expression| expression.pattern.clone()).collect();
    sort_by(&mut patterns, String::cmp);
    patterns
}

/// Of several origins with a place, the last counts.
fn places(
    origins: impl Iterator<Item = serde_json::Value>,
    positions: &HashMap<String, Position>,
) -> HashMap<String, [f64; 2]> {
    let place = |origin: serde_json::Value| {
        let text = |name: &str| origin.get(name).and_then(serde_json::Value::as_str);
        let position = positions.get(text("coordinate")?)?;
        Some((text("deliveryService")?.to_owned(), [position.latitude(), position.longitude()]))
    };
    origins.filter_map(place).collect()
}

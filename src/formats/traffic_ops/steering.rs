//! Steering in its two forms: the body that Traffic Router polls, a row a service (`TO/steering/steering.go`), and the
//! targets of one service, a row a target (`TO/steeringtargets`). The body says more (filters, places of origins, the order)
//! but for the type of a target whose value is 0; together they are a service's steering.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use crate::edit::import::{Incoming, IncomingObject};
use crate::finding::{At, Finding, Place, Severity};
use crate::formats::json::Json;
use crate::model::field::FieldType as _;
use crate::model::{
    Absent, AnyLink, DeliveryService, Entity as _, JsonMembers, Kind, Link, Plan, PlannedFilter, PlannedTarget,
    ServiceSteering, Shape, Target, TargetType, Type, Value,
};
use crate::sorting::{OrderedMap, gather};
use crate::sorting::{sort_by, sort_by_key};

use super::endpoints::file_name;
use super::entities::TakenRow;
use super::listed::{Element, ListedRow, number, object, service};
use super::nested;
use super::row_members::RowMembers;
use super::targets_alone::TargetSources;

/// The endpoint that Traffic Router polls.
const BODY: &str = "steering";
/// Targets of services that Traffic Ops has given no id yet, by the name that its test fixtures give them.
const TARGETS: &str = "steeringTargets";
/// What a row says besides, which follows from the service's type where that is known.
pub(super) const CLIENT_STEERING: &str = "clientSteering";
/// The type whose clients get all targets.
const CLIENT_STEERING_TYPE: &str = "CLIENT_STEERING";

/// The rows of targets that came, until everything has.
#[derive(Debug, Default)]
pub(super) struct TargetRows {
    rows: Vec<TargetRow>,
    /// Whether other rows of steering were refused: then targets alone may be a part, which must not stand for the whole.
    pub is_partial: bool,
}

#[derive(Debug)]
struct TargetRow {
    place: Place,
    service: Absent,
    target: Absent,
    type_: Option<TargetType>,
    type_id: Option<i64>,
    value: i64,
    unmodelled: JsonMembers,
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SteeringRowForm {
    /// A service with its targets.
    Service,
    /// A target.
    Target,
    /// A target of which nothing says what its value is: kept as it is.
    Untyped,
}

/// The form of a row.
pub(super) fn form_of(members: &RowMembers) -> SteeringRowForm {
    let has = |name: &str| members.iter().any(|(key, _)| key == name);
    let is_target = has("target") || has("targetId");
    if has("targets") || has("filters") || has(CLIENT_STEERING) || !is_target {
        SteeringRowForm::Service
    } else if has("type") || has("typeId") {
        SteeringRowForm::Target
    } else {
        SteeringRowForm::Untyped
    }
}

/// Reads a row of the body.
pub(super) fn read(place: Place, members: &RowMembers) -> TakenRow {
    let mut reading = ListedRow::new(place.clone());
    let mut row = Element::row(members);
    let name = reading.named(&mut row, "deliveryService", "").map(|named| named.identity.concat());
    let mut kept = JsonMembers::new();
    let mut list = |reading: &mut ListedRow, row: &mut Element<'_, '_>, key: &str, one: ReadOne| {
        let Some(json) = row.take(key) else { return Value::List(Vec::new()) };
        let mut values = Vec::new();
        for (index, mut element) in reading.elements(row, key, json).into_iter().enumerate() {
            values.extend(one(reading, &mut element));
            for unknown in element.rest().into_keys() {
                nested::keep(key, json, &format!("{index}/{unknown}"), &mut kept);
            }
        }
        Value::List(values)
    };
    let targets = list(&mut reading, &mut row, "targets", body_target);
    let filters = list(&mut reading, &mut row, "filters", body_filter);
    let problems = std::mem::take(&mut reading.problems);
    let (Some(name), true) = (name, problems.is_empty()) else {
        return TakenRow { problems, left_out: true, ..TakenRow::default() };
    };
    let mut unmodelled = row.rest();
    // What is not so needs no saying.
    if unmodelled.get(CLIENT_STEERING) == Some(&serde_json::Value::Bool(false)) {
        unmodelled.remove(CLIENT_STEERING);
    }
    unmodelled.extend(kept);
    let fields = vec![(ServiceSteering::TARGETS, targets), (ServiceSteering::FILTERS, filters)];
    TakenRow { objects: vec![incoming(place, name, fields, unmodelled)], ..TakenRow::default() }
}

type ReadOne = fn(&mut ListedRow, &mut Element<'_, '_>) -> Option<Value>;

fn incoming(place: Place, name: String, fields: Vec<(&'static str, Value)>, unmodelled: JsonMembers) -> IncomingObject {
    let own = (ServiceSteering::DELIVERY_SERVICE, Value::Text(name.clone()));
    IncomingObject {
        kind: Kind::ServiceSteering,
        place,
        identity: vec![name],
        traffic_ops_id: None,
        last_updated: None,
        fields: std::iter::once(own).chain(fields).collect(),
        coarse: &[],
        unmodelled,
        derived: false,
        made: None,
    }
}

/// What type and value a target has, as far as order, weight and order by origin tell.
fn body_target(reading: &mut ListedRow, row: &mut Element<'_, '_>) -> Option<Value> {
    let target = reading.named(row, "deliveryService", "");
    let (order, weight) = (reading.int(row, "order").unwrap_or(0), reading.int(row, "weight").unwrap_or(0));
    let geo_order = reading.int(row, "geoOrder");
    let (latitude, longitude) =
        (reading.value(row, "latitude", Shape::Float), reading.value(row, "longitude", Shape::Float));
    let is_geo = geo_order.is_some() || latitude != Value::Null || longitude != Value::Null;
    let (type_, value) = match (is_geo, weight) {
        (true, 0) => (TargetType::GeoOrder, geo_order.unwrap_or(0)),
        (true, _) => (TargetType::GeoWeight, weight),
        (false, 0) => (TargetType::Order, order),
        (false, _) => (TargetType::Weight, weight),
    };
    let beside = |number: i64, is: bool| if is && number != 0 { Some(number) } else { None };
    Some(object(vec![
        (PlannedTarget::TARGET, service(target?)),
        (PlannedTarget::TYPE, type_.to_value()),
        (PlannedTarget::VALUE, Value::Int(value)),
        (PlannedTarget::ORDER, number(beside(order, type_ != TargetType::Order))),
        (PlannedTarget::GEO_ORDER, number(beside(geo_order.unwrap_or(0), type_ == TargetType::GeoWeight))),
        (PlannedTarget::LATITUDE, latitude),
        (PlannedTarget::LONGITUDE, longitude),
    ]))
}

fn body_filter(reading: &mut ListedRow, row: &mut Element<'_, '_>) -> Option<Value> {
    let target = reading.named(row, "deliveryService", "");
    let pattern = reading.text(row, "pattern");
    if pattern.is_none() {
        reading.wrong(&row.path_of("pattern"), "expected a regular expression, found nothing");
    }
    Some(object(vec![(PlannedFilter::TARGET, service(target?)), (PlannedFilter::PATTERN, Value::Text(pattern?))]))
}

impl TargetRows {
    /// Takes a row of a target.
    pub(super) fn add(&mut self, place: Place, members: &RowMembers) -> Result<(), Vec<Finding>> {
        let mut reading = ListedRow::new(place.clone());
        let mut row = Element::row(members);
        let of = reading.named(&mut row, "deliveryService", "deliveryServiceId");
        let target = reading.named(&mut row, "target", "targetId");
        let value = reading.int(&mut row, "value").unwrap_or(0);
        let type_id = reading.int(&mut row, "typeId");
        let type_ = reading.text(&mut row, "type").and_then(|word| {
            TargetType::from_value(Value::Text(word)).map_err(|error| reading.wrong("type", error.to_string())).ok()
        });
        match (of, target, reading.problems.is_empty()) {
            (Some(service), Some(target), true) => {
                self.rows.push(TargetRow { place, service, target, type_, type_id, value, unmodelled: row.rest() });
                Ok(())
            }
            _ => Err(reading.problems),
        }
    }

    /// Puts the rows to the services that the body gives, and makes steering of those that it does not give. Hands back
    /// rows of which these files don't say the service or the type: they are kept as they came.
    pub(super) fn settle(self, incoming: &mut Incoming) -> Vec<(Place, serde_json::Value)> {
        drop_what_follows(incoming);
        let known = if self.rows.is_empty() { KnownNames::default() } else { KnownNames::of(incoming) };
        let sources = if self.rows.is_empty() { TargetSources::default() } else { TargetSources::of(incoming) };
        self.settle_with(incoming, &known, &sources)
    }

    /// The same by names that are known otherwise.
    pub(super) fn settle_with(
        self,
        incoming: &mut Incoming,
        known: &KnownNames,
        sources: &TargetSources,
    ) -> Vec<(Place, serde_json::Value)> {
        let mut of_service: OrderedMap<String, Vec<TargetRow>> = OrderedMap::new();
        let mut kept = Vec::new();
        for mut row in self.rows {
            known.complete(&mut row.service, Kind::DeliveryService);
            known.complete(&mut row.target, Kind::DeliveryService);
            row.type_ = row.type_.or_else(|| TargetType::of_word(known.name(Kind::Type, row.type_id?)?));
            match row.service.identity.first().filter(|_| row.type_.is_some()) {
                Some(name) => of_service.entry(name.clone()).or_default().push(row),
                None => kept.push((row.place.clone(), row.into_document())),
            }
        }
        for object in incoming.objects.iter_mut().filter(|object| object.kind == Kind::ServiceSteering) {
            if let Some(rows) = of_service.remove(&object.identity.concat()) {
                tell_types(object, &rows);
            }
        }
        if self.is_partial {
            incoming.left_out += of_service.into_values().map(|rows| rows.len()).sum::<usize>();
            return kept;
        }
        let more = of_service.into_iter().filter_map(|(name, mut rows)| {
            let place = rows.first()?.place.clone();
            sort_by(&mut rows, |a, b| {
                a.name().is_none().cmp(&b.name().is_none()).then_with(|| a.name().cmp(&b.name()))
            });
            let filters = sources.filters(rows.iter().map(|row| row.name().unwrap_or_default()));
            let targets = rows.into_iter().map(|row| row.into_value(sources)).collect();
            let mut fields = vec![(ServiceSteering::TARGETS, Value::List(targets))];
            fields.extend(filters.map(|filters| (ServiceSteering::FILTERS, filters)));
            Some(self::incoming(place, name, fields, JsonMembers::new()))
        });
        incoming.objects.extend(more);
        kept
    }
}

impl TargetRow {
    fn into_document(self) -> serde_json::Value {
        let mut document: serde_json::Map<String, serde_json::Value> = gather(self.unmodelled.into_iter());
        let mut put = |key: &str, value: Option<serde_json::Value>| {
            document.extend(value.map(|value| (key.to_owned(), value)));
        };
        put("deliveryService", self.service.identity.first().map(|name| name.as_str().into()));
        put("deliveryServiceId", self.service.traffic_ops_id.map(Into::into));
        put("target", self.target.identity.first().map(|name| name.as_str().into()));
        put("targetId", self.target.traffic_ops_id.map(Into::into));
        put("type", self.type_.map(|type_| type_.word().into()));
        put("typeId", self.type_id.map(Into::into));
        put("value", Some(self.value.into()));
        document.into()
    }

    /// What the target is called, if that is known.
    fn name(&self) -> Option<&str> {
        self.target.identity.first().map(String::as_str)
    }

    fn into_value(self, sources: &TargetSources) -> Value {
        let type_ = self.type_.unwrap_or_default();
        let origin = self.name().filter(|_| type_.is_geo()).and_then(|name| sources.origin(name));
        let [latitude, longitude] = origin.map_or([Value::Null, Value::Null], |place| place.map(Value::Float));
        object(vec![
            (PlannedTarget::TARGET, service(self.target)),
            (PlannedTarget::TYPE, type_.to_value()),
            (PlannedTarget::VALUE, Value::Int(self.value)),
            (PlannedTarget::LATITUDE, latitude),
            (PlannedTarget::LONGITUDE, longitude),
        ])
    }
}

/// Whether clients choose follows from the service's type, where the same input has the service.
fn drop_what_follows(incoming: &mut Incoming) {
    let is_marked = |object: &IncomingObject| {
        object.kind == Kind::ServiceSteering && object.unmodelled.contains_key(CLIENT_STEERING)
    };
    if !incoming.objects.iter().any(is_marked) {
        return;
    }
    let has_type = |object: &&IncomingObject| {
        object.kind == Kind::DeliveryService && object.fields.iter().any(|(key, _)| *key == DeliveryService::TYPE)
    };
    let services: std::collections::HashSet<String> =
        incoming.objects.iter().filter(has_type).map(|object| object.identity.concat()).collect();
    for object in incoming.objects.iter_mut().filter(|object| is_marked(object)) {
        if services.contains(&object.identity.concat()) {
            object.unmodelled.remove(CLIENT_STEERING);
        }
    }
}

/// What objects are called, by their Traffic Ops ids.
#[derive(Debug, Default)]
pub(super) struct KnownNames(HashMap<(Kind, i64), String>);

impl KnownNames {
    fn of(incoming: &Incoming) -> Self {
        let wanted = |object: &&IncomingObject| matches!(object.kind, Kind::DeliveryService | Kind::Type);
        let named = |object: &IncomingObject| Some(((object.kind, object.traffic_ops_id?), object.identity.concat()));
        Self(incoming.objects.iter().filter(wanted).filter_map(named).collect())
    }

    /// Adds names.
    pub(super) fn add<'n>(&mut self, kind: Kind, names: impl Iterator<Item = (Option<i64>, &'n str)>) {
        self.0.extend(names.filter_map(|(id, name)| Some(((kind, id?), name.to_owned()))));
    }

    fn name(&self, kind: Kind, id: i64) -> Option<&str> {
        self.0.get(&(kind, id)).map(String::as_str)
    }

    fn complete(&self, absent: &mut Absent, kind: Kind) {
        if absent.identity.is_empty() {
            absent.identity =
                absent.traffic_ops_id.and_then(|id| self.name(kind, id)).map(str::to_owned).into_iter().collect();
        }
    }
}

/// Gives targets of a body the type and value that rows of the same targets say, where both come to the same.
fn tell_types(object: &mut IncomingObject, rows: &[TargetRow]) {
    let Some((_, Value::List(targets))) = object.fields.iter_mut().find(|(key, _)| *key == ServiceSteering::TARGETS)
    else {
        return;
    };
    let mut left: Vec<&TargetRow> = rows.iter().collect();
    for value in targets {
        let Ok(said) = PlannedTarget::from_value(value.clone()) else { continue };
        let Some(Link::Absent(own)) = &said.target else { continue };
        let told = |row: &TargetRow| {
            let type_ = row.type_.unwrap_or_default();
            let told = PlannedTarget { type_, value: row.value, ..said.clone() };
            // The order and the like of a body stand beside a type that does not have them.
            let told = PlannedTarget { order: told.order.filter(|_| type_ != TargetType::Order), ..told };
            let same = told.effective_order() == said.effective_order()
                && told.effective_weight() == said.effective_weight()
                && (!type_.is_geo() || told.effective_geo_order() == said.effective_geo_order())
                && type_.is_geo() == said.type_.is_geo();
            (row.target.identity == own.identity && same).then_some(told)
        };
        if let Some((at, told)) = left.iter().enumerate().find_map(|(at, row)| Some((at, told(row)?))) {
            left.remove(at);
            *value = told.to_value();
        }
    }
}

/// Writes both forms.
pub(super) fn write(plan: &Plan, bodies: &mut OrderedMap<String, Vec<Json<'static>>>, findings: &mut Vec<Finding>) {
    let mut all: Vec<&Arc<ServiceSteering>> = plan.steerings().iter().map(|(_, steering)| steering).collect();
    sort_by(&mut all, |a, b| a.delivery_service.cmp(&b.delivery_service));
    let file: Arc<str> = Arc::from(file_name(BODY));
    let mut rows = Vec::with_capacity(all.len());
    for (index, steering) in all.into_iter().enumerate() {
        findings.extend(unresolved(plan, steering, &Place { file: Arc::clone(&file), at: At::Row(index) }));
        rows.push(body_row(plan, steering));
        let id = service_of(plan, &steering.delivery_service).and_then(|own| own.upstream.traffic_ops_id);
        let endpoint = id.map_or_else(|| TARGETS.to_owned(), |id| format!("steering_{id}_targets"));
        if !steering.targets.is_empty() {
            bodies.entry(endpoint).or_default().extend(target_rows(plan, steering, id));
        }
    }
    bodies.insert(BODY.to_owned(), rows);
}

fn service_of<'p>(plan: &'p Plan, xml_id: &str) -> Option<&'p Arc<DeliveryService>> {
    plan.get(plan.find::<DeliveryService>(xml_id)?)
}

/// Whether clients get all targets: as the service's type says, or what came where the plan has no such service.
pub fn is_client_steering(plan: &Plan, steering: &ServiceSteering) -> bool {
    match service_of(plan, &steering.delivery_service) {
        Some(own) => plan.follow_opt(own.type_.as_ref()).is_some_and(|type_| type_.name == CLIENT_STEERING_TYPE),
        None => steering.upstream.unmodelled.get(CLIENT_STEERING).and_then(serde_json::Value::as_bool) == Some(true),
    }
}

fn unresolved(plan: &Plan, steering: &ServiceSteering, place: &Place) -> Vec<Finding> {
    let name = &steering.delivery_service;
    let mut found = Vec::new();
    if service_of(plan, name).is_none() {
        let message = format!("the delivery service `{name}` is not in the plan");
        found.push(Finding::new(Severity::Warning, place.clone(), "deliveryService", message));
    }
    for field in ServiceSteering::FIELDS.iter().filter(|field| field.info.has_links()) {
        (field.links)(steering, &mut |link| {
            if link.id().is_none() {
                let target = plan.link_name(&link);
                let message = format!("`{name}` refers to the delivery service `{target}`, which is not in the plan");
                found.push(Finding::new(Severity::Warning, place.clone(), field.info.api, message));
            }
        });
    }
    found
}

type BodyMember = (Cow<'static, str>, Json<'static>);

fn member(key: &'static str, value: Json<'static>) -> BodyMember {
    (Cow::Borrowed(key), value)
}

/// The name that a link goes by; null where only an id is known.
fn name_of(plan: &Plan, link: Option<&Link<DeliveryService>>) -> Json<'static> {
    match link.map(Link::target) {
        None => Json::Null,
        Some(Target::Absent(absent)) if absent.identity.is_empty() => Json::Null,
        Some(target) => Json::text(plan.link_name(&AnyLink { kind: Kind::DeliveryService, target })),
    }
}

fn body_row(plan: &Plan, steering: &ServiceSteering) -> Json<'static> {
    let target = |target: &PlannedTarget| {
        let mut members = vec![
            member("order", Json::Int(target.effective_order())),
            member("weight", Json::Int(target.effective_weight())),
            member("deliveryService", name_of(plan, target.target.as_ref())),
        ];
        members.extend(target.effective_geo_order().map(|order| member("geoOrder", Json::Int(order))));
        let [latitude, longitude] = target.effective_origin();
        members.extend(longitude.map(|degrees| member("longitude", Json::Float(degrees))));
        members.extend(latitude.map(|degrees| member("latitude", Json::Float(degrees))));
        Json::Object(members)
    };
    let filter = |filter: &PlannedFilter| {
        let to = name_of(plan, filter.target.as_ref());
        Json::Object(vec![member("deliveryService", to), member("pattern", Json::text(filter.pattern.as_str()))])
    };
    let mut members = vec![
        member("deliveryService", Json::text(steering.delivery_service.as_str())),
        member(CLIENT_STEERING, Json::Bool(is_client_steering(plan, steering))),
        member("targets", Json::List(steering.targets.iter().map(target).collect())),
        member("filters", Json::List(steering.filters.iter().map(filter).collect())),
    ];
    let kept = steering.upstream.unmodelled.iter().filter(|(name, _)| *name != CLIENT_STEERING);
    nested::put_all(&mut members, kept);
    Json::Object(members)
}

fn target_rows(plan: &Plan, steering: &ServiceSteering, service_id: Option<i64>) -> Vec<Json<'static>> {
    let id = |id: Option<i64>| id.map_or(Json::Null, Json::Int);
    let row = |target: &PlannedTarget| {
        let target_id = match target.target.as_ref() {
            Some(Link::To(own)) => plan.get(*own).and_then(|own| own.upstream.traffic_ops_id),
            Some(Link::Absent(absent)) => absent.traffic_ops_id,
            None => None,
        };
        let type_ = plan.find::<Type>(target.type_.word()).and_then(|id| plan.get(id)?.upstream.traffic_ops_id);
        let members = vec![
            member("deliveryService", Json::text(steering.delivery_service.as_str())),
            member("deliveryServiceId", id(service_id)),
            member("target", name_of(plan, target.target.as_ref())),
            member("targetId", id(target_id)),
            member("type", Json::text(target.type_.word())),
            member("typeId", id(type_)),
            member("value", Json::Int(target.value)),
        ];
        (target_id.unwrap_or(i64::MAX), Json::Object(members))
    };
    let mut rows: Vec<(i64, Json)> = steering.targets.iter().map(row).collect();
    sort_by_key(&mut rows, |(id, _)| *id);
    rows.into_iter().map(|(_, row)| row).collect()
}

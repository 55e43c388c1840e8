//! Federations in their forms: the body that Traffic Router polls, a row a delivery service (`TO/federations/allfederations.go`),
//! and the federations of a CDN, a row a federation and service (`TC/cdnfederations.go`), which alone say their ids and
//! descriptions; with services and resolvers of one federation in files of their own.

use std::borrow::Cow;
use std::sync::Arc;

use crate::edit::import::{Incoming, IncomingObject};
use crate::finding::{At, Finding, Place, Severity};
use crate::formats::json::Json;
use crate::model::field::FieldType as _;
use crate::model::{
    AnyLink, DeliveryService, JsonMembers, Kind, Link, Plan, PlannedMapping, ServiceFederations, Shape, Value,
};
use crate::sorting::sort_by;
use crate::sorting::{OrderedMap, gather};

use super::endpoints::{file_name, safe_name};
use super::entities::{TakenRow, text};
use super::listed::{Element, ListedRow, object};
use super::nested;
use super::row_members::RowMembers;

/// The endpoint that Traffic Router polls.
const BODY: &str = "federations_all";
/// Federations of services of which no CDN is known.
const OF_NO_CDN: &str = "cdn_federations";

/// Rows that say something of federations, until everything has come.
#[derive(Debug, Default)]
pub(super) struct FederationRows {
    federations: Vec<FederationRow>,
    /// Of federations by their ids: the services,
    services: Vec<(i64, String)>,
    /// and the resolvers, IPv6 or not.
    resolvers: Vec<(i64, bool, String)>,
    /// Whether other rows of federations were refused: then these may be a part, which must not stand for the whole.
    pub is_partial: bool,
}

#[derive(Debug)]
struct FederationRow {
    place: Place,
    id: Option<i64>,
    cname: String,
    ttl: i64,
    description: Option<String>,
    service: Option<String>,
    unmodelled: JsonMembers,
}

/// What a row of an endpoint of federations is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FederationRowForm {
    /// A service with its mappings.
    Service,
    /// A federation, perhaps with a service.
    Federation,
    /// Something else, which is kept as it is.
    Other,
}

/// The form of a row.
pub(super) fn form_of(members: &RowMembers) -> FederationRowForm {
    let has = |name: &str| members.iter().any(|(key, _)| key == name);
    let names_service = members.iter().any(|(key, value)| key == "deliveryService" && value.as_text().is_some());
    match (has("mappings"), has("cname")) {
        (true, _) => FederationRowForm::Service,
        (false, true) => FederationRowForm::Federation,
        (false, false) if names_service => FederationRowForm::Service,
        (false, false) => FederationRowForm::Other,
    }
}

/// Reads a service's row.
pub(super) fn read(place: Place, members: &RowMembers) -> TakenRow {
    let mut reading = ListedRow::new(place.clone());
    let mut row = Element::row(members);
    let name = reading.named(&mut row, "deliveryService", "").map(|named| named.identity.concat());
    let (mut kept, mut mappings) = (JsonMembers::new(), Vec::new());
    if let Some(json) = row.take("mappings") {
        for (index, mut element) in reading.elements(&row, "mappings", json).into_iter().enumerate() {
            mappings.extend(mapping(&mut reading, &mut element));
            for unknown in element.rest().into_keys() {
                nested::keep("mappings", json, &format!("{index}/{unknown}"), &mut kept);
            }
        }
    }
    let problems = std::mem::take(&mut reading.problems);
    let (Some(name), true) = (name, problems.is_empty()) else {
        return TakenRow { problems, left_out: true, ..TakenRow::default() };
    };
    let mut unmodelled = row.rest();
    unmodelled.extend(kept);
    TakenRow { objects: vec![incoming(place, name, mappings, unmodelled)], ..TakenRow::default() }
}

fn mapping(reading: &mut ListedRow, row: &mut Element<'_, '_>) -> Option<Value> {
    let cname = reading.text(row, "cname");
    if cname.is_none() {
        reading.wrong(&row.path_of("cname"), "expected the name that resolvers are sent to, found nothing");
    }
    let ttl = reading.int(row, "ttl").unwrap_or(0);
    let mut networks = |key: &'static str| match reading.texts(row, key) {
        Value::Null => Value::List(Vec::new()),
        list => list,
    };
    let (resolve4, resolve6) = (networks("resolve4"), networks("resolve6"));
    Some(object(vec![
        (PlannedMapping::CNAME, Value::Text(cname?)),
        (PlannedMapping::TTL, Value::Int(ttl)),
        (PlannedMapping::RESOLVE4, resolve4),
        (PlannedMapping::RESOLVE6, resolve6),
        // A federation of CDN-in-a-Box may say it here.
        (PlannedMapping::DESCRIPTION, reading.value(row, "description", Shape::Text)),
    ]))
}

fn incoming(place: Place, name: String, mappings: Vec<Value>, unmodelled: JsonMembers) -> IncomingObject {
    let fields = vec![
        (ServiceFederations::DELIVERY_SERVICE, Value::Text(name.clone())),
        (ServiceFederations::MAPPINGS, Value::List(mappings)),
    ];
    IncomingObject {
        kind: Kind::ServiceFederations,
        place,
        identity: vec![name],
        traffic_ops_id: None,
        last_updated: None,
        fields,
        coarse: &[],
        unmodelled,
        derived: false,
        made: None,
    }
}

impl FederationRows {
    /// Takes a federation's row; says whether it could.
    pub(super) fn add(&mut self, place: Place, members: &RowMembers) -> Result<(), Vec<Finding>> {
        let mut reading = ListedRow::new(place.clone());
        let mut row = Element::row(members);
        let cname = reading.text(&mut row, "cname");
        let (id, ttl) = (reading.int(&mut row, "id").filter(|id| *id != 0), reading.int(&mut row, "ttl").unwrap_or(0));
        let description = reading.text(&mut row, "description");
        row.take("lastUpdated");
        let service = match row.take("deliveryService") {
            Some(Json::Object(members)) => text(members, "xmlId").map(str::to_owned),
            Some(Json::Text(name)) if !name.is_empty() => Some(name.clone().into_owned()),
            _ => None,
        };
        match cname {
            Some(cname) if reading.problems.is_empty() => {
                let unmodelled = row.rest();
                self.federations.push(FederationRow { place, id, cname, ttl, description, service, unmodelled });
                Ok(())
            }
            Some(_) => Err(reading.problems),
            None => {
                reading.wrong("cname", "expected the name that resolvers are sent to, found nothing");
                Err(reading.problems)
            }
        }
    }

    /// Takes a service of a federation; says whether the row is one.
    pub(super) fn add_service(&mut self, federation: i64, members: &RowMembers) -> bool {
        let found = text(members, "xmlId").map(|xml_id| (federation, xml_id.to_owned()));
        let is = found.is_some();
        self.services.extend(found);
        is
    }

    /// Takes a resolver of a federation; says whether the row is one.
    pub(super) fn add_resolver(&mut self, federation: i64, members: &RowMembers) -> bool {
        let of_type = |type_: &str| match type_ {
            "RESOLVE4" => Some(false),
            "RESOLVE6" => Some(true),
            _ => None,
        };
        let is_v6 = text(members, "type").and_then(of_type);
        let found =
            text(members, "ipAddress").zip(is_v6).map(|(network, is_v6)| (federation, is_v6, network.to_owned()));
        let is = found.is_some();
        self.resolvers.extend(found);
        is
    }

    /// Puts what rows say to the services that the body gives, and makes federations of those that it does not give. A
    /// federation of no service is handed back: it does nothing, and is kept as it came.
    pub(super) fn settle(self, incoming: &mut Incoming) -> Vec<(Place, serde_json::Value)> {
        let Self { federations, services, resolvers, is_partial } = self;
        let mut of_service: OrderedMap<String, Vec<FederationRow>> = OrderedMap::new();
        let mut of_none = Vec::new();
        for row in federations {
            let more = services.iter().filter(|(id, _)| row.id == Some(*id)).map(|(_, service)| service.clone());
            let mut names: Vec<String> = row.service.clone().into_iter().chain(more).collect();
            names.dedup();
            if names.is_empty() {
                of_none.push((row.place.clone(), row.into_document()));
                continue;
            }
            for name in names {
                let rows = of_service.entry(name).or_default();
                if rows.iter().all(|other| other.id.is_none() || other.id != row.id) {
                    rows.push(row.copy());
                }
            }
        }
        for own in incoming.objects.iter_mut().filter(|object| object.kind == Kind::ServiceFederations) {
            if let Some(rows) = of_service.remove(&own.identity.concat()) {
                tell(own, rows, &resolvers);
            }
        }
        if is_partial {
            incoming.left_out += of_service.into_values().map(|rows| rows.len()).sum::<usize>();
            return of_none;
        }
        for (name, rows) in of_service {
            let Some(place) = rows.first().map(|row| row.place.clone()) else { continue };
            let mut own = self::incoming(place, name, Vec::new(), JsonMembers::new());
            tell(&mut own, rows, &resolvers);
            incoming.objects.push(own);
        }
        of_none
    }
}

/// The federations of a service, with what rows say of them; a row of none that is there is one more.
fn tell(own: &mut IncomingObject, rows: Vec<FederationRow>, resolvers: &[(i64, bool, String)]) {
    let Some((_, Value::List(list))) = own.fields.iter_mut().find(|(key, _)| *key == ServiceFederations::MAPPINGS)
    else {
        return;
    };
    let read = |value: &Value| PlannedMapping::from_value(value.clone()).unwrap_or_default();
    let mut mappings: Vec<PlannedMapping> = list.iter().map(read).collect();
    let mut told = vec![false; mappings.len()];
    for row in rows {
        let same = |mapping: &PlannedMapping| mapping.cname == row.cname && mapping.ttl == row.ttl;
        let at = mappings.iter().zip(&told).position(|(mapping, told)| !told && same(mapping));
        if let Some(mapping) = at.and_then(|at| mappings.get_mut(at)) {
            mapping.id = row.id;
            mapping.description = row.description.or_else(|| mapping.description.take());
        } else {
            let of = |v6: bool| {
                let own = resolvers.iter().filter(|(id, is_v6, _)| row.id == Some(*id) && *is_v6 == v6);
                own.map(|(_, _, network)| network.clone()).collect()
            };
            let (resolve4, resolve6) = (of(false), of(true));
            let FederationRow { id, cname, ttl, description, .. } = row;
            mappings.push(PlannedMapping { cname, ttl, resolve4, resolve6, description, id });
        }
        if let Some(told) = at.and_then(|at| told.get_mut(at)) {
            *told = true;
        }
    }
    *list = mappings.iter().map(PlannedMapping::to_value).collect();
}

impl FederationRow {
    fn copy(&self) -> Self {
        Self {
            place: self.place.clone(),
            id: self.id,
            cname: self.cname.clone(),
            ttl: self.ttl,
            description: self.description.clone(),
            service: self.service.clone(),
            unmodelled: JsonMembers::new(),
        }
    }

    fn into_document(self) -> serde_json::Value {
        let mut document: serde_json::Map<String, serde_json::Value> = gather(self.unmodelled.into_iter());
        document.extend(self.id.map(|id| ("id".to_owned(), id.into())));
        document.insert("cname".to_owned(), self.cname.into());
        document.insert("ttl".to_owned(), self.ttl.into());
        document.extend(self.description.map(|words| ("description".to_owned(), words.into())));
        document.into()
    }
}

/// Writes the body, and the federations of each CDN that have an id or a description.
pub(super) fn write(plan: &Plan, bodies: &mut OrderedMap<String, Vec<Json<'static>>>, findings: &mut Vec<Finding>) {
    let mut all: Vec<&Arc<ServiceFederations>> = plan.federations().iter().map(|(_, own)| own).collect();
    sort_by(&mut all, |a, b| a.delivery_service.cmp(&b.delivery_service));
    let file: Arc<str> = Arc::from(file_name(BODY));
    let mut rows = Vec::with_capacity(all.len());
    for (index, own) in all.into_iter().enumerate() {
        let service = plan.find::<DeliveryService>(&own.delivery_service).and_then(|id| plan.get(id));
        if service.is_none() {
            let place = Place { file: Arc::clone(&file), at: At::Row(index) };
            let message = format!("the delivery service `{}` is not in the plan", own.delivery_service);
            findings.push(Finding::new(Severity::Warning, place, "deliveryService", message));
        }
        rows.push(body_row(own));
        let told: Vec<Json> = own.mappings.iter().filter_map(|mapping| cdn_row(own, service, mapping)).collect();
        if !told.is_empty() {
            let cdn = service.and_then(|service| Some(name_of_cdn(plan, service.cdn.as_ref()?)));
            let endpoint = cdn.map_or_else(|| OF_NO_CDN.to_owned(), |cdn| format!("cdns_{cdn}_federations"));
            bodies.entry(endpoint).or_default().extend(told);
        }
    }
    bodies.insert(BODY.to_owned(), rows);
}

fn name_of_cdn(plan: &Plan, cdn: &Link<crate::model::Cdn>) -> String {
    safe_name(&plan.link_name(&AnyLink { kind: Kind::Cdn, target: cdn.target() }))
}

fn member(key: &'static str, value: Json<'static>) -> (Cow<'static, str>, Json<'static>) {
    (Cow::Borrowed(key), value)
}

fn body_row(own: &ServiceFederations) -> Json<'static> {
    let mapping = |mapping: &PlannedMapping| {
        let networks = |list: &[String]| Json::List(list.iter().map(|network| Json::text(network.as_str())).collect());
        let mut members =
            vec![member("ttl", Json::Int(mapping.ttl)), member("cname", Json::text(mapping.cname.as_str()))];
        // `omitempty` (TC/federation.go).
        if !mapping.resolve4.is_empty() {
            members.push(member("resolve4", networks(&mapping.resolve4)));
        }
        if !mapping.resolve6.is_empty() {
            members.push(member("resolve6", networks(&mapping.resolve6)));
        }
        Json::Object(members)
    };
    let mut members = vec![
        member("mappings", Json::List(own.mappings.iter().map(mapping).collect())),
        member("deliveryService", Json::text(own.delivery_service.as_str())),
    ];
    nested::put_all(&mut members, &own.upstream.unmodelled);
    Json::Object(members)
}

/// A federation as its CDN lists it; none where that says no more than the body.
fn cdn_row(
    own: &ServiceFederations,
    service: Option<&Arc<DeliveryService>>,
    mapping: &PlannedMapping,
) -> Option<Json<'static>> {
    if mapping.id.is_none() && mapping.description.is_none() {
        return None;
    }
    let id = |id: Option<i64>| id.map_or(Json::Null, Json::Int);
    let description = mapping.description.as_deref().map_or(Json::Null, Json::text);
    let of = vec![
        member("id", id(service.and_then(|service| service.upstream.traffic_ops_id))),
        member("xmlId", Json::text(own.delivery_service.as_str())),
    ];
    Some(Json::Object(vec![
        member("id", id(mapping.id)),
        member("cname", Json::text(mapping.cname.as_str())),
        member("ttl", Json::Int(mapping.ttl)),
        member("description", description),
        member("deliveryService", Json::Object(of)),
    ]))
}

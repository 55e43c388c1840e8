//! What stands in a table's cell: its text, whether it refers to something that is missing, and what it sorts by.

use std::any::Any;
use std::cmp::Ordering;

use super::columns::{Axis, CellSource, ColumnInfo, GivenColumn, GroupGeography};
use super::given::GivenColumns;
use super::interfaces::InterfacePart;
use super::{codes, natural, say};
use crate::model::field::FieldType;
use crate::model::{
    Absent, AnyEntity, AnyId, AnyLink, CacheGroup, CoverageZone, Id, Interface, IpAddress, Kind, Link, Parameter,
    PhysLocation, Plan, SECRET_PLACEHOLDER, Server, Target, Value,
};
use crate::sorting::OrderedSet;

/// A cell as it is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableCell {
    /// What is seen.
    pub text: String,
    /// All digits, where fewer are seen.
    pub exact: Option<String>,
    /// Whether it names something that the plan lacks.
    pub unresolved: bool,
    /// What is to be said of it beside.
    pub words: Option<String>,
}

/// What a cell sorts by. Empty ones come last, whichever way it is sorted.
#[derive(Clone, Debug, PartialEq)]
pub enum SortKey {
    /// A number.
    Number(f64),
    /// A text, in natural order.
    Text(Box<str>),
    /// Nothing.
    Empty,
}

/// An object and which it is.
pub type AnyRow<'a> = (AnyId, &'a dyn AnyEntity);

/// The value in a cell.
fn value(plan: &Plan, given: &GivenColumns, (id, entity): AnyRow<'_>, source: CellSource) -> Value {
    let key = |at: usize| id.kind.fields().get(at).map_or("", |info| info.key);
    let any = entity.as_any();
    match source {
        CellSource::Field(at) if is_secret(any, key(at)) => Value::Text(SECRET_PLACEHOLDER.to_owned()),
        CellSource::Field(at) => {
            let value = entity.value_at(at);
            let word = codes::word(id.kind, key(at), &value);
            word.map_or(value, |word| Value::Text(word.to_owned()))
        }
        CellSource::Member(at, key) => entity.value_at(at).take(key),
        CellSource::Count(at) => match entity.value_at(at) {
            Value::List(items) => i64::try_from(items.len()).map_or(Value::Null, Value::Int),
            _ => Value::Null,
        },
        CellSource::Place(axis) => place(plan, any, axis).map_or(Value::Null, Value::Float),
        CellSource::ZoneGroup => zone_group(plan, any),
        CellSource::Network(part) => network(any, part),
        CellSource::Around(what) => around(plan, id, any, what),
        CellSource::Given(column) => given.number(id, any, column).map_or(Value::Null, Value::Float),
        CellSource::TrafficOpsId => entity.any_upstream().traffic_ops_id.map_or(Value::Null, Value::Int),
        CellSource::LastUpdated => entity.any_upstream().last_updated.as_ref().map_or(Value::Null, FieldType::to_value),
    }
}

/// What is secret shows nowhere.
fn is_secret(entity: &dyn Any, key: &str) -> bool {
    key == "value" && entity.downcast_ref::<Parameter>().is_some_and(|parameter| parameter.secure)
}

fn place(plan: &Plan, entity: &dyn Any, axis: Axis) -> Option<f64> {
    let position = match (entity.downcast_ref::<CacheGroup>(), entity.downcast_ref::<PhysLocation>()) {
        (Some(group), _) => plan.follow_opt(group.coordinate.as_ref())?.position?,
        (None, site) => site?.position.as_ref()?.at?,
    };
    Some(match axis {
        Axis::Latitude => position.latitude(),
        Axis::Longitude => position.longitude(),
    })
}

/// What lies around a cache group. A group without servers lies where it is planned.
fn around(plan: &Plan, id: AnyId, entity: &dyn Any, what: GroupGeography) -> Value {
    let Some(group) = entity.downcast_ref::<CacheGroup>() else { return Value::Null };
    let users = plan.users(id);
    let servers = users.filter(|user| user.kind == Kind::Server);
    if what == GroupGeography::Servers {
        return i64::try_from(servers.count()).map_or(Value::Null, Value::Int);
    }
    let server = |user: AnyId| plan.get(Id::<Server>::new(user.number));
    if what == GroupGeography::Cdns {
        let cdn = |user: AnyId| Some(plan.follow_opt(server(user)?.cdn.as_ref())?.name.as_str());
        return names(servers.filter_map(cdn).collect());
    }
    let location = |user: AnyId| server(user)?.phys_location.clone();
    let mut locations: Vec<Link<PhysLocation>> = servers.filter_map(location).collect();
    if locations.is_empty() {
        locations.extend(group.planned_phys_location.clone());
    }
    names(locations.iter().filter_map(|link| name_around(plan, link, what)).collect())
}

/// Names as a list, each once.
fn names(names: OrderedSet<&str>) -> Value {
    if names.is_empty() {
        return Value::Null;
    }
    Value::List(names.into_iter().map(|name| Value::Text(name.to_owned())).collect())
}

/// The region of a phys location, or its division.
fn name_around<'a>(plan: &'a Plan, location: &Link<PhysLocation>, what: GroupGeography) -> Option<&'a str> {
    let region = plan.follow_opt(plan.follow(location)?.region.as_ref())?;
    match what {
        GroupGeography::Division => plan.follow_opt(region.division.as_ref()).map(|division| division.name.as_str()),
        GroupGeography::Region | GroupGeography::Cdns | GroupGeography::Servers => Some(region.name.as_str()),
    }
}

/// The group of the zone's name, which the plan may lack; a deep zone names caches instead.
fn zone_group(plan: &Plan, entity: &dyn Any) -> Value {
    let Some(zone) = entity.downcast_ref::<CoverageZone>() else { return Value::Null };
    if plan.follow_opt(zone.file.as_ref()).is_some_and(|file| file.deep) {
        return Value::Null;
    }
    let group = plan.find::<CacheGroup>(&zone.name).map(|id| Target::To(id.number()));
    Value::Link(AnyLink {
        kind: Kind::CacheGroup,
        target: group.unwrap_or_else(|| Target::Absent(Absent::named(&zone.name))),
    })
}

/// As Traffic Portal: of the first interface with a service address.
fn network(entity: &dyn Any, part: InterfacePart) -> Value {
    let Some(server) = entity.downcast_ref::<Server>() else { return Value::Null };
    let serves = |interface: &&Interface| interface.ip_addresses.iter().any(|address| address.service_address);
    let Some(interface) = server.interfaces.iter().find(serves) else { return Value::Null };
    let address = |six: bool| {
        let wanted = |address: &&IpAddress| address.service_address && address.address.contains(':') == six;
        interface.ip_addresses.iter().find(wanted)
    };
    let text = |text: Option<&str>| {
        text.filter(|text| !text.is_empty()).map_or(Value::Null, |text| Value::Text(text.to_owned()))
    };
    match part {
        InterfacePart::Name => text(Some(&interface.name)),
        InterfacePart::Address => text(address(false).map(bare)),
        InterfacePart::Gateway => text(address(false).and_then(|address| address.gateway.as_deref())),
        InterfacePart::Address6 => text(address(true).map(bare)),
        InterfacePart::Gateway6 => text(address(true).and_then(|address| address.gateway.as_deref())),
        InterfacePart::Mtu => interface.mtu.map_or(Value::Null, Value::Int),
        InterfacePart::Router => text(Some(&interface.router_host_name)),
        InterfacePart::Port => text(Some(&interface.router_port_name)),
    }
}

/// An address without the length of its prefix.
fn bare(address: &IpAddress) -> &str {
    address.address.split('/').next().unwrap_or_default()
}

/// Whether a column's numbers are degrees, of which few decimals are shown.
fn is_degrees(source: CellSource) -> bool {
    matches!(source, CellSource::Place(_) | CellSource::Member(_, "latitude" | "longitude"))
}

/// A cell as it is drawn; empty when the object is not in the plan.
pub fn cell(plan: &Plan, given: &GivenColumns, object: AnyId, column: &ColumnInfo) -> TableCell {
    if let CellSource::Given(own @ (GivenColumn::Load | GivenColumn::CapacityUsed)) = column.source {
        return load_cell(plan, given, object, own);
    }
    let value = plan.object(object).map_or(Value::Null, |entity| value(plan, given, (object, entity), column.source));
    let text = say::value(plan, &value);
    let unresolved = say::is_unresolved(&value);
    match value {
        Value::Float(degrees) if is_degrees(column.source) => {
            let short = format!("{degrees:.*}", say::DEGREE_DECIMALS);
            let exact = short.parse() != Ok(degrees);
            TableCell { text: short, exact: exact.then_some(text), unresolved, words: None }
        }
        _ => TableCell { text, exact: None, unresolved, words: None },
    }
}

/// What an object carries, in the unit that it has.
fn load_cell(plan: &Plan, given: &GivenColumns, object: AnyId, column: GivenColumn) -> TableCell {
    let Some(load) = plan.object(object).and_then(|entity| given.load(entity.as_any())) else {
        return TableCell::default();
    };
    let (text, exact) = match column {
        GivenColumn::Load => (load.text.clone(), Some(load.amount.to_string())),
        GivenColumn::CapacityUsed | GivenColumn::Services | GivenColumn::Findings => (
            load.percent.map_or_else(String::new, |percent| format!("{percent:.0} %")),
            load.percent.map(|own| own.to_string()),
        ),
    };
    TableCell { text, exact, unresolved: false, words: Some(load.words.clone()) }
}

/// What an entity's cell sorts by.
pub fn key(plan: &Plan, given: &GivenColumns, row: AnyRow<'_>, column: &ColumnInfo) -> SortKey {
    match value(plan, given, row, column.source) {
        Value::Null => SortKey::Empty,
        Value::Int(number) => SortKey::Number(number as f64),
        Value::Float(number) => SortKey::Number(number),
        other => {
            let text = say::value(plan, &other);
            if text.is_empty() { SortKey::Empty } else { SortKey::Text(text.into()) }
        }
    }
}

/// The entries of an entity's cell, each by itself; none where the cell holds no list.
pub(super) fn entries(plan: &Plan, given: &GivenColumns, row: AnyRow<'_>, column: &ColumnInfo) -> Option<Vec<String>> {
    let Value::List(items) = value(plan, given, row, column.source) else { return None };
    Some(items.iter().map(|item| say::value(plan, item)).filter(|entry| !entry.is_empty()).collect())
}

/// Between cells in a row's text, so that a search does not run over from one into the next.
pub const BETWEEN: char = '\u{1f}';

/// All of an entity's cells as one text in lower case, to search in.
pub fn row_text(plan: &Plan, given: &GivenColumns, (id, entity): AnyRow<'_>, columns: &[ColumnInfo]) -> String {
    let mut row = String::new();
    row.push(BETWEEN);
    for column in columns {
        let text = match (column.source, given.load(entity.as_any())) {
            (CellSource::Given(GivenColumn::Load), Some(load)) => load.text.clone(),
            _ => say::value(plan, &value(plan, given, (id, entity), column.source)),
        };
        if text.is_ascii() {
            row.extend(text.chars().map(|letter| letter.to_ascii_lowercase()));
        } else {
            row.push_str(&text.to_lowercase());
        }
        row.push(BETWEEN);
    }
    row
}

impl SortKey {
    /// Compares two cells; the empty ones always come last.
    pub fn compare(&self, other: &Self, descending: bool) -> Ordering {
        let order = match (self, other) {
            (Self::Empty, Self::Empty) => return Ordering::Equal,
            (Self::Empty, _) => return Ordering::Greater,
            (_, Self::Empty) => return Ordering::Less,
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Text(a), Self::Text(b)) => natural::compare(a, b),
            (Self::Number(_), Self::Text(_)) => Ordering::Less,
            (Self::Text(_), Self::Number(_)) => Ordering::Greater,
        };
        if descending { order.reverse() } else { order }
    }
}

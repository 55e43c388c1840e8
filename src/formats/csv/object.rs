//! From the cells of a row to the object that they are: fields, positions, interfaces, and the identity that follows.

use std::sync::LazyLock;

use super::cell::{self, CellReading};
use super::mapping::Mapping;
use super::sheet::SheetRow;
use crate::edit::import::{Coarse, IncomingObject, Taking};
use crate::finding::Place;
use crate::model::{
    Absent, AnyLink, Coordinate, FieldInfo, JsonMembers, Kind, Position, SECRET_PLACEHOLDER, Server, Shape, Target,
    Value, identity_fields,
};
use crate::tabular::columns::Axis;
use crate::tabular::exchange::{ExchangeSource, HeaderMeaning};
use crate::tabular::interfaces::{self, InterfacePart};

/// What is wrong in a cell, with the place of its column in the table, where there is one.
pub(in crate::formats) type CellFault = (Option<usize>, String);

/// What every row of a table is read with.
pub(in crate::formats) struct CsvRowReading<'m> {
    mapping: &'m Mapping,
    infos: &'static [FieldInfo],
    cells: CellReading,
}

/// What the cells of a row say.
#[derive(Default)]
struct GatheredCells {
    fields: Vec<(&'static str, Value)>,
    /// Values within objects, by field and path.
    parts: Vec<(usize, Vec<&'static str>, Value, usize)>,
    interface: Vec<(InterfacePart, Value)>,
    /// A cache group's latitude and longitude, with their columns.
    place: [Option<(Value, usize)>; 2],
    /// Whether one of these is wrong by itself.
    is_place_wrong: bool,
    traffic_ops_id: Option<i64>,
    faults: Vec<CellFault>,
}

impl<'m> CsvRowReading<'m> {
    pub(in crate::formats) fn new(mapping: &'m Mapping, decimal_commas: bool) -> Self {
        let cells = CellReading { kind: mapping.kind, decimal_commas };
        Self { mapping, infos: mapping.kind.fields(), cells }
    }

    /// The objects that a row makes: one, and perhaps the coordinate that it stands at; or everything that is wrong.
    pub(in crate::formats) fn read(
        &self,
        row: &SheetRow,
        place: &Place,
    ) -> Result<Vec<IncomingObject>, Vec<CellFault>> {
        let mut gathered = GatheredCells::default();
        for (at, meaning) in self.mapping.meanings.iter().enumerate() {
            // A row that ends before says nothing of the rest.
            let Some(cell) = row.get(at) else { break };
            match meaning {
                Some(HeaderMeaning::Column(known)) => self.take(&mut gathered, at, *known, cell),
                Some(HeaderMeaning::ColumnById(known)) => self.take_id(&mut gathered, at, *known, cell),
                Some(HeaderMeaning::Nothing) | None => {}
            }
        }
        self.put_parts(&mut gathered);
        Self::put_interfaces(&mut gathered);
        let identity = self.identity(&mut gathered);
        let coordinate = Self::put_place(&mut gathered, place, &identity);
        if !gathered.faults.is_empty() {
            return Err(gathered.faults);
        }
        let object = IncomingObject {
            kind: self.mapping.kind,
            place: place.clone(),
            identity,
            traffic_ops_id: gathered.traffic_ops_id,
            last_updated: None,
            fields: gathered.fields,
            coarse: coarse(self.mapping.kind),
            unmodelled: JsonMembers::new(),
            derived: false,
            made: None,
        };
        Ok(std::iter::once(object).chain(coordinate).collect())
    }

    fn take(&self, gathered: &mut GatheredCells, at: usize, known: usize, cell: &str) {
        let Some(column) = self.mapping.known.get(known) else { return };
        let key = match &column.source {
            ExchangeSource::Field(field) => self.infos.get(*field).map_or("", |info| info.key),
            _ => "",
        };
        let value = match cell::read(self.cells, key, &column.shape, column.nullable, cell) {
            Ok(Some(value)) => value,
            Ok(None) => return,
            Err(message) => {
                gathered.is_place_wrong |= matches!(column.source, ExchangeSource::Place(_));
                return gathered.faults.push((Some(at), message));
            }
        };
        match &column.source {
            ExchangeSource::Field(_) => gathered.fields.push((key, value)),
            ExchangeSource::Part(field, path) => gathered.parts.push((*field, path.clone(), value, at)),
            ExchangeSource::Interface(part) => gathered.interface.push((*part, value)),
            ExchangeSource::Place(Axis::Latitude) => gathered.place[0] = Some((value, at)),
            ExchangeSource::Place(Axis::Longitude) => gathered.place[1] = Some((value, at)),
            ExchangeSource::TrafficOpsId => {
                if let Value::Int(id) = value {
                    gathered.traffic_ops_id = Some(id);
                }
            }
        }
    }

    fn take_id(&self, gathered: &mut GatheredCells, at: usize, known: usize, cell: &str) {
        let Some(column) = self.mapping.known.get(known) else { return };
        let (ExchangeSource::Field(field), Shape::Link(kind)) = (&column.source, column.shape) else { return };
        // A table may have names and ids beside each other: the names say it.
        if self.mapping.meanings.contains(&Some(HeaderMeaning::Column(known))) {
            return;
        }
        match (cell::read_id(kind, cell), self.infos.get(*field)) {
            (Ok(Some(value)), Some(info)) => gathered.fields.push((info.key, value)),
            (Err(message), _) => gathered.faults.push((Some(at), message)),
            _ => {}
        }
    }

    /// Makes objects of the values that belong into them.
    fn put_parts(&self, gathered: &mut GatheredCells) {
        let parts = std::mem::take(&mut gathered.parts);
        for (at, info) in self.infos.iter().enumerate() {
            let own: Vec<_> = parts.iter().filter(|(field, ..)| *field == at).collect();
            let Some((_, _, _, column)) = own.first() else { continue };
            let find = |path: &[&'static str]| {
                own.iter().find(|(_, known, ..)| known == path).map(|(_, _, value, column)| (value.clone(), *column))
            };
            match object_of(&info.shape, &mut Vec::new(), &find) {
                Ok(value) => gathered.fields.push((info.key, value)),
                Err((column_of, message)) => gathered.faults.push((column_of.or(Some(*column)), message)),
            }
        }
    }

    /// What single cells say of interfaces, and what the list says, as one value.
    fn put_interfaces(gathered: &mut GatheredCells) {
        if gathered.interface.is_empty() {
            return;
        }
        let cells = std::mem::take(&mut gathered.interface);
        let listed = gathered.fields.iter().position(|(key, _)| *key == Server::INTERFACES);
        let (base, is_whole) = match listed.map(|at| gathered.fields.remove(at).1) {
            Some(list @ Value::List(_)) => (list, true),
            // An empty list beside all the cells: the cells say all.
            Some(_) => (Value::List(Vec::new()), cells.len() == InterfacePart::ALL.len()),
            None => (Value::Null, false),
        };
        let patch = interfaces::patch(cells);
        let value = if is_whole { interfaces::put(base, patch) } else { patch };
        gathered.fields.push((Server::INTERFACES, value));
    }

    /// The parts by which files know the object.
    fn identity(&self, gathered: &mut GatheredCells) -> Vec<String> {
        let kind = self.mapping.kind;
        let of = |key: &str| {
            gathered.fields.iter().find(|(known, _)| *known == key).map_or_else(String::new, |(_, value)| part(value))
        };
        let is_secret = kind == Kind::Parameter && of("secure") == "true";
        let shown = |key: &&str| if is_secret && *key == "value" { SECRET_PLACEHOLDER.to_owned() } else { of(key) };
        let identity: Vec<String> = identity_fields(kind).iter().map(shown).collect();
        let main = match kind {
            Kind::Server => identity.get(1),
            _ => identity.first(),
        };
        if main.is_none_or(String::is_empty) && gathered.faults.is_empty() {
            let key = identity_fields(kind).get(usize::from(kind == Kind::Server)).copied().unwrap_or_default();
            let column = self.mapping.known_of(key).and_then(|known| self.mapping.place_of(known));
            let message = format!("is empty: a {} needs it", kind.singular());
            gathered.faults.push((column, message));
        }
        identity
    }

    /// Where a cache group stands: its coordinate, under the name in its row or the one that Traffic Ops makes.
    fn put_place(gathered: &mut GatheredCells, place: &Place, identity: &[String]) -> Option<IncomingObject> {
        let [latitude, longitude] = std::mem::take(&mut gathered.place);
        if gathered.is_place_wrong {
            return None;
        }
        let column = latitude.as_ref().or(longitude.as_ref())?.1;
        let other = longitude.as_ref().map_or(column, |(_, column)| *column);
        let number = |cell: &Option<(Value, usize)>| match cell {
            Some((Value::Float(number), _)) => Some(*number),
            _ => None,
        };
        let named = gathered.fields.iter().position(|(key, value)| *key == COORDINATE && *value != Value::Null);
        let (latitude, longitude) = match (number(&latitude), number(&longitude)) {
            (Some(latitude), Some(longitude)) => (latitude, longitude),
            (None, None) => {
                // No position, and no name of one: the group waits in the tray.
                if named.is_none() {
                    gathered.fields.retain(|(key, _)| *key != COORDINATE);
                    gathered.fields.push((COORDINATE, Value::Null));
                }
                return None;
            }
            (one, _) => {
                let missing = if one.is_some() { "longitude" } else { "latitude" };
                gathered.faults.push((Some(column), format!("there is no {missing} beside it: a position has both")));
                return None;
            }
        };
        if let Err((column_of, message)) = checked(latitude, longitude, column, other) {
            gathered.faults.push((Some(column_of), message));
            return None;
        }
        let name = match named.and_then(|at| gathered.fields.get(at)) {
            Some((_, link)) => part(link),
            None => Coordinate::name_for_cache_group(identity.first()?),
        };
        if named.is_none() {
            gathered.fields.retain(|(key, _)| *key != COORDINATE);
            let target = Target::Absent(Absent::named(&name));
            gathered.fields.push((COORDINATE, Value::Link(AnyLink { kind: Kind::Coordinate, target })));
        }
        let position =
            vec![(Position::LATITUDE, Value::Float(latitude)), (Position::LONGITUDE, Value::Float(longitude))];
        Some(IncomingObject {
            kind: Kind::Coordinate,
            place: place.clone(),
            identity: vec![name.clone()],
            traffic_ops_id: None,
            last_updated: None,
            fields: vec![(Coordinate::NAME, Value::Text(name)), (Coordinate::POSITION, Value::Object(position))],
            coarse: &[],
            unmodelled: JsonMembers::new(),
            derived: true,
            made: None,
        })
    }
}

/// The key of a cache group's coordinate.
const COORDINATE: &str = crate::model::CacheGroup::COORDINATE;

/// Whether two numbers are a position; else which column is wrong, and how.
fn checked(latitude: f64, longitude: f64, at: usize, other: usize) -> Result<(), (usize, String)> {
    let Err(error) = Position::new(latitude, longitude) else { return Ok(()) };
    let is_turned = Position::new(longitude, latitude).is_ok();
    let hint = if is_turned { "; are latitude and longitude the wrong way round?" } else { "" };
    let column = if (-90.0..=90.0).contains(&latitude) { other } else { at };
    Err((column, format!("{error}{hint}")))
}

/// Finds the value at a path, with its column.
type FindPart<'a> = dyn Fn(&[&'static str]) -> Option<(Value, usize)> + 'a;

/// The object of a shape that values at paths make: empty where all of them are.
fn object_of(
    shape: &Shape,
    path: &mut Vec<&'static str>,
    find: &FindPart<'_>,
) -> Result<Value, (Option<usize>, String)> {
    let Shape::Object(members) = shape else { return Ok(Value::Null) };
    let mut found = Vec::new();
    let (mut lacking, mut columns) = (Vec::new(), Vec::new());
    for member in *members {
        path.push(member.key);
        let value = match member.shape {
            Shape::Object(_) => object_of(&member.shape, path, find)?,
            _ => find(path).map_or(Value::Null, |(value, column)| {
                columns.push(column);
                value
            }),
        };
        path.pop();
        match value {
            Value::Null if !member.nullable => lacking.push(member),
            Value::Null => {}
            value => found.push((member.key, value)),
        }
    }
    if found.is_empty() {
        return Ok(Value::Null);
    }
    for member in lacking {
        match member.shape {
            Shape::Bool => found.push((member.key, Value::Bool(false))),
            Shape::Text => found.push((member.key, Value::Text(String::new()))),
            _ => {
                let message = format!("there is no {} beside it", member.key);
                return Err((columns.first().copied(), message));
            }
        }
    }
    if let [(Position::LATITUDE, Value::Float(latitude)), (Position::LONGITUDE, Value::Float(longitude))] =
        found.as_slice()
        && let [first, second] = columns.as_slice()
    {
        checked(*latitude, *longitude, *first, *second).map_err(|(column, message)| (Some(column), message))?;
    }
    Ok(Value::Object(found))
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

/// An empty cell is an empty text, an empty list and nothing at all: what the plan has of these stays.
fn are_blank(there: &Value, said: &Value) -> bool {
    let is_blank = |value: &Value| match value {
        Value::Null => true,
        Value::Text(text) => text.is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Json(document) => document.is_null(),
        _ => false,
    };
    is_blank(there) && is_blank(said)
}

/// What cells can say less of than a plan has, by kind.
fn coarse(kind: Kind) -> &'static [Coarse] {
    static ALL: LazyLock<Vec<Vec<Coarse>>> = LazyLock::new(|| {
        let of = |kind: &Kind| {
            let blanks = kind.fields().iter().map(|info| (info.key, Taking::Unless(are_blank)));
            let interfaces = (*kind == Kind::Server).then_some((Server::INTERFACES, Taking::Into(interfaces::put)));
            interfaces.into_iter().chain(blanks).collect()
        };
        Kind::ALL.iter().map(of).collect()
    });
    ALL.get(kind.index()).map_or(&[], Vec::as_slice)
}

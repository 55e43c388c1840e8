//! From marks to `Incoming`: each is a row whose columns are its properties, so that a property is read as a cell of a
//! table is.

use std::collections::HashMap;
use std::sync::Arc;

use super::mark_table::MarkTable;
use super::{KIND, LINK};
use crate::edit::import::{Incoming, IncomingObject, StandingClaim};
use crate::finding::{At, Finding, Place, Severity};
use crate::formats::csv::cell::guarded;
use crate::formats::csv::object::CsvRowReading;
use crate::formats::csv::{FileChoices, Mapping, ReadTable, SheetRow, TableChoices, kind_named};
use crate::formats::json::{Json, compact};
use crate::model::{Asn, Kind, Position, Server, Shape, Target, Value};
use crate::sorting::OrderedSet;
use crate::tabular::columns::Axis;
use crate::tabular::exchange::{self, ExchangeSource, HeaderMeaning};

/// The kinds that have a position.
const PLACED: [Kind; 3] = [Kind::CacheGroup, Kind::PhysLocation, Kind::Coordinate];

/// The kinds that stand where what they belong to does, and by which field: maps show them there, and a plan does not
/// have it.
const STANDING: [(Kind, &str); 2] = [(Kind::Server, Server::PHYS_LOCATION), (Kind::Asn, Asn::CACHE_GROUP)];

/// The key of the field by which all of these are known.
const NAME: &str = "name";

/// So many problems of one file are told one by one.
const MAX_PROBLEMS: usize = 1_000;

/// So many properties that nothing is known of are named.
const NAMES_SHOWN: usize = 6;

/// So many marks one file may hold.
const MAX_MARKS: usize = 1_048_576;

/// A mark on a map.
pub(in crate::formats) struct MapMark<'a> {
    /// Where it stands in the file.
    pub at: At,
    /// What the file says that it is, besides its properties.
    pub kind: Option<Kind>,
    /// Degrees east and north, as maps have them; none: it stands nowhere.
    pub place: Option<[f64; 2]>,
    /// Its properties.
    pub properties: Vec<(String, Json<'a>)>,
    /// Whether the file has texts alone: a reference that a plain name cannot tell is JSON in a text there.
    pub are_texts: bool,
}

/// What properties mean, or why nothing can be made of them.
type FoundMapping = Result<Arc<Mapping>, String>;

/// The marks of a file on their way in.
pub(in crate::formats) struct MarkGathering<'i> {
    file: Arc<str>,
    forced: Option<Kind>,
    choices: &'i TableChoices,
    incoming: &'i mut Incoming,
    /// What was found out of the properties of earlier marks.
    mappings: HashMap<(Option<Kind>, Vec<String>), FoundMapping>,
    tables: Vec<MarkTable>,
    /// Where marks stand that have no position of their own, by their numbers.
    standing: HashMap<usize, [f64; 2]>,
    /// What was found, in the order of the file.
    entries: Vec<MarkEntry>,
    unknown: OrderedSet<String>,
    marks: usize,
    told: usize,
}

/// What was found in a file.
enum MarkEntry {
    Said { severity: Severity, at: At, field: String, message: String },
    Row { table: usize, row: usize },
}

impl<'i> MarkGathering<'i> {
    /// Of a file; `forced` is what the user says that its marks are, `choices` what is said of its rows.
    pub(in crate::formats) fn new(
        file: &Arc<str>,
        forced: Option<Kind>,
        choices: &'i TableChoices,
        incoming: &'i mut Incoming,
    ) -> Self {
        incoming.files.insert(Arc::clone(file));
        Self {
            file: Arc::clone(file),
            forced,
            choices,
            incoming,
            mappings: HashMap::new(),
            tables: Vec::new(),
            standing: HashMap::new(),
            entries: Vec::new(),
            unknown: OrderedSet::new(),
            marks: 0,
            told: 0,
        }
    }

    /// Leaves a mark out because of an error.
    pub(in crate::formats) fn refuse(&mut self, at: At, field: &str, message: impl Into<String>) {
        self.incoming.left_out += 1;
        let (severity, field, message) = (Severity::Error, field.to_owned(), message.into());
        self.entries.push(MarkEntry::Said { severity, at, field, message });
    }

    /// Takes a mark. Lines that follow from groups are passed over.
    pub(in crate::formats) fn take(&mut self, mark: MapMark<'_>) {
        let MapMark { at, kind, place, mut properties, are_texts } = mark;
        let said = properties.iter().position(|(key, _)| key == KIND).and_then(|at| {
            let word = properties.get(at)?.1.as_text()?.to_owned();
            (word == LINK || kind_named(&word).is_some()).then(|| drop(properties.remove(at)));
            Some(word)
        });
        if said.as_deref() == Some(LINK) {
            return;
        }
        self.marks += 1;
        if MAX_MARKS < self.marks {
            if self.marks == MAX_MARKS + 1 {
                self.refuse(At::Whole, "", format!("more than {MAX_MARKS} marks: split the file"));
            }
            return;
        }
        let chosen = self.choices.files.get(&self.file).and_then(|file| file.kind);
        let kind = chosen.or_else(|| said.as_deref().and_then(kind_named)).or(self.forced).or(kind);
        if kind == Some(Kind::Asn) {
            number_for_name(&mut properties);
        }
        match self.mapping(kind, &properties) {
            Ok(mapping) if PLACED.contains(&mapping.kind) => {
                self.incoming.kinds.insert(mapping.kind);
                let cells = self.cells(&mapping, place, &properties, are_texts);
                let entry = self.put(Some(mapping.kind), at, cells);
                self.entries.push(entry);
            }
            Ok(mapping) if STANDING.iter().any(|(kind, _)| *kind == mapping.kind) => {
                self.incoming.kinds.insert(mapping.kind);
                let cells = self.cells(&mapping, None, &properties, are_texts);
                self.standing.extend(place.map(|place| (self.marks, place)));
                let entry = self.put(Some(mapping.kind), at, cells);
                self.entries.push(entry);
            }
            Ok(mapping) => {
                let message = format!("{} stand nowhere on a map: import them as csv", mapping.kind.plural());
                self.refuse(at, "", message);
            }
            Err(message) => {
                // It is shown, so that somebody may say what it is.
                let cells = properties.iter().map(|(key, value)| (key.clone(), cell(Shape::Text, value, are_texts)));
                self.put(None, at.clone(), cells.chain(degrees(place)).collect());
                if !self.is_skipped(self.marks) {
                    self.refuse(at, "", message);
                }
            }
        }
    }

    /// Puts a mark into the table of its kind.
    fn put(&mut self, kind: Option<Kind>, at: At, cells: Vec<(String, String)>) -> MarkEntry {
        let table = self.tables.iter().position(|table| table.kind() == kind).unwrap_or_else(|| {
            self.tables.push(MarkTable::new(kind));
            self.tables.len() - 1
        });
        let number = self.marks;
        let row = self.tables.get_mut(table).map_or(0, |table| table.put(number, at, cells));
        MarkEntry::Row { table, row }
    }

    fn is_skipped(&self, number: usize) -> bool {
        self.choices.files.get(&self.file).is_some_and(|file| file.skipped.contains(&number))
    }

    /// What the properties of a mark mean.
    fn mapping(&mut self, kind: Option<Kind>, properties: &[(String, Json<'_>)]) -> FoundMapping {
        let keys: Vec<String> = properties.iter().map(|(key, _)| key.clone()).collect();
        if let Some(known) = self.mappings.get(&(kind, keys.clone())) {
            return known.clone();
        }
        let header = SheetRow::of(0, keys.iter().map(String::as_str).chain(["Latitude", "Longitude"]));
        let found = Mapping::guess(&header, "", kind).map_err(|_| {
            "nothing says what this is: give it a property `kind` (cache-group, phys-location, server, asn), or say it with --kind".to_owned()
        });
        let found = found.map(|mapping| mapping.with(&header, self.choices)).and_then(|mapping| {
            if mapping.known_of(NAME).is_some_and(|known| mapping.place_of(known).is_none()) {
                return Err(format!("it has no property `name`: {} are known by their names", mapping.kind.plural()));
            }
            Ok(Arc::new(mapping))
        });
        self.mappings.insert((kind, keys), found.clone());
        found
    }

    /// The properties of a mark as cells, what is known of each once, and where it stands.
    fn cells(
        &mut self,
        mapping: &Mapping,
        place: Option<[f64; 2]>,
        properties: &[(String, Json<'_>)],
        are_texts: bool,
    ) -> Vec<(String, String)> {
        let (mut cells, mut seen) = (Vec::new(), OrderedSet::new());
        for ((key, value), meaning) in properties.iter().zip(&mapping.meanings) {
            let known = match meaning {
                Some(HeaderMeaning::Column(known) | HeaderMeaning::ColumnById(known)) => *known,
                Some(HeaderMeaning::Nothing) => continue,
                None => {
                    self.unknown.insert(key.clone());
                    cells.push((key.clone(), cell(Shape::Text, value, are_texts)));
                    continue;
                }
            };
            let column = mapping.known.get(known);
            // The mark itself says where it stands.
            let is_place = column.is_some_and(|column| is_place(&column.source));
            if (is_place && place.is_some()) || !seen.insert(known) {
                continue;
            }
            cells.push((key.clone(), cell(column.map_or(Shape::Text, |column| column.shape), value, are_texts)));
        }
        cells.extend(degrees(place));
        cells
    }

    /// Ends a file: reads its rows, says what was left out of it, and gives it as tables.
    pub(in crate::formats) fn finish(mut self) -> Vec<ReadTable> {
        let nothing = FileChoices::default();
        let file = self.choices.files.get(&self.file).unwrap_or(&nothing);
        for table in &mut self.tables {
            table.mend(&file.cells);
        }
        for entry in std::mem::take(&mut self.entries) {
            match entry {
                MarkEntry::Said { severity, at, field, message } => self.say(severity, at, &field, message),
                MarkEntry::Row { table, row } => self.read(table, row),
            }
        }
        if MAX_PROBLEMS < self.told {
            let message = format!("and {} problems more", self.told - MAX_PROBLEMS);
            self.incoming.problems.push(Finding::new(Severity::Error, Place::whole(&self.file), "", message));
        }
        let names: Vec<&str> = self.unknown.iter().map(String::as_str).take(NAMES_SHOWN).collect();
        if !names.is_empty() {
            let more = if NAMES_SHOWN < self.unknown.len() { ", ..." } else { "" };
            let message = format!("properties that no object has are left out: {}{more}", names.join(", "));
            self.told = 0;
            self.say(Severity::Note, At::Whole, "", message);
        }
        self.tables.into_iter().map(|table| table.finish(&self.file, self.choices)).collect()
    }

    /// Says something about a spot of the file; after many errors no more.
    fn say(&mut self, severity: Severity, at: At, field: &str, message: String) {
        self.told += 1;
        if self.told <= MAX_PROBLEMS {
            let place = Place { file: Arc::clone(&self.file), at };
            self.incoming.problems.push(Finding::new(severity, place, field, message));
        }
    }

    /// What a mark says of where something stands that has no position of its own.
    fn claim(&self, number: usize, object: &IncomingObject) -> Option<StandingClaim> {
        let [longitude, latitude] = *self.standing.get(&number)?;
        let (_, field) = STANDING.iter().find(|(kind, _)| *kind == object.kind)?;
        let on = object.fields.iter().find_map(|(key, value)| match value {
            Value::Link(link) if key == field => match &link.target {
                Target::Absent(absent) => absent.identity.first().cloned(),
                Target::To(_) => None,
            },
            _ => None,
        });
        let name = if object.kind == Kind::Server { object.identity.last() } else { object.identity.first() };
        Some(StandingClaim {
            kind: object.kind,
            name: name?.clone(),
            on,
            position: Position::new(latitude, longitude).ok()?,
            place: object.place.clone(),
        })
    }

    fn read(&mut self, table: usize, row: usize) {
        let Some((number, at, read)) = self.tables.get(table).and_then(|table| table.row(row, self.choices)) else {
            return;
        };
        if self.is_skipped(number) {
            return;
        }
        let spot = Place { file: Arc::clone(&self.file), at: at.clone() };
        match CsvRowReading::new(&read.mapping, false).read(&read.cells, &spot) {
            Ok(objects) => {
                let claims = objects.iter().filter_map(|object| self.claim(number, object));
                self.incoming.claims.extend(claims.collect::<Vec<_>>());
                self.incoming.objects.extend(objects);
            }
            Err(faults) => {
                self.incoming.left_out += 1;
                for (column, message) in faults {
                    let field = column.and_then(|column| read.header.get(column)).unwrap_or_default().to_owned();
                    self.say(Severity::Error, at.clone(), &field, message);
                }
            }
        }
    }
}

/// An ASN is known by its number: the name of a mark is that, or says nothing.
fn number_for_name(properties: &mut Vec<(String, Json<'_>)>) {
    let is_said = properties.iter().any(|(key, _)| key.eq_ignore_ascii_case(Asn::ASN));
    let Some(at) = properties.iter().position(|(key, _)| key.eq_ignore_ascii_case(NAME)) else { return };
    let (_, name) = properties.remove(at);
    if !is_said && let Some(text) = name.as_text() {
        let digits = text.trim().trim_start_matches(|letter: char| letter.is_alphabetic()).trim_start().to_owned();
        properties.insert(0, (Asn::ASN.to_owned(), Json::Text(digits.into())));
    }
}

/// Where a mark stands, as cells.
fn degrees(place: Option<[f64; 2]>) -> impl Iterator<Item = (String, String)> {
    let cells = place.map(|[longitude, latitude]| [("Latitude", latitude), ("Longitude", longitude)]);
    cells.into_iter().flatten().map(|(key, degrees)| (key.to_owned(), format!("{degrees:?}")))
}

/// Whether a column says where an object stands.
pub(super) fn is_place(source: &ExchangeSource) -> bool {
    match source {
        ExchangeSource::Place(Axis::Latitude | Axis::Longitude) => true,
        ExchangeSource::Part(_, path) => {
            path.last().is_some_and(|last| [Position::LATITUDE, Position::LONGITUDE].contains(last))
        }
        _ => false,
    }
}

/// A property as the cell of a table.
fn cell(shape: Shape, value: &Json<'_>, are_texts: bool) -> String {
    match (value, shape) {
        (Json::Null, _) => String::new(),
        (Json::Bool(flag), _) => flag.to_string(),
        (Json::Int(number), _) => number.to_string(),
        (Json::Unsigned(number), _) => number.to_string(),
        (Json::Float(number), _) => format!("{number:?}"),
        // A name that looks like JSON is a name, unless there is no other way to say what it says.
        (Json::Text(text), Shape::Link(_)) if text.starts_with(['[', '{', '"']) => {
            if are_texts && serde_json::from_str::<serde_json::Value>(text).is_ok() {
                return text.clone().into_owned();
            }
            compact(&serde_json::Value::from(&**text))
        }
        (Json::Text(text), Shape::Text | Shape::Choice(_) | Shape::Link(_)) => guarded(text).into_owned(),
        (Json::Text(text), _) => text.clone().into_owned(),
        (Json::List(_) | Json::Object(_), _) => compact(&value.clone().into_value()),
    }
}

/// The keys by which a kind's columns are written as properties, in their order; places are no properties.
pub(super) fn property_keys(kind: Kind, columns: &[exchange::ExchangeColumn]) -> Vec<Option<&'static str>> {
    let infos = kind.fields();
    let key = |column: &exchange::ExchangeColumn| match &column.source {
        source if is_place(source) => None,
        ExchangeSource::Field(at) => infos.get(*at).map(|info| info.key),
        ExchangeSource::Part(_, path) => path.last().copied(),
        ExchangeSource::TrafficOpsId => Some("trafficOpsId"),
        ExchangeSource::Interface(part) => part.aliases().first().copied(),
        ExchangeSource::Place(_) => None,
    };
    columns.iter().map(key).collect()
}

//! Bytes to rows of demand, every fault with its row and column. Columns may stand in any order; a comma, a semicolon or a
//! tab may part them, as spreadsheets write them.

use std::fmt;

use csv::{ReaderBuilder, StringRecord};
use thiserror::Error;

use crate::model::Position;
use crate::sorting::sort_by_key;

/// A row of a demand.
#[derive(Clone, Debug, PartialEq)]
pub struct DemandLine {
    /// Its line in the file, the header being line 1; its place in a plan's demand, from 1.
    pub line: u64,
    /// Who asks.
    pub place: DemandPlace,
    /// The service that is asked for, by its xmlId; none: all.
    pub service: Option<String>,
    /// The hour of the day; none: every hour.
    pub hour: Option<u8>,
    /// How much; none: it is not said.
    pub mbps: Option<f64>,
}

/// Who asks.
#[derive(Clone, Debug, PartialEq)]
pub enum DemandPlace {
    /// A coverage zone, by its name.
    Zone(String),
    /// An autonomous system, by its number.
    Asn(i64),
    /// A country, by the two letters of ISO 3166-1.
    Country(String),
    /// A point.
    Point(Position),
}

impl DemandPlace {
    /// The column that says it.
    pub const fn column(&self) -> &'static str {
        match self {
            Self::Zone(_) => "zone",
            Self::Asn(_) => "asn",
            Self::Country(_) => "country",
            Self::Point(_) => "lat",
        }
    }
}

/// Why a demand cannot be read.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum DemandError {
    /// It is no text.
    #[error("line {0}: it is no UTF-8 text: save it as CSV in UTF-8")]
    Encoding(u64),
    /// Nothing is in it.
    #[error("it is empty: it begins with the header {HEADER}")]
    Empty,
    /// A column that is not known, or stands there twice.
    #[error("row 1, column {column}: {what}: the header is {HEADER}")]
    Header {
        /// As it stands there.
        column: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// Rows that are wrong, all of them.
    #[error("{}", list(.0))]
    Rows(Vec<DemandFault>),
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemandFault {
    /// Its line.
    pub line: u64,
    /// The column.
    pub column: &'static str,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for DemandFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}, column {}: {}", self.line, self.column, self.what)
    }
}

/// The columns, in the order in which they are written.
pub(super) const COLUMNS: [&str; 8] = ["zone", "asn", "country", "lat", "lon", "service", "hour", "mbps"];
/// The same as a file has them.
pub(super) const HEADER: &str = "zone,asn,country,lat,lon,service,hour,mbps";
/// So many faults are listed.
const FAULTS_LISTED: usize = 20;

fn list(faults: &[DemandFault]) -> String {
    let mut lines: Vec<String> = faults.iter().take(FAULTS_LISTED).map(ToString::to_string).collect();
    if FAULTS_LISTED < faults.len() {
        lines.push(format!("and {} more", faults.len() - FAULTS_LISTED));
    }
    lines.join("; ")
}

/// Reads a demand.
pub fn read_demand(bytes: &[u8]) -> Result<Vec<DemandLine>, DemandError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter(bytes)).flexible(true).has_headers(false).from_reader(bytes);
    let mut records = reader.records();
    let header = records.next().ok_or(DemandError::Empty)?.map_err(|error| unreadable(&error))?;
    let places = places(&header)?;
    let (mut lines, mut faults) = (Vec::new(), Vec::new());
    for record in records {
        let record = record.map_err(|error| unreadable(&error))?;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let row = DemandCells { line: line_of(bytes, &record), cells: &record, places: &places };
        match row.read() {
            Ok(line) => lines.push(line),
            Err(fault) => faults.push(fault),
        }
    }
    faults.extend(unweighed(&lines));
    sort_by_key(&mut faults, |fault| fault.line);
    if faults.is_empty() { Ok(lines) } else { Err(DemandError::Rows(faults)) }
}

/// A longer line names no columns: it is JSON in one line, say, which would be millions of them.
const MAX_HEADER_BYTES: usize = 4_096;

/// Whether bytes begin with the header of a demand that says how much is asked for.
pub(super) fn is_header(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if MAX_HEADER_BYTES < first.len() {
        return false;
    }
    let mut reader = ReaderBuilder::new().delimiter(delimiter(first)).has_headers(false).from_reader(first);
    let Some(Ok(header)) = reader.records().next() else { return false };
    places(&header).is_ok_and(|_| header.iter().any(|name| name.trim().eq_ignore_ascii_case("mbps")))
}

/// The line of a record, behind the empty lines that come before it.
fn line_of(bytes: &[u8], record: &StringRecord) -> u64 {
    let Some(position) = record.position() else { return 0 };
    let from = usize::try_from(position.byte()).ok().and_then(|from| bytes.get(from..)).unwrap_or_default();
    let empty = from.iter().take_while(|byte| b"\r\n".contains(byte)).filter(|byte| **byte == b'\n').count();
    position.line() + empty as u64
}

/// Where some say how much, all must: nothing says how the others compare.
fn unweighed(lines: &[DemandLine]) -> Vec<DemandFault> {
    if lines.iter().all(|line| line.mbps.is_none()) {
        return Vec::new();
    }
    let unsaid = lines.iter().filter(|line| line.mbps.is_none());
    let fault = |line: &DemandLine| DemandFault {
        line: line.line,
        column: "mbps",
        what: "it is empty, and other rows say how many Mbit/s: fill it in everywhere or nowhere".to_owned(),
    };
    unsaid.map(fault).collect()
}

/// What parts the cells of the first line.
fn delimiter(bytes: &[u8]) -> u8 {
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if first.contains(&b',') {
        return b',';
    }
    [b';', b'\t'].into_iter().find(|byte| first.contains(byte)).unwrap_or(b',')
}

fn unreadable(error: &csv::Error) -> DemandError {
    DemandError::Encoding(error.position().map_or(0, csv::Position::line))
}

/// Where each column of `COLUMNS` stands.
fn places(header: &StringRecord) -> Result<[Option<usize>; COLUMNS.len()], DemandError> {
    let mut places = [None; COLUMNS.len()];
    let wrong = |column: &str, what| DemandError::Header { column: column.trim().to_owned(), what };
    for (place, name) in header.iter().enumerate() {
        let known = COLUMNS.iter().position(|column| column.eq_ignore_ascii_case(name.trim()));
        match known.and_then(|known| places.get_mut(known)) {
            None => return Err(wrong(name, "there is no such column")),
            Some(Some(_)) => return Err(wrong(name, "the column stands there twice")),
            Some(own) => *own = Some(place),
        }
    }
    let has = |column: &str| COLUMNS.iter().position(|own| *own == column).and_then(|own| places[own]).is_some();
    if has("lat") != has("lon") {
        return Err(wrong(if has("lat") { "lon" } else { "lat" }, "it is missing beside the other"));
    }
    if !["zone", "asn", "country", "lat"].into_iter().any(has) {
        return Err(wrong("zone", "no column says who asks"));
    }
    Ok(places)
}

/// A row that is being read.
struct DemandCells<'a> {
    line: u64,
    cells: &'a StringRecord,
    places: &'a [Option<usize>; COLUMNS.len()],
}

impl DemandCells<'_> {
    /// What stands in a column; none where that is nothing.
    fn cell(&self, column: &str) -> Option<&str> {
        let known = COLUMNS.iter().position(|own| *own == column)?;
        let text = self.cells.get((*self.places.get(known)?)?)?.trim();
        (!text.is_empty()).then_some(text)
    }

    fn wrong<T>(&self, column: &'static str, what: impl Into<String>) -> Result<T, DemandFault> {
        Err(DemandFault { line: self.line, column, what: what.into() })
    }

    fn read(&self) -> Result<DemandLine, DemandFault> {
        if self.places.iter().flatten().count() < self.cells.len() {
            let extra = self.cells.iter().skip(self.places.iter().flatten().count());
            if extra.clone().any(|cell| !cell.trim().is_empty()) {
                return self.wrong("mbps", "more cells follow than the header has columns: quote names with commas");
            }
        }
        Ok(DemandLine {
            line: self.line,
            place: self.place()?,
            service: self.cell("service").map(str::to_owned),
            hour: self.hour()?,
            mbps: self.mbps()?,
        })
    }

    fn place(&self) -> Result<DemandPlace, DemandFault> {
        let (latitude, longitude) = (self.degrees("lat", 90.0)?, self.degrees("lon", 180.0)?);
        let point = match (latitude, longitude) {
            (Some(latitude), Some(longitude)) => match Position::new(latitude, longitude) {
                Ok(position) => Some(DemandPlace::Point(position)),
                Err(error) => return self.wrong("lat", error.to_string()),
            },
            (None, None) => None,
            (Some(_), None) => return self.wrong("lon", "it is empty, and lat is not"),
            (None, Some(_)) => return self.wrong("lat", "it is empty, and lon is not"),
        };
        let zone = self.cell("zone").map(|name| DemandPlace::Zone(name.to_owned()));
        let said: Vec<DemandPlace> = [zone, self.asn()?, self.country()?, point].into_iter().flatten().collect();
        match <[DemandPlace; 1]>::try_from(said) {
            Ok([place]) => Ok(place),
            Err(said) if said.is_empty() => {
                self.wrong("zone", "it is not said who asks: fill in zone, asn, country, or lat and lon")
            }
            Err(said) => {
                let columns: Vec<&str> = said.iter().map(DemandPlace::column).collect();
                let last = said.last().map_or("zone", DemandPlace::column);
                self.wrong(last, format!("a row has one place, and this has {}: split it", columns.join(" and ")))
            }
        }
    }

    fn degrees(&self, column: &'static str, most: f64) -> Result<Option<f64>, DemandFault> {
        let Some(text) = self.cell(column) else { return Ok(None) };
        match text.parse::<f64>() {
            Ok(degrees) if degrees.abs() <= most => Ok(Some(degrees)),
            _ => self.wrong(column, format!("`{text}` is no number of degrees from -{most} to {most}")),
        }
    }

    fn asn(&self) -> Result<Option<DemandPlace>, DemandFault> {
        let Some(text) = self.cell("asn") else { return Ok(None) };
        let digits = text.get(..2).filter(|word| word.eq_ignore_ascii_case("AS")).map_or(text, |_| &text[2..]);
        match digits.parse::<u32>() {
            Ok(number) => Ok(Some(DemandPlace::Asn(number.into()))),
            Err(_) => self.wrong("asn", format!("`{text}` is no number of an autonomous system, like 64512")),
        }
    }

    fn country(&self) -> Result<Option<DemandPlace>, DemandFault> {
        let Some(text) = self.cell("country") else { return Ok(None) };
        if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return Ok(Some(DemandPlace::Country(text.to_ascii_uppercase())));
        }
        self.wrong("country", format!("`{text}` is no country: two letters are wanted, like DE"))
    }

    fn hour(&self) -> Result<Option<u8>, DemandFault> {
        let Some(text) = self.cell("hour") else { return Ok(None) };
        match text.parse::<u8>() {
            Ok(hour) if hour < 24 => Ok(Some(hour)),
            _ => self.wrong("hour", format!("`{text}` is no hour from 0 to 23")),
        }
    }

    fn mbps(&self) -> Result<Option<f64>, DemandFault> {
        let Some(text) = self.cell("mbps") else { return Ok(None) };
        match text.parse::<f64>() {
            Ok(mbps) if mbps.is_finite() && 0.0 <= mbps => Ok(Some(mbps)),
            _ => self.wrong("mbps", format!("`{text}` is no number of Mbit/s from 0 on")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        read_demand(text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn rows_say_who_asks_and_how_much() {
        let text = "\u{feff}zone,asn,country,lat,lon,service,hour,mbps\r\n\
            edge-paris,,,,,vod,20,120.5\n\n,AS64512,,,,,,3\n,,de,,,,,0\n,,,48.85,-2.35,live,,1e3\n\"a,b\",,,,,,,1\n";
        let lines = read_demand(text.as_bytes()).unwrap();
        let places: Vec<_> = lines.iter().map(|line| (line.line, line.place.clone(), line.mbps)).collect();
        let point = Position::new(48.85, -2.35).unwrap();
        assert_eq!(
            places,
            [
                (2, DemandPlace::Zone("edge-paris".to_owned()), Some(120.5)),
                (4, DemandPlace::Asn(64512), Some(3.0)),
                (5, DemandPlace::Country("DE".to_owned()), Some(0.0)),
                (6, DemandPlace::Point(point), Some(1000.0)),
                (7, DemandPlace::Zone("a,b".to_owned()), Some(1.0)),
            ]
        );
        assert_eq!((lines[0].service.as_deref(), lines[0].hour), (Some("vod"), Some(20)));
        assert_eq!((lines[1].service.as_deref(), lines[1].hour), (None, None));
    }

    #[test]
    fn columns_may_stand_in_any_order_and_be_parted_otherwise() {
        let lines = read_demand(b"Mbps;Zone\n5;a\n6;b;\n").unwrap();
        assert_eq!(lines.iter().map(|line| line.mbps).collect::<Vec<_>>(), [Some(5.0), Some(6.0)]);
        assert_eq!(read_demand(b"lat\tlon\n1\t2\n").unwrap().len(), 1);
        assert_eq!(read_demand(b"zone\n").unwrap(), []);
    }

    #[test]
    fn every_fault_names_its_row_and_column() {
        let header = HEADER;
        for (row, expected) in [
            (",,,,,,,1", "row 2, column zone: it is not said who asks"),
            ("a,1,,,,,,1", "row 2, column asn: a row has one place, and this has zone and asn"),
            ("a,,,1,2,,,1", "row 2, column lat: a row has one place, and this has zone and lat"),
            (",,,1,,,,1", "row 2, column lon: it is empty"),
            (",,,,2,,,1", "row 2, column lat: it is empty"),
            (",,,91,2,,,1", "row 2, column lat: `91` is no number of degrees from -90 to 90"),
            (",,,NaN,2,,,1", "row 2, column lat: `NaN`"),
            (",x,,,,,,1", "row 2, column asn: `x`"),
            (",-1,,,,,,1", "row 2, column asn: `-1`"),
            (",,Germany,,,,,1", "row 2, column country: `Germany`"),
            ("a,,,,,,24,1", "row 2, column hour: `24`"),
            ("a,,,,,,,-1", "row 2, column mbps: `-1`"),
            ("a,,,,,,,inf", "row 2, column mbps: `inf`"),
            ("a,,,,,,,1,2", "row 2, column mbps: more cells"),
            ("a,,,,,,,1\nb,,,,,,,", "row 3, column mbps: it is empty, and other rows"),
            ("a,,,,,,,x\nb,,,,,,99,1", "row 2, column mbps: `x` is no number of Mbit/s from 0 on; row 3, column hour"),
        ] {
            let said = fault(&format!("{header}\n{row}\n"));
            assert!(said.starts_with(expected), "{row}: {said}");
        }
        for (text, expected) in [
            ("", "it is empty"),
            ("zone,speed\na,1\n", "row 1, column speed: there is no such column"),
            ("zone,zone\na,1\n", "row 1, column zone: the column stands there twice"),
            ("zone,lat\na,1\n", "row 1, column lon: it is missing"),
            ("mbps\n1\n", "row 1, column zone: no column says who asks"),
        ] {
            let said = fault(text);
            assert!(said.starts_with(expected), "{text}: {said}");
        }
        assert_eq!(read_demand(b"zone\n\xff\n").unwrap_err(), DemandError::Encoding(2));
    }
}

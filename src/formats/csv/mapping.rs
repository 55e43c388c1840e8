//! Which kind a table is of, and what each of its headers means.

use thiserror::Error;

use super::choices::TableChoices;
use super::sheet::SheetRow;
use crate::finding::Severity;
use crate::model::{Kind, identity_fields};
use crate::tabular::exchange::{self, ExchangeColumn, ExchangeSource, HeaderMeaning, plain};

/// What the cells of a table mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapping {
    /// The kind of its rows.
    pub kind: Kind,
    /// The columns that the kind has.
    pub known: Vec<ExchangeColumn>,
    /// What each column of the table means; none: nothing.
    pub meanings: Vec<Option<HeaderMeaning>>,
}

/// Why a table says not what it holds.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum HeaderFault {
    /// No kind has such columns.
    #[error(
        "this is a table (CSV) of no kind of object; its columns are {header}: the first row names the columns, like Name and Type; say what \
         the rows are with --kind, and name the columns that tell them apart ({})",
        examples()
    )]
    NoKind {
        /// What stands there.
        header: String,
    },
    /// Several have.
    #[error("this is a table (CSV) with the columns of {}: say which the rows are with --kind, or by the file's name, like {}.csv", listed(.0), .0.first().map_or("", |kind| kind.key()))]
    Ambiguous(Vec<Kind>),
}

/// The kind that a word means: its key, or its name, of one or many.
pub fn kind_named(word: &str) -> Option<Kind> {
    let word = plain(word);
    let names = |kind: Kind| [kind.key(), kind.singular(), kind.plural()];
    Kind::ALL.iter().copied().find(|kind| names(*kind).iter().any(|name| plain(name) == word))
}

/// Whether some kind has a column of that header.
pub(super) fn is_known(header: &str) -> bool {
    Kind::ALL.iter().any(|kind| exchange::meaning(*kind, &exchange::columns(*kind), header).is_some())
}

impl Mapping {
    /// What the headers mean in a table of a kind.
    pub fn of(kind: Kind, header: &SheetRow) -> Self {
        let known = exchange::columns(kind);
        let meanings = header.cells().map(|cell| exchange::meaning(kind, &known, cell)).collect();
        Self { kind, known, meanings }
    }

    /// Finds out what a table holds: what the user says, else what the file is called, else what its headers fit best.
    pub fn guess(header: &SheetRow, stem: &str, kind: Option<Kind>) -> Result<Self, HeaderFault> {
        if let Some(kind) = kind.or_else(|| kind_named(stem)) {
            return Ok(Self::of(kind, header));
        }
        let mut fitting: Vec<Self> = Vec::new();
        for kind in Kind::ALL.iter().copied().filter(|kind| *kind != Kind::OtherRow) {
            let mapping = Self::of(kind, header);
            if mapping.missing().is_empty() {
                fitting.push(mapping);
            }
        }
        // What is Lodestone's own comes from Lodestone, under its name.
        if fitting.iter().any(|mapping| !is_own(mapping.kind)) {
            fitting.retain(|mapping| !is_own(mapping.kind));
        }
        let best = fitting.iter().map(Self::count).max().unwrap_or_default();
        fitting.retain(|mapping| mapping.count() == best);
        match (fitting.pop(), fitting.is_empty()) {
            (Some(only), true) => Ok(only),
            (Some(last), false) => {
                let kinds = fitting.iter().chain([&last]).map(|mapping| mapping.kind).collect();
                Err(HeaderFault::Ambiguous(kinds))
            }
            (None, _) => {
                let shown: Vec<&str> = header.cells().take(8).collect();
                Err(HeaderFault::NoKind { header: super::cell::shown(&shown.join(", ")) })
            }
        }
    }

    /// The same with what somebody has said of headers.
    #[must_use]
    pub fn with(mut self, header: &SheetRow, choices: &TableChoices) -> Self {
        for (cell, meaning) in header.cells().zip(&mut self.meanings) {
            let Some(said) = choices.headers.get(&(self.kind, plain(cell))) else { continue };
            let known = self.known.iter().position(|column| column.header == *said);
            *meaning = known.map(HeaderMeaning::Column);
        }
        self
    }

    /// How many columns of the table mean something.
    fn count(&self) -> usize {
        let is_column = |meaning: &&Option<HeaderMeaning>| {
            matches!(meaning, Some(HeaderMeaning::Column(_) | HeaderMeaning::ColumnById(_)))
        };
        self.meanings.iter().filter(is_column).count()
    }

    /// The column of the table in which a known column stands.
    pub fn place_of(&self, known: usize) -> Option<usize> {
        self.meanings.iter().position(|meaning| {
            matches!(meaning, Some(HeaderMeaning::Column(at) | HeaderMeaning::ColumnById(at)) if *at == known)
        })
    }

    /// The known column of a field.
    pub fn known_of(&self, key: &str) -> Option<usize> {
        let at = self.kind.field_at(key)?;
        self.known.iter().position(|column| column.source == ExchangeSource::Field(at))
    }

    /// The columns that tell objects apart and that the table has not, by name.
    fn missing(&self) -> Vec<&str> {
        let known = identity_fields(self.kind).iter().filter_map(|key| self.known_of(key));
        let missing = known.filter(|known| !self.meanings.contains(&Some(HeaderMeaning::Column(*known))));
        missing.filter_map(|known| Some(self.known.get(known)?.header.as_str())).collect()
    }

    /// What is wrong or odd about the headers, each with the header that it is about.
    pub fn faults(&self, header: &SheetRow) -> Vec<(Severity, String, String)> {
        let mut faults = Vec::new();
        for missing in self.missing() {
            let kind = self.kind;
            let message = format!("there is no column {missing}, which tells {} apart: add it", kind.plural());
            faults.push((Severity::Error, missing.to_owned(), message));
        }
        for (at, (cell, meaning)) in header.cells().zip(&self.meanings).enumerate() {
            match meaning {
                Some(HeaderMeaning::Column(known) | HeaderMeaning::ColumnById(known)) => {
                    let first = self.place_of(*known).filter(|first| *first < at);
                    if let Some(first) = first.and_then(|first| header.get(first)) {
                        let means = self.known.get(*known).map_or("", |column| &column.header);
                        let message = format!("this column and `{first}` both are {means}: remove one of them");
                        faults.push((Severity::Error, cell.to_owned(), message));
                    }
                }
                Some(HeaderMeaning::Nothing) => {}
                None if cell.trim().is_empty() => {}
                None => faults.push((Severity::Warning, cell.to_owned(), self.unknown(cell))),
            }
        }
        faults
    }

    fn unknown(&self, cell: &str) -> String {
        let word = plain(cell);
        let near = self.known.iter().find(|column| {
            let known = plain(&column.header);
            3 < word.len() && (known.contains(&word) || word.contains(&known))
        });
        let near = near.map_or_else(String::new, |column| format!("; did you mean {}?", column.header));
        format!("{} have no such column, and it is left out{near}", self.kind.plural())
    }
}

const fn is_own(kind: Kind) -> bool {
    matches!(kind, Kind::Waiver | Kind::Scenario | Kind::Demand | Kind::CapacityOverride | Kind::SavedView)
}

fn examples() -> String {
    let kinds = [Kind::CacheGroup, Kind::PhysLocation, Kind::Server, Kind::Asn];
    let of = |kind: &Kind| {
        let mapping = Mapping::of(*kind, &SheetRow::default());
        format!("{}: {}", kind.key(), mapping.missing().join(", "))
    };
    kinds.iter().map(of).collect::<Vec<_>>().join("; ")
}

fn listed(kinds: &[Kind]) -> String {
    let names: Vec<String> = kinds.iter().map(|kind| format!("{} ({})", kind.plural(), kind.key())).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(header: &str, stem: &str, kind: Option<Kind>) -> Result<Kind, HeaderFault> {
        Mapping::guess(&SheetRow::of(1, header.split(',')), stem, kind).map(|mapping| mapping.kind)
    }

    #[test]
    fn tables_say_what_they_hold() {
        for (header, stem, expected) in [
            ("Name,Type,Latitude,Longitude", "", Kind::CacheGroup),
            ("name,parentCachegroupName", "x", Kind::CacheGroup),
            ("Name,Division", "", Kind::Region),
            ("Name,City,State", "", Kind::PhysLocation),
            ("Host,CDN,Status", "", Kind::Server),
            ("hostName,cdnName,ipAddress", "servers", Kind::Server),
            ("asn,cachegroup", "", Kind::Asn),
            ("Name,Latitude,Longitude", "phys_locations", Kind::PhysLocation),
            ("Name", "cache-group", Kind::CacheGroup),
            ("XML ID,CDN", "", Kind::DeliveryService),
            ("Name,Config File,Value", "", Kind::Parameter),
        ] {
            assert_eq!(guessed(header, stem, None), Ok(expected), "{header}");
        }
        assert_eq!(guessed("Name,Latitude,Longitude", "", Some(Kind::Coordinate)), Ok(Kind::Coordinate));
        assert!(matches!(guessed("Name,Latitude,Longitude", "", None), Err(HeaderFault::Ambiguous(kinds))
            if kinds == [Kind::PhysLocation, Kind::Coordinate, Kind::CacheGroup]));
        assert!(matches!(guessed("foo,bar", "", None), Err(HeaderFault::NoKind { .. })));
    }

    #[test]
    fn headers_that_are_wrong_are_told() {
        let header = SheetRow::of(1, ["Host", "host_name", "Hue", "Update Pending", "", "IPv4 Addres"]);
        let faults = Mapping::of(Kind::Server, &header).faults(&header);
        let told: Vec<(Severity, &str)> = faults.iter().map(|(severity, at, _)| (*severity, at.as_str())).collect();
        assert_eq!(
            told,
            [
                (Severity::Error, "CDN"),
                (Severity::Error, "host_name"),
                (Severity::Warning, "Hue"),
                (Severity::Warning, "IPv4 Addres")
            ]
        );
        assert!(faults[3].2.contains("did you mean IPv4 Address?"), "{}", faults[3].2);
    }
}

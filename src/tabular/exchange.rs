//! The columns in which the rows of a kind travel to a spreadsheet and back: every field of the field table under its
//! header in Traffic Portal, what is nested in cells of its own where it can be. And which column a header means,
//! whatever program wrote it. How values are written in cells is the format's.

use std::any::Any;

use super::columns::Axis;
use super::interfaces::{self, InterfacePart};
use crate::model::{
    AnyEntity, CacheGroup, Coordinate, FieldInfo, Kind, Parameter, Plan, Position, SECRET_PLACEHOLDER, Server, Shape,
    Value,
};

/// A column of a row that travels.
#[derive(Clone, Debug, PartialEq)]
pub struct ExchangeColumn {
    /// Its header; each of a kind has another.
    pub header: String,
    /// What stands in it.
    pub source: ExchangeSource,
    /// The shape of what stands in it.
    pub shape: Shape,
    /// Whether it may be empty.
    pub nullable: bool,
    /// Further words that mean it, the likeliest first, as `plain` writes them.
    aliases: Vec<String>,
    /// The word that means it and says that ids of Traffic Ops stand there; empty for none.
    id_alias: String,
}

/// Where what stands in a column belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExchangeSource {
    /// To the field at that place in the field table.
    Field(usize),
    /// To the object in that field, at that path of members.
    Part(usize, Vec<&'static str>),
    /// To the coordinate of a cache group.
    Place(Axis),
    /// To a server's interface.
    Interface(InterfacePart),
    /// The id in Traffic Ops.
    TrafficOpsId,
}

/// What a header means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderMeaning {
    /// The column at that place.
    Column(usize),
    /// The same, told by ids of Traffic Ops.
    ColumnById(usize),
    /// Something that running systems set, or that follows from other fields: no part of a plan.
    Nothing,
}

/// Words that tables of planners use besides all the names that a field has.
const SYNONYMS: &[(Kind, &str, &[&str])] = &[
    (Kind::CacheGroup, CacheGroup::NAME, &["cacheGroup", "group", "location"]),
    (Kind::CacheGroup, CacheGroup::PARENT, &["parent", "primaryParent"]),
    (Kind::CacheGroup, CacheGroup::SECONDARY_PARENT, &["secondaryParent"]),
    (Kind::CacheGroup, CacheGroup::FALLBACKS, &["fallback", "failover", "backups"]),
    (Kind::Server, Server::HOST_NAME, &["server", "name", "serverName"]),
    (Kind::Server, Server::CACHE_GROUP, &["group", "location"]),
    (Kind::Server, Server::PROFILES, &["profile", "profileNames"]),
    (Kind::Server, Server::PHYS_LOCATION, &["site"]),
    (Kind::PhysLocation, "name", &["site", "physLocation", "physicalLocation"]),
    (Kind::PhysLocation, "zip", &["zipCode", "postalCode"]),
    (Kind::Asn, "asn", &["as", "asNumber", "number"]),
    (Kind::Asn, "cachegroup", &["group"]),
    (Kind::Parameter, "configFile", &["file"]),
];

/// The columns of a kind, in the order of its form; the id in Traffic Ops last.
pub fn columns(kind: Kind) -> Vec<ExchangeColumn> {
    let mut columns = Vec::new();
    for (at, info) in kind.fields().iter().enumerate().filter(|(_, info)| !info.volatile) {
        match leaves(&info.shape) {
            Some(leaves) => of_object(at, info, leaves, &mut columns),
            None => columns.push(of_field(kind, at, info)),
        }
        if (kind, info.key) == (Kind::CacheGroup, CacheGroup::COORDINATE) {
            columns.extend([Axis::Latitude, Axis::Longitude].map(of_place));
        }
        if (kind, info.key) == (Kind::Server, Server::INTERFACES) {
            let before = columns.len() - 1;
            columns.splice(before..before, InterfacePart::ALL.iter().map(|part| of_interface(*part)));
        }
    }
    columns.push(ExchangeColumn {
        header: "ID".to_owned(),
        source: ExchangeSource::TrafficOpsId,
        shape: Shape::Int,
        nullable: true,
        aliases: vec!["trafficopsid".to_owned()],
        id_alias: String::new(),
    });
    columns
}

fn of_field(kind: Kind, at: usize, info: &FieldInfo) -> ExchangeColumn {
    // Tables say how many of these there are; a row that travels holds them.
    let is_counted = matches!(info.shape, Shape::List(Shape::Object(_)));
    let header = if info.column.is_empty() || is_counted { info.form } else { info.column };
    let mut aliases = vec![plain(info.key), plain(info.form), plain(info.api)];
    if !is_counted {
        aliases.push(plain(info.column));
    }
    let synonyms = SYNONYMS.iter().filter(|(of, key, _)| (*of, *key) == (kind, info.key));
    aliases.extend(synonyms.flat_map(|(_, _, words)| words.iter().map(|word| plain(word))));
    aliases.push(plain(info.snapshot));
    aliases.retain(|alias| !alias.is_empty());
    let source = ExchangeSource::Field(at);
    let (shape, nullable, id_alias) = (info.shape, info.nullable, plain(info.api_id));
    ExchangeColumn { header: header.to_owned(), source, shape, nullable, aliases, id_alias }
}

/// A value within an object: its path, shape, and whether it may be empty.
type CellLeaf = (Vec<&'static str>, Shape, bool);

/// The values within an object that fit into cells; none: it is no such object.
fn leaves(shape: &Shape) -> Option<Vec<CellLeaf>> {
    let Shape::Object(members) = shape else { return None };
    let mut found = Vec::new();
    for member in *members {
        match member.shape {
            Shape::Object(_) => {
                for (mut path, shape, nullable) in leaves(&member.shape)? {
                    path.insert(0, member.key);
                    found.push((path, shape, nullable || member.nullable));
                }
            }
            Shape::List(_) | Shape::Json => return None,
            shape => found.push((vec![member.key], shape, member.nullable)),
        }
    }
    Some(found)
}

fn of_object(at: usize, info: &FieldInfo, leaves: Vec<CellLeaf>, columns: &mut Vec<ExchangeColumn>) {
    let named: Vec<&str> = info.column.split(", ").collect();
    let forms: Vec<&str> = info.form.split(", ").collect();
    let count = leaves.len();
    for (index, (path, shape, nullable)) in leaves.into_iter().enumerate() {
        let last = path.last().copied().unwrap_or_default();
        let own = match (named.get(index), last) {
            (Some(header), _) if named.len() == count => (*header).to_owned(),
            (_, Position::LATITUDE) => "Latitude".to_owned(),
            (_, Position::LONGITUDE) => "Longitude".to_owned(),
            _ => format!("{} {}", info.form, titled(last)),
        };
        let is_taken = columns.iter().any(|column| column.header == own);
        let header = if is_taken { format!("{} {own}", info.form) } else { own };
        let mut aliases: Vec<String> = short_words(last).iter().map(|word| (*word).to_owned()).collect();
        aliases.push(plain(last));
        if forms.len() == count {
            aliases.extend(forms.get(index).map(|form| plain(form)));
        }
        let source = ExchangeSource::Part(at, path);
        let nullable = nullable || info.nullable;
        columns.push(ExchangeColumn { header, source, shape, nullable, aliases, id_alias: String::new() });
    }
}

fn of_place(axis: Axis) -> ExchangeColumn {
    let (header, key) = match axis {
        Axis::Latitude => ("Latitude", Position::LATITUDE),
        Axis::Longitude => ("Longitude", Position::LONGITUDE),
    };
    let mut aliases: Vec<String> = short_words(key).iter().map(|word| (*word).to_owned()).collect();
    aliases.push(plain(&format!("Geo Magnetic {header}")));
    let source = ExchangeSource::Place(axis);
    let id_alias = String::new();
    ExchangeColumn { header: header.to_owned(), source, shape: Shape::Float, nullable: true, aliases, id_alias }
}

fn of_interface(part: InterfacePart) -> ExchangeColumn {
    ExchangeColumn {
        header: part.header().to_owned(),
        source: ExchangeSource::Interface(part),
        shape: if part == InterfacePart::Mtu { Shape::Int } else { Shape::Text },
        nullable: true,
        aliases: part.aliases().iter().map(|word| plain(word)).collect(),
        id_alias: String::new(),
    }
}

/// How people shorten the names of a position's numbers.
fn short_words(key: &str) -> &'static [&'static str] {
    match key {
        Position::LATITUDE => &["lat"],
        Position::LONGITUDE => &["lon", "lng", "long"],
        _ => &[],
    }
}

fn titled(key: &str) -> String {
    let mut letters = key.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A header as headers are compared: small letters and digits alone.
pub fn plain(header: &str) -> String {
    header.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What a header means among the columns of a kind; none: nothing that the kind has.
pub fn meaning(kind: Kind, columns: &[ExchangeColumn], header: &str) -> Option<HeaderMeaning> {
    let word = plain(header);
    if word.is_empty() {
        return None;
    }
    let by_header = columns.iter().position(|column| plain(&column.header) == word);
    // A word that is a field's last resort may be another's first.
    let by_alias = || {
        let ranked = columns.iter().enumerate().filter_map(|(at, column)| {
            let rank = column.aliases.iter().position(|alias| *alias == word)?;
            Some((rank, at))
        });
        ranked.min().map(|(_, at)| at)
    };
    if let Some(at) = by_header.or_else(by_alias) {
        return Some(HeaderMeaning::Column(at));
    }
    if let Some(at) = columns.iter().position(|column| column.id_alias == word) {
        return Some(HeaderMeaning::ColumnById(at));
    }
    let is_volatile = |info: &FieldInfo| {
        info.volatile && [info.key, info.form, info.column, info.api].iter().any(|name| plain(name) == word)
    };
    (word == "lastupdated" || kind.fields().iter().any(is_volatile)).then_some(HeaderMeaning::Nothing)
}

/// What an entity says in each of its columns.
pub fn row(plan: &Plan, entity: &dyn AnyEntity, columns: &[ExchangeColumn]) -> Vec<Value> {
    columns.iter().map(|column| value(plan, entity, &column.source)).collect()
}

fn value(plan: &Plan, entity: &dyn AnyEntity, source: &ExchangeSource) -> Value {
    let any = entity.as_any();
    let server = any.downcast_ref::<Server>();
    match source {
        ExchangeSource::Field(at) => {
            let key = entity.any_kind().fields().get(*at).map_or("", |info| info.key);
            let is_secret = any.downcast_ref::<Parameter>().is_some_and(|parameter| parameter.secure);
            match (key, server) {
                ("value", _) if is_secret => Value::Text(SECRET_PLACEHOLDER.to_owned()),
                // The cells beside it say it already.
                (Server::INTERFACES, Some(server)) if interfaces::is_told(&server.interfaces) => Value::Null,
                (CacheGroup::COORDINATE, None) if is_own_coordinate(plan, any) => Value::Null,
                _ => entity.value_at(*at),
            }
        }
        ExchangeSource::Part(at, path) => path.iter().fold(entity.value_at(*at), |mut value, key| value.take(key)),
        ExchangeSource::Place(axis) => {
            let group = any.downcast_ref::<CacheGroup>();
            let coordinate = group.and_then(|group| plan.follow_opt(group.coordinate.as_ref()));
            let position = coordinate.and_then(|coordinate| coordinate.position);
            position.map_or(Value::Null, |position| {
                Value::Float(match axis {
                    Axis::Latitude => position.latitude(),
                    Axis::Longitude => position.longitude(),
                })
            })
        }
        ExchangeSource::Interface(part) => server.map_or(Value::Null, |server| part.value(&server.interfaces)),
        ExchangeSource::TrafficOpsId => entity.any_upstream().traffic_ops_id.map_or(Value::Null, Value::Int),
    }
}

/// Whether a cache group's coordinate is the one that Traffic Ops makes of a latitude and a longitude.
fn is_own_coordinate(plan: &Plan, entity: &dyn Any) -> bool {
    let Some(group) = entity.downcast_ref::<CacheGroup>() else { return false };
    let Some(coordinate) = plan.follow_opt(group.coordinate.as_ref()) else { return false };
    coordinate.position.is_some() && coordinate.name == Coordinate::name_for_cache_group(&group.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_a_header_of_its_own_that_is_found() {
        for kind in Kind::ALL {
            let columns = columns(*kind);
            for (at, column) in columns.iter().enumerate() {
                assert!(!column.header.is_empty(), "{}", kind.key());
                let found = meaning(*kind, &columns, &column.header);
                assert_eq!(found, Some(HeaderMeaning::Column(at)), "{} {}", kind.key(), column.header);
            }
            for (at, info) in kind.fields().iter().enumerate().filter(|(_, info)| !info.volatile) {
                let is_there = columns.iter().any(|column| match &column.source {
                    ExchangeSource::Field(of) | ExchangeSource::Part(of, _) => *of == at,
                    _ => false,
                });
                assert!(is_there, "{} {} does not travel", kind.key(), info.key);
            }
        }
    }

    #[test]
    fn headers_are_known_whatever_wrote_them() {
        for (kind, header, expected) in [
            (Kind::CacheGroup, "parentCachegroupName", "1st Parent"),
            (Kind::CacheGroup, "PARENT CACHE GROUP", "1st Parent"),
            (Kind::CacheGroup, "lat", "Latitude"),
            (Kind::CacheGroup, "Geo Magnetic Longitude", "Longitude"),
            (Kind::CacheGroup, "cachegroup", "Name"),
            (Kind::Server, "host_name", "Host"),
            (Kind::Server, "Hash ID", "Hash ID"),
            (Kind::Server, "ip6-address", "IPv6 Address"),
            (Kind::Server, "fqdn", "Domain"),
            (Kind::Server, "profile", "Profile(s)"),
            (Kind::PhysLocation, "lng", "Longitude"),
            (Kind::PhysLocation, "Physical Location", "Name"),
            (Kind::Region, "divisionName", "Division"),
            (Kind::Asn, "AS Number", "ASN"),
        ] {
            let columns = columns(kind);
            let Some(HeaderMeaning::Column(at)) = meaning(kind, &columns, header) else { panic!("{header}") };
            assert_eq!(columns[at].header, expected, "{header}");
        }
        let columns = columns(Kind::Server);
        assert!(matches!(meaning(Kind::Server, &columns, "cdnId"), Some(HeaderMeaning::ColumnById(_))));
        assert_eq!(meaning(Kind::Server, &columns, "Update Pending"), Some(HeaderMeaning::Nothing));
        assert_eq!(meaning(Kind::Server, &columns, "Favourite colour"), None);
    }
}

//! A row of API 5.0 to an object: members to fields by the field table, all else kept. It knows kinds' few oddities and
//! no file.

use std::borrow::Cow;

use crate::edit::import::Coarse;
use crate::formats::json::{Flaw, Json, Unknown, from_json};
use crate::model::{
    Absent, AnyLink, FieldInfo, JsonMembers, Kind, Moment, QuickMap, SECRET_PLACEHOLDER, Shape, Target, Value,
};

use super::nested;
use super::row_members::RowMembers;
use super::sharing::SharedAbsents;

/// What the members of a kind's rows are.
#[derive(Debug)]
pub(super) struct Columns {
    /// The kind.
    pub kind: Kind,
    infos: &'static [FieldInfo],
    by_name: QuickMap<&'static str, Column>,
    shared: SharedAbsents,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Id,
    LastUpdated,
    /// The value of a field.
    Field(usize),
    /// The name of what a field refers to.
    LinkName(usize),
    /// Its Traffic Ops id.
    LinkId(usize),
}

/// An object, but for its place.
#[derive(Debug, Default)]
pub(super) struct RowObject {
    /// As in `IncomingObject`.
    pub traffic_ops_id: Option<i64>,
    /// As there.
    pub last_updated: Option<Moment>,
    /// As there.
    pub fields: Vec<(&'static str, Value)>,
    /// As there.
    pub coarse: &'static [Coarse],
    /// As there.
    pub unmodelled: JsonMembers,
    /// What is wrong, by member: the row cannot be taken.
    pub flaws: Vec<Flaw>,
}

/// What a row says of one link.
#[derive(Clone, Debug, Default)]
struct LinkParts {
    name: Option<String>,
    id: Option<i64>,
}

impl Columns {
    /// The columns of a kind.
    pub(super) fn of(kind: Kind) -> Self {
        let infos = kind.fields();
        let mut by_name: QuickMap<_, _> =
            [("id", Column::Id), ("lastUpdated", Column::LastUpdated)].into_iter().collect();
        for (index, info) in infos.iter().enumerate() {
            let is_link = matches!(info.shape, Shape::Link(_));
            for (name, column) in [
                (info.api, if is_link { Column::LinkName(index) } else { Column::Field(index) }),
                (info.api_id, Column::LinkId(index)),
            ] {
                if !name.is_empty() {
                    by_name.insert(name, column);
                }
            }
        }
        Self { kind, infos, by_name, shared: SharedAbsents::default() }
    }

    /// Reads a row.
    pub(super) fn read(&self, row: RowMembers) -> RowObject {
        let mut object = RowObject { fields: Vec::with_capacity(row.len() + 1), ..RowObject::default() };
        let mut links: Vec<(usize, LinkParts)> = Vec::new();
        for (name, value) in row {
            match self.by_name.get(&*name) {
                Some(Column::Id) => object.id(&value),
                Some(Column::LastUpdated) => object.last_updated = value.as_text().map(Moment::of),
                Some(Column::Field(index)) => self.field(*index, &name, &value, &mut object),
                Some(Column::LinkName(index) | Column::LinkId(index)) => {
                    link(parts_of(&mut links, *index), &name, &value, &mut object.flaws);
                }
                None => drop(object.unmodelled.insert(name.into_owned(), value.into_value())),
            }
        }
        for (index, parts) in links {
            if let Some(info) = self.infos.get(index)
                && let Shape::Link(kind) = info.shape
            {
                object.fields.push((info.key, parts.into_value(kind, &self.shared)));
            }
        }
        // Hundreds of thousands of rows wait for the last one of the last file.
        object.fields.shrink_to_fit();
        object
    }

    fn field(&self, index: usize, name: &str, value: &Json, object: &mut RowObject) {
        let Some(info) = self.infos.get(index) else { return };
        let mut unknown = Unknown::Collected(Vec::new());
        match from_json(&info.shape, info.nullable, value, &mut unknown) {
            Ok(mut value) => {
                if info.has_links() {
                    self.shared.share_within(&mut value);
                }
                object.fields.push((info.key, value));
            }
            Err(flaws) => object.flaws.extend(flaws.into_iter().map(|flaw| below(name, flaw))),
        }
        if let Unknown::Collected(paths) = unknown {
            for path in &paths {
                nested::keep(info.api, value, path, &mut object.unmodelled);
            }
        }
    }
}

/// The same flaw seen from the row.
fn below(name: &str, flaw: Flaw) -> Flaw {
    let path = if flaw.path.is_empty() { name.to_owned() } else { format!("{name}/{}", flaw.path) };
    Flaw { path, message: flaw.message }
}

fn parts_of(links: &mut Vec<(usize, LinkParts)>, index: usize) -> &mut LinkParts {
    let at = links.iter().position(|(other, _)| *other == index).unwrap_or_else(|| {
        links.push((index, LinkParts::default()));
        links.len() - 1
    });
    &mut links[at].1
}

/// A name where a name belongs, a number where an id belongs, and, as files made by hand have it, the other way round.
fn link(parts: &mut LinkParts, member: &str, value: &Json, flaws: &mut Vec<Flaw>) {
    match value {
        // Go's zero: no id at all.
        Json::Null | Json::Int(0) => {}
        Json::Text(name) if name.is_empty() => {}
        Json::Text(name) => parts.name = Some(name.clone().into_owned()),
        Json::Int(id) => parts.id = Some(*id),
        other => flaws.push(Flaw {
            path: member.to_owned(),
            message: format!("expected a name or an id, found {}", other.describe()),
        }),
    }
}

impl LinkParts {
    fn into_value(self, kind: Kind, shared: &SharedAbsents) -> Value {
        if self.name.is_none() && self.id.is_none() {
            return Value::Null;
        }
        let absent = Absent { identity: self.name.into_iter().collect(), traffic_ops_id: self.id };
        Value::Link(AnyLink { kind, target: Target::Absent(shared.share(absent)) })
    }
}

impl RowObject {
    fn id(&mut self, value: &Json) {
        match value {
            Json::Int(0) | Json::Null => {}
            Json::Int(id) => self.traffic_ops_id = Some(*id),
            other => self.flaws.push(Flaw {
                path: "id".to_owned(),
                message: format!("expected a whole number, found {}", other.describe()),
            }),
        }
    }

    /// A field's value, if the row gives it.
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.fields.iter().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    /// A field's text; empty when it has none.
    fn text(&self, key: &str) -> &str {
        match self.get(key) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    /// The name of what a field refers to; empty when the row gives only an id.
    fn linked(&self, key: &str) -> String {
        match self.get(key) {
            Some(Value::Link(AnyLink { target: Target::Absent(absent), .. })) => absent.identity.join("/"),
            _ => String::new(),
        }
    }

    /// The parts of the identity.
    pub(super) fn identity(&self, kind: Kind) -> Vec<String> {
        match kind {
            Kind::Server => vec![self.linked("cdn"), self.text("hostName").to_owned()],
            Kind::Asn => vec![self.number("asn"), self.linked("cachegroup")],
            Kind::Parameter => self.parameter(),
            Kind::StaticDnsEntry => self.static_dns_entry(),
            _ => vec![self.text(naming(kind)).to_owned()],
        }
    }

    fn number(&self, key: &str) -> String {
        match self.get(key) {
            Some(Value::Int(number)) => number.to_string(),
            _ => String::new(),
        }
    }

    fn parameter(&self) -> Vec<String> {
        let secure = self.get("secure") == Some(&Value::Bool(true));
        let value = if secure { SECRET_PLACEHOLDER } else { self.text("value") };
        [self.text("name"), self.text("configFile"), value].map(str::to_owned).to_vec()
    }

    fn static_dns_entry(&self) -> Vec<String> {
        let (host, address) = (self.text("host").to_owned(), self.text("address").to_owned());
        vec![self.linked("deliveryservice"), host, self.linked("type"), address]
    }

    /// The member that names the object, if it is empty.
    pub(super) fn is_nameless(&self, kind: Kind) -> Option<&'static str> {
        let member = naming(kind);
        let empty = match self.get(member) {
            Some(Value::Text(text)) => text.is_empty(),
            Some(Value::Int(_)) => false,
            _ => true,
        };
        empty.then_some(member)
    }
}

/// The member without which nothing tells an object from others.
const fn naming(kind: Kind) -> &'static str {
    match kind {
        Kind::Server => "hostName",
        Kind::Asn => "asn",
        Kind::StaticDnsEntry => "host",
        Kind::DeliveryService => "xmlId",
        Kind::ServiceSteering | Kind::ServiceFederations | Kind::RegionalGeoRules => "deliveryService",
        _ => "name",
    }
}

/// A latitude and longitude of a row: both, neither, or what is wrong with them.
pub(super) fn position(latitude: Option<&Json>, longitude: Option<&Json>) -> Result<Option<Value>, Vec<Flaw>> {
    let number = |name: &str, json: Option<&Json>| match json {
        None | Some(Json::Null) => Ok(None),
        Some(json) => from_json(&Shape::Float, false, json, &mut Unknown::Refused)
            .map(Some)
            .map_err(|flaws| flaws.into_iter().map(|flaw| below(name, flaw)).collect::<Vec<_>>()),
    };
    let (latitude, longitude) = match (number("latitude", latitude), number("longitude", longitude)) {
        (Ok(latitude), Ok(longitude)) => (latitude, longitude),
        (latitude, longitude) => {
            return Err([latitude.err(), longitude.err()].into_iter().flatten().flatten().collect());
        }
    };
    match (latitude, longitude) {
        (Some(Value::Float(latitude)), Some(Value::Float(longitude))) => {
            let checked = crate::model::Position::new(latitude, longitude);
            let position = checked.map_err(|error| {
                vec![Flaw {
                    path: match error {
                        crate::model::PositionError::Latitude(_) => "latitude".to_owned(),
                        crate::model::PositionError::Longitude(_) => "longitude".to_owned(),
                    },
                    message: error.to_string(),
                }]
            })?;
            Ok(Some(crate::model::field::FieldType::to_value(&position)))
        }
        (None, None) => Ok(None),
        (Some(_), _) => Err(lacking("longitude", "latitude")),
        (None, Some(_)) => Err(lacking("latitude", "longitude")),
    }
}

fn lacking(which: &str, other: &str) -> Vec<Flaw> {
    vec![Flaw { path: which.to_owned(), message: format!("is empty, and {other} is not: a position needs both") }]
}

/// A link to what a name names.
pub(super) fn link_to(kind: Kind, name: &str) -> Value {
    Value::Link(AnyLink { kind, target: Target::Absent(Absent::named(name)) })
}

/// Texts of a list of names, as profiles and parameters list each other.
pub(super) fn names<'j, 'a>(json: &'j Json<'a>) -> Result<Vec<&'j Cow<'a, str>>, String> {
    match json {
        Json::Null => Ok(Vec::new()),
        Json::List(items) => items
            .iter()
            .map(|item| match item {
                Json::Text(text) => Ok(text),
                other => Err(format!("expected a name, found {}", other.describe())),
            })
            .collect(),
        other => Err(format!("expected a list of names, found {}", other.describe())),
    }
}

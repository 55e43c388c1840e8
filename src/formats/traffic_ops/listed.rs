//! Lists of objects within rows, like the targets of a steering service: their members read one by one, every fault with
//! its path in the row. It knows no endpoint.

use std::borrow::Cow;
use std::sync::Arc;

use crate::finding::{Finding, Place, Severity};
use crate::formats::json::{Json, Unknown, from_json};
use crate::model::{Absent, AnyLink, JsonMembers, Kind, Shape, Target, Value};
use crate::sorting::gather;

use super::row_members::RowMembers;

/// A row while it is read: where it stands, what is wrong with it, and what of it nobody asked for.
#[derive(Debug)]
pub(super) struct ListedRow {
    place: Place,
    /// What is wrong.
    pub problems: Vec<Finding>,
}

/// One element of a list, or the row itself: its members, each taken once.
#[derive(Debug)]
pub(super) struct Element<'j, 'a> {
    path: String,
    members: Vec<(&'j Cow<'a, str>, &'j Json<'a>)>,
}

impl ListedRow {
    /// Of a row.
    pub(super) const fn new(place: Place) -> Self {
        Self { place, problems: Vec::new() }
    }

    /// Notes that something is wrong.
    pub(super) fn wrong(&mut self, path: &str, message: impl Into<String>) {
        self.problems.push(Finding::new(Severity::Error, self.place.clone(), path, message));
    }

    /// The elements of a list of objects; null is an empty one, and anything else is wrong.
    pub(super) fn elements<'j, 'a>(
        &mut self,
        row: &Element<'_, '_>,
        name: &str,
        list: &'j Json<'a>,
    ) -> Vec<Element<'j, 'a>> {
        let path = row.path_of(name);
        let items = match list {
            Json::Null => return Vec::new(),
            Json::List(items) => items,
            other => {
                self.wrong(&path, format!("expected a list, found {}", other.describe()));
                return Vec::new();
            }
        };
        let mut elements = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let path = format!("{path}/{index}");
            match item {
                Json::Object(members) => elements.push(Element::of(path, members)),
                other => self.wrong(&path, format!("expected an object, found {}", other.describe())),
            }
        }
        elements
    }

    /// A member of a shape; null where it is not there or empty.
    pub(super) fn value(&mut self, element: &mut Element<'_, '_>, name: &str, shape: Shape) -> Value {
        let Some(json) = element.take(name) else { return Value::Null };
        from_json(&shape, true, json, &mut Unknown::Refused).unwrap_or_else(|flaws| {
            for flaw in flaws {
                let path = if flaw.path.is_empty() { name.to_owned() } else { format!("{name}/{}", flaw.path) };
                self.wrong(&element.path_of(&path), flaw.message);
            }
            Value::Null
        })
    }

    /// A whole number.
    pub(super) fn int(&mut self, element: &mut Element<'_, '_>, name: &str) -> Option<i64> {
        match self.value(element, name, Shape::Int) {
            Value::Int(number) => Some(number),
            _ => None,
        }
    }

    /// A text that is not empty.
    pub(super) fn text(&mut self, element: &mut Element<'_, '_>, name: &str) -> Option<String> {
        match self.value(element, name, Shape::Text) {
            Value::Text(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// Texts.
    pub(super) fn texts(&mut self, element: &mut Element<'_, '_>, name: &str) -> Value {
        self.value(element, name, Shape::List(&Shape::Text))
    }

    /// What a name or an id stands for; none, and a fault, where there is neither.
    pub(super) fn named(&mut self, element: &mut Element<'_, '_>, name: &str, id: &str) -> Option<Absent> {
        let identity: Vec<String> = self.text(element, name).into_iter().collect();
        let traffic_ops_id = if id.is_empty() { None } else { self.int(element, id).filter(|id| *id != 0) };
        let found = Absent { identity, traffic_ops_id };
        if found != Absent::default() {
            return Some(found);
        }
        self.wrong(&element.path_of(name), "expected the XML ID of a delivery service, found nothing");
        None
    }
}

impl<'j, 'a> Element<'j, 'a> {
    /// The row itself.
    pub(super) fn row(members: &'j RowMembers<'a>) -> Self {
        Self::of(String::new(), members)
    }

    fn of(path: String, members: &'j [(Cow<'a, str>, Json<'a>)]) -> Self {
        Self { path, members: members.iter().map(|(key, value)| (key, value)).collect() }
    }

    /// The path of a member.
    pub(super) fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}/{name}", self.path) }
    }

    /// Takes a member out.
    pub(super) fn take(&mut self, name: &str) -> Option<&'j Json<'a>> {
        let at = self.members.iter().position(|(key, _)| *key == name)?;
        Some(self.members.remove(at).1)
    }

    /// What nobody asked for; empty members say nothing.
    pub(super) fn rest(self) -> JsonMembers {
        let said = self.members.into_iter().filter(|(_, value)| **value != Json::Null);
        gather(said.map(|(key, value)| (key.clone().into_owned(), value.clone().into_value())))
    }
}

/// A link to a delivery service.
pub(super) fn service(absent: Absent) -> Value {
    Value::Link(AnyLink { kind: Kind::DeliveryService, target: Target::Absent(Arc::new(absent)) })
}

/// Members of an object-shaped value, those that are empty left out.
pub(super) fn object(members: Vec<(&'static str, Value)>) -> Value {
    Value::Object(members.into_iter().filter(|(_, value)| *value != Value::Null).collect())
}

/// A number, if there is one.
pub(super) fn number(number: Option<i64>) -> Value {
    number.map_or(Value::Null, Value::Int)
}

//! What stands in a form's fields while somebody types: values that may not be readable yet, as a tree that follows a
//! field's shape. It knows no plan and no window.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value as Json;

use crate::model::{AnyLink, Position, Shape, Value};

/// The input of a field, or of a part of one.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum InputNode {
    /// A text, or a number as it is typed.
    Text(String),
    /// True, false or nothing.
    Truth(Option<bool>),
    /// One of some words, or none.
    Choice(Option<String>),
    /// An object that is referred to, or none.
    Link(Option<AnyLink>),
    /// Entries in order.
    List(Vec<InputItem>),
    /// The members of an object, in the order of its shape.
    Object(Vec<InputNode>),
    /// Data that is shown and not edited.
    Json(Json),
}

/// An entry of a list. Its key tells it from the others while they change places.
#[derive(Clone, Debug)]
pub(super) struct InputItem {
    /// Unique in this run of the program.
    pub key: u64,
    /// The entry.
    pub node: InputNode,
}

impl PartialEq for InputItem {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

impl InputItem {
    /// An entry with a key of its own.
    pub(super) fn new(node: InputNode) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self { key: NEXT.fetch_add(1, Ordering::Relaxed), node }
    }
}

/// Why an input is no value: it cannot be stored. What can be stored and is wrong all the same is no fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum InputFault {
    /// Not a number at all.
    #[error("Must be a number, like 39.7392")]
    NotANumber,
    /// Not a whole number of 64 bits.
    #[error("Must be a whole number")]
    NotWhole,
    /// A part that cannot be left out.
    #[error("Required")]
    Missing,
    /// Out of range (Traffic Portal's words).
    #[error("Invalid latitude. Must be between -90.0 and 90.0")]
    Latitude,
    /// Out of the range of the other axis, again in Traffic Portal's words.
    #[error("Invalid longitude. Must be between -180.0 and 180.0")]
    Longitude,
}

impl InputNode {
    /// The input that says what a value says.
    pub(super) fn of(shape: &Shape, value: &Value) -> Self {
        match (shape, value) {
            (Shape::Text, Value::Text(text)) => Self::Text(text.clone()),
            (Shape::Int | Shape::Float, Value::Int(number)) => Self::Text(number.to_string()),
            (Shape::Float, Value::Float(number)) => Self::Text(number.to_string()),
            (Shape::Text | Shape::Int | Shape::Float, _) => Self::Text(String::new()),
            (Shape::Bool, Value::Bool(truth)) => Self::Truth(Some(*truth)),
            (Shape::Bool, _) => Self::Truth(None),
            (Shape::Choice(_), Value::Text(word)) => Self::Choice(Some(word.clone())),
            (Shape::Choice(_), _) => Self::Choice(None),
            (Shape::Link(_), Value::Link(link)) => Self::Link(Some(link.clone())),
            (Shape::Link(_), _) => Self::Link(None),
            (Shape::List(inner), Value::List(items)) => {
                Self::List(items.iter().map(|item| InputItem::new(Self::of(inner, item))).collect())
            }
            (Shape::List(_), _) => Self::List(Vec::new()),
            (Shape::Object(members), _) => {
                let mut value = value.clone();
                Self::Object(members.iter().map(|member| Self::of(&member.shape, &value.take(member.key))).collect())
            }
            (Shape::Json, Value::Json(json)) => Self::Json(json.clone()),
            (Shape::Json, _) => Self::Json(Json::Null),
        }
    }

    /// The input of a new entry of that shape.
    pub(super) fn blank(shape: &Shape) -> Self {
        match (shape, Self::of(shape, &Value::Null)) {
            (Shape::Bool, _) => Self::Truth(Some(false)),
            (Shape::Object(members), _) => {
                let blank = |member: &crate::model::Member| match (member.shape, member.nullable) {
                    (Shape::Bool, false) => Self::Truth(Some(false)),
                    (shape, _) => Self::of(&shape, &Value::Null),
                };
                Self::Object(members.iter().map(blank).collect())
            }
            (_, node) => node,
        }
    }

    /// Latitude and longitude of a position, as people type them.
    pub(super) fn degrees_of(position: Position) -> [Self; 2] {
        [position.latitude(), position.longitude()].map(|degrees| Self::Text(degrees_text(degrees)))
    }

    /// Whether nothing is said.
    pub(super) fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Truth(truth) => *truth != Some(true),
            Self::Choice(word) => word.is_none(),
            Self::Link(link) => link.is_none(),
            Self::List(items) => items.is_empty(),
            Self::Object(members) => members.iter().all(Self::is_blank),
            Self::Json(json) => json.is_null(),
        }
    }

    /// The value; null for what is blank where that may be.
    pub(super) fn read(&self, shape: &Shape, nullable: bool) -> Result<Value, InputFault> {
        match (self, shape) {
            (Self::Truth(Some(truth)), _) => return Ok(Value::Bool(*truth)),
            (Self::Object(_), Shape::Object(_)) if !(nullable && self.is_blank()) => {}
            (Self::Text(text), Shape::Text) if !(nullable && text.is_empty()) => return Ok(Value::Text(text.clone())),
            _ if nullable && self.is_blank() => return Ok(Value::Null),
            _ => {}
        }
        match (self, shape) {
            (Self::Text(text), _) => read_number(text, shape),
            (Self::Choice(Some(word)), _) => Ok(Value::Text(word.clone())),
            (Self::Link(Some(link)), _) => Ok(Value::Link(link.clone())),
            (Self::List(items), Shape::List(inner)) => {
                items.iter().map(|item| item.node.read(inner, false)).collect::<Result<_, _>>().map(Value::List)
            }
            (Self::Object(nodes), Shape::Object(members)) => {
                let read = |(member, node): (&crate::model::Member, &Self)| {
                    let value = node.read(&member.shape, member.nullable)?;
                    check_range(member.key, &value)?;
                    Ok((member.key, value))
                };
                members.iter().zip(nodes).map(read).collect::<Result<_, _>>().map(Value::Object)
            }
            (Self::Json(json), _) => Ok(Value::Json(json.clone())),
            _ => Err(InputFault::Missing),
        }
    }
}

/// Reads a number that somebody typed.
fn read_number(text: &str, shape: &Shape) -> Result<Value, InputFault> {
    let text = text.trim();
    match shape {
        _ if text.is_empty() => Err(InputFault::Missing),
        Shape::Int => text.parse().map(Value::Int).map_err(|_| InputFault::NotWhole),
        _ => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Value::Float(number)),
            Ok(_) | Err(_) => Err(InputFault::NotANumber),
        },
    }
}

/// Degrees have bounds, wherever they stand.
pub(super) fn check_range(key: &str, value: &Value) -> Result<(), InputFault> {
    match (key, value) {
        (Position::LATITUDE, Value::Float(degrees)) if 90.0 < degrees.abs() => Err(InputFault::Latitude),
        (Position::LONGITUDE, Value::Float(degrees)) if 180.0 < degrees.abs() => Err(InputFault::Longitude),
        _ => Ok(()),
    }
}

/// Degrees as people type them: a drop on the map knows no more than some metres.
fn degrees_text(degrees: f64) -> String {
    let text = format!("{degrees:.5}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Coordinate, Entity, Server, Topology};

    fn text(text: &str) -> InputNode {
        InputNode::Text(text.to_owned())
    }

    #[test]
    fn numbers_are_read_or_refused_in_words() {
        let read = |typed: &str, shape: Shape| text(typed).read(&shape, true).map_err(|fault| fault.to_string());
        assert_eq!(read(" 39.70 ", Shape::Float), Ok(Value::Float(39.7)));
        assert_eq!(read("", Shape::Float), Ok(Value::Null));
        assert_eq!(read("39,7", Shape::Float), Err("Must be a number, like 39.7392".to_owned()));
        assert_eq!(read("NaN", Shape::Float), Err("Must be a number, like 39.7392".to_owned()));
        assert_eq!(read("1.5", Shape::Int), Err("Must be a whole number".to_owned()));
        assert_eq!(text("").read(&Shape::Int, false), Err(InputFault::Missing));
        assert_eq!(text("").read(&Shape::Text, false), Ok(Value::Text(String::new())));
    }

    #[test]
    fn positions_have_bounds_and_both_parts() {
        let shape = Coordinate::field(Coordinate::POSITION).map(|field| field.info.shape).unwrap();
        let node = |latitude, longitude| InputNode::Object(vec![text(latitude), text(longitude)]);
        assert_eq!(node("", "").read(&shape, true), Ok(Value::Null));
        assert_eq!(node("91", "0").read(&shape, true), Err(InputFault::Latitude));
        assert_eq!(node("0", "-180.1").read(&shape, true), Err(InputFault::Longitude));
        assert_eq!(node("1", "").read(&shape, true), Err(InputFault::Missing));
        assert!(node("-90", "180").read(&shape, true).is_ok());
    }

    #[test]
    fn every_default_comes_back_as_it_was() {
        fn check<T: Entity>(entity: &T) {
            for field in T::FIELDS {
                let value = (field.get)(entity);
                let read = InputNode::of(&field.info.shape, &value).read(&field.info.shape, field.info.nullable);
                let mut again = entity.clone();
                (field.set)(&mut again, read.unwrap()).unwrap();
                assert_eq!(&again, entity, "{}", field.info.key);
            }
        }
        for kind in crate::model::Kind::ALL {
            crate::model::kind::with_kind!(*kind, T => check(&T::default()));
        }
        check(&Coordinate { position: Position::new(39.7, -104.9).ok(), ..Coordinate::default() });
        let interface = crate::model::Interface { name: "eth0".to_owned(), mtu: Some(9000), ..Default::default() };
        check(&Server { interfaces: vec![interface], ..Server::default() });
        let node = crate::model::TopologyNode { cache_group: None, parents: vec![1, 2] };
        check(&Topology { nodes: vec![node], ..Topology::default() });
    }
}

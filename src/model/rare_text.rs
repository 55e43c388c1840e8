//! Texts that few objects have: where there is none it takes no more than a pointer. It knows no field.

use std::fmt;
use std::ops::Deref;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::field::{FieldType, Shape, Value, ValueError, wrong_shape};

/// A text of a field that is mostly empty.
#[derive(Clone, PartialEq, Eq)]
pub struct RareText(Box<OwnText>);

#[derive(Clone, PartialEq, Eq)]
struct OwnText(Box<str>);

impl Deref for RareText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0.0
    }
}

impl fmt::Debug for RareText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl From<&str> for RareText {
    fn from(text: &str) -> Self {
        Self(Box::new(OwnText(text.into())))
    }
}

impl FieldType for RareText {
    const SHAPE: Shape = Shape::Text;

    fn to_value(&self) -> Value {
        Value::Text((**self).to_owned())
    }

    fn from_value(value: Value) -> Result<Self, ValueError> {
        match value {
            Value::Text(text) => Ok(Self(Box::new(OwnText(text.into())))),
            other => Err(wrong_shape::<Self>(&other)),
        }
    }
}

impl FieldType for Box<str> {
    const SHAPE: Shape = Shape::Text;

    fn to_value(&self) -> Value {
        Value::Text((**self).to_owned())
    }

    fn from_value(value: Value) -> Result<Self, ValueError> {
        match value {
            Value::Text(text) => Ok(text.into()),
            other => Err(wrong_shape::<Self>(&other)),
        }
    }
}

impl Serialize for RareText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for RareText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor(|text: &str| text.into()))
    }
}

/// Reads a text and makes something of it.
pub(super) struct TextVisitor<F>(pub F);

impl<T, F: FnOnce(&str) -> T> Visitor<'_> for TextVisitor<F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        Ok((self.0)(text))
    }
}

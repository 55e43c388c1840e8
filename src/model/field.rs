//! The fields of entities as data: what each is called in Traffic Portal, the API and the snapshot, what shape its
//! values have, and how to read and write it without knowing the entity's type. Readers, writers, diffs, forms and
//! tables are made of this one table, so that a field has the same word everywhere. It knows no file format.

use super::kind::Kind;
use super::link::AnyLink;
use super::position::Position;
use crate::sorting::gather;

/// One field of a `T`.
#[derive(Debug)]
pub struct Field<T> {
    /// Its names and the shape of its values.
    pub info: FieldInfo,
    /// Its value in an entity.
    pub get: fn(&T) -> Value,
    /// Sets it; `Value::Null` empties it. Fails when the value has not the field's shape.
    pub set: fn(&mut T, Value) -> Result<(), ValueError>,
    /// Calls a function with every link that the field holds.
    pub links: fn(&T, &mut dyn FnMut(AnyLink)),
}

/// A field's names and shape: the one alias table.
#[derive(Clone, Copy, Debug)]
pub struct FieldInfo {
    /// Our word for it in `plan-text`, `--json` and diffs; the API 5.0 name where that is a good one.
    pub key: &'static str,
    /// Its label on Traffic Portal's form, to the letter.
    pub form: &'static str,
    /// Its header in Traffic Portal's table; empty where the table has no such column.
    pub column: &'static str,
    /// Its name in API 5.0; for a link, where the other object's name stands. Empty: Traffic Ops does not know it.
    pub api: &'static str,
    /// For a link, where API 5.0 has the other object's id; else empty.
    pub api_id: &'static str,
    /// Its name in the CDN Snapshot; empty where it is not in there.
    pub snapshot: &'static str,
    /// Whether it is a moment or a mark that running systems set, which says nothing about the plan: not in
    /// `plan-text`, and no difference by itself.
    pub volatile: bool,
    /// The shape of its values.
    pub shape: Shape,
    /// Whether it may be empty (null).
    pub nullable: bool,
}

/// The shape of a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// True or false.
    Bool,
    /// A whole number of 64 bits.
    Int,
    /// A finite number.
    Float,
    /// A text.
    Text,
    /// One of these words; reading ignores their case, as Traffic Ops does.
    Choice(&'static [&'static str]),
    /// A reference to an object of that kind.
    Link(Kind),
    /// A list of values of one shape.
    List(&'static Shape),
    /// An object with these members.
    Object(&'static [Member]),
    /// Whatever JSON can say: data that we keep and do not model.
    Json,
}

/// A member of an object-shaped value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Member {
    /// Its name, as the API has it.
    pub key: &'static str,
    /// The shape of its values.
    pub shape: Shape,
    /// Whether it may be missing or null.
    pub nullable: bool,
}

/// A value of a field, apart from its entity.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Empty.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f64),
    /// A text.
    Text(String),
    /// A reference.
    Link(AnyLink),
    /// A list.
    List(Vec<Value>),
    /// Members in their declared order, null ones left out.
    Object(Vec<(&'static str, Value)>),
    /// Data that we do not model.
    Json(serde_json::Value),
}

/// Why a value cannot be a field's.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ValueError {
    /// The value is of another shape.
    #[error("expected {expected}, found {found}")]
    Shape {
        /// What the field holds.
        expected: &'static str,
        /// What came.
        found: &'static str,
    },
    /// The value has the shape and yet is impossible, like a latitude of 91.
    #[error("{0}")]
    Invalid(String),
}

impl FieldInfo {
    /// Whether the field, or something within it, refers to other objects.
    pub const fn has_links(&self) -> bool {
        self.shape.has_links()
    }
}

impl Shape {
    /// What values of this shape are, in a sentence.
    pub const fn describe(&self) -> &'static str {
        match self {
            Self::Bool => "true or false",
            Self::Int => "a whole number",
            Self::Float => "a number",
            Self::Text | Self::Choice(_) => "a text",
            Self::Link(_) => "a name",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
            Self::Json => "a value",
        }
    }

    /// Whether a value of this shape can hold a link.
    pub const fn has_links(&self) -> bool {
        match self {
            Self::Link(_) => true,
            Self::List(inner) => inner.has_links(),
            Self::Object(members) => {
                let mut i = 0;
                while i < members.len() {
                    if members[i].shape.has_links() {
                        return true;
                    }
                    i += 1;
                }
                false
            }
            Self::Bool | Self::Int | Self::Float | Self::Text | Self::Choice(_) | Self::Json => false,
        }
    }
}

impl Value {
    /// What this is, in a sentence.
    pub const fn describe(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "true or false",
            Self::Int(_) | Self::Float(_) => "a number",
            Self::Text(_) => "a text",
            Self::Link(_) => "a reference",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
            Self::Json(_) => "a value",
        }
    }

    /// Takes a member out of an object; null when it has none of that name.
    #[must_use]
    pub fn take(&mut self, key: &str) -> Self {
        match self {
            Self::Object(members) => members
                .iter_mut()
                .find(|(name, _)| *name == key)
                .map_or(Self::Null, |(_, value)| std::mem::replace(value, Self::Null)),
            _ => Self::Null,
        }
    }
}

/// A Rust type that a field can have.
pub trait FieldType: Sized {
    /// The shape of its values.
    const SHAPE: Shape;
    /// Whether it has an empty value.
    const NULLABLE: bool = false;

    /// The value.
    fn to_value(&self) -> Value;

    /// The reverse of `to_value`.
    fn from_value(value: Value) -> Result<Self, ValueError>;

    /// Calls a function with every link inside.
    fn links(&self, _visit: &mut dyn FnMut(AnyLink)) {}
}

/// The error for a value of another shape.
pub fn wrong_shape<T: FieldType>(found: &Value) -> ValueError {
    ValueError::Shape { expected: T::SHAPE.describe(), found: found.describe() }
}

/// Implements `FieldType` for a type that is one variant of `Value`.
macro_rules! plain_field_type {
    ($ty:ty, $shape:ident, $variant:ident) => {
        impl FieldType for $ty {
            const SHAPE: Shape = Shape::$shape;

            fn to_value(&self) -> Value {
                Value::$variant(self.clone())
            }

            fn from_value(value: Value) -> Result<Self, ValueError> {
                match value {
                    Value::$variant(inner) => Ok(inner),
                    other => Err(wrong_shape::<Self>(&other)),
                }
            }
        }
    };
}
plain_field_type!(bool, Bool, Bool);
plain_field_type!(i64, Int, Int);
plain_field_type!(String, Text, Text);

impl FieldType for f64 {
    const SHAPE: Shape = Shape::Float;

    fn to_value(&self) -> Value {
        Value::Float(*self)
    }

    fn from_value(value: Value) -> Result<Self, ValueError> {
        match value {
            Value::Float(number) if number.is_finite() => Ok(number),
            // Traffic Ops itself keeps such numbers as doubles.
            Value::Int(number) => Ok(number as Self),
            other => Err(wrong_shape::<Self>(&other)),
        }
    }
}

impl FieldType for serde_json::Value {
    const SHAPE: Shape = Shape::Json;
    const NULLABLE: bool = true;

    fn to_value(&self) -> Value {
        if self.is_null() { Value::Null } else { Value::Json(self.clone()) }
    }

    fn from_value(value: Value) -> Result<Self, ValueError> {
        match value {
            Value::Json(json) => Ok(json),
            Value::Null => Ok(Self::Null),
            other => Err(wrong_shape::<Self>(&other)),
        }
    }
}

/// The members of a JSON object that are kept as they came: those that we do not model, by name.
pub type JsonMembers = std::collections::BTreeMap<String, serde_json::Value>;

impl FieldType for JsonMembers {
    const SHAPE: Shape = Shape::Json;
    const NULLABLE: bool = true;

    fn to_value(&self) -> Value {
        if self.is_empty() {
            return Value::Null;
        }
        Value::Json(serde_json::Value::Object(gather(self.iter().map(|(key, value)| (key.clone(), value.clone())))))
    }

    fn from_value(value: Value) -> Result<Self, ValueError> {
        match value {
            Value::Json(serde_json::Value::Object(members)) => Ok(gather(members.into_iter())),
            Value::Null => Ok(Self::new()),
            _ => Err(ValueError::Shape { expected: "an object", found: value.describe() }),
        }
    }
}

impl<T: FieldType> FieldType for Option<T> {
    const SHAPE: Shape = T::SHAPE;
    const NULLABLE: bool = true;

    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::to_value)
    }

    fn from_value(value: Value) -> Result<Self, ValueError> {
        match value {
            Value::Null => Ok(None),
            other => T::from_value(other).map(Some),
        }
    }

    fn links(&self, visit: &mut dyn FnMut(AnyLink)) {
        if let Some(inner) = self {
            inner.links(visit);
        }
    }
}

impl<T: FieldType> FieldType for Vec<T> {
    const SHAPE: Shape = Shape::List(&T::SHAPE);
    /// Traffic Ops takes null for an empty list nearly everywhere; a list that distinguishes them is an `Option<Vec>`.
    const NULLABLE: bool = true;

    fn to_value(&self) -> Value {
        Value::List(self.iter().map(T::to_value).collect())
    }

    fn from_value(value: Value) -> Result<Self, ValueError> {
        match value {
            // Collected, it would have room for four at least, of which hundreds of thousands of lists have one.
            Value::List(items) => {
                let mut list = Self::with_capacity(items.len());
                for item in items {
                    list.push(T::from_value(item)?);
                }
                Ok(list)
            }
            Value::Null => Ok(Self::new()),
            other => Err(wrong_shape::<Self>(&other)),
        }
    }

    fn links(&self, visit: &mut dyn FnMut(AnyLink)) {
        for item in self {
            item.links(visit);
        }
    }
}

impl Position {
    /// The key of the degrees north.
    pub const LATITUDE: &'static str = "latitude";
    /// The key of the degrees east.
    pub const LONGITUDE: &'static str = "longitude";
}

impl FieldType for Position {
    const SHAPE: Shape = Shape::Object(&[
        Member { key: Self::LATITUDE, shape: Shape::Float, nullable: false },
        Member { key: Self::LONGITUDE, shape: Shape::Float, nullable: false },
    ]);

    fn to_value(&self) -> Value {
        Value::Object(vec![
            (Self::LATITUDE, Value::Float(self.latitude())),
            (Self::LONGITUDE, Value::Float(self.longitude())),
        ])
    }

    fn from_value(mut value: Value) -> Result<Self, ValueError> {
        let latitude = f64::from_value(value.take(Self::LATITUDE))?;
        let longitude = f64::from_value(value.take(Self::LONGITUDE))?;
        Self::new(latitude, longitude).map_err(|error| ValueError::Invalid(error.to_string()))
    }
}

/// Declares a plain struct whose values are objects, and its `FieldType`.
macro_rules! object {
    ($(#[$meta:meta])* pub struct $Name:ident { $($(#[$fmeta:meta])* $field:ident : $ty:ty = $KEY:ident = $key:literal,)* }) => {
        #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(default)]
        $(#[$meta])*
        pub struct $Name {
            $($(#[$fmeta])* #[serde(skip_serializing_if = "crate::model::entity::is_default")] pub $field: $ty,)*
        }

        impl $Name {
            $(#[doc = concat!("The key of `", stringify!($field), "`.")] pub const $KEY: &'static str = $key;)*
        }

        impl $crate::model::field::FieldType for $Name {
            const SHAPE: $crate::model::field::Shape = $crate::model::field::Shape::Object(&[
                $($crate::model::field::Member {
                    key: $key,
                    shape: <$ty as $crate::model::field::FieldType>::SHAPE,
                    nullable: <$ty as $crate::model::field::FieldType>::NULLABLE,
                },)*
            ]);

            fn to_value(&self) -> $crate::model::field::Value {
                let members = [$(($key, $crate::model::field::FieldType::to_value(&self.$field)),)*];
                $crate::model::field::Value::Object(
                    members.into_iter().filter(|(_, value)| *value != $crate::model::field::Value::Null).collect(),
                )
            }

            fn from_value(
                mut value: $crate::model::field::Value,
            ) -> Result<Self, $crate::model::field::ValueError> {
                if !matches!(value, $crate::model::field::Value::Object(_)) {
                    return Err($crate::model::field::wrong_shape::<Self>(&value));
                }
                Ok(Self { $($field: <$ty as $crate::model::field::FieldType>::from_value(value.take($key))
                    .map_err(|error| $crate::model::field::ValueError::Invalid(format!("{}: {error}", $key)))?,)* })
            }

            fn links(&self, visit: &mut dyn FnMut($crate::model::AnyLink)) {
                $($crate::model::field::FieldType::links(&self.$field, visit);)*
            }
        }
    };
}
pub(crate) use object;

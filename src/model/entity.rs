//! What all entities have in common, and the macro that declares one: struct, names of its fields, and its place in
//! the plan, in one table-like block a kind.

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::field::{Field, FieldInfo, FieldType, Shape, Value, ValueError, wrong_shape};
use super::id::{AnyId, Id};
use super::kind::{Kind, with_kind};
use super::link::{AnyLink, Link};
use super::moment::Moment;
use super::rare_members::RareMembers;

/// One object of a plan.
pub trait Entity:
    Clone + Default + PartialEq + Serialize + DeserializeOwned + Send + Sync + std::fmt::Debug + 'static
{
    /// Its kind.
    const KIND: Kind;
    /// Its fields, in the order of Traffic Portal's form, the name first.
    const FIELDS: &'static [Field<Self>];
    /// Whether a plan may have only one of each name, as Traffic Ops' database demands.
    const UNIQUE_NAME: bool;

    /// The name that it is listed under and, where names are unique, found by.
    fn name(&self) -> Cow<'_, str>;

    /// What Traffic Ops says of it beyond the fields.
    fn upstream(&self) -> &Upstream;

    /// The same, to change it.
    fn upstream_mut(&mut self) -> &mut Upstream;

    /// Calls a function with every object that this one refers to.
    fn links(&self, visit: &mut dyn FnMut(AnyLink)) {
        let mut left = const { linking(Self::FIELDS) };
        while let Some(field) = Self::FIELDS.get(left.trailing_zeros() as usize) {
            (field.links)(self, visit);
            left &= left - 1;
        }
    }

    /// The field with that key.
    fn field(key: &str) -> Option<&'static Field<Self>> {
        Self::FIELDS.iter().find(|field| field.info.key == key)
    }
}

/// The fields that refer to other objects, a bit for each: most have none, and all are asked for them when a plan is read.
const fn linking<T>(fields: &[Field<T>]) -> u128 {
    assert!(fields.len() < u128::BITS as usize, "a kind has fewer fields");
    let (mut found, mut at) = (0, 0);
    while at < fields.len() {
        if fields[at].info.has_links() {
            found |= 1 << at;
        }
        at += 1;
    }
    found
}

impl AnyId {
    /// An id with its kind.
    pub const fn of<T: Entity>(id: Id<T>) -> Self {
        Self { kind: T::KIND, number: id.number() }
    }
}

impl Kind {
    /// Whether a plan may have only one object of each name of this kind.
    pub fn has_unique_names(self) -> bool {
        with_kind!(self, T => T::UNIQUE_NAME)
    }
}

impl<T: Entity> FieldType for Link<T> {
    const SHAPE: Shape = Shape::Link(T::KIND);

    fn to_value(&self) -> Value {
        Value::Link(AnyLink { kind: T::KIND, target: self.target() })
    }

    fn from_value(value: Value) -> Result<Self, ValueError> {
        match value {
            Value::Link(link) if link.kind == T::KIND => Ok(Self::of_target(link.target)),
            other => Err(wrong_shape::<Self>(&other)),
        }
    }

    fn links(&self, visit: &mut dyn FnMut(AnyLink)) {
        visit(AnyLink { kind: T::KIND, target: self.target() });
    }
}

/// What an object that came from Traffic Ops brings along beyond the fields that we model.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Upstream {
    /// Its id there; none: Traffic Ops does not know the object yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub traffic_ops_id: Option<i64>,
    /// When it last changed there, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_updated: Option<Moment>,
    /// Fields that we do not model, by their API names.
    #[serde(skip_serializing_if = "RareMembers::is_empty")]
    pub unmodelled: RareMembers,
}

impl Upstream {
    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl FieldInfo {
    /// A field about which nothing is said yet.
    pub const BLANK: Self = Self {
        key: "",
        form: "",
        column: "",
        api: "",
        api_id: "",
        snapshot: "",
        volatile: false,
        shape: Shape::Text,
        nullable: false,
    };
}

/// Whether a value is its type's default, which rows leave out.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Declares an entity. A field's braces begin with its key, as a constant of the struct and as a word. After the struct: `in` its plan field, `name` an expression over the entity, and whether names
/// are unique.
macro_rules! entity {
    (
        $(#[$meta:meta])*
        pub struct $Name:ident in $table:ident {
            $($(#[$fmeta:meta])* $field:ident : $ty:ty { key: $KEY:ident = $key:literal $(,
            $attr:ident : $val:expr)* $(,)? },)*
        }
        name($entity:ident) = $name:expr; unique = $unique:literal;
    ) => {
        #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(default)]
        $(#[$meta])*
        pub struct $Name {
            $($(#[$fmeta])* #[serde(skip_serializing_if = "crate::model::entity::is_default")] pub $field: $ty,)*
            /// What Traffic Ops says of it beyond these fields.
            #[serde(skip_serializing_if = "crate::model::Upstream::is_empty")]
            pub upstream: $crate::model::Upstream,
        }

        /// The keys of its fields: whoever means a field names it so, and a field that goes takes its users with it.
        impl $Name {
            $(#[doc = concat!("The key of `", stringify!($field), "`.")] pub const $KEY: &'static str = $key;)*
        }

        impl $crate::model::Entity for $Name {
            const KIND: $crate::model::Kind = $crate::model::Kind::$Name;
            const FIELDS: &'static [$crate::model::field::Field<Self>] = &[
                $($crate::model::field::Field {
                    info: $crate::model::field::FieldInfo {
                        shape: <$ty as $crate::model::field::FieldType>::SHAPE,
                        nullable: <$ty as $crate::model::field::FieldType>::NULLABLE,
                        key: $key,
                        $($attr: $val,)*
                        ..$crate::model::field::FieldInfo::BLANK
                    },
                    get: |entity| $crate::model::field::FieldType::to_value(&entity.$field),
                    set: |entity, value| {
                        entity.$field = <$ty as $crate::model::field::FieldType>::from_value(value)?;
                        Ok(())
                    },
                    links: |entity, visit| $crate::model::field::FieldType::links(&entity.$field, visit),
                },)*
            ];
            const UNIQUE_NAME: bool = $unique;

            fn name(&self) -> std::borrow::Cow<'_, str> {
                let $entity = self;
                $name
            }

            fn upstream(&self) -> &$crate::model::Upstream {
                &self.upstream
            }

            fn upstream_mut(&mut self) -> &mut $crate::model::Upstream {
                &mut self.upstream
            }
        }

        impl $crate::model::Tabled for $Name {
            fn table(plan: &$crate::model::Plan) -> &$crate::model::Table<Self> {
                &plan.$table
            }

            fn table_mut(plan: &mut $crate::model::Plan) -> &mut $crate::model::Table<Self> {
                &mut plan.$table
            }
        }
    };
}
pub(crate) use entity;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_refer_to_objects_are_known_beforehand() {
        for kind in Kind::ALL {
            let known = with_kind!(*kind, T => linking(T::FIELDS));
            for (at, field) in kind.fields().iter().enumerate() {
                assert_eq!(known & (1 << at) != 0, field.has_links(), "{kind:?}.{}", field.key);
            }
        }
    }
}

//! Objects of any kind behind a pointer: what is done to all kinds alike is made once by the compiler, and not once per
//! kind. It knows what entities know of themselves, and nothing of what is done with them.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};

use super::entity::{Entity, Upstream};
use super::field::{FieldInfo, Value, ValueError};
use super::kind::{Kind, with_kind};
use super::link::AnyLink;
use super::quick::QuickMap;

/// An entity whose type is not known. Fields are meant by their place in `Kind::fields`.
pub trait AnyEntity: Any + Send + Sync + fmt::Debug {
    /// Its kind.
    fn any_kind(&self) -> Kind;

    /// The name that it is listed under.
    fn any_name(&self) -> Cow<'_, str>;

    /// What Traffic Ops says of it beyond the fields.
    fn any_upstream(&self) -> &Upstream;

    /// A field's value; null where there is no such field.
    fn value_at(&self, field: usize) -> Value;

    /// Gives a field a value, which it may refuse; nothing happens where there is no such field.
    ///
    /// # Errors
    /// When the field cannot have that value.
    fn set_at(&mut self, field: usize, value: Value) -> Result<(), ValueError>;

    /// Whether another is of the same kind and says the same.
    fn is_equal(&self, other: &dyn AnyEntity) -> bool;

    /// Calls a function with every object that it refers to.
    fn any_links(&self, visit: &mut dyn FnMut(AnyLink));

    /// Calls a function with every object that a field refers to.
    fn links_at(&self, field: usize, visit: &mut dyn FnMut(AnyLink));

    /// The same, for those who look for one type.
    fn as_any(&self) -> &dyn Any;

    /// The same, to be kept as that type.
    fn into_any(self: Box<Self>) -> Box<dyn Any>;

    /// The same of one that is shared.
    fn into_any_arc(self: Arc<Self>) -> Arc<dyn Any + Send + Sync>;

    /// Another one like it, to be changed.
    fn copied(&self) -> Box<dyn AnyEntity>;

    /// What Traffic Ops says of it beyond the fields, to change it.
    fn any_upstream_mut(&mut self) -> &mut Upstream;
}

impl<T: Entity> AnyEntity for T {
    fn any_kind(&self) -> Kind {
        T::KIND
    }

    fn any_name(&self) -> Cow<'_, str> {
        self.name()
    }

    fn any_upstream(&self) -> &Upstream {
        self.upstream()
    }

    fn value_at(&self, field: usize) -> Value {
        T::FIELDS.get(field).map_or(Value::Null, |field| (field.get)(self))
    }

    fn set_at(&mut self, field: usize, value: Value) -> Result<(), ValueError> {
        T::FIELDS.get(field).map_or(Ok(()), |field| (field.set)(self, value))
    }

    fn is_equal(&self, other: &dyn AnyEntity) -> bool {
        other.downcast::<T>() == Some(self)
    }

    fn any_links(&self, visit: &mut dyn FnMut(AnyLink)) {
        self.links(visit);
    }

    fn links_at(&self, field: usize, visit: &mut dyn FnMut(AnyLink)) {
        if let Some(field) = T::FIELDS.get(field) {
            (field.links)(self, visit);
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }

    fn into_any_arc(self: Arc<Self>) -> Arc<dyn Any + Send + Sync> {
        self
    }

    fn copied(&self) -> Box<dyn AnyEntity> {
        Box::new(self.clone())
    }

    fn any_upstream_mut(&mut self) -> &mut Upstream {
        self.upstream_mut()
    }
}

impl dyn AnyEntity {
    /// The entity, if it is of that type.
    pub fn downcast<T: Entity>(&self) -> Option<&T> {
        self.as_any().downcast_ref()
    }

    /// Whether another is the very same, or says the same.
    pub fn is_same(&self, other: &dyn AnyEntity) -> bool {
        std::ptr::addr_eq(self, other) || self.is_equal(other)
    }

    /// The value of the field with that key; null where there is none.
    pub fn value_of(&self, key: &str) -> Value {
        self.any_kind().field_at(key).map_or(Value::Null, |at| self.value_at(at))
    }
}

impl Kind {
    /// The fields of its objects, in the order of Traffic Portal's form, the name first.
    pub fn fields(self) -> &'static [FieldInfo] {
        static FIELDS: [OnceLock<Vec<FieldInfo>>; Kind::COUNT] = [const { OnceLock::new() }; Kind::COUNT];
        FIELDS[self.index()].get_or_init(|| {
            let mut infos = Vec::new();
            with_kind!(self, T => for field in T::FIELDS { infos.push(field.info) });
            infos
        })
    }

    /// An object of it about which nothing is said yet.
    pub fn blank(self) -> Box<dyn AnyEntity> {
        self.blank_arc().copied()
    }

    /// The same where a plan will have it.
    pub(crate) fn blank_arc(self) -> Arc<dyn AnyEntity> {
        with_kind!(self, T => Arc::<T>::default())
    }

    /// The field with that key.
    pub fn field(self, key: &str) -> Option<&'static FieldInfo> {
        self.fields().get(self.field_at(key)?)
    }

    /// The place of the field with that key.
    pub fn field_at(self, key: &str) -> Option<usize> {
        // Every value of every row of an import is asked for.
        static PLACES: [OnceLock<QuickMap<&str, usize>>; Kind::COUNT] = [const { OnceLock::new() }; Kind::COUNT];
        let places = PLACES[self.index()]
            .get_or_init(|| self.fields().iter().enumerate().map(|(at, info)| (info.key, at)).collect());
        places.get(key).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CacheGroup, Id, Link};

    #[test]
    fn an_object_says_the_same_whether_its_type_is_known_or_not() {
        let group = CacheGroup { name: "edge".to_owned(), parent: Some(Link::To(Id::new(7))), ..CacheGroup::default() };
        let any: &dyn AnyEntity = &group;
        assert_eq!((any.any_kind(), &*any.any_name()), (Kind::CacheGroup, "edge"));
        assert_eq!(any.value_at(0), Value::Text("edge".to_owned()));
        assert_eq!(any.value_of("name"), any.value_at(0));
        assert_eq!((any.value_at(99), any.value_of("nonesuch")), (Value::Null, Value::Null));
        assert_eq!(any.downcast::<CacheGroup>(), Some(&group));
        assert!(any.downcast::<crate::model::Server>().is_none());
        let (mut all, mut of_fields) = (Vec::new(), Vec::new());
        any.any_links(&mut |link| all.push(link));
        (0..Kind::CacheGroup.fields().len()).for_each(|at| any.links_at(at, &mut |link| of_fields.push(link)));
        assert_eq!(all.len(), 1);
        assert_eq!(all, of_fields);
    }

    #[test]
    fn every_field_is_found_by_its_key() {
        for kind in Kind::ALL {
            for (at, info) in kind.fields().iter().enumerate() {
                assert_eq!(kind.field_at(info.key), Some(at), "{} {}", kind.key(), info.key);
            }
        }
    }
}

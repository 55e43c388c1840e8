//! What a row says, as the object that it comes to where the plan has none yet. Of hundreds of thousands of rows this takes
//! a third of the room that lists of values do, and the object need not be made again. It knows no plan.

use std::sync::Arc;

use crate::edit::describe::is_same_value;
use crate::model::{AnyEntity, AnyLink, Kind, Value};

/// Fields whose values an object refused, and why.
#[derive(Clone, Debug)]
struct RefusedFields(Vec<(&'static str, String)>);

/// The fields that a row says, within an object that has them. Links are as the row gives them.
#[derive(Debug)]
pub struct MadeFields {
    entity: Arc<dyn AnyEntity>,
    /// A bit for each field of the kind that the row says.
    said: u64,
    /// Fields whose values the object refused, and why.
    refused: Option<Box<RefusedFields>>,
}

impl Clone for MadeFields {
    fn clone(&self) -> Self {
        Self { entity: Arc::clone(&self.entity), said: self.said, refused: self.refused.clone() }
    }
}

impl MadeFields {
    /// Of a row's fields; gives them back where they cannot be held so.
    pub(super) fn of(kind: Kind, fields: Vec<(&'static str, Value)>) -> Result<Self, Vec<(&'static str, Value)>> {
        let places: Option<Vec<usize>> = fields.iter().map(|(key, _)| kind.field_at(key)).collect();
        let Some(places) = places.filter(|places| places.iter().all(|at| *at < u64::BITS as usize)) else {
            return Err(fields);
        };
        let mut made = Self { entity: kind.blank_arc(), said: 0, refused: None };
        let mut refused = Vec::new();
        for (at, (key, value)) in places.into_iter().zip(fields) {
            made.said |= 1 << at;
            if !is_same_value(key, &made.entity.value_at(at), &value)
                && let Err(error) = made.entity_mut().set_at(at, value)
            {
                refused.push((key, error.to_string()));
            }
        }
        made.refused = (!refused.is_empty()).then(|| Box::new(RefusedFields(refused)));
        Ok(made)
    }

    fn entity_mut(&mut self) -> &mut dyn AnyEntity {
        to_change(&mut self.entity)
    }

    /// Whether the row says a field.
    pub(super) fn says(&self, key: &str) -> bool {
        self.entity.any_kind().field_at(key).is_some_and(|at| self.says_at(at))
    }

    fn says_at(&self, at: usize) -> bool {
        at < u64::BITS as usize && self.said & 1 << at != 0
    }

    /// The fields, as a list has them.
    pub(super) fn values(&self) -> impl Iterator<Item = (&'static str, Value)> {
        let fields = self.entity.any_kind().fields().iter().enumerate();
        fields.filter(|(at, _)| self.says_at(*at)).map(|(at, info)| (info.key, self.entity.value_at(at)))
    }

    /// Adds what another row says of the same object; `differs` is told of what it says otherwise.
    pub(super) fn complete(&mut self, other: &Self, mut differs: impl FnMut(&'static str, &Value)) {
        for (at, info) in self.entity.any_kind().fields().iter().enumerate().filter(|(at, _)| other.says_at(*at)) {
            let value = other.entity.value_at(at);
            if self.says_at(at) {
                let known = self.entity.value_at(at);
                if known != value {
                    differs(info.key, &known);
                }
            } else if self.entity_mut().set_at(at, value).is_ok() {
                self.said |= 1 << at;
            }
        }
    }

    /// Whether what both say is the same, but for values that may differ.
    pub(super) fn agrees(&self, other: &Self, may_differ: impl Fn(&Value) -> bool) -> bool {
        let fields = self.entity.any_kind().fields().iter().enumerate();
        fields.filter(|(at, _)| self.says_at(*at) && other.says_at(*at)).all(|(at, _)| {
            let known = self.entity.value_at(at);
            may_differ(&known) || known == other.entity.value_at(at)
        })
    }

    /// Calls a function with every object that the row names.
    pub(super) fn links(&self, visit: &mut dyn FnMut(AnyLink)) {
        self.entity.any_links(visit);
    }

    /// Why values cannot be had, by field.
    pub(super) fn refused(&self) -> &[(&'static str, String)] {
        self.refused.as_ref().map_or(&[], |refused| &refused.0)
    }

    /// The value of a field that the row says.
    pub(super) fn value(&self, key: &str) -> Option<Value> {
        self.says(key).then(|| self.entity.value_of(key))
    }

    /// What is left once the fields are listed elsewhere: what was refused.
    pub(super) fn without_fields(self) -> Option<Self> {
        let blank = self.entity.any_kind().blank_arc();
        self.refused.is_some().then_some(Self { entity: blank, said: 0, refused: self.refused })
    }

    /// The object.
    pub(super) fn into_entity(self) -> Arc<dyn AnyEntity> {
        self.entity
    }
}

/// An object that nobody else has, or a copy of it, to be changed.
pub(super) fn to_change(entity: &mut Arc<dyn AnyEntity>) -> &mut dyn AnyEntity {
    if Arc::get_mut(entity).is_none() {
        *entity = Arc::from(entity.copied());
    }
    Arc::get_mut(entity).expect("it is nobody else's now")
}

//! What can be done about a finding: each fix is an ordinary edit with a label. Made when somebody asks, so that looking
//! stays fast.

use crate::edit::Edit;
use crate::edit::intent::{self, FieldValues, Refusal};
use crate::finding::Finding;
use crate::model::{AnyId, AnyLink, AnyPair, Entity, Id, Plan, Position, Target, Value};

/// What makes the fixes of a finding, for the plan that it was found in.
pub(super) type Fixes = fn(&Plan, &Finding) -> Vec<Fix>;

/// Something that can be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// Like `Set parent to mid-us-west`.
    pub label: String,
    /// What it does.
    pub remedy: Remedy,
}

/// What a fix does.
#[derive(Clone, Debug, PartialEq)]
pub enum Remedy {
    /// Sets fields of an object.
    Set(AnyId, FieldValues),
    /// Moves an object.
    Move(AnyId, Position),
    /// Deletes an object that nothing refers to.
    Delete(AnyId),
    /// Takes pairs of relations away.
    Unpair(Vec<AnyPair>),
}

impl Fix {
    /// Sets one field.
    pub fn set(label: impl Into<String>, object: AnyId, key: &'static str, value: Value) -> Self {
        Self { label: label.into(), remedy: Remedy::Set(object, vec![(key, value)]) }
    }

    /// Sets several fields.
    pub fn fields(label: impl Into<String>, object: AnyId, fields: FieldValues) -> Self {
        Self { label: label.into(), remedy: Remedy::Set(object, fields) }
    }

    /// Points a field to an object.
    pub fn link<T: Entity>(label: impl Into<String>, object: AnyId, key: &'static str, to: Id<T>) -> Self {
        Self::set(label, object, key, Value::Link(AnyLink { kind: T::KIND, target: Target::To(to.number()) }))
    }

    /// Deletes an object that nothing refers to.
    pub fn delete(label: impl Into<String>, object: AnyId) -> Self {
        Self { label: label.into(), remedy: Remedy::Delete(object) }
    }

    /// The edit that it is, under its own label.
    pub fn edit(&self, plan: &Plan) -> Result<Edit, Refusal> {
        let (mut edit, whose) = match &self.remedy {
            Remedy::Set(object, fields) => (intent::change(plan, *object, fields.clone())?, plan.name_of(*object)),
            Remedy::Move(object, position) => (intent::relocate(plan, &[(*object, *position)])?, plan.name_of(*object)),
            Remedy::Delete(object) => return intent::delete(plan, &[*object]),
            Remedy::Unpair(pairs) => (intent::remove_pairs(plan, pairs)?, None),
        };
        edit.label = match whose {
            Some(name) => format!("{} of {name}", self.label),
            None => self.label.clone(),
        };
        Ok(edit)
    }
}

/// For rules whose remedy is a planner's own to find.
pub(super) fn none(_: &Plan, _: &Finding) -> Vec<Fix> {
    Vec::new()
}

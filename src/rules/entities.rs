//! Objects of kinds that are only known while looking.

use std::any::Any;

use crate::model::kind::with_kind;
use crate::model::{Id, Kind, Plan, Tabled as _};

/// So many objects are looked at before it is asked whether to stop.
pub(super) const CHUNK: usize = 512;

/// Calls a function with an object, if it is there.
pub(super) fn with_entity(plan: &Plan, kind: Kind, number: u64, then: &mut dyn FnMut(&dyn Any)) {
    with_kind!(kind, T => if let Some(entity) = T::table(plan).get(Id::new(number)) { then(&**entity) });
}

//! Objects of kinds that are only known while looking.

use crate::model::{AnyEntity, AnyId, Kind, Plan};

/// So many objects are looked at before it is asked whether to stop.
pub(super) const CHUNK: usize = 512;

/// Calls a function with an object, if it is there.
pub(super) fn with_entity(plan: &Plan, kind: Kind, number: u64, then: &mut dyn FnMut(&dyn AnyEntity)) {
    if let Some(entity) = plan.object(AnyId { kind, number }) {
        then(entity);
    }
}

//! How intents speak of the objects that they are about. It changes nothing.

use crate::model::{AnyId, Plan};
use crate::sorting;

/// `edge-denver`, or how many of what.
pub(super) fn several(plan: &Plan, objects: &[AnyId]) -> String {
    let mut objects = objects.to_vec();
    sorting::sort(&mut objects);
    objects.dedup();
    match objects.as_slice() {
        [] => "nothing".to_owned(),
        [object] => plan.name_of(*object).unwrap_or_default(),
        [first, .., last] if first.kind == last.kind => format!("{} {}", objects.len(), first.kind.plural()),
        _ => format!("{} objects", objects.len()),
    }
}

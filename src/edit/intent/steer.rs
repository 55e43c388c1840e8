//! Saying what a steering service stands for.

use super::FieldValues;
use super::draft::Draft;
use super::refusal::Refusal;
use crate::edit::Edit;
use crate::model::{AnyId, Plan, ServiceSteering};

/// Sets targets and filters of a steering service, by its xmlId; with neither, there is nothing to keep.
pub fn steer(plan: &Plan, service: &str, fields: FieldValues) -> Result<Edit, Refusal> {
    let mut draft = Draft::of(plan);
    let found = plan.find::<ServiceSteering>(service);
    let mut steering = match found {
        Some(id) => ServiceSteering::clone(&*draft.get(id)?),
        None => ServiceSteering { delivery_service: service.to_owned(), ..ServiceSteering::default() },
    };
    draft.set(&mut steering, fields)?;
    let is_empty = steering.targets.is_empty() && steering.filters.is_empty();
    match (found, is_empty) {
        (Some(id), true) => draft.remove(AnyId::of(id)),
        (Some(id), false) => draft.put(id, steering),
        (None, true) => {}
        (None, false) => drop(draft.add(steering)),
    }
    draft.done(format!("Change steering of {service}"))
}

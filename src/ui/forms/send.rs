//! From a draft to an edit: one intent for all that has changed, or why not, by field.

use super::draft::{Draft, FieldDraft, Subject, is_place};
use crate::edit::Edit;
use crate::edit::intent::{self, FieldValues, Refusal};
use crate::finding::Severity;
use crate::model::{AnyId, Id, Kind, Plan, Position, Server, Value};

/// Makes the edit of what was typed. What is refused is noted in the draft, where it shows.
pub(super) fn edit_of(plan: &Plan, draft: &mut Draft) -> Option<Edit> {
    draft.attempted = true;
    draft.refusal = None;
    draft.fields.iter_mut().for_each(|field| field.refusal = None);
    let unfit = draft.fields.iter().filter(|field| is_refused(plan, draft, field)).count();
    if 0 < unfit {
        let what = if unfit == 1 { "one field cannot be stored" } else { "some fields cannot be stored" };
        draft.refusal = Some(format!("Nothing was changed: {what}, see above"));
        return None;
    }
    let made = match draft.subject {
        Subject::Object(object) => update(plan, draft, object),
        Subject::New(kind) => create(plan, draft, kind),
    };
    match made {
        Ok(edit) => Some(edit),
        Err(refusal) => {
            note(draft, &refusal);
            None
        }
    }
}

fn is_refused(plan: &Plan, draft: &Draft, field: &FieldDraft) -> bool {
    let is_new = draft.subject.object().is_none();
    // Half a position is in the other half's way.
    let half =
        is_place(field.info.key) && draft.fields.iter().any(|other| is_place(other.info.key) && other.is_touched());
    (is_new || field.is_touched() || half)
        && draft.finding(plan, field).is_some_and(|finding| finding.severity == Severity::Error)
}

fn update(plan: &Plan, draft: &Draft, object: AnyId) -> Result<Edit, Refusal> {
    let mut fields: FieldValues = Vec::new();
    let mut moved = false;
    for field in draft.fields.iter().filter(|field| field.is_changed()) {
        if object.kind == Kind::CacheGroup && is_place(field.info.key) {
            moved = true;
        } else if let Ok(value) = field.read() {
            fields.push((field.info.key, value.clone()));
        }
    }
    if !moved {
        return intent::change(plan, object, fields);
    }
    if let Some(position) = position(draft)? {
        return intent::change_and_move(plan, Id::new(object.number), fields, position);
    }
    // Emptied on purpose: the group goes back to the tray.
    fields.retain(|(key, _)| *key != "coordinate");
    fields.push(("coordinate", Value::Null));
    intent::change(plan, object, fields)
}

fn create(plan: &Plan, draft: &Draft, kind: Kind) -> Result<Edit, Refusal> {
    let mut fields: FieldValues = Vec::new();
    for field in &draft.fields {
        let own = !(kind == Kind::CacheGroup && is_place(field.info.key));
        if let Ok(value) = field.read()
            && own
            && *value != field.value
        {
            fields.push((field.info.key, value.clone()));
        }
    }
    if kind == Kind::CacheGroup {
        return intent::create_cache_group(plan, fields, position(draft)?);
    }
    if kind == Kind::DeliveryService {
        let servers: Vec<Id<Server>> = draft.servers.iter().copied().map(Id::new).collect();
        return intent::create_delivery_service(plan, fields, &servers);
    }
    intent::create(plan, kind, fields)
}

/// The place in the two fields of a cache group's form; none: both are empty.
fn position(draft: &Draft) -> Result<Option<Position>, Refusal> {
    let degrees = |key: &str| match draft.field(key).map(FieldDraft::read) {
        Some(Ok(Value::Float(degrees))) => Some(*degrees),
        _ => None,
    };
    match (degrees("latitude"), degrees("longitude")) {
        (Some(latitude), Some(longitude)) => Ok(Some(Position::new(latitude, longitude)?)),
        _ => Ok(None),
    }
}

/// Notes a refusal at the field that is to blame, or at the button.
fn note(draft: &mut Draft, refusal: &Refusal) {
    let finding = refusal.finding(draft.about());
    match draft.field_mut(&finding.field) {
        Some(field) => field.refusal = Some(finding.message),
        None => draft.refusal = Some(finding.message),
    }
}

/// The object of a kind that an edit makes.
pub(super) fn made(plan: &Plan, edit: &Edit, kind: Kind) -> Option<AnyId> {
    edit.changes
        .iter()
        .filter_map(crate::edit::Change::object)
        .find(|object| object.kind == kind && !plan.contains(*object))
}

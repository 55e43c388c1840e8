//! From a draft to an edit: one intent for all that has changed, or why not, by field.

use super::draft::{FieldDraft, FormDraft, FormSubject};
use crate::edit::Edit;
use crate::edit::intent::{self, FieldValues, Refusal};
use crate::finding::Severity;
use crate::model::{AnyId, CacheGroup, Id, Kind, Plan, Position, Value};

/// Makes the edit of what was typed. What is refused is noted in the draft, where it shows.
pub(super) fn edit_of(plan: &Plan, draft: &mut FormDraft) -> Option<Edit> {
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
        FormSubject::Object(object) => update(plan, draft, object),
        FormSubject::New(_) => create(plan, draft),
    };
    match made.and_then(|edit| with_beside(plan, draft, edit)) {
        Ok(edit) => Some(edit),
        Err(refusal) => {
            note(draft, &refusal);
            None
        }
    }
}

fn is_refused(plan: &Plan, draft: &FormDraft, field: &FieldDraft) -> bool {
    let is_new = draft.subject.object().is_none();
    let is_place = |field: &FieldDraft| draft.form().is_place(field.info.key);
    // Half a position is in the other half's way.
    let half = is_place(field) && draft.fields.iter().any(|other| is_place(other) && other.is_touched());
    (is_new || field.is_touched() || half)
        && draft.finding(plan, field).is_some_and(|finding| finding.severity == Severity::Error)
}

/// The edit together with what another object keeps of the form.
fn with_beside(plan: &Plan, draft: &FormDraft, edit: Edit) -> Result<Edit, Refusal> {
    let is_beside = |field: &&FieldDraft| draft.form().is_beside(field.info.key) && field.is_changed();
    let changed = draft.fields.iter().filter(is_beside);
    let fields: FieldValues = changed.filter_map(|field| Some((field.info.key, field.read().ok()?.clone()))).collect();
    if fields.is_empty() {
        return Ok(edit);
    }
    let name = match draft.field(draft.form().name).map(FieldDraft::read) {
        Some(Ok(Value::Text(name))) => name.clone(),
        _ => String::new(),
    };
    if edit.is_empty() {
        return (draft.form().put_beside)(plan, &name, fields);
    }
    let next = plan.applying(&edit)?;
    Ok(edit.followed_by((draft.form().put_beside)(&next, &name, fields)?))
}

fn update(plan: &Plan, draft: &FormDraft, object: AnyId) -> Result<Edit, Refusal> {
    let mut fields: FieldValues = Vec::new();
    let mut moved = false;
    let own = |field: &&FieldDraft| field.is_changed() && !draft.form().is_beside(field.info.key);
    for field in draft.fields.iter().filter(own) {
        if draft.form().is_place(field.info.key) {
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
    fields.retain(|(key, _)| *key != CacheGroup::COORDINATE);
    fields.push((CacheGroup::COORDINATE, Value::Null));
    intent::change(plan, object, fields)
}

fn create(plan: &Plan, draft: &FormDraft) -> Result<Edit, Refusal> {
    let mut fields: FieldValues = Vec::new();
    for field in &draft.fields {
        let own = !draft.form().is_place(field.info.key) && !draft.form().is_beside(field.info.key);
        if let Ok(value) = field.read()
            && own
            && *value != field.value
        {
            fields.push((field.info.key, value.clone()));
        }
    }
    (draft.form().create)(plan, draft, fields)
}

/// The place in the two fields of a cache group's form; none: both are empty.
pub(super) fn position(draft: &FormDraft) -> Result<Option<Position>, Refusal> {
    let degrees = |key: &str| match draft.field(key).map(FieldDraft::read) {
        Some(Ok(Value::Float(degrees))) => Some(*degrees),
        _ => None,
    };
    match (degrees(Position::LATITUDE), degrees(Position::LONGITUDE)) {
        (Some(latitude), Some(longitude)) => Ok(Some(Position::new(latitude, longitude)?)),
        _ => Ok(None),
    }
}

/// Notes a refusal at the field that is to blame, or at the button.
fn note(draft: &mut FormDraft, refusal: &Refusal) {
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

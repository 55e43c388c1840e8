//! The body of a form that nobody has arranged: all fields, one below the other.

use egui::Ui;

use super::draft::FormDraft;
use super::editor::Editing;
use super::fields;
use super::kinds::delivery_service::assigned::AssignedServers;
use super::row;
use crate::model::FieldInfo;

/// Draws all fields; last those that running systems set.
pub(super) fn body_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut FormDraft, _: &mut AssignedServers) {
    let infos: Vec<FieldInfo> = draft.fields.iter().map(|field| field.info).collect();
    for info in infos.iter().filter(|info| !info.volatile) {
        fields::field_ui(ui, editing, draft, info.key, None);
    }
    if draft.subject.object().is_some() && infos.iter().any(|info| info.volatile) {
        row::heading_ui(ui, "Set by running systems");
        for info in infos.iter().filter(|info| info.volatile) {
            fields::static_ui(ui, editing, draft, info.key);
        }
    }
}

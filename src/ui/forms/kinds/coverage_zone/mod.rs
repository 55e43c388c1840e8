//! A coverage zone's form: what stands in the file, the cache group that it leads to, and its networks, each changed in a
//! step of its own.

mod networks;

use egui::Ui;

use super::kind_form::KindForm;
use crate::finding::Severity;
use crate::model::{AnyId, CacheGroup, CoverageZone, CoverageZoneFile, Id as PlanId, Kind, Plan};
use crate::rules::portal;
use crate::ui::action::Action;
use crate::ui::forms::draft::FormDraft;
use crate::ui::forms::editor::Editing;
use crate::ui::forms::fields::field_ui;
use crate::ui::forms::row::{FieldLabel, row_ui, under_ui};
use crate::ui::widgets::message::message_ui;
use crate::ui::widgets::text;

/// The form.
pub(super) const FORM: KindForm = KindForm {
    body_ui: |ui, editing, draft, _| form_ui(ui, editing, draft),
    ..KindForm::plain(Kind::CoverageZone, CoverageZone::NAME, portal::of(Kind::CoverageZone))
};

fn form_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut FormDraft) {
    field_ui(ui, editing, draft, CoverageZone::NAME, None);
    let object = draft.subject.object();
    if let Some(object) = object {
        group_ui(ui, editing, object);
    }
    for key in [CoverageZone::FILE, CoverageZone::COORDINATES, CoverageZone::CACHES, CoverageZone::ORDER] {
        field_ui(ui, editing, draft, key, None);
    }
    field_ui(ui, editing, draft, CoverageZone::OTHER, None);
    match object {
        Some(object) => networks::networks_ui(ui, editing, object),
        None => under_ui(ui, Severity::Note, "Create the zone, then add its networks"),
    }
}

/// The cache group that the zone names, if Traffic Router is to find one.
fn group_ui(ui: &mut Ui, editing: &Editing<'_>, object: AnyId) {
    let plan = editing.view.plan;
    let Some(zone) = plan.get(PlanId::<CoverageZone>::new(object.number)) else { return };
    if is_deep(plan, zone) {
        return;
    }
    row_ui(ui, FieldLabel::plain("Cache Group"), |ui, _| match plan.find::<CacheGroup>(&zone.name) {
        Some(group) => {
            let words = format!("View the cache group {}", zone.name);
            if text::link_ui(ui, &zone.name, &words).clicked() {
                editing.view.queue.send(Action::Reveal(AnyId::of(group)));
            }
        }
        None => message_ui(
            ui,
            Severity::Warning,
            "No cache group has the zone's name: its clients get the closest group to the zone's coordinates, if it has some",
        ),
    });
}

/// Whether the zone stands in a deep file, whose zones name caches.
fn is_deep(plan: &Plan, zone: &CoverageZone) -> bool {
    plan.follow_opt::<CoverageZoneFile>(zone.file.as_ref()).is_some_and(|file| file.deep)
}

//! What the forms of steering, federations and regional geo rules have in common: they are of a delivery service, by its
//! xmlId.

use egui::Ui;

use crate::finding::Severity;
use crate::model::{AnyId, DeliveryService, ServiceSteering};
use crate::ui::action::Action;
use crate::ui::forms::draft::FormDraft;
use crate::ui::forms::editor::Editing;
use crate::ui::forms::fields::field_ui;
use crate::ui::forms::row::{below_ui, under_ui};
use crate::ui::widgets::text;

/// Draws the service, with a way to it.
pub(super) fn service_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut FormDraft) {
    let key = ServiceSteering::DELIVERY_SERVICE;
    field_ui(ui, editing, draft, key, None);
    let name = draft.text(key).to_owned();
    if name.is_empty() {
        return;
    }
    match editing.view.plan.find::<DeliveryService>(&name) {
        Some(id) => below_ui(ui, |ui| {
            if text::link_ui(ui, &format!("View {name}"), &format!("View {name}")).clicked() {
                editing.view.queue.send(Action::Reveal(AnyId::of(id)));
            }
        }),
        None => under_ui(ui, Severity::Warning, "No delivery service of the plan has this XML_ID"),
    }
}

//! The form of a network of a coverage zone.

use egui::Ui;

use super::kind_form::KindForm;
use crate::finding::Severity;
use crate::model::{AnyId, CoverageZoneNetwork, Id as PlanId, Kind};
use crate::routing::Subnet;
use crate::rules::portal;
use crate::ui::forms::draft::FormDraft;
use crate::ui::forms::editor::Editing;
use crate::ui::forms::fields::field_ui;
use crate::ui::forms::row::under_ui;

/// The form.
pub(super) const FORM: KindForm = KindForm {
    body_ui: |ui, editing, draft, _| form_ui(ui, editing, draft),
    ..KindForm::plain(Kind::CoverageZoneNetwork, CoverageZoneNetwork::NETWORK, portal::of(Kind::CoverageZoneNetwork))
};

fn form_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut FormDraft) {
    field_ui(ui, editing, draft, CoverageZoneNetwork::NETWORK, None);
    if let Some(words) = draft.subject.object().and_then(|object| wrong(editing, object)) {
        under_ui(ui, Severity::Error, &words);
    }
    for key in [CoverageZoneNetwork::ZONE, CoverageZoneNetwork::NETWORK6, CoverageZoneNetwork::ORDER] {
        field_ui(ui, editing, draft, key, None);
    }
}

/// What Traffic Router makes of the network that is in the plan, where that is not what one expects.
fn wrong(editing: &Editing<'_>, object: AnyId) -> Option<String> {
    let network = editing.view.plan.get(PlanId::<CoverageZoneNetwork>::new(object.number))?;
    match Subnet::read(&network.network) {
        Err(error) => Some(format!("{error}: Traffic Router rejects the whole file for it")),
        Ok(read) if read.is_v6 != network.network6 => {
            Some("It is in the other family's list, where Traffic Router finds no client: change IPv6".to_owned())
        }
        Ok(_) => None,
    }
}

//! A physical location's form (`TPF/physLocation`), and its position, which is Lodestone's own.

use super::kind_form::KindForm;
use crate::model::{Kind, PhysLocation};
use crate::rules::portal;
use crate::ui::forms::draft::DraftKind;
use crate::ui::forms::node::InputNode;

/// The form.
pub(super) const FORM: KindForm = KindForm {
    is_on_map: true,
    is_filtered: true,
    ..KindForm::of(DraftKind {
        place: |draft, position| {
            let at = InputNode::Object(InputNode::degrees_of(position).to_vec());
            draft.set(PhysLocation::POSITION, InputNode::Object(vec![at, InputNode::Truth(Some(false))]));
        },
        ..DraftKind::plain(Kind::PhysLocation, PhysLocation::NAME, portal::of(Kind::PhysLocation))
    })
};

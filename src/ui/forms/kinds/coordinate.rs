//! A coordinate's form (`TPF/coordinate`).

use super::kind_form::KindForm;
use crate::model::{Coordinate, Kind};
use crate::rules::portal;
use crate::ui::forms::draft::DraftKind;
use crate::ui::forms::node::InputNode;

/// The form.
pub(super) const FORM: KindForm = KindForm {
    ..KindForm::of(DraftKind {
        place: |draft, position| {
            draft.set(Coordinate::POSITION, InputNode::Object(InputNode::degrees_of(position).to_vec()));
        },
        ..DraftKind::plain(Kind::Coordinate, Coordinate::NAME, portal::of(Kind::Coordinate))
    })
};

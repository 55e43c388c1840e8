//! A coordinate's form (`TPF/coordinate`).

use super::KindForm;
use crate::model::{Coordinate, Kind};
use crate::rules::portal;
use crate::ui::forms::node::InputNode;

/// The form.
pub(super) const FORM: KindForm = KindForm {
    place: |draft, position| {
        draft.set(Coordinate::POSITION, InputNode::Object(InputNode::degrees_of(position).to_vec()));
    },
    ..KindForm::plain(Kind::Coordinate, Coordinate::NAME, portal::of(Kind::Coordinate))
};

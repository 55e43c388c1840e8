//! A coordinate's form (`TPF/coordinate`).

use super::KindForm;
use crate::model::{Coordinate, Kind};
use crate::ui::forms::node::InputNode;
use crate::ui::forms::rules::FieldRule;
use crate::ui::forms::rules::TextForm;

/// The form.
pub(super) const FORM: KindForm = KindForm {
    place: |draft, position| {
        draft.set(Coordinate::POSITION, InputNode::Object(InputNode::degrees_of(position).to_vec()));
    },
    ..KindForm::plain(Kind::Coordinate, Coordinate::NAME, RULES)
};

const RULES: &[FieldRule] = &[
    FieldRule::of(Coordinate::NAME).needed().max(45).form(TextForm::NoSpaces),
    FieldRule::of(Coordinate::POSITION).needed(),
];

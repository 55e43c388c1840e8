//! A type's form (`TPF/type`).

use super::KindForm;
use crate::model::{Kind, Type};
use crate::ui::forms::node::InputNode;
use crate::ui::forms::rules::FieldRule;

/// The form.
pub(super) const FORM: KindForm = KindForm {
    start: |draft, _| draft.set(Type::USE_IN_TABLE, InputNode::Text("server".to_owned())),
    ..KindForm::plain(Kind::Type, Type::NAME, RULES)
};

const RULES: &[FieldRule] =
    &[FieldRule::of(Type::NAME).needed().max(45), FieldRule::of(Type::DESCRIPTION).max(256).long()];

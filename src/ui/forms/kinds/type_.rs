//! A type's form (`TPF/type`).

use super::KindForm;
use crate::model::{Kind, Type};
use crate::rules::portal;
use crate::ui::forms::node::InputNode;

/// The form.
pub(super) const FORM: KindForm = KindForm {
    start: |draft, _| draft.set(Type::USE_IN_TABLE, InputNode::Text("server".to_owned())),
    ..KindForm::plain(Kind::Type, Type::NAME, portal::of(Kind::Type))
};

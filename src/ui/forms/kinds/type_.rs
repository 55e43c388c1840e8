//! A type's form (`TPF/type`).

use super::kind_form::KindForm;
use crate::model::{Kind, Type};
use crate::rules::portal;
use crate::ui::forms::draft::DraftKind;
use crate::ui::forms::node::InputNode;

/// The form.
pub(super) const FORM: KindForm = KindForm {
    ..KindForm::of(DraftKind {
        start: |draft, _| draft.set(Type::USE_IN_TABLE, InputNode::Text("server".to_owned())),
        ..DraftKind::plain(Kind::Type, Type::NAME, portal::of(Kind::Type))
    })
};

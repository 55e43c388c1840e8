//! An ASN's form (`TPF/asn`).

use super::kind_form::KindForm;
use crate::model::{Asn, Kind};
use crate::rules::portal;
use crate::ui::forms::draft::DraftKind;
use crate::ui::forms::node::InputNode;

/// The form.
pub(super) const FORM: KindForm = KindForm {
    is_filtered: true,
    ..KindForm::of(DraftKind {
        start: |draft, _| draft.set(Asn::ASN, InputNode::Text(String::new())),
        ..DraftKind::plain(Kind::Asn, Asn::ASN, portal::of(Kind::Asn))
    })
};

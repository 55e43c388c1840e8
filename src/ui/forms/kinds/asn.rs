//! An ASN's form (`TPF/asn`).

use super::KindForm;
use crate::model::{Asn, Kind};
use crate::rules::portal;
use crate::ui::forms::node::InputNode;

/// The form.
pub(super) const FORM: KindForm = KindForm {
    is_filtered: true,
    start: |draft, _| draft.set(Asn::ASN, InputNode::Text(String::new())),
    ..KindForm::plain(Kind::Asn, Asn::ASN, portal::of(Kind::Asn))
};

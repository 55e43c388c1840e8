//! An ASN's form (`TPF/asn`).

use super::KindForm;
use crate::model::{Asn, Kind};
use crate::ui::forms::node::InputNode;
use crate::ui::forms::rules::FieldRule;
use crate::ui::forms::rules::TextForm;

/// The form.
pub(super) const FORM: KindForm = KindForm {
    is_filtered: true,
    start: |draft, _| draft.set(Asn::ASN, InputNode::Text(String::new())),
    ..KindForm::plain(Kind::Asn, Asn::ASN, RULES)
};

const RULES: &[FieldRule] =
    &[FieldRule::of(Asn::ASN).needed().form(TextForm::Natural), FieldRule::of(Asn::CACHE_GROUP).needed()];

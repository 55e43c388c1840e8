//! A CDN's form (`TPF/cdn`).

use super::KindForm;
use crate::model::{Cdn, Kind};
use crate::ui::forms::rules::FieldRule;
use crate::ui::forms::rules::TextForm;

/// The form.
pub(super) const FORM: KindForm = KindForm::plain(
    Kind::Cdn,
    Cdn::NAME,
    &[
        FieldRule::of(Cdn::NAME).needed().max(45),
        FieldRule::of(Cdn::DOMAIN_NAME).needed().max(255),
        FieldRule::of(Cdn::DNSSEC_ENABLED).needed(),
        FieldRule::of(Cdn::TTL_OVERRIDE).form(TextForm::Positive),
    ],
);

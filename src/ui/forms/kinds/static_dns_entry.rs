//! A static DNS entry's form: what Traffic Ops needs.

use super::KindForm;
use crate::model::{Kind, StaticDnsEntry};
use crate::ui::forms::rules::FieldRule;

/// The form.
pub(super) const FORM: KindForm = KindForm::plain(
    Kind::StaticDnsEntry,
    StaticDnsEntry::HOST,
    &[
        FieldRule::of(StaticDnsEntry::HOST).needed(),
        FieldRule::of(StaticDnsEntry::DELIVERY_SERVICE).needed(),
        FieldRule::of(StaticDnsEntry::TYPE).needed(),
        FieldRule::of(StaticDnsEntry::ADDRESS).needed(),
        FieldRule::of(StaticDnsEntry::TTL).needed(),
    ],
);

//! A profile's form (`TPF/profile`).

use super::KindForm;
use crate::model::{Kind, Profile};
use crate::ui::forms::rules::FieldRule;

/// The form.
pub(super) const FORM: KindForm =
    KindForm { is_filtered: true, ..KindForm::plain(Kind::Profile, Profile::NAME, RULES) };

const RULES: &[FieldRule] = &[
    FieldRule::of(Profile::NAME).needed(),
    FieldRule::of(Profile::CDN).needed(),
    FieldRule::of(Profile::TYPE).needed(),
    FieldRule::of(Profile::ROUTING_DISABLED).needed(),
    FieldRule::of(Profile::DESCRIPTION).needed().max(256).long(),
];

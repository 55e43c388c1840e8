//! A scenario's form.

use super::KindForm;
use crate::model::{Kind, Scenario};
use crate::ui::forms::rules::FieldRule;

/// The form.
pub(super) const FORM: KindForm = KindForm::plain(
    Kind::Scenario,
    Scenario::NAME,
    &[FieldRule::of(Scenario::NAME).needed(), FieldRule::of(Scenario::DESCRIPTION).long()],
);

//! A region's form (`TPF/region`).

use super::KindForm;
use crate::model::{Kind, Region};
use crate::ui::forms::rules::FieldRule;

/// The form.
pub(super) const FORM: KindForm = KindForm { is_filtered: true, ..KindForm::plain(Kind::Region, Region::NAME, RULES) };

const RULES: &[FieldRule] = &[FieldRule::of(Region::NAME).needed().max(45), FieldRule::of(Region::DIVISION).needed()];

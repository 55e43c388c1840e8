//! A waiver's form.

use super::KindForm;
use crate::model::{Kind, Waiver};
use crate::ui::forms::rules::FieldRule;

/// The form.
pub(super) const FORM: KindForm = KindForm::plain(Kind::Waiver, Waiver::RULE, &[FieldRule::of(Waiver::RULE).needed()]);

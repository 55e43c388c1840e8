//! A division's form (`TPF/division`).

use super::KindForm;
use crate::model::{Division, Kind};
use crate::ui::forms::rules::FieldRule;

/// The form.
pub(super) const FORM: KindForm =
    KindForm::plain(Kind::Division, Division::NAME, &[FieldRule::of(Division::NAME).needed()]);

//! A division's form (`TPF/division`).

use super::kind_form::KindForm;
use crate::model::{Division, Kind};
use crate::rules::portal;

/// The form.
pub(super) const FORM: KindForm = KindForm::plain(Kind::Division, Division::NAME, portal::of(Kind::Division));

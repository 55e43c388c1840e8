//! A scenario's form.

use super::kind_form::KindForm;
use crate::model::{Kind, Scenario};
use crate::rules::portal;

/// The form.
pub(super) const FORM: KindForm = KindForm::plain(Kind::Scenario, Scenario::NAME, portal::of(Kind::Scenario));

//! A waiver's form.

use super::kind_form::KindForm;
use crate::model::{Kind, Waiver};
use crate::rules::portal;

/// The form.
pub(super) const FORM: KindForm = KindForm::plain(Kind::Waiver, Waiver::RULE, portal::of(Kind::Waiver));

//! A status' form: what Traffic Ops needs.

use super::kind_form::KindForm;
use crate::model::{Kind, Status};
use crate::rules::portal;

/// The form.
pub(super) const FORM: KindForm = KindForm::plain(Kind::Status, Status::NAME, portal::of(Kind::Status));

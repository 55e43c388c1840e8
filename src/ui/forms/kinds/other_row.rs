//! The form of a row that is kept and not modelled: it only shows.

use super::kind_form::KindForm;
use crate::model::{Kind, OtherRow};

/// The form.
pub(super) const FORM: KindForm = KindForm::plain(Kind::OtherRow, OtherRow::ENDPOINT, &[]);

//! A demand's form.

use super::kind_form::KindForm;
use crate::model::{Demand, Kind};
use crate::rules::portal;

/// The form.
pub(super) const FORM: KindForm = KindForm::plain(Kind::Demand, Demand::NAME, portal::of(Kind::Demand));

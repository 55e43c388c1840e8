//! A demand's form.

use super::KindForm;
use crate::model::{Demand, Kind};
use crate::ui::forms::rules::FieldRule;

/// The form.
pub(super) const FORM: KindForm = KindForm::plain(Kind::Demand, Demand::NAME, &[FieldRule::of(Demand::NAME).needed()]);

//! A capacity override's form.

use super::kind_form::KindForm;
use crate::model::{CapacityOverride, Kind};
use crate::rules::portal;

/// The form.
pub(super) const FORM: KindForm =
    KindForm::plain(Kind::CapacityOverride, CapacityOverride::NAME, portal::of(Kind::CapacityOverride));

//! A coverage zone's form.

use super::KindForm;
use crate::model::{CoverageZone, Kind};
use crate::rules::portal;

/// The form.
pub(super) const FORM: KindForm =
    KindForm::plain(Kind::CoverageZone, CoverageZone::NAME, portal::of(Kind::CoverageZone));

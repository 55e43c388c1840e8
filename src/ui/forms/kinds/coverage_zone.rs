//! A coverage zone's form.

use super::KindForm;
use crate::model::{CoverageZone, Kind};
use crate::ui::forms::rules::FieldRule;

/// The form.
pub(super) const FORM: KindForm = KindForm::plain(
    Kind::CoverageZone,
    CoverageZone::NAME,
    &[FieldRule::of(CoverageZone::NAME).needed(), FieldRule::of(CoverageZone::FILE).needed()],
);

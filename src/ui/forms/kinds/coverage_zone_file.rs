//! A coverage zone file's form.

use super::KindForm;
use crate::model::{CoverageZoneFile, Kind};
use crate::ui::forms::rules::FieldRule;

/// The form.
pub(super) const FORM: KindForm =
    KindForm::plain(Kind::CoverageZoneFile, CoverageZoneFile::NAME, &[FieldRule::of(CoverageZoneFile::NAME).needed()]);

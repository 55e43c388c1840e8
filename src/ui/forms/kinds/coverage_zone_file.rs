//! A coverage zone file's form.

use super::KindForm;
use crate::model::{CoverageZoneFile, Kind};
use crate::rules::portal;

/// The form.
pub(super) const FORM: KindForm =
    KindForm::plain(Kind::CoverageZoneFile, CoverageZoneFile::NAME, portal::of(Kind::CoverageZoneFile));

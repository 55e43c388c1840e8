//! The form of a network of a coverage zone.

use super::KindForm;
use crate::model::{CoverageZoneNetwork, Kind};
use crate::rules::portal;

/// The form.
pub(super) const FORM: KindForm =
    KindForm::plain(Kind::CoverageZoneNetwork, CoverageZoneNetwork::NETWORK, portal::of(Kind::CoverageZoneNetwork));

//! The form of a network of a coverage zone.

use super::KindForm;
use crate::model::{CoverageZoneNetwork, Kind};
use crate::ui::forms::rules::FieldRule;

/// The form.
pub(super) const FORM: KindForm = KindForm::plain(
    Kind::CoverageZoneNetwork,
    CoverageZoneNetwork::NETWORK,
    &[FieldRule::of(CoverageZoneNetwork::NETWORK).needed(), FieldRule::of(CoverageZoneNetwork::ZONE).needed()],
);

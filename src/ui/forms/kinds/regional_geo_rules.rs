//! The form of a delivery service's regional geo rules.

use super::KindForm;
use crate::model::{Kind, RegionalGeoRules};
use crate::rules::portal;

/// The form.
pub(super) const FORM: KindForm =
    KindForm::plain(Kind::RegionalGeoRules, RegionalGeoRules::DELIVERY_SERVICE, portal::of(Kind::RegionalGeoRules));

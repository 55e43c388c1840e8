//! The form of a delivery service's regional geo rules.

use super::KindForm;
use crate::model::{Kind, RegionalGeoRules};
use crate::ui::forms::rules::FieldRule;

/// The form.
pub(super) const FORM: KindForm = KindForm::plain(
    Kind::RegionalGeoRules,
    RegionalGeoRules::DELIVERY_SERVICE,
    &[
        FieldRule::of(RegionalGeoRules::DELIVERY_SERVICE)
            .needed()
            .hint("The XML_ID of a service with Regional Geoblocking"),
        FieldRule::of(RegionalGeoRules::RULES).needed().hint("The first that matches what is asked for counts"),
    ],
);

//! The form of a delivery service's regional geo rules.

use super::KindForm;
use super::of_service::service_ui;
use crate::model::{Kind, RegionalGeoRules};
use crate::ui::forms::fields::field_ui;
use crate::ui::forms::rules::FieldRule;

/// The form.
pub(super) const FORM: KindForm = KindForm {
    body_ui: |ui, editing, draft, _| {
        service_ui(ui, editing, draft);
        field_ui(ui, editing, draft, RegionalGeoRules::RULES, None);
    },
    ..KindForm::plain(
        Kind::RegionalGeoRules,
        RegionalGeoRules::DELIVERY_SERVICE,
        &[
            FieldRule::of(RegionalGeoRules::DELIVERY_SERVICE)
                .needed()
                .hint("The XML_ID of a service with Regional Geoblocking"),
            FieldRule::of(RegionalGeoRules::RULES).needed().hint("The first that matches what is asked for counts"),
        ],
    )
};

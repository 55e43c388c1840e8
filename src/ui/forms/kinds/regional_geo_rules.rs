//! The form of a delivery service's regional geo rules.

use super::kind_form::KindForm;
use super::of_service::service_ui;
use crate::model::{Kind, RegionalGeoRules};
use crate::rules::portal;
use crate::ui::forms::fields::field_ui;

/// The form.
pub(super) const FORM: KindForm = KindForm {
    body_ui: |ui, editing, draft, _| {
        service_ui(ui, editing, draft);
        field_ui(ui, editing, draft, RegionalGeoRules::RULES, None);
    },
    ..KindForm::plain(Kind::RegionalGeoRules, RegionalGeoRules::DELIVERY_SERVICE, portal::of(Kind::RegionalGeoRules))
};

//! The form of a delivery service's federations.

use super::kind_form::KindForm;
use super::of_service::service_ui;
use crate::model::{Kind, ServiceFederations};
use crate::rules::portal;
use crate::ui::forms::fields::field_ui;

/// The form.
pub(super) const FORM: KindForm = KindForm {
    body_ui: |ui, editing, draft, _| {
        service_ui(ui, editing, draft);
        field_ui(ui, editing, draft, ServiceFederations::MAPPINGS, None);
    },
    ..KindForm::plain(
        Kind::ServiceFederations,
        ServiceFederations::DELIVERY_SERVICE,
        portal::of(Kind::ServiceFederations),
    )
};

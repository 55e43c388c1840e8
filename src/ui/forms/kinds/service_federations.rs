//! The form of a delivery service's federations.

use super::KindForm;
use super::of_service::service_ui;
use crate::model::{Kind, ServiceFederations};
use crate::ui::forms::fields::field_ui;
use crate::ui::forms::rules::FieldRule;

/// The form.
pub(super) const FORM: KindForm = KindForm {
    body_ui: |ui, editing, draft, _| {
        service_ui(ui, editing, draft);
        field_ui(ui, editing, draft, ServiceFederations::MAPPINGS, None);
    },
    ..KindForm::plain(
        Kind::ServiceFederations,
        ServiceFederations::DELIVERY_SERVICE,
        &[
            FieldRule::of(ServiceFederations::DELIVERY_SERVICE)
                .needed()
                .hint("The XML_ID of a service that is routed by DNS"),
            FieldRule::of(ServiceFederations::MAPPINGS).needed().hint("The first that has a resolver counts"),
        ],
    )
};

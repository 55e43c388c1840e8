//! The form of what a steering service stands for.

use super::delivery_service::steering::targets_ui;
use super::kind_form::KindForm;
use super::of_service::service_ui;
use crate::model::{Kind, ServiceSteering};
use crate::rules::portal;
use crate::ui::forms::fields::field_ui;
use crate::ui::forms::row::heading_ui;

/// The form.
pub(super) const FORM: KindForm = KindForm {
    body_ui: |ui, editing, draft, _| {
        service_ui(ui, editing, draft);
        heading_ui(ui, "Steering Targets");
        targets_ui(ui, editing, draft);
        field_ui(ui, editing, draft, ServiceSteering::FILTERS, None);
    },
    ..KindForm::plain(Kind::ServiceSteering, ServiceSteering::DELIVERY_SERVICE, portal::of(Kind::ServiceSteering))
};

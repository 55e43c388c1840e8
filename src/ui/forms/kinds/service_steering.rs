//! The form of what a steering service stands for.

use super::KindForm;
use crate::model::{Kind, ServiceSteering};
use crate::ui::forms::rules::FieldRule;

/// The form.
pub(super) const FORM: KindForm = KindForm::plain(
    Kind::ServiceSteering,
    ServiceSteering::DELIVERY_SERVICE,
    &[
        FieldRule::of(ServiceSteering::DELIVERY_SERVICE).needed().hint("The XML_ID of a steering service"),
        FieldRule::of(ServiceSteering::TARGETS).needed(),
    ],
);

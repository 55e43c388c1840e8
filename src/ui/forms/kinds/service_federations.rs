//! The form of a delivery service's federations.

use super::KindForm;
use crate::model::{Kind, ServiceFederations};
use crate::ui::forms::rules::FieldRule;

/// The form.
pub(super) const FORM: KindForm = KindForm::plain(
    Kind::ServiceFederations,
    ServiceFederations::DELIVERY_SERVICE,
    &[
        FieldRule::of(ServiceFederations::DELIVERY_SERVICE)
            .needed()
            .hint("The XML_ID of a service that is routed by DNS"),
        FieldRule::of(ServiceFederations::MAPPINGS).needed().hint("The first that has a resolver counts"),
    ],
);

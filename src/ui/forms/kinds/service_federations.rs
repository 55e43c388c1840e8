//! The form of a delivery service's federations.

use super::KindForm;
use crate::model::{Kind, ServiceFederations};
use crate::rules::portal;

/// The form.
pub(super) const FORM: KindForm = KindForm::plain(
    Kind::ServiceFederations,
    ServiceFederations::DELIVERY_SERVICE,
    portal::of(Kind::ServiceFederations),
);

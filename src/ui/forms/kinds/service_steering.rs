//! The form of what a steering service stands for.

use super::KindForm;
use crate::model::{Kind, ServiceSteering};
use crate::rules::portal;

/// The form.
pub(super) const FORM: KindForm =
    KindForm::plain(Kind::ServiceSteering, ServiceSteering::DELIVERY_SERVICE, portal::of(Kind::ServiceSteering));

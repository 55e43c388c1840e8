//! A server capability's form: what Traffic Ops needs.

use super::kind_form::KindForm;
use crate::model::{Kind, ServerCapability};
use crate::rules::portal;

/// The form.
pub(super) const FORM: KindForm =
    KindForm::plain(Kind::ServerCapability, ServerCapability::NAME, portal::of(Kind::ServerCapability));

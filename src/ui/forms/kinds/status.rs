//! A status' form: what Traffic Ops needs.

use super::KindForm;
use crate::model::{Kind, Status};
use crate::ui::forms::rules::FieldRule;

/// The form.
pub(super) const FORM: KindForm = KindForm::plain(
    Kind::Status,
    Status::NAME,
    &[FieldRule::of(Status::NAME).needed(), FieldRule::of(Status::DESCRIPTION).long()],
);

//! A server capability's form: what Traffic Ops needs.

use super::KindForm;
use crate::model::{Kind, ServerCapability};
use crate::ui::forms::rules::FieldRule;

/// The form.
pub(super) const FORM: KindForm = KindForm::plain(
    Kind::ServerCapability,
    ServerCapability::NAME,
    &[FieldRule::of(ServerCapability::NAME).needed(), FieldRule::of(ServerCapability::DESCRIPTION).long()],
);

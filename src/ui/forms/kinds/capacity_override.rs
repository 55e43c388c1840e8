//! A capacity override's form.

use super::KindForm;
use crate::model::{CapacityOverride, Kind};
use crate::ui::forms::rules::FieldRule;

/// The form.
pub(super) const FORM: KindForm = KindForm::plain(
    Kind::CapacityOverride,
    CapacityOverride::NAME,
    &[
        FieldRule::of(CapacityOverride::NAME).needed(),
        FieldRule::of(CapacityOverride::CACHE_GROUP).hint("A cache group or a server"),
    ],
);

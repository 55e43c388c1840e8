//! The form of the policy for anonymous addresses.

use super::KindForm;
use crate::model::{AnonymousIpPolicy, Kind};
use crate::ui::forms::rules::FieldRule;

/// The form.
pub(super) const FORM: KindForm = KindForm::plain(
    Kind::AnonymousIpPolicy,
    AnonymousIpPolicy::NAME,
    &[FieldRule::of(AnonymousIpPolicy::NAME).needed()],
);

//! The form of the policy for anonymous addresses.

use super::kind_form::KindForm;
use crate::model::{AnonymousIpPolicy, Kind};
use crate::rules::portal;

/// The form.
pub(super) const FORM: KindForm =
    KindForm::plain(Kind::AnonymousIpPolicy, AnonymousIpPolicy::NAME, portal::of(Kind::AnonymousIpPolicy));

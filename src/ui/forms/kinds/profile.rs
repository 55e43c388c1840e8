//! A profile's form (`TPF/profile`).

use super::kind_form::KindForm;
use crate::model::{Kind, Profile};
use crate::rules::portal;

/// The form.
pub(super) const FORM: KindForm =
    KindForm { is_filtered: true, ..KindForm::plain(Kind::Profile, Profile::NAME, portal::of(Kind::Profile)) };

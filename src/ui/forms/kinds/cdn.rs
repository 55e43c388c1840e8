//! A CDN's form (`TPF/cdn`).

use super::kind_form::KindForm;
use crate::model::{Cdn, Kind};
use crate::rules::portal;

/// The form.
pub(super) const FORM: KindForm = KindForm::plain(Kind::Cdn, Cdn::NAME, portal::of(Kind::Cdn));

//! A region's form (`TPF/region`).

use super::kind_form::KindForm;
use crate::model::{Kind, Region};
use crate::rules::portal;

/// The form.
pub(super) const FORM: KindForm =
    KindForm { is_filtered: true, ..KindForm::plain(Kind::Region, Region::NAME, portal::of(Kind::Region)) };

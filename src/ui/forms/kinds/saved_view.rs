//! A saved view's form.

use super::KindForm;
use crate::model::{Kind, SavedView};
use crate::ui::forms::rules::FieldRule;

/// The form.
pub(super) const FORM: KindForm =
    KindForm::plain(Kind::SavedView, SavedView::NAME, &[FieldRule::of(SavedView::NAME).needed()]);

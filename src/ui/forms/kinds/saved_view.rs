//! A saved view's form.

use super::kind_form::KindForm;
use crate::model::{Kind, SavedView};
use crate::rules::portal;
use crate::ui::commands::Command;

/// The form.
pub(super) const FORM: KindForm = KindForm {
    command: Some(Command::GoToView),
    ..KindForm::plain(Kind::SavedView, SavedView::NAME, portal::of(Kind::SavedView))
};

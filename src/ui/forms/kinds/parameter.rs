//! A parameter's form (`TPF/parameter`).

use super::kind_form::KindForm;
use crate::model::{Kind, Parameter};
use crate::rules::portal;

/// The form.
pub(super) const FORM: KindForm = KindForm {
    identity_words: |identity| match identity {
        [name, file, value] if file.is_empty() => Some(format!("{name} {value}")),
        [name, file, value] => Some(format!("{name} ({file}) {value}")),
        _ => None,
    },
    ..KindForm::plain(Kind::Parameter, Parameter::NAME, portal::of(Kind::Parameter))
};

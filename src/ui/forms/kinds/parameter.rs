//! A parameter's form (`TPF/parameter`).

use super::KindForm;
use crate::model::{Kind, Parameter};
use crate::ui::forms::rules::FieldRule;

/// The form.
pub(super) const FORM: KindForm = KindForm {
    identity_words: |identity| match identity {
        [name, file, value] if file.is_empty() => Some(format!("{name} {value}")),
        [name, file, value] => Some(format!("{name} ({file}) {value}")),
        _ => None,
    },
    ..KindForm::plain(Kind::Parameter, Parameter::NAME, RULES)
};

const RULES: &[FieldRule] = &[
    FieldRule::of(Parameter::NAME).needed(),
    FieldRule::of(Parameter::CONFIG_FILE).needed(),
    FieldRule::of(Parameter::VALUE).secret_when(Parameter::SECURE),
    FieldRule::of(Parameter::SECURE).needed(),
    FieldRule::of(Parameter::COMMENT).long(),
];

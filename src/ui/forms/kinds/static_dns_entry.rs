//! A static DNS entry's form: what Traffic Ops needs.

use super::kind_form::KindForm;
use crate::model::{Kind, StaticDnsEntry};
use crate::rules::portal;

/// The form.
pub(super) const FORM: KindForm =
    KindForm::plain(Kind::StaticDnsEntry, StaticDnsEntry::HOST, portal::of(Kind::StaticDnsEntry));

//! A topology's form (`TPF/topology`).

use super::kind_form::KindForm;
use crate::model::{Kind, Topology};
use crate::rules::portal;

/// The form.
pub(super) const FORM: KindForm = KindForm::plain(Kind::Topology, Topology::NAME, portal::of(Kind::Topology));

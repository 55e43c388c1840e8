//! A topology's form (`TPF/topology`).

use super::KindForm;
use crate::model::{Kind, Topology};
use crate::ui::forms::rules::FieldRule;
use crate::ui::forms::rules::TextForm;

/// The form.
pub(super) const FORM: KindForm = KindForm::plain(
    Kind::Topology,
    Topology::NAME,
    &[
        FieldRule::of(Topology::NAME).needed().form(TextForm::Word),
        FieldRule::of(Topology::DESCRIPTION).needed().max(256).long(),
        FieldRule::of(Topology::NODES).needed().hint("Parents are chosen among the cache groups of the list"),
    ],
);

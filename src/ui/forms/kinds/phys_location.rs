//! A physical location's form (`TPF/physLocation`), and its position, which is Lodestone's own.

use super::KindForm;
use crate::model::{Kind, PhysLocation};
use crate::ui::forms::node::InputNode;
use crate::ui::forms::rules::FieldRule;

/// The form.
pub(super) const FORM: KindForm = KindForm {
    is_on_map: true,
    is_filtered: true,
    place: |draft, position| {
        let at = InputNode::Object(InputNode::degrees_of(position).to_vec());
        draft.set(PhysLocation::POSITION, InputNode::Object(vec![at, InputNode::Truth(Some(false))]));
    },
    ..KindForm::plain(Kind::PhysLocation, PhysLocation::NAME, RULES)
};

const RULES: &[FieldRule] = &[
    FieldRule::of(PhysLocation::NAME).needed().max(100).once_unsaid(),
    FieldRule::of(PhysLocation::SHORT_NAME).needed().max(100).once_unsaid(),
    FieldRule::of(PhysLocation::ADDRESS).needed().max(128).once_unsaid(),
    FieldRule::of(PhysLocation::CITY).needed().max(128).once_unsaid(),
    FieldRule::of(PhysLocation::STATE).needed().max(4).once_unsaid(),
    FieldRule::of(PhysLocation::ZIP).needed().max(11).once_unsaid(),
    FieldRule::of(PhysLocation::POC).max(128),
    FieldRule::of(PhysLocation::PHONE).max(45),
    FieldRule::of(PhysLocation::EMAIL).max(128),
    FieldRule::of(PhysLocation::REGION).needed(),
    FieldRule::of(PhysLocation::COMMENTS).max(256).long(),
    FieldRule::of(PhysLocation::POSITION).hint("Lodestone's own: Traffic Ops gives phys locations no position"),
];

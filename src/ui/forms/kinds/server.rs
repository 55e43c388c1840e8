//! A server's form (`TPF/server`).

use super::kind_form::KindForm;
use crate::model::{AnyLink, Kind, Plan, Server, Status, Target};
use crate::rules::portal;
use crate::ui::forms::draft::{DraftKind, FormDraft};
use crate::ui::forms::node::InputNode;

/// The form.
pub(super) const FORM: KindForm = KindForm {
    is_filtered: true,
    identity_words: |identity| match identity {
        [cdn, host] if cdn.is_empty() => Some(host.clone()),
        [cdn, host] => Some(format!("{host} ({cdn})")),
        _ => None,
    },
    ..KindForm::of(DraftKind { start, ..DraftKind::plain(Kind::Server, Server::HOST_NAME, portal::of(Kind::Server)) })
};

fn start(draft: &mut FormDraft, plan: &Plan) {
    draft.set(Server::TCP_PORT, InputNode::Text("80".to_owned()));
    draft.set(Server::HTTPS_PORT, InputNode::Text("443".to_owned()));
    if let Some(offline) = plan.find::<Status>("OFFLINE") {
        let link = AnyLink { kind: Kind::Status, target: Target::To(offline.number()) };
        draft.set(Server::STATUS, InputNode::Link(Some(link)));
    }
}

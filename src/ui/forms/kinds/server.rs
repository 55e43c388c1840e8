//! A server's form (`TPF/server`).

use super::KindForm;
use crate::model::{AnyLink, Kind, Plan, Server, Status, Target};
use crate::ui::forms::draft::FormDraft;
use crate::ui::forms::node::InputNode;
use crate::ui::forms::rules::FieldRule;
use crate::ui::forms::rules::TextForm;

/// The form.
pub(super) const FORM: KindForm = KindForm {
    is_filtered: true,
    start,
    identity_words: |identity| match identity {
        [cdn, host] if cdn.is_empty() => Some(host.clone()),
        [cdn, host] => Some(format!("{host} ({cdn})")),
        _ => None,
    },
    ..KindForm::plain(Kind::Server, Server::HOST_NAME, RULES)
};

const RULES: &[FieldRule] = &[
    FieldRule::of(Server::STATUS).needed(),
    FieldRule::of(Server::OFFLINE_REASON).max(256),
    FieldRule::of(Server::HOST_NAME).needed().max(100).form(TextForm::HostName),
    FieldRule::of(Server::DOMAIN_NAME).needed().max(100).form(TextForm::NoSpaces),
    FieldRule::of(Server::CDN).needed(),
    FieldRule::of(Server::CACHE_GROUP).needed(),
    FieldRule::of(Server::TYPE).needed(),
    FieldRule::of(Server::PROFILES).needed().hint("The first has the highest priority"),
    FieldRule::of(Server::PHYS_LOCATION).needed(),
    FieldRule::of(Server::TCP_PORT).form(TextForm::Port),
    FieldRule::of(Server::HTTPS_PORT).form(TextForm::Port),
    FieldRule::of(Server::RACK).max(64),
    FieldRule::of(Server::MGMT_IP_ADDRESS),
    FieldRule::of(Server::MGMT_IP_NETMASK),
    FieldRule::of(Server::MGMT_IP_GATEWAY),
    FieldRule::of(Server::ILO_IP_ADDRESS),
    FieldRule::of(Server::ILO_IP_NETMASK),
    FieldRule::of(Server::ILO_IP_GATEWAY),
    FieldRule::of(Server::ILO_USERNAME).max(45).form(TextForm::NoSpaces),
    FieldRule::of(Server::XMPP_ID),
    FieldRule::of(Server::INTERFACES),
];

fn start(draft: &mut FormDraft, plan: &Plan) {
    draft.set(Server::TCP_PORT, InputNode::Text("80".to_owned()));
    draft.set(Server::HTTPS_PORT, InputNode::Text("443".to_owned()));
    if let Some(offline) = plan.find::<Status>("OFFLINE") {
        let link = AnyLink { kind: Kind::Status, target: Target::To(offline.number()) };
        draft.set(Server::STATUS, InputNode::Link(Some(link)));
    }
}

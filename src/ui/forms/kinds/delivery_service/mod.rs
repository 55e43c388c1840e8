//! The delivery service's form: what one decides first above, in parts; the rest of Traffic Portal's form folded below.
//! What Traffic Router or Traffic Ops would not like is said beside the field and never blocks.

pub(in crate::ui::forms) mod assigned;
mod expressions;
mod following;
mod limits;
mod sections;
pub(super) mod steering;

use std::sync::Arc;

use egui::{Id, Ui};

use self::assigned::AssignedServers;
use super::kind_form::KindForm;
use crate::edit::intent;
use crate::finding::Severity;
use crate::model::{DeliveryService, Id as PlanId, Kind, Plan, RelationKind, RoutingFamily, Server, seed};
use crate::rules::portal;
use crate::snapshot::judging::name_fault;
use crate::ui::forms::draft::{DraftKind, FieldDraft, FormDraft};
use crate::ui::forms::editor::Editing;
use crate::ui::forms::fields::field_ui;
use crate::ui::forms::node::InputNode;
use crate::ui::forms::row::{fold_ui, heading_ui, under_ui};
use crate::ui::theme;
use sections::{FIRST, FOLDED, applies};

/// The form.
pub(super) const FORM: KindForm = KindForm {
    body_ui: form_ui,
    own_relations: &[RelationKind::DeliveryServiceServer],
    ..KindForm::of(DraftKind {
        start: following::start,
        place: |draft, position| {
            let [latitude, longitude] = InputNode::degrees_of(position);
            draft.set(DeliveryService::MISS_LAT, latitude);
            draft.set(DeliveryService::MISS_LONG, longitude);
        },
        beside_fields: &steering::FIELDS,
        beside_values: steering::values,
        put_beside: intent::steer,
        create: |plan, draft, fields| {
            let servers: Vec<PlanId<Server>> = draft.servers.iter().copied().map(PlanId::new).collect();
            intent::create_delivery_service(plan, fields, &servers)
        },
        also_required: is_required,
        ..DraftKind::plain(Kind::DeliveryService, DeliveryService::XML_ID, portal::of(Kind::DeliveryService))
    })
};

/// Draws the whole form.
fn form_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut FormDraft, assigned: &mut AssignedServers) {
    xml_id_ui(ui, editing, draft);
    field_ui(ui, editing, draft, DeliveryService::DISPLAY_NAME, None);
    active_ui(ui, editing, draft);
    type_ui(ui, editing, draft);
    field_ui(ui, editing, draft, DeliveryService::TENANT, None);
    cdn_ui(ui, editing, draft);
    let family = family_of(editing.view.plan, draft);
    let shown = |key: &str| applies(family, key);
    if shown(DeliveryService::ORG_SERVER_FQDN) {
        origin_ui(ui, editing, draft);
    }
    if shown(DeliveryService::PROTOCOL) {
        field_ui(ui, editing, draft, DeliveryService::PROTOCOL, None);
    }
    if shown(DeliveryService::ROUTING_NAME) {
        routing_name_ui(ui, editing, draft);
    }
    steering::service_ui(ui, editing, draft, family);
    heading_ui(ui, "Regular expressions");
    expressions::expressions_ui(ui, editing, draft, family);
    if shown(DeliveryService::GEO_LIMIT) {
        heading_ui(ui, "Clients");
        limits::limits_ui(ui, editing, draft, family);
    }
    if shown(DeliveryService::TOPOLOGY) {
        heading_ui(ui, "Servers");
        assigned.servers_ui(ui, editing, draft);
    } else {
        assigned.idle_ui(ui, editing, draft);
    }
    heading_ui(ui, "More");
    folds_ui(ui, editing, draft, family);
    ui.add_space(theme::GAP_ROW - theme::GAP_SMALL);
}

/// The family of the type that stands in the form.
fn family_of(plan: &Plan, draft: &FormDraft) -> Option<RoutingFamily> {
    RoutingFamily::of_type(&plan.link_name(draft.link(DeliveryService::TYPE)?))
}

/// Whether Traffic Portal marks a field for the type that stands in the form, beyond what it marks for all.
fn is_required(plan: &Plan, draft: &FormDraft, key: &str) -> bool {
    sections::is_marked_for(family_of(plan, draft), key)
}

fn xml_id_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut FormDraft) {
    let before = draft.text(DeliveryService::XML_ID).to_owned();
    field_ui(ui, editing, draft, DeliveryService::XML_ID, None);
    let after = draft.text(DeliveryService::XML_ID).to_owned();
    if before != after && draft.subject.object().is_none() {
        following::follow_xml_id(draft, &before, &after);
    }
    following::offer_rename_ui(ui, editing, draft);
    let known = draft.subject.object().and_then(|object| editing.view.plan.get(PlanId::new(object.number)));
    let known = known.is_some_and(|service: &Arc<DeliveryService>| service.upstream.traffic_ops_id.is_some());
    if known && draft.field(DeliveryService::XML_ID).is_some_and(FieldDraft::is_changed) {
        under_ui(ui, Severity::Warning, "Traffic Portal does not change the XML ID of a service that is there");
    }
}

fn type_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut FormDraft) {
    let plan = editing.view.plan;
    let name =
        |draft: &FormDraft| draft.link(DeliveryService::TYPE).map(|link| plan.link_name(link)).unwrap_or_default();
    let before = name(draft);
    field_ui(ui, editing, draft, DeliveryService::TYPE, None);
    let after = name(draft);
    if before != after && draft.subject.object().is_none() {
        following::follow_type(draft, plan, &after);
    }
    match RoutingFamily::of_type(&after) {
        Some(RoutingFamily::Http | RoutingFamily::Dns) => {}
        Some(RoutingFamily::Steering) => {
            under_ui(ui, Severity::Note, "Sends clients on to other delivery services: its steering targets");
        }
        Some(RoutingFamily::AnyMap) => {
            under_ui(ui, Severity::Note, "For caches only: no snapshot has it, and Traffic Router does not know it");
        }
        None if after.is_empty() => {}
        None => under_ui(ui, Severity::Warning, "This is no type of delivery services"),
    }
}

fn cdn_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut FormDraft) {
    field_ui(ui, editing, draft, DeliveryService::CDN, None);
    let name = draft.link(DeliveryService::CDN).map(|link| editing.view.plan.link_name(link));
    if name.as_deref() == Some(seed::CDN_ALL.0) {
        under_ui(ui, Severity::Warning, "ALL stands for all CDNs and has no snapshot: choose the one that delivers");
    }
}

fn active_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut FormDraft) {
    field_ui(ui, editing, draft, DeliveryService::ACTIVE, None);
    if !matches!(draft.text(DeliveryService::ACTIVE), "" | "ACTIVE") {
        under_ui(ui, Severity::Note, "Not in the snapshot: only active services are");
    }
}

fn routing_name_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut FormDraft) {
    field_ui(ui, editing, draft, DeliveryService::ROUTING_NAME, None);
    let name = draft.text(DeliveryService::ROUTING_NAME);
    if let Some(why) = name_fault(name).filter(|_| !name.is_empty()) {
        under_ui(ui, Severity::Warning, &format!("DNS cannot have it: {why}"));
    }
}

fn origin_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut FormDraft) {
    field_ui(ui, editing, draft, DeliveryService::ORG_SERVER_FQDN, None);
    let origin = draft.text(DeliveryService::ORG_SERVER_FQDN);
    let asked = draft.subject.object().is_some() || draft.attempted;
    if origin.is_empty() && asked && is_required(editing.view.plan, draft, DeliveryService::ORG_SERVER_FQDN) {
        under_ui(ui, Severity::Warning, "Traffic Ops takes no service of this type without one");
    } else if !origin.is_empty() && !origin.starts_with("http://") && !origin.starts_with("https://") {
        under_ui(ui, Severity::Warning, "Must start with http:// or https://");
    }
}

/// The rest of the fields, folded; last those that say nothing for the type.
fn folds_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut FormDraft, family: Option<RoutingFamily>) {
    for (heading, keys) in FOLDED {
        let keys: Vec<&str> = keys.iter().copied().filter(|key| applies(family, key)).collect();
        let aside = changes(draft, &keys);
        fold(ui, editing, draft, heading, &aside, &keys);
    }
    let Some(family) = family else { return };
    let all = FIRST.iter().chain(FOLDED.iter().flat_map(|(_, keys)| keys.iter())).copied();
    let idle: Vec<&str> = all.filter(|key| !applies(Some(family), key)).collect();
    let changed = changes(draft, &idle);
    let set = idle.iter().filter(|key| draft.field(key).is_some_and(|field| !field.node.is_blank())).count();
    let aside = match (changed.is_empty(), set) {
        (false, _) => changed,
        (true, 0) => String::new(),
        (true, set) => format!("{set} set"),
    };
    let heading = format!("Without effect for {}", family.describe());
    fold(ui, editing, draft, &heading, &aside, &idle);
}

/// `3 changed`; nothing when none is.
fn changes(draft: &FormDraft, keys: &[&str]) -> String {
    match keys.iter().filter(|key| draft.field(key).is_some_and(FieldDraft::is_touched)).count() {
        0 => String::new(),
        count => format!("{count} changed"),
    }
}

/// A part of the form that opens and closes. What cannot be stored keeps it open.
fn fold(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut FormDraft, heading: &str, aside: &str, keys: &[&str]) {
    let id = Id::unique(("form", draft.subject, "fold", heading));
    let wrong = keys.iter().any(|key| draft.field(key).is_some_and(|field| field.read().is_err()));
    if fold_ui(ui, id, heading, aside, wrong) {
        for key in keys {
            field_ui(ui, editing, draft, key, None);
        }
        ui.add_space(theme::GAP);
    } else {
        // Closed ones stand close together.
        ui.add_space(theme::GAP_SMALL - theme::GAP_ROW);
    }
}

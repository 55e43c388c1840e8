//! The targets of a steering service, in order: dragged by their grips or moved with the keys, each with the service, what
//! its value is, and the value; and which paths go to which target. Labels after Traffic Portal's steering targets.

use egui::{Align, FontId, Layout, Rangef, Sense, Ui, vec2};

use crate::finding::Severity;
use crate::model::field::FieldType as _;
use crate::model::{
    AnyId, DeliveryService, FieldInfo, Id as PlanId, Kind, Member, Plan, PlannedFilter, PlannedTarget, RoutingFamily,
    ServiceSteering, Shape, TargetType, Value,
};
use crate::sorting::sort;
use crate::ui::action::Action;
use crate::ui::forms::draft::FormDraft;
use crate::ui::forms::editor::{Editing, EditorLeaf, leaf_ui};
use crate::ui::forms::fields::{field_id, field_ui};
use crate::ui::forms::node::{InputItem, InputNode};
use crate::ui::forms::row::{FieldLabel, column_ui, heading_ui, row_ui};
use crate::ui::theme;
use crate::ui::widgets::icon::{Icon, icon_button};
use crate::ui::widgets::message::message_ui;
use crate::ui::widgets::reorder::{Reorder, shift};
use crate::ui::widgets::{button, text};

/// The fields of the delivery service's form that its steering keeps.
pub(super) const FIELDS: [FieldInfo; 2] = [
    FieldInfo {
        key: ServiceSteering::TARGETS,
        form: "Steering Targets For",
        shape: <Vec<PlannedTarget>>::SHAPE,
        nullable: true,
        ..FieldInfo::BLANK
    },
    FieldInfo {
        key: ServiceSteering::FILTERS,
        form: "Filters",
        shape: <Vec<PlannedFilter>>::SHAPE,
        nullable: true,
        ..FieldInfo::BLANK
    },
];

/// The places of a target's parts.
const TARGET: usize = 0;
const TYPE: usize = 1;
const VALUE: usize = 2;
const ORDER: usize = 3;
const GEO_ORDER: usize = 4;
const LATITUDE: usize = 5;
const LONGITUDE: usize = 6;

/// What the steering of a service has in those fields.
pub(super) fn values(plan: &Plan, object: AnyId) -> Vec<Value> {
    let service = plan.get::<DeliveryService>(PlanId::new(object.number));
    let steering = service.and_then(|service| plan.get(plan.find::<ServiceSteering>(&service.xml_id)?));
    steering.map_or_else(
        || FIELDS.iter().map(|_| Value::List(Vec::new())).collect(),
        |own| vec![own.targets.to_value(), own.filters.to_value()],
    )
}

/// Draws what of steering concerns a service: of a steering one what it stands for, of any what stands for it.
pub(super) fn service_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut FormDraft, family: Option<RoutingFamily>) {
    let has = |key: &str| draft.field(key).is_some_and(|field| !field.node.is_blank());
    let is_set = has(ServiceSteering::TARGETS) || has(ServiceSteering::FILTERS);
    if family == Some(RoutingFamily::Steering) || is_set {
        let name = draft.text(DeliveryService::XML_ID);
        let of = if name.is_empty() { "this service" } else { name };
        heading_ui(ui, &format!("Steering Targets For {of}"));
        if family != Some(RoutingFamily::Steering) && family.is_some() {
            message_ui(
                ui,
                Severity::Warning,
                "Only STEERING and CLIENT_STEERING services have targets: these do nothing",
            );
        }
        targets_ui(ui, editing, draft);
        field_ui(ui, editing, draft, ServiceSteering::FILTERS, None);
    }
    if let Some(object) = draft.subject.object() {
        entries_ui(ui, editing, object);
    }
}

/// The steering services that stand for this one, where there are any.
fn entries_ui(ui: &mut Ui, editing: &Editing<'_>, object: AnyId) {
    let plan = editing.view.plan;
    let steering = |user: AnyId| {
        let own =
            plan.get::<ServiceSteering>(PlanId::new(user.number)).filter(|_| user.kind == Kind::ServiceSteering)?;
        Some((own.delivery_service.clone(), user))
    };
    let entries: Vec<(String, AnyId)> = plan.users(object).filter_map(steering).collect();
    if entries.is_empty() {
        return;
    }
    row_ui(ui, FieldLabel::plain("Steering Targets For"), |ui, _| {
        for (name, steering) in &entries {
            let service = plan.find::<DeliveryService>(name).map(AnyId::of);
            if text::link_ui(ui, name, &format!("View {name}")).clicked() {
                editing.view.queue.send(Action::Reveal(service.unwrap_or(*steering)));
            }
        }
    });
}

/// Draws the targets, of the steering itself or on the form of its service.
pub(in crate::ui::forms) fn targets_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut FormDraft) {
    let id = field_id(draft, ServiceSteering::TARGETS);
    let Some(field) = draft.field_mut(ServiceSteering::TARGETS) else { return };
    let refusal = field.refusal.clone().or_else(|| field.read().err().map(|fault| fault.to_string()));
    let Shape::List(Shape::Object(members)) = field.info.shape else { return };
    let InputNode::List(items) = &mut field.node else { return };
    let (mut changed, mut gone) = (false, None);
    let (mut order, of) = (Reorder::new(id), items.len());
    let x = ui.max_rect().x_range();
    for (at, item) in items.iter_mut().enumerate() {
        let (top, name) = (ui.cursor().top(), format!("Steering target {}", at + 1));
        let own = EditorLeaf {
            id: id.with(item.key),
            name: &name,
            label: None,
            key: "",
            shape: &Shape::Text,
            nullable: false,
            required: true,
            secret: false,
        };
        let InputNode::Object(parts) = &mut item.node else { continue };
        let mut target = TargetUi { editing, leaf: own, members, changed: false };
        let removed = target.ui(ui, parts, (at, of, item.key), &mut order);
        changed |= target.changed;
        if removed {
            gone = Some(at);
        }
        let bottom = ui.cursor().top() - theme::GAP_SMALL;
        order.row(egui::Rect::from_x_y_ranges(x, Rangef::new(top, bottom)));
    }
    if let Some((from, to)) = order.finish(ui, x) {
        shift(items, from, to);
        renumber(items);
        changed = true;
    }
    if let Some(at) = gone {
        items.remove(at);
        changed = true;
    }
    let said = said(items);
    if editing.editable && button::button(ui, "Add steering target", true).clicked() {
        items.push(InputItem::new(next(items)));
        changed = true;
    }
    if changed {
        field.settle();
    }
    if let Some(refusal) = refusal.filter(|_| !changed) {
        message_ui(ui, Severity::Error, &refusal);
    }
    for (severity, words) in said {
        message_ui(ui, severity, &words);
    }
}

/// One target while it is drawn.
struct TargetUi<'t, 'v> {
    editing: &'t mut Editing<'v>,
    leaf: EditorLeaf<'t>,
    members: &'t [Member],
    changed: bool,
}

impl TargetUi<'_, '_> {
    /// The service, and below it the rest; says whether it is to go.
    fn ui(
        &mut self,
        ui: &mut Ui,
        parts: &mut [InputNode],
        (at, of, key): (usize, usize, u64),
        order: &mut Reorder,
    ) -> bool {
        let width = ui.available_width().min(theme::FORM_LABEL + theme::GAP_ROW + theme::FORM_FIELD_MAX);
        let mut removed = false;
        column_ui(ui, width, |ui| {
            ui.spacing_mut().item_spacing.y = theme::GAP_SMALL;
            ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                word_ui(ui, &format!("{}.", at + 1), theme::ICON_BUTTON);
                let buttons = if self.editing.editable { 2.0 * theme::ICON_BUTTON - 6.0 } else { 0.0 };
                let left = ui.available_width() - buttons;
                column_ui(ui, left, |ui| self.part_ui(ui, parts, TARGET, "service"));
                if self.editing.editable {
                    order.grip_ui(ui, at, of, key, self.leaf.name);
                    let words = format!("Remove {}", self.leaf.name.to_lowercase());
                    removed = icon_button(ui, Icon::Cross, &words, true).clicked();
                }
            });
            self.rest_ui(ui, parts);
        });
        removed
    }

    /// What its value is, and the value; of one that goes by its origin where that is.
    fn rest_ui(&mut self, ui: &mut Ui, parts: &mut [InputNode]) {
        let type_ = match parts.get(TYPE) {
            Some(InputNode::Choice(Some(word))) => TargetType::of_word(word).unwrap_or_default(),
            _ => TargetType::default(),
        };
        ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.add_space(theme::ICON_BUTTON);
            let left = ui.available_width() - theme::SHORT_LABEL - theme::SHORT_FIELD;
            column_ui(ui, left, |ui| self.part_ui(ui, parts, TYPE, "type"));
            word_ui(ui, if type_.is_weight() { "Weight" } else { "Order" }, theme::SHORT_LABEL);
            column_ui(ui, theme::SHORT_FIELD, |ui| self.part_ui(ui, parts, VALUE, "value"));
        });
        let is_set = |parts: &[InputNode], at: usize| parts.get(at).is_some_and(|node| !node.is_blank());
        if type_.is_geo() || is_set(parts, LATITUDE) || is_set(parts, LONGITUDE) {
            self.pair_ui(ui, parts, [(LATITUDE, "Latitude"), (LONGITUDE, "Longitude")]);
        }
        if is_set(parts, ORDER) || is_set(parts, GEO_ORDER) {
            self.pair_ui(ui, parts, [(ORDER, "Order"), (GEO_ORDER, "Geo order")]);
        }
    }

    /// Two parts in a line, each behind its word.
    fn pair_ui(&mut self, ui: &mut Ui, parts: &mut [InputNode], pair: [(usize, &str); 2]) {
        ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.add_space(theme::ICON_BUTTON);
            let word = theme::SHORT_LABEL + 2.0 * theme::GAP_ROW;
            let field = ui.available_width() / 2.0 - word;
            for (at, label) in pair {
                word_ui(ui, label, word);
                column_ui(ui, field, |ui| self.part_ui(ui, parts, at, &label.to_lowercase()));
            }
        });
    }

    fn part_ui(&mut self, ui: &mut Ui, parts: &mut [InputNode], at: usize, word: &str) {
        let (Some(member), Some(node)) = (self.members.get(at), parts.get_mut(at)) else { return };
        let name = format!("{} {word}", self.leaf.name);
        let own = EditorLeaf {
            id: self.leaf.id.with(member.key),
            name: &name,
            key: member.key,
            shape: &member.shape,
            nullable: member.nullable && at != TARGET,
            required: !member.nullable || at == TARGET,
            ..self.leaf
        };
        self.changed |= leaf_ui(ui, self.editing, own, node);
    }
}

fn word_ui(ui: &mut Ui, word: &str, width: f32) {
    let (rect, _) = ui.allocate_exact_size(vec2(width, theme::CONTROL_HEIGHT), Sense::hover());
    let tokens = theme::tokens(ui);
    let galley = text::line(ui, word, FontId::proportional(theme::TEXT_SMALL), tokens.text_weak, rect.width());
    text::put(ui, rect, Align::Center, &galley, tokens.text_weak);
}

/// The targets as far as they can be read; what cannot has a fault of its own.
fn read(items: &[InputItem]) -> Vec<PlannedTarget> {
    let one = |item: &InputItem| {
        let value = item.node.read(&PlannedTarget::SHAPE, false).ok()?;
        PlannedTarget::from_value(value).ok()
    };
    items.iter().filter_map(one).collect()
}

/// Gives those that go by order their numbers in the order in which they stand now: the same numbers, and where two had
/// one, the next.
fn renumber(items: &mut [InputItem]) {
    for wanted in [TargetType::Order, TargetType::GeoOrder] {
        let number = |item: &InputItem| match &item.node {
            InputNode::Object(parts) => match (parts.get(TYPE)?, parts.get(VALUE)?) {
                (InputNode::Choice(Some(word)), InputNode::Text(text)) if word == wanted.word() => {
                    text.trim().parse::<i64>().ok()
                }
                _ => None,
            },
            _ => None,
        };
        let mut numbers: Vec<i64> = items.iter().filter_map(number).collect();
        sort(&mut numbers);
        for at in 1..numbers.len() {
            if let [before, own] = &mut numbers[at - 1..=at] {
                *own = (*own).max(before.saturating_add(1));
            }
        }
        let mut numbers = numbers.into_iter();
        for item in items.iter_mut().filter(|item| number(item).is_some()) {
            let InputNode::Object(parts) = &mut item.node else { continue };
            if let (Some(value), Some(number)) = (parts.get_mut(VALUE), numbers.next()) {
                *value = InputNode::Text(number.to_string());
            }
        }
    }
}

/// What a new target starts with: the type of the last, and the next order, or the same weight.
fn next(items: &[InputItem]) -> InputNode {
    let all = read(items);
    let type_ = all.last().map(|last| last.type_).unwrap_or_default();
    let same = all.iter().filter(|target| target.type_ == type_).map(|target| target.value);
    let value = match same.max() {
        None => 1,
        Some(most) if type_.is_weight() => most,
        Some(most) => most.saturating_add(1),
    };
    InputNode::of(&PlannedTarget::SHAPE, &PlannedTarget { type_, value, ..PlannedTarget::default() }.to_value())
}

/// What is to be said about all of them.
fn said(items: &[InputItem]) -> Vec<(Severity, String)> {
    let mut said = Vec::new();
    let targets = read(items);
    if items.is_empty() {
        said.push((Severity::Warning, "None: every request for a steering service without targets fails".to_owned()));
    }
    if let Some(count) = ServiceSteering::unsortable(&targets) {
        let what = if count == 2 { "Traffic Router turns their order around" } else { "Traffic Router never answers" };
        said.push((
            Severity::Error,
            format!("{count} targets have negative orders and none has a weight: {what}. Number them from 0 on"),
        ));
    }
    if targets.iter().any(|target| target.target.is_none()) {
        said.push((Severity::Warning, "A target without a service is none: choose one, or remove it".to_owned()));
    }
    let at_zero = |target: &&PlannedTarget| {
        target.type_.is_geo() && target.effective_origin().iter().any(|degrees| degrees.unwrap_or_default() == 0.0)
    };
    if targets.iter().any(|target| at_zero(&target)) {
        let words = "An origin at latitude or longitude 0 does not count as a place: the target stands behind all that have one";
        said.push((Severity::Warning, words.to_owned()));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(targets: &[(TargetType, i64)]) -> Vec<InputItem> {
        let node = |(type_, value): &(TargetType, i64)| {
            let target = PlannedTarget { type_: *type_, value: *value, ..PlannedTarget::default() };
            InputItem::new(InputNode::of(&PlannedTarget::SHAPE, &target.to_value()))
        };
        targets.iter().map(node).collect()
    }

    fn values(items: &[InputItem]) -> Vec<i64> {
        read(items).iter().map(|target| target.value).collect()
    }

    #[test]
    fn orders_follow_places_and_weights_stay() {
        use TargetType::{GeoOrder, Order, Weight};
        let mut moved = items(&[(Order, 20), (Weight, 7), (Order, 10), (GeoOrder, 3), (Order, 10), (GeoOrder, 1)]);
        renumber(&mut moved);
        assert_eq!(values(&moved), [10, 7, 11, 1, 20, 3]);
        let mut alone = items(&[(Order, -5)]);
        renumber(&mut alone);
        assert_eq!(values(&alone), [-5]);
    }

    #[test]
    fn a_new_target_comes_last() {
        use TargetType::{Order, Weight};
        assert_eq!(values(&[InputItem::new(next(&items(&[(Order, 4), (Order, 2)])))]), [5]);
        assert_eq!(values(&[InputItem::new(next(&items(&[(Order, 4), (Weight, 2)])))]), [2]);
        assert_eq!(values(&[InputItem::new(next(&[]))]), [1]);
    }

    #[test]
    fn what_traffic_router_cannot_sort_is_said() {
        use TargetType::{GeoOrder, Order, Weight};
        let errors = |targets: &[(TargetType, i64)]| {
            said(&items(targets)).iter().filter(|(severity, _)| *severity == Severity::Error).count()
        };
        assert_eq!(errors(&[(Order, -1), (Order, -2)]), 1);
        assert_eq!(errors(&[(Order, -1), (Order, -2), (Weight, 1)]), 0);
        assert!(said(&items(&[(GeoOrder, 1)])).iter().any(|(_, words)| words.contains("latitude or longitude 0")));
        assert!(said(&[]).iter().any(|(_, words)| words.starts_with("None")));
    }
}

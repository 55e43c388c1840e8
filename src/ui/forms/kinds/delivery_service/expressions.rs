//! The expressions that tell which requests are a delivery service's own, over the whole width, as they may be long:
//! type, order and pattern of each, the host that the first ones give, and what Traffic Router or Traffic Ops would say.

use egui::{Align, FontId, Layout, Rect, Sense, Ui, vec2};

use super::following::{PATTERN, SET_NUMBER, TYPE};
use crate::edit::intent::HOST_REGEXP;
use crate::finding::Severity;
use crate::model::{AnyLink, Cdn, DeliveryService, Expression, Id, Member, Plan, RoutingFamily, Shape};
use crate::snapshot::example_host;
use crate::snapshot::judging::name_fault;
use crate::snapshot::reading::{RemarkRule, expression_faults};
use crate::tabular::say;
use crate::ui::forms::draft::FormDraft;
use crate::ui::forms::editor::{Editing, EditorLeaf, leaf_ui};
use crate::ui::forms::fields::field_id;
use crate::ui::forms::node::{InputItem, InputNode};
use crate::ui::forms::row::{column_ui, dot_ui};
use crate::ui::theme;
use crate::ui::widgets::icon::{Icon, icon_button};
use crate::ui::widgets::message::message_ui;
use crate::ui::widgets::{button, text};

const KEY: &str = DeliveryService::MATCH_LIST;

/// Draws all expressions, a row each.
pub(super) fn expressions_ui(
    ui: &mut Ui,
    editing: &mut Editing<'_>,
    draft: &mut FormDraft,
    family: Option<RoutingFamily>,
) {
    let plan = editing.view.plan;
    let hosts = ExampleHosts::of(plan, draft);
    let id = field_id(draft, KEY);
    let is_new = draft.subject.object().is_none();
    let Some(field) = draft.field_mut(KEY) else { return };
    let was = (field.is_changed() && !is_new).then(|| say::value(plan, &field.value));
    let refusal = field.refusal.clone().or_else(|| field.read().err().map(|fault| fault.to_string()));
    let label = field.info.form;
    let Shape::List(Shape::Object(members)) = field.info.shape else { return };
    let InputNode::List(items) = &mut field.node else { return };
    let (mut changed, mut gone) = (false, None);
    for (at, item) in items.iter_mut().enumerate() {
        let top = ui.cursor().min;
        let (id, name) = (id.with(item.key), format!("Regular expression {}", at + 1));
        let InputNode::Object(parts) = &mut item.node else { continue };
        let (edited, removed) = row_ui(ui, editing, (id, &name), members, parts, &hosts);
        changed |= edited;
        if removed {
            gone = Some(at);
        }
        if let Some(was) = was.as_deref().filter(|_| at == 0) {
            dot_ui(ui, Rect::from_min_size(top, vec2(0.0, theme::CONTROL_HEIGHT)), label, was);
        }
    }
    if let Some(at) = gone {
        items.remove(at);
    }
    let said = all_said(items, family);
    if editing.editable && button::button(ui, "Add regular expression", true).clicked() {
        items.push(InputItem::new(next(items)));
        changed = true;
    }
    if changed || gone.is_some() {
        field.settle();
    }
    if let Some(refusal) = refusal.filter(|_| !changed) {
        message_ui(ui, Severity::Error, &refusal);
    }
    for words in said {
        message_ui(ui, Severity::Warning, words);
    }
}

/// An expression and what is to be said about it; says what happened to it, as below.
fn row_ui(
    ui: &mut Ui,
    editing: &mut Editing<'_>,
    (id, name): (egui::Id, &str),
    members: &[Member],
    parts: &mut [InputNode],
    hosts: &ExampleHosts,
) -> (bool, bool) {
    let width = ui.available_width().min(theme::FORM_LABEL + theme::GAP_ROW + theme::FORM_FIELD_MAX);
    column_ui(ui, width, |ui| {
        let own = EditorLeaf {
            id,
            name,
            label: None,
            key: "",
            shape: &Shape::Text,
            nullable: false,
            required: true,
            secret: false,
        };
        let happened = expression_ui(ui, editing, own, members, parts);
        said_ui(ui, hosts, &read(parts));
        happened
    })
}

/// Type and order in a line, the pattern below; says what happened: something was changed, it is to go.
fn expression_ui(
    ui: &mut Ui,
    editing: &mut Editing<'_>,
    leaf: EditorLeaf<'_>,
    members: &[Member],
    parts: &mut [InputNode],
) -> (bool, bool) {
    let [type_, number, pattern] = parts else { return (false, false) };
    let (mut changed, mut removed) = (false, false);
    let editable = editing.editable;
    let mut part = |ui: &mut Ui, at: usize, word: &str, node: &mut InputNode| {
        let Some(member) = members.get(at) else { return };
        let name = format!("{} {word}", leaf.name);
        let own =
            EditorLeaf { id: leaf.id.with(member.key), name: &name, key: member.key, shape: &member.shape, ..leaf };
        changed |= leaf_ui(ui, editing, own, node);
    };
    ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let right = if editable { theme::ICON_BUTTON } else { 0.0 };
        let left = ui.available_width() - theme::SHORT_LABEL - theme::SHORT_FIELD - right;
        column_ui(ui, left, |ui| part(ui, TYPE, "type", type_));
        order_label_ui(ui);
        column_ui(ui, theme::SHORT_FIELD, |ui| part(ui, SET_NUMBER, "order", number));
        if editable {
            let words = format!("Remove {}", leaf.name.to_lowercase());
            removed = icon_button(ui, Icon::Cross, &words, true).clicked();
        }
    });
    part(ui, PATTERN, "pattern", pattern);
    (changed, removed)
}

fn order_label_ui(ui: &mut Ui) {
    let size = vec2(theme::SHORT_LABEL, theme::CONTROL_HEIGHT);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let tokens = theme::tokens(ui);
    let galley = text::line(ui, "Order", FontId::proportional(theme::TEXT_SMALL), tokens.text_weak, rect.width());
    text::put(ui, rect, Align::Center, &galley, tokens.text_weak);
}

/// What is to be said about one expression.
fn said_ui(ui: &mut Ui, hosts: &ExampleHosts, expression: &Expression) {
    if expression.pattern.is_empty() {
        return;
    }
    if expression.type_ == HOST_REGEXP && expression.set_number == 0 {
        let host = hosts.example(&expression.pattern);
        match name_fault(&host) {
            None => message_ui(ui, Severity::Note, &format!("Clients ask for {host}")),
            Some(why) => {
                let words =
                    format!("`{host}` is no name for DNS: {why}. {}", RemarkRule::BadDnsName.effect().sentence());
                message_ui(ui, Severity::Warning, &words);
            }
        }
    }
    for (rule, words) in expression_faults(&expression.pattern) {
        message_ui(ui, Severity::Warning, &format!("{words}. {}", rule.effect().sentence()));
    }
}

/// What is to be said about all of them.
fn all_said(items: &[InputItem], family: Option<RoutingFamily>) -> Vec<&'static str> {
    let mut said = Vec::new();
    let all: Vec<Expression> = items.iter().map(|item| read_item(&item.node)).collect();
    if all.is_empty() {
        said.push("None: Traffic Ops' usual one stands in the snapshot");
        return said;
    }
    if all.iter().all(|each| each.type_ != HOST_REGEXP || each.set_number != 0) {
        said.push("None is a HOST_REGEXP of order 0: the service has no domain, and no client finds it");
    }
    let twice = |(at, each): (usize, &Expression)| {
        all.iter().take(at).any(|other| other.type_ == each.type_ && other.set_number == each.set_number)
    };
    if all.iter().enumerate().any(twice) {
        said.push("Two of a type have the same order: Traffic Ops takes only one of them");
    }
    if family == Some(RoutingFamily::Dns) && all.iter().any(|each| each.type_ != HOST_REGEXP) {
        said.push("By DNS only hosts are asked for: the other types match nothing");
    }
    said
}

/// What a new entry starts with: the next order.
fn next(items: &[InputItem]) -> InputNode {
    let last = items.iter().map(|item| read_item(&item.node).set_number).max();
    let number = last.map_or(0, |last| last.saturating_add(1));
    InputNode::Object(vec![
        InputNode::Text(HOST_REGEXP.to_owned()),
        InputNode::Text(number.to_string()),
        InputNode::Text(String::new()),
    ])
}

fn read_item(node: &InputNode) -> Expression {
    match node {
        InputNode::Object(parts) => read(parts),
        _ => Expression::default(),
    }
}

/// What stands in the fields of an expression; a number that cannot be read is none.
fn read(parts: &[InputNode]) -> Expression {
    let text = |at: usize| match parts.get(at) {
        Some(InputNode::Text(text)) => text.clone(),
        _ => String::new(),
    };
    Expression { type_: text(TYPE), set_number: text(SET_NUMBER).trim().parse().unwrap_or(-1), pattern: text(PATTERN) }
}

/// What hosts of the service are made of.
struct ExampleHosts {
    routing_name: String,
    domain: String,
}

impl ExampleHosts {
    fn of(plan: &Plan, draft: &FormDraft) -> Self {
        let cdn = draft.link(DeliveryService::CDN).and_then(AnyLink::id);
        let cdn = cdn.and_then(|cdn| plan.get(Id::<Cdn>::new(cdn.number)));
        let domain = cdn.and_then(|cdn| cdn.domain_name.clone()).filter(|domain| !domain.is_empty());
        Self {
            routing_name: draft.text(DeliveryService::ROUTING_NAME).to_owned(),
            domain: domain.unwrap_or_else(|| "<domain of the CDN>".to_owned()),
        }
    }

    fn example(&self, pattern: &str) -> String {
        example_host(pattern, &self.routing_name, &self.domain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(expressions: &[(&str, i64)]) -> Vec<InputItem> {
        let node = |(type_, number): &(&str, i64)| {
            let text = |text: &str| InputNode::Text(text.to_owned());
            InputItem::new(InputNode::Object(vec![text(type_), text(&number.to_string()), text("x")]))
        };
        expressions.iter().map(node).collect()
    }

    #[test]
    fn what_a_list_lacks_is_said() {
        let said = |expressions: &[(&str, i64)], family| all_said(&items(expressions), family).len();
        let http = Some(RoutingFamily::Http);
        assert_eq!(said(&[("HOST_REGEXP", 0), ("PATH_REGEXP", 0)], http), 0);
        assert_eq!(said(&[("HOST_REGEXP", 0), ("PATH_REGEXP", 1)], Some(RoutingFamily::Dns)), 1);
        assert_eq!(said(&[("HOST_REGEXP", 1)], http), 1);
        assert_eq!(said(&[("HOST_REGEXP", 0), ("HOST_REGEXP", 0)], http), 1);
        assert_eq!(said(&[], http), 1);
    }

    #[test]
    fn the_next_one_comes_last() {
        assert_eq!(read_item(&next(&items(&[("HOST_REGEXP", 0), ("PATH_REGEXP", 20)]))).set_number, 21);
        assert_eq!(read_item(&next(&[])).set_number, 0);
    }
}

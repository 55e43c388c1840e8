//! The editors of lists: references and texts as numbered lines, objects as sub-forms that fold.

use egui::{Align, FontId, Id, Layout, Rangef, Rect, Sense, Ui, vec2};

use super::editor::{Editing, EditorLeaf, leaf_ui};
use super::labels;
use super::node::{InputFault, InputItem, InputNode};
use super::row::{FieldLabel, count_ui, row_ui};
use super::topology;
use crate::finding::Severity;
use crate::model::{
    AnyLink, Expression, Interface, IpAddress, Member, Position, Server, Shape, Target, TopologyNode, grouped,
};
use crate::ui::action::Action;
use crate::ui::theme;
use crate::ui::widgets::contents::info;
use crate::ui::widgets::icon::{self, Icon, icon_button};
use crate::ui::widgets::message::message_ui;
use crate::ui::widgets::offer::Offer;
use crate::ui::widgets::pick::{Pick, pick_ui};
use crate::ui::widgets::reorder::{Reorder, shift};
use crate::ui::widgets::{button, text};

/// So many entries are drawn; the rest when asked for.
const SHOWN_AT_FIRST: usize = 50;

/// Draws a list of single values; says whether it was changed.
pub(super) fn lines_ui(
    ui: &mut Ui,
    editing: &mut Editing<'_>,
    leaf: EditorLeaf<'_>,
    offer: Option<&Offer>,
    items: &mut Vec<InputItem>,
) -> bool {
    let Shape::List(inner) = leaf.shape else { return false };
    let mut changed = false;
    let mut gone = None;
    let mut order = Reorder::new(leaf.id);
    let (shown, of) = (shown_ui_limit(ui, leaf.id, items.len()), items.len());
    let x = ui.max_rect().x_range();
    for (at, item) in items.iter_mut().take(shown).enumerate() {
        let entry = labels::entry(leaf.key);
        let name = format!("{} {}", text::capitalised(entry), at + 1);
        let row = ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            number_ui(ui, at + 1);
            let buttons = if editing.editable { 2.0 * theme::ICON_BUTTON - 6.0 } else { 0.0 };
            let width = ui.available_width() - buttons;
            let said = super::row::column_ui(ui, width, |ui| match &mut item.node {
                InputNode::Link(Some(link)) => linked_ui(ui, editing, link),
                node => {
                    let own = EditorLeaf {
                        id: leaf.id.with(item.key),
                        name: &name,
                        label: None,
                        shape: inner,
                        nullable: false,
                        required: true,
                        ..leaf
                    };
                    changed |= leaf_ui(ui, editing, own, node);
                    name.clone()
                }
            });
            if editing.editable {
                order.grip_ui(ui, at, of, item.key, &said);
                if icon_button(ui, Icon::Cross, &format!("Remove {said}"), true).clicked() {
                    gone = Some(at);
                }
            }
        });
        order.row(row.response.rect);
    }
    if let Some((from, to)) = order.finish(ui, x) {
        shift(items, from, to);
        changed = true;
    }
    if let Some(at) = gone {
        items.remove(at);
        changed = true;
    }
    more_ui(ui, leaf.id, of);
    changed | add_ui(ui, editing, leaf, inner, offer, items)
}

/// The number of a line.
fn number_ui(ui: &mut Ui, number: usize) {
    let tokens = theme::tokens(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(theme::ICON_BUTTON, theme::CONTROL_HEIGHT), Sense::hover());
    let font = FontId::proportional(theme::TEXT_BODY);
    let galley = text::line(ui, &format!("{number}."), font, tokens.text_weak, rect.width());
    text::put(ui, rect, Align::Min, &galley, tokens.text_weak);
}

/// A reference in a list: its name, a way to go there; says the name.
fn linked_ui(ui: &mut Ui, editing: &Editing<'_>, link: &AnyLink) -> String {
    let plan = editing.view.plan;
    let name = plan.link_name(link);
    let target = link.id().filter(|target| plan.contains(*target));
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_height(theme::CONTROL_HEIGHT);
        ui.spacing_mut().item_spacing.x = theme::GAP_SMALL;
        if let Some(target) = target {
            if text::link_ui(ui, &name, &format!("View {name}")).clicked() {
                editing.view.queue.send(Action::Reveal(target));
            }
        } else {
            message_ui(ui, Severity::Warning, &format!("{name} is not in the plan: kept as it came"));
        }
    });
    name
}

/// What adds an entry: a drop-down for references, a button for what is typed.
fn add_ui(
    ui: &mut Ui,
    editing: &mut Editing<'_>,
    leaf: EditorLeaf<'_>,
    inner: &Shape,
    offer: Option<&Offer>,
    items: &mut Vec<InputItem>,
) -> bool {
    if !editing.editable {
        if items.is_empty() {
            message_ui(ui, Severity::Note, "None");
        }
        return false;
    }
    let entry = labels::entry(leaf.key);
    if let Shape::Link(kind) = inner {
        let all = Offer::of_field(editing.owner, *kind);
        let (hint, offer) = match offer {
            Some(offer @ Offer::Fallbacks { .. }) => ("Add Failover Cache Group…".to_owned(), offer),
            Some(offer) => (format!("Add {entry}…"), offer),
            None => (format!("Add {entry}…"), &all),
        };
        let name = hint.trim_end_matches('…');
        let pick = Pick { name, chosen: None, current: None, hint: &hint, unresolved: false, enabled: true, offer };
        let (response, picked) = pick_ui(ui, editing.view.plan, editing.picker, leaf.id.with("add"), &pick);
        response.accessible_name(name);
        if let Some(number) = picked {
            items.push(InputItem::new(InputNode::Link(Some(AnyLink { kind: *kind, target: Target::To(number) }))));
        }
        return picked.is_some();
    }
    let added = button::button(ui, &format!("Add {entry}"), true).clicked();
    if added {
        let item = InputItem::new(InputNode::blank(inner));
        editing.focus = Some(leaf.id.with(item.key));
        items.push(item);
    }
    added
}

/// Draws a list of objects as sub-forms that fold; says whether it was changed.
pub(super) fn objects_ui(
    ui: &mut Ui,
    editing: &mut Editing<'_>,
    leaf: EditorLeaf<'_>,
    members: &[Member],
    items: &mut Vec<InputItem>,
) -> bool {
    let mut changed = false;
    let mut gone = None;
    let mut order = Reorder::new(leaf.id);
    let (shown, of) = (shown_ui_limit(ui, leaf.id, items.len()), items.len());
    let x = ui.max_rect().x_range();
    let entry = labels::entry(leaf.key);
    let places = topology::places(editing, leaf.key, items);
    let mut folded = false;
    for (at, item) in items.iter_mut().take(shown).enumerate() {
        if folded {
            // Heads without a body between them stand close together.
            ui.add_space(theme::GAP_SMALL - theme::GAP_ROW);
        }
        let title = title_of(editing, members, &item.node);
        let name = format!("{} {}", text::capitalised(entry), at + 1);
        let own = EditorLeaf { id: leaf.id.with(item.key), name: &name, label: None, ..leaf };
        let (rect, open) = head_ui(ui, editing, own, &title, of, at, item, &mut order, &mut gone);
        folded = !open;
        if open && let InputNode::Object(nodes) = &mut item.node {
            changed |= body_ui(ui, editing, own, members, nodes, &places, at);
        }
        order.row(Rect::from_x_y_ranges(rect.x_range(), Rangef::new(rect.top(), ui.cursor().top() - theme::GAP_SMALL)));
    }
    if let Some((from, to)) = order.finish(ui, x) {
        topology::follow_shift(leaf.key, items, from, to);
        shift(items, from, to);
        changed = true;
    }
    if let Some(at) = gone {
        items.remove(at);
        topology::follow_removal(leaf.key, items, at);
        changed = true;
    }
    more_ui(ui, leaf.id, of);
    if editing.editable && button::button(ui, &format!("Add {entry}"), true).clicked() {
        let item = InputItem::new(new_entry(leaf.key, members));
        ui.data_mut(|data| data.insert_temp(leaf.id.with(item.key).with("open"), true));
        items.push(item);
        changed = true;
    } else if items.is_empty() && !editing.editable {
        message_ui(ui, Severity::Note, "None");
    }
    changed
}

/// What a new entry starts with, as on Traffic Portal's form.
fn new_entry(key: &str, members: &[Member]) -> InputNode {
    let mut node = InputNode::blank(&Shape::List(&Shape::Bool));
    if let InputNode::Object(mut nodes) = blank_object(members) {
        for (member, node) in members.iter().zip(&mut nodes) {
            match (key, member.key, member.shape) {
                (Server::INTERFACES, Interface::MONITOR, _)
                | (Interface::IP_ADDRESSES, IpAddress::SERVICE_ADDRESS, _) => *node = InputNode::Truth(Some(true)),
                (Server::INTERFACES, Interface::IP_ADDRESSES, Shape::List(Shape::Object(inner))) => {
                    *node = InputNode::List(vec![InputItem::new(new_entry(Interface::IP_ADDRESSES, inner))]);
                }
                _ => {}
            }
        }
        node = InputNode::Object(nodes);
    }
    node
}

fn blank_object(members: &[Member]) -> InputNode {
    let blank = |member: &Member| match member.shape {
        Shape::Bool if !member.nullable => InputNode::Truth(Some(false)),
        shape => InputNode::of(&shape, &crate::model::Value::Null),
    };
    InputNode::Object(members.iter().map(blank).collect())
}

/// The head of a sub-form: what it is, and buttons. Says where it is and whether the sub-form is open.
#[expect(clippy::too_many_arguments, reason = "the parts of one loop's body, which would be too long")]
fn head_ui(
    ui: &mut Ui,
    editing: &Editing<'_>,
    leaf: EditorLeaf<'_>,
    title: &str,
    of: usize,
    at: usize,
    item: &InputItem,
    order: &mut Reorder,
    gone: &mut Option<usize>,
) -> (Rect, bool) {
    let tokens = theme::tokens(ui);
    let key = leaf.id.with("open");
    let mut open = ui.data(|data| data.get_temp(key)).unwrap_or(of == 1);
    let row = ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let buttons = if editing.editable { 2.0 * theme::ICON_BUTTON - 6.0 } else { 0.0 };
        let size = vec2((ui.available_width() - buttons).max(40.0), theme::CONTROL_HEIGHT);
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        let response = ui.interact(rect, leaf.id.with("fold"), Sense::click());
        if response.hovered() {
            ui.painter().rect_filled(rect, theme::CORNER, tokens.hover);
        }
        if response.has_focus() {
            icon::focus_ring(ui.painter(), rect, tokens);
        }
        let square = rect.with_max_x(rect.left() + 16.0);
        icon::paint(ui.painter(), if open { Icon::Down } else { Icon::Right }, square, tokens.text_weak);
        let inner = rect.with_min_x(square.right() + theme::GAP_SMALL);
        let shown = if title.is_empty() { leaf.name } else { title };
        let galley = text::line(ui, shown, FontId::proportional(theme::TEXT_BODY), tokens.text, inner.width());
        text::put(ui, inner, Align::Min, &galley, tokens.text);
        let said = if title.is_empty() { leaf.name.to_owned() } else { format!("{}, {title}", leaf.name) };
        response.widget_info(info(&|| egui::WidgetInfo::selected(egui::Role::DisclosureTriangle, true, open, &said)));
        if response.clicked() {
            open = !open;
            ui.data_mut(|data| data.insert_temp(key, open));
        }
        if editing.editable {
            order.grip_ui(ui, at, of, item.key, leaf.name);
            if icon_button(ui, Icon::Cross, &format!("Remove {}", leaf.name), true).clicked() {
                *gone = Some(at);
            }
        }
    });
    (row.response.rect, open)
}

/// The members of an open sub-form.
fn body_ui(
    ui: &mut Ui,
    editing: &mut Editing<'_>,
    leaf: EditorLeaf<'_>,
    members: &[Member],
    nodes: &mut [InputNode],
    places: &[String],
    at: usize,
) -> bool {
    let mut changed = false;
    let top = ui.cursor().top();
    for (member, node) in members.iter().zip(nodes) {
        let label = labels::member(member.key);
        let full = format!("{} {label}", leaf.name);
        let own = leaf.member(member, &full);
        if topology::is_parents(leaf.key, member.key) {
            changed |= topology::parents_ui(ui, editing, own, node, places, at);
        } else {
            changed |= member_ui(ui, editing, own, &label, node);
        }
    }
    // A line in the margin holds together what belongs to one entry.
    let x = ui.max_rect().left() - theme::GAP;
    let line = egui::Stroke::new(1.0, theme::tokens(ui).line);
    ui.painter().vline(x, Rangef::new(top, ui.cursor().top() - theme::GAP_ROW), line);
    changed
}

/// One member of an object, whatever its shape.
pub(super) fn member_ui(
    ui: &mut Ui,
    editing: &mut Editing<'_>,
    leaf: EditorLeaf<'_>,
    label: &str,
    node: &mut InputNode,
) -> bool {
    let seen = FieldLabel { full: leaf.name, ..FieldLabel::plain(label) };
    match (leaf.shape, node) {
        (Shape::List(Shape::Object(members)), InputNode::List(items)) => {
            row_ui(ui, seen, |ui, _| count_ui(ui, items.len()));
            objects_ui(ui, editing, leaf, members, items)
        }
        (Shape::Object(members), InputNode::Object(nodes)) => {
            let mut changed = false;
            for (member, node) in members.iter().zip(nodes) {
                let label = labels::member(member.key);
                let full = format!("{} {label}", leaf.name);
                let own = leaf.member(member, &full);
                changed |= member_ui(ui, editing, own, &label, node);
            }
            changed
        }
        (_, node) => row_ui(ui, seen, |ui, id| {
            let leaf = EditorLeaf { label: Some(id), ..leaf };
            let changed = match (&mut *node, leaf.shape) {
                (InputNode::List(items), Shape::List(_)) => lines_ui(ui, editing, leaf, None, items),
                (node, _) => leaf_ui(ui, editing, leaf, node),
            };
            if let Some(fault) = fault_of(leaf, node) {
                message_ui(ui, Severity::Error, &fault.to_string());
            }
            changed
        }),
    }
}

/// Why a part of a value cannot be stored. Of a position, both parts may be missing.
fn fault_of(leaf: EditorLeaf<'_>, node: &InputNode) -> Option<InputFault> {
    let fault = node.read(leaf.shape, leaf.nullable).and_then(|value| super::node::check_range(leaf.key, &value)).err();
    fault.filter(|fault| *fault != InputFault::Missing || !matches!(leaf.key, Position::LATITUDE | Position::LONGITUDE))
}

/// What an entry is called in its head: the first of its members that says something.
fn title_of(editing: &Editing<'_>, members: &[Member], node: &InputNode) -> String {
    let InputNode::Object(nodes) = node else { return String::new() };
    let pick = |wanted: &dyn Fn(&Member) -> bool| {
        members.iter().zip(nodes).filter(|(member, _)| wanted(member)).find_map(|(_, node)| match node {
            InputNode::Text(text) if !text.is_empty() => Some(text.clone()),
            InputNode::Link(Some(link)) => Some(editing.view.plan.link_name(link)),
            _ => None,
        })
    };
    let telling = |member: &Member| {
        matches!(member.key, Expression::PATTERN | TopologyNode::CACHE_GROUP | Interface::NAME | IpAddress::ADDRESS)
    };
    pick(&telling).or_else(|| pick(&|_| true)).unwrap_or_default()
}

/// Of a long list, so many entries are drawn.
fn shown_ui_limit(ui: &Ui, id: Id, of: usize) -> usize {
    ui.data(|data| data.get_temp(id.with("shown"))).unwrap_or(SHOWN_AT_FIRST).min(of)
}

fn more_ui(ui: &mut Ui, id: Id, of: usize) {
    let shown = shown_ui_limit(ui, id, of);
    if shown < of {
        let words = format!("Show more ({} of {} shown)", grouped(shown), grouped(of));
        if button::button(ui, &words, true).clicked() {
            ui.data_mut(|data| data.insert_temp(id.with("shown"), shown * 4));
        }
    }
}

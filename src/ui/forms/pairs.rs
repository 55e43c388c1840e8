//! The lists of what an object is tied to by many-to-many relations: parameters of a profile, capabilities of a
//! server, servers of a delivery service. Adding and removing take effect at once, each as one step.

use std::ops::Range;
use std::sync::Arc;

use egui::{Align, FontId, Id, Layout, Rect, Sense, Ui, UiBuilder, vec2};

use super::editor::Editing;
use super::kinds;
use super::row::heading_ui;
use crate::edit::intent;
use crate::finding::Severity;
use crate::model::{AnyId, AnyLink, AnyPair, Kind, Plan, RelationKind, Target, grouped, identity_parts};
use crate::sorting::OrderedSet;
use crate::sorting::sort_by;
use crate::tabular::natural;
use crate::ui::action::Action;
use crate::ui::theme;
use crate::ui::view::ViewContext;
use crate::ui::widgets::icon::{self, Icon, icon_button};
use crate::ui::widgets::message::message_ui;
use crate::ui::widgets::offer::Offer;
use crate::ui::widgets::pick::{Pick, pick_ui};
use crate::ui::widgets::{button, text};

/// So many lines are drawn; the rest when asked for.
const SHOWN_AT_FIRST: usize = 50;

/// The lists of the object that was looked at last; made once per revision.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    made_for: Option<(u64, AnyId)>,
    sections: Vec<PairSection>,
}

/// What an object is tied to by one relation.
#[derive(Debug)]
struct PairSection {
    relation: RelationKind,
    /// The kind of the other side.
    kind: Kind,
    title: String,
    lines: Vec<PairLine>,
    /// What is not in the list.
    offer: Offer,
}

/// One that it is tied to.
#[derive(Debug)]
struct PairLine {
    pair: AnyPair,
    /// The object; none: it is not in the plan.
    target: Option<AnyId>,
    name: String,
}

impl Pairs {
    fn look(&mut self, view: &ViewContext<'_>, object: AnyId) {
        if self.made_for == Some((view.revision, object)) {
            return;
        }
        self.made_for = Some((view.revision, object));
        let own = kinds::of(object.kind).own_relations;
        let relations = RelationKind::ALL.iter().filter(|relation| !own.contains(relation));
        self.sections = relations.filter_map(|relation| PairSection::of(view.plan, *relation, object)).collect();
    }

    /// Draws a list per relation.
    pub(super) fn pairs_ui(&mut self, ui: &mut Ui, editing: &mut Editing<'_>, object: AnyId) {
        self.look(editing.view, object);
        for section in &self.sections {
            section.section_ui(ui, editing, object);
        }
    }
}

impl PairSection {
    /// None: the relation is not for such objects.
    fn of(plan: &Plan, relation: RelationKind, object: AnyId) -> Option<Self> {
        let kind = match relation.sides() {
            (a, b) if a == object.kind => b,
            (a, b) if b == object.kind => a,
            _ => return None,
        };
        let pairs = relation.pairs_of(plan, object).into_iter();
        let mut lines: Vec<PairLine> = pairs.map(|pair| PairLine::of(plan, pair, kind)).collect();
        sort_by(&mut lines, |a, b| natural::compare(&a.name, &b.name));
        let taken: OrderedSet<u64> = lines.iter().filter_map(|line| line.target).map(|target| target.number).collect();
        let (title, offer) = (text::capitalised(kind.plural()), Offer::Others(kind, Arc::new(taken)));
        Some(Self { relation, kind, title, lines, offer })
    }

    /// The pair of the shown object with another one.
    fn pair(&self, object: AnyId, other: u64) -> AnyPair {
        let (own, other) = (Target::To(object.number), Target::To(other));
        let is_first = self.relation.sides().0 == object.kind;
        let (a, b) = if is_first { (own, other) } else { (other, own) };
        AnyPair { relation: self.relation, a, b }
    }

    fn section_ui(&self, ui: &mut Ui, editing: &mut Editing<'_>, object: AnyId) {
        let id = Id::unique(("pairs", self.relation, object));
        heading_ui(ui, &self.title);
        if self.lines.is_empty() {
            message_ui(ui, Severity::Note, "None");
        }
        let all = ui.data(|data| data.get_temp(id)).unwrap_or(false);
        let shown = if all { self.lines.len() } else { self.lines.len().min(SHOWN_AT_FIRST) };
        if let Some(line) = self.lines_ui(ui, editing.view, id, shown) {
            let removed = intent::remove_pairs(editing.view.plan, std::slice::from_ref(&line.pair));
            editing.view.queue.perform(removed);
        }
        if shown < self.lines.len() {
            let words = format!("Show all {}", grouped(self.lines.len()));
            if button::button(ui, &words, true).accessible_name(format!("{words} {}", self.kind.plural())).clicked() {
                ui.data_mut(|data| data.insert_temp(id, true));
            }
        }
        if editing.editable {
            self.add_ui(ui, editing, id, object);
        }
    }

    /// The first lines; says which one is to go.
    fn lines_ui(&self, ui: &mut Ui, view: &ViewContext<'_>, id: Id, shown: usize) -> Option<&PairLine> {
        if shown == 0 {
            return None;
        }
        let shape = |ui: &mut Ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let seen = seen(ui, shown);
            ui.add_space(height(seen.start));
            ui.skip_ahead_auto_ids(seen.start);
            let mut gone = None;
            for line in &self.lines[seen.clone()] {
                if line.line_ui(ui, view) {
                    gone = Some(line);
                }
            }
            ui.add_space(height(shown - seen.end));
            gone
        };
        ui.push_id(id, shape).inner
    }

    /// The drop-down of those that are not in the list.
    fn add_ui(&self, ui: &mut Ui, editing: &mut Editing<'_>, id: Id, object: AnyId) {
        let name = format!("Add {}", self.kind.singular());
        let hint = format!("{name}…");
        let pick = Pick {
            name: &name,
            chosen: None,
            current: None,
            hint: &hint,
            unresolved: false,
            enabled: true,
            offer: &self.offer,
        };
        let (response, picked) = pick_ui(ui, editing.view.plan, editing.picker, id.with("add"), &pick);
        response.accessible_name(name);
        if let Some(number) = picked {
            editing.view.queue.perform(intent::add_pairs(editing.view.plan, &[self.pair(object, number)]));
        }
    }
}

impl PairLine {
    fn of(plan: &Plan, pair: AnyPair, kind: Kind) -> Self {
        let (a, _) = pair.relation.sides();
        let target = if a == kind { pair.a.clone() } else { pair.b.clone() };
        let link = AnyLink { kind, target };
        let target = link.id().filter(|target| plan.contains(*target));
        let words = kinds::of(kind).identity_words;
        let words = match (&link.target, target) {
            (_, Some(target)) => words(&identity_parts(plan, target)),
            (Target::Absent(absent), None) => words(&absent.identity),
            (Target::To(_), None) => None,
        };
        Self { pair, target, name: words.unwrap_or_else(|| plan.link_name(&link)) }
    }

    /// A way to go there, and a button that takes it off the list; says whether that was pressed.
    fn line_ui(&self, ui: &mut Ui, view: &ViewContext<'_>) -> bool {
        let (rect, place) = ui.allocate_exact_size(vec2(ui.available_width(), theme::CONTROL_HEIGHT), Sense::hover());
        let right = if view.editable { theme::ICON_BUTTON } else { 0.0 };
        let (left, right) = rect.split_left_right_at_x(rect.right() - right);
        let middle = Layout::left_to_right(Align::Center);
        let mut own = ui.new_child(UiBuilder::new().id_salt(place.id).max_rect(left).layout(middle));
        match self.target {
            Some(target) => {
                if text::link_ui(&mut own, &self.name, &format!("View {}", self.name)).clicked() {
                    view.queue.send(Action::Reveal(target));
                }
            }
            None => missing_ui(&mut own, &self.name),
        }
        view.editable && {
            let mut own = ui.new_child(UiBuilder::new().id_salt((place.id, "remove")).max_rect(right).layout(middle));
            icon_button(&mut own, Icon::Cross, &format!("Remove {}", self.name), true).clicked()
        }
    }
}

/// What is not in the plan: marked, and in one line as all others.
fn missing_ui(ui: &mut Ui, name: &str) {
    let tokens = theme::tokens(ui);
    let (square, _) = ui.allocate_exact_size(vec2(theme::TEXT_SMALL, theme::CONTROL_HEIGHT), Sense::hover());
    icon::paint(ui.painter(), Icon::Warning, Rect::from_center_size(square.center(), square.size()), tokens.warned);
    let words = format!("{name} is not in the plan: kept as it came");
    text::line_ui(ui, &words, FontId::proportional(theme::TEXT_BODY), tokens.text);
}

/// Which of so many lines to draw: short lists as a whole, of long ones what is seen.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the lines before")]
fn seen(ui: &Ui, of: usize) -> Range<usize> {
    if of <= SHOWN_AT_FIRST {
        return 0..of;
    }
    let (top, clip) = (ui.cursor().top(), ui.clip_rect());
    let at = |y: f32| ((y - top) / theme::CONTROL_HEIGHT).clamp(0.0, of as f32);
    let first = at(clip.top()).floor() as usize;
    first..(at(clip.bottom()).ceil() as usize).max(first)
}

/// The height of so many lines.
fn height(lines: usize) -> f32 {
    lines as f32 * theme::CONTROL_HEIGHT
}

//! A drop-down of a plan's objects with a search in it, as fast with 100,000 of them as with ten: the lines are looked
//! up when it opens and when the search changes, and drawn where they are seen.

use std::sync::{Arc, Weak};

use egui::{Align, FontId, Id, Key, Modifiers, Popup, PopupCloseBehavior, Rect, Response, Role, Sense, Stroke, Ui};
use egui::{WidgetInfo, vec2};

use super::icon::{self, Icon};
use super::offer::{Offer, OfferLine, aside_near};
use super::text;
use crate::model::{AnyId, Plan, Position, grouped};
use crate::ui::latest::{Latest, Task};
use crate::ui::theme::{self, Tokens};

/// The drop-down that is open, if one is: there is never more than one.
#[derive(Debug, Default)]
pub struct Picker(Option<Open>);

#[derive(Debug)]
struct Open {
    id: Id,
    search: String,
    lines: Latest<LinesKey, Vec<OfferLine>>,
    /// The line that Enter chooses.
    cursor: usize,
    fresh: bool,
    follow: bool,
}

/// What lines are looked up for.
#[derive(Clone, Debug)]
struct LinesKey {
    /// Keeps the plan's address from being another plan's, and not the plan.
    plan: Weak<Plan>,
    offer: Offer,
    search: String,
}

impl PartialEq for LinesKey {
    fn eq(&self, other: &Self) -> bool {
        self.plan.ptr_eq(&other.plan) && self.offer == other.offer && self.search == other.search
    }
}

/// A drop-down's looks.
#[derive(Debug)]
pub struct Pick<'a> {
    /// What it is for, for those who don't see it.
    pub name: &'a str,
    /// What is chosen, as text; none: nothing.
    pub chosen: Option<&'a str>,
    /// What stands there when nothing is chosen.
    pub hint: &'a str,
    /// Whether what is chosen is missing in the plan.
    pub unresolved: bool,
    /// Whether another may be chosen.
    pub enabled: bool,
    /// What to choose from.
    pub offer: &'a Offer,
}

/// With more objects than that the lines are looked up elsewhere.
const IN_FRAME_UP_TO: usize = 2_000;
/// The height of a drop-down's list, in lines.
const LINES: f32 = 9.5;
/// The least width of a drop-down's list.
const WIDTH: f32 = 280.0;

/// Draws a drop-down as wide as its place; says what was chosen.
pub fn pick_ui(ui: &mut Ui, plan: &Arc<Plan>, picker: &mut Picker, id: Id, pick: &Pick<'_>) -> (Response, Option<u64>) {
    let response = face_ui(ui, id, pick);
    let is_open = picker.0.as_ref().is_some_and(|open| open.id == id);
    let by_key = response.has_focus() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::ArrowDown));
    if pick.enabled && (response.clicked() || by_key) {
        picker.0 = if is_open { None } else { Some(Open::new(id)) };
    }
    let Some(open) = picker.0.as_mut().filter(|open| open.id == id) else { return (response, None) };
    open.look_up(ui.ctx(), plan, pick.offer);
    let mut stays = true;
    let chosen = Popup::from_response(&response)
        .id(id.with("list"))
        .open_bool(&mut stays)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .width(response.rect.width().max(WIDTH))
        .gap(theme::GAP_SMALL)
        .accessible_name(pick.name)
        .show(|ui| list_ui(ui, plan, open, pick))
        .and_then(|shown| shown.inner);
    let gone = chosen == Some(Outcome::Closed) || !stays;
    if chosen.is_some() || gone {
        picker.0 = None;
        response.request_focus();
    }
    let number = match chosen {
        Some(Outcome::Chosen(number)) => Some(number),
        Some(Outcome::Closed) | None => None,
    };
    (response, number)
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Outcome {
    Chosen(u64),
    Closed,
}

impl Open {
    const fn new(id: Id) -> Self {
        Self {
            id,
            search: String::new(),
            lines: Latest::new(Task::unseen("Looking objects up")),
            cursor: 0,
            fresh: true,
            follow: false,
        }
    }

    /// Looks the lines up when what they depend on has changed; with many objects, elsewhere.
    fn look_up(&mut self, ctx: &egui::Context, plan: &Arc<Plan>, offer: &Offer) {
        let wanted = LinesKey { plan: Arc::downgrade(plan), offer: offer.clone(), search: self.search.clone() };
        if self.lines.asked() == Some(&wanted) {
            if self.lines.follow(ctx) {
                self.restart();
            }
        } else if plan.count(offer.kind()) <= IN_FRAME_UP_TO {
            let lines = offer.lines(plan, &self.search);
            self.lines.answer(wanted, lines);
            self.restart();
        } else {
            let (plan, offer, search) = (Arc::clone(plan), offer.clone(), self.search.clone());
            self.lines.ask(ctx, &wanted, move |_| Some(offer.lines(&plan, &search)));
        }
    }

    fn lines(&self) -> &[OfferLine] {
        self.lines.newest().map_or(&[], |lines| lines.as_slice())
    }

    /// Other lines are there: the cursor goes to the first that can be chosen.
    fn restart(&mut self) {
        self.cursor = self.lines().iter().position(is_choice).unwrap_or(0);
        self.follow = true;
    }

    /// Goes to the next choice in a direction.
    fn step(&mut self, down: bool) {
        let lines = self.lines();
        let next = if down {
            (self.cursor + 1..lines.len()).find(|at| is_choice(&lines[*at]))
        } else {
            (0..self.cursor).rev().find(|at| is_choice(&lines[*at]))
        };
        self.cursor = next.unwrap_or(self.cursor);
        self.follow = true;
    }
}

const fn is_choice(line: &OfferLine) -> bool {
    matches!(line, OfferLine::Choice(_))
}

/// The closed drop-down: a field with what is chosen and a sign that there is more.
fn face_ui(ui: &mut Ui, id: Id, pick: &Pick<'_>) -> Response {
    let tokens = theme::tokens(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::CONTROL_HEIGHT), Sense::hover());
    let response = ui.interact(rect, id, if pick.enabled { Sense::click() } else { Sense::hover() });
    let stroke = if response.has_focus() {
        Stroke::new(theme::FOCUS_LINE, tokens.accent)
    } else if response.hovered() && pick.enabled {
        Stroke::new(1.0, tokens.text_weak)
    } else {
        Stroke::new(1.0, tokens.line)
    };
    let ground = if pick.enabled { tokens.field } else { tokens.panel };
    ui.painter().rect(rect, theme::CORNER, ground, stroke, egui::StrokeKind::Inside);
    let mut inner = rect.shrink2(vec2(theme::GAP, 0.0));
    if pick.unresolved {
        icon::paint(ui.painter(), Icon::Warning, inner.with_max_x(inner.left() + theme::TEXT_SMALL), tokens.warned);
        inner.min.x += theme::TEXT_SMALL + theme::GAP_SMALL;
    }
    if pick.enabled {
        icon::paint(
            ui.painter(),
            Icon::Down,
            Rect::from_x_y_ranges(inner.right() - 10.0..=inner.right(), inner.y_range()),
            tokens.text_weak,
        );
        inner.max.x -= 10.0 + theme::GAP_SMALL;
    }
    let hint = if pick.enabled { pick.hint } else { "None" };
    let (shown, color) = pick.chosen.map_or((hint, tokens.text_weak), |chosen| (chosen, tokens.text));
    let galley = text::line(ui, shown, FontId::proportional(theme::TEXT_BODY), color, inner.width());
    text::put(ui, inner, Align::Min, &galley, color);
    let enabled = pick.enabled && ui.is_enabled();
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, enabled, pick.name);
        info.current_text_value = Some(pick.chosen.unwrap_or_default().to_owned());
        info
    });
    if galley.elided { response.on_hover_text(shown) } else { response }
}

/// The open list: search above, lines below.
fn list_ui(ui: &mut Ui, plan: &Plan, open: &mut Open, pick: &Pick<'_>) -> Option<Outcome> {
    let (up, down, enter, escape) = ui.input_mut(|input| {
        let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
        (pressed(Key::ArrowUp), pressed(Key::ArrowDown), pressed(Key::Enter), pressed(Key::Escape))
    });
    if escape {
        return Some(Outcome::Closed);
    }
    if up || down {
        open.step(down);
    }
    let kind = pick.offer.kind();
    let hint = format!("Search {} {}", grouped(plan.count(kind)), kind.plural());
    let search = egui::TextEdit::singleline(&mut open.search)
        .id(open.id.with("search"))
        .hint_text(hint.clone())
        .desired_width(f32::INFINITY)
        .min_size(vec2(0.0, theme::CONTROL_HEIGHT))
        .align(egui::Align2::LEFT_CENTER);
    let response = ui.add(search).accessible_name(hint);
    if std::mem::take(&mut open.fresh) {
        response.request_focus();
    }
    if let (true, Some(OfferLine::Choice(number))) = (enter, open.lines().get(open.cursor)) {
        return Some(Outcome::Chosen(*number));
    }
    if open.lines().is_empty() && open.lines.is_busy() {
        text::small_ui(ui, "Looking…");
        return None;
    }
    if open.lines().is_empty() {
        let none = if open.search.is_empty() { "There are none to choose" } else { "None has such a name" };
        text::small_ui(ui, none);
        return None;
    }
    lines_ui(ui, plan, open, (kind, pick.offer.near()))
}

fn lines_ui(
    ui: &mut Ui,
    plan: &Plan,
    open: &mut Open,
    (kind, near): (crate::model::Kind, Option<Position>),
) -> Option<Outcome> {
    let tokens = theme::tokens(ui);
    let mut chosen = None;
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut area =
        egui::ScrollArea::vertical().id_salt("lines").max_height(LINES * theme::ROW_HEIGHT).auto_shrink([false, true]);
    if std::mem::take(&mut open.follow) {
        // Far lists are not drawn up to the cursor, so the offset is computed and not asked of a widget.
        let middle = (open.cursor as f32 - LINES / 2.0).max(0.0) * theme::ROW_HEIGHT;
        area = area.vertical_scroll_offset(middle);
    }
    let lines = open.lines();
    area.show_rows(ui, theme::ROW_HEIGHT, lines.len(), |ui, rows| {
        for at in rows {
            let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW_HEIGHT), Sense::hover());
            match &lines[at] {
                OfferLine::Heading(heading) => {
                    let font = FontId::proportional(theme::TEXT_SMALL);
                    let galley = text::line(ui, heading, font, tokens.text_weak, rect.width());
                    text::put(ui, rect.shrink2(vec2(theme::GAP, 0.0)), Align::Min, &galley, tokens.text_weak);
                }
                OfferLine::Choice(number) => {
                    let object = AnyId { kind, number: *number };
                    let response = ui.interact(rect, open.id.with(("line", *number)), Sense::CLICK);
                    choice_ui(ui, plan, &response, (object, near), at == open.cursor, tokens);
                    if response.clicked() {
                        chosen = Some(Outcome::Chosen(*number));
                    }
                }
            }
        }
    });
    chosen
}

fn choice_ui(
    ui: &Ui,
    plan: &Plan,
    response: &Response,
    (object, near): (AnyId, Option<Position>),
    current: bool,
    tokens: &Tokens,
) {
    let rect = response.rect;
    if current {
        ui.painter().rect_filled(rect, theme::CORNER, tokens.selected);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, theme::CORNER, tokens.hover);
    }
    let inner = rect.shrink2(vec2(theme::GAP, 0.0));
    let small = FontId::proportional(theme::TEXT_SMALL);
    let aside = text::line(ui, &aside_near(plan, object, near), small, tokens.text_weak, inner.width() / 2.0);
    text::put(ui, inner, Align::Max, &aside, tokens.text_weak);
    let name = plan.name_of(object).unwrap_or_default();
    let room = inner.width() - aside.size().x - theme::GAP;
    let galley = text::line(ui, &name, FontId::proportional(theme::TEXT_BODY), tokens.text, room);
    text::put(ui, inner, Align::Min, &galley, tokens.text);
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, current, &name));
    if galley.elided {
        response.clone().on_hover_text(name);
    }
}

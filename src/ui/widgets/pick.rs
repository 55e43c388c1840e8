//! A drop-down of a plan's objects with a search in it, as fast with 100,000 of them as with ten: the lines are looked
//! up when it opens and when the search changes, and drawn where they are seen.

use std::sync::{Arc, Weak};

use egui::{Align, FontId, Id, Key, Modifiers, Popup, PopupCloseBehavior, Response, Role, Sense, Ui, WidgetInfo, vec2};

use super::choose::{self, ALL_KEYS, Face, LINES, face_ui, list_id};
use super::contents::contents;
use super::offer::{Offer, OfferLine, aside_near};
use super::text;
use crate::model::{AnyId, Plan, Position, grouped};
use crate::ui::latest::{Latest, Task};
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::contents::{info, rows_ui};

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
    /// Enter was pressed, and the lines of what was typed before it are not there yet.
    enters: bool,
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
    /// Its id's number: there the list begins.
    pub current: Option<u64>,
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
/// The least width of a drop-down's list.
const WIDTH: f32 = 280.0;

/// Draws a drop-down as wide as its place; says what was chosen.
pub fn pick_ui(ui: &mut Ui, plan: &Arc<Plan>, picker: &mut Picker, id: Id, pick: &Pick<'_>) -> (Response, Option<u64>) {
    let Pick { name, chosen, hint, unresolved, enabled, .. } = *pick;
    let response = face_ui(ui, id, &Face { name, chosen, hint, unresolved, enabled });
    let (list, ctx) = (list_id(id), ui.ctx().clone());
    // Whatever opens closes what was open before.
    picker.0.take_if(|open| open.id == id && !Popup::is_id_open(&ctx, list));
    let is_open = picker.0.as_ref().is_some_and(|open| open.id == id);
    let by_key = response.has_focus() && choose::opens_by_key(ui);
    if enabled && (response.clicked() || by_key) {
        if is_open {
            Popup::close_id(&ctx, list);
            picker.0 = None;
        } else {
            Popup::open_id(&ctx, list);
            picker.0 = Some(Open::new(id));
        }
    }
    let Some(open) = picker.0.as_mut().filter(|open| open.id == id) else { return (response, None) };
    open.look_up(&ctx, plan, pick);
    let mut chosen = None;
    Popup::from_response(&response)
        .id(list)
        .open_memory(None)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .width(response.rect.width().max(WIDTH))
        .gap(theme::GAP_SMALL)
        .accessible_name(pick.name)
        .show(contents(&mut |ui| chosen = list_ui(ui, plan, open, pick)));
    if chosen.is_some() || !Popup::is_id_open(&ctx, list) {
        Popup::close_id(&ctx, list);
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
            enters: false,
        }
    }

    /// Looks the lines up when what they depend on has changed; with many objects, elsewhere.
    fn look_up(&mut self, ctx: &egui::Context, plan: &Arc<Plan>, pick: &Pick<'_>) {
        let offer = pick.offer;
        let wanted = LinesKey { plan: Arc::downgrade(plan), offer: offer.clone(), search: self.search.clone() };
        if self.lines.asked() == Some(&wanted) {
            if self.lines.follow(ctx) {
                self.restart(pick.current);
            }
        } else if plan.count(offer.kind()) <= IN_FRAME_UP_TO {
            let lines = offer.lines(plan, &self.search);
            self.lines.answer(wanted, lines);
            self.restart(pick.current);
        } else {
            let (plan, offer, search) = (Arc::clone(plan), offer.clone(), self.search.clone());
            self.lines.ask(ctx, &wanted, move |_| Some(offer.lines(&plan, &search)));
        }
    }

    fn lines(&self) -> &[OfferLine] {
        self.lines.newest().map_or(&[], |lines| lines.as_slice())
    }

    /// What Enter chooses, once the lines are those of what was typed before it.
    fn entered(&mut self) -> Option<u64> {
        let is_current = self.lines.asked().is_some_and(|asked| self.lines.answer_to(asked).is_some());
        if !(self.enters && is_current) {
            return None;
        }
        self.enters = false;
        match self.lines().get(self.cursor) {
            Some(OfferLine::Choice(number)) => Some(*number),
            Some(OfferLine::Heading(_)) | None => None,
        }
    }

    /// Other lines are there: the cursor goes to what is chosen, or to the first that can be.
    fn restart(&mut self, current: Option<u64>) {
        let lines = self.lines();
        let is_current = |line: &OfferLine| matches!(line, OfferLine::Choice(number) if Some(*number) == current);
        let chosen = if self.search.is_empty() { lines.iter().position(is_current) } else { None };
        self.cursor = chosen.or_else(|| lines.iter().position(is_choice)).unwrap_or(0);
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

/// The open list: search above, lines below.
fn list_ui(ui: &mut Ui, plan: &Arc<Plan>, open: &mut Open, pick: &Pick<'_>) -> Option<Outcome> {
    let (up, down, enter, escape) = ui.input_mut(|input| {
        let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
        let closes = pressed(Key::Escape) | pressed(Key::Tab);
        (pressed(Key::ArrowUp), pressed(Key::ArrowDown), pressed(Key::Enter), closes)
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
    // The keyboard stays here until the list closes.
    if std::mem::take(&mut open.fresh) || !response.has_focus() {
        response.request_focus();
    } else {
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, ALL_KEYS));
    }
    if response.changed() {
        open.look_up(ui.ctx(), plan, pick);
        open.enters = false;
    }
    open.enters |= enter;
    if let Some(number) = open.entered() {
        return Some(Outcome::Chosen(number));
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
        area = area.vertical_scroll_offset(choose::offset_of(open.cursor));
    }
    let lines = open.lines();
    rows_ui(area, ui, theme::ROW_HEIGHT, lines.len(), &mut |ui, rows| {
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
    choose::ground(ui, response, current);
    let inner = rect.shrink2(vec2(theme::GAP, 0.0));
    let small = FontId::proportional(theme::TEXT_SMALL);
    let aside = text::line(ui, &aside_near(plan, object, near), small, tokens.text_weak, inner.width() / 2.0);
    text::put(ui, inner, Align::Max, &aside, tokens.text_weak);
    let name = plan.name_of(object).unwrap_or_default();
    let room = inner.width() - aside.size().x - theme::GAP;
    let galley = text::line(ui, &name, FontId::proportional(theme::TEXT_BODY), tokens.text, room);
    text::put(ui, inner, Align::Min, &galley, tokens.text);
    response.widget_info(info(&|| WidgetInfo::selected(Role::ListBoxOption, true, current, &name)));
    if galley.elided {
        response.clone().on_hover_text(name);
    }
}

//! The search box, which also is the command palette: all commands and all objects by name, from the keyboard.

mod index;
mod zones;

use std::sync::Arc;

use egui::{
    Align2, Area, FontId, Frame, Id, Key, Label, Margin, Modifiers, Order, RichText, ScrollArea, TextEdit, Ui, vec2,
};

use self::index::{Index, Query};
use self::zones::{AddressLine, ZoneIndex};
use crate::geometry::coordinates;
use crate::geometry::places::{NamedPlace, Places, near_words};
use crate::geometry::words::position_text;
use crate::model::{AnyId, Plan, Position, grouped};
use crate::sorting::sort_by_key;
use crate::ui::action::Action;
use crate::ui::commands::{self, Command, CommandInfo};
use crate::ui::latest::{Cancel, Latest, Task};
use crate::ui::theme;
use crate::ui::view::PanelContext;
use crate::ui::widgets::contents::info;
use crate::ui::widgets::text;

/// So many places are shown for a query.
const PLACES: usize = 5;
/// Places are looked up from so many letters on.
const LEAST_LETTERS: usize = 3;
/// How well a name fits that has what was typed at the beginning of a word.
const WORD_START: u32 = 60 * 256;
/// So many commands are shown for a query.
const COMMANDS: usize = 8;
/// What takes so long on a large plan that it is seen.
const INDEXING: Task = Task { title: "Preparing the search", stages: &["Listing all names"], cancel: Cancel::Possible };
/// How wide and how high the list below the box is at most.
const LIST_WIDTH: f32 = 560.0;
const LIST_HEIGHT: f32 = 440.0;

/// What is searched: the names of a plan, and its coverage zones.
#[derive(Debug)]
struct PaletteIndex {
    names: Index,
    zones: ZoneIndex,
}

/// A line of the list.
#[derive(Debug)]
enum PaletteLine {
    /// What the following lines are.
    Heading(String),
    /// A command.
    Command(&'static CommandInfo),
    /// An object and its name.
    Object(AnyId, String),
    /// A place on the map: its name, and what stands beside it.
    Place { name: String, aside: String, position: Position },
    /// Words.
    Note(String),
}

/// What lines are made of: the query, the revision of the names, whether others are on their way, whether places are
/// known.
type LinesOf = (String, Option<u64>, bool, bool);

/// The palette between frames.
#[derive(Debug)]
pub(in crate::ui) struct CommandPalette {
    is_open: bool,
    /// It was opened by a command, and wants the keys.
    wants_focus: bool,
    query: String,
    /// The names of the plan of a revision.
    index: Latest<u64, PaletteIndex>,
    /// The names of places.
    places: Latest<(), Places>,
    lines: Vec<PaletteLine>,
    /// What `lines` were made for.
    lines_of: Option<LinesOf>,
    cursor: usize,
    /// The cursor was moved by a key: its line is brought into view.
    moved: bool,
}

impl Default for CommandPalette {
    fn default() -> Self {
        Self {
            is_open: false,
            wants_focus: false,
            query: String::new(),
            index: Latest::new(INDEXING),
            places: Latest::new(Task::unseen("Reading the names of places")),
            lines: Vec::new(),
            lines_of: None,
            cursor: 0,
            moved: false,
        }
    }
}

impl CommandPalette {
    /// Opens it.
    pub(in crate::ui) fn open(&mut self) {
        self.is_open = true;
        self.wants_focus = true;
    }

    /// Whether it is open.
    pub(in crate::ui) fn is_open(&self) -> bool {
        self.is_open
    }

    /// Lists the names of the plan, when those at hand are of another one.
    fn index_names(&mut self, ctx: &egui::Context, plan: &Arc<Plan>, revision: u64) {
        let plan = Arc::clone(plan);
        self.index
            .ask(ctx, &revision, move |_| Some(PaletteIndex { names: Index::of(&plan), zones: ZoneIndex::of(&plan) }));
        self.places.ask(ctx, &(), |_| Places::embedded().ok());
    }

    /// Forgets the names: another plan has been opened.
    pub(in crate::ui) fn forget(&mut self) {
        self.index.forget();
    }

    fn close(&mut self) {
        self.is_open = false;
        self.wants_focus = false;
        self.query.clear();
        self.cursor = 0;
    }

    /// Makes the list anew when the query or the names have changed.
    fn follow(&mut self) {
        let has_places = self.places.newest().is_some();
        let of = Some((self.query.clone(), self.index.newest_key().copied(), self.index.is_busy(), has_places));
        if self.lines_of == of {
            return;
        }
        self.lines = self.found();
        self.lines_of = of;
        self.cursor = self.lines.iter().position(PaletteLine::acts).unwrap_or(0);
    }

    fn found(&self) -> Vec<PaletteLine> {
        let query = Query::new(&self.query);
        let mut found: Vec<(u32, Vec<PaletteLine>)> = Vec::new();
        let (best, commands) = found_commands(&query, self.query.trim().is_empty());
        if !commands.is_empty() {
            found.push((best, commands));
        }
        if !self.query.trim().is_empty() {
            if let Some(lines) = self.index.newest().and_then(|index| index.zones.answer(&self.query)) {
                let heading = std::iter::once(PaletteLine::Heading("Where this address is".to_owned()));
                found.push((u32::MAX, heading.chain(lines.into_iter().map(PaletteLine::of_address)).collect()));
            }
            let kinds = self.index.newest().map(|index| index.names.search(&query)).unwrap_or_default();
            found.extend(kinds.into_iter().map(|kind| {
                let title = Command::ShowTable(kind.kind).info().name;
                let mut lines = vec![PaletteLine::Heading(title.to_owned())];
                let more = kind.count - kind.objects.len();
                lines.extend(kind.objects.into_iter().map(|(id, name)| PaletteLine::Object(id, name)));
                if 0 < more {
                    lines.push(PaletteLine::Note(format!("and {} more: type more letters", grouped(more))));
                }
                (kind.best, lines)
            }));
        }
        found.extend(self.found_places());
        sort_by_key(&mut found, |(best, _)| std::cmp::Reverse(*best));
        let lines: Vec<PaletteLine> = found.into_iter().flat_map(|(_, lines)| lines).collect();
        if lines.is_empty() {
            let words = if self.index.is_busy() { "Listing all names…" } else { "Nothing has a name like this" };
            return vec![PaletteLine::Note(words.to_owned())];
        }
        lines
    }

    /// The position that was typed, and the places whose names begin so.
    fn found_places(&self) -> Option<(u32, Vec<PaletteLine>)> {
        let typed = self.query.trim();
        let heading = || PaletteLine::Heading("On the map".to_owned());
        if let Some(position) = coordinates::read(typed) {
            let near = self.places.newest().and_then(|places| places.nearest(position));
            let aside = near.map(|near| near_words(&near)).unwrap_or_default();
            let name = position_text(position);
            return Some((u32::MAX, vec![heading(), PaletteLine::Place { name, aside, position }]));
        }
        if typed.chars().count() < LEAST_LETTERS {
            return None;
        }
        let query = Query::new(typed);
        let mut found: Vec<(u32, NamedPlace<'_>)> = Vec::new();
        for place in self.places.newest()?.iter() {
            let Some(score) = query.score_name(place.name).filter(|score| WORD_START <= *score) else { continue };
            // Of places that fit as well, the more important come first, as the names are ordered.
            let at = found.partition_point(|(other, _)| score / 256 <= *other / 256);
            if at < PLACES {
                found.insert(at, (score, place));
                found.truncate(PLACES);
            }
        }
        let best = found.first()?.0;
        let line = |place: NamedPlace<'_>| PaletteLine::Place {
            name: place.name.to_owned(),
            aside: format!("{} · {}", place.country, position_text(place.position)),
            position: place.position,
        };
        // What the plan has goes before what merely lies on the map.
        let lines = std::iter::once(heading()).chain(found.into_iter().map(|(_, place)| line(place)));
        Some((best.saturating_sub(256), lines.collect()))
    }

    fn move_cursor(&mut self, by: isize) {
        let acting: Vec<usize> =
            (0..self.lines.len()).filter(|at| self.lines.get(*at).is_some_and(PaletteLine::acts)).collect();
        let here = acting.iter().position(|at| *at == self.cursor).unwrap_or(0);
        let there = here.saturating_add_signed(by).min(acting.len().saturating_sub(1));
        if let Some(at) = acting.get(there) {
            self.cursor = *at;
            self.moved = true;
        }
    }
}

impl PaletteLine {
    fn of_address(line: AddressLine) -> Self {
        match line {
            AddressLine::Object(id, words) => Self::Object(id, words),
            AddressLine::Note(words) => Self::Note(words),
        }
    }

    fn acts(&self) -> bool {
        matches!(self, Self::Command(_) | Self::Object(..) | Self::Place { .. })
    }
}

fn found_commands(query: &Query, all: bool) -> (u32, Vec<PaletteLine>) {
    let mut fitting: Vec<(u32, &'static CommandInfo)> = commands::ALL
        .iter()
        .filter_map(|info| {
            let by_name = query.score_name(info.name);
            // Who knows what a command does may not know what it is called.
            Some((by_name.or_else(|| query.score_name(info.help).map(|score| score / 4))?, info))
        })
        .collect();
    if !all {
        sort_by_key(&mut fitting, |(score, _)| std::cmp::Reverse(*score));
        fitting.truncate(COMMANDS);
    }
    let Some(best) = fitting.iter().map(|(score, _)| *score).max() else { return (0, Vec::new()) };
    let heading = std::iter::once(PaletteLine::Heading("Commands".to_owned()));
    (best, heading.chain(fitting.into_iter().map(|(_, info)| PaletteLine::Command(info))).collect())
}

/// Draws the box.
pub(super) fn search_ui(palette: &mut CommandPalette, cx: &PanelContext<'_>, ui: &mut Ui) {
    let id = Id::unique("palette query");
    let enters = palette.is_open && keys(palette, ui);
    let shortcut = Command::Palette.info().shortcut;
    let keys = shortcut.map(|shortcut| ui.ctx().format_shortcut(&shortcut)).unwrap_or_default();
    let field = TextEdit::singleline(&mut palette.query)
        .id(id)
        .hint_text(format!("Search objects and commands ({keys})"))
        .desired_width(f32::INFINITY)
        .min_size(vec2(0.0, theme::CONTROL_HEIGHT))
        .align(egui::Align2::LEFT_CENTER);
    let response = ui.add(field).accessible_name("Search objects and commands");
    if palette.wants_focus {
        response.request_focus();
        palette.wants_focus = false;
    }
    if response.has_focus() {
        palette.is_open = true;
    }
    if palette.is_open {
        palette.index_names(ui.ctx(), cx.view.plan, cx.view.revision);
        palette.follow();
    }
    // Only now: what was typed in the same frame counts, or Enter would do what the list said before.
    if enters {
        act(palette, cx, palette.cursor);
        close(palette, ui);
    }
}

/// Hears the keys of the list before the field does; says whether Enter was pressed.
fn keys(palette: &mut CommandPalette, ui: &Ui) -> bool {
    let pressed = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    if pressed(Key::ArrowDown) {
        palette.move_cursor(1);
    }
    if pressed(Key::ArrowUp) {
        palette.move_cursor(-1);
    }
    if pressed(Key::Escape) {
        close(palette, ui);
    }
    pressed(Key::Enter)
}

fn close(palette: &mut CommandPalette, ui: &Ui) {
    palette.close();
    ui.memory_mut(|memory| memory.surrender_focus(Id::unique("palette query")));
}

fn act(palette: &CommandPalette, cx: &PanelContext<'_>, line: usize) {
    match palette.lines.get(line) {
        Some(PaletteLine::Command(info)) if cx.is_possible(info.command) => cx.view.queue.run(info.command),
        Some(PaletteLine::Command(info)) => {
            cx.view.queue.send(Action::Refuse(format!("“{}” cannot be done now", info.name)));
        }
        Some(PaletteLine::Object(id, _)) => cx.view.queue.send(Action::Reveal(*id)),
        Some(PaletteLine::Place { position, .. }) => cx.view.queue.order(crate::ui::order::Order::Visit(*position)),
        Some(PaletteLine::Heading(_) | PaletteLine::Note(_)) | None => {}
    }
}

/// Draws the list below the box, while it is open.
pub(in crate::ui) fn palette_ui(palette: &mut CommandPalette, cx: &PanelContext<'_>, ui: &mut Ui) {
    if !palette.is_open {
        return;
    }
    let has_focus = ui.memory(|memory| memory.has_focus(Id::unique("palette query")));
    let area = Area::new(Id::unique("palette list"))
        .order(Order::Foreground)
        .anchor(Align2::CENTER_TOP, vec2(0.0, 44.0))
        .show(ui.ctx(), |ui| {
            Frame::popup(ui.style())
                .inner_margin(Margin::same(8))
                .show(ui, |ui| {
                    ui.set_width(LIST_WIDTH);
                    ui.spacing_mut().item_spacing.y = 0.0;
                    // As high as the list, which changes with every letter.
                    let height = LIST_HEIGHT.min(palette.lines.len() as f32 * theme::CONTROL_HEIGHT);
                    let list = ScrollArea::vertical().max_height(height).min_scrolled_height(height);
                    list.show(ui, |ui| lines_ui(palette, cx, ui)).inner
                })
                .inner
        });
    palette.moved = false;
    if let Some(line) = area.inner {
        act(palette, cx, line);
        close(palette, ui);
    } else if !has_focus {
        let is_at_work = ui.input(|input| input.pointer.any_down() || input.pointer.any_released());
        if is_at_work && area.response.contains_pointer() {
            // Scrolling the list is no leaving; a pointer that only rests there keeps nothing open.
            ui.memory_mut(|memory| memory.request_focus(Id::unique("palette query")));
        } else {
            close(palette, ui);
        }
    }
}

/// Draws the lines; gives the one that was clicked.
fn lines_ui(palette: &CommandPalette, cx: &PanelContext<'_>, ui: &mut Ui) -> Option<usize> {
    let tokens = theme::tokens(ui);
    let mut clicked = None;
    for (at, line) in palette.lines.iter().enumerate() {
        let (name, right, possible) = match line {
            PaletteLine::Heading(text) | PaletteLine::Note(text) => {
                let text = RichText::new(text).size(theme::TEXT_SMALL).color(tokens.text_weak);
                Frame::new().inner_margin(Margin { left: 10, right: 0, top: 6, bottom: 4 }).show(ui, |ui| {
                    ui.add(Label::new(text).selectable(false));
                });
                continue;
            }
            PaletteLine::Command(info) => {
                let keys = info.shortcut.map(|shortcut| ui.ctx().format_shortcut(&shortcut)).unwrap_or_default();
                (
                    info.name,
                    if keys.is_empty() { info.help.to_owned() } else { format!("{}   {keys}", info.help) },
                    cx.is_possible(info.command),
                )
            }
            PaletteLine::Object(id, name) => (name.as_str(), id.kind.singular().to_owned(), true),
            PaletteLine::Place { name, aside, .. } => (name.as_str(), aside.clone(), true),
        };
        let response = line_ui(ui, name, &right, at == palette.cursor, possible);
        if at == palette.cursor && palette.moved {
            response.scroll_to_me(None);
        }
        if response.clicked() {
            clicked = Some(at);
        }
    }
    clicked
}

/// A line: its name whole as far as there is room at all; what is said beside it is cut first.
fn line_ui(ui: &mut Ui, name: &str, aside: &str, is_at_cursor: bool, possible: bool) -> egui::Response {
    let tokens = theme::tokens(ui);
    let size = vec2(ui.available_width(), theme::CONTROL_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::click());
    if is_at_cursor {
        ui.painter().rect_filled(rect, theme::CORNER, tokens.selected);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, theme::CORNER, tokens.hover);
    }
    let inner = rect.shrink2(vec2(theme::GAP + 2.0, 0.0));
    let color = if possible { tokens.text } else { tokens.text_weak };
    let name_line = text::line(ui, name, FontId::proportional(theme::TEXT_BODY), color, inner.width());
    text::put(ui, inner, egui::Align::Min, &name_line, color);
    let room = inner.width() - name_line.size().x - theme::GAP_EDGE;
    let mut is_cut = name_line.elided;
    if 48.0 < room {
        let small = FontId::proportional(theme::TEXT_SMALL);
        let aside_line = text::line(ui, aside, small, tokens.text_weak, room);
        text::put(ui, inner, egui::Align::Max, &aside_line, tokens.text_weak);
        is_cut |= aside_line.elided;
    } else {
        is_cut |= !aside.is_empty();
    }
    response.widget_info(info(&|| {
        egui::WidgetInfo::selected(egui::Role::Button, possible, is_at_cursor, format!("{name} {aside}"))
    }));
    if is_cut { response.on_hover_text(format!("{name}\n{aside}")) } else { response }
}

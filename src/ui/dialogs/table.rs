//! The rows of the tables of an import, before they are imported: what each column means, what becomes of each row, every
//! cell to be mended in place, and rows to be left out. What is changed here is looked at again at once; the file stays.

use std::collections::HashMap;
use std::sync::Arc;

use egui::{
    Align, Color32, FontId, Id as WidgetId, Layout, Rect, ScrollArea, Sense, TextEdit, Ui, UiBuilder, pos2, vec2,
};

use super::parts::plain;
use crate::edit::describe::{Description, Sort};
use crate::finding::{Finding, Severity};
use crate::formats::csv::{FileChoices, Mapping, ReadTable, SheetRow, TableChoices};
use crate::model::{Kind, Plan, grouped, identity_fields, visible};
use crate::session::tasks::PlannedImport;
use crate::sorting::OrderedMap;
use crate::tabular::exchange::HeaderMeaning;
use crate::ui::theme;
use crate::ui::widgets::choose::{Face, choose_in_line_ui};
use crate::ui::widgets::contents::{info, rows_ui};
use crate::ui::widgets::text;

/// Widths of what stands before the cells: the row's number, Skip, what becomes of it, what is wrong with it.
const NUMBER: f32 = 52.0;
const SKIP: f32 = 32.0;
const FATE: f32 = 64.0;
const PROBLEM: f32 = 230.0;
/// The width of a cell.
const CELL: f32 = 124.0;
/// The height of the grid.
const GRID_HEIGHT: f32 = 208.0;
/// The height of a row.
const ROW: f32 = theme::CONTROL_HEIGHT + 2.0;
/// What stands for a column that means nothing.
const LEFT_OUT: &str = "Left out";

/// The tables of an import.
#[derive(Debug, Default)]
pub(super) struct TableGrids(Vec<TableGrid>);

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RowFate {
    Added,
    Updated,
    Same,
    Refused,
}

impl RowFate {
    const fn word(self) -> &'static str {
        match self {
            Self::Added => "Add",
            Self::Updated => "Update",
            Self::Same => "Same",
            Self::Refused => "Refused",
        }
    }
}

/// What is wrong with a cell, or with a whole row.
type Problem = (Option<usize>, Severity, String);

/// A table.
#[derive(Debug)]
struct TableGrid {
    file: Arc<str>,
    kind: Option<Kind>,
    table: ReadTable,
    header: Vec<String>,
    /// The header of what each column means.
    meanings: Vec<Option<String>>,
    /// What columns may mean.
    known: Vec<String>,
    /// What is wrong, by the row's number.
    wrong: OrderedMap<usize, Vec<Problem>>,
    /// What becomes of rows, in their order.
    fates: Vec<RowFate>,
    /// Whether all rows are listed, or those with problems.
    shows_all: bool,
    /// The places of the rows that are listed.
    listed: Vec<usize>,
    /// What is typed into cells and was not left yet, by row and column.
    typed: HashMap<(usize, usize), String>,
    /// Whether what columns mean is shown.
    shows_columns: bool,
}

impl TableGrids {
    /// Of what was read, what was found, and what it would do.
    pub(super) fn new(planned: &PlannedImport, description: &Description, before: Option<&Self>) -> Self {
        let (tables, problems) = (&planned.tables, &planned.outcome.report.problems);
        // What is refused as a whole does nothing: what it would do is seen by what the plan has.
        let unplanned = planned.outcome.report.refused.then_some(&*planned.from);
        let fates = fates(description);
        let grid = |table: &ReadTable| {
            let mut grid = TableGrid::new(table, problems, (&fates, unplanned));
            // What somebody has opened stays open, also when they say what its rows are.
            let of_file = |old: &&TableGrid| old.file == grid.file;
            let old = before.and_then(|before| {
                let known = before.0.iter().find(|old| of_file(old) && old.kind == grid.kind);
                known.or_else(|| before.0.iter().find(of_file))
            });
            if let Some(old) = old {
                (grid.shows_all, grid.shows_columns) = (old.shows_all, old.shows_columns);
            }
            grid.list();
            grid
        };
        Self(tables.iter().map(grid).collect())
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How high they are, about.
    pub(super) fn height(&self) -> f32 {
        let of = |table: &TableGrid| {
            let grid = if table.listed.is_empty() { 0.0 } else { table.grid_height() + ROW };
            72.0 + grid + if table.shows_columns { 120.0 } else { 0.0 }
        };
        self.0.iter().map(of).sum()
    }

    /// Draws them; says whether something was changed.
    pub(super) fn tables_ui(&mut self, ui: &mut Ui, choices: &mut TableChoices) -> bool {
        let before = choices.clone();
        for table in &mut self.0 {
            let file = Arc::clone(&table.file);
            ui.push_id((&*file, table.kind), |ui| table.table_ui(ui, choices));
        }
        if !choices.files.values().all(FileChoices::is_empty) && plain(ui, "As the files say").clicked() {
            choices.files.clear();
        }
        *choices != before
    }
}

/// What becomes of objects, by kind and by what files call them.
fn fates(description: &Description) -> HashMap<(Kind, String), RowFate> {
    let mut fates = HashMap::new();
    for subject in &description.added {
        if let Sort::Object(kind) = subject.sort {
            fates.insert((kind, subject.name()), RowFate::Added);
        }
    }
    for object in &description.changed {
        if let Sort::Object(kind) = object.subject.sort {
            fates.insert((kind, object.subject.name()), RowFate::Updated);
        }
    }
    fates
}

impl TableGrid {
    fn new(
        table: &ReadTable,
        problems: &[Finding],
        (known_fates, unplanned): (&HashMap<(Kind, String), RowFate>, Option<&Plan>),
    ) -> Self {
        let header: Vec<String> = table.sheet.header.cells().map(|cell| cell.trim().to_owned()).collect();
        let known = |mapping: &Mapping| mapping.known.iter().map(|column| column.header.clone()).collect::<Vec<_>>();
        let known: Vec<String> = table.mapping.as_ref().map(known).unwrap_or_default();
        let meaning = |at: usize| match table.mapping.as_ref()?.meanings.get(at)? {
            Some(HeaderMeaning::Column(column) | HeaderMeaning::ColumnById(column)) => known.get(*column).cloned(),
            _ => None,
        };
        let meanings: Vec<Option<String>> = (0..header.len()).map(meaning).collect();
        let numbers = table.numbers();
        let mut wrong: OrderedMap<usize, Vec<Problem>> = OrderedMap::new();
        for problem in problems.iter().filter(|problem| problem.severity != Severity::Note) {
            let Some(place) = problem.subject.place().filter(|place| place.file == table.file) else { continue };
            let Some(number) = numbers.get(&place.at).copied() else { continue };
            let column = header.iter().position(|name| *name == problem.field).or_else(|| {
                // What is found later is told by the field's key.
                let mapping = table.mapping.as_ref()?;
                mapping.place_of(mapping.known_of(&problem.field)?)
            });
            wrong.entry(number).or_default().push((column, problem.severity, problem.message.clone()));
        }
        let names = table.mapping.as_ref().map(names_of).unwrap_or_default();
        let kind = table.mapping.as_ref().map(|mapping| mapping.kind);
        let fate = |row: &SheetRow| {
            let is_refused = wrong.get(&row.number).is_some_and(|all| all.iter().any(|one| one.1 == Severity::Error));
            if is_refused {
                return RowFate::Refused;
            }
            let name: Vec<&str> = names.iter().map(|at| row.get(*at).unwrap_or_default().trim()).collect();
            let Some(kind) = kind else { return RowFate::Same };
            if let Some(plan) = unplanned {
                let is_there = name.iter().any(|part| plan.indexes.named(kind, part).next().is_some());
                return if is_there { RowFate::Updated } else { RowFate::Added };
            }
            known_fates.get(&(kind, name.join("/"))).copied().unwrap_or(RowFate::Same)
        };
        let fates = table.sheet.rows.iter().map(fate).collect();
        Self {
            file: Arc::clone(&table.file),
            kind,
            table: table.clone(),
            header,
            meanings,
            known,
            wrong,
            fates,
            shows_all: false,
            listed: Vec::new(),
            typed: HashMap::new(),
            shows_columns: false,
        }
    }

    /// Finds the rows that are listed.
    fn list(&mut self) {
        let rows = self.table.sheet.rows.iter().enumerate();
        let is_listed = |row: &SheetRow| {
            self.shows_all || self.wrong.contains_key(&row.number) || self.table.skipped.contains(&row.number)
        };
        self.listed = rows.filter(|(_, row)| is_listed(row)).map(|(at, _)| at).collect();
    }

    fn grid_height(&self) -> f32 {
        (self.listed.len() as f32 * ROW).min(GRID_HEIGHT)
    }

    fn table_ui(&mut self, ui: &mut Ui, choices: &mut TableChoices) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = theme::GAP;
            let name = self.file.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
            text::line_ui(ui, &visible(&name), theme::strong(theme::TEXT_BODY), theme::tokens(ui).text)
                .on_hover_text(&*self.file);
            self.kind_ui(ui, choices);
            if self.kind.is_some() {
                ui.toggle_value(&mut self.shows_columns, "Columns").on_hover_text("Say what the columns mean");
                let all = format!("All {} rows", grouped(self.table.sheet.rows.len()));
                if ui.toggle_value(&mut self.shows_all, all).changed() {
                    self.list();
                }
                self.fates_ui(ui, choices);
            }
        });
        if let Some(kind) = self.kind.filter(|_| self.shows_columns) {
            self.columns_ui(ui, kind, choices);
        }
        if !self.listed.is_empty() {
            self.grid_ui(ui, choices);
        }
    }

    fn kind_ui(&self, ui: &mut Ui, choices: &mut TableChoices) {
        let lines: Vec<&str> = Kind::ALL.iter().map(|kind| kind.plural()).collect();
        let current = self.kind.and_then(|own| Kind::ALL.iter().position(|kind| *kind == own));
        let chosen = current.and_then(|at| lines.get(at)).copied();
        let face = Face { name: "Rows are", chosen, hint: "Rows are…", unresolved: false, enabled: true };
        let id = WidgetId::unique(("rows are", &*self.file, self.kind));
        let picked = choose_in_line_ui(ui, id, 168.0, &face, current, &lines).and_then(|at| Kind::ALL.get(at));
        if let Some(kind) = picked {
            choices.files.entry(Arc::clone(&self.file)).or_default().kind = Some(*kind);
        }
    }

    /// What becomes of how many rows; a click leaves all of those out, or takes them again.
    fn fates_ui(&self, ui: &mut Ui, choices: &mut TableChoices) {
        for fate in [RowFate::Added, RowFate::Updated, RowFate::Refused] {
            let rows = self.table.sheet.rows.iter().zip(&self.fates);
            let numbers: Vec<usize> = rows.filter(|(_, own)| **own == fate).map(|(row, _)| row.number).collect();
            if numbers.is_empty() {
                continue;
            }
            let words = format!("Skip {} to {}", grouped(numbers.len()), fate.word().to_lowercase());
            let words =
                if fate == RowFate::Refused { format!("Skip {} refused", grouped(numbers.len())) } else { words };
            if ui.button(words).clicked() {
                choices.files.entry(Arc::clone(&self.file)).or_default().skipped.extend(numbers);
            }
        }
        if !self.table.skipped.is_empty() {
            let words = format!("Take {} skipped", grouped(self.table.skipped.len()));
            if ui.button(words).clicked() {
                choices.files.entry(Arc::clone(&self.file)).or_default().skipped.clear();
            }
        }
    }

    /// What each column means.
    fn columns_ui(&self, ui: &mut Ui, kind: Kind, choices: &mut TableChoices) {
        ScrollArea::vertical().id_salt("columns").max_height(116.0).show(ui, |ui| {
            let lines: Vec<&str> = std::iter::once(LEFT_OUT).chain(self.known.iter().map(String::as_str)).collect();
            ui.horizontal_wrapped(|ui| {
                for (header, means) in self.header.iter().zip(&self.meanings) {
                    ui.label(visible(header));
                    let shown = means.as_deref().unwrap_or(LEFT_OUT);
                    let current = lines.iter().position(|line| *line == shown);
                    let name = format!("What {header} means");
                    let face = Face { name: &name, chosen: Some(shown), hint: "", unresolved: false, enabled: true };
                    let id = WidgetId::unique(("column means", &*self.file, kind, header.as_str()));
                    if let Some(at) = choose_in_line_ui(ui, id, 148.0, &face, current, &lines) {
                        let means = if at == 0 { "" } else { lines.get(at).copied().unwrap_or_default() };
                        choices.say_header(kind, header, means);
                    }
                    ui.add_space(theme::GAP);
                }
            });
        });
    }

    fn grid_ui(&mut self, ui: &mut Ui, choices: &mut TableChoices) {
        let columns: Vec<usize> =
            (0..self.header.len()).filter(|at| self.meanings.get(*at).is_some_and(Option::is_some)).collect();
        let width = NUMBER + SKIP + FATE + PROBLEM + CELL * columns.len() as f32;
        let mut file = choices.files.get(&self.file).cloned().unwrap_or_default();
        let was = file.clone();
        let listed = std::mem::take(&mut self.listed);
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::horizontal().id_salt("grid").show(ui, |ui| {
            ui.set_min_width(width);
            self.head_ui(ui, &columns, width);
            let height = (listed.len() as f32 * ROW).min(GRID_HEIGHT);
            let area = ScrollArea::vertical().id_salt("rows").max_height(height).min_scrolled_height(height);
            rows_ui(area.auto_shrink([false, true]), ui, ROW, listed.len(), &mut |ui, range| {
                for at in range {
                    let Some(row) = listed.get(at).and_then(|place| Some((*place, self.table.sheet.rows.get(*place)?)))
                    else {
                        continue;
                    };
                    let row = (row.0, row.1.clone());
                    let (rect, _) = ui.allocate_exact_size(vec2(width, ROW), Sense::hover());
                    self.row_ui(ui, rect, &row, &columns, &mut file);
                }
            });
        });
        self.listed = listed;
        if file != was {
            choices.files.insert(Arc::clone(&self.file), file);
        }
    }

    fn head_ui(&self, ui: &mut Ui, columns: &[usize], width: f32) {
        let (rect, _) = ui.allocate_exact_size(vec2(width, ROW), Sense::hover());
        let color = theme::tokens(ui).text_weak;
        let mut x = rect.left();
        let fixed = [("Row", NUMBER), ("Skip", SKIP), ("Becomes", FATE), ("Problem", PROBLEM)];
        let cells = columns.iter().map(|at| (self.header.get(*at).map_or("", String::as_str), CELL));
        for (words, wide) in fixed.into_iter().chain(cells) {
            let place = Rect::from_min_size(pos2(x, rect.top()), vec2(wide - theme::GAP_SMALL, ROW));
            let galley = text::line(ui, words, theme::strong(theme::TEXT_SMALL), color, place.width());
            text::put(ui, place, Align::Min, &galley, color);
            x += wide;
        }
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, egui::Stroke::new(1.0, theme::tokens(ui).line));
    }

    fn row_ui(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        (at, row): &(usize, SheetRow),
        columns: &[usize],
        file: &mut FileChoices,
    ) {
        let number = row.number;
        let mut x = rect.left();
        let mut place = |wide: f32| {
            let place = Rect::from_min_size(pos2(x, rect.top()), vec2(wide - theme::GAP_SMALL, ROW));
            x += wide;
            place
        };
        let tokens = theme::tokens(ui);
        let put = |ui: &Ui, place: Rect, words: &str, color: Color32| {
            let galley = text::line(ui, words, FontId::proportional(theme::TEXT_SMALL), color, place.width());
            text::put(ui, place, Align::Min, &galley, color);
        };
        put(ui, place(NUMBER), &number.to_string(), tokens.text_weak);
        let mut is_skipped = file.skipped.contains(&number);
        let skip = within(ui, place(SKIP), ("skip", number), |ui| ui.checkbox(&mut is_skipped, ""));
        name(ui, skip.id, format!("Skip row {number}"));
        if skip.changed() {
            if is_skipped {
                file.skipped.insert(number);
            } else {
                file.skipped.remove(&number);
            }
        }
        let fate = self.fates.get(*at).copied().unwrap_or(RowFate::Same);
        put(ui, place(FATE), if is_skipped { "Skip" } else { fate.word() }, tokens.text);
        let problems = self.wrong.get(&number).map(Vec::as_slice).unwrap_or_default();
        self.problem_ui(ui, place(PROBLEM), number, problems);
        for at in columns {
            let field = place(CELL);
            let read = row.get(*at).unwrap_or_default();
            let worst = problems.iter().filter(|(of, ..)| *of == Some(*at)).map(|(_, severity, _)| *severity).max();
            let cell = self.typed.entry((number, *at)).or_insert_with(|| read.to_owned());
            let mut edit =
                TextEdit::singleline(cell).desired_width(field.width() - 2.0 * theme::GAP).margin(theme::FIELD);
            if worst.is_some() {
                edit = edit.text_color(color(ui, worst));
            }
            let response = within(ui, field, (number, *at), |ui| ui.add(edit));
            name(ui, response.id, format!("Row {number} {}", self.header.get(*at).map_or("", String::as_str)));
            if response.lost_focus() && cell != read {
                file.cells.insert((number, *at), cell.clone());
            }
            if !response.has_focus() {
                self.typed.remove(&(number, *at));
            }
        }
    }

    fn problem_ui(&self, ui: &Ui, place: Rect, number: usize, problems: &[Problem]) {
        let said = problems.iter().map(|(at, _, message)| match at.and_then(|at| self.header.get(at)) {
            Some(column) => format!("{column}: {message}"),
            None => message.clone(),
        });
        let said: Vec<String> = said.collect();
        let Some(first) = said.first() else { return };
        let color = color(ui, problems.iter().map(|(_, severity, _)| *severity).max());
        let galley = text::line(ui, &visible(first), FontId::proportional(theme::TEXT_SMALL), color, place.width());
        text::put(ui, place, Align::Min, &galley, color);
        let response = ui.interact(place, ui.scope_id().with(("problem", number)), Sense::hover());
        response.widget_info(info(&|| egui::WidgetInfo::labeled(egui::Role::Label, true, said.join("; "))));
        response.on_hover_text(said.join("\n"));
    }
}

/// The columns of a table that tell its rows apart, as files have it.
fn names_of(mapping: &Mapping) -> Vec<usize> {
    let known = identity_fields(mapping.kind).iter().filter_map(|key| mapping.known_of(key));
    known.filter_map(|known| mapping.place_of(known)).collect()
}

/// A widget in a place of its own.
fn within<R>(
    ui: &mut Ui,
    place: Rect,
    salt: impl std::hash::Hash + std::fmt::Debug,
    add: impl FnOnce(&mut Ui) -> R,
) -> R {
    let layout = Layout::left_to_right(Align::Center);
    let mut child = ui.new_child(UiBuilder::new().max_rect(place).id_salt(salt).layout(layout));
    add(&mut child)
}

/// Says what something is for to those who don't see the row and the column that it stands in.
fn name(ui: &Ui, id: egui::Id, name: String) {
    ui.ctx().accesskit_node_builder(id, |node| node.set_label(name));
}

fn color(ui: &Ui, severity: Option<Severity>) -> Color32 {
    let tokens = theme::tokens(ui);
    match severity {
        Some(Severity::Error) => tokens.wrong,
        Some(Severity::Warning) => tokens.warned,
        Some(Severity::Note) | None => tokens.text,
    }
}

//! What a table remembers between frames: sorting, filter, columns, and where its keyboard stands. And what keys and
//! clicks do to the selection, which is plain reckoning.

use std::sync::Arc;

use super::order::{IN_FRAME_UP_TO, RowOrder};
use crate::formats::cells::Cells;
use crate::model::{AnyId, Kind};
use crate::session::tasks::what_if::Loads;
use crate::tabular::cell::cell;
use crate::tabular::columns::{ColumnInfo, columns};
use crate::tabular::completion::{self, Completion};
use crate::tabular::filter::{FilterError, RowFilter};
use crate::tabular::given::{GivenAsked, GivenColumns};
use crate::ui::latest::{Latest, Task};
use crate::ui::selection::Selection;
use crate::ui::settings::KeptTable;
use crate::ui::theme;
use crate::ui::view::ViewContext;

/// Columns get no narrower than so much of their usual width by themselves
const LEAST_FACTOR: f32 = 0.8;
/// and no wider.
const MOST_FACTOR: f32 = 1.4;

/// Which rows and findings were looked at, and the rows with problems among them.
pub(super) type Troubled = ((Arc<Vec<u64>>, u64), Arc<Vec<u64>>);

/// What may follow what is typed into a filter: found elsewhere where there are many rows.
#[derive(Debug)]
pub(super) struct FilterCompletions {
    /// By the plan's revision, what was typed, and what is given of the column that it asks of.
    latest: Latest<(u64, String, GivenColumns), Vec<Completion>>,
    /// Whether somebody types.
    is_typed: bool,
    /// How many rows could be looked through while a frame waited, and how often something else was asked.
    pub(super) in_frames: usize,
    pub(super) asked: usize,
}

impl Default for FilterCompletions {
    fn default() -> Self {
        Self {
            latest: Latest::new(Task::unseen("Looking for what may follow")),
            is_typed: false,
            in_frames: 0,
            asked: 0,
        }
    }
}

impl FilterCompletions {
    /// Looks for what may follow a text.
    pub(super) fn follow(&mut self, ctx: &egui::Context, view: &ViewContext<'_>, kind: Kind, text: &str) {
        self.is_typed = true;
        let given = view.derived.given(completion::asked_given(kind, text));
        let (plan, key) = (Arc::clone(view.plan), (view.revision, text.to_owned(), given));
        if self.latest.asked() == Some(&key) {
            self.latest.follow(ctx);
            return;
        }
        self.asked += 1;
        if plan.count(kind) <= IN_FRAME_UP_TO {
            self.in_frames += plan.count(kind);
            let found = completion::completions(&plan, &key.2, kind, text);
            self.latest.answer(key, found);
        } else {
            let (text, given) = (key.1.clone(), key.2.clone());
            self.latest.ask(ctx, &key, move |_| Some(completion::completions(&plan, &given, kind, &text)));
        }
    }

    /// Nobody types any more.
    pub(super) const fn end(&mut self) {
        self.is_typed = false;
    }

    /// Whether somebody types.
    pub(super) const fn is_typed(&self) -> bool {
        self.is_typed
    }

    /// What may follow what stands there now.
    pub(super) fn offers(&self) -> &[Completion] {
        let current = self.latest.asked().filter(|_| self.is_typed).and_then(|asked| self.latest.answer_to(asked));
        current.map(|found| found.as_slice()).unwrap_or_default()
    }
}

/// One kind's table.
#[derive(Debug)]
pub(super) struct TableState {
    /// Its kind.
    pub kind: Kind,
    /// All columns, in order.
    pub columns: Vec<TableColumn>,
    /// Which columns sort, the first one first, and whether the largest come first.
    pub sort: Vec<(usize, bool)>,
    /// As it was typed.
    pub filter: String,
    /// What it was when it was last read.
    read_of: String,
    /// The filter in force: the last one that could be read.
    pub read: RowFilter,
    /// Why what is typed cannot be read.
    pub fault: Option<FilterError>,
    /// Filters that somebody has saved.
    pub filters: Vec<String>,
    /// What may follow what is typed.
    pub completions: FilterCompletions,
    /// The cell in which somebody types.
    pub editing: Option<CellEditing>,
    /// The column in which a cell was clicked last.
    pub cell_column: Option<usize>,
    /// Whether only what has problems is shown.
    pub problems_only: bool,
    /// Whether anything of the kind has problems: then there is a column of them.
    pub has_problems: bool,
    /// Whether anything of the kind carries more than it can, and of which loads that was found out.
    pub over: Option<(Arc<Option<Loads>>, bool)>,
    /// The rows with problems, and of which rows and findings they are.
    pub troubled: Option<Troubled>,
    /// What is given of rows, where a column that is shown, sorts or filters asks for it.
    pub given: GivenColumns,
    /// The rows, in order.
    pub order: RowOrder,
    /// Where a range begins.
    pub anchor: Option<u64>,
    /// The lead of the selection that the table has scrolled to.
    pub followed: Option<AnyId>,
    /// A row to scroll to.
    pub scroll_to: Option<usize>,
    /// Whether somebody has dragged a column's edge: then widths stay as they are.
    pub resized: bool,
    /// How far the body is scrolled to the side, which the header follows.
    pub scroll_x: f32,
}

/// A column and what somebody has made of it.
#[derive(Debug)]
pub(super) struct TableColumn {
    /// What it is.
    pub column: ColumnInfo,
    /// Whether it is shown.
    pub shown: bool,
    /// How wide it is.
    pub width: f32,
    /// How wide it must be for the numbers in it, as far as they have been seen: a number that is cut is another number.
    pub needed: f32,
}

/// A cell in which somebody types.
#[derive(Clone, Debug)]
pub(super) struct CellEditing {
    /// The row.
    pub number: u64,
    /// The column.
    pub column: usize,
    /// What is typed.
    pub text: String,
    /// Why it cannot be so.
    pub refused: Option<String>,
    /// Whether the field has yet to take the keyboard.
    pub is_fresh: bool,
    /// Where the cell was drawn in this frame.
    pub place: Option<egui::Rect>,
}

/// Where a key goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowStep {
    /// So many rows down, or up.
    By(isize),
    /// To the first row.
    First,
    /// To the last row.
    Last,
}

impl TableState {
    /// A table as nobody has touched it.
    pub(super) fn new(kind: Kind) -> Self {
        let column =
            |column: ColumnInfo| TableColumn { shown: column.shown, width: usual_width(&column), needed: 0.0, column };
        let columns: Vec<TableColumn> = columns(kind).into_iter().map(column).collect();
        // By name; Traffic Portal does the same.
        let by_name =
            columns.iter().position(|column| matches!(column.column.header, "Name" | "Host" | "XML ID" | "ASN"));
        Self {
            kind,
            columns,
            sort: vec![(by_name.unwrap_or(0), false)],
            filter: String::new(),
            read_of: String::new(),
            read: RowFilter::default(),
            fault: None,
            filters: Vec::new(),
            completions: FilterCompletions::default(),
            editing: None,
            cell_column: None,
            problems_only: false,
            has_problems: false,
            over: None,
            troubled: None,
            given: GivenColumns::default(),
            order: RowOrder::default(),
            anchor: None,
            followed: None,
            scroll_to: None,
            resized: false,
            scroll_x: 0.0,
        }
    }

    /// What clicking a header does: ascending, descending, not sorted. `also` keeps the columns that sort already: among
    /// equals in those, this one decides.
    pub(super) fn sort_by(&mut self, column: usize, also: bool) {
        let at = self.sort.iter().position(|(at, _)| *at == column);
        let next = match at.and_then(|at| self.sort.get(at)) {
            Some((_, false)) => Some((column, true)),
            Some((_, true)) => None,
            None => Some((column, false)),
        };
        if !also {
            self.sort = next.into_iter().collect();
        } else if let Some(at) = at {
            self.sort.splice(at..=at, next);
        } else {
            self.sort.extend(next);
        }
    }

    /// What is seen, or decides what is seen, and is no part of the plan.
    pub(super) fn asked_given(&self) -> GivenAsked {
        GivenAsked::of(self.shown()).and(self.ordered_by_given())
    }

    /// What decides which rows there are, in which order, and is no part of the plan.
    pub(super) fn ordered_by_given(&self) -> GivenAsked {
        let sorted = self.sort.iter().filter_map(|(at, _)| Some(&self.columns.get(*at)?.column));
        let asked = GivenAsked::of(sorted).and(self.read.asked_given());
        // Words are looked for in all that is shown.
        if self.read.has_words() { asked.and(GivenAsked::of(self.shown())) } else { asked }
    }

    fn shown(&self) -> impl Iterator<Item = &ColumnInfo> {
        self.columns.iter().filter(|column| column.shown).map(|column| &column.column)
    }

    /// Reads the filter when something else stands there.
    pub(super) fn read_filter(&mut self) {
        if self.read_of == self.filter {
            return;
        }
        self.read_of.clone_from(&self.filter);
        match RowFilter::read(self.kind, &self.filter) {
            Ok(filter) => (self.read, self.fault) = (filter, None),
            Err(fault) => self.fault = Some(fault),
        }
    }

    /// How somebody has left it; none: as it is at first.
    pub(super) fn kept(&self) -> Option<KeptTable> {
        let first = Self::new(self.kind);
        let is_shown = |state: &Self| state.columns.iter().map(|column| column.shown).collect::<Vec<_>>();
        if self.sort == first.sort && is_shown(self) == is_shown(&first) && self.filters.is_empty() {
            return None;
        }
        let header = |at: &usize| Some(self.columns.get(*at)?.column.header.to_owned());
        let sort = self.sort.iter().filter_map(|(at, descending)| Some((header(at)?, *descending))).collect();
        let shown = self.columns.iter().filter(|column| column.shown);
        let shown = shown.map(|column| column.column.header.to_owned()).collect();
        Some(KeptTable { kind: self.kind, sort, shown, filters: self.filters.clone() })
    }

    /// As somebody has left it; what is no column any more is passed over.
    pub(super) fn of_kept(kept: &KeptTable) -> Self {
        let mut state = Self::new(kept.kind);
        let find = |header: &str| state.columns.iter().position(|column| column.column.header == header);
        state.sort = kept.sort.iter().filter_map(|(header, descending)| Some((find(header)?, *descending))).collect();
        state.filters.clone_from(&kept.filters);
        if kept.shown.iter().any(|header| find(header).is_some()) {
            for column in &mut state.columns {
                column.shown = kept.shown.iter().any(|header| header == column.column.header);
            }
        }
        state
    }

    /// Fits the columns into a width as far as they bear it, until somebody drags one.
    pub(super) fn fit(&mut self, width: f32) {
        if self.resized {
            self.columns.iter_mut().for_each(|column| column.width = column.width.max(column.needed));
            return;
        }
        let usual = |column: &TableColumn| usual_width(&column.column).max(column.needed);
        let total: f32 = self.columns.iter().filter(|column| column.shown).map(usual).sum();
        let factor = (width / total.max(1.0)).min(MOST_FACTOR);
        // What does not fit anyway is scrolled, and not squeezed as well.
        let factor = if factor < LEAST_FACTOR { 1.0 } else { factor };
        for column in &mut self.columns {
            column.width = (usual(column) * factor).floor().max(column.needed);
        }
    }

    /// The shown cells of the selected rows, or of all of `rows` where none of them is, under their headers; and how many
    /// rows that are.
    pub(super) fn cells(&self, view: &ViewContext<'_>, rows: &[u64]) -> (Cells, usize) {
        let is_selected = |number: &u64| view.selection.contains(self.object(*number));
        let selected: Vec<u64> = rows.iter().copied().filter(is_selected).collect();
        let rows = if selected.is_empty() { rows } else { &selected };
        let shown: Vec<ColumnInfo> =
            self.columns.iter().filter(|column| column.shown).map(|column| column.column).collect();
        let text = |object: AnyId, column: &ColumnInfo| {
            let cell = cell(view.plan, &self.given, object, column);
            cell.exact.unwrap_or(cell.text)
        };
        let row = |number: &u64| shown.iter().map(|column| text(self.object(*number), column)).collect();
        let headers = shown.iter().map(|column| column.header.to_owned()).collect();
        (Cells { headers, rows: rows.iter().map(row).collect() }, rows.len())
    }

    /// The id of a row.
    pub(super) const fn object(&self, number: u64) -> AnyId {
        AnyId { kind: self.kind, number }
    }

    /// What is selected when a row is clicked, or stepped to, while Shift is held: all from the anchor to it.
    pub(super) fn range(&self, rows: &Arc<Vec<u64>>, to: u64) -> Selection {
        let place = |number: u64| rows.iter().position(|row| *row == number);
        let (Some(to_at), Some(from_at)) = (place(to), self.anchor.and_then(place)) else {
            return Selection::one(self.object(to));
        };
        let between = &rows[from_at.min(to_at)..=from_at.max(to_at)];
        Selection::many([to].iter().chain(between).map(|number| self.object(*number)))
    }

    /// The row that a key leads to.
    pub(super) fn step(rows: &[u64], from: Option<u64>, step: RowStep) -> Option<u64> {
        let last = rows.len().checked_sub(1)?;
        let at = from.and_then(|number| rows.iter().position(|row| *row == number));
        let to = match (step, at) {
            (RowStep::First, _) | (RowStep::By(_), None) => 0,
            (RowStep::Last, _) => last,
            (RowStep::By(rows), Some(at)) => at.saturating_add_signed(rows).min(last),
        };
        rows.get(to).copied()
    }
}

/// How wide a column is until there is more or less room.
fn usual_width(column: &ColumnInfo) -> f32 {
    let by_header = 7.0 * column.header.len() as f32 + 2.0 * theme::GAP + 14.0;
    let by_content: f32 = match column.header {
        "Name" | "Host" | "XML ID" | "Profile(s)" | "Description" | "Origin Server Base URL" | "Address" => 180.0,
        "Latitude" | "Longitude" | "ID" => 92.0,
        "IPv6 Address" => 190.0,
        "Type" | "Short Name" | "Status" => 112.0,
        _ if column.numeric => 80.0,
        _ => 136.0,
    };
    by_content.max(by_header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_and_steps() {
        let mut state = TableState::new(Kind::CacheGroup);
        let rows = Arc::new(vec![5, 3, 9, 1]);
        state.anchor = Some(9);
        let range = state.range(&rows, 5);
        assert_eq!(range.lead(), Some(state.object(5)));
        assert_eq!(range.iter().map(|object| object.number).collect::<Vec<_>>(), [3, 5, 9]);
        state.anchor = None;
        assert_eq!(state.range(&rows, 1).len(), 1);
        assert_eq!(TableState::step(&rows, Some(3), RowStep::By(1)), Some(9));
        assert_eq!(TableState::step(&rows, Some(3), RowStep::By(-10)), Some(5));
        assert_eq!(TableState::step(&rows, None, RowStep::By(1)), Some(5));
        assert_eq!(TableState::step(&rows, Some(3), RowStep::Last), Some(1));
        assert_eq!(TableState::step(&[], None, RowStep::First), None);
    }

    #[test]
    fn a_header_sorts_up_down_and_not() {
        let mut state = TableState::new(Kind::CacheGroup);
        assert_eq!(state.sort, [(0, false)]);
        state.sort_by(0, false);
        assert_eq!(state.sort, [(0, true)]);
        state.sort_by(0, false);
        assert_eq!(state.sort, []);
        state.sort_by(5, false);
        assert_eq!(state.sort, [(5, false)]);
        state.sort_by(2, true);
        state.sort_by(5, true);
        assert_eq!(state.sort, [(5, true), (2, false)]);
        state.sort_by(5, true);
        assert_eq!(state.sort, [(2, false)]);
        state.sort_by(5, false);
        assert_eq!(state.sort, [(5, false)]);
    }

    #[test]
    fn a_table_is_left_and_found_again() {
        let mut state = TableState::new(Kind::CacheGroup);
        assert_eq!(state.kept(), None);
        state.sort_by(2, false);
        state.sort_by(0, true);
        state.columns[1].shown = false;
        let kept = state.kept().unwrap();
        let again = TableState::of_kept(&kept);
        assert_eq!((&again.sort, again.columns[1].shown, again.kept().unwrap()), (&state.sort, false, kept.clone()));
        let odd = KeptTable { sort: vec![("Nonesuch".to_owned(), true)], shown: vec!["Nonesuch".to_owned()], ..kept };
        let odd = TableState::of_kept(&odd);
        assert!(odd.sort.is_empty() && odd.columns.iter().any(|column| column.shown));
    }
}

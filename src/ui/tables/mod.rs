//! The bottom panel: a table of the objects of a kind, generated from the field table. It reads the plan and sends
//! actions; sorting and filtering large tables happens on another thread.

mod body;
mod editing;
mod filtering;
mod header;
mod order;
mod state;
mod toolbar;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use egui::{Rect, Ui, UiBuilder};

use crate::model::{AnyId, Kind, Plan};
use crate::sorting::OrderedMap;
use crate::tabular::rows::{RowQuery, rows};
use crate::ui::settings::KeptTable;
use crate::ui::theme;
use crate::ui::view::ViewContext;
use crate::ui::widgets::request;
use order::RowsKey;
use state::TableState;
pub(in crate::ui) use toolbar::title_elsewhere;

/// What a table shows when the plan is first seen: what was asked, and the rows.
pub(in crate::ui) type FirstRows = (RowQuery, Vec<u64>);

/// The tables of all kinds, each as somebody has left it.
#[derive(Debug, Default)]
pub struct Tables {
    states: OrderedMap<Kind, TableState>,
    /// How tables were left that have not been seen since.
    kept: Vec<KeptTable>,
}

impl Tables {
    /// Shows only what contains all words of a filter.
    pub fn set_filter(&mut self, kind: Kind, filter: String) {
        self.state(kind).filter = filter;
    }

    /// How many rows were put in order, or looked through for completions, while frames waited; and how often another order
    /// or other completions were asked for.
    pub fn gone_through(&self) -> [usize; 2] {
        let each = self.states.values().map(|state| {
            let (order, completions) = (&state.order, &state.completions);
            [order.in_frames + completions.in_frames, order.asked + completions.asked]
        });
        each.fold([0, 0], |sum, own| [sum[0] + own[0], sum[1] + own[1]])
    }

    /// Forgets everything but how tables are sorted and what they show: another plan has been opened.
    pub fn clear(&mut self) {
        self.kept = self.kept();
        self.states.clear();
    }

    /// How tables are left that are not as they are at first.
    pub fn kept(&self) -> Vec<KeptTable> {
        let unseen = self.kept.iter().filter(|kept| !self.states.contains_key(&kept.kind)).cloned();
        unseen.chain(self.states.values().filter_map(TableState::kept)).collect()
    }

    /// Shows tables as they were left.
    pub fn restore(&mut self, kept: Vec<KeptTable>) {
        self.kept = kept;
        self.states.clear();
    }

    /// The objects of a kind that its table's filter lets through: in its order, if that is known.
    pub fn filtered(&mut self, plan: &Plan, revision: u64, kind: Kind) -> Vec<AnyId> {
        let state = self.state(kind);
        let key = asked(revision, state);
        // As a rule they stand there; if not, their order is not worth the wait.
        let known = state.order.known(&key);
        let rows = known.unwrap_or_else(|| {
            state.order.in_frames += plan.count(kind);
            let query = RowQuery { sort: Vec::new(), ..key.1 };
            Arc::new(rows(plan, &query, &AtomicBool::new(false)).unwrap_or_default())
        });
        rows.iter().map(|number| state.object(*number)).collect()
    }

    /// What the table of a kind shows first, to be looked up before the plan is shown; of the groups, if it has none.
    pub(in crate::ui) fn first_query(&mut self, kind: Kind) -> RowQuery {
        asked(0, self.state(kind)).1
    }

    /// Takes rows that were looked up before the plan was shown, so that they stand there at once.
    pub(in crate::ui) fn show_first(&mut self, revision: u64, first: FirstRows) {
        let (query, rows) = first;
        self.state(query.kind).order.answer((revision, query), rows);
    }

    fn state(&mut self, kind: Kind) -> &mut TableState {
        let Self { states, kept } = self;
        states.entry(kind).or_insert_with(|| {
            let left = kept.iter().find(|kept| kept.kind == kind);
            left.map_or_else(|| TableState::new(kind), TableState::of_kept)
        })
    }

    /// Draws a kind's table. It fills its place and keeps its own distance from the edges.
    pub fn table_ui(&mut self, ui: &mut Ui, view: &ViewContext<'_>, kind: Kind) {
        let state = self.state(kind);
        if let Some(filter) = request::take_filter(ui.ctx(), kind) {
            state.filter = filter;
        }
        ui.push_id(("table", kind), |ui| {
            state.read_filter();
            state.given = view.derived.given(state.asked_given());
            let asked = asked(view.revision, state);
            let rows = state.order.rows(ui.ctx(), view.plan, &asked);
            let all = view.plan.count(kind);
            let rows = troubled(view, state, rows);
            let frame = egui::Frame::NONE.inner_margin(theme::TABLE_TITLE);
            frame.show(ui, |ui| toolbar::toolbar_ui(ui, view, state, &rows, all));
            ui.spacing_mut().item_spacing.y = 0.0;
            if all == 0 {
                return toolbar::empty_ui(ui, view, kind);
            }
            let header = ui.available_rect_before_wrap();
            let header = Rect::from_min_size(header.min, egui::vec2(header.width(), theme::ROW_HEIGHT));
            ui.advance_cursor_after_rect(header);
            if rows.is_empty() && !state.order.is_busy() {
                header::header_ui(ui, header, state);
                return toolbar::nothing_found_ui(ui, view, state);
            }
            let body = ui.available_rect_before_wrap();
            state.fit(body.width() - 2.0 * theme::GAP);
            ui.scope_builder(UiBuilder::new().max_rect(body), |ui| body::body_ui(ui, view, state, &rows));
            header::header_ui(ui, header, state);
        });
    }
}

/// The rows that are shown: all that pass the filter, or those of them with problems. Only where these alone are wanted is
/// every row looked at, once.
fn troubled(view: &ViewContext<'_>, state: &mut TableState, rows: Arc<Vec<u64>>) -> Arc<Vec<u64>> {
    let findings = view.derived.findings();
    let Some(found) = findings.shown() else {
        state.has_problems = false;
        return rows;
    };
    state.has_problems = found.kinds.contains(&state.kind) || is_any_over(view, state);
    if !state.problems_only {
        state.troubled = None;
        return rows;
    }
    let (number, kind) = (findings.number(), state.kind);
    let known = state.troubled.take().filter(|((of, at), _)| Arc::ptr_eq(of, &rows) && *at == number);
    let ((_, _), with) = state.troubled.insert(known.unwrap_or_else(|| {
        let with = rows.iter().copied().filter(|row| found.objects.contains_key(&AnyId { kind, number: *row }));
        let with = Arc::new(with.collect());
        ((rows, number), with)
    }));
    Arc::clone(with)
}

/// Whether anything of the kind carries more than it can; found out once for each answer about loads.
fn is_any_over(view: &ViewContext<'_>, state: &mut TableState) -> bool {
    let Some(loads) = view.derived.loads() else {
        state.over = None;
        return false;
    };
    let known = state.over.take().filter(|(of, _)| Arc::ptr_eq(of, &loads));
    let (_, is_over) = state.over.insert(known.unwrap_or_else(|| {
        let is_over = loads.as_ref().as_ref().is_some_and(|loads| body::is_any_over(loads, state.kind));
        (loads, is_over)
    }));
    *is_over
}

/// What the table is to show now.
fn asked(revision: u64, state: &mut TableState) -> RowsKey {
    state.read_filter();
    let filter = state.read.clone();
    // Which columns are shown matters to a filter only.
    let shown = state.columns.iter().filter(|column| column.shown && filter.has_words());
    let query = RowQuery {
        kind: state.kind,
        sort: state.sort.iter().map(|(at, descending)| (state.columns[*at].column, *descending)).collect(),
        columns: shown.map(|column| column.column).collect(),
        // Loads and findings come and go without another order of rows, unless that depends on them.
        given: state.given.only(state.ordered_by_given()),
        filter,
    };
    (revision, query)
}

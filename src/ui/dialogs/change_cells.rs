//! Asks for an expression that says what the cells of a column are to hold, and shows every cell that would change before
//! any does. All of it is one step.

use std::sync::Arc;

use egui::{Align, Context, FontId, Id as WidgetId, Key, Rect, TextEdit, Ui, vec2};

use super::parts::{Verdict, buttons_ui, frame_ui, list_height, list_ui, plain, primary, weak};
use crate::finding::Severity;
use crate::model::{AnyId, Kind, Plan, grouped};
use crate::tabular::columns::ColumnInfo;
use crate::tabular::expression::{
    CellChange, CellExpression, CellRefusal, ExpressionError, FUNCTIONS, changes, edit_of, targets,
};
use crate::ui::latest::{Latest, Task};
use crate::ui::theme;
use crate::ui::view::ViewContext;
use crate::ui::widgets::choose::{Face, choose_in_line_ui};
use crate::ui::widgets::contents::info;
use crate::ui::widgets::message::message_ui;
use crate::ui::widgets::text::{self, capitalised};

/// Of so many objects the preview takes a small part of a frame.
const IN_FRAME_UP_TO: usize = 2_000;
const COLUMN_WIDTH: f32 = 200.0;

/// What is to be changed, so far.
pub(in crate::ui) struct ChangeCellsDialog {
    kind: Kind,
    objects: Arc<Vec<AnyId>>,
    columns: Vec<ColumnInfo>,
    /// The place of the column that was chosen; none: the first one that the expression names.
    column: Option<usize>,
    text: String,
    told: Latest<ToldFor, Told>,
    refusal: Option<String>,
}

/// The plan's revision, the column's place and the expression.
type ToldFor = (u64, usize, String);

/// What would change, and what cannot.
#[derive(Debug, Default)]
struct Told {
    changes: Vec<CellChange>,
    faults: Vec<CellRefusal>,
}

impl std::fmt::Debug for ChangeCellsDialog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ChangeCellsDialog").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl ChangeCellsDialog {
    /// About some objects of a kind.
    pub(in crate::ui) fn new(kind: Kind, objects: Vec<AnyId>) -> Self {
        Self {
            kind,
            objects: Arc::new(objects),
            columns: targets(kind),
            column: None,
            text: String::new(),
            told: Latest::new(Task::unseen("Reckoning cells")),
            refusal: None,
        }
    }

    /// Whether something was typed.
    pub(super) fn is_begun(&self) -> bool {
        !self.text.trim().is_empty()
    }

    /// Whether the preview is on its way.
    pub(super) const fn is_waiting(&self) -> bool {
        self.told.is_busy()
    }

    /// Draws it.
    pub(super) fn dialog_ui(&mut self, ctx: &Context, view: &ViewContext<'_>) -> Verdict {
        let title = match self.objects.len() {
            1 => format!("Change a cell of 1 {}", self.kind.singular()),
            many => format!("Change cells of {} {}", grouped(many), self.kind.plural()),
        };
        frame_ui(ctx, &title, 680.0, |ui| {
            let column = self.column_of(self.read().as_ref());
            let entered = self.head_ui(ui, column);
            // Only now: something may have been typed.
            let read = self.read();
            let column = self.column_of(read.as_ref());
            match (read, column) {
                (None, _) => self.help_ui(ui),
                (Some(Err(error)), _) => message_ui(ui, Severity::Error, &capitalised(&error.to_string())),
                (Some(Ok(_)), None) => {
                    weak(ui, "Choose the column whose cells are to change");
                }
                (Some(Ok(expression)), Some(column)) => self.follow(ui, view, column, expression),
            }
            let told = self.known(view, column);
            if let Some(told) = &told {
                told_ui(ui, view.plan, told);
            }
            if let Some(refusal) = &self.refusal {
                message_ui(ui, Severity::Error, refusal);
            }
            self.buttons_ui(ui, view, told.as_deref(), entered)
        })
    }

    /// What is typed; none: nothing yet.
    fn read(&self) -> Option<Result<CellExpression, ExpressionError>> {
        (!self.text.trim().is_empty()).then(|| CellExpression::read(self.kind, &self.text))
    }

    /// The column that is changed: the one that was chosen, or the first that the expression names.
    fn column_of(&self, read: Option<&Result<CellExpression, ExpressionError>>) -> Option<usize> {
        self.column.or_else(|| {
            let first = read?.as_ref().ok()?.first_column()?;
            self.columns.iter().position(|column| column.header == first.header)
        })
    }

    /// Draws column and expression; says whether Enter was pressed in it.
    fn head_ui(&mut self, ui: &mut Ui, column: Option<usize>) -> bool {
        let line = ui.horizontal(|ui| {
            let lines: Vec<&str> = self.columns.iter().map(|column| column.header).collect();
            let chosen = column.and_then(|at| lines.get(at)).copied();
            let face = Face { name: "Column", chosen, hint: "Column", unresolved: false, enabled: true };
            let id = WidgetId::unique("changed column");
            if let Some(at) = choose_in_line_ui(ui, id, COLUMN_WIDTH, &face, column, &lines) {
                self.column = Some(at);
            }
            ui.label("=");
            let field = TextEdit::singleline(&mut self.text)
                .id(WidgetId::unique("expression"))
                .hint_text("lat+0.1 or replace(name, \"-old\", \"\")")
                .desired_width(f32::INFINITY)
                .margin(theme::FIELD)
                .min_size(vec2(0.0, theme::CONTROL_HEIGHT))
                .align(egui::Align2::LEFT_CENTER);
            let response = ui.add(field).accessible_name("Expression");
            // Asked before the field takes the keyboard back, after which it has never lost it.
            let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            if response.changed() {
                self.refusal = None;
            } else if ui.memory(|memory| memory.focused().is_none()) {
                response.request_focus();
            }
            entered
        });
        line.inner
    }

    fn help_ui(&self, ui: &mut Ui) {
        let headers: Vec<&str> = self.columns.iter().map(|column| column.header).collect();
        let functions: Vec<&str> = FUNCTIONS.iter().map(|function| function.usage).collect();
        weak(ui, format!("Columns by their names or the beginnings of these: {}", headers.join(", ")));
        weak(ui, format!("Numbers with + - * /, texts in quotes, + joins them, and {}", functions.join(", ")));
    }

    fn follow(&mut self, ui: &Ui, view: &ViewContext<'_>, at: usize, expression: CellExpression) {
        let Some(column) = self.columns.get(at).copied() else { return };
        let key = (view.revision, at, self.text.clone());
        let (plan, objects) = (Arc::clone(view.plan), Arc::clone(&self.objects));
        let tell = move || {
            let (changes, faults) = changes(&plan, &objects, &column, &expression);
            Told { changes, faults }
        };
        if self.objects.len() > IN_FRAME_UP_TO {
            self.told.ask(ui.ctx(), &key, move |_| Some(tell()));
        } else if self.told.asked() != Some(&key) {
            self.told.answer(key, tell());
        }
    }

    fn known(&self, view: &ViewContext<'_>, column: Option<usize>) -> Option<Arc<Told>> {
        self.told.answer_to(&(view.revision, column?, self.text.clone())).cloned()
    }

    fn buttons_ui(&mut self, ui: &mut Ui, view: &ViewContext<'_>, told: Option<&Told>, entered: bool) -> Verdict {
        let count = told.map_or(0, |told| told.changes.len());
        buttons_ui(ui, |ui| {
            let words = match count {
                0 => "Change cells".to_owned(),
                1 => "Change 1 cell".to_owned(),
                many => format!("Change {} cells", grouped(many)),
            };
            if (primary(ui, 0 < count, &words).clicked() || (entered && 0 < count))
                && let Some(told) = told
            {
                match edit_of(view.plan, &told.changes) {
                    Ok(edit) => {
                        view.queue.send(crate::ui::action::Action::Perform(edit));
                        return Verdict::Closes;
                    }
                    Err(why) => self.refusal = Some(capitalised(&why)),
                }
            }
            if plain(ui, "Cancel").clicked() { Verdict::Closes } else { Verdict::Stays }
        })
    }
}

/// What cannot be, then what would change.
fn told_ui(ui: &mut Ui, plan: &Plan, told: &Told) {
    let Told { changes, faults } = told;
    let words = |count: usize| if count == 1 { "1 cell".to_owned() } else { format!("{} cells", grouped(count)) };
    let mut summary = format!("{} would change", words(changes.len()));
    if !faults.is_empty() {
        summary = format!("{summary}; {} cannot, and stay as they are", words(faults.len()));
    }
    text::line_ui(ui, &summary, FontId::proportional(theme::TEXT_BODY), theme::tokens(ui).text);
    if changes.is_empty() && faults.is_empty() {
        return;
    }
    let height = list_height(ui, 240.0);
    list_ui(ui, height, faults.len() + changes.len(), |ui, at| {
        let (object, before, after, is_fault) = match (faults.get(at), changes.get(at.wrapping_sub(faults.len()))) {
            (Some(fault), _) => (fault.object, String::new(), fault.why.clone(), true),
            (None, Some(change)) => (change.object, change.before.clone(), change.after.clone(), false),
            (None, None) => return,
        };
        line_ui(ui, &plan.name_of(object).unwrap_or_default(), &before, &after, is_fault);
    });
}

fn line_ui(ui: &mut Ui, name: &str, before: &str, after: &str, is_fault: bool) {
    let tokens = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(ui.available_size(), egui::Sense::hover());
    let room = |from: f32, to: f32| {
        let width = rect.width();
        Rect::from_x_y_ranges(rect.left() + from * width..=rect.left() + to * width - theme::GAP, rect.y_range())
    };
    let put = |place: Rect, words: &str, color| {
        let galley = text::line(ui, words, FontId::proportional(theme::TEXT_BODY), color, place.width());
        text::put(ui, place, Align::Min, &galley, color);
    };
    let empty = |words: &str| if words.is_empty() { "(empty)".to_owned() } else { words.to_owned() };
    put(room(0.0, 0.34), name, tokens.text);
    let says = if is_fault {
        put(room(0.34, 1.0), &capitalised(after), tokens.wrong);
        format!("{name}: {after}")
    } else {
        put(room(0.34, 0.64), &empty(before), tokens.text_weak);
        put(room(0.64, 1.0), &format!("→ {}", empty(after)), tokens.text);
        format!("{name}: {} → {}", empty(before), empty(after))
    };
    response.widget_info(info(&|| egui::WidgetInfo::labeled(egui::Role::Row, true, &says)));
    response.on_hover_text(says.as_str());
}

//! What an import would do, before it is done: what comes, changes and goes, by kind, object and field; what is wrong
//! with the files; and how it is to be done.

use egui::{Button, Context, Id, Label, RichText, TextEdit, Ui, vec2};

use super::parts::{Verdict, buttons_ui, choices, frame_ui, list_height, list_ui, plain, primary, problem_ui, weak};
use super::table::TableGrids;
use crate::edit::describe::{ChangeSubject, Description, Sort};
use crate::finding::{Finding, Severity, Tally};
use crate::model::visible;
use crate::session::tasks::{ImportOrder, PlannedImport};
use crate::sorting::OrderedSet;
use crate::ui::action::Queue;
use crate::ui::order::Order;
use crate::ui::theme;
use crate::ui::view::PanelContext;

/// What an import would do.
#[derive(Debug)]
pub(in crate::ui) struct ImportPreview {
    /// What was asked for.
    pub order: ImportOrder,
    /// The revision of the plan that was looked at.
    pub revision: u64,
    /// What would be done.
    pub planned: PlannedImport,
    /// The same in words.
    pub description: Description,
    /// Everything worth saying, the worst first.
    pub problems: Vec<Finding>,
    /// Whether the plan remembers other snapshots of the CDNs than those among the files, or none.
    pub is_remembering: bool,
}

/// What happens to objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum ImportFate {
    Added,
    Changed,
    Removed,
}

/// What can be opened and shut.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fold {
    Problems,
    Group(ImportFate, Sort),
    Object(usize),
}

/// A line of the list.
#[derive(Debug)]
enum PreviewLine {
    Fold { fold: Fold, depth: u8, text: String },
    Problem(usize),
    Text { depth: u8, text: String },
}

/// How wide the dialog is.
const WIDTH: f32 = 760.0;

/// The preview, and what the user makes of it.
#[derive(Debug)]
pub(in crate::ui) struct ImportDialog {
    pub preview: ImportPreview,
    order: ImportOrder,
    /// Names with the values that were typed.
    sets: Vec<(String, String)>,
    /// The tables among the files, with what is wrong with their rows.
    grids: TableGrids,
    open: OrderedSet<Fold>,
    lines: Vec<PreviewLine>,
    /// The plan has changed since, and that was asked about.
    is_stale: bool,
    /// Another preview was asked for.
    has_asked: bool,
    /// It is on its way.
    is_asking: bool,
}

impl ImportDialog {
    /// Shows a preview, errors open; what was opened in the one `before` stays so.
    pub(in crate::ui) fn new(preview: ImportPreview, before: Option<&Self>) -> Self {
        let order = preview.order.clone();
        let mut sets: Vec<(String, String)> = order.sets.clone().into_iter().collect();
        sets.extend(
            preview
                .planned
                .variables
                .iter()
                .filter(|name| !order.sets.contains_key(*name))
                .map(|name| (name.clone(), String::new())),
        );
        let errors = preview.problems.iter().any(|problem| problem.severity == Severity::Error);
        let open = errors.then_some(Fold::Problems).into_iter().collect();
        let grids = TableGrids::new(&preview.planned, &preview.description, before.map(|old| &old.grids));
        let (lines, is_stale, has_asked, is_asking) = (Vec::new(), false, false, false);
        let mut dialog = Self { preview, order, sets, grids, open, lines, is_stale, has_asked, is_asking };
        dialog.lay_out();
        dialog
    }

    /// Makes the lines of what is open.
    fn lay_out(&mut self) {
        let mut lines = Vec::new();
        self.lay_out_problems(&mut lines);
        let description = &self.preview.description;
        let added: Vec<(usize, &ChangeSubject)> = description.added.iter().enumerate().collect();
        let changed: Vec<_> = description.changed.iter().map(|object| &object.subject).enumerate().collect();
        let removed: Vec<_> = description.removed.iter().enumerate().collect();
        for (fate, subjects) in
            [(ImportFate::Added, added), (ImportFate::Changed, changed), (ImportFate::Removed, removed)]
        {
            for group in subjects.chunk_by(|(_, a), (_, b)| a.sort == b.sort) {
                self.lay_out_group(&mut lines, fate, group);
            }
        }
        self.lines = lines;
    }

    fn lay_out_problems(&self, lines: &mut Vec<PreviewLine>) {
        let problems = &self.preview.problems;
        if problems.is_empty() {
            return;
        }
        let text = format!("Problems: {}", Tally::of(&self.preview.planned.outcome.report.problems).words(", "));
        lines.push(PreviewLine::Fold { fold: Fold::Problems, depth: 0, text });
        if self.open.contains(&Fold::Problems) {
            lines.extend((0..problems.len()).map(PreviewLine::Problem));
        }
    }

    fn lay_out_group(&self, lines: &mut Vec<PreviewLine>, fate: ImportFate, group: &[(usize, &ChangeSubject)]) {
        let Some((_, first)) = group.first() else { return };
        let fold = Fold::Group(fate, first.sort);
        let is_open = self.open.contains(&fold);
        let word = match fate {
            ImportFate::Added => "Added",
            ImportFate::Changed => "Changed",
            ImportFate::Removed => "Removed",
        };
        lines.push(PreviewLine::Fold { fold, depth: 0, text: format!("{word}: {}", counted(first.sort, group.len())) });
        if !is_open {
            return;
        }
        for (at, subject) in group {
            if fate != ImportFate::Changed {
                lines.push(PreviewLine::Text { depth: 1, text: subject.name() });
                continue;
            }
            let fields =
                self.preview.description.changed.get(*at).map(|object| object.fields.as_slice()).unwrap_or_default();
            let fold = Fold::Object(*at);
            let is_open = self.open.contains(&fold);
            let labels: Vec<&str> = fields.iter().map(|field| field.label).collect();
            lines.push(PreviewLine::Fold {
                fold,
                depth: 1,
                text: format!("{} ({})", subject.name(), labels.join(", ")),
            });
            if is_open {
                lines.extend(fields.iter().map(|field| PreviewLine::Text { depth: 2, text: field.sentence() }));
            }
        }
    }

    /// Draws it.
    pub(super) fn dialog_ui(&mut self, ctx: &Context, cx: &PanelContext<'_>) -> Verdict {
        let queue = cx.view.queue;
        // Another preview takes the place of this dialog; without one, the user turned away from it or it failed.
        self.is_asking = std::mem::take(&mut self.has_asked) || cx.is_previewing;
        if self.preview.revision != cx.view.revision && !self.is_asking && !self.is_stale {
            self.is_stale = true;
            // The plan has changed since: what is shown is no longer so.
            self.ask(queue);
        }
        // A table has more columns than a list has words.
        let room = if self.grids.is_empty() { WIDTH } else { (ctx.content_rect().width() - 96.0).clamp(WIDTH, 1200.0) };
        frame_ui(ctx, "Import preview", room, |ui| {
            self.summary_ui(ui);
            self.tables_ui(ui, queue);
            self.list_ui(ui);
            ui.scope(|ui| self.options_ui(ui, queue));
            self.sets_ui(ui, queue);
            self.buttons_ui(ui, queue)
        })
    }

    fn summary_ui(&self, ui: &mut Ui) {
        let names = self.order.paths.iter().map(|path| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy());
        let paths: Vec<_> = self.order.paths.iter().map(|path| path.display().to_string()).collect();
        weak(ui, format!("From {}", names.collect::<Vec<_>>().join(", "))).on_hover_text(paths.join("\n"));
        let description = &self.preview.description;
        let unchanged = self.preview.planned.outcome.report.unchanged;
        ui.horizontal(|ui| {
            for (count, word) in [
                (description.added.len(), "added"),
                (description.changed.len(), "changed"),
                (description.removed.len(), "removed"),
                (unchanged, "unchanged"),
            ] {
                ui.label(RichText::new(count.to_string()).font(theme::strong(theme::TEXT_TITLE)));
                ui.label(RichText::new(word).color(theme::tokens(ui).text_weak));
                ui.add_space(theme::GAP);
            }
        });
    }

    /// What tables say, to be mended in place.
    fn tables_ui(&mut self, ui: &mut Ui, queue: &Queue) {
        if !self.grids.is_empty() && self.grids.tables_ui(ui, &mut self.order.tables) {
            self.ask(queue);
        }
    }

    fn list_ui(&mut self, ui: &mut Ui) {
        if self.lines.is_empty() {
            weak(ui, "Nothing to change: the plan has all of it already.");
            return;
        }
        let height = list_height(ui, 340.0 + 36.0 * self.sets.len() as f32 + self.grids.height());
        let mut toggled = None;
        list_ui(ui, height, self.lines.len(), |ui, at| match self.lines.get(at) {
            Some(PreviewLine::Fold { fold, depth, text }) => {
                ui.add_space(f32::from(*depth) * theme::GAP_EDGE);
                let mark = if self.open.contains(fold) { "⏷" } else { "⏵" };
                if ui.add(Button::new(format!("{mark} {text}")).frame(false).truncate()).clicked() {
                    toggled = Some(fold.clone());
                }
            }
            Some(PreviewLine::Problem(at)) => {
                ui.add_space(theme::GAP_EDGE);
                self.preview.problems.get(*at).into_iter().for_each(|problem| problem_ui(ui, problem));
            }
            Some(PreviewLine::Text { depth, text }) => {
                ui.add_space(f32::from(*depth) * theme::GAP_EDGE + theme::GAP_SMALL);
                ui.add(Label::new(visible(text)).truncate());
            }
            None => {}
        });
        if let Some(fold) = toggled {
            if !self.open.remove(&fold) {
                self.open.insert(fold);
            }
            self.lay_out();
        }
    }

    fn options_ui(&mut self, ui: &mut Ui, queue: &Queue) {
        let before = self.order.clone();
        choices(ui);
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.checkbox(&mut self.order.replace, "Remove what the files lack")
            .on_hover_text("Of the kinds that the files hold; never what is Lodestone's own");
        ui.checkbox(&mut self.order.keep_going, "Leave rows with errors out")
            .on_hover_text("Otherwise one error refuses the whole import");
        let renames = &self.preview.planned.outcome.report.renames;
        let name = match renames.len() {
            0 => "Follow renames".to_owned(),
            1 => "Follow renames (1 object looks renamed)".to_owned(),
            many => format!("Follow renames ({many} objects look renamed)"),
        };
        ui.checkbox(&mut self.order.follow_renames, name)
            .on_hover_text("Take an object with a known Traffic Ops id and a new name as renamed");
        if before != self.order {
            self.ask(queue);
        }
    }

    /// Values for names like `$CDN_NAME` in the files.
    fn sets_ui(&mut self, ui: &mut Ui, queue: &Queue) {
        if self.sets.is_empty() {
            return;
        }
        weak(ui, "The files name variables. What is left empty stays as it is.");
        for (name, value) in &mut self.sets {
            ui.horizontal(|ui| {
                let size = vec2(200.0, theme::CONTROL_HEIGHT);
                let label = ui.allocate_ui_with_layout(size, egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    ui.set_min_size(size);
                    ui.add(Label::new(format!("${name}")).truncate())
                });
                let field =
                    TextEdit::singleline(value).id(Id::unique(("set", name.as_str()))).desired_width(f32::INFINITY);
                ui.add(field).labelled_by(label.inner.id);
            });
        }
        let typed = || self.sets.iter().filter(|(_, value)| !value.is_empty()).cloned().collect();
        if self.order.sets != typed() && plain(ui, "Use these values").clicked() {
            self.order.sets = typed();
            self.ask(queue);
        }
    }

    fn ask(&mut self, queue: &Queue) {
        (self.has_asked, self.is_asking) = (true, true);
        queue.order(Order::Preview(self.order.clone()));
    }

    fn buttons_ui(&self, ui: &mut Ui, queue: &Queue) -> Verdict {
        let report = &self.preview.planned.outcome.report;
        let is_news = self.preview.is_remembering || !self.preview.planned.outcome.edit.is_empty();
        let possible = !self.is_asking && !self.is_stale && !report.refused && is_news;
        buttons_ui(ui, |ui| {
            if primary(ui, possible, "Import").clicked() {
                queue.order(Order::Import);
            }
            let closes = plain(ui, "Cancel").clicked();
            if self.is_stale && !self.is_asking && plain(ui, "Look again").clicked() {
                queue.order(Order::Preview(self.order.clone()));
            }
            if self.is_asking {
                weak(ui, "Looking again…");
            } else if self.is_stale {
                weak(ui, "The plan has changed since: choose Look again");
            } else if report.refused {
                let place = if self.grids.is_empty() { "the files" } else { "the rows above" };
                weak(ui, format!("Errors refuse the import: mend {place}, or leave these rows out"));
            } else if self.preview.planned.outcome.edit.is_empty() && self.preview.is_remembering {
                weak(ui, "Nothing is new but the snapshot itself, which the plan will remember");
            } else if 0 < report.left_out {
                weak(ui, format!("{} rows with errors are left out", report.left_out));
            }
            if closes { Verdict::Closes } else { Verdict::Stays }
        })
    }
}

/// Like `37 cache groups`.
fn counted(sort: Sort, count: usize) -> String {
    match sort {
        Sort::Object(kind) => format!("{count} {}", if count == 1 { kind.singular() } else { kind.plural() }),
        Sort::Pair(relation) => {
            format!("{count} {} of {}", if count == 1 { "pair" } else { "pairs" }, relation.describe())
        }
    }
}

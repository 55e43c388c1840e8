//! Asks what is to be written, and where; says beforehand what Traffic Router would make of a snapshot; and asks once
//! more before something is replaced.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Align, Button, Context, Grid, Id, Key, Label, Layout, Response, RichText, TextEdit, Ui, vec2};

use super::parts::{Heights, Verdict, buttons_ui, choices, deliberate, frame_ui, list_height, plain, primary, weak};
use super::remarks::remarks_ui;
use super::verdict::{below_ui, verdict_ui};
use super::zone_files::{ZoneFiles, zone_file_ui};
use crate::finding::Severity;
use crate::formats::{Format, Want};
use crate::model::Plan;
use crate::session::tasks::{Preflight, Question};
use crate::ui::action::Queue;
use crate::ui::commands::Command;
use crate::ui::derived::Derived;
use crate::ui::order::{ExportOrder, Order, Purpose};
use crate::ui::theme;
use crate::ui::view::PanelContext;
use crate::ui::widgets::choose::{Face, choose_ui};
use crate::ui::widgets::message::message_ui;
use crate::ui::widgets::text::{capitalised, moment};

/// The dialog's width, whatever the format.
const WIDTH: f32 = 760.0;
/// The column of labels.
const LABEL_WIDTH: f32 = 64.0;
/// The field of the date, for ten digits and some.
const DATE_WIDTH: f32 = 120.0;
/// The choice of a CDN.
const CDN_WIDTH: f32 = 240.0;
/// The button that asks for a path.
const BROWSE_WIDTH: f32 = 80.0;
/// What the dialog takes without the list, and without what is not always there.
const OTHERS: f32 = 344.0 + 3.0 * theme::CONTROL_HEIGHT;
/// So many formats stand in a line.
const FORMATS_A_LINE: usize = 4;
/// A line of text with the gap below.
const LINE: f32 = 22.0;

/// How the question to Traffic Router stands in this frame.
#[derive(Debug, Default)]
struct AskedRouter {
    /// The newest answer about this plan, which may be one to another question by now.
    found: Option<Arc<Preflight>>,
    /// An answer is on its way.
    is_waiting: bool,
    /// There will be no answer unless it is asked again.
    is_given_up: bool,
}

/// What is to be written, and where.
#[derive(Debug)]
pub(in crate::ui) struct ExportDialog {
    order: ExportOrder,
    text: String,
    /// Whether the user has said where.
    is_named: bool,
    date: String,
    /// Whether the user has said when.
    is_dated: bool,
    /// The plan file.
    plan: Option<PathBuf>,
    cdns: Vec<String>,
    zone_files: ZoneFiles,
    router: AskedRouter,
    heights: Heights,
    /// What would be replaced.
    confirm: Option<String>,
    refusal: Option<String>,
    is_new: bool,
}

impl ExportDialog {
    /// Begins with the snapshot of a CDN, or else of the plan's first one, as of `now`.
    pub(in crate::ui) fn new(plan: &Plan, open: Option<&Path>, wanted: Option<&str>, now: u64) -> Self {
        let cdns = cdns_of(plan);
        // The text wants nothing and loses nothing.
        let format = if cdns.is_empty() { Format::PlanText } else { Format::Snapshot };
        let is_wanted = |cdn: &&String| Some(cdn.as_str()) == wanted;
        let cdn = cdns.iter().find(is_wanted).or(cdns.first()).cloned().unwrap_or_default();
        let date = i64::try_from(now).unwrap_or_default();
        let order = ExportOrder { format, cdn, zone_file: String::new(), date, path: PathBuf::new(), replace: false };
        let mut dialog = Self::of(order, open);
        dialog.cdns = cdns;
        dialog.zone_files = ZoneFiles::of(plan);
        dialog.propose();
        dialog
    }

    /// Asks whether something may be replaced.
    pub(in crate::ui) fn to_confirm(order: ExportOrder, summary: String, open: Option<&Path>) -> Self {
        let mut dialog = Self::of(order, open);
        dialog.text = dialog.order.path.display().to_string();
        dialog.cdns = vec![dialog.order.cdn.clone()];
        (dialog.is_named, dialog.is_dated, dialog.is_new) = (true, true, false);
        dialog.confirm = Some(summary);
        dialog
    }

    fn of(order: ExportOrder, open: Option<&Path>) -> Self {
        Self {
            text: String::new(),
            is_named: false,
            date: order.date.to_string(),
            is_dated: false,
            plan: open.map(Path::to_owned),
            cdns: Vec::new(),
            zone_files: ZoneFiles::default(),
            router: AskedRouter::default(),
            heights: Heights::default(),
            confirm: None,
            refusal: None,
            is_new: true,
            order,
        }
    }

    /// Whether it is about that plan file.
    pub(in crate::ui) fn is_of(&self, open: Option<&Path>) -> bool {
        self.plan.as_deref() == open
    }

    /// Goes on, with a plan that may have changed.
    pub(in crate::ui) fn resumed(mut self, plan: &Plan, now: u64) -> Self {
        self.cdns = cdns_of(plan);
        self.zone_files = ZoneFiles::of(plan);
        let is_there = self.order.zone_file.is_empty() || self.files().contains(&self.order.zone_file);
        if self.order.format.wants(Want::Cdn) && !(is_there && self.cdns.contains(&self.order.cdn)) {
            return Self::new(plan, self.plan.as_deref(), None, now);
        }
        if !self.is_dated {
            self.date = now.to_string();
        }
        self.is_new = true;
        self.changed();
        self
    }

    /// Takes a path that was chosen elsewhere.
    pub(in crate::ui) fn set_path(&mut self, path: &Path) {
        self.text = path.display().to_string();
        self.is_named = true;
        self.changed();
    }

    /// Something would be replaced.
    pub(in crate::ui) fn confirm(&mut self, summary: String) {
        self.confirm = Some(summary);
    }

    /// It could not be written.
    pub(in crate::ui) fn refuse(&mut self, reason: &str) {
        self.confirm = None;
        self.refusal = Some(format!("Nothing was exported: {reason}"));
    }

    fn changed(&mut self) {
        self.confirm = None;
        self.refusal = None;
    }

    /// Proposes a path, unless the user has said one.
    fn propose(&mut self) {
        if !self.is_named {
            let stem = self.plan.as_deref().and_then(Path::file_stem).unwrap_or_default().to_string_lossy();
            let order = &self.order;
            let whose = if order.zone_file.is_empty() { &order.cdn } else { &order.zone_file };
            let is_json = Path::new(whose).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
            // A file that was imported goes back under its name.
            let name = if !order.zone_file.is_empty() && is_json {
                Some(whose.clone())
            } else {
                order.format.info().writer.map(|writer| (writer.propose)(&stem, whose))
            };
            let folder = self.plan.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
            self.text = folder.join(name.unwrap_or_default()).display().to_string();
        }
    }

    /// The date, where one is typed.
    fn typed_date(&self) -> Option<i64> {
        self.date.trim().parse().ok()
    }

    /// What there is to ask of Traffic Router.
    fn question(&self, revision: u64) -> Option<Question> {
        let date = self.typed_date().filter(|_| self.order.format.is_snapshot())?;
        Some(Question { cdn: self.order.cdn.clone(), date, revision })
    }

    /// The newest answer, which may still be that to the question before.
    fn found(&self) -> Option<&Preflight> {
        let found = self.router.found.as_deref().filter(|_| self.order.format.is_snapshot());
        found.filter(|found| found.question.cdn == self.order.cdn)
    }

    /// Asks what Traffic Router would make of what would be written, and takes what is known.
    fn ask_router(&mut self, derived: &Derived, revision: u64) {
        if let Some(question) = self.question(revision) {
            derived.ask_preflight(&question);
        }
        let latest = derived.preflight();
        let found = latest.newest().filter(|found| found.question.revision == revision).cloned();
        let before = self.router.found.as_ref().map(|found| &found.question);
        if before != found.as_ref().map(|found| &found.question) {
            self.heights = Heights::default();
        }
        self.router = AskedRouter { found, is_waiting: latest.is_busy(), is_given_up: latest.is_given_up() };
    }

    /// Draws it.
    pub(super) fn dialog_ui(&mut self, ctx: &Context, cx: &PanelContext<'_>) -> Verdict {
        let (queue, now, editable) = (cx.view.queue, cx.now, cx.view.editable);
        self.ask_router(cx.view.derived, cx.view.revision);
        frame_ui(ctx, "Export", WIDTH, |ui| {
            ui.scope(|ui| self.formats_ui(ui, queue));
            if self.order.format.wants(Want::Cdn) || self.order.format.wants(Want::CdnOrAll) {
                self.cdn_ui(ui);
            }
            if self.order.format.wants(Want::ZoneFile) {
                self.zone_file_ui(ui);
            }
            if self.order.format.wants(Want::Date) {
                self.date_ui(ui, now);
            }
            let entered = self.where_ui(ui, queue);
            if self.order.format.is_snapshot() {
                self.preflight_ui(ui, cx);
                if !editable {
                    weak(ui, "The plan is open read-only: it will not remember this snapshot as the last one");
                }
            }
            self.said_ui(ui);
            self.buttons_ui(ui, queue, entered)
        })
    }

    fn formats_ui(&mut self, ui: &mut Ui, queue: &Queue) {
        choices(ui);
        row_ui(ui, "Format", |ui, _| {
            let spacing = vec2(2.0 * theme::GAP, 0.0);
            Grid::new("export formats").num_columns(FORMATS_A_LINE).spacing(spacing).show(ui, |ui| {
                for (at, format) in Format::ALL.iter().filter(|format| format.is_written()).enumerate() {
                    let has_file = !self.zone_files.of_format(*format).is_empty();
                    let possible = !self.cdns.is_empty() || !format.wants(Want::Cdn) || has_file;
                    let radio = ui.add_enabled_ui(possible, |ui| {
                        ui.radio(self.order.format == *format, format.name()).on_hover_text(capitalised(format.help()))
                    });
                    if radio.inner.clicked() {
                        self.order.format = *format;
                        self.choose_cdn();
                        self.choose_file();
                        self.changed();
                        self.propose();
                    }
                    if (at + 1).is_multiple_of(FORMATS_A_LINE) {
                        ui.end_row();
                    }
                }
            });
        });
        hint_ui(ui, |ui| {
            let none = if self.cdns.is_empty() { "; there is no CDN yet to make a snapshot of" } else { "" };
            weak(ui, format!("{}{none}", capitalised(self.order.format.help())));
            if self.cdns.is_empty() && plain(ui, "New CDN…").clicked() {
                queue.run(Command::NewCdn);
            }
        });
    }

    /// The CDN that a format that was chosen begins with: all of them where one may be left out.
    fn choose_cdn(&mut self) {
        if self.order.format.wants(Want::CdnOrAll) {
            self.order.cdn.clear();
        } else if self.order.cdn.is_empty() {
            self.order.cdn = self.cdns.first().cloned().unwrap_or_default();
        }
    }

    fn cdn_ui(&mut self, ui: &mut Ui) {
        const ALL: &str = "All CDNs";
        row_ui(ui, "CDN", |ui, label| {
            // Of formats that may be written for all CDNs, that is the first line.
            let first = self.order.format.wants(Want::CdnOrAll).then_some(ALL);
            let lines: Vec<&str> = first.into_iter().chain(self.cdns.iter().map(String::as_str)).collect();
            let shown = if self.order.cdn.is_empty() { ALL } else { self.order.cdn.as_str() };
            let current = lines.iter().position(|line| *line == shown);
            let face = Face { name: "CDN", chosen: Some(shown), hint: "", unresolved: false, enabled: true };
            let chosen = ui.allocate_ui(vec2(CDN_WIDTH, theme::CONTROL_HEIGHT), |ui| {
                let (response, chosen) = choose_ui(ui, Id::unique("export cdn"), &face, current, &lines);
                response.labelled_by(label);
                chosen
            });
            let chosen = chosen.inner.and_then(|at| lines.get(at)).map(|line| (*line).to_owned());
            if let Some(chosen) = chosen {
                self.order.cdn = if chosen == ALL && first.is_some() { String::new() } else { chosen };
                self.changed();
                self.propose();
            }
        });
    }

    fn files(&self) -> &[String] {
        self.zone_files.of_format(self.order.format)
    }

    /// The file that a format begins with: the CDN's, or the first where there is no CDN.
    fn choose_file(&mut self) {
        let first = self.files().first().filter(|_| self.order.cdn.is_empty());
        self.order.zone_file = first.cloned().unwrap_or_default();
    }

    fn zone_file_ui(&mut self, ui: &mut Ui) {
        let files = self.zone_files.of_format(self.order.format);
        let (cdn, chosen) = (self.order.cdn.as_str(), &mut self.order.zone_file);
        if row_ui(ui, "Zones", |ui, label| zone_file_ui(ui, label, files, cdn, chosen)) {
            self.changed();
            self.propose();
        }
    }

    fn date_ui(&mut self, ui: &mut Ui, now: u64) {
        row_ui(ui, "Date", |ui, label| {
            let field = field(&mut self.date, "export date").desired_width(DATE_WIDTH);
            let response = ui.add(field).labelled_by(label).on_hover_text("In seconds since 1970, as in stats.date");
            if response.changed() {
                self.is_dated = true;
                self.changed();
            }
            let tokens = theme::tokens(ui);
            let time = self.typed_date().and_then(moment);
            ui.label(RichText::new(time.unwrap_or_else(|| "no date".to_owned())).color(tokens.text_weak));
            if self.date.trim() != now.to_string() && plain(ui, "Now").clicked() {
                (self.date, self.is_dated) = (now.to_string(), false);
                self.changed();
            }
        });
        if self.typed_date().is_none() {
            let text = format!("This is no number of seconds since 1970; now is {now}");
            hint_ui(ui, |ui| message_ui(ui, Severity::Error, &text));
        }
        let Some(found) = self.found().filter(|found| Some(found.question.date) == self.typed_date()) else { return };
        let (stale, last) = (found.stale.clone(), found.last);
        let (Some(stale), Some(last)) = (stale, last) else { return };
        hint_ui(ui, |ui| {
            message_ui(ui, Severity::Warning, &capitalised(&stale));
            let later = last.saturating_add(1).max(i64::try_from(now).unwrap_or_default());
            if plain(ui, "Give a later date").clicked() {
                (self.date, self.is_dated) = (later.to_string(), true);
                self.changed();
            }
        });
    }

    /// Asks where to; says whether Enter was pressed there.
    fn where_ui(&mut self, ui: &mut Ui, queue: &Queue) -> bool {
        let folder = self.order.format.is_folder();
        row_ui(ui, if folder { "Folder" } else { "File" }, |ui, label| {
            let field =
                field(&mut self.text, "export path").desired_width(ui.available_width() - BROWSE_WIDTH - theme::GAP);
            let response = ui.add(field).labelled_by(label);
            if std::mem::take(&mut self.is_new) {
                response.request_focus();
            }
            if response.changed() {
                self.is_named = true;
                self.changed();
            }
            let browse = ui.add_sized(vec2(BROWSE_WIDTH, theme::CONTROL_HEIGHT), Button::new("Browse…"));
            if browse.clicked() {
                queue.order(Order::Ask(if folder { Purpose::ExportFolder } else { Purpose::ExportFile }));
            }
            response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
        })
    }

    /// What Traffic Router would make of it.
    fn preflight_ui(&mut self, ui: &mut Ui, cx: &PanelContext<'_>) {
        ui.separator();
        if self.router.is_given_up && plain(ui, "Ask what Traffic Router would make of it").clicked() {
            cx.view.derived.ask_preflight_again();
        }
        let found = self.router.found.clone().filter(|found| found.question.cdn == self.order.cdn);
        let Some(found) = found.as_deref() else {
            if self.router.is_waiting {
                weak(ui, "Asking what Traffic Router would make of it…");
            }
            return;
        };
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = theme::GAP_SMALL;
            verdict_ui(ui, found);
        });
        if found.counts.is_empty() {
            below_ui(ui, |ui| weak(ui, "No errors, warnings or notes"));
            return;
        }
        weak(ui, &found.counts);
        let lines = found.extra_lines()
            + if found.stale.is_some() { 3 } else { 0 }
            + if self.confirm.is_some() || self.refusal.is_some() { 2 } else { 0 };
        let height = list_height(ui, OTHERS + lines as f32 * LINE);
        if let Some(object) = remarks_ui(ui, height, &mut self.heights, &found.findings) {
            cx.view.queue.order(Order::StepAside(object));
        }
    }

    /// Why it was not written, or what would be replaced.
    fn said_ui(&self, ui: &mut Ui) {
        if let Some(refusal) = &self.refusal {
            message_ui(ui, Severity::Error, refusal);
        }
        if let Some(summary) = &self.confirm {
            ui.add(Label::new(summary).wrap());
        }
    }

    fn buttons_ui(&mut self, ui: &mut Ui, queue: &Queue, entered: bool) -> Verdict {
        let found = self.found();
        let can_be_written = found.is_none_or(Preflight::can_be_written);
        let is_rejected = found.is_some_and(Preflight::is_rejected);
        let replaces = self.confirm.is_some();
        let date = if self.order.format.wants(Want::Date) { self.typed_date() } else { Some(self.order.date) };
        let path = PathBuf::from(self.text.trim());
        let order = date.filter(|_| can_be_written && !path.as_os_str().is_empty()).map(|date| ExportOrder {
            date,
            path,
            replace: replaces,
            ..self.order.clone()
        });
        let name = match (replaces, is_rejected) {
            (true, _) => "Replace",
            (false, true) => "Export anyway",
            (false, false) => "Export",
        };
        buttons_ui(ui, |ui| {
            // Enter exports; to replace something, or to write what is of no use, takes a click.
            let is_safe = !replaces && !is_rejected;
            let button =
                if is_safe { primary(ui, order.is_some(), name) } else { deliberate(ui, order.is_some(), name) };
            if let Some(order) = order
                && (button.clicked() || entered && is_safe)
            {
                self.refusal = None;
                queue.order(Order::Export(order));
            }
            if plain(ui, "Cancel").clicked() { Verdict::Closes } else { Verdict::Stays }
        })
    }
}

/// The names of the CDNs that may have snapshots.
fn cdns_of(plan: &Plan) -> Vec<String> {
    plan.real_cdn_names().into_iter().map(str::to_owned).collect()
}

/// A field of one line.
fn field<'t>(text: &'t mut String, id: &str) -> TextEdit<'t> {
    TextEdit::singleline(text)
        .id(Id::unique(id))
        .min_size(vec2(0.0, theme::CONTROL_HEIGHT))
        .align(egui::Align2::LEFT_CENTER)
}

/// A label and, right of it, what it is of; that gets the label's id, to be labelled by it.
fn row_ui<R>(ui: &mut Ui, label: &str, add: impl FnOnce(&mut Ui, Id) -> R) -> R {
    ui.horizontal(|ui| {
        let size = vec2(LABEL_WIDTH, theme::CONTROL_HEIGHT);
        let label = |ui: &mut Ui| -> Response {
            ui.set_min_size(size);
            ui.label(label)
        };
        let label = ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), label).inner;
        add(ui, label.id)
    })
    .inner
}

/// What is said under a field, in the field's column.
fn hint_ui(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    ui.horizontal_top(|ui| {
        ui.add_space(LABEL_WIDTH + ui.spacing().item_spacing.x);
        ui.vertical(add);
    });
}

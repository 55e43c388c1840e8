//! Asks what is to be written, and where; and once more before something is replaced.

use std::path::{Path, PathBuf};

use egui::{ComboBox, Context, Frame, Id, Key, Label, Margin, RichText, TextEdit, Ui, vec2};

use super::Verdict;
use super::parts::{buttons_ui, choices, frame_ui, plain, primary, weak};
use crate::formats::Format;
use crate::model::{Plan, seed};
use crate::ui::action::Queue;
use crate::ui::commands::Command;
use crate::ui::files::{ExportOrder, Purpose};
use crate::ui::order::Order;
use crate::ui::theme;
use crate::ui::widgets::text::capitalised;

/// What is to be written, and where.
#[derive(Debug)]
pub(in crate::ui) struct ExportDialog {
    order: ExportOrder,
    text: String,
    /// Whether the user has said where.
    is_named: bool,
    folder: PathBuf,
    stem: String,
    cdns: Vec<String>,
    /// What would be replaced.
    confirm: Option<String>,
    refusal: Option<String>,
    is_new: bool,
}

impl ExportDialog {
    /// Begins with the snapshot of the plan's first CDN.
    pub(in crate::ui) fn new(plan: &Plan, open: Option<&Path>) -> Self {
        let mut cdns: Vec<String> = plan.cdns().iter().map(|(_, cdn)| cdn.name.clone()).collect();
        cdns.retain(|name| name != seed::CDN_ALL.0);
        cdns.sort();
        let format = if cdns.is_empty() { Format::PlanText } else { Format::Snapshot };
        let cdn = cdns.first().cloned().unwrap_or_default();
        let mut dialog = Self {
            order: ExportOrder { format, cdn, path: PathBuf::new(), replace: false },
            text: String::new(),
            is_named: false,
            folder: open.and_then(Path::parent).map(Path::to_owned).unwrap_or_default(),
            stem: open.and_then(Path::file_stem).unwrap_or_default().to_string_lossy().into_owned(),
            cdns,
            confirm: None,
            refusal: None,
            is_new: true,
        };
        dialog.propose();
        dialog
    }

    /// Asks whether something may be replaced.
    pub(in crate::ui) fn asking(order: ExportOrder, summary: String) -> Self {
        Self {
            text: order.path.display().to_string(),
            is_named: true,
            folder: PathBuf::new(),
            stem: String::new(),
            cdns: vec![order.cdn.clone()],
            order,
            confirm: Some(summary),
            refusal: None,
            is_new: false,
        }
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
    pub(in crate::ui) fn refuse(&mut self, reason: String) {
        self.confirm = None;
        self.refusal = Some(reason);
    }

    fn changed(&mut self) {
        self.confirm = None;
        self.refusal = None;
    }

    /// Proposes a path, unless the user has said one.
    fn propose(&mut self) {
        if !self.is_named {
            let name = match self.order.format {
                Format::Snapshot => format!("{}-snapshot.json", self.order.cdn),
                Format::TrafficOps => format!("{}-traffic-ops", self.stem),
                Format::PlanText => format!("{}.plan-text", self.stem),
            };
            self.text = self.folder.join(name).display().to_string();
        }
    }

    /// Draws it.
    pub(super) fn dialog_ui(&mut self, ctx: &Context, queue: &Queue) -> Verdict {
        frame_ui(ctx, "Export", 560.0, |ui| {
            ui.scope(|ui| self.formats_ui(ui));
            if self.cdns.is_empty() && plain(ui, "New CDN…").clicked() {
                queue.run(Command::NewCdn);
            }
            let entered = self.where_ui(ui, queue);
            let tokens = theme::tokens(ui);
            if let Some(refusal) = &self.refusal {
                ui.add(Label::new(RichText::new(refusal).color(tokens.wrong)).wrap());
            }
            if let Some(summary) = &self.confirm {
                ui.add(Label::new(summary).wrap());
            }
            let replaces = self.confirm.is_some();
            buttons_ui(ui, |ui| {
                let possible = !self.text.trim().is_empty();
                // Enter exports; to replace something takes a click.
                let clicked = primary(ui, possible, if replaces { "Replace" } else { "Export" }).clicked();
                if clicked || entered && possible && !replaces {
                    self.refusal = None;
                    let path = PathBuf::from(self.text.trim());
                    queue.order(Order::Export(ExportOrder { path, replace: replaces, ..self.order.clone() }));
                }
                if plain(ui, "Cancel").clicked() { Verdict::Closes } else { Verdict::Stays }
            })
        })
    }

    fn formats_ui(&mut self, ui: &mut Ui) {
        choices(ui);
        for format in Format::ALL {
            let possible = *format != Format::Snapshot || !self.cdns.is_empty();
            ui.add_enabled_ui(possible, |ui| {
                if ui.radio(self.order.format == *format, format.name()).clicked() {
                    self.order.format = *format;
                    self.changed();
                    self.propose();
                }
            });
            Frame::new().inner_margin(Margin { left: 22, ..Margin::ZERO }).show(ui, |ui| {
                let help = if possible { format.help() } else { "the plan has no CDN yet to make a snapshot of" };
                weak(ui, capitalised(help));
                if *format == Format::Snapshot && self.order.format == Format::Snapshot {
                    self.cdn_ui(ui);
                }
            });
        }
    }

    fn cdn_ui(&mut self, ui: &mut Ui) {
        ui.horizontal(|ui| {
            let label = ui.label("CDN");
            let before = self.order.cdn.clone();
            ComboBox::from_id_salt("export cdn")
                .selected_text(&self.order.cdn)
                .width(200.0)
                .show_ui(ui, |ui| {
                    for cdn in &self.cdns {
                        ui.selectable_value(&mut self.order.cdn, cdn.clone(), cdn);
                    }
                })
                .response
                .labelled_by(label.id);
            if before != self.order.cdn {
                self.changed();
                self.propose();
            }
        });
    }

    /// Asks where to; says whether Enter was pressed there.
    fn where_ui(&mut self, ui: &mut Ui, queue: &Queue) -> bool {
        let folder = self.order.format.is_folder();
        let label = ui.label(if folder { "Folder" } else { "File" });
        ui.horizontal(|ui| {
            let field = TextEdit::singleline(&mut self.text)
                .id(Id::unique("export path"))
                .desired_width(ui.available_width() - 96.0)
                .min_size(vec2(0.0, theme::CONTROL_HEIGHT))
                .align(egui::Align2::LEFT_CENTER);
            let response = ui.add(field).labelled_by(label.id);
            if std::mem::take(&mut self.is_new) {
                response.request_focus();
            }
            if response.changed() {
                self.is_named = true;
                self.changed();
            }
            if plain(ui, "Browse…").clicked() {
                queue.order(Order::Ask(if folder { Purpose::ExportFolder } else { Purpose::ExportFile }));
            }
            response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
        })
        .inner
    }
}

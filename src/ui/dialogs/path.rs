//! Asks for a path by hand: where the system has no dialog of its own, and for imports, which may be files or folders.

use std::path::{Path, PathBuf};

use egui::{Button, Context, Id, Key, Response, RichText, TextEdit, Ui, vec2};

use super::parts::{Verdict, buttons_ui, frame_ui, plain, primary, weak};
use crate::ui::action::Queue;
use crate::ui::order::{Order, Purpose};
use crate::ui::settings::Settings;
use crate::ui::theme;

/// Asks for a path.
#[derive(Debug)]
pub(in crate::ui) struct PathDialog {
    purpose: Purpose,
    text: String,
    recent: Vec<PathBuf>,
    /// Whether the system's dialogs can be asked.
    browses: bool,
    is_new: bool,
}

impl PathDialog {
    /// Begins with a sensible path.
    pub(in crate::ui) fn new(purpose: Purpose, settings: &Settings, open: Option<&Path>) -> Self {
        let folder = open.and_then(Path::parent).map(Path::to_owned).unwrap_or_default();
        let text = match purpose {
            Purpose::Create => folder.join("plan.lodestone"),
            Purpose::SaveCopy => {
                let stem = open.and_then(Path::file_stem).unwrap_or_default().to_string_lossy();
                folder.join(format!("{stem}-copy.lodestone"))
            }
            _ => folder.join(""),
        };
        let recent =
            if matches!(purpose, Purpose::Open | Purpose::OpenReadOnly) { settings.recent.clone() } else { Vec::new() };
        Self { purpose, text: text.display().to_string(), recent, browses: false, is_new: true }
    }

    /// The same with buttons for the system's dialogs.
    pub(in crate::ui) fn browsing(mut self, browses: bool) -> Self {
        self.browses = browses;
        self
    }

    /// Draws it.
    pub(super) fn dialog_ui(&mut self, ctx: &Context, queue: &Queue) -> Verdict {
        frame_ui(ctx, self.purpose.title(), 520.0, |ui| {
            weak(ui, hint(self.purpose));
            let field = TextEdit::singleline(&mut self.text)
                .id(Id::unique("path"))
                .desired_width(f32::INFINITY)
                .cursor_at_end(true)
                .min_size(vec2(0.0, theme::CONTROL_HEIGHT))
                .align(egui::Align2::LEFT_CENTER);
            let response = ui.add(field).accessible_name("Path");
            if std::mem::take(&mut self.is_new) {
                response.request_focus();
            }
            let mut chosen = None;
            if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
                chosen = Some(PathBuf::from(self.text.trim()));
            }
            if !self.recent.is_empty() {
                weak(ui, "Recent plans");
            }
            for path in self.recent.iter().take(6) {
                if recent_ui(ui, path).clicked() {
                    chosen = Some(path.clone());
                }
            }
            let has_text = !self.text.trim().is_empty();
            let mut verdict = Verdict::Stays;
            buttons_ui(ui, |ui| {
                if primary(ui, has_text, action(self.purpose)).clicked() {
                    chosen = Some(PathBuf::from(self.text.trim()));
                }
                if plain(ui, "Cancel").clicked() {
                    verdict = Verdict::Closes;
                }
                if self.browses {
                    if plain(ui, "Choose a folder…").clicked() {
                        queue.order(Order::Ask(Purpose::ImportFolder));
                    }
                    if plain(ui, "Choose a file…").clicked() {
                        queue.order(Order::Ask(Purpose::ImportFile));
                    }
                }
            });
            if let Some(path) = chosen.filter(|path| !path.as_os_str().is_empty()) {
                queue.order(Order::Path(self.purpose, path));
                verdict = Verdict::Closes;
            }
            verdict
        })
    }
}

/// A plan that was open: its name, and the folder that it is in.
fn recent_ui(ui: &mut Ui, path: &Path) -> Response {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let folder = path.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
    let folder = RichText::new(folder).size(theme::TEXT_SMALL).color(theme::tokens(ui).text_weak);
    let button = Button::selectable(false, name.as_ref()).right_text(folder).truncate();
    ui.add(button.min_size(vec2(ui.available_width(), theme::CONTROL_HEIGHT))).on_hover_text(path.display().to_string())
}

fn hint(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Open => "The path of a plan file, like plan.lodestone",
        Purpose::OpenReadOnly => "The path of a plan file; nothing is written to it",
        Purpose::Create => "The path of the new plan file; nothing is replaced",
        Purpose::SaveCopy => "The path of the copy; nothing is replaced",
        Purpose::Import | Purpose::ImportFile | Purpose::ImportFolder => {
            "The path of a file or folder: bodies of the Traffic Ops API, or plan-text. A preview follows. Files and \
             folders can also be dropped onto the window."
        }
        Purpose::Compare => "The path of a snapshot, a plan file or plan-text; nothing is changed",
        Purpose::TileFile => "The path of a PMTiles file with raster tiles",
        Purpose::ExportFile | Purpose::ExportFolder => "The path to write to",
    }
}

fn action(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Open | Purpose::OpenReadOnly => "Open",
        Purpose::Create => "Make the plan",
        Purpose::SaveCopy => "Save the copy",
        Purpose::Import | Purpose::ImportFile | Purpose::ImportFolder => "Preview",
        Purpose::Compare => "Compare",
        Purpose::TileFile | Purpose::ExportFile | Purpose::ExportFolder => "Choose",
    }
}

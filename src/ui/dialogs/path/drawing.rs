//! Draws the browser of folders: the way up, what was used before, what is in the folder, the field and its buttons.
//! What is done with a path stands beside it.

use std::path::{Path, PathBuf};

use egui::{Button, Key, Response, RichText, ScrollArea, TextEdit, Ui, vec2};

use super::wanted::{action, kinds};
use super::{PathDialog, field_id};
use crate::finding::Severity;
use crate::ui::action::Queue;
use crate::ui::dialogs::folder::{self, PathObstacle};
use crate::ui::dialogs::parts::{Verdict, buttons_ui, choices, plain, primary, weak};
use crate::ui::order::{Order, Purpose};
use crate::ui::theme;
use crate::ui::widgets::contents::rows_ui;
use crate::ui::widgets::message::message_ui;
use crate::ui::widgets::text::byte_count;

/// The width of the column with recent folders.
const PLACES: f32 = 168.0;
/// So many of each are offered.
const RECENT: usize = 6;

impl PathDialog {
    /// Where it is, and the way up.
    pub(super) fn way_ui(&mut self, ui: &mut Ui) {
        ui.horizontal(|ui| {
            let above = self.folder.parent().map(Path::to_owned);
            let up = ui.add_enabled(above.is_some(), Button::new("Up").min_size(vec2(48.0, theme::CONTROL_HEIGHT)));
            if up.on_hover_text("The folder above (Alt+Up)").clicked()
                && let Some(above) = above
            {
                self.enter(above, ui.ctx());
            }
            let shown = self.folder.display().to_string();
            ui.add(egui::Label::new(&shown).truncate()).on_hover_text(shown);
        });
    }

    /// Recent plans and folders.
    pub(super) fn places_ui(&mut self, ui: &mut Ui, height: f32, sought: &mut Option<PathBuf>) {
        ui.allocate_ui(vec2(PLACES, height), |ui| {
            ui.set_width(PLACES);
            ScrollArea::vertical().id_salt("places").max_height(height).min_scrolled_height(height).show(ui, |ui| {
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    if !self.recent.is_empty() {
                        weak(ui, "Recent plans");
                    }
                    for path in self.recent.iter().take(RECENT) {
                        if place_ui(ui, path).clicked() {
                            *sought = Some(path.clone());
                        }
                    }
                    weak(ui, "Folders");
                    let gone = self.folders.iter().take(RECENT).find(|folder| place_ui(ui, folder).clicked()).cloned();
                    if let Some(folder) = gone {
                        self.enter(folder, ui.ctx());
                    }
                });
            });
        });
    }

    /// What is in the folder.
    pub(super) fn list_ui(&mut self, ui: &mut Ui, height: f32, sought: &mut Option<PathBuf>) {
        let tokens = theme::tokens(ui);
        let frame = egui::Frame::new().fill(tokens.field).stroke((1.0, tokens.line)).corner_radius(4).inner_margin(4);
        frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.set_height(height - 8.0);
            ui.spacing_mut().item_spacing.y = 0.0;
            let lines = self.lines();
            match &self.listing {
                Some(Err(words)) => message_ui(ui, Severity::Warning, words),
                Some(Ok(_)) if lines.is_empty() => {
                    weak(
                        ui,
                        if self.all_kinds { "Nothing is in this folder" } else { "No such files are in this folder" },
                    );
                }
                None => {
                    weak(ui, "Looking…");
                }
                Some(Ok(_)) => {
                    let area = ScrollArea::vertical().id_salt("files").auto_shrink([false, false]);
                    rows_ui(area, ui, theme::ROW_HEIGHT, lines.len(), &mut |ui, range| {
                        for at in lines.get(range).unwrap_or_default() {
                            self.line_ui(ui, *at, sought);
                        }
                    });
                }
            }
        });
    }

    pub(super) fn line_ui(&mut self, ui: &mut Ui, at: usize, sought: &mut Option<PathBuf>) {
        let Some(item) = self.item(at) else { return };
        let tokens = theme::tokens(ui);
        let size = if item.is_folder { "folder".to_owned() } else { byte_count(item.bytes) };
        let right = RichText::new(size).size(theme::TEXT_SMALL).color(tokens.text_weak);
        let name =
            if item.is_folder { format!("{}{}", item.name, std::path::MAIN_SEPARATOR) } else { item.name.clone() };
        let button = Button::selectable(self.cursor == Some(at), name).right_text(right).truncate();
        // The bar for scrolling lies over the right end.
        let response = ui.add(button.min_size(vec2(ui.available_width() - theme::GAP_ROW, theme::ROW_HEIGHT)));
        if self.cursor == Some(at)
            && ui.input(|input| input.events.iter().any(|event| matches!(event, egui::Event::Key { .. })))
        {
            response.scroll_to_me(None);
        }
        let is_double = response.double_clicked();
        if response.clicked() {
            self.cursor = Some(at);
            self.point_at(&item);
            self.wants_focus = true;
        }
        if is_double && item.is_folder {
            self.enter(item.path, ui.ctx());
        } else if is_double {
            *sought = Some(item.path);
        }
    }

    pub(super) fn field_ui(&mut self, ui: &mut Ui, sought: &mut Option<PathBuf>) {
        let field = TextEdit::singleline(&mut self.text)
            .id(field_id())
            .desired_width(f32::INFINITY)
            .cursor_at_end(true)
            .min_size(vec2(0.0, theme::CONTROL_HEIGHT))
            .align(egui::Align2::LEFT_CENTER);
        let response = ui.add(field).accessible_name("Path");
        if std::mem::take(&mut self.wants_focus) {
            response.request_focus();
        }
        if response.changed() {
            (self.cursor, self.obstacle) = (None, None);
        }
        if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            self.enter_pressed(ui, sought);
        }
        if let Some((name, _)) = kinds(self.purpose) {
            ui.scope(|ui| {
                choices(ui);
                ui.checkbox(&mut self.all_kinds, format!("Show all files, not only {name}"));
            });
        }
    }

    /// What is in the way, and the way out.
    pub(super) fn obstacle_ui(&mut self, ui: &mut Ui) {
        let Some(obstacle) = self.obstacle.clone() else { return };
        message_ui(ui, Severity::Error, &obstacle.to_string());
        match &obstacle {
            PathObstacle::NoFolder(_) if plain(ui, "Make the folder").clicked() => {
                self.seek(self.typed(), true, ui.ctx());
            }
            PathObstacle::Nothing(path) if plain(ui, "Show the nearest folder").clicked() => {
                if let Some(folder) = folder::nearest(path) {
                    self.enter(folder, ui.ctx());
                }
            }
            PathObstacle::IsFolder(path) if plain(ui, "Look into it").clicked() => self.enter(path.clone(), ui.ctx()),
            _ => {}
        }
    }

    pub(super) fn buttons_ui(&mut self, ui: &mut Ui, queue: &Queue, sought: &mut Option<PathBuf>) -> Verdict {
        let possible = !self.text.trim().is_empty() && self.checking.is_none();
        buttons_ui(ui, |ui| {
            if primary(ui, possible, action(self.purpose)).clicked() {
                *sought = Some(self.typed());
            }
            let closes = plain(ui, "Cancel").clicked();
            if self.browses {
                for (name, purpose) in
                    [("System's folders…", Purpose::ImportFolder), ("System's files…", Purpose::ImportFile)]
                {
                    if plain(ui, name).clicked() {
                        queue.order(Order::Ask(purpose));
                    }
                }
            }
            if closes { Verdict::Closes } else { Verdict::Stays }
        })
    }
}

/// A plan or folder of before: its name; the tooltip has it whole.
fn place_ui(ui: &mut Ui, path: &Path) -> Response {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let button = Button::selectable(false, name.as_ref()).truncate();
    ui.add(button.min_size(vec2(PLACES - theme::GAP_ROW, theme::ROW_HEIGHT))).on_hover_text(path.display().to_string())
}

//! Asks for a path: a browser of folders with a field in which it can be typed, for every place that wants one. What
//! is wrong with a path is said here, with the path and a way out.

use std::path::{Path, PathBuf};

use egui::{Button, Context, Id, Key, Modifiers, Response, RichText, ScrollArea, TextEdit, Ui, vec2};

use super::folder::{self, FolderItem, FolderListing, PathObstacle};
use super::parts::{Verdict, buttons_ui, choices, frame_ui, plain, primary, weak};
use crate::finding::Severity;
use crate::formats::Format;
use crate::ui::action::Queue;
use crate::ui::latest::{Job, Landing};
use crate::ui::order::{Order, Purpose};
use crate::ui::settings::Settings;
use crate::ui::theme;
use crate::ui::widgets::message::message_ui;
use crate::ui::widgets::text::byte_count;

/// The dialog's width.
const WIDTH: f32 = 640.0;
/// The width of the column with recent folders.
const PLACES: f32 = 168.0;
/// So many of each are offered.
const RECENT: usize = 6;

/// Asks for a path.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is so or not")]
pub(in crate::ui) struct PathDialog {
    purpose: Purpose,
    text: String,
    /// The folder that is listed.
    folder: PathBuf,
    listing: Option<FolderListing>,
    coming: Option<Job<FolderListing>>,
    /// The line that the arrow keys are at.
    cursor: Option<usize>,
    /// Whether files of every kind are listed.
    all_kinds: bool,
    recent: Vec<PathBuf>,
    folders: Vec<PathBuf>,
    checking: Option<Job<Result<PathBuf, PathObstacle>>>,
    obstacle: Option<PathObstacle>,
    /// Whether the system's dialogs can be asked.
    browses: bool,
    is_new: bool,
    /// Whether the field is to have the keyboard.
    wants_focus: bool,
}

impl PathDialog {
    /// Begins with a sensible path.
    pub(in crate::ui) fn new(purpose: Purpose, settings: &Settings, open: Option<&Path>) -> Self {
        let known = open.into_iter().chain(settings.recent.iter().map(PathBuf::as_path)).find_map(Path::parent);
        let home = std::env::home_dir();
        let folder = known.map(Path::to_owned).or_else(|| home.clone()).unwrap_or_default();
        let text = match purpose {
            Purpose::Create => folder.join("plan.lodestone"),
            Purpose::SaveCopy => {
                let stem = open.and_then(Path::file_stem).unwrap_or_default().to_string_lossy();
                folder.join(format!("{stem}-copy.lodestone"))
            }
            _ => folder.join(""),
        };
        let is_open = matches!(purpose, Purpose::Open | Purpose::OpenReadOnly);
        let recent = if is_open { settings.recent.clone() } else { Vec::new() };
        let mut folders: Vec<PathBuf> = Vec::new();
        let of_recent = settings.recent.iter().filter_map(|path| path.parent()).map(Path::to_owned);
        for each in home.into_iter().chain(open.and_then(Path::parent).map(Path::to_owned)).chain(of_recent) {
            if !folders.contains(&each) {
                folders.push(each);
            }
        }
        Self {
            purpose,
            text: text.display().to_string(),
            folder,
            listing: None,
            coming: None,
            cursor: None,
            all_kinds: kinds(purpose).is_none(),
            recent,
            folders,
            checking: None,
            obstacle: None,
            browses: false,
            is_new: true,
            wants_focus: false,
        }
    }

    /// The same with buttons for the system's dialogs.
    pub(in crate::ui) fn browsing(mut self, browses: bool) -> Self {
        self.browses = browses;
        self
    }

    /// Whether a thread is still looking for it.
    pub(super) fn is_waiting(&self) -> bool {
        self.coming.is_some() || self.checking.is_some()
    }

    /// Draws it.
    pub(super) fn dialog_ui(&mut self, ctx: &Context, queue: &Queue) -> Verdict {
        let mut chosen = None;
        if std::mem::take(&mut self.is_new) {
            self.go(self.folder.clone(), ctx);
            self.wants_focus = true;
        }
        self.follow(&mut chosen);
        frame_ui(ctx, self.purpose.title(), WIDTH, |ui| {
            weak(ui, hint(self.purpose));
            self.keys(ui);
            let mut sought = None;
            self.way_ui(ui);
            ui.horizontal_top(|ui| {
                let height = (ui.ctx().content_rect().height() - 420.0).clamp(132.0, 320.0);
                self.places_ui(ui, height, &mut sought);
                // Lines of a list stand below each other, whatever the list stands beside.
                ui.vertical(|ui| self.list_ui(ui, height, &mut sought));
            });
            self.field_ui(ui, &mut sought);
            self.obstacle_ui(ui);
            let verdict = self.buttons_ui(ui, queue, &mut sought);
            if let Some(path) = sought {
                self.seek(path, false, ui.ctx());
            }
            if let Some(path) = chosen {
                queue.order(Order::Path(self.purpose, path));
                return Verdict::Closes;
            }
            verdict
        })
    }

    /// Takes what threads have brought.
    fn follow(&mut self, chosen: &mut Option<PathBuf>) {
        if let Some(landing) = self.coming.as_ref().and_then(Job::landing) {
            self.coming = None;
            if let Landing::Done(listing) = landing {
                self.listing = Some(listing);
            }
        }
        let Some(landing) = self.checking.as_ref().and_then(Job::landing) else { return };
        self.checking = None;
        match landing {
            Landing::Done(Ok(path)) => *chosen = Some(path),
            Landing::Done(Err(obstacle)) => self.obstacle = Some(obstacle),
            // What went wrong has been said.
            Landing::Failed(_) => {}
        }
    }

    /// Lists another folder.
    fn go(&mut self, folder: PathBuf, ctx: &Context) {
        self.coming = folder::list(folder.clone(), ctx);
        (self.folder, self.cursor, self.obstacle) = (folder, None, None);
    }

    /// Goes into a folder; a name that is to be made there is kept.
    fn enter(&mut self, folder: PathBuf, ctx: &Context) {
        let name = if makes(self.purpose) { self.typed().file_name().map(PathBuf::from) } else { None };
        self.text = folder.join(name.unwrap_or_default()).display().to_string();
        self.go(folder, ctx);
    }

    /// The path that stands in the field.
    fn typed(&self) -> PathBuf {
        let text = self.text.trim();
        match (text.strip_prefix("~/"), std::env::home_dir()) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => PathBuf::from(text),
        }
    }

    /// Looks whether a path will do, and takes it then.
    fn seek(&mut self, path: PathBuf, makes: bool, ctx: &Context) {
        self.obstacle = None;
        self.checking = folder::check(self.purpose, path, makes, ctx);
    }

    /// The numbers of the lines that are listed.
    fn lines(&self) -> Vec<usize> {
        let Some(Ok(items)) = &self.listing else { return Vec::new() };
        let endings = kinds(self.purpose).map(|(_, ending)| ending).filter(|_| !self.all_kinds);
        let fits = |item: &FolderItem| {
            let has =
                |ending: &str| Path::new(&item.name).extension().is_some_and(|own| own.eq_ignore_ascii_case(ending));
            item.is_folder || !wants_folder(self.purpose) && endings.is_none_or(has)
        };
        items.iter().enumerate().filter(|(_, item)| fits(item)).map(|(at, _)| at).collect()
    }

    fn item(&self, at: usize) -> Option<FolderItem> {
        let Some(Ok(items)) = &self.listing else { return None };
        items.get(at).cloned()
    }

    /// Arrows walk the list while the field has the keyboard.
    fn keys(&mut self, ui: &Ui) {
        let pressed = |modifiers, key| {
            ui.memory(|memory| memory.has_focus(field_id())) && ui.input_mut(|input| input.consume_key(modifiers, key))
        };
        let lines = self.lines();
        let here = self.cursor.and_then(|cursor| lines.iter().position(|line| *line == cursor));
        // With Alt first: without it the same keys would be taken for less.
        if pressed(Modifiers::ALT, Key::ArrowUp) {
            if let Some(above) = self.folder.parent().map(Path::to_owned) {
                self.enter(above, ui.ctx());
            }
            return;
        }
        let there = if pressed(Modifiers::NONE, Key::ArrowDown) {
            here.map_or(0, |at| at + 1)
        } else if pressed(Modifiers::NONE, Key::ArrowUp) {
            here.unwrap_or(1).saturating_sub(1)
        } else {
            return;
        };
        if let Some(at) = lines.get(there.min(lines.len().saturating_sub(1)))
            && let Some(item) = self.item(*at)
        {
            self.cursor = Some(*at);
            self.point_at(&item);
        }
    }

    /// Puts a line into the field, unless that is a name to be made and the line a folder.
    fn point_at(&mut self, item: &FolderItem) {
        self.obstacle = None;
        if !(makes(self.purpose) && item.is_folder) {
            self.text = item.path.display().to_string();
        }
    }

    /// Where it is, and the way up.
    fn way_ui(&mut self, ui: &mut Ui) {
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
    fn places_ui(&mut self, ui: &mut Ui, height: f32, sought: &mut Option<PathBuf>) {
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
    fn list_ui(&mut self, ui: &mut Ui, height: f32, sought: &mut Option<PathBuf>) {
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
                    area.show_rows(ui, theme::ROW_HEIGHT, lines.len(), |ui, range| {
                        for at in lines.get(range).unwrap_or_default() {
                            self.line_ui(ui, *at, sought);
                        }
                    });
                }
            }
        });
    }

    fn line_ui(&mut self, ui: &mut Ui, at: usize, sought: &mut Option<PathBuf>) {
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

    fn field_ui(&mut self, ui: &mut Ui, sought: &mut Option<PathBuf>) {
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

    /// Enter goes into a folder that the arrows are at, or that was typed with its separator; else it takes the path.
    fn enter_pressed(&mut self, ui: &Ui, sought: &mut Option<PathBuf>) {
        let pointed = self.cursor.and_then(|at| self.item(at)).filter(|item| item.is_folder);
        let is_way = self.text.trim().ends_with(std::path::is_separator);
        if let Some(item) = pointed {
            self.enter(item.path, ui.ctx());
        } else if is_way && self.typed() != self.folder {
            self.go(self.typed(), ui.ctx());
        } else {
            *sought = Some(self.typed());
            return;
        }
        self.wants_focus = true;
    }

    /// What is in the way, and the way out.
    fn obstacle_ui(&mut self, ui: &mut Ui) {
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

    fn buttons_ui(&mut self, ui: &mut Ui, queue: &Queue, sought: &mut Option<PathBuf>) -> Verdict {
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

fn field_id() -> Id {
    Id::unique("path")
}

/// A plan or folder of before: its name; the tooltip has it whole.
fn place_ui(ui: &mut Ui, path: &Path) -> Response {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let button = Button::selectable(false, name.as_ref()).truncate();
    ui.add(button.min_size(vec2(PLACES - theme::GAP_ROW, theme::ROW_HEIGHT))).on_hover_text(path.display().to_string())
}

/// The kind of files that are wanted: what they are called, and how their names end.
fn kinds(purpose: Purpose) -> Option<(&'static str, &'static str)> {
    match purpose {
        Purpose::Open | Purpose::OpenReadOnly | Purpose::Create | Purpose::SaveCopy => Some(("plans", "lodestone")),
        Purpose::TileFile => Some(("PMTiles", "pmtiles")),
        Purpose::Import
        | Purpose::ImportFile
        | Purpose::ImportFolder
        | Purpose::Compare
        | Purpose::ExportFile
        | Purpose::ExportFolder => None,
    }
}

/// Whether something is made at the path.
const fn makes(purpose: Purpose) -> bool {
    matches!(purpose, Purpose::Create | Purpose::SaveCopy | Purpose::ExportFile)
}

const fn wants_folder(purpose: Purpose) -> bool {
    matches!(purpose, Purpose::ImportFolder | Purpose::ExportFolder)
}

fn hint(purpose: Purpose) -> String {
    match purpose {
        Purpose::Open => "A plan file, like plan.lodestone".to_owned(),
        Purpose::OpenReadOnly => "A plan file; nothing is written to it".to_owned(),
        Purpose::Create => "Where the new plan file is to be; nothing is replaced".to_owned(),
        Purpose::SaveCopy => "Where the copy is to be; nothing is replaced".to_owned(),
        Purpose::Import | Purpose::ImportFile | Purpose::ImportFolder => {
            format!(
                "A file or a folder with {}, recognised by what is in it. A preview follows. Files and folders can also \
                 be dropped onto the window.",
                readable()
            )
        }
        Purpose::Compare => "A snapshot, a plan file or plan-text; nothing is changed".to_owned(),
        Purpose::TileFile => "A PMTiles file with raster tiles".to_owned(),
        Purpose::ExportFile | Purpose::ExportFolder => "Where it is to be written".to_owned(),
    }
}

/// The formats that can be imported, as a list in words.
fn readable() -> String {
    let names: Vec<&str> = Format::ALL.iter().filter(|format| format.is_read()).map(|format| format.name()).collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_import_dialog_names_every_format_that_is_read() {
        let words = hint(Purpose::Import);
        for format in Format::ALL.iter().filter(|format| format.is_read()) {
            assert!(words.contains(format.name()), "{}: {words}", format.name());
        }
    }
}

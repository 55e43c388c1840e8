//! Asks for a path: a browser of folders with a field in which it can be typed, for every place that wants one. What
//! is wrong with a path is said here, with the path and a way out.

mod drawing;
mod wanted;

use std::path::{Path, PathBuf};

use egui::{Context, Id, Key, Modifiers, Ui};

use self::wanted::{hint, kinds, makes, wants_folder};
use super::folder::{self, FolderItem, FolderListing, PathObstacle};
use super::parts::{Verdict, frame_ui, weak};
use crate::ui::action::Queue;
use crate::ui::latest::{Job, Landing};
use crate::ui::order::{Order, Purpose};
use crate::ui::settings::Settings;

/// The dialog's width.
const WIDTH: f32 = 640.0;

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
}

fn field_id() -> Id {
    Id::unique("path")
}

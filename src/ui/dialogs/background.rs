//! Asks what lies under the plan on the map, and says beforehand what would leave the machine.
//!
//! It must not know how tiles are fetched: it asks for one, when somebody presses the button for it.

use std::path::PathBuf;
use std::sync::mpsc::TryRecvError;

use egui::{Context, Id, TextEdit, Ui, vec2};

use super::parts::{Verdict, buttons_ui, choices, frame_ui, plain, primary, weak};
use crate::finding::Severity;
use crate::ui::action::Queue;
use crate::ui::background::{Background, CLOSEST, GroundSource, TileServer};
use crate::ui::map::{self, TileTrial, TriedTile, View};
use crate::ui::order::{Order, Purpose};
use crate::ui::theme;
use crate::ui::widgets::message::message_ui;

/// The dialog's width.
const WIDTH: f32 = 560.0;
/// The column of labels.
const LABEL: f32 = 112.0;

/// The sources that one chooses among.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BackgroundChoice {
    BuiltIn,
    Archive,
    OpenStreetMap,
    Server,
}

/// Each with its name and what it is.
const CHOICES: &[(BackgroundChoice, &str, &str)] = &[
    (
        BackgroundChoice::BuiltIn,
        "Built in",
        "Coasts, borders and places from the program itself. Nothing leaves this machine.",
    ),
    (BackgroundChoice::Archive, "PMTiles file…", "A file of raster tiles on this machine. Nothing leaves it."),
    (BackgroundChoice::OpenStreetMap, "OpenStreetMap", "The standard tiles of OpenStreetMap's own servers."),
    (BackgroundChoice::Server, "Server of your own…", "Any server that has raster tiles by zoom, column and row."),
];

/// What came of trying it.
#[derive(Debug)]
enum TileAsked {
    Not,
    Waiting(TileTrial),
    Done(Result<String, String>),
}

/// What lies under the plan.
#[derive(Debug)]
pub(in crate::ui) struct BackgroundDialog {
    choice: BackgroundChoice,
    file: String,
    server: TileServer,
    max_zoom: String,
    own_places: bool,
    view: Option<View>,
    asked: TileAsked,
}

impl BackgroundDialog {
    /// Begins with what lies there now; `view` is what the map shows.
    pub(in crate::ui) fn new(background: &Background, view: Option<View>) -> Self {
        let (mut file, mut server) = (String::new(), TileServer::default());
        let choice = match &background.source {
            GroundSource::BuiltIn => BackgroundChoice::BuiltIn,
            GroundSource::Archive(path) => {
                file = path.display().to_string();
                BackgroundChoice::Archive
            }
            GroundSource::OpenStreetMap => BackgroundChoice::OpenStreetMap,
            GroundSource::Server(chosen) => {
                server = chosen.clone();
                BackgroundChoice::Server
            }
        };
        let max_zoom = server.max_zoom.to_string();
        Self { choice, file, server, max_zoom, own_places: background.own_places, view, asked: TileAsked::Not }
    }

    /// Takes a file that was chosen elsewhere.
    pub(in crate::ui) fn set_path(&mut self, path: &std::path::Path) {
        self.choice = BackgroundChoice::Archive;
        self.file = path.display().to_string();
        self.asked = TileAsked::Not;
    }

    /// Whether a source is being asked.
    pub(super) fn is_waiting(&self) -> bool {
        matches!(self.asked, TileAsked::Waiting(_))
    }

    /// What would be shown, or why it cannot.
    fn background(&self) -> Result<Background, String> {
        let source = match self.choice {
            BackgroundChoice::BuiltIn => GroundSource::BuiltIn,
            BackgroundChoice::OpenStreetMap => GroundSource::OpenStreetMap,
            BackgroundChoice::Archive if self.file.trim().is_empty() => return Err("Name a PMTiles file".to_owned()),
            BackgroundChoice::Archive => GroundSource::Archive(PathBuf::from(self.file.trim())),
            BackgroundChoice::Server => {
                let zoom = self.max_zoom.trim().parse().ok().filter(|zoom| *zoom <= CLOSEST);
                let max_zoom = zoom.ok_or_else(|| format!("The closest zoom is a number from 0 to {CLOSEST}"))?;
                let server = TileServer { max_zoom, ..self.server.clone() };
                server.check().map_err(|error| crate::ui::widgets::text::capitalised(&error.to_string()))?;
                GroundSource::Server(server)
            }
        };
        Ok(Background { source, own_places: self.own_places })
    }

    /// Draws it.
    pub(super) fn dialog_ui(&mut self, ctx: &Context, queue: &Queue) -> Verdict {
        self.follow();
        frame_ui(ctx, "Map background", WIDTH, |ui| {
            weak(ui, "What lies under this plan on this machine. The choice does not travel with the plan file.");
            ui.scope(|ui| {
                choices(ui);
                for (choice, name, help) in CHOICES {
                    if ui.radio(self.choice == *choice, *name).on_hover_text(*help).clicked() {
                        (self.choice, self.asked) = (*choice, TileAsked::Not);
                    }
                }
            });
            ui.add_space(theme::GAP_SMALL);
            // All choices take the same room, so that the dialog keeps its size.
            ui.allocate_ui(vec2(ui.available_width(), 0.0), |ui| {
                ui.set_min_height(304.0);
                self.choice_ui(ui, queue);
            });
            self.buttons_ui(ui, queue)
        })
    }

    fn follow(&mut self) {
        let TileAsked::Waiting(trial) = &self.asked else { return };
        self.asked = match trial.try_recv() {
            Ok(Ok(TriedTile::Works)) => TileAsked::Done(Ok("It answers with a tile".to_owned())),
            Ok(Ok(TriedTile::Absent(words)) | Err(words)) => TileAsked::Done(Err(words)),
            Err(TryRecvError::Disconnected) => TileAsked::Done(Err("It could not be tried".to_owned())),
            Err(TryRecvError::Empty) => return,
        };
    }

    fn choice_ui(&mut self, ui: &mut Ui, queue: &Queue) {
        let help = CHOICES.iter().find(|(choice, ..)| *choice == self.choice).map_or("", |(_, _, help)| help);
        ui.label(help);
        match self.choice {
            BackgroundChoice::BuiltIn => return,
            BackgroundChoice::Archive => {
                let changed = field_ui(ui, "File", "map.pmtiles", &mut self.file);
                self.reset_if(changed);
                if plain(ui, "Choose a file…").clicked() {
                    queue.order(Order::Ask(Purpose::TileFile));
                }
            }
            BackgroundChoice::OpenStreetMap => {
                weak(
                    ui,
                    "© OpenStreetMap contributors. Only the tiles that you look at are asked for, under the name \
                          of this program, as the policy of these servers wants it.",
                );
                ui.hyperlink_to("Tile usage policy", "https://operations.osmfoundation.org/policies/tiles/");
            }
            BackgroundChoice::Server => {
                let mut changed =
                    field_ui(ui, "Address", "https://tiles.example/{z}/{x}/{y}.png", &mut self.server.url);
                changed |=
                    field_ui(ui, "Attribution", "As the licence of the tiles asks", &mut self.server.attribution);
                changed |= field_ui(ui, "Closest zoom", "19", &mut self.max_zoom);
                self.reset_if(changed);
            }
        }
        ui.scope(|ui| {
            choices(ui);
            ui.checkbox(&mut self.own_places, "Names of places of the built-in map on top");
        });
        self.leaves_ui(ui);
        self.tried_ui(ui);
    }

    fn reset_if(&mut self, changed: bool) {
        if changed {
            self.asked = TileAsked::Not;
        }
    }

    /// What leaves the machine.
    fn leaves_ui(&self, ui: &mut Ui) {
        let server = match self.choice {
            BackgroundChoice::BuiltIn | BackgroundChoice::Archive => return,
            BackgroundChoice::OpenStreetMap => TileServer::open_street_map(),
            BackgroundChoice::Server => self.server.clone(),
        };
        let host = if server.host().is_empty() { "the server" } else { server.host() };
        weak(
            ui,
            format!(
                "What leaves this machine: {host} is asked for the tiles in view and so learns this machine's address \
                 and where on the world you look, and how closely. Nothing of the plan is sent. What it answers is kept \
                 on disk, 200 MB at most. Where it does not answer, the built-in map is shown."
            ),
        );
    }

    fn tried_ui(&mut self, ui: &mut Ui) {
        let source = self.background().map(|background| background.source);
        ui.horizontal(|ui| {
            let possible = source.is_ok() && !matches!(self.asked, TileAsked::Waiting(_));
            if ui.add_enabled(possible, egui::Button::new("Try one tile")).clicked()
                && let Ok(source) = &source
            {
                self.asked = TileAsked::Waiting(map::try_source(source, self.view, ui.ctx()));
            }
            if matches!(self.asked, TileAsked::Waiting(_)) {
                ui.spinner();
                ui.label("Asking…");
            }
        });
        match (&self.asked, &source) {
            (TileAsked::Done(Ok(words)), _) => {
                weak(ui, words.as_str());
            }
            (TileAsked::Done(Err(words)), _) => {
                message_ui(ui, Severity::Error, words);
            }
            _ => {}
        }
    }

    fn buttons_ui(&mut self, ui: &mut Ui, queue: &Queue) -> Verdict {
        let background = self.background();
        buttons_ui(ui, |ui| {
            let button = primary(ui, background.is_ok(), "Show this map");
            if let Err(words) = &background {
                button.on_disabled_hover_text(words.as_str());
            } else if button.clicked()
                && let Ok(background) = background
            {
                queue.order(Order::SetBackground(background));
                return Verdict::Closes;
            }
            if plain(ui, "Cancel").clicked() { Verdict::Closes } else { Verdict::Stays }
        })
    }
}

/// A line with a label and a field; says whether somebody has typed.
fn field_ui(ui: &mut Ui, label: &str, hint: &str, text: &mut String) -> bool {
    ui.horizontal(|ui| {
        let size = vec2(LABEL, theme::CONTROL_HEIGHT);
        ui.allocate_ui_with_layout(size, egui::Layout::left_to_right(egui::Align::Center), |ui| {
            ui.set_min_size(size);
            ui.label(label);
        });
        let field = TextEdit::singleline(text)
            .id(Id::unique("background").with(label))
            .hint_text(hint)
            .desired_width(f32::INFINITY)
            .min_size(vec2(0.0, theme::CONTROL_HEIGHT))
            .align(egui::Align2::LEFT_CENTER);
        ui.add(field).accessible_name(label).changed()
    })
    .inner
}

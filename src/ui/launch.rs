//! Opens the window on a display, or says why there is none.

use std::path::PathBuf;

use egui::ViewportBuilder;

use super::app::{App, Setup};

/// The smallest window in which everything can be reached.
const SMALLEST: [f32; 2] = [960.0, 600.0];
const FIRST: [f32; 2] = [1440.0, 900.0];

/// What the window is called by the system, and its folder in the user's data folder.
const APP_ID: &str = "lodestone";

/// Why no window could be opened.
#[derive(Debug, thiserror::Error)]
pub enum LaunchError {
    /// There is no display, or none that can be reached.
    #[error("there is no display to open a window on; `lodestone --help` lists the commands that need none")]
    NoDisplay,
    /// The display cannot draw it.
    #[error("the window could not be opened ({0}); `lodestone --help` lists the commands that need none")]
    Graphics(String),
}

/// Opens the window and returns when it is closed.
pub fn launch(setup: Setup) -> Result<(), LaunchError> {
    let data_folder = eframe::storage_dir(APP_ID);
    let options = eframe::NativeOptions {
        viewport: ViewportBuilder::default()
            .with_app_id(APP_ID)
            .with_inner_size(FIRST)
            .with_min_inner_size(SMALLEST)
            .with_drag_and_drop(true),
        persistence_path: data_folder.as_ref().map(|folder: &PathBuf| folder.join("window.ron")),
        ..eframe::NativeOptions::default()
    };
    let tile_cache = setup.tile_cache.or_else(|| data_folder.as_ref().map(|folder| folder.join("map-tiles")));
    let setup = Setup { data_folder: setup.data_folder.or(data_folder), tile_cache, ..setup };
    eframe::run_native(
        APP_ID,
        options,
        Box::new(move |created| Ok(Box::new(App::new(&created.egui_ctx, created.storage, setup)))),
    )
    .map_err(|error| match error {
        eframe::Error::WinitEventLoop(_) | eframe::Error::Winit(_) => LaunchError::NoDisplay,
        other => LaunchError::Graphics(other.to_string()),
    })
}

//! Opens the window on a display, or says why there is none.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use eframe::AppCreator;
use egui::{Context, Ui, ViewportBuilder, Visuals};

use super::app::{App, Setup};
use super::patience::{self, LoopError};
use super::remembered;

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
    let remembered = data_folder.as_ref().map(|folder: &PathBuf| folder.join("window.ron"));
    if let Some(path) = &remembered {
        remembered::set_aside_unusable(path);
    }
    let options = eframe::NativeOptions {
        viewport: ViewportBuilder::default()
            .with_app_id(APP_ID)
            .with_inner_size(FIRST)
            .with_min_inner_size(SMALLEST)
            .with_drag_and_drop(true),
        persistence_path: remembered.clone(),
        // Noise over every pixel, for gradients that nothing here has: it costs without a graphics card.
        dithering: false,
        ..eframe::NativeOptions::default()
    };
    let tile_cache = setup.tile_cache.or_else(|| data_folder.as_ref().map(|folder| folder.join("map-tiles")));
    let setup = Setup { data_folder: setup.data_folder.or(data_folder), tile_cache, ..setup };
    let drawn = Arc::new(AtomicBool::new(false));
    let watched = Arc::clone(&drawn);
    let run = move || {
        let ctx = OnceLock::new();
        let creator: AppCreator<'_> = Box::new(|created| {
            let _ = ctx.set(created.egui_ctx.clone());
            let app = App::new(&created.egui_ctx, created.storage, setup);
            Ok(Box::new(Watched { app, frames: 0, drawn: watched }))
        });
        patience::run(APP_ID, options, creator, &ctx)
    };
    let ended = catch_unwind(AssertUnwindSafe(run));
    let is_drawn = drawn.load(Ordering::Acquire);
    match (ended, remembered) {
        (Ok(Ok(())), _) => Ok(()),
        (Ok(Err(LoopError::NoDisplay)), _) => Err(LaunchError::NoDisplay),
        // What the window remembers is all that differs from one start to the next.
        (Ok(Err(_)) | Err(_), Some(path)) if !is_drawn && remembered::set_aside(&path).is_some() => start_again(),
        (Ok(Err(LoopError::GaveUp(reason))), _) => Err(LaunchError::Graphics(reason)),
        (Err(panic), _) => resume_unwind(panic),
    }
}

/// Starts the program again, which has forgotten what kept it from opening: a process has one window in its life.
fn start_again() -> Result<(), LaunchError> {
    let failed = |reason: String| LaunchError::Graphics(reason);
    let program = std::env::current_exe().map_err(|error| failed(error.to_string()))?;
    let ended = Command::new(program).args(std::env::args_os().skip(1)).status();
    match ended {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failed(status.to_string())),
        Err(error) => Err(failed(error.to_string())),
    }
}

/// The window's content, and whether any of it has been seen.
struct Watched {
    app: App,
    frames: u32,
    drawn: Arc<AtomicBool>,
}

/// The first frames find out how large things are.
const FIRST_FRAMES: u32 = 3;

impl eframe::App for Watched {
    fn logic(&mut self, ctx: &Context, frame: &mut eframe::Frame) {
        self.app.logic(ctx, frame);
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        self.app.ui(ui, frame);
        self.frames = self.frames.saturating_add(1);
        if self.frames < FIRST_FRAMES {
            ui.ctx().request_repaint();
        } else {
            self.drawn.store(true, Ordering::Release);
        }
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        self.app.save(storage);
    }

    fn clear_color(&self, visuals: &Visuals) -> [f32; 4] {
        self.app.clear_color(visuals)
    }
}

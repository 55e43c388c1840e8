//! A window of the toolkit with nothing of ours in it: what the toolkit and OpenGL take by themselves. `benches/run` measures
//! it beside the window of the program, and ends it.

use eframe::{App, Frame, NativeOptions};
use egui::{CentralPanel, Ui, ViewportBuilder};

struct Bare;

impl App for Bare {
    fn ui(&mut self, ui: &mut Ui, _: &mut Frame) {
        CentralPanel::default().show(ui, |ui| ui.label("Nothing"));
    }
}

fn main() -> eframe::Result {
    let viewport = ViewportBuilder::default().with_inner_size([1440.0, 900.0]);
    eframe::run_native("bare", NativeOptions { viewport, ..NativeOptions::default() }, Box::new(|_| Ok(Box::new(Bare))))
}

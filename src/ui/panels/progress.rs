//! What goes on for longer than a blink: what is done, how far it is, and Cancel where that is possible.

use egui::{Align2, Area, Context, Frame, Margin, Order as Layer, ProgressBar, RichText, vec2};

use crate::ui::app::App;
use crate::ui::jobs::{Cancel, Running, SHOWN_AFTER_SECS};
use crate::ui::order::Order;
use crate::ui::theme;

/// Draws it at the lower edge.
pub(super) fn progress_ui(app: &App, ctx: &Context) {
    let now = ctx.input(|input| input.time);
    let long = |running: &&Running| SHOWN_AFTER_SECS <= now - running.since && !running.task.stages[0].is_empty();
    let mut offset = theme::GAP_EDGE;
    for running in app.jobs.running().iter().filter(long) {
        let shown = Area::new(egui::Id::unique(("progress", running.number)))
            .order(Layer::Foreground)
            .anchor(Align2::CENTER_BOTTOM, vec2(0.0, -offset))
            .show(ctx, |ui| {
                Frame::popup(ui.style())
                    .inner_margin(Margin::symmetric(16, 8))
                    .show(ui, |ui| running_ui(app, ui, running));
            });
        offset += shown.response.rect.height() + theme::GAP;
    }
}

fn running_ui(app: &App, ui: &mut egui::Ui, running: &Running) {
    let (stage, at, of) = running.progress.stage();
    ui.horizontal(|ui| {
        ui.label(RichText::new(running.task.title).font(theme::strong(theme::TEXT_BODY)));
        ui.label(RichText::new(stage).color(theme::tokens(ui).text_weak));
        if 1 < of {
            let bar = ProgressBar::new((at as f32 - 0.5) / of as f32).desired_width(96.0).desired_height(6.0);
            ui.add(bar).accessible_name(format!("Step {at} of {of}"));
        }
        if running.task.cancel == Cancel::Possible && ui.button("Cancel").clicked() {
            app.queue.order(Order::Cancel(running.number));
        }
    });
}

//! What goes on for longer than a blink: what is done, how far it is, and Cancel where that is possible.

use egui::{Align2, Area, Context, Frame, Margin, Order as Layer, Pos2, ProgressBar, RichText, vec2};

use super::panes::{self, Pane};
use crate::ui::action::Queue;
use crate::ui::latest::{self, Cancel, SHOWN_AFTER_SECS, Work};
use crate::ui::order::Order;
use crate::ui::theme;
use crate::ui::widgets::contents::contents;

/// Draws it at the lower edge of the map; says how much room it takes there.
pub(in crate::ui) fn progress_ui(queue: &Queue, ctx: &Context) -> f32 {
    let now = ctx.input(|input| input.time);
    let is_shown =
        |work: &&std::sync::Arc<Work>| SHOWN_AFTER_SECS <= now - work.since_secs && !work.task.stages.is_empty();
    let mut offset = 0.0;
    let foot = foot(ctx);
    for work in latest::running(ctx).iter().filter(is_shown) {
        let shown = Area::new(egui::Id::unique(("progress", work.number)))
            .order(Layer::Foreground)
            .pivot(Align2::CENTER_BOTTOM)
            .fixed_pos(foot - vec2(0.0, offset))
            .show(
                ctx,
                contents(&mut |ui| {
                    Frame::popup(ui.style())
                        .inner_margin(Margin::symmetric(16, 8))
                        .show(ui, |ui| work_ui(queue, ui, work));
                }),
            );
        offset += shown.response.rect.height() + theme::GAP;
    }
    offset
}

/// Where notices stand: at the lower edge of the map, so that they hide no row of a table and no field of a form.
pub(super) fn foot(ctx: &Context) -> Pos2 {
    let map = panes::rect_of(ctx, Pane::Map).unwrap_or(ctx.content_rect());
    // Above the strip with scale and attributions.
    map.center_bottom() - vec2(0.0, 24.0 + theme::GAP)
}

fn work_ui(queue: &Queue, ui: &mut egui::Ui, work: &Work) {
    let (stage, at, of) = work.stage();
    ui.horizontal(|ui| {
        ui.label(RichText::new(work.task.title).font(theme::strong(theme::TEXT_BODY)));
        ui.label(RichText::new(stage).color(theme::tokens(ui).text_weak));
        if 1 < of {
            let bar = ProgressBar::new((at as f32 - 0.5) / of as f32).desired_width(96.0).desired_height(6.0);
            ui.add(bar).accessible_name(format!("Step {at} of {of}"));
        }
        if work.task.cancel == Cancel::Possible && ui.button("Cancel").clicked() {
            queue.order(Order::Cancel(work.number));
        }
    });
}

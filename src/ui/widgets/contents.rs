//! What stands in a popup, a menu or an area, drawn through a pointer: egui's containers are made anew for every closure that
//! they are given, some fifty functions each. It does not know what is drawn.

use std::ops::Range;

use egui::scroll_area::{ScrollArea, ScrollAreaOutput};
use egui::{Ui, WidgetInfo};

/// Contents behind a pointer: all containers that get these are one.
pub fn contents(draw: &mut dyn FnMut(&mut Ui)) -> &mut dyn FnMut(&mut Ui) {
    draw
}

/// Draws those of `count` rows of one height that are seen.
pub fn rows_ui(
    area: ScrollArea,
    ui: &mut Ui,
    height: f32,
    count: usize,
    draw: &mut dyn FnMut(&mut Ui, Range<usize>),
) -> ScrollAreaOutput<()> {
    area.show_rows(ui, height, count, draw)
}

/// What a widget says of itself to those who do not see it, behind a pointer.
pub fn info(say: &dyn Fn() -> WidgetInfo) -> &dyn Fn() -> WidgetInfo {
    say
}

/// Lets contents be drawn through a pointer, and hands back what they say.
///
/// # Panics
/// When `show` does not draw what it is given.
pub fn drawn<R>(add: impl FnOnce(&mut Ui) -> R, show: impl FnOnce(&mut dyn FnMut(&mut Ui))) -> R {
    let (mut add, mut said) = (Some(add), None);
    show(&mut |ui| {
        if let Some(add) = add.take() {
            said = Some(add(ui));
        }
    });
    said.expect("what is shown draws its contents")
}

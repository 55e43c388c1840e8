//! Keeps what has the keyboard in view where a part of the window scrolls. It does not know what that is.

use egui::{Id, Ui};

/// Scrolls to what has got the keyboard since the last frame, if it is part of what was drawn here. Called at the end
/// of what scrolls.
pub fn follow_focus(ui: &Ui) {
    let known = ui.scope_id().with("followed focus");
    let Some(now) = ui.memory(egui::Memory::focused) else { return };
    if ui.data(|data| data.get_temp::<Id>(known)) == Some(now) {
        return;
    }
    ui.data_mut(|data| data.insert_temp(known, now));
    // Where it is, and no more: to read its response would make it hear the click that gave it the keyboard.
    let Some(widget) = ui.ctx().viewport(|viewport| viewport.this_pass.widgets.get(now).copied()) else { return };
    // What can be seen beside the part that scrolls does not scroll with it.
    let is_beside = widget.interact_rect.is_positive() && !ui.clip_rect().intersects(widget.interact_rect);
    if widget.layer_id == ui.layer_id() && ui.min_rect().contains_rect(widget.rect) && !is_beside {
        ui.scroll_to_rect(widget.rect, None);
    }
}

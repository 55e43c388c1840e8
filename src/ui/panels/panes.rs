//! The panes of the window as F6 walks them: each has a place that takes the keyboard, from which Tab leads on.
//!
//! It must not know what is in a pane.

use egui::{Context, Id, Rect, Role, Sense, Ui, WidgetInfo, vec2};

use crate::ui::theme;
use crate::ui::widgets::contents::info;
use crate::ui::widgets::icon::focus_ring;

/// A pane, in the order of the walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Pane {
    /// The kinds.
    Side,
    /// The map.
    Map,
    /// The form.
    Form,
    /// Table, changes, history.
    Lower,
}

impl Pane {
    const ALL: [Self; 4] = [Self::Side, Self::Map, Self::Form, Self::Lower];

    const fn name(self) -> &'static str {
        match self {
            Self::Side => "Pane: kinds",
            Self::Map => "Pane: map",
            Self::Form => "Pane: form",
            Self::Lower => "Pane: table",
        }
    }

    fn id(self) -> Id {
        Id::unique("pane").with(self.name())
    }
}

/// Marks where a pane begins; drawn before anything that is in it.
pub(in crate::ui) fn begin_ui(ui: &mut Ui, pane: Pane) {
    let rect = ui.max_rect();
    note(ui.ctx(), pane, rect, pane.id());
    let anchor = Rect::from_min_size(rect.min, vec2(1.0, 1.0));
    let response = ui.interact(anchor, pane.id(), Sense::focusable_noninteractive());
    response.widget_info(info(&|| WidgetInfo::labeled(Role::Pane, true, pane.name())));
    if response.has_focus() {
        // On top of what the pane is filled with.
        let painter = ui.ctx().layer_painter(egui::LayerId::new(egui::Order::Foreground, pane.id()));
        focus_ring(&painter, rect.shrink(theme::RING_APART), theme::tokens(ui));
    }
}

/// Says where a pane is, and what in it takes the keyboard.
pub(in crate::ui) fn note(ctx: &Context, pane: Pane, rect: Rect, focus: Id) {
    ctx.data_mut(|data| data.insert_temp(pane.id(), (rect, focus)));
}

/// Where a pane is, if it was drawn.
pub(in crate::ui) fn rect_of(ctx: &Context, pane: Pane) -> Option<Rect> {
    ctx.data(|data| data.get_temp::<(Rect, Id)>(pane.id())).map(|(rect, _)| rect)
}

/// Gives the keyboard to the next pane, or to the one before.
pub(in crate::ui) fn walk(ctx: &Context, forwards: bool) {
    let place = |pane: Pane| ctx.data(|data| data.get_temp::<(Rect, Id)>(pane.id()));
    let focused = ctx.memory(egui::Memory::focused);
    let at = focused.and_then(|id| ctx.read_response(id)).map(|response| response.rect.center());
    let is_in = |pane: &Pane| {
        place(*pane).is_some_and(|(rect, id)| focused == Some(id) || at.is_some_and(|at| rect.contains(at)))
    };
    let count = Pane::ALL.len();
    let next = match Pane::ALL.iter().position(is_in) {
        Some(here) => (here + if forwards { 1 } else { count - 1 }) % count,
        None if forwards => 0,
        None => count - 1,
    };
    if let Some((_, id)) = Pane::ALL.get(next).and_then(|pane| place(*pane)) {
        ctx.memory_mut(|memory| memory.request_focus(id));
    }
}

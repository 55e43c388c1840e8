//! Which moves of the pointer change anything: what lies under it is known from the last frame. It draws nothing, and does
//! not know who moves the pointer.

use crate::sorting::sort_by_key;
use egui::{Context, Id, Pos2, ViewportId};

/// What a move of the pointer means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointerMove {
    /// Something looks or acts differently from now on.
    Tells,
    /// Nothing does but words that say where the pointer is, which may wait for a moment.
    TellsWhere,
    /// Nothing does.
    TellsNothing,
}

/// A part of the window that is one widget but has parts of its own under the pointer.
#[derive(Clone, Copy, Debug)]
struct PointedSurface {
    /// The widget.
    id: Id,
    /// Around where the pointer was nothing changes so far.
    at: Pos2,
    radius: f32,
}

fn surface_id() -> Id {
    Id::unique("surface under the pointer")
}

/// Notes for the frame that is drawn how far around the pointer nothing of a widget changes; the widget says where the
/// pointer is.
pub fn note_surface(ctx: &Context, id: Id, at: Pos2, radius: f32) {
    ctx.data_mut(|data| data.insert_temp(surface_id(), PointedSurface { id, at, radius }));
}

/// What it means that the pointer goes from where the last frame saw it to another point.
pub fn judge(ctx: &Context, to: Pos2) -> PointerMove {
    let Some(from) = ctx.input(|input| input.pointer.latest_pos()) else { return PointerMove::Tells };
    let is_held = ctx.input(|input| input.pointer.any_down() || input.pointer.any_released());
    if is_held || ctx.dragged_id().is_some() {
        return PointerMove::Tells;
    }
    let surface: Option<PointedSurface> = ctx.data(|data| data.get_temp(surface_id()));
    let reach = ctx.global_style().interaction.interact_radius;
    let (before, after) = ctx.viewport_for(ViewportId::ROOT, |viewport| {
        let widgets = &viewport.prev_pass.widgets;
        (PointedWidgets::of(widgets, from, reach), PointedWidgets::of(widgets, to, reach))
    });
    if before != after {
        return PointerMove::Tells;
    }
    match surface.filter(|surface| after.inside.contains(&surface.id)) {
        Some(surface) if surface.radius <= surface.at.distance(to) => PointerMove::Tells,
        Some(_) => PointerMove::TellsWhere,
        None => PointerMove::TellsNothing,
    }
}

/// The widgets at a point, and those that are so near that a click would mean them.
#[derive(Debug, PartialEq)]
struct PointedWidgets {
    inside: Vec<Id>,
    near: Vec<Id>,
}

impl PointedWidgets {
    fn of(widgets: &egui::WidgetRects, at: Pos2, reach: f32) -> Self {
        let (mut inside, mut near) = (Vec::new(), Vec::new());
        let (mut clicks, mut drags) = (false, false);
        for (_, layer) in widgets.layers() {
            for widget in layer {
                if widget.interact_rect.contains(at) {
                    inside.push(widget.id);
                    clicks |= widget.enabled && widget.sense.senses_click();
                    drags |= widget.enabled && widget.sense.senses_drag();
                } else if widget.enabled
                    && widget.sense.interactive()
                    && widget.interact_rect.distance_sq_to_pos(at) <= reach * reach
                {
                    near.push((widget.id, widget.sense));
                }
            }
        }
        // What is hit as such leaves nothing to its neighbours of the same sense.
        near.retain(|(_, sense)| (sense.senses_click() && !clicks) || (sense.senses_drag() && !drags));
        Self { inside: sorted(inside), near: sorted(near.into_iter().map(|(id, _)| id).collect()) }
    }
}

fn sorted(mut ids: Vec<Id>) -> Vec<Id> {
    sort_by_key(&mut ids, Id::value);
    ids
}

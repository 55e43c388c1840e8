//! What the map says to those who do not see it: itself, and the groups that are selected or hovered.
//!
//! It must not announce every group: a hundred thousand nodes help nobody.

use egui::{Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo};

use super::MapView;
use super::card::type_name;
use super::hit::Hit;
use crate::geometry::scene::position_of;
use crate::geometry::words::position_text;
use crate::ui::theme;
use crate::ui::view::ViewContext;

/// Selected groups that are announced.
const MOST: usize = 64;

/// Announces the map, shows where the focus is, and announces groups.
pub(super) fn announce(map: &MapView, ui: &Ui, response: &Response, view: &ViewContext<'_>) {
    let count = map.board.scene.nodes.len();
    response.widget_info(|| {
        let state = if view.editable { "" } else { ", read-only" };
        let text = format!("Map, {count} cache groups{state}");
        WidgetInfo::labeled(Role::Canvas, true, text)
    });
    if response.has_focus() && map.focus_is_shown {
        let area = response.rect.shrink(1.0);
        ui.painter().rect_stroke(area, 0.0, (1.5, view.tokens.accent), egui::StrokeKind::Inside);
    }
    let Some(seen) = map.view else { return };
    let hovered = match map.hover.hit() {
        Some(Hit::Node(node)) => Some(node),
        Some(Hit::Cluster(..) | Hit::Site(_)) | None => None,
    };
    let selected = map.board.focus.lone().iter().copied().take(MOST);
    for number in selected.chain(hovered.filter(|node| !map.board.focus.is_lone(*node))) {
        let Some(node) = map.board.scene.node(number).filter(|node| seen.shows(node.world, 0.0)) else { continue };
        let rect = Rect::from_center_size(seen.to_screen(node.world), Vec2::splat(theme::ROW_HEIGHT));
        // It only speaks: pointing and dragging are the map's.
        let spoken = ui.interact(rect, ui.scope_id().with(("group", node.id.number())), Sense::hover());
        let is_selected = map.board.focus.contains(number);
        spoken.widget_info(|| {
            let place = position_of(view.plan, &node.group);
            let place = place.map_or_else(String::new, position_text);
            let text = format!("{}, {}, {place}", node.group.name, type_name(&node.group, view));
            WidgetInfo::selected(Role::GraphicsSymbol, true, is_selected, text)
        });
    }
}

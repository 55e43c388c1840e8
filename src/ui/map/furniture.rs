//! What stands at the edges of the map: buttons to zoom, the scale bar, coordinates, attributions.
//!
//! It must not know of groups.

use egui::{Align2, FontId, Painter, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::MapView;
use super::camera::View;
use crate::geometry::places::MAP_ATTRIBUTION;
use crate::geometry::scale_bar::ScaleBar;
use crate::geometry::scene::position_at;
use crate::geometry::words::position_text;
use crate::ui::order::Order;
use crate::ui::theme::{self, Tokens};
use crate::ui::view::ViewContext;
use crate::ui::widgets::choose::{Face, choose_in_line_ui};
use crate::ui::widgets::contents::info;

/// The height of the strip along the lower edge.
const STRIP: f32 = 24.0;

/// The width of the choice of a CDN.
const CDN_WIDTH: f32 = 124.0;

/// The strip along the lower edge.
fn strip(seen: &View) -> Rect {
    Rect::from_min_max(pos2(seen.rect.min.x, seen.rect.max.y - STRIP), seen.rect.max)
}

/// The buttons.
fn buttons(seen: &View) -> Rect {
    let size = theme::CONTROL_HEIGHT;
    let corner = seen.rect.right_top() + vec2(-theme::GAP_ROW - size, theme::GAP_ROW);
    Rect::from_min_size(corner, vec2(size, size * MapIcon::ALL.len() as f32))
}

/// What of the map lies below something.
pub(super) fn covered(seen: &View) -> [Rect; 2] {
    [strip(seen), buttons(seen)]
}

/// Draws all of it.
pub(super) fn furniture_ui(map: &mut MapView, ui: &mut Ui, seen: View, view: &ViewContext<'_>) {
    strip_ui(map, ui, seen, view);
    cdn_ui(map, ui, &seen, view);
    let group = buttons(&seen);
    let size = vec2(group.width(), group.height() / MapIcon::ALL.len() as f32);
    ui.painter().rect(group, 6.0, view.tokens.panel, (1.0, view.tokens.line), egui::StrokeKind::Outside);
    for (row, icon) in MapIcon::ALL.into_iter().enumerate() {
        let rect = Rect::from_min_size(group.min + vec2(0.0, row as f32 * size.y), size);
        let is_held = matches!(icon, MapIcon::Lasso) && map.has_lasso();
        if icon_ui(ui, rect, icon, is_held, view.tokens) {
            match icon {
                MapIcon::Closer => map.zoom_by(1.0),
                MapIcon::Away => map.zoom_by(-1.0),
                MapIcon::All => map.fit_all(),
                MapIcon::Lasso => map.lasso(),
            }
            ui.request_repaint();
        }
        if 0 < row {
            ui.painter().hline(rect.shrink(6.0).x_range(), rect.min.y, (1.0, view.tokens.line));
        }
    }
}

/// Which CDN's groups are shown, where there are several.
fn cdn_ui(map: &MapView, ui: &mut Ui, seen: &View, view: &ViewContext<'_>) {
    let cdns = view.plan.real_cdn_names();
    if cdns.len() < 2 {
        return;
    }
    let right = buttons(seen).left() - theme::GAP;
    let place = Rect::from_min_size(pos2(right - CDN_WIDTH, seen.rect.top() + theme::GAP_ROW), vec2(CDN_WIDTH, STRIP));
    let mut inside = ui.new_child(egui::UiBuilder::new().max_rect(place).id_salt("map CDN"));
    let lines: Vec<&str> = std::iter::once("All CDNs").chain(cdns).collect();
    let shown = map.cdn.as_deref().unwrap_or("All CDNs");
    let current = lines.iter().position(|line| *line == shown).or(Some(0));
    let face = Face {
        name: "CDN on the map",
        chosen: current.and_then(|at| lines.get(at)).copied(),
        hint: "",
        unresolved: false,
        enabled: true,
    };
    let id = egui::Id::unique("CDN on the map");
    if let Some(at) = choose_in_line_ui(&mut inside, id, CDN_WIDTH, &face, current, &lines) {
        view.queue.order(Order::ShowCdn(lines.get(at).filter(|_| 0 < at).map(|cdn| (*cdn).to_owned())));
    }
}

#[derive(Clone, Copy)]
enum MapIcon {
    Closer,
    Away,
    All,
    Lasso,
}

impl MapIcon {
    const ALL: [Self; 4] = [Self::Closer, Self::Away, Self::All, Self::Lasso];
}

/// A button; `is_held` says whether what it takes into the hand is there.
fn icon_ui(ui: &Ui, rect: Rect, icon: MapIcon, is_held: bool, tokens: &Tokens) -> bool {
    let name = match icon {
        MapIcon::Closer => "Zoom in",
        MapIcon::Away => "Zoom out",
        MapIcon::All => "Fit all",
        MapIcon::Lasso => "Lasso",
    };
    let response = ui.interact(rect, ui.scope_id().with(name), Sense::click());
    response.widget_info(info(&|| match icon {
        MapIcon::Lasso => WidgetInfo::selected(Role::Button, true, is_held, name),
        MapIcon::Closer | MapIcon::Away | MapIcon::All => WidgetInfo::labeled(Role::Button, true, name),
    }));
    let painter = ui.painter();
    if is_held {
        painter.rect_filled(rect.shrink(2.0), 4.0, tokens.selected);
    } else if response.hovered() {
        painter.rect_filled(rect.shrink(2.0), 4.0, tokens.hover);
    }
    if response.has_focus() {
        painter.rect_stroke(rect.shrink(2.0), 4.0, (1.5, tokens.accent), egui::StrokeKind::Inside);
    }
    let (middle, line) = (rect.center(), (1.5, tokens.text));
    match icon {
        MapIcon::Closer | MapIcon::Away => {
            painter.hline(middle.x - 5.5..=middle.x + 5.5, middle.y, line);
            if matches!(icon, MapIcon::Closer) {
                painter.vline(middle.x, middle.y - 5.5..=middle.y + 5.5, line);
            }
        }
        MapIcon::All => {
            for corner in [vec2(-1.0, -1.0), vec2(1.0, -1.0), vec2(1.0, 1.0), vec2(-1.0, 1.0)] {
                let at = middle + corner * 5.5;
                painter.line_segment([at, at - vec2(corner.x * 3.5, 0.0)], line);
                painter.line_segment([at, at - vec2(0.0, corner.y * 3.5)], line);
            }
        }
        MapIcon::Lasso => {
            // A loop that leans, and the end of the line that made it.
            let at = |step: f32| {
                let (sin, cos) = (step * std::f32::consts::TAU).sin_cos();
                middle + vec2(cos * 7.0 - sin * 1.2, sin * 4.6 - cos * 1.6 - 1.5)
            };
            painter.add(egui::Shape::closed_line((0_u8..20).map(|step| at(f32::from(step) / 20.0)).collect(), line));
            let end = [middle + vec2(-4.4, 2.0), middle + vec2(-2.2, 4.2), middle + vec2(-4.6, 7.2)];
            painter.add(egui::Shape::line(end.to_vec(), line));
        }
    }
    let told = if matches!(icon, MapIcon::Lasso) { "Lasso: draw around what is to be selected" } else { name };
    response.on_hover_text(told).clicked()
}

fn strip_ui(map: &MapView, ui: &Ui, seen: View, view: &ViewContext<'_>) {
    let tokens = view.tokens;
    let strip = strip(&seen);
    let painter = ui.painter().with_clip_rect(strip);
    painter.rect_filled(strip, 0.0, tokens.ground);
    let font = FontId::proportional(theme::TEXT_SMALL);
    let middle = strip.center().y;
    let tiles = map.picture.tiles.attribution().map(|tiles| format!("{tiles} · {MAP_ATTRIBUTION}"));
    let attribution = tiles.as_deref().unwrap_or(MAP_ATTRIBUTION);
    let right = painter.text(
        pos2(strip.max.x - theme::GAP_ROW, middle),
        Align2::RIGHT_CENTER,
        attribution,
        font.clone(),
        tokens.text_weak,
    );
    let spoken = ui.interact(right, ui.scope_id().with("attribution"), Sense::hover());
    spoken.widget_info(info(&|| WidgetInfo::labeled(Role::Label, true, attribution)));
    let mut left = scale_bar(&painter, pos2(strip.min.x + theme::GAP_ROW, middle), &seen, tokens) + theme::GAP_EDGE;
    if let Some(position) = map.hover.pointer.and_then(|pointer| position_at(seen.to_world(pointer))) {
        let galley = painter.layout_no_wrap(position_text(position), font.clone(), tokens.text);
        // The licences come before what is nice to know.
        if left + galley.size().x + theme::GAP < right.min.x {
            let end = left + galley.size().x + theme::GAP_EDGE;
            painter.galley(pos2(left, middle - galley.size().y / 2.0), galley, tokens.text);
            left = end;
        }
    }
    let left_out = map.picture.links_left_out;
    if 0 < left_out {
        let note = format!("{} more links closer in", crate::model::grouped(left_out));
        let galley = painter.layout_no_wrap(note, font, tokens.text_weak);
        if left + galley.size().x + theme::GAP_EDGE < right.min.x {
            painter.galley(pos2(left, middle - galley.size().y / 2.0), galley, tokens.text_weak);
        }
    }
}

/// Draws the bar; says where it ends.
fn scale_bar(painter: &Painter, at: egui::Pos2, seen: &View, tokens: &Tokens) -> f32 {
    let Some(bar) = ScaleBar::of(&seen.port()) else { return at.x };
    let (from, to) = (at.x, at.x + bar.points as f32);
    let line = (1.0, tokens.text_weak);
    painter.hline(from..=to, at.y + 4.0, line);
    for x in [from, to] {
        painter.vline(x, at.y..=at.y + 4.5, line);
    }
    let font = FontId::proportional(theme::TEXT_SMALL);
    painter.text(pos2(to + theme::GAP, at.y), Align2::LEFT_CENTER, bar.words(), font, tokens.text_weak).max.x
}

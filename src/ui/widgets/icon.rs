//! Icons, drawn as lines so that they are sharp at every size and never an empty box. No fonts, no images.

use egui::style::WidgetVisuals;
use egui::{Color32, Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::ui::theme;
use crate::ui::widgets::contents::info;

/// A sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// More below.
    Down,
    /// Less below: the way back.
    Up,
    /// More to the side; also: closed.
    Right,
    /// Take it away.
    Cross,
    /// Go there.
    Go,
    /// It can be dragged.
    Grip,
    /// Delete.
    Trash,
    /// Something is odd.
    Warning,
    /// A sorted column, smallest first.
    Ascending,
    /// A sorted column, largest first.
    Descending,
    /// Search.
    Search,
    /// A locked plan.
    Lock,
    /// All is well.
    Check,
    /// Good to know.
    Note,
}

/// Draws an icon in the middle of a square.
pub fn paint(painter: &Painter, icon: Icon, rect: Rect, color: Color32) {
    let center = rect.center();
    let at = |x: f32, y: f32| pos2(center.x + x, center.y + y);
    let stroke = Stroke::new(theme::ICON_LINE, color);
    let line = |points: Vec<Pos2>| {
        painter.add(Shape::line(points, stroke));
    };
    match icon {
        Icon::Down => line(vec![at(-4.0, -2.0), at(0.0, 2.0), at(4.0, -2.0)]),
        Icon::Up => line(vec![at(-4.0, 2.0), at(0.0, -2.0), at(4.0, 2.0)]),
        Icon::Right => line(vec![at(-2.0, -4.0), at(2.0, 0.0), at(-2.0, 4.0)]),
        Icon::Cross => {
            line(vec![at(-4.0, -4.0), at(4.0, 4.0)]);
            line(vec![at(-4.0, 4.0), at(4.0, -4.0)]);
        }
        Icon::Go => {
            line(vec![at(-5.0, 0.0), at(5.0, 0.0)]);
            line(vec![at(1.0, -4.0), at(5.0, 0.0), at(1.0, 4.0)]);
        }
        Icon::Grip => {
            for (x, y) in [(-2.5, -5.0), (2.5, -5.0), (-2.5, 0.0), (2.5, 0.0), (-2.5, 5.0), (2.5, 5.0)] {
                painter.circle_filled(at(x, y), 1.3, color);
            }
        }
        Icon::Trash => {
            line(vec![at(-5.0, -3.5), at(5.0, -3.5)]);
            line(vec![at(-2.0, -3.5), at(-2.0, -5.5), at(2.0, -5.5), at(2.0, -3.5)]);
            line(vec![at(-4.0, -3.5), at(-3.2, 5.5), at(3.2, 5.5), at(4.0, -3.5)]);
        }
        Icon::Warning => {
            line(vec![at(0.0, -5.0), at(5.5, 4.5), at(-5.5, 4.5), at(0.0, -5.0), at(5.5, 4.5)]);
            line(vec![at(0.0, -1.5), at(0.0, 1.2)]);
            painter.circle_filled(at(0.0, 2.9), 0.8, color);
        }
        Icon::Ascending => line(vec![at(-3.5, 1.75), at(0.0, -1.75), at(3.5, 1.75)]),
        Icon::Descending => line(vec![at(-3.5, -1.75), at(0.0, 1.75), at(3.5, -1.75)]),
        Icon::Search => {
            painter.circle_stroke(at(-1.0, -1.0), 3.8, stroke);
            line(vec![at(1.8, 1.8), at(5.2, 5.2)]);
        }
        Icon::Check => line(vec![at(-5.0, 0.5), at(-1.5, 4.0), at(5.0, -4.0)]),
        Icon::Note => {
            painter.circle_stroke(center, 5.5, stroke);
            line(vec![at(0.0, -0.5), at(0.0, 3.0)]);
            painter.circle_filled(at(0.0, -2.7), 0.9, color);
        }
        Icon::Lock => {
            painter.rect_stroke(
                Rect::from_min_max(at(-4.5, -0.5), at(4.5, 5.5)),
                1.0,
                stroke,
                egui::StrokeKind::Middle,
            );
            line(vec![at(-2.8, -0.5), at(-2.8, -3.5), at(-1.5, -5.3), at(1.5, -5.3), at(2.8, -3.5), at(2.8, -0.5)]);
        }
    }
}

/// A button that is only an icon; its name is its tooltip.
pub fn icon_button(ui: &mut Ui, icon: Icon, name: &str, enabled: bool) -> Response {
    let size = vec2(theme::ICON_BUTTON, theme::CONTROL_HEIGHT);
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(size, sense);
    dress(ui, rect, &response, icon, enabled);
    named(ui, response, name, enabled)
}

/// The same at a place of one's own.
pub fn icon_button_at(ui: &Ui, rect: Rect, id: egui::Id, icon: Icon, name: &str, enabled: bool) -> Response {
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let response = ui.interact(rect, id, sense);
    dress(ui, rect, &response, icon, enabled);
    named(ui, response, name, enabled)
}

fn dress(ui: &Ui, rect: Rect, response: &Response, icon: Icon, enabled: bool) {
    if !ui.is_rect_visible(rect) {
        return;
    }
    let tokens = theme::tokens(ui);
    let lit = enabled && (response.hovered() || response.has_focus());
    if lit {
        ui.painter().rect_filled(rect.shrink2(vec2(0.0, 2.0)), theme::CORNER, tokens.hover);
    }
    if response.has_focus() {
        focus_ring(ui.painter(), rect.shrink2(vec2(0.0, 2.0)), tokens);
    }
    let color = if lit { tokens.text } else { tokens.text_weak };
    let color = if enabled { color } else { color.gamma_multiply(theme::DISABLED) };
    paint(ui.painter(), icon, rect, color);
}

fn named(ui: &Ui, response: Response, name: &str, enabled: bool) -> Response {
    let enabled = enabled && ui.is_enabled();
    response.widget_info(info(&|| WidgetInfo::labeled(Role::Button, enabled, name)));
    response.on_hover_text(name)
}

/// The sign of a drop-down, as all of them have it.
pub fn drop_down(ui: &Ui, rect: Rect, _: &WidgetVisuals, _: bool) {
    paint(ui.painter(), Icon::Down, rect, theme::tokens(ui).text_weak);
}

/// Shows where the keyboard is.
pub fn focus_ring(painter: &Painter, rect: Rect, tokens: &theme::Tokens) {
    painter.rect_stroke(rect, theme::CORNER, Stroke::new(theme::FOCUS_LINE, tokens.accent), egui::StrokeKind::Inside);
}

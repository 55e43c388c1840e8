//! Who serves where: the map coloured by the group that a client gets whom geolocation finds there. The picture is made
//! elsewhere for what the map shows when it rests; until a new one is there, the last one is stretched to its place.
//!
//! It must not know how owners are found.

use std::sync::Arc;

use egui::epaint::Hsva;
use egui::{Color32, ColorImage, FontId, Mesh, Painter, Pos2, Rect, Shape, TextureHandle, TextureOptions, pos2, vec2};

use super::super::camera::View;
use crate::geometry::coverage::CoverageWindow;
use crate::geometry::scene::on_map;
use crate::model::visible;
use crate::session::tasks::what_if::{Coverage, HandOver};
use crate::ui::theme;

/// How much of the ground is seen through it.
const DARK_ALPHA: f32 = 0.34;
const LIGHT_ALPHA: f32 = 0.30;
/// The radius of the dot of somebody who asks.
const DOT: f32 = 3.0;
/// The caption stands above the scale bar.
const ABOVE_SCALE: f32 = 36.0;
/// So many dots are drawn at most.
const MOST_DOTS: usize = 20_000;

/// Which picture is in the texture.
enum ShownPicture {
    /// That of the plan.
    OfPlan(Arc<Coverage>),
    /// That of what is in the hand.
    InHand(Arc<HandOver>),
}

impl ShownPicture {
    fn is(&self, found: &Arc<Coverage>, handed: Option<&Arc<HandOver>>) -> bool {
        match (self, handed) {
            (Self::OfPlan(shown), None) => Arc::ptr_eq(shown, found),
            (Self::InHand(shown), Some(handed)) => Arc::ptr_eq(shown, handed),
            _ => false,
        }
    }
}

/// The picture between frames.
#[derive(Default)]
pub(in crate::ui::map) struct CoverageLayer {
    shown: Option<(ShownPicture, bool)>,
    texture: Option<TextureHandle>,
    last: Option<View>,
}

impl CoverageLayer {
    /// The part of the map that is wanted; none while it moves.
    pub(in crate::ui::map) fn wanted(&mut self, painter: &Painter, view: &View) -> Option<CoverageWindow> {
        let rests = self.last.replace(*view) == Some(*view);
        if !rests {
            // The frame after the last movement finds it at rest.
            painter.ctx().request_repaint();
            return None;
        }
        let seen = view.rect.intersect(view.stage());
        if seen.width() < 1.0 || seen.height() < 1.0 {
            return None;
        }
        let corner = |at: Pos2| {
            let centre = view.rect.center();
            [
                view.centre[0] + f64::from(at.x - centre.x) / view.scale,
                view.centre[1] + f64::from(at.y - centre.y) / view.scale,
            ]
        };
        let points = painter.pixels_per_point();
        let size = [seen.width(), seen.height()].map(|side| (side * points).round().max(1.0) as usize);
        Some(CoverageWindow { min: corner(seen.min), max: corner(seen.max), size })
    }

    /// Paints the newest picture in its place: that of what is in the hand, if there is one.
    pub(in crate::ui::map) fn paint(
        &mut self,
        painter: &Painter,
        view: &View,
        (of_plan, live, handed): (&Arc<Coverage>, Option<&Coverage>, Option<&Arc<HandOver>>),
        dark: bool,
    ) {
        let handed = handed.filter(|_| live.is_some());
        let found = live.unwrap_or(of_plan);
        let is_shown =
            self.shown.as_ref().is_some_and(|(shown, was_dark)| shown.is(of_plan, handed) && *was_dark == dark);
        if !is_shown {
            let image = image(found, dark);
            match &mut self.texture {
                Some(texture) => texture.set(image, TextureOptions::NEAREST),
                None => self.texture = Some(painter.ctx().load_texture("coverage", image, TextureOptions::NEAREST)),
            }
            let shown = match handed {
                Some(handed) => ShownPicture::InHand(Arc::clone(handed)),
                None => ShownPicture::OfPlan(Arc::clone(of_plan)),
            };
            self.shown = Some((shown, dark));
        }
        let Some(texture) = &self.texture else { return };
        let mesh = on_window(view, &found.grid.window, texture);
        painter.with_clip_rect(view.stage().intersect(painter.clip_rect())).add(Shape::mesh(mesh));
        dots(painter, view, found, dark);
        caption(painter, view, found, dark);
    }
}

/// For which service it is coloured: of all that are asked for the first.
fn caption(painter: &Painter, view: &View, found: &Coverage, dark: bool) {
    let tokens = theme::of_dark(dark);
    let words = visible(&format!("Who serves {} where", found.service)).into_owned();
    let galley = painter.layout_no_wrap(words, FontId::proportional(theme::TEXT_SMALL), tokens.text);
    let at = view.rect.left_bottom() + vec2(theme::GAP_ROW, -(ABOVE_SCALE + galley.size().y));
    painter.rect_filled(
        Rect::from_min_size(at, galley.size()).expand2(vec2(4.0, 2.0)),
        theme::CORNER,
        tokens.ground.gamma_multiply(0.85),
    );
    painter.galley(at, galley, tokens.text);
}

/// A texture in the place of a part of the map, beside the copy of the world that is shown.
pub(super) fn on_window(view: &View, window: &CoverageWindow, texture: &TextureHandle) -> Mesh {
    let width = window.max[0] - window.min[0];
    let middle = view.east((window.min[0] + width / 2.0).rem_euclid(1.0));
    let min = view.at(middle - width / 2.0, window.min[1] - view.centre[1]);
    let max = view.at(middle + width / 2.0, window.max[1] - view.centre[1]);
    let mut mesh = Mesh::with_texture(texture.id());
    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    mesh.add_rect_with_uv(Rect::from_min_max(min, max), whole, Color32::WHITE);
    mesh
}

/// Those who ask, in the colour of the group that serves them; where nobody does, in that of what is wrong.
fn dots(painter: &Painter, view: &View, found: &Coverage, dark: bool) {
    let tokens = theme::of_dark(dark);
    for (at, group) in found.askers.iter().take(MOST_DOTS) {
        let world = on_map(*at);
        if view.shows(world, DOT) {
            let color = group.map_or(tokens.wrong, |group| color_of(group, dark, 1.0));
            let at = view.to_screen(world);
            painter.circle_filled(at, DOT + 1.0, tokens.ground);
            painter.circle_filled(at, DOT, color);
        }
    }
}

fn image(found: &Coverage, dark: bool) -> ColorImage {
    let alpha = if dark { DARK_ALPHA } else { LIGHT_ALPHA };
    let colors: Vec<Color32> = (0..).take(found.names.len()).map(|group| color_of(group, dark, alpha)).collect();
    let pixel = |owner: &Option<u32>| {
        owner.and_then(|owner| colors.get(owner as usize)).copied().unwrap_or(Color32::TRANSPARENT)
    };
    ColorImage::new(found.grid.window.size, found.grid.owners.iter().map(pixel).collect())
}

/// Hues that are far apart for groups that follow each other.
fn color_of(group: u32, dark: bool, alpha: f32) -> Color32 {
    /// The golden section.
    const STEP: f32 = 0.618_034;
    let hue = (group as f32 * STEP).fract();
    let band = (group % 3) as f32;
    let (saturation, value) =
        if dark { (0.55 + 0.12 * band, 0.95 - 0.14 * band) } else { (0.60 + 0.12 * band, 0.80 - 0.10 * band) };
    Hsva::new(hue, saturation, value, alpha).into()
}

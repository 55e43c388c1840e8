//! Layers that rest, as one picture: meshes of many thousand corners are drawn by the processor once, beside the frames, and
//! then shown as a picture, as long as they stay what they are. A computer without a graphics card draws every corner anew
//! in every frame otherwise, whatever it is that has changed in the window.
//!
//! It must not know what the layers show.

use std::sync::Arc;

use egui::{Color32, ColorImage, Mesh, Painter, Pos2, Rect, Shape, TextureHandle, TextureOptions, pos2, vec2};

use super::super::raster::{PixelWindow, Raster};
use crate::ui::latest::{Latest, Task};

/// Meshes that have not changed for so many frames rest.
const FRAMES: u32 = 2;
/// Fewer corners are drawn as fast as a picture is.
const FEWEST: usize = 3_000;
/// More pixels are only had with a graphics card.
const MOST_PIXELS: usize = 1 << 22;

/// A mesh to be shown.
pub(in crate::ui::map) struct SheetPart<'a> {
    /// The mesh.
    pub(in crate::ui::map) mesh: &'a Arc<Mesh>,
    /// Counts what the mesh was.
    pub(in crate::ui::map) generation: u64,
    /// Where it may be painted.
    pub(in crate::ui::map) clip: Rect,
}

/// What a picture depends on.
#[derive(Debug, PartialEq)]
struct SheetKey {
    parts: Vec<(u64, Rect)>,
    rect: Rect,
    pixels_per_point: f32,
    ground: Color32,
}

/// A picture of some layers, while they rest.
pub(in crate::ui::map) struct LayerSheet {
    key: Option<SheetKey>,
    /// Counts keys: the picture is of that one which it is asked for.
    number: u64,
    /// For so many frames nothing has changed.
    rested: u32,
    drawing: Latest<u64, ColorImage>,
    texture: Option<TextureHandle>,
    /// Of which key the texture is.
    drawn: Option<u64>,
}

impl Default for LayerSheet {
    fn default() -> Self {
        let drawing = Latest::new(Task::unseen("Drawing the map at rest"));
        Self { key: None, number: 0, rested: 0, drawing, texture: None, drawn: None }
    }
}

impl LayerSheet {
    /// Paints meshes over `ground`, or the picture of them.
    pub(in crate::ui::map) fn paint(
        &mut self,
        painter: &Painter,
        rect: Rect,
        ground: Color32,
        parts: &[SheetPart<'_>],
    ) {
        let pixels_per_point = painter.pixels_per_point();
        let named = parts.iter().map(|part| (part.generation, part.clip)).collect();
        let key = SheetKey { parts: named, rect, pixels_per_point, ground };
        if self.key.as_ref() == Some(&key) {
            self.rested = self.rested.saturating_add(1);
        } else {
            (self.key, self.rested, self.number) = (Some(key), 0, self.number + 1);
        }
        let corners: usize = parts.iter().map(|part| part.mesh.vertices.len()).sum();
        if self.rested < FRAMES || corners < FEWEST || !self.show(painter, rect, ground, parts) {
            if ground != Color32::TRANSPARENT {
                painter.rect_filled(rect, 0.0, ground);
            }
            for part in parts.iter().filter(|part| !part.mesh.is_empty()) {
                painter.with_clip_rect(part.clip).add(Shape::Mesh(Arc::clone(part.mesh)));
            }
        }
    }

    /// Shows the picture; says whether there is one. It is drawn beside the frames.
    fn show(&mut self, painter: &Painter, rect: Rect, ground: Color32, parts: &[SheetPart<'_>]) -> bool {
        let scale = painter.pixels_per_point();
        // Pixel for pixel, so that nothing is blurred.
        let (min, max) = ((rect.min.to_vec2() * scale).floor(), (rect.max.to_vec2() * scale).ceil());
        let size = [(max.x - min.x) as usize, (max.y - min.y) as usize];
        let widest = painter.ctx().input(|input| input.max_texture_side);
        if size[0] * size[1] == 0 || MOST_PIXELS < size[0] * size[1] || widest < size[0].max(size[1]) {
            return false;
        }
        let origin = (min / scale).to_pos2();
        if self.drawn != Some(self.number) && !self.draw(painter, rect, ground, (origin, size), parts) {
            return false;
        }
        let Some(texture) = &self.texture else { return false };
        let whole = Rect::from_min_size(origin, vec2(size[0] as f32, size[1] as f32) / scale);
        let mut mesh = Mesh::with_texture(texture.id());
        mesh.add_rect_with_uv(whole, Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0)), Color32::WHITE);
        painter.add(Shape::mesh(mesh));
        true
    }

    /// Has the picture drawn, and takes it when it is there; says whether it is.
    fn draw(
        &mut self,
        painter: &Painter,
        rect: Rect,
        ground: Color32,
        (origin, size): (Pos2, [usize; 2]),
        parts: &[SheetPart<'_>],
    ) -> bool {
        let scale = painter.pixels_per_point();
        if self.drawing.asked() == Some(&self.number) {
            self.drawing.follow(painter.ctx());
        } else {
            let window = |part: &SheetPart<'_>| -> PixelWindow {
                let clip = part.clip.intersect(rect).translate(-origin.to_vec2());
                let bound = |value: f32, most: usize| ((value * scale).round().max(0.0) as usize).min(most);
                [
                    [bound(clip.min.x, size[0]), bound(clip.min.y, size[1])],
                    [bound(clip.max.x, size[0]), bound(clip.max.y, size[1])],
                ]
            };
            let meshes: Vec<(Arc<Mesh>, PixelWindow)> =
                parts.iter().map(|part| (Arc::clone(part.mesh), window(part))).collect();
            self.drawing.ask(painter.ctx(), &self.number, move |work| {
                let mut raster = Raster::new(size, ground);
                for (mesh, window) in &meshes {
                    if work.is_cancelled() {
                        return None;
                    }
                    raster.draw(mesh, (origin, scale), *window);
                }
                Some(ColorImage::new(raster.size, raster.pixels))
            });
        }
        if self.drawing.newest_key() != Some(&self.number) {
            return false;
        }
        let Some((_, image)) = self.drawing.take_newest() else { return false };
        match &mut self.texture {
            Some(texture) => texture.set(image, TextureOptions::NEAREST),
            None => self.texture = Some(painter.ctx().load_texture("layers at rest", image, TextureOptions::NEAREST)),
        }
        self.drawn = Some(self.number);
        true
    }
}

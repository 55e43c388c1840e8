//! Layers that rest, as one picture: meshes of many thousand corners are drawn by the processor once, beside the frames, and
//! then shown as a picture, as long as they stay what they are. A computer without a graphics card draws every corner anew
//! in every frame otherwise, whatever it is that has changed in the window, and holds all of them in memory meanwhile.
//!
//! It must not know what the layers show.

use std::sync::Arc;

use egui::{Color32, ColorImage, Mesh, Painter, Pos2, Rect, Shape, TextureHandle, TextureId, TextureOptions, vec2};

use super::super::raster::{PixelWindow, WindowedMesh, raster};
use super::patches::patches;
use crate::ui::latest::{Latest, Task};

/// Meshes that have not changed for so many frames rest.
const FRAMES: u32 = 2;
/// So few changes after a rest are rather something that was done, with the levels and colours that come of it, than a map
/// that moves.
const CHANGES_OF_A_STEP: u32 = 3;
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
    /// How many keys there were since one that had rested.
    changes: u32,
    drawing: Latest<u64, SheetImage>,
    texture: Option<TextureHandle>,
    /// What shows the texture, where it shows anything, and of which key it is.
    drawn: Option<(u64, Arc<Mesh>)>,
}

impl Default for LayerSheet {
    fn default() -> Self {
        let drawing = Latest::new(Task::unseen("Drawing the map at rest"));
        Self { key: None, number: 0, rested: 0, changes: 0, drawing, texture: None, drawn: None }
    }
}

impl LayerSheet {
    /// Paints meshes over `ground`, or the picture of them; at once that of what `is_anew`, which has nothing to do with what
    /// was shown before.
    pub(in crate::ui::map) fn paint(
        &mut self,
        painter: &Painter,
        (rect, is_anew): (Rect, bool),
        ground: Color32,
        parts: &[SheetPart<'_>],
    ) {
        self.follow(painter, rect, ground, parts);
        let corners: usize = parts.iter().map(|part| part.mesh.vertices.len()).sum();
        let rests = is_anew || self.changes <= CHANGES_OF_A_STEP || FRAMES <= self.rested;
        if corners < FEWEST || !rests || !self.show(painter, (rect, is_anew), ground, parts) {
            if ground != Color32::TRANSPARENT {
                painter.rect_filled(rect, 0.0, ground);
            }
            for part in parts.iter().filter(|part| !part.mesh.is_empty()) {
                painter.with_clip_rect(part.clip).add(Shape::Mesh(Arc::clone(part.mesh)));
            }
        }
    }

    /// Looks whether the meshes are what they were.
    fn follow(&mut self, painter: &Painter, rect: Rect, ground: Color32, parts: &[SheetPart<'_>]) {
        let named = parts.iter().map(|part| (part.generation, part.clip)).collect();
        let key = SheetKey { parts: named, rect, pixels_per_point: painter.pixels_per_point(), ground };
        if self.key.as_ref() == Some(&key) {
            self.rested = self.rested.saturating_add(1);
            return;
        }
        self.changes = if FRAMES <= self.rested { 1 } else { self.changes.saturating_add(1) };
        (self.key, self.rested, self.number) = (Some(key), 0, self.number + 1);
        if self.drawing.is_busy() {
            self.drawing.ask_again();
        }
    }

    /// Shows the picture; says whether there is one. It is drawn beside the frames, but for the first one of a plan, which
    /// takes no longer than to draw the meshes themselves.
    fn show(
        &mut self,
        painter: &Painter,
        (rect, is_anew): (Rect, bool),
        ground: Color32,
        parts: &[SheetPart<'_>],
    ) -> bool {
        let scale = painter.pixels_per_point();
        // Pixel for pixel, so that nothing is blurred.
        let (min, max) = ((rect.min.to_vec2() * scale).floor(), (rect.max.to_vec2() * scale).ceil());
        let size = [(max.x - min.x) as usize, (max.y - min.y) as usize];
        let widest = painter.ctx().input(|input| input.max_texture_side);
        if size[0] * size[1] == 0 || MOST_PIXELS < size[0] * size[1] || widest < size[0].max(size[1]) {
            return false;
        }
        let place = SheetPlace { origin: (min / scale).to_pos2(), scale, size };
        if self.drawn.as_ref().is_none_or(|(number, _)| *number != self.number) {
            let meshes = || parts.iter().map(|part| place.windowed(part, rect)).collect::<Vec<_>>();
            if is_anew {
                self.take(painter, place, place.rastered(&meshes(), ground, &|| false));
            } else if !self.draw(painter, ground, place, meshes) {
                return false;
            }
        }
        let Some((_, mesh)) = &self.drawn else { return false };
        painter.add(Shape::Mesh(Arc::clone(mesh)));
        true
    }

    /// Has the picture drawn, and takes it when it is there; says whether it is.
    fn draw(
        &mut self,
        painter: &Painter,
        ground: Color32,
        place: SheetPlace,
        meshes: impl FnOnce() -> Vec<WindowedMesh>,
    ) -> bool {
        if self.drawing.asked() == Some(&self.number) {
            self.drawing.follow(painter.ctx());
        } else {
            let meshes = meshes();
            self.drawing.ask(painter.ctx(), &self.number, move |work| {
                let image = place.rastered(&meshes, ground, &|| work.is_cancelled());
                (!work.is_cancelled()).then_some(image)
            });
        }
        if self.drawing.newest_key() != Some(&self.number) {
            return false;
        }
        let Some((_, image)) = self.drawing.take_newest() else { return false };
        self.take(painter, place, image);
        true
    }

    fn take(&mut self, painter: &Painter, place: SheetPlace, SheetImage { image, patches }: SheetImage) {
        let texture = match &mut self.texture {
            Some(texture) => {
                texture.set(image, TextureOptions::NEAREST);
                texture.id()
            }
            None => {
                self.texture.insert(painter.ctx().load_texture("layers at rest", image, TextureOptions::NEAREST)).id()
            }
        };
        self.drawn = Some((self.number, Arc::new(place.shown(texture, &patches))));
    }
}

/// A picture, and where it shows anything.
struct SheetImage {
    image: ColorImage,
    patches: Vec<PixelWindow>,
}

/// Where a picture lies on the screen, and how large it is.
#[derive(Clone, Copy)]
struct SheetPlace {
    /// Its upper left corner, in points.
    origin: Pos2,
    /// Pixels of a point.
    scale: f32,
    /// In pixels.
    size: [usize; 2],
}

impl SheetPlace {
    /// A part's mesh, with the pixels that it may cover.
    fn windowed(&self, part: &SheetPart<'_>, rect: Rect) -> WindowedMesh {
        let clip = part.clip.intersect(rect).translate(-self.origin.to_vec2());
        let bound = |value: f32, most: usize| ((value * self.scale).round().max(0.0) as usize).min(most);
        let window: PixelWindow = [
            [bound(clip.min.x, self.size[0]), bound(clip.min.y, self.size[1])],
            [bound(clip.max.x, self.size[0]), bound(clip.max.y, self.size[1])],
        ];
        (Arc::clone(part.mesh), window)
    }

    fn rastered(&self, meshes: &[WindowedMesh], ground: Color32, is_over: &(dyn Fn() -> bool + Sync)) -> SheetImage {
        let pixels = raster(self.size, ground, meshes, (self.origin, self.scale), is_over);
        let patches = patches(&pixels, self.size);
        SheetImage { image: ColorImage::new(self.size, pixels), patches }
    }

    /// What shows those patches of a picture.
    fn shown(&self, texture: TextureId, patches: &[PixelWindow]) -> Mesh {
        let of_whole = vec2(1.0 / self.size[0] as f32, 1.0 / self.size[1] as f32);
        let mut mesh = Mesh::with_texture(texture);
        for patch in patches {
            let [from, to] = patch.map(|[x, y]| vec2(x as f32, y as f32));
            let place = Rect::from_min_max(self.origin + from / self.scale, self.origin + to / self.scale);
            let part = Rect::from_min_max((from * of_whole).to_pos2(), (to * of_whole).to_pos2());
            mesh.add_rect_with_uv(place, part, Color32::WHITE);
        }
        mesh
    }
}

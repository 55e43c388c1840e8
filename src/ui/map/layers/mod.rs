//! The layers of the map, one file each, from the ground up. Each draws one mesh and keeps it until what it shows
//! changes.
//!
//! They must not know of input: what is hovered or dragged comes on top, elsewhere.

pub(super) mod arrows;
pub(super) mod coverage;
pub(super) mod explained;
pub(super) mod ghosts;
pub(super) mod hand_over;
pub(super) mod labels;
pub(super) mod land;
pub(super) mod links;
pub(super) mod markers;
mod patches;
pub(super) mod sheet;
pub(super) mod sites;
pub(super) mod takeovers;

use std::sync::Arc;

use egui::{Mesh, Painter, Rect, Shape};

use self::sheet::SheetPart;
use super::camera::View;
use super::ink::Ink;
use crate::ui::theme::Tokens;

/// What all layers are drawn with.
pub(super) struct Canvas<'a> {
    /// Where it is painted.
    pub(super) painter: &'a Painter,
    /// What is shown.
    pub(super) view: View,
    /// The colours.
    pub(super) tokens: &'static Tokens,
    /// What a mesh depends on, whatever its layer.
    pub(super) key: CanvasKey,
    /// Whether what is shown has nothing to do with what was shown before.
    pub(super) is_anew: bool,
}

/// What every mesh depends on: where one of these differs, all are stale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct CanvasKey {
    view: View,
    pixels_per_point: f32,
    dark: bool,
    /// Counts changes of the plan, of the states, of the fonts.
    pub(super) scene: u64,
    /// Counts changes of the selection and of what is hidden because it is dragged.
    pub(super) focus: u64,
}

impl CanvasKey {
    /// The key of a frame.
    pub(super) fn new(painter: &Painter, view: View, dark: bool, scene: u64, focus: u64) -> Self {
        Self { view, pixels_per_point: painter.pixels_per_point(), dark, scene, focus }
    }
}

/// A mesh and what it was made for.
#[derive(Debug)]
pub(super) struct KeptMesh<K> {
    key: Option<K>,
    mesh: Arc<Mesh>,
    /// Counts how often it was made anew.
    generation: u64,
}

impl<K> Default for KeptMesh<K> {
    fn default() -> Self {
        Self { key: None, mesh: Arc::default(), generation: 0 }
    }
}

impl<K: PartialEq> KeptMesh<K> {
    /// Makes the mesh anew if the key is another one. A mesh that nobody else holds lends its memory to the next.
    pub(super) fn prepare(&mut self, pixels_per_point: f32, key: K, draw: impl FnOnce(&mut Ink)) {
        if self.key.as_ref() != Some(&key) {
            let spare = Arc::try_unwrap(std::mem::take(&mut self.mesh)).unwrap_or_default();
            let mut ink = Ink::new(pixels_per_point, spare);
            draw(&mut ink);
            self.mesh = Arc::new(ink.mesh);
            self.key = Some(key);
            self.generation += 1;
        }
    }

    /// The mesh as a part of a sheet.
    pub(super) fn part(&self, clip: Rect) -> SheetPart<'_> {
        SheetPart { mesh: &self.mesh, generation: self.generation, clip }
    }

    /// Whether it draws nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.mesh.is_empty()
    }

    /// Paints the mesh as it is.
    pub(super) fn show(&self, painter: &Painter) {
        if !self.mesh.is_empty() {
            painter.add(Shape::Mesh(Arc::clone(&self.mesh)));
        }
    }
}

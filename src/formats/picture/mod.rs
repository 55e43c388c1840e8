//! The map as a picture, from the scene that the screen draws: vectors as SVG, points as PNG. No display is needed.
//!
//! `draw` puts the parts on top of each other, `ground`, `plan`, `furniture` are the parts, `pen` writes SVG, `palette` has the
//! colours of both themes, `lettering` measures words, `png` makes points of vectors.

#![expect(clippy::cast_possible_truncation, reason = "coordinates become points of a picture")]

mod draw;
mod format;
mod furniture;
mod ground;
mod lettering;
pub mod palette;
mod pen;
mod plan;
mod png;

use thiserror::Error;

use crate::model::Position;

pub use draw::draw;
pub use format::{PNG, SVG};
pub use lettering::{REGULAR, SEMI_BOLD};
pub use png::rasterised;

/// How a picture is to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PictureChoices {
    /// Width and height in points.
    pub size: [u32; 2],
    /// The south-western and north-eastern corners of what it shows; none: all of the plan.
    pub corners: Option<[Position; 2]>,
    /// Whether it is of the dark theme.
    pub is_dark: bool,
}

/// As small as a picture may be, so that its legend fits.
pub const LEAST_SIDE: u32 = 200;

/// As large as a picture may be.
pub const LARGEST_SIDE: u32 = 16_384;

impl Default for PictureChoices {
    fn default() -> Self {
        Self { size: [1600, 1000], corners: None, is_dark: false }
    }
}

/// Why there is no picture.
#[derive(Debug, Error)]
pub enum PictureError {
    /// The program's own map, font or drawing is broken.
    #[error("the picture cannot be drawn: {0}")]
    Asset(String),
    /// More points than there is memory for.
    #[error("a PNG of {0}x{1} points is too large: give a smaller --size, or take svg")]
    TooLarge(u32, u32),
}

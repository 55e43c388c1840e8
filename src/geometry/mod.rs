//! Where a plan lies: what a screen, an SVG or a KML draws of it, as plain numbers.
//!
//! From the plan to the picture: [`scene`] (the plan as flat vectors), [`cluster`] (what is drawn together), [`viewport`]
//! (which part of the world is seen, and how large), then [`land`], [`ways`], [`arrows`], [`markers`] and [`labels`]
//! (what is drawn, and where). Positions are world coordinates (normalised Web Mercator, x from 0 in the west to 1 in
//! the east, y from 0 in the north, 85.05 degrees, to 1 in the south) or points of the picture, x to the right and y
//! down.
//!
//! It must not know of a toolkit, of colours, or of fonts: how wide a name is, is passed in. Nothing here asks for
//! anything; the same values make the same picture.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "coordinates become points of a picture, and a map of more than four thousand million groups is none"
)]

pub mod around;
pub mod arrows;
pub mod basemap;
pub mod circle;
pub mod cluster;
pub mod coordinates;
pub mod coverage;
pub mod declutter;
pub mod enclosed;
pub mod ghosts;
pub mod grid;
pub mod labels;
pub mod land;
pub mod markers;
pub mod marks;
pub mod mercator;
mod packed;
pub mod patching;
pub mod places;
pub mod proposals;
pub mod rings;
pub mod scale_bar;
pub mod scene;
pub mod sleeve;
pub mod takeovers;
pub mod viewport;
pub mod ways;
pub mod words;

#[cfg(test)]
pub(crate) mod testing;

pub use packed::AssetError;

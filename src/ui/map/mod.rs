//! The map: what lies under the plan, and the plan on top of it.
//!
//! Positions on the map are in world coordinates: normalised Web Mercator, x from 0 in the west to 1 in the east, y from
//! 0 in the north (85.05 degrees) to 1 in the south. The world is `256 * 2^zoom` pixels wide.

pub mod basemap;
pub mod mercator;
mod packed;
pub mod places;

pub use packed::AssetError;

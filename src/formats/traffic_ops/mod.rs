//! API bodies of Traffic Ops 5.0, 4.x, 3.x and 2.x, and CDN-in-a-Box's folders.
//!
//! `endpoints` is the catalogue; `forms` finds the rows of a file; `versions` makes a row of any version one of 5.0;
//! `row` makes an object of it; `entities`, `pairs` and `others` do what is particular; `completing` ties together what
//! several files say; `read` is the door. `write` is the way back, in the form of 5.0, and `refusals` what
//! Traffic Ops has against it. Nothing here knows a plan before
//! the import, which `edit::import` compares with.

mod adopting;
mod completing;
mod deriving;
pub mod endpoints;
mod entities;
mod federations;
mod foreign;
mod format;
mod forms;
mod layouts;
mod legacy;
mod listed;
mod nested;
mod of_one;
mod older;
mod others;
mod pairs;
mod placeholders;
mod read;
pub(crate) mod refusals;
mod regexes;
mod relations;
mod row;
mod row_members;
mod sharing;
mod steering;
mod targets_alone;
mod times;
mod versions;
mod write;

pub use adopting::adopt_rows;
pub use format::FORMAT;
pub use read::{ReadOptions, is_wanted, read, read_sources};
pub use steering::is_client_steering;
pub use write::{BodyWriteError, WrittenBodies, write};

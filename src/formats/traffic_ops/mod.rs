//! API bodies of Traffic Ops 5.0, 4.x and 3.x, and CDN-in-a-Box's folders.
//!
//! `endpoints` is the catalogue; `forms` finds the rows of a file; `versions` makes a row of any version one of 5.0;
//! `row` makes an object of it; `entities`, `pairs` and `others` do what is particular; `completing` ties together what
//! several files say; `read` is the door. `write` is the way back, in the form of 5.0. Nothing here knows a plan before
//! the import, which `edit::import` compares with.

mod completing;
mod deriving;
pub mod endpoints;
mod entities;
mod format;
mod forms;
mod layouts;
mod others;
mod pairs;
mod placeholders;
mod read;
mod relations;
mod row;
mod times;
mod versions;
mod write;

pub use format::FORMAT;
pub use read::{ReadOptions, is_wanted, read, read_sources};
pub use write::{WriteError, Written, write};

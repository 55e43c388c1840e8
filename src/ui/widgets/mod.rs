//! Small things that forms and tables are made of. They know the theme and, where they choose among objects, the plan;
//! never a form or a table.

pub mod button;
pub mod check;
pub mod choose;
pub mod contents;
pub mod drags;
pub mod follow;
pub mod icon;
pub mod message;
pub mod offer;
pub mod pick;
pub mod reorder;
pub mod request;
pub mod scroll;
pub mod text;

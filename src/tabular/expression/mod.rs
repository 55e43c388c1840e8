//! Expressions over the cells of a row, like `lat+0.1` and `replace(name,"-old","")`: read once, then evaluated for every
//! row, and what that would change told cell by cell before anything is.
//!
//! It must not know of windows: it says which cells would hold what, and makes one edit of that.

mod cells;
mod evaluate;
mod functions;
mod read;
mod term;

pub use cells::{CellChange, CellRefusal, CellTarget, changes, edit_of, is_target, targets};
pub use functions::FUNCTIONS;
pub use term::{CellExpression, CellValue, ExpressionError, FunctionInfo};

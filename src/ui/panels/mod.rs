//! The parts of the window: what stands above, left, below. Each sees a context, has its own state and sends; none
//! changes anything.

pub mod changes;
pub(in crate::ui) mod explain;
pub(in crate::ui) mod hierarchy;
pub(in crate::ui) mod history;
mod menus;
pub(in crate::ui) mod palette;
pub(in crate::ui) mod panes;
pub(in crate::ui) mod problems;
pub(in crate::ui) mod progress;
pub(in crate::ui) mod side;
mod status;
pub(in crate::ui) mod tabs;
pub(in crate::ui) mod toasts;
pub(in crate::ui) mod top;
pub(in crate::ui) mod what_if;

//! What every view gets to see: the plan, the selection, and where to send what the user asks for. Read-only by type.

use std::sync::Arc;

use super::action::Queue;
use super::selection::Selection;
use super::theme::Tokens;
use crate::model::Plan;

/// The read model of one frame.
#[derive(Clone, Copy)]
pub struct ViewContext<'a> {
    /// The plan as it is now.
    pub plan: &'a Arc<Plan>,
    /// Counts up with every change of the plan: what is cached for another revision is stale.
    pub revision: u64,
    /// Whether the plan may be edited.
    pub editable: bool,
    /// What is selected.
    pub selection: &'a Selection,
    /// Where actions go.
    pub queue: &'a Queue,
    /// The theme's colours.
    pub tokens: &'static Tokens,
    /// Whether nothing is to move by itself.
    pub reduce_motion: bool,
}

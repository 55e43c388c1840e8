//! What was played, to be told.

use crate::formats::demand::Asking;
use crate::routing::{PlayedFailure, WhatIf};
use crate::session::tasks::what_if::NamedPart;

/// What was played.
pub(super) struct PlayedSweep {
    pub cdn: String,
    pub asking: Asking,
    pub what_if: WhatIf,
    pub parts: Vec<NamedPart>,
    pub failures: Vec<PlayedFailure>,
}

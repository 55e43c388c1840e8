//! Whether tiles that are missing are still on their way.
//!
//! It must not know where they come from.

use crate::ui::map::camera::View;

/// When nothing is under way, tiles that are missing for so many seconds do not come.
const IDLE_SECS: f64 = 2.0;
/// When something is under way, nothing has come for so many seconds.
const BUSY_SECS: f64 = 12.0;

/// What the frames before have seen.
#[derive(Default)]
pub(super) struct Watch {
    last: Option<(View, usize)>,
    since: f64,
}

impl Watch {
    /// Whether nothing has come for long although something is missing; `own` tiles are there, and `in_progress` are
    /// being fetched.
    pub(super) fn is_stuck(&mut self, now: f64, view: View, own: usize, in_progress: usize) -> bool {
        if self.last.replace((view, own)) != Some((view, own)) {
            self.since = now;
        }
        let patience = if in_progress == 0 { IDLE_SECS } else { BUSY_SECS };
        patience <= now - self.since
    }
}

#[cfg(test)]
mod tests {
    use egui::{Rect, pos2};

    use super::*;

    #[test]
    fn patience_ends_and_begins_anew_when_something_comes() {
        let view =
            View { rect: Rect::from_min_max(pos2(0.0, 0.0), pos2(100.0, 100.0)), centre: [0.5, 0.5], scale: 256.0 };
        let mut watch = Watch::default();
        assert!(!watch.is_stuck(10.0, view, 0, 6));
        assert!(!watch.is_stuck(21.0, view, 0, 6));
        assert!(watch.is_stuck(22.5, view, 0, 6));
        assert!(!watch.is_stuck(23.0, view, 1, 6), "one has come");
        assert!(!watch.is_stuck(24.0, view, 1, 0));
        assert!(watch.is_stuck(25.5, view, 1, 0));
        assert!(!watch.is_stuck(26.0, View { scale: 300.0, ..view }, 1, 0), "somebody looks elsewhere");
    }
}

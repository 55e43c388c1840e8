//! What the Changes tab holds between frames: its list, and whether rows of a patch are shown or copied. It draws
//! nothing; what is compared is computed elsewhere.

use egui::Context;

use super::lines::Listing;
use super::patch::{PatchRows, Patches};
use crate::model::grouped;
use crate::ui::action::{Action, Queue};
use crate::ui::derived::changes::Changes;

/// The Changes tab between frames.
#[derive(Debug, Default)]
pub struct ChangesTab {
    patches: Patches,
    /// The rows of the list.
    pub(super) listing: Listing,
    /// Whether rows of a patch are shown instead.
    pub(super) as_patch: bool,
    /// The patch is to go to the clipboard.
    pub(super) copies: bool,
}

impl ChangesTab {
    /// Forgets everything: another plan has been opened.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// The rows of the patch of what is shown.
    pub(super) fn patch_of(&self, changes: &Changes, filter: &str) -> Option<&PatchRows> {
        self.patches.of(changes.number(), filter)
    }

    /// Has the patch written when it is to be seen or copied. Called once a frame.
    pub fn follow(&mut self, ctx: &Context, changes: &Changes, queue: &Queue) {
        if !self.as_patch && !self.copies {
            return;
        }
        match self.patches.follow(ctx, changes, &self.listing.filter, self.copies) {
            Ok(Some((text, rows))) => {
                self.copies = false;
                ctx.copy_text(text);
                let rows = if rows == 1 { "1 row".to_owned() } else { format!("{} rows", grouped(rows)) };
                queue.send(Action::Notify(format!("{rows} copied as JSON patch")));
            }
            Ok(None) => {}
            Err(_) => (self.as_patch, self.copies) = (false, false),
        }
    }
}

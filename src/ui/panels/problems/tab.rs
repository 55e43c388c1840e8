//! The Problems tab between frames, and what its parts show alike.

use egui::{Rect, Ui};

use super::lines::ProblemListing;
use crate::finding::{Finding, Severity};
use crate::model::{CacheGroup, Id, Kind};
use crate::ui::derived::findings::FoundProblems;
use crate::ui::theme;
use crate::ui::widgets::icon::{self, Icon};

/// The Problems tab between frames.
#[derive(Debug, Default)]
pub(in crate::ui) struct ProblemsTab {
    /// The rows of the list.
    pub(super) listing: ProblemListing,
    /// Why a finding is to be accepted, while it is typed.
    pub(super) reason: String,
    /// Whether somebody types that.
    pub(super) is_waiving: bool,
}

impl ProblemsTab {
    /// Forgets everything: another plan has been opened.
    pub(in crate::ui) fn clear(&mut self) {
        *self = Self::default();
    }

    /// The finding on which the cursor stands.
    pub(in crate::ui) fn chosen<'f>(&self, found: &'f FoundProblems) -> Option<&'f Finding> {
        found.findings.get(self.listing.cursor()?)
    }

    /// The way around the circle that the chosen finding is about; empty for any other.
    pub(in crate::ui) fn circle(&self, found: &FoundProblems) -> Vec<Id<CacheGroup>> {
        let way = self.chosen(found).map(|finding| finding.related.circle()).unwrap_or_default();
        let groups = way.iter().filter_map(|object| object.id).filter(|id| id.kind == Kind::CacheGroup);
        groups.map(|id| Id::new(id.number)).collect()
    }
}

/// All findings of one's rule that count.
pub(super) fn alike<'f>(found: &'f FoundProblems, chosen: &Finding) -> Vec<&'f Finding> {
    let counting = found.findings.iter().zip(&found.waived).filter(|(_, waived)| waived.is_none());
    counting.map(|(finding, _)| finding).filter(|finding| finding.rule == chosen.rule).collect()
}

/// The sign of a severity: an icon and a colour, so that neither stands alone.
pub(super) fn sign(ui: &Ui, severity: Severity, square: Rect) {
    let tokens = theme::tokens(ui);
    let (icon, color) = match severity {
        Severity::Error => (Icon::Cross, tokens.wrong),
        Severity::Warning => (Icon::Warning, tokens.warned),
        Severity::Note => (Icon::Note, tokens.text_weak),
    };
    icon::paint(ui.painter(), icon, square, color);
}

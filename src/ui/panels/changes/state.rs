//! What the Changes tab holds between frames, and when it has something done: baselines are read once, a comparison is
//! made when plan and baseline have rested for a moment, and results of another plan are dropped. It draws nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::listing::Listing;
use super::work::{self, Base, Brought, Compared, Kept, Other, Patch, Wanted};
use crate::compare::{OldPlace, Side};
use crate::store::Baselines;
use crate::ui::app::App;
use crate::ui::document::Document;
use crate::ui::jobs::{Cancel, Task};
use crate::ui::outcome::Outcome;

/// A plan is compared when it has rested for so long; for longer where nobody looks and only the tab's title tells.
const REST_SECS: f64 = 0.25;
const REST_UNSEEN_SECS: f64 = 1.5;
/// After the system gave no thread nothing is begun for so long.
const DENIED_SECS: f64 = 5.0;

// These go on unseen: the tab says so itself.
const READING: Task = Task { title: "Reading the last snapshots", stages: &[""], cancel: Cancel::Possible };
const COMPARING: Task = Task { title: "Comparing", stages: &[""], cancel: Cancel::Possible };
const WRITING: Task = Task { title: "Writing the patch", stages: &[""], cancel: Cancel::Possible };
const READING_OTHER: Task = Task { title: "Reading the file", stages: &["Reading"], cancel: Cancel::Possible };

/// The Changes tab between frames.
#[derive(Debug, Default)]
pub(in crate::ui) struct Changes {
    /// The baselines that have been read, by CDN.
    kept: BTreeMap<String, Kept>,
    /// The cache groups that any baseline names.
    known: Arc<BTreeSet<String>>,
    /// What the plan is compared with instead of a baseline.
    other: Option<Arc<Other>>,
    /// The CDN that was chosen.
    cdn: Option<String>,
    shown: Option<Arc<Compared>>,
    /// Counts results.
    number: u64,
    /// What was wanted last, and since when.
    wanted: Option<(Wanted, f64)>,
    comparing: Option<(Wanted, u64)>,
    reading: Option<u64>,
    /// When the system gave no thread, on the window's clock.
    denied: Option<f64>,
    patch: Option<Arc<Patch>>,
    patching: Option<(u64, String, bool)>,
    /// The rows of the list.
    pub(super) listing: Listing,
    /// Whether rows of a patch are shown instead.
    pub(super) as_patch: bool,
    /// The patch is to go to the clipboard.
    pub(super) copies: bool,
}

impl Changes {
    /// Forgets everything: another plan has been opened.
    pub(in crate::ui) fn clear(&mut self) {
        let before = std::mem::take(self);
        self.number = before.number + 1;
        elsewhere(before);
    }

    /// The last result, which may be of an older plan.
    pub(super) fn shown(&self) -> Option<Arc<Compared>> {
        self.shown.clone()
    }

    /// Tells results apart.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// How many objects differ; none: that is not known.
    pub(in crate::ui) fn count(&self) -> Option<usize> {
        self.shown.as_ref()?.result.as_ref().ok().map(|found| found.count)
    }

    /// Whether what is shown is of another plan, or against something else, than what is wanted by now.
    pub(super) fn is_older(&self) -> bool {
        let shown = self.shown.as_ref().map(|shown| &shown.wanted);
        self.wanted.as_ref().is_some_and(|(wanted, _)| shown != Some(wanted))
    }

    /// Whether something is to be done that has not begun.
    pub(in crate::ui) fn is_waiting(&self) -> bool {
        self.is_older() && self.comparing.is_none()
    }

    /// The cache groups that any baseline names.
    pub(in crate::ui) fn known(&self) -> &Arc<BTreeSet<String>> {
        &self.known
    }

    /// Where cache groups were.
    pub(in crate::ui) fn places(&self) -> Option<&Arc<[OldPlace]>> {
        self.shown.as_ref()?.result.as_ref().ok().map(|found| &found.places)
    }

    /// The rows of the patch of what is shown.
    pub(super) fn patch(&self) -> Option<Arc<Patch>> {
        self.patch.clone().filter(|patch| self.is_current(patch))
    }

    fn is_current(&self, patch: &Patch) -> bool {
        patch.filter == self.listing.filter && self.shown.as_ref().is_some_and(|shown| Arc::ptr_eq(shown, &patch.of))
    }

    /// The CDN whose baseline is compared with: the one that was chosen, the first that has one, or the first.
    pub(super) fn cdn(&self, document: &Document) -> Option<String> {
        let cdns = document.plan().real_cdn_names();
        let chosen = self.cdn.as_deref().filter(|chosen| cdns.contains(chosen));
        let with_one = || cdns.iter().copied().find(|cdn| document.baseline(cdn).is_some());
        chosen.or_else(with_one).or(cdns.first().copied()).map(str::to_owned)
    }

    /// Chooses a CDN.
    pub(super) fn choose(&mut self, cdn: String) {
        self.cdn = Some(cdn);
        self.other = None;
    }

    /// The file that the plan is compared with.
    pub(super) fn other(&self) -> Option<&Arc<Other>> {
        self.other.as_ref()
    }

    /// Compares with the last snapshot again.
    pub(super) fn compare_with_baseline(&mut self) {
        if let Some(other) = self.other.take() {
            elsewhere(other);
        }
    }

    /// For how long nothing is to be begun yet, because the system gave no thread.
    fn denied_for(&self, now: f64) -> Option<f64> {
        let left = DENIED_SECS - (now - self.denied?);
        (0.0 < left).then_some(left)
    }

    /// Whether a baseline is being read.
    pub(super) fn is_reading(&self) -> bool {
        self.reading.is_some()
    }

    /// Whether a CDN's baseline was read and could not be.
    pub(super) fn is_unreadable(&self, cdn: &str) -> bool {
        self.kept.get(cdn).is_some_and(|kept| kept.tree.is_none())
    }

    /// What is wanted now; none: there is nothing to compare with, or it is not read yet.
    fn wants(&self, document: &Document) -> Option<Wanted> {
        let base = if let Some(other) = &self.other {
            Base::File(Arc::clone(other))
        } else {
            let cdn = self.cdn(document)?;
            let kept = self.kept.get(&cdn).filter(|kept| document.baseline(&cdn) == Some(&kept.packed))?;
            Base::Baseline(cdn, kept.packed.clone(), Arc::clone(kept.tree.as_ref()?))
        };
        document.is_open().then(|| Wanted { revision: document.revision(), base })
    }

    /// Forgets baselines that are no longer those of the plan file; says whether any is still to be read.
    fn keep(&mut self, baselines: &Baselines) -> bool {
        let count = self.kept.len();
        self.kept.retain(|cdn, kept| baselines.packed(cdn) == Some(&kept.packed));
        if self.kept.len() != count {
            self.recollect();
        }
        self.kept.len() < baselines.iter().count()
    }

    fn recollect(&mut self) {
        let all: BTreeSet<String> = self.kept.values().flat_map(|kept| kept.known.iter().cloned()).collect();
        if all != *self.known {
            self.known = Arc::new(all);
        }
    }

    fn show(&mut self, compared: Option<Compared>) {
        self.number += 1;
        let before = std::mem::replace(&mut self.shown, compared.map(Arc::new));
        elsewhere((before, self.patch.take()));
    }
}

/// Drops what is large on another thread, so that no frame waits for it.
fn elsewhere<T: Send + 'static>(value: T) {
    rayon::spawn(move || drop(value));
}

impl App {
    /// Starts whatever the Changes tab needs now. Called once a frame.
    pub(in crate::ui) fn follow_changes(&mut self) {
        self.forget_lost_work();
        let now = self.ctx.input(|input| input.time);
        if let Some(left) = self.changes.denied_for(now) {
            self.ctx.request_repaint_after(Duration::from_secs_f64(left));
            return;
        }
        if self.changes.keep(self.document.baselines()) && self.changes.reading.is_none() {
            self.read_baselines();
        }
        let Some(wanted) = self.changes.wants(&self.document) else {
            self.changes.wanted = None;
            // While a baseline is read, or the plan is with a piece of work, the last result stays.
            if self.changes.shown.is_some() && !self.changes.is_reading() && !self.document.is_lent() {
                self.changes.show(None);
            }
            return;
        };
        if self.changes.wanted.as_ref().is_none_or(|(before, _)| *before != wanted) {
            self.changes.wanted = Some((wanted, now));
        }
        self.compare_when_rested(now);
        self.write_patch();
    }

    /// Work that ended by a fault, or that was cancelled, brings nothing.
    fn forget_lost_work(&mut self) {
        let goes_on = |number: u64| self.jobs.running().iter().any(|running| running.number == number);
        let changes = &mut self.changes;
        changes.reading = changes.reading.filter(|number| goes_on(*number));
        if changes.patching.take_if(|(number, ..)| !goes_on(*number)).is_some() {
            // Tried again in every frame, it would fail again in every frame.
            (changes.as_patch, changes.copies) = (false, false);
        }
        if let Some((wanted, number)) = changes.comparing.take() {
            if goes_on(number) {
                changes.comparing = Some((wanted, number));
            } else {
                let words = "The comparison failed because of a fault in Lodestone".to_owned();
                changes.show(Some(Compared { wanted, result: Err(work::Stop::Words(words)) }));
            }
        }
    }

    fn read_baselines(&mut self) {
        let missing = self.document.baselines().iter().filter(|(cdn, _)| !self.changes.kept.contains_key(*cdn));
        let missing: Vec<_> = missing.map(|(cdn, packed)| (cdn.to_owned(), packed.clone())).collect();
        self.changes.reading = self.begin(READING, move || {
            Brought::Baselines(missing.into_iter().map(|(cdn, packed)| (cdn, work::read_baseline(packed))).collect())
        });
    }

    /// Starts a comparison unless one goes on: its result is waited for, and dropped if it is of another plan.
    fn compare_when_rested(&mut self, now: f64) {
        let changes = &self.changes;
        let Some((wanted, since)) = &changes.wanted else { return };
        if changes.comparing.is_some() || !changes.is_older() {
            return;
        }
        let is_first = changes.shown.is_none();
        let is_seen = self.settings.tab == crate::ui::settings::Tab::Changes;
        let left = if is_seen { REST_SECS } else { REST_UNSEEN_SECS } - (now - since);
        if 0.0 < left && !is_first {
            self.ctx.request_repaint_after(Duration::from_secs_f64(left));
            return;
        }
        let (wanted, plan) = (wanted.clone(), Arc::clone(self.document.plan()));
        let asked = wanted.clone();
        let number = self.begin(COMPARING, move || Brought::Compared(Box::new(work::compare(&plan, asked))));
        self.changes.comparing = number.map(|number| (wanted, number));
    }

    /// Starts to write the patch when it is to be seen or copied.
    fn write_patch(&mut self) {
        let changes = &self.changes;
        if !changes.as_patch && !changes.copies {
            return;
        }
        let Some(shown) = changes.shown() else { return };
        let is_there = changes.patch.as_ref().is_some_and(|patch| changes.is_current(patch));
        let copies = changes.copies;
        let filter = changes.listing.filter.clone();
        let goes_on = changes.patching.as_ref().is_some_and(|(_, of, copied)| *of == filter && *copied == copies);
        if goes_on || is_there && !copies {
            return;
        }
        let asked = filter.clone();
        let number = self.begin(WRITING, move || Brought::Patch(Box::new(work::patch(shown, asked, copies))));
        self.changes.patching = number.map(|number| (number, filter, copies));
    }

    fn begin(&mut self, task: Task, work: impl FnOnce() -> Brought + Send + 'static) -> Option<u64> {
        match self.jobs.start(task, move |_| Outcome::Changes(work())) {
            Ok(number) => {
                self.changes.denied = None;
                Some(number)
            }
            Err(error) => {
                // Said once, however often it is tried again.
                if self.changes.denied.replace(self.ctx.input(|input| input.time)).is_none() {
                    let title = task.title;
                    self.toasts.refuse(format!("{title} could not be started and is tried again: {error}"));
                }
                None
            }
        }
    }

    /// Reads a file to compare the plan with.
    pub(in crate::ui) fn compare_with(&mut self, path: PathBuf) {
        let plan = self.document.path().map(Path::to_owned);
        self.begin(READING_OTHER, move || {
            let side = work::read_other(&path);
            Brought::Other(plan, path, side)
        });
    }

    /// Takes what a thread has brought back.
    pub(in crate::ui) fn take_changes(&mut self, brought: Brought) {
        match brought {
            Brought::Baselines(read) => {
                self.changes.reading = None;
                self.changes.kept.extend(read);
                self.changes.recollect();
            }
            Brought::Compared(compared) => {
                self.changes.comparing = None;
                let is_wanted = self.changes.wants(&self.document).is_some_and(|wanted| wanted == compared.wanted);
                if is_wanted {
                    self.changes.show(Some(*compared));
                } else {
                    elsewhere(compared);
                }
            }
            // With another plan nobody has asked for that.
            Brought::Other(plan, ..) if plan.as_deref() != self.document.path() => {}
            Brought::Other(_, path, Ok(side)) => self.take_other(path, side),
            Brought::Other(_, _, Err(reason)) => self.toasts.refuse(format!("Nothing to compare with: {reason}")),
            Brought::Patch(patch) => self.take_patch(*patch),
        }
    }

    fn take_other(&mut self, path: PathBuf, side: Side) {
        if let Side::Snapshot(tree) = &side
            && let Some(place) = tree.overruled.first()
        {
            self.toasts.notify(format!("Of members of one name the last counts, like at {place}"));
        }
        self.changes.other = Some(Arc::new(Other { path, side }));
        self.settings.tab = crate::ui::settings::Tab::Changes;
    }

    fn take_patch(&mut self, mut patch: Patch) {
        self.changes.patching = None;
        if !self.changes.is_current(&patch) {
            elsewhere(patch);
            return;
        }
        if let Some(text) = patch.text.take() {
            self.changes.copies = false;
            self.ctx.copy_text(text);
            let rows = patch.rows.len();
            let rows = if rows == 1 { "1 row".to_owned() } else { format!("{} rows", crate::model::grouped(rows)) };
            self.toasts.notify(format!("{rows} copied as JSON patch"));
        }
        let before = self.changes.patch.replace(Arc::new(patch));
        elsewhere(before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_got_no_thread_is_not_tried_again_at_once() {
        let mut changes = Changes::default();
        assert_eq!(changes.denied_for(7.0), None);
        changes.denied = Some(7.0);
        assert_eq!(changes.denied_for(7.0), Some(DENIED_SECS));
        assert_eq!(changes.denied_for(7.0 + DENIED_SECS - 1.0), Some(1.0));
        assert_eq!(changes.denied_for(7.0 + DENIED_SECS), None);
    }
}

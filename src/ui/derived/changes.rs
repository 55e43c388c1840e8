//! What a new snapshot would change, or what differs from a file: baselines are read once, a comparison is made when
//! plan and baseline have rested for a moment, and results of another plan are dropped. It draws nothing.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use egui::Context;

use super::differences::{
    self, BaselineTree, Compared, ComparedWith, Differences, NotComparable, OtherSide, ReadBaseline, WantedComparison,
};
use super::source::PlanSource;
use crate::compare::{OldPlace, Side};
use crate::sorting::{OrderedMap, OrderedSet};
use crate::store::{Baselines, Packed};
use crate::ui::action::{Action, Queue};
use crate::ui::latest::{Cancel, Latest, Task, drop_elsewhere};
use crate::ui::order::Order;
use crate::ui::settings::Tab;

/// A plan is compared when it has rested for so long; for longer where nobody looks and only the tab's title tells.
const REST_SECS: f64 = 0.25;
const REST_UNSEEN_SECS: f64 = 1.5;

/// Of baselines that are larger together, as they lie in the file, nothing is read or compared before somebody looks: it
/// takes as long as making the snapshots, at every opening and every step.
const COMPARED_UNSEEN_UP_TO_BYTES: usize = 1 << 20;

// These go on unseen: the tab says so itself.
const READING: Task = Task::unseen("Reading the last snapshots");
const COMPARING: Task = Task::unseen("Comparing");
const READING_OTHER: Task = Task { title: "Reading the file", stages: &["Reading"], cancel: Cancel::Possible };

/// The baselines that are to be read, with their CDNs.
type UnreadBaselines = Vec<(String, Packed)>;
/// What a file says, or why it cannot be compared with.
type ReadSide = Result<Side, String>;

/// What differs, and from what.
#[derive(Debug)]
pub struct Changes {
    /// The baselines that have been read, by CDN.
    kept: OrderedMap<String, ReadBaseline>,
    /// The cache groups that any baseline names.
    known: Arc<OrderedSet<String>>,
    /// By what is to be read, and whether wholly.
    reading: Latest<(UnreadBaselines, bool), Vec<(String, ReadBaseline)>>,
    /// What the plan is compared with instead of a baseline.
    other: Option<Arc<OtherSide>>,
    /// The file of a plan file that is read to be that.
    reading_other: Latest<(Option<PathBuf>, PathBuf), ReadSide>,
    /// Whether that is read because it was last time, and not because somebody asks for it now.
    is_again: bool,
    /// The CDN that was chosen.
    cdn: Option<String>,
    shown: Option<Arc<Compared>>,
    /// Counts results.
    number: u64,
    /// Whether nothing is compared because it would cost much and nobody looks.
    is_asleep: bool,
    /// What was wanted last, and since when.
    wanted: Option<(WantedComparison, f64)>,
    comparing: Latest<WantedComparison, Result<Differences, NotComparable>>,
}

impl Default for Changes {
    fn default() -> Self {
        Self {
            kept: OrderedMap::new(),
            known: Arc::default(),
            reading: Latest::new(READING),
            other: None,
            reading_other: Latest::new(READING_OTHER),
            is_again: false,
            cdn: None,
            shown: None,
            number: 0,
            is_asleep: false,
            wanted: None,
            comparing: Latest::new(COMPARING),
        }
    }
}

impl Changes {
    /// Forgets everything: another plan has been opened.
    pub(super) fn clear(&mut self) {
        let before = std::mem::take(self);
        self.number = before.number + 1;
        drop_elsewhere(before);
    }

    /// The last result, which may be of an older plan.
    pub fn shown(&self) -> Option<&Arc<Compared>> {
        self.shown.as_ref()
    }

    /// Tells results apart.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// How many objects differ; none: that is not known.
    pub fn count(&self) -> Option<usize> {
        if self.is_asleep && self.is_older() {
            return None;
        }
        self.shown.as_ref()?.result.as_ref().as_ref().ok().map(|found| found.count)
    }

    /// Whether what is shown is of another plan, or against something else, than what is wanted by now.
    pub fn is_older(&self) -> bool {
        let shown = self.shown.as_ref().map(|shown| &shown.wanted);
        self.wanted.as_ref().is_some_and(|(wanted, _)| shown != Some(wanted))
    }

    /// Whether something is to be done that has not begun.
    pub fn is_waiting(&self) -> bool {
        !self.is_asleep && self.is_older() && !self.comparing.is_busy()
    }

    /// The cache groups that any baseline names.
    pub fn known(&self) -> &Arc<OrderedSet<String>> {
        &self.known
    }

    /// Where cache groups were.
    pub fn places(&self) -> Option<&Arc<[OldPlace]>> {
        self.shown.as_ref()?.result.as_ref().as_ref().ok().map(|found| &found.places)
    }

    /// The CDN whose baseline is compared with: the one that was chosen, the first that has one, or the first.
    pub(super) fn cdn(&self, source: &PlanSource) -> Option<String> {
        let cdns = source.plan.real_cdn_names();
        let chosen = self.cdn.as_deref().filter(|chosen| cdns.contains(chosen));
        let with_one = || cdns.iter().copied().find(|cdn| source.baselines.packed(cdn).is_some());
        chosen.or_else(with_one).or(cdns.first().copied()).map(str::to_owned)
    }

    /// Chooses a CDN.
    pub fn choose(&mut self, cdn: String) {
        self.cdn = Some(cdn);
        self.compare_with_baseline();
    }

    /// The file that the plan is compared with.
    pub fn other(&self) -> Option<&Arc<OtherSide>> {
        self.other.as_ref()
    }

    /// Compares with the last snapshot again.
    pub fn compare_with_baseline(&mut self) {
        if let Some(other) = self.other.take() {
            drop_elsewhere(other);
        }
    }

    /// Reads a file to compare the plan with.
    pub fn compare_with(&mut self, ctx: &Context, plan: Option<PathBuf>, path: PathBuf, is_again: bool) {
        // The same file may say something else by now.
        self.reading_other.ask_again();
        self.is_again = is_again;
        let asked = path.clone();
        self.reading_other.ask(ctx, &(plan, path), move |_| Some(differences::read_other(&asked)));
    }

    /// Whether a CDN's baseline was read and could not be.
    pub fn is_unreadable(&self, cdn: &str) -> bool {
        self.kept.get(cdn).is_some_and(|kept| matches!(kept.tree, BaselineTree::Unreadable))
    }

    /// Starts whatever is needed now, and takes what has come. Called once a frame.
    pub(super) fn follow(&mut self, ctx: &Context, source: &PlanSource, is_seen: bool, queue: &Queue) {
        self.follow_other(ctx, source, queue);
        let is_worth_it = is_seen || is_cheap(&source.baselines);
        self.follow_baselines(ctx, &source.baselines, is_worth_it);
        let Some(wanted) = self.wants(source) else {
            self.wanted = None;
            // While a baseline is read, or the plan is with a piece of work, the last result stays.
            if self.shown.is_some() && !self.reading.is_busy() && !source.is_lent {
                self.show(None);
            }
            return;
        };
        let now = ctx.input(|input| input.time);
        if self.wanted.as_ref().is_none_or(|(before, _)| *before != wanted) {
            self.wanted = Some((wanted, now));
        }
        self.is_asleep = !is_worth_it;
        if is_worth_it {
            self.compare_when_rested(ctx, source, is_seen, now);
        }
        self.follow_comparison(ctx);
    }

    /// What is wanted now; none: there is nothing to compare with, or it is not read yet.
    fn wants(&self, source: &PlanSource) -> Option<WantedComparison> {
        let base = if let Some(other) = &self.other {
            ComparedWith::File(Arc::clone(other))
        } else {
            let cdn = self.cdn(source)?;
            let kept = self.kept.get(&cdn).filter(|kept| source.baselines.packed(&cdn) == Some(&kept.packed))?;
            let BaselineTree::Read(tree) = &kept.tree else { return None };
            ComparedWith::Baseline(cdn, kept.packed.clone(), Arc::clone(tree))
        };
        source.path.is_some().then_some(WantedComparison { revision: source.revision, base })
    }

    /// Forgets baselines that are no longer those of the plan file, and reads those that are new.
    fn follow_baselines(&mut self, ctx: &Context, baselines: &Baselines, is_worth_it: bool) {
        if self.reading.follow(ctx)
            && let Some((_, read)) = self.reading.take_newest()
        {
            self.kept.extend(read);
            self.recollect();
        }
        let count = self.kept.len();
        self.kept.retain(|cdn, kept| baselines.packed(cdn) == Some(&kept.packed));
        if self.kept.len() != count {
            self.recollect();
        }
        let is_missing = |cdn: &str| match self.kept.get(cdn) {
            Some(kept) => is_worth_it && matches!(kept.tree, BaselineTree::Unread),
            None => true,
        };
        if baselines.iter().any(|(cdn, _)| is_missing(cdn)) {
            let missing = baselines.iter().filter(|(cdn, _)| is_missing(cdn));
            let missing: UnreadBaselines = missing.map(|(cdn, packed)| (cdn.to_owned(), packed.clone())).collect();
            let asked = missing.clone();
            self.reading.ask(ctx, &(missing, is_worth_it), move |_| {
                let read = |packed| differences::read_baseline(packed, is_worth_it);
                Some(asked.into_iter().map(|(cdn, packed)| (cdn, read(packed))).collect())
            });
        }
    }

    fn recollect(&mut self) {
        let mut kept = self.kept.values().map(|kept| &kept.known);
        let all = match (kept.next(), kept.next()) {
            (Some(one), None) => Arc::clone(one),
            _ => Arc::new(self.kept.values().flat_map(|kept| kept.known.iter().cloned()).collect()),
        };
        if all != self.known {
            self.known = all;
        }
    }

    /// Asks for a comparison of what has rested for a moment.
    fn compare_when_rested(&mut self, ctx: &Context, source: &PlanSource, is_seen: bool, now: f64) {
        let Some((wanted, since)) = &self.wanted else { return };
        if self.comparing.asked() == Some(wanted) || !self.is_older() {
            return;
        }
        let is_first = self.shown.is_none() && !self.comparing.is_busy();
        let left = if is_seen { REST_SECS } else { REST_UNSEEN_SECS } - (now - since);
        if 0.0 < left && !is_first {
            ctx.request_repaint_after(Duration::from_secs_f64(left));
            return;
        }
        let (plan, base) = (Arc::clone(&source.plan), wanted.base.clone());
        self.comparing.ask(ctx, wanted, move |_| Some(differences::compare(&plan, &base)));
    }

    /// Takes a comparison if it is still what is wanted; work that ended by a fault says so.
    fn follow_comparison(&mut self, ctx: &Context) {
        self.comparing.follow(ctx);
        let Some((wanted, _)) = &self.wanted else { return };
        if self.comparing.newest_key() == Some(wanted) && self.is_older() {
            let result = self.comparing.newest().map(Arc::clone);
            let wanted = wanted.clone();
            self.show(result.map(|result| Compared { wanted, result }));
        } else if self.comparing.is_given_up() && self.comparing.asked() == Some(wanted) && self.is_older() {
            let words = "The comparison failed because of a fault in Lodestone".to_owned();
            let wanted = wanted.clone();
            self.show(Some(Compared { wanted, result: Arc::new(Err(NotComparable::Words(words))) }));
        }
    }

    fn show(&mut self, compared: Option<Compared>) {
        self.number += 1;
        if compared.is_none() {
            self.comparing.forget();
        }
        drop_elsewhere(std::mem::replace(&mut self.shown, compared.map(Arc::new)));
    }

    fn follow_other(&mut self, ctx: &Context, source: &PlanSource, queue: &Queue) {
        if !self.reading_other.follow(ctx) {
            return;
        }
        match self.reading_other.take_newest() {
            Some(((plan, path), Ok(side))) if plan == source.path => {
                if let Side::Snapshot(tree) = &side
                    && let Some(place) = tree.overruled.first()
                {
                    let words = format!("Of members of one name the last counts, like at {place}");
                    queue.send(Action::Notify(words));
                }
                self.other = Some(Arc::new(OtherSide { path, side }));
                if !self.is_again {
                    queue.order(Order::ShowTab(Tab::Changes));
                }
            }
            Some(((plan, _), Err(reason))) if plan == source.path => {
                queue.send(Action::Refuse(format!("Nothing to compare with: {reason}")));
            }
            // With another plan nobody has asked for that.
            _ => {}
        }
    }
}

/// Whether it costs little to keep a comparison with them that nobody looks at.
fn is_cheap(baselines: &Baselines) -> bool {
    baselines.iter().map(|(_, packed)| packed.len()).sum::<usize>() <= COMPARED_UNSEEN_UP_TO_BYTES
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Id;

    #[test]
    fn only_small_baselines_are_compared_with_while_nobody_looks() {
        let mut baselines = Baselines::default();
        assert!(is_cheap(&baselines));
        baselines.put(Id::new(1), "small", Packed::of(&[0; 1_000]));
        assert!(is_cheap(&baselines));
        // Noise, which does not get smaller by packing.
        let mut state = 1_u32;
        let mut noise = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        };
        let large: Vec<u8> = (0..=COMPARED_UNSEEN_UP_TO_BYTES).map(|_| noise()).collect();
        baselines.put(Id::new(2), "large", Packed::of(&large));
        assert!(!is_cheap(&baselines));
    }
}

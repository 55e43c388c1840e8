//! What the Hierarchy tab holds between frames: which tree, what of it is open, where the cursor is, what is being moved.
//! It draws nothing.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use egui::Context;

use super::moving::Carried;
use crate::model::{AnyId, CacheGroup, Id, Kind, Plan, Topology};
use crate::routing::DownParts;
use crate::session::tasks::what_if::{PlayOrder, Played};
use crate::tabular::tree::{Tree, TreeContext, TreeKey, TreeSubject};
use crate::ui::latest::{Latest, Task};
use crate::ui::view::ViewContext;

/// So many objects are laid out within a frame; more are laid out beside the frames.
const IN_FRAME_UP_TO: usize = 3_000;
/// A tree with no more lines is open at first.
const OPEN_UP_TO: usize = 60;

/// Which tree is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(in crate::ui) enum HierarchyView {
    /// By place.
    #[default]
    Places,
    /// By parent.
    Parents,
    /// The chosen topology.
    Topology,
}

/// A line, to be known again when the tree is another: what it is about, and what it stands below.
pub(super) type LineKey = (Option<TreeKey>, TreeKey);

/// What a tree depends on: the plan's revision, which tree, and which findings and loads are told.
type TreeFor = (u64, TreeSubject, u64, usize);

/// What rows depend on: the tree, by its address, what is open, and the filter.
type RowsFor = (usize, u64, String);

/// The Hierarchy tab between frames.
pub(in crate::ui) struct HierarchyTab {
    /// Which tree.
    pub(super) view: HierarchyView,
    /// The topology that was chosen; none: the first.
    topology: Option<Id<Topology>>,
    /// What a name must contain.
    pub(super) filter: String,
    latest: Latest<TreeFor, Tree>,
    tree: Arc<Tree>,
    /// The lines that are not as lines of their depth are at first.
    toggled: HashSet<LineKey>,
    /// Lines above this depth are open unless they were closed, and the other way round; none: as it suits the tree.
    open_depth: Option<usize>,
    /// Counts what changes rows.
    changes: u64,
    rows: Arc<Vec<usize>>,
    rows_for: Option<RowsFor>,
    /// The line with the cursor.
    pub(super) cursor: Option<LineKey>,
    /// The row that is to come into view.
    pub(super) scroll_to: Option<usize>,
    /// What is being moved.
    pub(super) carried: Option<Carried>,
    /// The lead of the selection that the tree has followed.
    followed: Option<AnyId>,
}

impl std::fmt::Debug for HierarchyTab {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HierarchyTab").field("view", &self.view).finish_non_exhaustive()
    }
}

impl Default for HierarchyTab {
    fn default() -> Self {
        Self {
            view: HierarchyView::default(),
            topology: None,
            filter: String::new(),
            latest: Latest::new(Task::unseen("Laying out the hierarchy")),
            tree: Arc::default(),
            toggled: HashSet::new(),
            open_depth: None,
            changes: 0,
            rows: Arc::default(),
            rows_for: None,
            cursor: None,
            scroll_to: None,
            carried: None,
            followed: None,
        }
    }
}

impl HierarchyTab {
    /// Forgets everything: another plan has been opened.
    pub(in crate::ui) fn clear(&mut self) {
        *self = Self { view: self.view, ..Self::default() };
    }

    /// Whether something is being moved, which Escape leaves.
    pub(in crate::ui) const fn is_carrying(&self) -> bool {
        self.carried.is_some()
    }

    /// Shows another tree.
    pub(in crate::ui) fn show(&mut self, view: HierarchyView) {
        if self.view != view {
            (self.view, self.open_depth, self.carried, self.followed) = (view, None, None, None);
            self.toggled.clear();
            self.changes += 1;
        }
    }

    /// Shows the tree of a topology.
    pub(in crate::ui) fn show_topology(&mut self, topology: Id<Topology>) {
        self.show(HierarchyView::Topology);
        if self.topology != Some(topology) {
            (self.topology, self.carried) = (Some(topology), None);
            self.changes += 1;
        }
    }

    /// The topology that is shown.
    pub(super) fn topology(&self, plan: &Plan) -> Option<Id<Topology>> {
        let chosen = self.topology.filter(|id| plan.get(*id).is_some());
        chosen.or_else(|| plan.topologies().iter().next().map(|(id, _)| id))
    }

    /// The topology whose tree is looked at; none: another tree is.
    pub(in crate::ui) fn shown_topology(&self, plan: &Plan) -> Option<Id<Topology>> {
        self.topology(plan).filter(|_| self.view == HierarchyView::Topology)
    }

    /// The tree that is shown; none: there is no topology.
    pub(super) fn subject(&self, plan: &Plan) -> Option<TreeSubject> {
        match self.view {
            HierarchyView::Places => Some(TreeSubject::Places),
            HierarchyView::Parents => Some(TreeSubject::Parents),
            HierarchyView::Topology => self.topology(plan).map(TreeSubject::Topology),
        }
    }

    /// The lines.
    pub(super) const fn tree(&self) -> &Arc<Tree> {
        &self.tree
    }

    /// The lines that are seen.
    pub(super) const fn rows(&self) -> &Arc<Vec<usize>> {
        &self.rows
    }

    /// Whether another tree is on its way.
    pub(super) const fn is_busy(&self) -> bool {
        self.latest.is_busy()
    }

    /// Brings tree and rows up to date; loads are those of what is asked for, if something is.
    pub(super) fn follow(&mut self, ctx: &Context, view: &ViewContext<'_>, asked: Option<&PlayOrder>) {
        self.follow_topology(view);
        let Some(subject) = self.subject(view.plan) else {
            (self.tree, self.rows, self.rows_for) = (Arc::default(), Arc::default(), None);
            return;
        };
        let findings = view.derived.findings();
        let played = asked.and_then(|order| view.derived.played(order)).filter(|played| played.is_ok());
        let number = played.as_ref().map_or(0, |played| Arc::as_ptr(played) as usize);
        let key = (view.revision, subject, findings.number(), number);
        let size = match subject {
            TreeSubject::Places => view.plan.servers().len() + view.plan.cache_groups().len(),
            TreeSubject::Parents => view.plan.cache_groups().len(),
            TreeSubject::Topology(_) => 0,
        };
        if self.latest.asked() == Some(&key) {
            self.latest.follow(ctx);
        } else {
            let shown = findings.shown().cloned();
            let plan = Arc::clone(view.plan);
            let make = move || {
                let played = played.as_ref().and_then(|played| played.as_ref().as_ref().ok());
                let context = TreeContext {
                    findings: shown.map(|shown| Arc::clone(&shown.objects)).unwrap_or_default(),
                    loads_mbps: played.map(|played| loads(&plan, played)).unwrap_or_default(),
                };
                Tree::of(&plan, subject, &context)
            };
            if size <= IN_FRAME_UP_TO {
                self.latest.answer(key, make());
            } else {
                self.latest.ask(ctx, &key, move |_| Some(make()));
            }
        }
        if let Some(tree) = self.latest.newest()
            && !Arc::ptr_eq(tree, &self.tree)
        {
            self.tree = Arc::clone(tree);
            self.lay();
            if self.carried.is_none() && self.cursor_row().is_none() {
                // What had the cursor stands elsewhere now.
                self.followed = None;
            }
        }
        self.follow_selection(view);
        self.lay();
    }

    /// A topology that is selected elsewhere is the one that is shown.
    fn follow_topology(&mut self, view: &ViewContext<'_>) {
        let lead = view.selection.lead();
        if let Some(lead) = lead.filter(|lead| lead.kind == Kind::Topology && self.followed != Some(*lead)) {
            self.followed = Some(lead);
            self.show_topology(Id::new(lead.number));
            self.followed = Some(lead);
        }
    }

    /// What was selected elsewhere comes into view, and what it stands below is opened.
    fn follow_selection(&mut self, view: &ViewContext<'_>) {
        let lead = view.selection.lead();
        if lead == self.followed {
            return;
        }
        let Some(object) = lead else {
            self.followed = None;
            return;
        };
        let Some(at) = self.tree.places_of(object).first().copied() else {
            if !self.latest.is_busy() {
                self.followed = lead;
            }
            return;
        };
        self.followed = lead;
        self.go(at);
    }

    /// Puts the cursor on a line, opens what it stands below, and brings it into view.
    pub(super) fn go(&mut self, at: usize) {
        self.cursor = self.line_key(at);
        let mut next = self.tree.nodes.get(at).and_then(|node| node.above);
        while let Some(above) = next {
            if !self.is_open(above) {
                self.toggle(above);
            }
            next = self.tree.nodes.get(above).and_then(|node| node.above);
        }
        self.lay();
        self.scroll_to = self.rows.iter().position(|row| *row == at);
    }

    /// What was clicked is seen already.
    pub(super) fn note_followed(&mut self, object: Option<AnyId>) {
        self.followed = object;
    }

    /// What tells a line from all others.
    pub(super) fn line_key(&self, at: usize) -> Option<LineKey> {
        let node = self.tree.nodes.get(at)?;
        Some((node.above.and_then(|above| self.tree.nodes.get(above)).map(|above| above.key), node.key))
    }

    /// The row with the cursor.
    pub(super) fn cursor_row(&self) -> Option<usize> {
        let cursor = self.cursor?;
        self.rows.iter().position(|at| self.line_key(*at) == Some(cursor))
    }

    /// The line with the cursor, if it is seen.
    pub(super) fn cursor_at(&self) -> Option<usize> {
        self.cursor_row().and_then(|row| self.rows.get(row)).copied()
    }

    /// Whether what is below a line is seen.
    pub(super) fn is_open(&self, at: usize) -> bool {
        let depth = self.open_depth.unwrap_or(if self.tree.nodes.len() <= OPEN_UP_TO { usize::MAX } else { 1 });
        let is_usual = self.tree.nodes.get(at).is_some_and(|node| node.depth < depth);
        is_usual != self.line_key(at).is_some_and(|key| self.toggled.contains(&key))
    }

    /// Opens a line, or closes it.
    pub(super) fn toggle(&mut self, at: usize) {
        if let Some(key) = self.line_key(at) {
            if !self.toggled.remove(&key) {
                self.toggled.insert(key);
            }
            self.changes += 1;
        }
    }

    /// Opens all lines, or closes them.
    pub(super) fn open_all(&mut self, open: bool) {
        self.open_depth = Some(if open { usize::MAX } else { 0 });
        self.toggled.clear();
        self.changes += 1;
    }

    fn lay(&mut self) {
        let key = (Arc::as_ptr(&self.tree) as usize, self.changes, self.filter.trim().to_lowercase());
        if self.rows_for.as_ref() == Some(&key) {
            return;
        }
        let words: Vec<String> = key.2.split_whitespace().map(str::to_owned).collect();
        let rows = if words.is_empty() { self.tree.rows(|at| self.is_open(at)) } else { self.tree.matching(&words) };
        (self.rows, self.rows_for) = (Arc::new(rows), Some(key));
    }
}

/// What cache groups carry and can carry while nothing is down.
fn loads(plan: &Plan, played: &Played) -> HashMap<u64, (f64, Option<f64>)> {
    let what_if = &played.what_if;
    let router = what_if.router().view();
    let mut loads = HashMap::new();
    for (location, (each, load)) in router.locations.iter().zip(what_if.loads()).enumerate() {
        if let Some(group) = plan.find::<CacheGroup>(&each.name) {
            loads.insert(group.number(), (*load, what_if.capacity_mbps(location, &DownParts::default())));
        }
    }
    loads
}

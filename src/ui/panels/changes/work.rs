//! What the Changes tab has done on threads: baselines read, plans compared, patches written. It draws nothing and knows
//! nothing of frames.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::compare::plans::compare_plans;
use crate::compare::snapshots::{Comparison, JsonPatchRow, PatchOperation, compare_snapshots};
use crate::compare::{
    LikeError, OldPlace, Side, SideError, ToldGroup, known_groups, patch_text, places_in_plans, places_in_snapshots,
    snapshot_like, snapshot_of, tell_plans, tell_snapshots,
};
use crate::formats::json::compact;
use crate::formats::snapshot::{ExportError, Tree, read_tree};
use crate::model::{AnyId, Plan};
use crate::session::{SideFile, SideFileError, read_side};
use crate::snapshot::SnapshotError;
use crate::snapshot::objects::find_refused;
use crate::store::Packed;
use crate::tabular::natural;

/// Longer texts are cut wherever they are shown; the patch that is copied has them whole.
pub(super) const MAX_TOLD: usize = 2_000;

/// A CDN's last snapshot, read.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Kept {
    /// What it was read from.
    pub packed: Packed,
    /// None: it cannot be read.
    pub tree: Option<Arc<Tree>>,
    /// The cache groups that it names.
    pub known: Arc<BTreeSet<String>>,
}

/// A file that the plan is compared with.
#[derive(Debug)]
pub(in crate::ui) struct Other {
    /// The file.
    pub path: PathBuf,
    /// What it says.
    pub side: Side,
}

/// What the plan is compared with.
#[derive(Clone, Debug)]
pub(in crate::ui) enum Base {
    /// The last snapshot of a CDN.
    Baseline(String, Packed, Arc<Tree>),
    /// A file.
    File(Arc<Other>),
}

/// A comparison that is wanted: of the plan of a revision with something.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Wanted {
    /// The plan's revision.
    pub revision: u64,
    /// What it is compared with.
    pub base: Base,
}

impl PartialEq for Base {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Baseline(cdn, packed, _), Self::Baseline(other_cdn, other_packed, _)) => {
                cdn == other_cdn && packed == other_packed
            }
            (Self::File(file), Self::File(other)) => Arc::ptr_eq(file, other),
            (Self::Baseline(..), Self::File(_)) | (Self::File(_), Self::Baseline(..)) => false,
        }
    }
}

impl PartialEq for Wanted {
    fn eq(&self, other: &Self) -> bool {
        self.revision == other.revision && self.base == other.base
    }
}

/// What came of a comparison.
#[derive(Debug)]
pub(in crate::ui) struct Compared {
    /// What was wanted.
    pub wanted: Wanted,
    /// The differences, or why there is nothing to compare.
    pub result: Result<Found, Stop>,
}

/// Why there is nothing to compare.
#[derive(Debug)]
pub(in crate::ui) enum Stop {
    /// The plan makes no snapshot: what stands in the way, and which object that is about.
    Refused(String, Vec<(String, Option<AnyId>)>),
    /// Anything else.
    Words(String),
}

/// The differences.
#[derive(Debug)]
pub struct Found {
    /// As they are told, those without objects left out.
    pub groups: Vec<ToldGroup>,
    /// As they are; none between plans.
    pub comparison: Option<Arc<Comparison>>,
    /// The CDN whose snapshots were compared; none between plans.
    pub cdn: Option<String>,
    /// How many objects there are in the groups.
    pub count: usize,
    /// Where cache groups were.
    pub places: Arc<[OldPlace]>,
}

/// The rows of a patch, made ready to be drawn.
#[derive(Debug)]
pub(in crate::ui) struct Patch {
    /// The differences whose rows they are.
    pub of: Arc<Compared>,
    /// The filter that they passed.
    pub filter: String,
    /// In their order.
    pub rows: Vec<PatchRow>,
    /// All of them as a document, where somebody wants to copy it.
    pub text: Option<String>,
}

/// A row of a patch, made ready to be drawn.
#[derive(Debug)]
pub(in crate::ui) struct PatchRow {
    /// Its operation.
    pub operation: &'static str,
    /// Its place.
    pub path: String,
    /// What comes there, or from where, in one line.
    pub value: String,
}

/// What threads bring back.
#[derive(Debug)]
pub(in crate::ui) enum Brought {
    /// Baselines, with their CDNs.
    Baselines(Vec<(String, Kept)>),
    /// A comparison.
    Compared(Box<Compared>),
    /// A file to compare with, and the plan file with which.
    Other(Option<PathBuf>, PathBuf, Result<Side, String>),
    /// A patch.
    Patch(Box<Patch>),
}

/// Reads a baseline.
pub(super) fn read_baseline(packed: Packed) -> Kept {
    let tree = packed.unpack().and_then(|bytes| read_tree(&bytes).ok());
    let known = tree.as_ref().map(|tree| known_groups(&tree.members)).unwrap_or_default();
    Kept { packed, tree: tree.map(Arc::new), known: Arc::new(known) }
}

/// Reads a file to compare with; why it cannot be compared, with what helps.
pub(super) fn read_other(path: &std::path::Path) -> Result<Side, String> {
    match read_side(path) {
        Ok(SideFile { side, .. }) => Ok(side),
        Err(SideFileError::Side(SideError::PlanText(problems))) => {
            let first = problems.first().map_or_else(String::new, |problem| format!(", like {problem}"));
            Err(format!("the plan-text has errors{first}; import it to see all of them"))
        }
        Err(SideFileError::Plan(error)) => Err(error.to_string()),
        Err(error) => Err(format!("{error}: {}", path.display())),
    }
}

/// Compares a plan with what is wanted.
pub(super) fn compare(plan: &Plan, wanted: Wanted) -> Compared {
    let result = match &wanted.base {
        Base::Baseline(cdn, _, tree) => with_snapshot(plan, tree, snapshot_of(plan, cdn, tree), Some(cdn)),
        Base::File(other) => match &other.side {
            Side::Snapshot(tree) => with_snapshot(plan, tree, snapshot_like(plan, tree), tree.cdn_name()),
            Side::Plan(before) => Ok(with_plan(plan, before)),
        },
    };
    Compared { wanted, result }
}

fn with_snapshot(plan: &Plan, tree: &Tree, made: Result<Tree, LikeError>, cdn: Option<&str>) -> Result<Found, Stop> {
    let made = made.map_err(|error| match error {
        LikeError::Export(ExportError::Snapshot(SnapshotError::Refused { cdn, refusals })) => {
            let told = refusals.iter().map(|refusal| (refusal.to_string(), find_refused(plan, &cdn, refusal)));
            let told = told.collect();
            Stop::Refused(cdn, told)
        }
        other => Stop::Words(other.to_string()),
    })?;
    Ok(Found::of_snapshots(compare_snapshots(&tree.members, &made.members), cdn))
}

fn with_plan(plan: &Plan, before: &Plan) -> Found {
    let groups = tell_plans(&compare_plans(before, plan).description, plan);
    let places = places_in_plans(before, plan).into();
    Found { count: count(&groups), groups, comparison: None, cdn: None, places }
}

impl Found {
    /// The differences of two snapshots.
    pub fn of_snapshots(comparison: Comparison, cdn: Option<&str>) -> Self {
        let groups = tell_snapshots(&comparison);
        let places = places_in_snapshots(&comparison).into();
        let comparison = Some(Arc::new(comparison));
        Self { count: count(&groups), groups, comparison, cdn: cdn.map(str::to_owned), places }
    }
}

fn count(groups: &[ToldGroup]) -> usize {
    groups.iter().map(|group| group.objects.len()).sum()
}

/// The words of a filter, all of which a name must have.
pub(super) fn words(filter: &str) -> Vec<String> {
    filter.split_whitespace().map(str::to_lowercase).collect()
}

/// Whether a name has all words.
pub(super) fn passes(name: &str, words: &[String]) -> bool {
    words.iter().all(|word| natural::contains(name, word))
}

/// Writes the rows of the objects that pass a filter.
pub(super) fn patch(of: Arc<Compared>, filter: String, copies: bool) -> Patch {
    let comparison = of.result.as_ref().ok().and_then(|found| found.comparison.clone());
    let words = words(&filter);
    let rows = comparison.map(|comparison| comparison.rows_of(&|_, name| passes(name, &words))).unwrap_or_default();
    let text = copies.then(|| patch_text(&rows));
    Patch { of, filter, rows: rows.into_iter().map(PatchRow::of).collect(), text }
}

impl PatchRow {
    fn of(row: JsonPatchRow) -> Self {
        let (operation, value) = match &row.operation {
            PatchOperation::Add(value) => ("add", cut(&compact(value), MAX_TOLD)),
            PatchOperation::Remove => ("remove", String::new()),
            PatchOperation::Replace(value) => ("replace", cut(&compact(value), MAX_TOLD)),
            PatchOperation::Move { from } => ("move", format!("from {from}")),
        };
        Self { operation, path: row.pointer, value }
    }
}

/// The beginning of a text of more than so many characters.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => text.get(..end).unwrap_or(text).to_owned() + "…",
        None => text.to_owned(),
    }
}

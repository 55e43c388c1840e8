//! What differs between a plan and what it is compared with: baselines read, plans and snapshots compared. It draws
//! nothing and knows nothing of frames.

use std::path::PathBuf;
use std::sync::Arc;

use crate::compare::plans::compare_plans;
use crate::compare::snapshots::{Comparison, compare_snapshots};
use crate::compare::{
    LikeError, OldPlace, Side, SideError, ToldGroup, compare_with_document, places_in_plans, places_in_snapshots,
    snapshot_like, tell_plans, tell_snapshots,
};
use crate::formats::snapshot::{ExportError, SnapshotTree, group_names, read_tree, stats_of};
use crate::model::{AnyId, Plan};
use crate::session::{SideFile, SideFileError, read_side};
use crate::snapshot::SnapshotError;
use crate::snapshot::objects::find_refused;
use crate::sorting::OrderedSet;
use crate::store::Packed;

/// A CDN's last snapshot, read.
#[derive(Clone, Debug)]
pub struct ReadBaseline {
    /// What it was read from.
    pub packed: Packed,
    /// What it says.
    pub tree: BaselineTree,
    /// The cache groups that it names.
    pub known: Arc<OrderedSet<String>>,
}

/// What a baseline says, as far as anybody has asked.
#[derive(Clone, Debug)]
pub enum BaselineTree {
    /// Nobody has: only its groups are known.
    Unread,
    /// It cannot be read.
    Unreadable,
    /// It can be read: its `stats`. The rest lies packed until it is compared with.
    Read(Arc<SnapshotTree>),
}

/// A file that the plan is compared with.
#[derive(Debug)]
pub struct OtherSide {
    /// The file.
    pub path: PathBuf,
    /// What it says.
    pub side: Side,
}

/// What the plan is compared with.
#[derive(Clone, Debug)]
pub enum ComparedWith {
    /// The last snapshot of a CDN, of which only `stats` is held as a tree.
    Baseline(String, Packed, Arc<SnapshotTree>),
    /// A file.
    File(Arc<OtherSide>),
}

/// A comparison that is wanted: of the plan of a revision with something.
#[derive(Clone, Debug)]
pub struct WantedComparison {
    /// The plan's revision.
    pub revision: u64,
    /// What it is compared with.
    pub base: ComparedWith,
}

impl PartialEq for ComparedWith {
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

impl PartialEq for WantedComparison {
    fn eq(&self, other: &Self) -> bool {
        self.revision == other.revision && self.base == other.base
    }
}

/// What came of a comparison.
#[derive(Debug)]
pub struct Compared {
    /// What was wanted.
    pub wanted: WantedComparison,
    /// The differences, or why there is nothing to compare.
    pub result: Arc<Result<Differences, NotComparable>>,
}

/// Why there is nothing to compare.
#[derive(Debug)]
pub enum NotComparable {
    /// The plan makes no snapshot: what stands in the way, and which object that is about.
    Refused(String, Vec<(String, Option<AnyId>)>),
    /// Anything else.
    Words(String),
}

/// The differences.
#[derive(Debug)]
pub struct Differences {
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

/// Reads a baseline: all of it, or only what groups it names.
pub(super) fn read_baseline(packed: Packed, is_whole: bool) -> ReadBaseline {
    let document = packed.unpack();
    let known = Arc::new(document.as_deref().map(group_names).unwrap_or_default());
    let tree = match document {
        Some(_) if !is_whole => BaselineTree::Unread,
        Some(document) => {
            // Where a look is not enough, all of it is read, and what is not wanted goes again.
            let read = || read_tree(&document).ok().map(only_stats);
            stats_of(&document)
                .or_else(read)
                .map_or(BaselineTree::Unreadable, |tree| BaselineTree::Read(Arc::new(tree)))
        }
        None => BaselineTree::Unreadable,
    };
    ReadBaseline { packed, tree, known }
}

fn only_stats(mut tree: SnapshotTree) -> SnapshotTree {
    tree.members.retain(|key, _| key == "stats");
    tree
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
pub(super) fn compare(plan: &Plan, base: &ComparedWith) -> Result<Differences, NotComparable> {
    match base {
        ComparedWith::Baseline(cdn, packed, _) => {
            // What was unpacked for it goes before anything is told.
            let compared = compare_with_document(plan, cdn, &packed.unpack().unwrap_or_default());
            with_snapshot(plan, compared, Some(cdn))
        }
        ComparedWith::File(other) => match &other.side {
            Side::Snapshot(tree) => {
                let made = snapshot_like(plan, tree);
                let compared = made.map(|made| compare_snapshots(&tree.members, &made.members));
                with_snapshot(plan, compared, tree.cdn_name())
            }
            Side::Plan(before) => Ok(with_plan(plan, before)),
        },
    }
}

fn with_snapshot(
    plan: &Plan,
    compared: Result<Comparison, LikeError>,
    cdn: Option<&str>,
) -> Result<Differences, NotComparable> {
    let comparison = compared.map_err(|error| match error {
        LikeError::Export(ExportError::Snapshot(SnapshotError::Refused { cdn, refusals })) => {
            let told = refusals.iter().map(|refusal| (refusal.to_string(), find_refused(plan, &cdn, refusal)));
            let told = told.collect();
            NotComparable::Refused(cdn, told)
        }
        other => NotComparable::Words(other.to_string()),
    })?;
    Ok(Differences::of_snapshots(comparison, cdn))
}

fn with_plan(plan: &Plan, before: &Plan) -> Differences {
    let groups = tell_plans(&compare_plans(before, plan).description, plan);
    let places = places_in_plans(before, plan).into();
    Differences { count: count(&groups), groups, comparison: None, cdn: None, places }
}

impl Differences {
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

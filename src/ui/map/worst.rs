//! How bad what rules have found is, of each group and of each cluster that is shown.
//!
//! It must not know how that looks.

use std::sync::Arc;

use super::board::Board;
use crate::finding::Severity;
use crate::geometry::cluster::ClusterLevels;
use crate::tabular::given::FindingCounts;

/// How bad the worst is of each group, and of each cluster of the level that is shown: a cluster may stand for all groups
/// that there are, which nobody can go through in every frame.
#[derive(Default)]
pub(super) struct WorstFindings {
    nodes: Vec<Option<Severity>>,
    pub(super) nodes_of: Option<(Arc<FindingCounts>, u64)>,
    anchors: Vec<Option<Severity>>,
    /// The level, and the focus: what is drawn on its own is no part of a cluster.
    anchors_of: Option<(usize, u64)>,
    /// How often all groups were gone through.
    pub(super) gone_through: u64,
}

impl WorstFindings {
    /// Finds them out, where something has changed; no findings: none are shown.
    pub(super) fn follow(&mut self, found: Option<&Arc<FindingCounts>>, board: &Board, zoom: f64) {
        let Some(found) = found.filter(|found| !found.is_empty()) else {
            (self.nodes_of, self.anchors_of) = (None, None);
            return;
        };
        let is_same = |(counts, generation): &(_, u64)| Arc::ptr_eq(counts, found) && *generation == board.generation;
        if !self.nodes_of.as_ref().is_some_and(is_same) {
            let worst = board.scene.nodes.iter().map(|node| found.get(&node.any()).map(|(worst, _)| *worst));
            self.nodes = worst.collect();
            self.nodes_of = Some((Arc::clone(found), board.generation));
            self.anchors_of = None;
            self.gone_through += 1;
        }
        let index = ClusterLevels::index(zoom);
        let key = (index, board.focus.generation);
        if self.anchors_of == Some(key) {
            return;
        }
        let Some(level) = board.levels.get(index) else { return };
        self.anchors.clear();
        self.anchors.resize(level.anchors.len(), None);
        for ((number, worst), anchor) in (0..).zip(&self.nodes).zip(&level.anchor_of) {
            if worst.is_some()
                && !board.focus.is_lone(number)
                && let Some(of_anchor) = self.anchors.get_mut(*anchor as usize)
            {
                *of_anchor = (*of_anchor).max(*worst);
            }
        }
        self.anchors_of = Some(key);
        self.gone_through += 1;
    }

    /// Of a group, or of a cluster; none: it has none that count, or these are not shown.
    pub(super) fn of(&self, node: u32, cluster: Option<u32>) -> Option<Severity> {
        self.nodes_of.as_ref()?;
        match cluster {
            None => self.nodes.get(node as usize),
            Some(anchor) => self.anchors.get(anchor as usize),
        }
        .copied()
        .flatten()
    }
}

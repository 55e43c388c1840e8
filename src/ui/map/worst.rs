//! How bad what rules have found is, of each group and of each cluster that is shown.
//!
//! It must not know how that looks.

use std::sync::Arc;

use super::board::Board;
use crate::finding::Severity;
use crate::ui::derived::findings::FoundProblems;
use crate::ui::latest::drop_elsewhere;

/// How bad the worst is of each group, and of each cluster of the level that is shown: a cluster may stand for all groups
/// that there are, which nobody can go through in every frame.
#[derive(Default)]
pub(super) struct WorstFindings {
    nodes: Vec<Option<Severity>>,
    /// Of what was found, and which numbers nodes had.
    pub(super) nodes_of: Option<(Arc<FoundProblems>, u64)>,
    anchors: Vec<Option<Severity>>,
    /// Which level was shown, and the focus: what is drawn on its own is no part of a cluster.
    anchors_of: Option<(u64, u64)>,
    /// How often all groups were gone through.
    pub(super) gone_through: u64,
}

impl WorstFindings {
    /// Finds them out, where something has changed; no findings: none are shown.
    pub(super) fn follow(&mut self, found: Option<&Arc<FoundProblems>>, board: &Board) {
        let Some(found) = found.filter(|found| !found.objects.is_empty()) else {
            (self.nodes_of, self.anchors_of) = (None, None);
            return;
        };
        let is_same = |(of, numbered): &(_, u64)| Arc::ptr_eq(of, found) && *numbered == board.numbered;
        if !self.nodes_of.as_ref().is_some_and(is_same) {
            // Both are in the order of ids.
            let mut groups = found.groups.iter().peekable();
            let worst = board.scene.nodes.iter().map(|node| {
                while groups.next_if(|(group, _)| *group < node.id).is_some() {}
                groups.next_if(|(group, _)| *group == node.id).map(|(_, worst)| *worst)
            });
            self.nodes.clear();
            self.nodes.extend(worst);
            if let Some(before) = self.nodes_of.replace((Arc::clone(found), board.numbered)) {
                drop_elsewhere(before);
            }
            self.anchors_of = None;
            self.gone_through += 1;
        }
        let key = (board.levels.generation, board.focus.generation);
        if self.anchors_of == Some(key) {
            return;
        }
        let Some((_, level)) = board.levels.shown() else { return };
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

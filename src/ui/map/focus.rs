//! What of the map stands out: the selection in the map's own terms, and what is hidden because it is being dragged.
//!
//! It must not know how that looks.

use crate::geometry::scene::Scene;
use crate::model::{Id, Kind, PhysLocation};
use crate::ui::selection::Selection;

/// As many selected groups as are drawn on their own, not as part of a cluster.
const MOST_LONE: usize = 200;

/// So large a part of all groups is looked up one by one; a larger one along with all others.
const FEW_OF: usize = 32;

/// The selection as numbers of nodes.
#[derive(Debug, Default)]
pub(super) struct Focus {
    /// Counts up with every change.
    pub(super) generation: u64,
    selection: Selection,
    nodes: Vec<u32>,
    lead: Option<u32>,
    hidden: Vec<u32>,
}

impl Focus {
    /// Takes over the selection; `anew` after the scene has changed.
    pub(super) fn follow(&mut self, selection: &Selection, scene: &Scene, anew: bool) {
        if !anew && self.selection == *selection {
            return;
        }
        self.generation += 1;
        self.selection = selection.clone();
        self.nodes.clear();
        if selection.len() < scene.nodes.len() / FEW_OF {
            self.nodes.extend(selection.iter().filter_map(|object| scene.find_any(object)));
        } else {
            // Both are ordered by id, and are gone through side by side.
            let mut objects = selection.iter().peekable();
            for (number, node) in (0..).zip(&scene.nodes) {
                let own = node.any();
                while objects.next_if(|object| *object < own).is_some() {}
                self.nodes.extend(objects.next_if_eq(&own).map(|_| number));
            }
        }
        self.lead = selection.lead().and_then(|lead| scene.find_any(lead));
        if anew {
            self.hidden.clear();
        }
    }

    /// Hides nodes, because they are drawn elsewhere.
    pub(super) fn hide(&mut self, nodes: &[u32]) {
        if self.hidden != nodes {
            self.generation += 1;
            self.hidden = nodes.to_vec();
            self.hidden.sort_unstable();
        }
    }

    /// The selected nodes, in order.
    pub(super) fn nodes(&self) -> &[u32] {
        &self.nodes
    }

    /// The node whose form is shown.
    pub(super) fn lead(&self) -> Option<u32> {
        self.lead
    }

    /// Whether no node is selected.
    pub(super) fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Whether a node is selected.
    pub(super) fn contains(&self, node: u32) -> bool {
        self.nodes.binary_search(&node).is_ok()
    }

    /// Whether a physical location is selected.
    pub(super) fn has_site(&self, site: Id<PhysLocation>) -> bool {
        let object = crate::model::AnyId { kind: Kind::PhysLocation, number: site.number() };
        self.selection.contains(object)
    }

    /// The nodes that are drawn on their own whatever crowd they stand in.
    pub(super) fn lone(&self) -> &[u32] {
        if self.nodes.len() <= MOST_LONE { &self.nodes } else { self.lead.as_slice() }
    }

    /// Whether a node is one of those.
    pub(super) fn is_lone(&self, node: u32) -> bool {
        self.lone().binary_search(&node).is_ok()
    }

    /// Whether a node is drawn elsewhere.
    pub(super) fn is_hidden(&self, node: u32) -> bool {
        self.hidden.binary_search(&node).is_ok()
    }

    /// The hidden nodes.
    pub(super) fn hidden(&self) -> &[u32] {
        &self.hidden
    }
}

//! What is drawn of the groups: markers where there is room, clusters where there is not.
//!
//! It must not know of a selection or a drag: which nodes are drawn on their own, and which not at all, is told.

use super::cluster::{Anchor, ClusterLevel};
use super::marks;
use super::scene::{GroupType, Scene};
use super::viewport::{Spot, Viewport};

/// So far outside of the picture a marker may still be seen.
const MARGIN: f32 = 24.0;

/// Something that is drawn and can be hit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawn {
    /// Its middle.
    pub at: Spot,
    /// How far it reaches.
    pub reach: f32,
    /// The group, or the most important one of the cluster.
    pub node: u32,
    /// The cluster; none: it is a group.
    pub cluster: Option<u32>,
    /// How many groups it stands for.
    pub count: u32,
    /// How many of each type, in the order of `GroupType::ALL`.
    pub mix: [u32; GroupType::ALL.len()],
    /// Whether it is drawn on its own whatever crowd it stands in.
    pub is_lone: bool,
}

/// Nodes that are not drawn where their crowd is. All lists are in order.
#[derive(Clone, Copy, Debug, Default)]
pub struct Apart<'a> {
    /// Those that are drawn on their own, on top of all others.
    pub lone: &'a [u32],
    /// Those that are something else, or elsewhere, than the level has them, and drawn on their own for that.
    pub adrift: &'a [u32],
    /// Those that are drawn elsewhere, because they are being dragged.
    pub hidden: &'a [u32],
}

impl Apart<'_> {
    fn has(&self, node: u32) -> bool {
        [self.lone, self.adrift, self.hidden].iter().any(|list| list.binary_search(&node).is_ok())
    }
}

/// Finds out what is drawn of a level, and keeps its memory for the next time.
#[derive(Debug, Default)]
pub struct MarkerFinder {
    visible: Vec<u32>,
    incomplete: Vec<u32>,
}

impl MarkerFinder {
    /// Fills `drawn` with what a view shows, what lies on top last.
    pub fn find(
        &mut self,
        view: &Viewport,
        (scene, level): (&Scene, &ClusterLevel),
        apart: Apart<'_>,
        drawn: &mut Vec<Drawn>,
    ) {
        drawn.clear();
        self.find_incomplete(level, apart);
        self.find_visible(view, scene, level);
        // The most important last, so that it lies on top.
        for number in self.visible.iter().rev() {
            let Some(item) = self.remaining(scene, level, apart, *number) else { continue };
            let Some(node) = scene.node(item.node) else { continue };
            let is_single = item.count == 1;
            drawn.push(Drawn {
                at: view.spot(node.world),
                reach: if is_single { marks::reach(node.type_) } else { marks::cluster_radius(item.count) },
                node: item.node,
                cluster: (!is_single).then_some(*number),
                count: item.count,
                mix: item.mix,
                is_lone: false,
            });
        }
        let adrift = apart.adrift.iter().filter(|number| apart.lone.binary_search(number).is_err());
        let singles = adrift.map(|number| (number, false)).chain(apart.lone.iter().map(|number| (number, true)));
        for (number, is_lone) in singles.filter(|(number, _)| apart.hidden.binary_search(number).is_err()) {
            let Some(node) = scene.node(*number).filter(|node| view.shows(node.world, MARGIN)) else { continue };
            let (at, reach) = (view.spot(node.world), marks::reach(node.type_));
            let mut mix = [0; GroupType::ALL.len()];
            mix[node.type_.index()] = 1;
            drawn.push(Drawn { at, reach, node: *number, cluster: None, count: 1, mix, is_lone });
        }
    }

    /// The anchors of which some nodes are drawn elsewhere.
    fn find_incomplete(&mut self, level: &ClusterLevel, apart: Apart<'_>) {
        self.incomplete.clear();
        let elsewhere = apart.lone.iter().chain(apart.adrift).chain(apart.hidden);
        self.incomplete.extend(elsewhere.filter_map(|node| level.anchor_of.get(*node as usize)));
        self.incomplete.extend_from_slice(&level.broken);
        self.incomplete.sort_unstable();
    }

    fn find_visible(&mut self, view: &Viewport, scene: &Scene, level: &ClusterLevel) {
        let Self { visible, incomplete } = self;
        visible.clear();
        for window in view.windows(MARGIN) {
            level.grid.visit(window, |number| {
                let node = level.anchors.get(number as usize).and_then(|anchor| scene.node(anchor.node));
                // What it is called by may be elsewhere by now.
                if node.is_some_and(|node| view.shows(node.world, MARGIN)) || incomplete.binary_search(&number).is_ok()
                {
                    visible.push(number);
                }
            });
        }
        visible.sort_unstable();
        // A cell on the antimeridian may be touched by both windows.
        visible.dedup();
    }

    /// What is left of an anchor when some of its nodes are drawn elsewhere.
    fn remaining(&self, scene: &Scene, level: &ClusterLevel, apart: Apart<'_>, number: u32) -> Option<Anchor> {
        let whole = level.anchors.get(number as usize)?;
        if self.incomplete.binary_search(&number).is_err() {
            return Some(*whole);
        }
        let mut left = Anchor { count: 0, mix: [0; GroupType::ALL.len()], ..*whole };
        for node in level.members(whole).iter().filter(|node| !apart.has(**node)) {
            let Some(found) = scene.node(*node) else { continue };
            if left.count == 0 {
                left.node = *node;
            }
            left.count += 1;
            left.mix[found.type_.index()] += 1;
        }
        (0 < left.count).then_some(left)
    }
}

#[cfg(test)]
mod tests {

    use super::super::cluster::ClusterLevels;
    use super::super::testing;
    use super::super::viewport::Patch;
    use super::*;
    use crate::sorting::OrderedSet;

    #[test]
    fn what_is_apart_is_missing_in_its_crowd() {
        let plan = testing::plan(&[
            ("denver", "EDGE_LOC", 39.74, -104.99),
            ("boulder", "MID_LOC", 40.01, -105.27),
            ("golden", "EDGE_LOC", 39.75, -105.22),
        ]);
        let scene = Scene::of_plan(&plan, &OrderedSet::default());
        let patch = Patch::at([0.0, 0.0], [800.0, 600.0]);
        let view = Viewport { patch, centre: scene.nodes[0].world, scale: 1_024.0 };
        let mut levels = ClusterLevels::default();
        levels.prepare(&scene, 4);
        let level = levels.get(4).unwrap();
        let (mut finder, mut drawn) = (MarkerFinder::default(), Vec::new());
        finder.find(&view, (&scene, level), Apart::default(), &mut drawn);
        assert_eq!(drawn.iter().map(|item| (item.count, item.node)).collect::<Vec<_>>(), [(3, 1)]);
        finder.find(&view, (&scene, level), Apart { lone: &[1], ..Apart::default() }, &mut drawn);
        let found: Vec<_> = drawn.iter().map(|item| (item.count, item.node, item.is_lone)).collect();
        assert_eq!(found, [(2, 0, false), (1, 1, true)], "the lone one lies on top");
        finder.find(&view, (&scene, level), Apart { lone: &[1], adrift: &[], hidden: &[0, 1] }, &mut drawn);
        assert_eq!(drawn.iter().map(|item| (item.count, item.node)).collect::<Vec<_>>(), [(1, 2)]);
        finder.find(&view, (&scene, level), Apart { lone: &[2], adrift: &[1, 2], hidden: &[] }, &mut drawn);
        let found: Vec<_> = drawn.iter().map(|item| (item.count, item.node, item.is_lone)).collect();
        assert_eq!(found, [(1, 0, false), (1, 1, false), (1, 2, true)], "each once");
    }
}

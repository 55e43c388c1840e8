//! Which groups are drawn together where they are crowded, and which links that leaves. One `ClusterLevel` per half
//! zoom, made when it is first shown and kept until the plan changes; by whom and when is not its business.
//!
//! It must not know of the picture beyond the scale. A cluster stands where its most important group is, and no two
//! stand closer than `REACH`: so they never cover each other, and don't move while the map is panned.

use super::grid::{CellTable, Grid, Neighbours};
use super::patching::GONE;
use super::scene::{GroupType, LinkKind, NodeLink, Scene};
use super::viewport::{MAX_ZOOM, WORLD_POINTS};
use crate::sorting::sort_by_key;

/// Groups that are closer than this many points are drawn together.
const REACH: f64 = 22.0;
/// Levels per zoom.
const PER_ZOOM: f64 = 2.0;
/// A level that is so much finer than what is wanted may stand in for it; another has too many marks.
const FINER: usize = 2;

/// Groups that are drawn as one; most often only one.
#[derive(Clone, Copy, Debug)]
pub struct Anchor {
    /// The most important of them, where they are drawn.
    pub node: u32,
    /// How many there are.
    pub count: u32,
    /// How many of each type, in the order of `GroupType::ALL`.
    pub mix: [u32; GroupType::ALL.len()],
    /// Where its nodes begin in the level's list.
    pub first: u32,
}

/// Links between the same two anchors.
#[derive(Clone, Copy, Debug)]
pub struct Bundle {
    /// The anchor of those that have the parents.
    pub from: u32,
    /// The anchor of the parents.
    pub to: u32,
    /// Whether one of them leads to a primary parent.
    pub kind: LinkKind,
    /// How many there are.
    pub count: u32,
}

/// What of a scene decides what is drawn together: a copy, which can be looked at while the scene goes on.
#[derive(Debug)]
pub struct ClusterSource {
    nodes: Vec<([f64; 2], GroupType)>,
    by_importance: Vec<u32>,
    links: Vec<NodeLink>,
}

impl ClusterSource {
    /// Of a scene as it is.
    pub fn of(scene: &Scene) -> Self {
        Self {
            nodes: scene.nodes.iter().map(|node| (node.world, node.type_)).collect(),
            by_importance: scene.by_importance.clone(),
            links: scene.links.clone(),
        }
    }
}

/// What is drawn together on one level.
#[derive(Debug, Default)]
pub struct ClusterLevel {
    /// The most important first.
    pub anchors: Vec<Anchor>,
    members: Vec<u32>,
    /// Per node.
    pub anchor_of: Vec<u32>,
    /// Over the anchors.
    pub grid: Grid,
    /// Between anchors, the fattest first.
    pub bundles: Vec<Bundle>,
    /// The anchors of which some nodes are no more, in order.
    pub broken: Vec<u32>,
}

impl ClusterLevel {
    /// The level of a number.
    pub fn of(source: &ClusterSource, index: usize) -> Self {
        Self::at_zoom(source, index as f64 / PER_ZOOM)
    }

    fn at_zoom(source: &ClusterSource, zoom: f64) -> Self {
        let places: Vec<[f64; 2]> = source.nodes.iter().map(|(world, _)| *world).collect();
        let mut neighbours = Neighbours::of(&places, REACH / (WORLD_POINTS * zoom.exp2()));
        let mut level = Self { anchor_of: vec![u32::MAX; places.len()], ..Self::default() };
        level.members.reserve(places.len());
        for node in &source.by_importance {
            if level.anchor_of[*node as usize] != u32::MAX {
                continue;
            }
            level.gather(source, *node, &mut neighbours);
        }
        let at: Vec<[f64; 2]> = level.anchors.iter().map(|anchor| places[anchor.node as usize]).collect();
        level.grid = Grid::of(&at);
        level.bundles = bundles(&source.links, &level.anchor_of);
        level
    }

    fn gather(&mut self, source: &ClusterSource, node: u32, neighbours: &mut Neighbours<'_>) {
        let number = self.anchors.len() as u32;
        let mut anchor = Anchor { node, count: 0, mix: [0; 6], first: self.members.len() as u32 };
        neighbours.take(source.nodes[node as usize].0, |member| {
            anchor.count += 1;
            anchor.mix[source.nodes[member as usize].1.index()] += 1;
            self.anchor_of[member as usize] = number;
            self.members.push(member);
        });
        self.anchors.push(anchor);
    }

    /// Takes other numbers for its nodes, of which there are `count` then. Those that have come belong to no anchor.
    fn renumber(&mut self, number_of: &[u32], count: usize) {
        let now = |number: u32| number_of.get(number as usize).copied().unwrap_or(GONE);
        let before = std::mem::replace(&mut self.anchor_of, vec![u32::MAX; count]);
        for (number, anchor) in (0..).zip(before) {
            match self.anchor_of.get_mut(now(number) as usize) {
                Some(of_node) => *of_node = anchor,
                None => self.broken.push(anchor),
            }
        }
        self.broken.sort_unstable();
        self.members.iter_mut().for_each(|member| *member = now(*member));
        self.anchors.iter_mut().for_each(|anchor| anchor.node = now(anchor.node));
    }

    /// The nodes that an anchor stands for; [`GONE`] for those that are no more.
    pub fn members(&self, anchor: &Anchor) -> &[u32] {
        let first = anchor.first as usize;
        self.members.get(first..first + anchor.count as usize).unwrap_or_default()
    }
}

/// The links that remain between anchors.
fn bundles(links: &[NodeLink], anchor_of: &[u32]) -> Vec<Bundle> {
    let mut bundles: Vec<Bundle> = Vec::new();
    let mut known = CellTable::for_entries(links.len());
    for link in links {
        let (from, to) = (anchor_of[link.from as usize], anchor_of[link.to as usize]);
        if from == to {
            continue;
        }
        let number = bundles.len() as u32;
        let found = *known.entry((u64::from(from) << 32) | u64::from(to), number);
        if found == number {
            bundles.push(Bundle { from, to, kind: link.kind, count: 1 });
        } else {
            let bundle = &mut bundles[found as usize];
            bundle.count += 1;
            bundle.kind = bundle.kind.min(link.kind);
        }
    }
    // Stable: among equals the order of ids decides, every time the same.
    sort_by_key(&mut bundles, |bundle| std::cmp::Reverse(bundle.count));
    bundles
}

/// The levels of one scene, made as they are asked for.
#[derive(Debug, Default)]
pub struct ClusterLevels(Vec<Option<ClusterLevel>>);

impl ClusterLevels {
    /// Which level suits a zoom.
    pub fn index(zoom: f64) -> usize {
        (zoom.clamp(0.0, MAX_ZOOM) * PER_ZOOM + 1e-6) as usize
    }

    /// Makes a level if need be.
    pub fn prepare(&mut self, scene: &Scene, index: usize) {
        if self.0.len() <= index {
            self.0.resize_with(index + 1, || None);
        }
        if self.0[index].is_none() {
            self.0[index] = Some(ClusterLevel::of(&ClusterSource::of(scene), index));
        }
    }

    /// Takes a level that was made elsewhere.
    pub fn put(&mut self, index: usize, level: ClusterLevel) {
        if self.0.len() <= index {
            self.0.resize_with(index + 1, || None);
        }
        self.0[index] = Some(level);
    }

    /// A level that was prepared.
    pub fn get(&self, index: usize) -> Option<&ClusterLevel> {
        self.0.get(index)?.as_ref()
    }

    /// The level that comes nearest to one, if there is any: itself, one that is a little finer, or else a coarser one.
    pub fn nearest(&self, index: usize) -> Option<usize> {
        let is_there = |at: &usize| self.get(*at).is_some();
        let coarser = (0..=index).rev().find(is_there);
        let finer = (index + 1..=index + FINER).find(is_there);
        let is_nearer = |finer: &usize| coarser.is_none_or(|coarser| *finer - index < index - coarser);
        finer.filter(is_nearer).or(coarser).or_else(|| (index..self.0.len()).find(is_there))
    }

    /// Takes other numbers for all nodes, as [`super::patching`] tells them.
    pub fn renumber(&mut self, number_of: &[u32], count: usize) {
        self.0.iter_mut().flatten().for_each(|level| level.renumber(number_of, count));
    }
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::geometry::testing;
    use crate::sorting::OrderedSet;

    #[test]
    fn far_apart_all_are_single_and_close_together_all_are_one() {
        let plan = testing::plan(&[
            ("denver", "EDGE_LOC", 39.74, -104.99),
            ("boulder", "MID_LOC", 40.01, -105.27),
            ("suva", "EDGE_LOC", -18.1, 179.9),
            ("taveuni", "EDGE_LOC", -16.9, -179.9),
        ]);
        let scene = Scene::of_plan(&plan, &OrderedSet::default());
        let source = ClusterSource::of(&scene);
        let wide = ClusterLevel::at_zoom(&source, 1.0);
        assert_eq!(wide.anchors.len(), 2, "the antimeridian does not keep Suva and Taveuni apart");
        let first = &wide.anchors[0];
        assert_eq!(scene.nodes[first.node as usize].group.name, "boulder", "mids before edges");
        assert_eq!((first.count, first.mix), (2, [0, 1, 1, 0, 0, 0]));
        assert_eq!(wide.members(first).len(), 2);
        assert_eq!(ClusterLevel::at_zoom(&source, 12.0).anchors.len(), 4);
    }

    #[test]
    fn links_are_bundled_and_those_inside_a_cluster_go() {
        let mut plan = testing::plan(&[
            ("denver", "EDGE_LOC", 39.74, -104.99),
            ("boulder", "EDGE_LOC", 40.01, -105.27),
            ("london", "MID_LOC", 51.5, -0.1),
            ("windsor", "MID_LOC", 51.48, -0.6),
        ]);
        for (child, parent) in [("denver", "london"), ("boulder", "windsor"), ("windsor", "london")] {
            plan = testing::with_parent(&plan, child, parent);
        }
        let scene = Scene::of_plan(&plan, &OrderedSet::default());
        let source = ClusterSource::of(&scene);
        let wide = ClusterLevel::at_zoom(&source, 1.0);
        assert_eq!(wide.bundles.iter().map(|bundle| bundle.count).collect::<Vec<_>>(), [2]);
        assert_eq!(ClusterLevel::at_zoom(&source, 13.0).bundles.len(), 3);
    }

    #[test]
    fn no_two_anchors_are_closer_than_the_reach() {
        let plan = testing::scattered(600);
        let scene = Scene::of_plan(&plan, &OrderedSet::default());
        let zoom = 1.5;
        let level = ClusterLevel::at_zoom(&ClusterSource::of(&scene), zoom);
        assert!(level.anchors.len() < 600 && level.anchors.iter().map(|anchor| anchor.count).sum::<u32>() == 600);
        let reach = REACH / (WORLD_POINTS * zoom.exp2());
        for (at, a) in level.anchors.iter().enumerate() {
            for b in &level.anchors[at + 1..] {
                let [a, b] = [a, b].map(|anchor| scene.nodes[anchor.node as usize].world);
                let dx = a[0] - b[0];
                assert!(reach < (dx - dx.round()).hypot(a[1] - b[1]));
            }
        }
    }

    #[test]
    fn what_comes_nearest_stands_in() {
        let mut levels = ClusterLevels::default();
        assert_eq!(levels.nearest(4), None);
        for index in [4, 9, 10] {
            levels.put(index, ClusterLevel::default());
        }
        let found: Vec<_> = [0, 2, 4, 5, 7, 8, 9, 12, 30].iter().map(|index| levels.nearest(*index)).collect();
        let wanted = [4, 4, 4, 4, 9, 9, 9, 10, 10].map(Some);
        assert_eq!(found, wanted, "another one is used only where it is near, or coarser");
    }

    #[test]
    fn a_level_takes_other_numbers() {
        let plan = testing::plan(&[
            ("denver", "EDGE_LOC", 39.74, -104.99),
            ("boulder", "MID_LOC", 40.01, -105.27),
            ("suva", "EDGE_LOC", -18.1, 179.9),
        ]);
        let scene = Scene::of_plan(&plan, &OrderedSet::default());
        let mut levels = ClusterLevels::default();
        levels.prepare(&scene, 2);
        // Denver goes, something comes before Suva.
        levels.renumber(&[GONE, 0, 2], 3);
        let level = levels.get(2).unwrap();
        assert_eq!(level.anchors.iter().map(|anchor| anchor.node).collect::<Vec<_>>(), [0, 2]);
        assert_eq!(level.anchor_of, [0, u32::MAX, 1]);
        assert_eq!((level.broken.as_slice(), level.members(&level.anchors[1])), (&[0][..], &[2][..]));
    }
}

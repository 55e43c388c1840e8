//! What is drawn together at the zoom that is shown. Where there are many groups that is found out beside the frames: until
//! then the nearest level that there is stands in, and what has changed since that was made is drawn on its own.
//!
//! It must not know of the screen.

use std::sync::Arc;

use egui::Context;

use crate::geometry::cluster::{ClusterLevel, ClusterLevels, ClusterSource};
use crate::geometry::patching::GONE;
use crate::geometry::scene::Scene;
use crate::ui::latest::{Latest, Task, drop_elsewhere};

/// So many groups are put together within a frame.
pub(super) const IN_FRAME_UP_TO: usize = 1_000;
/// The level that stands in for all closer ones that are not there yet: it has few marks.
const COARSE: usize = 4;

/// The levels of the board's scene, and which of them is shown.
#[derive(Debug)]
pub(super) struct BoardLevels {
    made: ClusterLevels,
    /// Counts changes of the scene that may change levels, and of which count those are that there are.
    shape: u64,
    made_of: u64,
    /// The count since which nodes have the numbers that they have.
    numbered: u64,
    /// The nodes that have changed since the levels were made, and with which count.
    changed: Vec<(u32, u64)>,
    /// They alone, in order.
    adrift: Vec<u32>,
    making: Latest<(u64, usize), ClusterLevel>,
    source: Option<(u64, Arc<ClusterSource>)>,
    shown: Option<usize>,
    /// Counts changes of what is shown.
    pub(super) generation: u64,
    /// How many levels were made while a frame waited.
    pub(super) made_in_frames: u64,
}

impl Default for BoardLevels {
    fn default() -> Self {
        Self {
            made: ClusterLevels::default(),
            shape: 0,
            made_of: 0,
            numbered: 0,
            changed: Vec::new(),
            adrift: Vec::new(),
            making: Latest::new(Task::unseen("Putting groups together")),
            source: None,
            shown: None,
            generation: 0,
            made_in_frames: 0,
        }
    }
}

impl BoardLevels {
    /// The level that is shown.
    pub(super) fn shown(&self) -> Option<(usize, &ClusterLevel)> {
        let index = self.shown?;
        Some((index, self.made.get(index)?))
    }

    /// Whether what is shown is of the scene as it is.
    pub(super) fn is_settled(&self) -> bool {
        self.made_of == self.shape && !self.making.is_busy()
    }

    /// The nodes that are something else, or elsewhere, than the level has them.
    pub(super) fn adrift(&self) -> &[u32] {
        &self.adrift
    }

    /// Takes note that the scene is another one.
    pub(super) fn begin_anew(&mut self) {
        self.shape += 1;
        (self.made_of, self.numbered, self.shown, self.source) = (self.shape, self.shape, None, None);
        self.changed.clear();
        self.adrift.clear();
        self.generation += 1;
        drop_elsewhere(std::mem::take(&mut self.made));
    }

    /// Takes a level of the scene as it is.
    pub(super) fn put(&mut self, index: usize, level: ClusterLevel) {
        self.made.put(index, level);
    }

    /// Takes note that nodes have changed.
    pub(super) fn touch(&mut self, nodes: &[u32]) {
        self.shape += 1;
        self.changed.retain(|(node, _)| nodes.binary_search(node).is_err());
        self.changed.extend(nodes.iter().map(|node| (*node, self.shape)));
        self.settle();
    }

    /// Takes note that nodes have other numbers, and that there are `count`.
    pub(super) fn renumber(&mut self, number_of: &[u32], count: usize) {
        self.shape += 1;
        self.numbered = self.shape;
        self.made.renumber(number_of, count);
        for (node, _) in &mut self.changed {
            *node = number_of.get(*node as usize).copied().unwrap_or(GONE);
        }
        self.changed.retain(|(node, _)| *node != GONE);
        self.settle();
    }

    fn settle(&mut self) {
        self.adrift.clear();
        self.adrift.extend(self.changed.iter().map(|(node, _)| *node));
        self.adrift.sort_unstable();
        self.generation += 1;
    }

    /// Sees to it that the level of a zoom is shown, or is on its way; says whether another one is shown now.
    pub(super) fn follow(&mut self, ctx: &Context, scene: &Scene, zoom: f64) -> bool {
        let (index, before) = (ClusterLevels::index(zoom), (self.shown, self.generation));
        if scene.nodes.len() <= IN_FRAME_UP_TO {
            if self.made_of != self.shape {
                self.begin_anew();
            }
            self.make_now(scene, index);
        } else {
            self.take_made(ctx);
            if self.made.nearest(index).is_none() {
                self.make_now(scene, index);
            }
            self.ask(ctx, scene, index);
        }
        self.shown = self.made.nearest(index);
        let is_other = before != (self.shown, self.generation);
        self.generation += u64::from(before.0 != self.shown);
        is_other
    }

    fn make_now(&mut self, scene: &Scene, index: usize) {
        if self.made.get(index).is_none() {
            self.made.prepare(scene, index);
            self.made_in_frames += 1;
        }
    }

    /// Takes a level that has been made meanwhile, unless nodes have other numbers by now.
    fn take_made(&mut self, ctx: &Context) {
        self.making.follow(ctx);
        let Some(((shape, index), level)) = self.making.take_newest() else { return };
        if shape < self.numbered || shape < self.made_of {
            return drop_elsewhere(level);
        }
        if self.made_of < shape {
            drop_elsewhere(std::mem::take(&mut self.made));
            self.made_of = shape;
            self.changed.retain(|(_, since)| shape < *since);
            self.settle();
        }
        self.made.put(index, level);
    }

    /// Asks for the level that is wanted, and for the one that stands in for others. What is being made is waited for: while
    /// somebody zooms on and on, some would be begun and none done.
    fn ask(&mut self, ctx: &Context, scene: &Scene, index: usize) {
        if self.making.is_busy() {
            return;
        }
        let is_missing = |index: &usize| self.made.get(*index).is_none();
        let stale = (self.made_of != self.shape).then_some(index);
        let Some(wanted) = stale.or_else(|| [index, COARSE].into_iter().find(is_missing)) else {
            self.source = None;
            return;
        };
        let key = (self.shape, wanted);
        if self.making.asked() == Some(&key) {
            // It has failed, and would again.
            return;
        }
        let known = self.source.take().filter(|(shape, _)| *shape == self.shape);
        let (_, source) = self.source.insert(known.unwrap_or_else(|| (self.shape, Arc::new(ClusterSource::of(scene)))));
        let source = Arc::clone(source);
        self.making.ask(ctx, &key, move |_| Some(ClusterLevel::of(&source, wanted)));
    }

    /// The anchor of a node on the level that is shown.
    pub(super) fn anchor_of(&self, node: u32) -> Option<u32> {
        let (_, level) = self.shown()?;
        level.anchor_of.get(node as usize).copied().filter(|anchor| (*anchor as usize) < level.anchors.len())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::geometry::testing;
    use crate::sorting::OrderedSet;

    fn settled(levels: &mut BoardLevels, ctx: &Context, scene: &Scene, zoom: f64) {
        for _ in 0..2_000 {
            levels.follow(ctx, scene, zoom);
            if !levels.making.is_busy() {
                return;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        panic!("it is never made");
    }

    #[test]
    fn a_level_is_made_beside_the_frames_and_another_stands_in() {
        let ctx = Context::default();
        let scene = Scene::of_plan(&testing::scattered(3_000), &OrderedSet::new());
        let mut levels = BoardLevels::default();
        levels.begin_anew();
        assert!(levels.follow(&ctx, &scene, 2.0), "there is nothing that could stand in");
        assert_eq!((levels.made_in_frames, levels.shown().map(|(index, _)| index)), (1, Some(4)));
        assert!(levels.follow(&ctx, &scene, 6.0) || levels.shown().is_some());
        assert_eq!(levels.shown().map(|(index, _)| index), Some(4), "until the other is there");
        settled(&mut levels, &ctx, &scene, 6.0);
        assert_eq!((levels.made_in_frames, levels.shown().map(|(index, _)| index)), (1, Some(12)));
        assert!(!levels.follow(&ctx, &scene, 6.0) && levels.adrift().is_empty());
    }

    #[test]
    fn what_has_changed_is_adrift_until_the_level_knows() {
        let ctx = Context::default();
        let scene = Scene::of_plan(&testing::scattered(1_500), &OrderedSet::new());
        let mut levels = BoardLevels::default();
        levels.begin_anew();
        settled(&mut levels, &ctx, &scene, 3.0);
        levels.touch(&[7, 9]);
        levels.touch(&[3, 7]);
        assert_eq!(levels.adrift(), [3, 7, 9]);
        // The level that is asked for now knows of these.
        levels.follow(&ctx, &scene, 3.0);
        levels.touch(&[5]);
        settled(&mut levels, &ctx, &scene, 3.0);
        settled(&mut levels, &ctx, &scene, 3.0);
        assert_eq!((levels.adrift(), levels.made_of, levels.made_in_frames), (&[][..], levels.shape, 1));
        // One that was begun before nodes had other numbers is of no use.
        levels.touch(&[1]);
        levels.follow(&ctx, &scene, 3.0);
        let number_of: Vec<u32> = (0..1_500).map(|number| if number == 0 { GONE } else { number - 1 }).collect();
        levels.renumber(&number_of, 1_499);
        assert_eq!((levels.adrift(), levels.anchor_of(1_499)), (&[0][..], None));
        let made = levels.made_of;
        for _ in 0..200 {
            levels.take_made(&ctx);
            std::thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(levels.made_of, made);
    }
}

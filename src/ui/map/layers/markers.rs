//! The groups: markers where there is room, clusters where there is not, and rings around the selected ones.
//!
//! It must not know of labels; it hands out what it has drawn and where, for them and for hit-testing.

use egui::Pos2;

use super::super::cluster::{Anchor, Level};
use super::super::focus::Focus;
use super::super::marks::{self, Mark};
use super::super::scene::{Scene, State};
use super::{Canvas, Kept, Key};

/// Something that was drawn and can be hit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::ui::map) struct Drawn {
    /// Its middle on the screen.
    pub(in crate::ui::map) at: Pos2,
    /// How far it reaches.
    pub(in crate::ui::map) reach: f32,
    /// The group, or the most important one of the cluster.
    pub(in crate::ui::map) node: u32,
    /// The cluster; none: it is a group.
    pub(in crate::ui::map) cluster: Option<u32>,
    /// How many groups it stands for.
    pub(in crate::ui::map) count: u32,
}

/// The markers' mesh and what is in it, what lies on top last.
#[derive(Default)]
pub(in crate::ui::map) struct Markers {
    kept: Kept<Key>,
    /// What is on the screen.
    pub(in crate::ui::map) drawn: Vec<Drawn>,
    visible: Vec<u32>,
    incomplete: Vec<u32>,
}

impl Markers {
    /// Paints the markers as they were prepared.
    pub(in crate::ui::map) fn show(&self, canvas: &Canvas<'_>) {
        self.kept.show(canvas.painter);
    }

    /// Draws a level's markers. `state_of` says how well a node is.
    pub(in crate::ui::map) fn prepare(
        &mut self,
        canvas: &Canvas<'_>,
        scene: &Scene,
        level: &Level,
        focus: &Focus,
        state_of: &impl Fn(u32) -> State,
    ) {
        let Self { kept, drawn, visible, incomplete } = self;
        kept.prepare(canvas.painter.pixels_per_point(), canvas.key, |ink| {
            let (view, tokens) = (canvas.view, canvas.tokens);
            drawn.clear();
            find_incomplete(level, focus, incomplete);
            find_visible(canvas, scene, level, visible);
            // The most important last, so that it lies on top.
            for number in visible.iter().rev() {
                let Some(item) = remaining(scene, level, focus, incomplete, *number) else { continue };
                let Some(node) = scene.node(item.node) else { continue };
                let at = view.to_screen(node.world);
                if item.count == 1 {
                    Mark { type_: node.type_, state: state_of(item.node), is_hollow: node.is_new }
                        .draw(ink, at, tokens, 1.0);
                    drawn.push(Drawn { at, reach: marks::reach(node.type_), node: item.node, cluster: None, count: 1 });
                } else {
                    marks::cluster(ink, at, item.count, &item.mix, tokens);
                    let reach = marks::cluster_radius(item.count);
                    drawn.push(Drawn { at, reach, node: item.node, cluster: Some(*number), count: item.count });
                }
            }
            for number in focus.lone().iter().filter(|number| !focus.is_hidden(**number)) {
                let Some(node) = scene.node(*number).filter(|node| view.shows(node.world, 24.0)) else { continue };
                let (at, reach) = (view.to_screen(node.world), marks::reach(node.type_));
                marks::ring(ink, at, reach + 4.0, 2.0, tokens.accent);
                Mark { type_: node.type_, state: state_of(*number), is_hollow: node.is_new }.draw(ink, at, tokens, 1.0);
                drawn.push(Drawn { at, reach, node: *number, cluster: None, count: 1 });
            }
        });
    }
}

/// The anchors of which some nodes are drawn elsewhere: on their own, or under the pointer that drags them.
fn find_incomplete(level: &Level, focus: &Focus, incomplete: &mut Vec<u32>) {
    incomplete.clear();
    let elsewhere = focus.lone().iter().chain(focus.hidden());
    incomplete.extend(elsewhere.filter_map(|node| level.anchor_of.get(*node as usize)));
    incomplete.sort_unstable();
}

fn find_visible(canvas: &Canvas<'_>, scene: &Scene, level: &Level, visible: &mut Vec<u32>) {
    visible.clear();
    for window in canvas.view.windows(24.0) {
        level.grid.visit(window, |number| {
            let node = level.anchors.get(number as usize).and_then(|anchor| scene.node(anchor.node));
            if node.is_some_and(|node| canvas.view.shows(node.world, 24.0)) {
                visible.push(number);
            }
        });
    }
    visible.sort_unstable();
    // A cell on the antimeridian may be touched by both windows.
    visible.dedup();
}

/// What is left of an anchor when some of its nodes are drawn elsewhere.
fn remaining(scene: &Scene, level: &Level, focus: &Focus, incomplete: &[u32], number: u32) -> Option<Anchor> {
    let whole = level.anchors.get(number as usize)?;
    if incomplete.binary_search(&number).is_err() {
        return Some(*whole);
    }
    let mut left = Anchor { count: 0, mix: [0; 6], ..*whole };
    for node in level.members(whole).iter().filter(|node| !focus.is_lone(**node) && !focus.is_hidden(**node)) {
        if left.count == 0 {
            left.node = *node;
        }
        left.count += 1;
        left.mix[scene.node(*node)?.type_.index()] += 1;
    }
    (0 < left.count).then_some(left)
}

//! The plan as the map has it: scene, levels of clusters, focus, states. Follows the plan by its revision.
//!
//! It must not know of the screen.

use std::collections::BTreeMap;

use super::cluster::Levels;
use super::focus::Focus;
use super::scene::{Scene, State};
use crate::model::{CacheGroup, Id};
use crate::ui::view::ViewContext;

/// What the map shows, whatever it looks at.
#[derive(Debug, Default)]
pub(super) struct Board {
    /// The plan's groups, links and sites.
    pub(super) scene: Scene,
    /// What is drawn together.
    pub(super) levels: Levels,
    /// What stands out.
    pub(super) focus: Focus,
    /// Counts changes of scene and states.
    pub(super) generation: u64,
    revision: Option<u64>,
    states: BTreeMap<Id<CacheGroup>, State>,
}

impl Board {
    /// Takes over plan and selection; says whether the plan is another one than before.
    pub(super) fn follow(&mut self, view: &ViewContext<'_>) -> bool {
        let is_new = self.revision != Some(view.revision);
        if is_new {
            self.revision = Some(view.revision);
            self.scene = Scene::of_plan(view.plan);
            self.levels = Levels::default();
            self.generation += 1;
        }
        self.focus.follow(view.selection, &self.scene, is_new);
        is_new
    }

    /// Says how well groups are; those that are not named are normal.
    pub(super) fn set_states(&mut self, states: BTreeMap<Id<CacheGroup>, State>) {
        if self.states != states {
            self.states = states;
            self.generation += 1;
        }
    }

    /// How well a node is.
    pub(super) fn state_of(&self, node: u32) -> State {
        if self.states.is_empty() {
            return State::Normal;
        }
        self.scene.node(node).and_then(|node| self.states.get(&node.id)).copied().unwrap_or_default()
    }
}

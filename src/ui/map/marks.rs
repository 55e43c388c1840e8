//! How groups are marked on the screen: shape and size are `geometry`'s, the colour is that of a state.
//!
//! It must not know where they are.

use std::sync::LazyLock;

use egui::{Color32, Pos2};

use super::ink::{BadgeLook, Ink};
use crate::geometry::marks::{Outline, cluster_radius, outline, reach, size};
use crate::geometry::scene::{GroupState, GroupType};
use crate::ui::theme::Tokens;

/// The halo that keeps markers apart.
const HALO: f32 = 2.0;
/// The width of a cluster's ring.
const RING: f32 = 3.0;
/// The border of a marker that Traffic Ops does not know yet.
const HOLLOW_BORDER: f32 = 2.25;

/// How strong the place that a group has left is drawn.
const GHOST: f32 = 0.4;

/// Large circles need more corners.
static DISC: LazyLock<Outline> = LazyLock::new(|| Outline::regular(16, 0.0));

/// The colour of a state.
pub(super) fn color(state: GroupState, tokens: &Tokens) -> Color32 {
    match state {
        GroupState::Normal => tokens.normal,
        GroupState::Warned => tokens.warned,
        GroupState::Wrong => tokens.wrong,
        GroupState::Down => tokens.down,
    }
}

/// A group's mark.
#[derive(Clone, Copy, Debug)]
pub(super) struct GroupMark {
    /// Its shape.
    pub(super) type_: GroupType,
    /// Its colour.
    pub(super) state: GroupState,
    /// Whether Traffic Ops does not know it yet.
    pub(super) is_hollow: bool,
    /// Its colour where that means something else than its state.
    pub(super) tint: Option<Color32>,
}

impl GroupMark {
    /// Draws it. `strength` 1 is as usual; less is a ghost.
    pub(super) fn draw(self, ink: &mut Ink, at: Pos2, tokens: &Tokens, strength: f32) {
        let color = self.tint.unwrap_or_else(|| color(self.state, tokens)).gamma_multiply(strength);
        let ground = tokens.ground.gamma_multiply(strength);
        let look = BadgeLook {
            fill: if self.is_hollow { ground } else { color },
            border: color,
            border_width: if self.is_hollow { HOLLOW_BORDER } else { 0.0 },
            halo: ground,
            halo_width: HALO,
        };
        ink.badge(at, outline(self.type_), size(self.type_), &look);
        if self.state == GroupState::Down {
            cross(ink, at, size(self.type_) * 0.55, if self.is_hollow { color } else { ground });
        }
    }

    /// Draws the place that it has left as a ghost, and the way that it has come.
    pub(super) fn draw_left(self, ink: &mut Ink, old: Pos2, new: Pos2, tokens: &Tokens) {
        ink.line([old, new].into_iter(), 1.0, tokens.text_weak);
        self.draw(ink, old, tokens, GHOST);
    }

    /// Draws the place of a group that is no more: a ghost with a cross.
    pub(super) fn draw_gone(self, ink: &mut Ink, at: Pos2, tokens: &Tokens) {
        self.draw(ink, at, tokens, GHOST);
        cross(ink, at, reach(self.type_), tokens.text_weak);
    }
}

/// Two strokes through a mark.
fn cross(ink: &mut Ink, at: Pos2, arm: f32, color: Color32) {
    for (from, to) in [([-arm, -arm], [arm, arm]), ([-arm, arm], [arm, -arm])] {
        let points = [at + egui::vec2(from[0], from[1]), at + egui::vec2(to[0], to[1])];
        ink.line(points.into_iter(), 1.75, color);
    }
}

/// The ring around a group: of the accent where it is selected.
pub(super) fn ring(ink: &mut Ink, at: Pos2, radius: f32, width: f32, color: Color32) {
    ink.arc(at, radius, width, [0.0, 1.0], color);
}

/// Draws a cluster: a disc whose ring says which types are in it, in shares.
pub(super) fn cluster(ink: &mut Ink, at: Pos2, count: u32, mix: &[u32; 6], tokens: &Tokens) {
    let radius = cluster_radius(count);
    let mut kinds = mix.iter().zip(&tokens.mix).filter(|(count, _)| 0 < **count).map(|(_, color)| *color);
    let (first, is_mixed) = (kinds.next().unwrap_or(tokens.raised), kinds.next().is_some());
    let look = BadgeLook {
        fill: tokens.raised,
        border: first,
        // The border of a mixed one is the ring below.
        border_width: if is_mixed { 0.0 } else { RING },
        halo: tokens.ground,
        halo_width: HALO,
    };
    ink.badge(at, &DISC, radius, &look);
    if !is_mixed {
        return;
    }
    let all = mix.iter().sum::<u32>().max(1) as f32;
    // A small gap tells neighbours apart for those who cannot tell the colours.
    let gap = 1.0 / (radius * std::f32::consts::TAU);
    let mut from = 0.0;
    for (count, color) in mix.iter().zip(&tokens.mix) {
        let to = from + *count as f32 / all;
        if gap * 2.0 < to - from {
            ink.arc(at, radius - RING / 2.0, RING, [from + gap, to - gap], *color);
        }
        from = to;
    }
}

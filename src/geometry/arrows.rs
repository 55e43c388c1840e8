//! The curved arrows that lead from a group to its failover groups.
//!
//! It must not know which groups they are, nor how an arrow looks.

use super::viewport::{Patch, Spot, Viewport};

/// How far an arrow bends, in parts of its length.
const BEND: f32 = 0.18;
/// The radius of the disc with the number.
pub const BADGE: f32 = 8.0;
/// Shorter arrows would be nothing but a tip.
const LEAST: f32 = 14.0;

/// An arrow in the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrow {
    /// Its line, from the group that is down.
    pub points: Vec<Spot>,
    /// Where it ends.
    pub tip: Spot,
    /// Whither it points, of length 1.
    pub heading: [f32; 2],
    /// Where its number stands; none: nothing of it is seen.
    pub badge: Option<Spot>,
    /// What it covers, roughly, so that names may keep off.
    pub covers: Vec<Patch>,
}

/// An end of an arrow: where, and how far from there it stays.
#[derive(Clone, Copy, Debug)]
pub struct ArrowEnd {
    /// The middle of what it comes from, or leads to.
    pub at: Spot,
    /// How far that reaches.
    pub reach: f32,
}

/// The arrow between two marks; none: they are too close to each other.
pub fn between(from: ArrowEnd, to: ArrowEnd, view: &Viewport) -> Option<Arrow> {
    let (start, end) = (from.at, to.at);
    let way = [end[0] - start[0], end[1] - start[1]];
    let length = way[0].hypot(way[1]);
    if length < from.reach + to.reach + LEAST {
        return None;
    }
    let middle = [start[0] + way[0] / 2.0 + way[1] * BEND, start[1] + way[1] / 2.0 - way[0] * BEND];
    let curve = |part: f32| {
        let rest = 1.0 - part;
        [0, 1].map(|axis| rest * rest * start[axis] + 2.0 * rest * part * middle[axis] + part * part * end[axis])
    };
    let (first, last) = (from.reach / length, 1.0 - to.reach / length);
    let along = |part: f32| curve(first + (last - first) * part);
    let steps = (length / 8.0).clamp(8.0, 48.0).floor();
    let tip = curve(last);
    let before = curve(last - 0.02);
    let back = [tip[0] - before[0], tip[1] - before[1]];
    let size = back[0].hypot(back[1]).max(f32::MIN_POSITIVE);
    // At the middle of what is seen of it, so that a far target's number is seen too.
    let room = view.patch.grown([-LEAST, -LEAST]);
    let mut inside = (1..20).map(|step| step as f32 / 20.0).filter(|part| room.contains(along(*part)));
    let badge = inside.next().map(|from| along(f32::midpoint(from, inside.next_back().unwrap_or(from))));
    let mut covers: Vec<Patch> = (1..8).map(|step| Patch::around(along(step as f32 / 8.0), [4.0, 4.0])).collect();
    covers.extend(badge.map(|at| Patch::around(at, [BADGE * 2.0, BADGE * 2.0])));
    Some(Arrow {
        points: (0..=steps as u32).map(|step| along(step as f32 / steps)).collect(),
        tip,
        heading: back.map(|part| part / size),
        badge,
        covers,
    })
}

/// The same arrow in every copy of the world that the stage shows: what leaves it on one side comes back on the other.
pub fn copies(from: ArrowEnd, to: ArrowEnd, view: &Viewport) -> impl Iterator<Item = Arrow> + use<> {
    let (view, stage, world) = (*view, view.stage(), view.scale as f32);
    [0.0, -world, world].into_iter().filter_map(move |shift| {
        let moved = |end: ArrowEnd| ArrowEnd { at: [end.at[0] + shift, end.at[1]], ..end };
        let (from, to) = (moved(from), moved(to));
        // The bend never leads further aside than the arrow is long.
        let length = (to.at[0] - from.at[0]).hypot(to.at[1] - from.at[1]) * BEND;
        let around = Patch::between(from.at, to.at).grown([length, length]);
        if around.overlaps(&stage) { between(from, to, &Viewport { patch: stage, ..view }) } else { None }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIEW: Viewport =
        Viewport { patch: Patch { min: [0.0, 0.0], max: [1000.0, 600.0] }, centre: [0.5, 0.5], scale: 600.0 };

    fn end(x: f32, y: f32) -> ArrowEnd {
        ArrowEnd { at: [x, y], reach: 8.0 }
    }

    #[test]
    fn an_arrow_keeps_off_both_marks() {
        let arrow = between(end(300.0, 300.0), end(500.0, 300.0), &VIEW).unwrap();
        let (first, tip) = (arrow.points[0], arrow.tip);
        assert!(first[0] > 305.0 && tip[0] < 495.0 && arrow.points.last() == Some(&tip));
        assert!((arrow.heading[0].hypot(arrow.heading[1]) - 1.0).abs() < 1e-4 && arrow.heading[0] > 0.5);
        assert!(arrow.badge.is_some_and(|at| at[1] < 300.0), "it bends");
        assert_eq!(between(end(0.0, 0.0), end(20.0, 0.0), &VIEW), None);
    }

    #[test]
    fn what_leaves_the_stage_comes_back_on_the_other_side() {
        // The stage is from 200 to 800; the target lies beyond its eastern edge.
        assert_eq!(copies(end(400.0, 300.0), end(600.0, 300.0), &VIEW).count(), 1);
        let both: Vec<Arrow> = copies(end(700.0, 300.0), end(900.0, 300.0), &VIEW).collect();
        assert_eq!(both.len(), 2);
        assert!((both[0].tip[0] - 600.0 - both[1].tip[0]).abs() < 0.01, "one world apart");
    }
}

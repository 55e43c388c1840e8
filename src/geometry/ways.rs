//! The ways that links take: along great circles, sampled, cut to what is seen.
//!
//! It must not know how groups are found to belong together, nor how lines look. Ways are sampled for a region larger
//! than the view, so that panning only moves points.

use super::circle;
use super::cluster::Bundle;
use super::scene::LinkKind;
use super::viewport::{Patch, Spot, Viewport};

/// More lines than this say less, not more; the fattest come first.
const MOST: usize = 2_000;
/// And so do more than one on so many square points of the view.
const ROOM: f32 = 300.0;
/// In a crowd larger than this dashes cannot be told from each other: secondary links are faint lines instead;
const MOST_DASHED: usize = 300;
/// and so they are where all together are longer than so many points, for a dash costs as much as a line.
const LONGEST_DASHED: f64 = 12_000.0;

/// One way in the list of points.
#[derive(Clone, Copy, Debug)]
pub struct WayRun {
    first: u32,
    end: u32,
    /// West and east end, in the unbroken x of the way.
    x: [f64; 2],
    /// North and south end.
    y: [f64; 2],
    kind: LinkKind,
    /// How many links take it.
    pub count: u32,
}

/// How a way is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stroke {
    /// As a line.
    Solid,
    /// In dashes.
    Dashed,
    /// As a faint line, where there are too many for dashes.
    Faint,
}

/// What ways were sampled from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WaysSource {
    /// Counts changes of the scene.
    pub scene: u64,
    /// Counts changes of what is chosen of it.
    pub focus: u64,
    /// The level of clusters.
    pub level: usize,
}

/// Ways that were sampled for a region.
#[derive(Debug, Default)]
pub struct Ways {
    of: Option<(WaysSource, Viewport)>,
    points: Vec<[f64; 2]>,
    runs: Vec<WayRun>,
    /// How many were seen and had no room.
    pub left_out: usize,
}

impl Ways {
    /// Samples anew if these are of something else, or the view has left their region.
    pub fn prepare(&mut self, view: &Viewport, source: WaysSource, gather: impl FnOnce(&Viewport, &mut Self)) {
        let fits = |(of, region): &(WaysSource, Viewport)| {
            let (inner, outer) = (view.half(0.0), region.half(0.0));
            *of == source
                && (region.scale / view.scale - 1.0).abs() < 0.5
                && (0.5 <= outer[0] || region.east(view.centre[0]).abs() + inner[0] <= outer[0])
                && (region.centre[1] - view.centre[1]).abs() + inner[1] <= outer[1]
        };
        if self.of.as_ref().is_some_and(fits) {
            return;
        }
        let [width, height] = view.patch.size();
        let region = Viewport { patch: view.patch.grown([width / 2.0, height / 2.0]), ..*view };
        (self.left_out, self.of) = (0, Some((source, region)));
        self.points.clear();
        self.runs.clear();
        gather(&region, self);
    }

    /// Adds the ways between anchors, the first ones if there are too many. `place` says where an anchor is.
    pub fn gather(&mut self, region: &Viewport, bundles: &[Bundle], place: &impl Fn(u32) -> Option<[f64; 2]>) {
        let most = most(region);
        for bundle in bundles {
            let (Some(from), Some(to)) = (place(bundle.from), place(bundle.to)) else { continue };
            if most <= self.runs.len() {
                self.left_out += usize::from(may_show(region, from, to));
            } else {
                self.push(region, from, to, bundle.kind, bundle.count);
            }
        }
    }

    /// Adds one way, if it may be seen.
    pub fn push(&mut self, region: &Viewport, from: [f64; 2], to: [f64; 2], kind: LinkKind, count: u32) {
        if !may_show(region, from, to) {
            return;
        }
        let first = self.points.len();
        circle::way(from, to, circle::steps(from, to, region.scale), &mut self.points);
        let mut run = WayRun {
            first: first as u32,
            end: self.points.len() as u32,
            x: [f64::INFINITY, f64::NEG_INFINITY],
            y: [f64::INFINITY, f64::NEG_INFINITY],
            kind,
            count,
        };
        for [x, y] in &self.points[first..] {
            run.x = [run.x[0].min(*x), run.x[1].max(*x)];
            run.y = [run.y[0].min(*y), run.y[1].max(*y)];
        }
        self.runs.push(run);
    }

    /// Whether links of a kind are among them.
    pub fn has(&self, kind: LinkKind) -> bool {
        self.runs.iter().any(|run| run.kind == kind)
    }

    /// Whether there are too many secondary links for dashes.
    fn is_crowded(&self, view: &Viewport) -> bool {
        let secondary = || self.runs.iter().filter(|run| run.kind == LinkKind::Secondary);
        // No way is seen for much farther than across the view.
        let [width, height] = view.patch.size();
        let across = f64::from(width.hypot(height));
        let length = |run: &WayRun| ((run.x[1] - run.x[0]).hypot(run.y[1] - run.y[0]) * view.scale).min(across);
        MOST_DASHED < secondary().count() || LONGEST_DASHED < secondary().map(length).sum()
    }

    /// Calls a function with every piece of a way that a view shows.
    pub fn each_piece(&self, view: &Viewport, mut each: impl FnMut(&WayRun, Stroke, &[Spot])) {
        let half = view.half(4.0);
        let is_crowded = self.is_crowded(view);
        let mut piece = Vec::new();
        for run in &self.runs {
            if view.centre[1] + half[1] < run.y[0] || run.y[1] < view.centre[1] - half[1] {
                continue;
            }
            let stroke = match run.kind {
                LinkKind::Primary => Stroke::Solid,
                LinkKind::Secondary if is_crowded => Stroke::Faint,
                LinkKind::Secondary => Stroke::Dashed,
            };
            // The copy of the way that begins nearest to the centre, and those beside it: a way that leaves the
            // stage on one side comes back on the other.
            let nearest = (view.centre[0] - run.x[0]).round();
            for copy in [nearest - 1.0, nearest, nearest + 1.0] {
                let west = run.x[0] + copy - view.centre[0];
                let east = run.x[1] + copy - view.centre[0];
                if half[0] < west || east < -half[0] {
                    continue;
                }
                let points = self.points[run.first as usize..run.end as usize].iter();
                let points = points.map(|[x, y]| view.at(x + copy - view.centre[0], y - view.centre[1]));
                pieces_within(view, points, &mut piece, |piece| each(run, stroke, piece));
            }
        }
    }
}

/// How many lines a region of twice the view's width and height has room for.
fn most(region: &Viewport) -> usize {
    let [width, height] = region.patch.size();
    ((width / 2.0 * height / 2.0 / ROOM) as usize).clamp(MOST / 4, MOST)
}

/// Gives out the pieces of a line that are near the view: close in, a way may be a million points long.
pub(super) fn pieces_within(
    view: &Viewport,
    points: impl Iterator<Item = Spot>,
    piece: &mut Vec<Spot>,
    mut draw: impl FnMut(&[Spot]),
) {
    let near = view.patch.grown([16.0, 16.0]);
    let mut last: Option<Spot> = None;
    piece.clear();
    for point in points {
        let Some(from) = last.replace(point) else { continue };
        let Some([a, b]) = clipped(from, point, near) else { continue };
        if piece.last().is_none_or(|last| last.map(f32::to_bits) != a.map(f32::to_bits)) {
            draw(piece);
            piece.clear();
            piece.push(a);
        }
        piece.push(b);
    }
    draw(piece);
}

/// The part of a segment that lies in a rectangle (Liang and Barsky).
fn clipped(a: Spot, b: Spot, patch: Patch) -> Option<[Spot; 2]> {
    let way = [b[0] - a[0], b[1] - a[1]];
    let (mut from, mut to) = (0.0_f32, 1.0_f32);
    for axis in 0..2 {
        for (toward, room) in [(-way[axis], a[axis] - patch.min[axis]), (way[axis], patch.max[axis] - a[axis])] {
            if toward == 0.0 {
                if room < 0.0 {
                    return None;
                }
            } else if toward < 0.0 {
                from = from.max(room / toward);
            } else {
                to = to.min(room / toward);
            }
        }
    }
    let along = |part: f32| [a[0] + way[0] * part, a[1] + way[1] * part];
    // The ends themselves stay exactly as they are, so that pieces fit together.
    let start = if 0.0 < from { along(from) } else { a };
    let end = if to < 1.0 { along(to) } else { b };
    (from < to).then_some([start, end])
}

/// Whether the way between two places may be seen: great circles bend toward the poles, the longer the more.
fn may_show(region: &Viewport, a: [f64; 2], b: [f64; 2]) -> bool {
    let half = region.half(0.0);
    let (west_a, dx) = (region.east(a[0]), b[0] - a[0]);
    let dx = dx - dx.round();
    let bend = dx.abs() * 0.5;
    let (north, south) = (a[1].min(b[1]) - bend, a[1].max(b[1]) + bend);
    if region.centre[1] + half[1] < north || south < region.centre[1] - half[1] {
        return false;
    }
    let (west, east) = (west_a.min(west_a + dx), west_a.max(west_a + dx));
    // Half the world away from the centre it may come in on the other side.
    [-1.0, 0.0, 1.0].iter().any(|copy| west + copy <= half[0] && -half[0] <= east + copy)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: WaysSource = WaysSource { scene: 1, focus: 0, level: 0 };
    const TOKYO: [f64; 2] = [0.888, 0.394];
    const SAN_FRANCISCO: [f64; 2] = [0.16, 0.386];

    fn pieces(view: &Viewport) -> Vec<Vec<Spot>> {
        let mut ways = Ways::default();
        ways.prepare(view, SOURCE, |region, ways| ways.push(region, TOKYO, SAN_FRANCISCO, LinkKind::Primary, 1));
        let mut pieces = Vec::new();
        ways.each_piece(view, |_, _, piece| {
            if 1 < piece.len() {
                pieces.push(piece.to_vec());
            }
        });
        pieces
    }

    #[test]
    fn segments_are_clipped() {
        let patch = Patch { min: [0.0, 0.0], max: [10.0, 10.0] };
        assert_eq!(clipped([-5.0, 5.0], [5.0, 5.0], patch), Some([[0.0, 5.0], [5.0, 5.0]]));
        assert_eq!(clipped([1.0, 1.0], [2.0, 2.0], patch), Some([[1.0, 1.0], [2.0, 2.0]]));
        assert_eq!(clipped([-5.0, -5.0], [-1.0, 20.0], patch), None);
        assert_eq!(clipped([20.0, 5.0], [20.0, 6.0], patch), None);
    }

    #[test]
    fn ways_are_drawn_where_they_are_seen_and_only_there() {
        let patch = Patch { min: [0.0, 0.0], max: [800.0, 600.0] };
        let drawn = |x: f64| !pieces(&Viewport { patch, centre: [x, 0.4], scale: 4096.0 }).is_empty();
        assert!(drawn(0.9) && drawn(0.1), "both ends");
        assert!(!drawn(0.5), "not the long way round");
    }

    #[test]
    fn a_way_ends_at_the_edge_of_the_world_where_it_goes_on() {
        let patch = Patch { min: [0.0, 0.0], max: [1000.0, 600.0] };
        // The whole world is seen, and no more: its edges are those of the stage.
        let view = Viewport { patch, centre: [0.5, 0.5], scale: 600.0 };
        let (west, east) = (view.stage().min[0], view.stage().max[0]);
        let crossing = |edge: f32| {
            pieces(&view).iter().find_map(|piece| {
                let pair = piece.windows(2).find(|pair| (pair[0][0] - edge) * (pair[1][0] - edge) <= 0.0)?;
                let part = (edge - pair[0][0]) / (pair[1][0] - pair[0][0]);
                Some(pair[0][1] + (pair[1][1] - pair[0][1]) * part)
            })
        };
        let (leaves, returns) = (crossing(east).unwrap(), crossing(west).unwrap());
        assert!((leaves - returns).abs() < 0.5, "it leaves at {leaves} and comes back at {returns}");
    }
}

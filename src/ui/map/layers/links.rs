//! Links from groups to their parents along great circles: quiet hairlines for all, strong lines for the selection.
//!
//! It must not know how groups are found to belong together. Ways are sampled for a region larger than the view, so that
//! panning only moves points.

use egui::Pos2;

use super::super::camera::View;
use super::super::circle;
use super::super::cluster::{Bundle, Level};
use super::super::focus::Focus;
use super::super::ink::Ink;
use super::super::scene::{LinkKind, Scene};
use super::{Canvas, Kept, Key};

/// More lines than this say less, not more; the fattest come first.
const MOST: usize = 2_000;
/// In a crowd larger than this dashes cannot be told from each other: secondary links are faint lines instead.
const MOST_DASHED: usize = 300;
/// How strong those are.
const FAINT: f32 = 0.6;
/// Groups of a selection whose links are drawn strongly.
const MOST_STRONG: usize = 2_000;

/// The links' meshes.
#[derive(Default)]
pub(in crate::ui::map) struct Links {
    ways: Ways,
    quiet: Kept<(Key, bool)>,
    strong_ways: Ways,
    strong: Kept<Key>,
}

impl Links {
    /// Paints the links of a level, and those of the selection on top of them. Says how many of them there was no room for.
    pub(in crate::ui::map) fn paint(
        &mut self,
        canvas: &Canvas<'_>,
        scene: &Scene,
        (index, level): (usize, &Level),
        focus: &Focus,
    ) -> usize {
        let view = canvas.view;
        let place = |anchor: u32| {
            let node = level.anchors.get(anchor as usize)?.node;
            Some(scene.node(node)?.world)
        };
        self.ways.prepare(&view, Source { scene: canvas.key.scene, focus: 0, level: index }, |region, ways| {
            ways.gather(region, &level.bundles, &place);
        });
        let (ways, faded) = (&self.ways, !focus.is_empty());
        self.quiet.paint(canvas.painter, (canvas.key, faded), |ink| {
            let color = canvas.tokens.link.gamma_multiply(if faded { 0.3 } else { 0.75 });
            ways.draw(ink, &view, |run| (1.0 + (run.count as f32).log2() * 0.3).min(2.5), color);
        });
        let source = Source { scene: canvas.key.scene, focus: canvas.key.focus, level: index };
        self.strong_ways.prepare(&view, source, |region, ways| {
            gather_strong(region, ways, scene, level, focus);
        });
        let strong_ways = &self.strong_ways;
        self.strong.paint(canvas.painter, canvas.key, |ink| {
            strong_ways.draw(ink, &view, |_| 1.75, canvas.tokens.link_strong);
        });
        self.ways.left_out
    }
}

/// The links of the selection: to its parents and from its children. An end that is drawn in a cluster is there.
fn gather_strong(region: &View, ways: &mut Ways, scene: &Scene, level: &Level, focus: &Focus) {
    let place = |node: u32| {
        let shown = if focus.is_lone(node) {
            node
        } else {
            let anchor = *level.anchor_of.get(node as usize)?;
            level.anchors.get(anchor as usize)?.node
        };
        Some(scene.node(shown)?.world)
    };
    if focus.is_empty() {
        return;
    }
    let of_selection = scene.links.iter().filter(|link| {
        (focus.contains(link.from) || focus.contains(link.to))
            && !focus.is_hidden(link.from)
            && !focus.is_hidden(link.to)
    });
    for link in of_selection.take(MOST_STRONG) {
        if let (Some(from), Some(to)) = (place(link.from), place(link.to)) {
            ways.push(region, from, to, link.kind, 1);
        }
    }
}

/// One way in the list of points.
#[derive(Clone, Copy, Debug)]
struct Run {
    first: u32,
    end: u32,
    /// West and east end, in the unbroken x of the way; north and south end.
    x: [f64; 2],
    y: [f64; 2],
    kind: LinkKind,
    count: u32,
}

/// What ways were sampled from.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Source {
    scene: u64,
    focus: u64,
    level: usize,
}

/// Ways that were sampled for a region.
#[derive(Debug, Default)]
struct Ways {
    of: Option<(Source, View)>,
    points: Vec<[f64; 2]>,
    runs: Vec<Run>,
    left_out: usize,
}

impl Ways {
    /// Samples anew if these are of something else, or the view has left their region.
    fn prepare(&mut self, view: &View, source: Source, gather: impl FnOnce(&View, &mut Self)) {
        let fits = |(of, region): &(Source, View)| {
            let (inner, outer) = (view.half(0.0), region.half(0.0));
            *of == source
                && (region.scale / view.scale - 1.0).abs() < 0.5
                && (0.5 <= outer[0] || region.east(view.centre[0]).abs() + inner[0] <= outer[0])
                && (region.centre[1] - view.centre[1]).abs() + inner[1] <= outer[1]
        };
        if self.of.as_ref().is_some_and(fits) {
            return;
        }
        let region = View { rect: view.rect.expand2(view.rect.size() / 2.0), ..*view };
        (self.left_out, self.of) = (0, Some((source, region)));
        self.points.clear();
        self.runs.clear();
        gather(&region, self);
    }

    fn gather(&mut self, region: &View, bundles: &[Bundle], place: &impl Fn(u32) -> Option<[f64; 2]>) {
        for bundle in bundles {
            let (Some(from), Some(to)) = (place(bundle.from), place(bundle.to)) else { continue };
            if MOST <= self.runs.len() {
                self.left_out += usize::from(may_show(region, from, to));
            } else {
                self.push(region, from, to, bundle.kind, bundle.count);
            }
        }
    }

    fn push(&mut self, region: &View, from: [f64; 2], to: [f64; 2], kind: LinkKind, count: u32) {
        if !may_show(region, from, to) {
            return;
        }
        let first = self.points.len();
        circle::way(from, to, circle::steps(from, to, region.scale), &mut self.points);
        let mut run = Run {
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

    fn draw(&self, ink: &mut Ink, view: &View, width: impl Fn(&Run) -> f32, color: egui::Color32) {
        let half = view.half(4.0);
        let is_crowded = MOST_DASHED < self.runs.iter().filter(|run| run.kind == LinkKind::Secondary).count();
        let mut piece = Vec::new();
        for run in &self.runs {
            if view.centre[1] + half[1] < run.y[0] || run.y[1] < view.centre[1] - half[1] {
                continue;
            }
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
                let width = width(run);
                within(view, points, &mut piece, |piece| match run.kind {
                    LinkKind::Primary => ink.line(piece.iter().copied(), width, color),
                    LinkKind::Secondary if is_crowded => {
                        ink.line(piece.iter().copied(), width, color.gamma_multiply(FAINT));
                    }
                    LinkKind::Secondary => ink.dashes(piece.iter().copied(), width, color),
                });
            }
        }
    }
}

/// Gives out the pieces of a line that are near the view: close in, a way may be a million points long.
fn within(view: &View, points: impl Iterator<Item = Pos2>, piece: &mut Vec<Pos2>, mut draw: impl FnMut(&[Pos2])) {
    let near = view.rect.expand(16.0);
    let mut last: Option<Pos2> = None;
    piece.clear();
    for point in points {
        let Some(from) = last.replace(point) else { continue };
        let Some([a, b]) = clipped(from, point, near) else { continue };
        if piece.last().is_none_or(|last| *last != a) {
            draw(piece);
            piece.clear();
            piece.push(a);
        }
        piece.push(b);
    }
    draw(piece);
}

/// The part of a segment that lies in a rectangle (Liang and Barsky).
fn clipped(a: Pos2, b: Pos2, rect: egui::Rect) -> Option<[Pos2; 2]> {
    let way = b - a;
    let (mut from, mut to) = (0.0_f32, 1.0_f32);
    for (toward, room) in
        [(-way.x, a.x - rect.min.x), (way.x, rect.max.x - a.x), (-way.y, a.y - rect.min.y), (way.y, rect.max.y - a.y)]
    {
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
    // The ends themselves stay exactly as they are, so that pieces fit together.
    let start = if 0.0 < from { a + way * from } else { a };
    let end = if to < 1.0 { a + way * to } else { b };
    (from < to).then_some([start, end])
}

/// Whether the way between two places may be seen: great circles bend toward the poles, the longer the more.
fn may_show(region: &View, a: [f64; 2], b: [f64; 2]) -> bool {
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
    use egui::{Rect, pos2};

    #[test]
    fn segments_are_clipped() {
        let rect = Rect::from_min_max(pos2(0.0, 0.0), pos2(10.0, 10.0));
        assert_eq!(clipped(pos2(-5.0, 5.0), pos2(5.0, 5.0), rect), Some([pos2(0.0, 5.0), pos2(5.0, 5.0)]));
        assert_eq!(clipped(pos2(1.0, 1.0), pos2(2.0, 2.0), rect), Some([pos2(1.0, 1.0), pos2(2.0, 2.0)]));
        assert_eq!(clipped(pos2(-5.0, -5.0), pos2(-1.0, 20.0), rect), None);
        assert_eq!(clipped(pos2(20.0, 5.0), pos2(20.0, 6.0), rect), None);
    }

    #[test]
    fn ways_are_drawn_where_they_are_seen_and_only_there() {
        let rect = Rect::from_min_max(pos2(0.0, 0.0), pos2(800.0, 600.0));
        let view = |x: f64| View { rect, centre: [x, 0.4], scale: 4096.0 };
        let (tokyo, san_francisco) = ([0.888, 0.394], [0.16, 0.386]);
        let drawn = |x: f64| {
            let mut ways = Ways::default();
            ways.prepare(&view(x), Source { scene: 1, focus: 0, level: 0 }, |region, ways| {
                ways.push(region, tokyo, san_francisco, LinkKind::Primary, 1);
            });
            let mut ink = Ink::new(1.0, egui::Mesh::default());
            ways.draw(&mut ink, &view(x), |_| 1.0, egui::Color32::WHITE);
            !ink.mesh.is_empty()
        };
        assert!(drawn(0.9) && drawn(0.1), "both ends");
        assert!(!drawn(0.5), "not the long way round");
    }
}

//! Points on a sphere, and which of them are close to another: a tree of halves (k-d tree). It knows no order among what
//! is equally close; it gives all of that.

use crate::snapshot::reading::RouterPosition;

/// What differs by less in the square of the chord may be in either order by Java's doubles. Of the sphere's radius, that
/// is 200 metres on the ground for what is near, and far above what doubles of distances are wrong by.
pub(super) const MARGIN: f64 = 1e-9;

/// Beyond so many degrees sines of differences and of the degrees themselves have nothing in common.
const MAX_DEGREES: f64 = 1000.0;

/// So many points are not halved again.
const LEAF: usize = 8;

/// Where a position is on the unit sphere.
pub(super) fn on_sphere(position: RouterPosition) -> Option<[f64; 3]> {
    let (latitude, longitude) = (position.latitude, position.longitude);
    if MAX_DEGREES < latitude.abs() || MAX_DEGREES < longitude.abs() || latitude.is_nan() || longitude.is_nan() {
        return None;
    }
    let (sine, cosine) = latitude.to_radians().sin_cos();
    let (east, north) = longitude.to_radians().sin_cos();
    Some([cosine * north, cosine * east, sine])
}

/// What is hardly farther away than the nearest.
pub(super) enum Close {
    /// There is nothing.
    None,
    /// Only the nearest itself.
    One(usize),
    /// These, in no order.
    Several(Vec<usize>),
}

/// Points, each known by its place in what it was made of.
#[derive(Clone, Debug, Default)]
pub(super) struct Sphere {
    points: Vec<([f64; 3], usize)>,
    halves: Vec<Half>,
}

#[derive(Clone, Copy, Debug)]
enum Half {
    /// What is not halved.
    Leaf { from: usize, to: usize },
    /// What is below, and then what is above, a value along an axis; the former stands right behind.
    Halved { axis: usize, value: f64, above: usize },
}

impl Sphere {
    pub(super) fn new(points: Vec<[f64; 3]>) -> Self {
        let points: Vec<([f64; 3], usize)> =
            points.into_iter().enumerate().map(|(place, point)| (point, place)).collect();
        let mut sphere = Self { halves: Vec::new(), points };
        sphere.halve(0, sphere.points.len());
        sphere
    }

    fn halve(&mut self, from: usize, to: usize) {
        let points = self.points.get_mut(from..to).unwrap_or_default();
        if points.len() <= LEAF {
            self.halves.push(Half::Leaf { from, to });
            return;
        }
        let axis = widest(points);
        let middle = points.len() / 2;
        let (_, (point, _), _) =
            points.select_nth_unstable_by(middle, |one, other| along(one.0, axis).total_cmp(&along(other.0, axis)));
        let value = along(*point, axis);
        let own = self.halves.len();
        self.halves.push(Half::Halved { axis, value, above: 0 });
        self.halve(from, from + middle);
        let above = self.halves.len();
        if let Some(half) = self.halves.get_mut(own) {
            *half = Half::Halved { axis, value, above };
        }
        self.halve(from + middle, to);
    }

    /// Those that will do and are hardly farther away than the nearest of these.
    pub(super) fn close_to_nearest(&self, from: [f64; 3], will_do: impl Fn(usize) -> bool) -> Close {
        let (mut nearest, mut rival) = (None, f64::INFINITY);
        let mut reach = f64::INFINITY;
        self.visit(0, from, &mut reach, 0.0, &mut |square, place, reach| {
            if square <= *reach && will_do(place) {
                match nearest {
                    Some((best, _)) if best <= square => rival = rival.min(square),
                    before => {
                        rival = before.map_or(rival, |(best, _)| best);
                        nearest = Some((square, place));
                        *reach = square + MARGIN;
                    }
                }
            }
        });
        let Some((best, place)) = nearest else { return Close::None };
        if best + MARGIN < rival {
            return Close::One(place);
        }
        let mut close = Vec::new();
        self.visit(0, from, &mut (best + MARGIN), 0.0, &mut |square, place, reach| {
            if square <= *reach && will_do(place) {
                close.push(place);
            }
        });
        Close::Several(close)
    }

    /// Visits all that may be within a reach, which may shrink meanwhile.
    fn visit(
        &self,
        half: usize,
        from: [f64; 3],
        reach: &mut f64,
        away: f64,
        see: &mut impl FnMut(f64, usize, &mut f64),
    ) {
        if *reach < away {
            return;
        }
        match self.halves.get(half).copied() {
            None => {}
            Some(Half::Leaf { from: first, to }) => {
                for (point, place) in self.points.get(first..to).unwrap_or_default() {
                    see(chord_square(from, *point), *place, reach);
                }
            }
            Some(Half::Halved { axis, value, above }) => {
                let beyond = along(from, axis) - value;
                let (near, far) = if beyond < 0.0 { (half + 1, above) } else { (above, half + 1) };
                self.visit(near, from, reach, away, see);
                self.visit(far, from, reach, beyond * beyond, see);
            }
        }
    }
}

fn along(point: [f64; 3], axis: usize) -> f64 {
    point.get(axis).copied().unwrap_or_default()
}

/// The square of the chord between two points.
pub(super) fn chord_square(one: [f64; 3], other: [f64; 3]) -> f64 {
    one.iter().zip(other).map(|(one, other)| (one - other) * (one - other)).sum()
}

/// The axis along which points lie farthest apart.
fn widest(points: &[([f64; 3], usize)]) -> usize {
    let width = |axis: &usize| {
        let along = points.iter().map(|(point, _)| along(*point, *axis));
        along.clone().fold(f64::NEG_INFINITY, f64::max) - along.fold(f64::INFINITY, f64::min)
    };
    [0, 1, 2].into_iter().max_by(|one, other| width(one).total_cmp(&width(other))).unwrap_or_default()
}

//! Lines of fewer points: what lies within a narrow sleeve around a straight piece is that piece.
//!
//! It must not know what the lines are, nor how they look.

use super::viewport::Spot;

/// The directions in which a line may go on from a point and still pass everything since at a small distance.
#[derive(Clone, Copy)]
struct SleeveCone {
    left: Spot,
    right: Spot,
}

/// Gives out the first point, the last one, and as many between them as keep all others within `tolerance` of the line,
/// beside it and beyond the ends of its pieces.
/// One pass, nothing kept: it is done for every line of a frame.
pub fn thin(points: impl Iterator<Item = Spot>, tolerance: f32, mut each: impl FnMut(Spot)) {
    let (mut anchor, mut last): (Option<Spot>, Option<Spot>) = (None, None);
    let (mut cone, mut reached): (Option<SleeveCone>, f32) = (None, 0.0);
    for point in points {
        let (Some(from), Some(before)) = (anchor, last) else {
            each(point);
            (anchor, last) = (Some(point), Some(point));
            continue;
        };
        let fits = narrowed(cone, from, point, tolerance).filter(|(_, distance)| reached - tolerance <= *distance);
        if let Some((narrower, distance)) = fits {
            (cone, reached) = (narrower, reached.max(distance));
        } else {
            each(before);
            anchor = Some(before);
            // A cone that is new takes any point.
            (cone, reached) = narrowed(None, before, point, tolerance).unwrap_or_default();
        }
        last = Some(point);
    }
    if let (Some(from), Some(end)) = (anchor, last)
        && from.map(f32::to_bits) != end.map(f32::to_bits)
    {
        each(end);
    }
}

/// The cone that also passes a point, and how far that is; none: it lies beside the cone.
fn narrowed(cone: Option<SleeveCone>, from: Spot, to: Spot, tolerance: f32) -> Option<(Option<SleeveCone>, f32)> {
    let way = [to[0] - from[0], to[1] - from[1]];
    let distance = way[0].hypot(way[1]);
    if distance <= tolerance {
        return Some((cone, distance));
    }
    let along = way.map(|part| part / distance);
    if cone.is_some_and(|cone| cross(cone.right, along) < 0.0 || cross(along, cone.left) < 0.0) {
        return None;
    }
    let sine = tolerance / distance;
    let cosine = (1.0 - sine * sine).sqrt();
    let turned = |sine: f32| [along[0] * cosine - along[1] * sine, along[0] * sine + along[1] * cosine];
    let (left, right) = (turned(sine), turned(-sine));
    let narrower = match cone {
        None => SleeveCone { left, right },
        Some(cone) => SleeveCone {
            left: if cross(left, cone.left) < 0.0 { cone.left } else { left },
            right: if cross(cone.right, right) < 0.0 { cone.right } else { right },
        },
    };
    Some((Some(narrower), distance))
}

fn cross(a: Spot, b: Spot) -> f32 {
    a[0] * b[1] - a[1] * b[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thinned(points: &[Spot], tolerance: f32) -> Vec<Spot> {
        let mut kept = Vec::new();
        thin(points.iter().copied(), tolerance, |point| kept.push(point));
        kept
    }

    fn distance_to(a: Spot, b: Spot, point: Spot) -> f32 {
        let (way, out) = ([b[0] - a[0], b[1] - a[1]], [point[0] - a[0], point[1] - a[1]]);
        let length = (way[0] * way[0] + way[1] * way[1]).max(1e-12);
        let part = ((way[0] * out[0] + way[1] * out[1]) / length).clamp(0.0, 1.0);
        (out[0] - way[0] * part).hypot(out[1] - way[1] * part)
    }

    #[test]
    fn ends_stay_and_what_lies_straight_goes() {
        assert_eq!(thinned(&[], 0.5), Vec::<Spot>::new());
        assert_eq!(thinned(&[[1.0, 2.0]], 0.5), [[1.0, 2.0]]);
        let straight: Vec<Spot> = (0..100).map(|step| [step as f32, step as f32 * 0.5]).collect();
        assert_eq!(thinned(&straight, 0.5), [straight[0], straight[99]]);
        let corner = [[0.0, 0.0], [5.0, 0.0], [10.0, 0.0], [10.0, 5.0], [10.0, 10.0]];
        assert_eq!(thinned(&corner, 0.5), [corner[0], corner[2], corner[4]]);
        let hairpin = [[0.0, 0.0], [10.0, 0.0], [20.0, 0.0], [10.0, 0.1], [0.0, 0.1]];
        assert!(thinned(&hairpin, 0.5).contains(&[20.0, 0.0]), "what turns back is no straight line");
    }

    #[test]
    fn every_point_is_near_the_line_and_most_are_not_needed() {
        let mut seed = 7_u32;
        let mut random = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) as f32 / 16_777_216.0 - 0.5
        };
        let mut at = [0.0, 0.0];
        let coast: Vec<Spot> = (0..5_000)
            .map(|_| {
                at = [at[0] + 0.4 + random(), at[1] + random()];
                at
            })
            .collect();
        let kept = thinned(&coast, 0.5);
        assert!(kept.len() * 2 < coast.len(), "{} of {}", kept.len(), coast.len());
        let mut piece = 0;
        for point in &coast {
            if kept.get(piece + 1) == Some(point) {
                piece += 1;
                continue;
            }
            // As far beside the piece, and as far beyond its end.
            let near = kept.get(piece).zip(kept.get(piece + 1)).is_none_or(|(a, b)| distance_to(*a, *b, *point) < 0.71);
            assert!(near, "{point:?} is far from its piece");
        }
        assert_eq!(piece + 1, kept.len(), "in order, and all of them points of the line");
    }
}

//! Great circles on the map: the way a link takes, the short way round the globe, as points in world coordinates.
//!
//! It must not know of the screen: how many points there are to be is told.

use std::f64::consts::{PI, TAU};

/// Short of the poles, where the map has no end.
const ALMOST_POLE: f64 = 0.999_99;

/// The point of the unit sphere at world coordinates.
fn on_sphere([x, y]: [f64; 2]) -> [f64; 3] {
    // On the Mercator map, the sine of the latitude is the hyperbolic tangent of the height.
    let height = PI - TAU * y;
    let (sine, cosine) = (height.tanh(), height.cosh().recip());
    let (east, north) = (TAU * x - PI).sin_cos();
    [cosine * north, cosine * east, sine]
}

/// Appends `steps + 1` points from `a` to `b`, both included. The x of neighbours never differ by more than half a
/// world, so they may lie outside of 0..1: each way is one unbroken line that begins at `a`.
pub fn way(a: [f64; 2], b: [f64; 2], steps: u32, points: &mut Vec<[f64; 2]>) {
    let (from, to) = (on_sphere(a), on_sphere(b));
    let cosine = (from[0] * to[0] + from[1] * to[1] + from[2] * to[2]).clamp(-1.0, 1.0);
    let angle = cosine.acos();
    let sine = angle.sin();
    let mut last = a[0];
    let mut push = |x: f64, y: f64| {
        let dx = x - last;
        last += dx - dx.round();
        points.push([last, y]);
    };
    push(a[0], a[1]);
    for step in 1..steps {
        let part = f64::from(step) / f64::from(steps);
        // Antipodes have no shortest way; they and neighbours get the straight line of the map.
        if sine < 1e-9 {
            let dx = b[0] - a[0];
            push(a[0] + (dx - dx.round()) * part, a[1] + (b[1] - a[1]) * part);
            continue;
        }
        let (here, there) = (((1.0 - part) * angle).sin() / sine, (part * angle).sin() / sine);
        let point = [0, 1, 2].map(|axis| from[axis] * here + to[axis] * there);
        let y = 0.5 - point[2].clamp(-ALMOST_POLE, ALMOST_POLE).atanh() / TAU;
        push(point[1].atan2(point[0]) / TAU + 0.5, y);
    }
    push(b[0], b[1]);
}

/// How many steps make a way look round on the screen: as many as keep it within half a point of where it belongs.
pub fn steps(a: [f64; 2], b: [f64; 2], scale: f64) -> u32 {
    let dx = b[0] - a[0];
    let dx = dx - dx.round();
    // What is short on the globe is straight.
    if dx.hypot(b[1] - a[1]) < 0.004 {
        return 1;
    }
    let (from, to) = (on_sphere(a), on_sphere(b));
    let middle = [0, 1, 2].map(|axis| from[axis] + to[axis]);
    let length = middle.iter().map(|part| part * part).sum::<f64>().sqrt();
    let height = (middle[2] / length.max(1e-9)).clamp(-ALMOST_POLE, ALMOST_POLE).atanh();
    let x = middle[1].atan2(middle[0]) / TAU + 0.5 - (a[0] + dx / 2.0);
    // How far the middle lies beside the straight line; a part of the way bends with the square of its length.
    let bend = (x - x.round()).hypot(0.5 - height / TAU - f64::midpoint(a[1], b[1])) * scale;
    ((bend * 2.0).sqrt() * 1.5).clamp(2.0, 96.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::mercator::{project, unproject};
    use crate::model::Position;

    fn world(latitude: f64, longitude: f64) -> [f64; 2] {
        project(Position::new(latitude, longitude).unwrap())
    }

    #[test]
    fn the_way_is_the_shortest() {
        let (london, tokyo) = (Position::new(51.5, -0.12).unwrap(), Position::new(35.7, 139.7).unwrap());
        let mut points = Vec::new();
        way(project(london), project(tokyo), 64, &mut points);
        assert_eq!(points.len(), 65);
        let along: f64 =
            points.windows(2).map(|pair| unproject(pair[0]).unwrap().distance_km(unproject(pair[1]).unwrap())).sum();
        assert!((along - london.distance_km(tokyo)).abs() < 0.5, "{along} km");
        assert!(points.iter().any(|point| unproject(*point).unwrap().latitude() > 68.0), "over the north of Siberia");
    }

    #[test]
    fn it_crosses_the_antimeridian_unbroken() {
        let mut points = Vec::new();
        way(world(35.7, 139.7), world(37.8, -122.4), 40, &mut points);
        assert!(points.windows(2).all(|pair| (pair[0][0] - pair[1][0]).abs() < 0.05));
        let last = points[40];
        assert!(last[0] > 1.0 && (last[0] - 1.0 - world(37.8, -122.4)[0]).abs() < 1e-9, "{last:?}");
        points.clear();
        way(world(37.8, -122.4), world(35.7, 139.7), 40, &mut points);
        assert!(points[40][0] < 0.0);
    }

    #[test]
    fn odd_pairs_have_a_way_too() {
        for (a, b) in [
            (world(10.0, 20.0), world(10.0, 20.0)),
            (world(0.0, -90.0), world(0.0, 90.0)),
            (world(80.0, 0.0), world(80.0, 180.0)),
            (world(-45.0, 10.0), world(-45.0, 10.000_001)),
        ] {
            let mut points = Vec::new();
            way(a, b, 12, &mut points);
            assert!(points.len() == 13 && points.iter().flatten().all(|value| value.is_finite()), "{points:?}");
        }
    }
}

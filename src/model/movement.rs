//! From one position to another, in words: how far, and which way.

use std::fmt;

use super::position::Position;

/// How far something moved, and in which direction it set out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Movement {
    /// Great-circle distance in kilometres.
    pub distance_km: f64,
    /// The compass point.
    pub direction: &'static str,
}

/// The compass points, an eighth of a turn apart.
const DIRECTIONS: [&str; 8] =
    ["north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"];

impl Movement {
    /// The movement between two positions; none when they are the same.
    pub fn between(from: Position, to: Position) -> Option<Self> {
        (from != to).then(|| Self { distance_km: from.distance_km(to), direction: direction(from, to) })
    }
}

/// Like `moved 12 km north-west`.
impl fmt::Display for Movement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (km, direction) = (self.distance_km, self.direction);
        if km < 0.000_5 {
            f.write_str("moved less than a metre")
        } else if km < 0.999_5 {
            write!(f, "moved {:.0} m {direction}", km * 1_000.0)
        } else if km < 9.95 {
            write!(f, "moved {km:.1} km {direction}")
        } else {
            write!(f, "moved {km:.0} km {direction}")
        }
    }
}

/// The compass point nearest to the course on which the great circle sets out.
fn direction(from: Position, to: Position) -> &'static str {
    let (from_lat, to_lat) = (from.latitude().to_radians(), to.latitude().to_radians());
    let east = (to.longitude() - from.longitude()).to_radians();
    let y = east.sin() * to_lat.cos();
    let x = from_lat.cos() * to_lat.sin() - from_lat.sin() * to_lat.cos() * east.cos();
    let degrees = y.atan2(x).to_degrees().rem_euclid(360.0);
    // Each point stands for the 45 degrees around it; what lies beyond the last middle is north again.
    let edges = (0_u8..8).map(|point| 22.5 + 45.0 * f64::from(point));
    DIRECTIONS.iter().zip(edges).find(|(_, edge)| degrees < *edge).map_or("north", |(direction, _)| direction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_how_far_and_which_way() {
        let denver = (39.7392, -104.9903);
        for (from, to, expected) in [
            (denver, (39.7392, -104.9903), None),
            (denver, (39.815, -105.089), Some("moved 12 km north-west")),
            (denver, (39.7482, -104.9903), Some("moved 1.0 km north")),
            (denver, (39.7392, -104.9853), Some("moved 428 m east")),
            (denver, (39.739_2, -104.990_300_001), Some("moved less than a metre")),
            (denver, (32.7767, -96.797), Some("moved 1066 km south-east")),
            ((0.0, 179.9), (0.0, -179.9), Some("moved 22 km east")),
            ((10.0, 20.0), (9.0, 19.0), Some("moved 156 km south-west")),
        ] {
            let position = |(latitude, longitude)| Position::new(latitude, longitude).unwrap();
            let words = Movement::between(position(from), position(to)).map(|movement| movement.to_string());
            assert_eq!(words.as_deref(), expected, "{from:?} {to:?}");
        }
    }
}

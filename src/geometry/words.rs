//! Numbers of the map as people read them.
//!
//! It must not know where they stand.

use crate::model::{Position, grouped};

/// A distance in kilometres.
pub fn km(distance_km: f64) -> String {
    if distance_km < 10.0 {
        format!("{distance_km:.1} km")
    } else {
        format!("{} km", grouped(distance_km.round() as u64))
    }
}

/// A load, given in Mbit/s.
pub fn rate(mbps: f64) -> String {
    if mbps.abs() < 999.5 { format!("{mbps:.0} Mbit/s") } else { format!("{:.1} Gbit/s", mbps / 1000.0) }
}

/// A number of groups in at most four characters.
pub fn short(count: u32) -> String {
    match count {
        ..1_000 => count.to_string(),
        1_000..10_000 => format!("{}.{}k", count / 1_000, count % 1_000 / 100),
        10_000..1_000_000 => format!("{}k", count / 1_000),
        _ => format!("{}M", count / 1_000_000),
    }
}

/// A position as people write it.
pub fn position_text(position: Position) -> String {
    format!("{:.4}, {:.4}", position.latitude(), position.longitude())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_for_people() {
        assert_eq!([0.04, 9.94, 10.4, 12_345.6].map(km), ["0.0 km", "9.9 km", "10 km", "12,346 km"]);
    }

    #[test]
    fn loads_are_for_people() {
        assert_eq!([0.4, 640.0, 3_140.0].map(rate), ["0 Mbit/s", "640 Mbit/s", "3.1 Gbit/s"]);
    }

    #[test]
    fn counts_are_short() {
        for (count, text) in [(2, "2"), (999, "999"), (1_234, "1.2k"), (98_765, "98k"), (1_999_999, "1M")] {
            assert_eq!(short(count), text);
        }
    }

    #[test]
    fn positions_have_four_decimals() {
        assert_eq!(position_text(Position::new(39.7392, -104.9903).unwrap()), "39.7392, -104.9903");
    }
}

//! Numbers of the map as people read them.

use crate::model::grouped;

/// A distance in kilometres.
pub(super) fn km(distance_km: f64) -> String {
    if distance_km < 10.0 {
        format!("{distance_km:.1} km")
    } else {
        format!("{} km", grouped(distance_km.round() as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::km;

    #[test]
    fn distances_are_for_people() {
        assert_eq!([0.04, 9.94, 10.4, 12_345.6].map(km), ["0.0 km", "9.9 km", "10 km", "12,346 km"]);
    }
}

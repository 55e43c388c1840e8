//! How far places are apart, as the very double that Java computes: locations are ordered by it.

use std::cmp::Ordering;

use crate::snapshot::reading::RouterPosition;

/// The Earth's mean radius (`Geolocation.MEAN_EARTH_RADIUS`).
pub(super) const EARTH_RADIUS_KM: f64 = 6371.0;

/// `Geolocation.getDistanceFrom`: the haversine formula, operation by operation, as every rounding shows in the order.
///
/// Java's arc tangent is fdlibm's, which the platform's is not in every sixth case.
///
/// **Limitations**: Java's sine and cosine are Intel's, which differ from the platform's in the last bit for one argument
/// in 700: places whose distances differ by no more than that may be ordered otherwise.
pub fn great_circle_km(from: RouterPosition, to: RouterPosition) -> f64 {
    let latitude = (from.latitude - to.latitude).to_radians();
    let longitude = (from.longitude - to.longitude).to_radians();
    let across = (latitude / 2.0).sin() * (latitude / 2.0).sin();
    let along = from.latitude.to_radians().cos()
        * to.latitude.to_radians().cos()
        * (longitude / 2.0).sin()
        * (longitude / 2.0).sin();
    let a = across + along;
    EARTH_RADIUS_KM * (2.0 * libm::atan2(a.sqrt(), (1.0 - a).sqrt()))
}

/// `Double.compareTo`: -0 is less than 0, and what is no number comes last.
pub(super) fn compare(one: f64, other: f64) -> Ordering {
    match one.partial_cmp(&other) {
        Some(Ordering::Equal) | None => {
            let canonical = |number: f64| if number.is_nan() { f64::NAN.abs() } else { number };
            canonical(one).total_cmp(&canonical(other))
        }
        Some(different) => different,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_javas() {
        // ../shared/golden/traffic-router/hash-and-distance.txt, as Java computed it.
        let cases = [
            ([0.0, 0.0, 0.5, 0.5], 78.626_187_676_874_54),
            ([1.0, 0.0, -1.0, 0.0], 222.389_853_289_117_47),
            ([0.0, 179.0, 0.0, -179.0], 222.389_853_289_116_53),
            ([0.0, 1.0, 0.0, -1.0], 222.389_853_289_117_47),
            ([40.0, -101.0, 40.0, -101.5], 42.590_071_991_626_27),
            ([40.0, -101.0, 40.0, -100.0], 85.179_808_950_288_38),
            ([40.0, -101.0, 40.0, -105.0], 340.692_426_280_942),
            ([48.0, -100.0, 49.0, -101.0], 133.387_814_280_542_13),
            ([48.0, -100.0, 49.0, -91.0], 671.960_480_921_744_4),
            ([90.0, 0.0, -90.0, 0.0], 20_015.086_796_020_572),
            ([0.0, 0.0, 0.0, 180.0], 20_015.086_796_020_572),
            ([39.1178, -106.48025, 40.1178, -107.48025], 140.358_362_125_905_6),
            ([38.897_663, -77.036_574, 51.5, -0.12], 5_899.060_873_402_06),
            ([-33.86, 151.2, 51.5, -0.12], 16_992.563_084_802_61),
        ];
        for ([a, b, c, d], km) in cases {
            let from = RouterPosition { latitude: a, longitude: b };
            let found = great_circle_km(from, RouterPosition { latitude: c, longitude: d });
            assert_eq!(found.to_bits(), f64::to_bits(km), "{found} for {km}");
        }
    }

    #[test]
    fn doubles_are_ordered_as_java_orders_them() {
        assert_eq!(compare(-0.0, 0.0), Ordering::Less);
        assert_eq!(compare(f64::NAN, f64::INFINITY), Ordering::Greater);
        assert_eq!(compare(-f64::NAN, f64::NAN), Ordering::Equal);
        assert_eq!(compare(1.0, 2.0), Ordering::Less);
    }
}

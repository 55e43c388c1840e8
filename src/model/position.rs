//! Positions on the globe: checked once, right from then on. No rounding, no projection.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A latitude and longitude in degrees, in range.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RawPosition")]
pub struct Position {
    latitude: f64,
    longitude: f64,
}

/// Why two numbers are no position.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
pub enum PositionError {
    /// Traffic Ops' bounds are inclusive (`TOG/coordinate/coordinates.go`).
    #[error("latitude {0} is not within -90 to 90")]
    Latitude(f64),
    /// The same of the other axis; 180 and -180 are both within, and are the same meridian.
    #[error("longitude {0} is not within -180 to 180")]
    Longitude(f64),
}

impl Position {
    /// Checks the ranges; NaN is in none.
    pub fn new(latitude: f64, longitude: f64) -> Result<Self, PositionError> {
        if !(-90.0..=90.0).contains(&latitude) {
            return Err(PositionError::Latitude(latitude));
        }
        if !(-180.0..=180.0).contains(&longitude) {
            return Err(PositionError::Longitude(longitude));
        }
        Ok(Self { latitude, longitude })
    }

    /// Degrees north, -90 to 90.
    pub fn latitude(self) -> f64 {
        self.latitude
    }

    /// Degrees east, -180 to 180.
    pub fn longitude(self) -> f64 {
        self.longitude
    }

    /// The great-circle distance with Traffic Router's radius of 6371 km, for people to read. Traffic Router's own
    /// order of distances is computed where routing is.
    pub fn distance_km(self, other: Self) -> f64 {
        let (lat_a, lat_b) = (self.latitude.to_radians(), other.latitude.to_radians());
        let half_lat = (lat_b - lat_a) / 2.0;
        let half_long = (other.longitude - self.longitude).to_radians() / 2.0;
        let chord = half_lat.sin().powi(2) + lat_a.cos() * lat_b.cos() * half_long.sin().powi(2);
        6371.0 * 2.0 * chord.sqrt().atan2((1.0 - chord).max(0.0).sqrt())
    }
}

/// A position as it lies in a file, before its check.
#[derive(Deserialize)]
struct RawPosition {
    latitude: f64,
    longitude: f64,
}

impl TryFrom<RawPosition> for Position {
    type Error = PositionError;

    fn try_from(raw: RawPosition) -> Result<Self, PositionError> {
        Self::new(raw.latitude, raw.longitude)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_inclusive() {
        assert!(Position::new(90.0, -180.0).is_ok());
        assert_eq!(Position::new(90.000_000_1, 0.0), Err(PositionError::Latitude(90.000_000_1)));
        assert!(Position::new(f64::NAN, 0.0).is_err());
        assert!(Position::new(0.0, f64::INFINITY).is_err());
    }

    #[test]
    fn distance_is_a_great_circle() {
        let washington = Position::new(38.897_663, -77.036_574).unwrap();
        let london = Position::new(51.5, -0.12).unwrap();
        assert!((washington.distance_km(london) - 5899.0).abs() < 1.0);
    }
}

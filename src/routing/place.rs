//! Where a client is, as a geolocation database says it. It knows no database: those are behind `Locate`.

use std::borrow::Cow;

use crate::snapshot::reading::RouterPosition;

/// What a geolocation database says of an address.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GeoLocation {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// The country's ISO code.
    pub country: Option<String>,
    /// The country's English name.
    pub country_name: Option<String>,
    /// The city's English name.
    pub city: Option<String>,
    /// The postal code.
    pub postal: Option<String>,
    /// Whether only the country is known, so that the position is the country's own.
    pub is_default: bool,
}

impl GeoLocation {
    /// A position of which nothing else is known.
    pub fn at(position: RouterPosition) -> Self {
        Self { latitude: position.latitude, longitude: position.longitude, ..Self::default() }
    }

    /// Where it is.
    pub fn position(&self) -> RouterPosition {
        RouterPosition { latitude: self.latitude, longitude: self.longitude }
    }
}

/// A geolocation database.
pub trait Locate: Send + Sync {
    /// Where an address is, given as Traffic Router got it; none where the database does not say, or where reading the
    /// address or the database fails, which Traffic Router takes for the same.
    fn locate(&self, address: &str) -> Option<Cow<'_, GeoLocation>>;
}

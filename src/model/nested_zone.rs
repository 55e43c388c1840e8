//! Zones as schema 1 and plan-text 1 have them: within their file, with their networks inside. Such files are read for
//! ever; nothing else knows this.

use super::coverage_zone::{CoverageZone, CoverageZoneNetwork};
use super::field::{JsonMembers, object};
use super::position::Position;

object! {
    /// A zone with its networks.
    pub struct NestedZone {
        /// See `CoverageZone`.
        name: String = NAME = "name",
        /// Where "closest" is measured from.
        coordinates: Option<Position> = COORDINATES = "coordinates",
        /// What stands under `network`.
        network: Vec<String> = NETWORK = "network",
        /// What stands under `network6`.
        network6: Vec<String> = NETWORK6 = "network6",
        /// Host names of caches.
        caches: Vec<String> = CACHES = "caches",
        /// What else stands in the zone.
        other: JsonMembers = OTHER = "other",
    }
}

impl NestedZone {
    /// The same as a zone of that place in its file, and its networks; neither points to anything yet.
    pub fn into_parts(self, order: f64) -> (CoverageZone, Vec<CoverageZoneNetwork>) {
        let Self { name, coordinates, network, network6, caches, other } = self;
        let zone = CoverageZone { name, coordinates, caches, order, other, ..CoverageZone::default() };
        let list = |texts: Vec<String>, network6: bool| {
            let places = std::iter::successors(Some(1.0), |place| Some(place + 1.0));
            texts.into_iter().zip(places).map(move |(network, order)| CoverageZoneNetwork {
                network,
                network6,
                order,
                ..CoverageZoneNetwork::default()
            })
        };
        (zone, list(network6, true).chain(list(network, false)).collect())
    }
}

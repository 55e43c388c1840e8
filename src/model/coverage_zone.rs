//! Coverage zone files of Traffic Router: a file, its zones and their networks, each an object of its own, so that one
//! network of a hundred thousand changes by itself. Which zone an address falls into is `routing`'s to say.

use std::borrow::Cow;

use super::entity::entity;
use super::field::JsonMembers;
use super::kind::Kind;
use super::link::Link;
use super::position::Position;
use super::reference_data::Cdn;

entity! {
    /// A coverage zone file of Traffic Router: which networks belong to which zone.
    pub struct CoverageZoneFile in coverage_zone_files {
        /// Unique; the file's name when it was imported.
        name: String { key: NAME = "name", form: "Name", column: "Name" },
        /// Whether it is a deep one, whose zones name caches.
        deep: bool { key: DEEP = "deep", form: "Deep", column: "Deep" },
        /// The CDNs whose Traffic Routers read it; none: those that no other file of its sort names.
        cdns: Vec<Link<Cdn>> { key: CDNS = "cdns", form: "Used by CDNs", column: "CDNs" },
        /// What else stands at the top of the file, like `revision` and `customerName`.
        other: JsonMembers { key: OTHER = "other", form: "Other" },
    }
    name(file) = file.name.as_str().into(); unique = true;
}

entity! {
    /// A zone of a coverage zone file: networks, and what serves them.
    pub struct CoverageZone in coverage_zones {
        /// A cache group's name when Traffic Router is to find one; unique within its file.
        name: String { key: NAME = "name", form: "Name", column: "Name" },
        /// Its file.
        file: Option<Link<CoverageZoneFile>> {
            key: FILE = "file", form: "Coverage Zone File", column: "Coverage Zone File",
        },
        /// Where "closest" is measured from.
        coordinates: Option<Position> {
            key: COORDINATES = "coordinates", form: "Coordinates", column: "Latitude, Longitude",
        },
        /// Host names of caches, in a deep file.
        caches: Vec<String> { key: CACHES = "caches", form: "Caches", column: "Caches" },
        /// Its place among the zones of its file, the lowest first: where a network stands twice, the order decides.
        order: f64 { key: ORDER = "order", form: "Order" },
        /// What else stands in the zone.
        other: JsonMembers { key: OTHER = "other", form: "Other" },
    }
    name(zone) = shown(&zone.name); unique = false;
}

entity! {
    /// A network of a coverage zone.
    pub struct CoverageZoneNetwork in coverage_zone_networks {
        /// As written: Traffic Router reads more than is a network at first sight.
        network: String { key: NETWORK = "network", form: "Network", column: "Network" },
        /// Its zone.
        zone: Option<Link<CoverageZone>> { key: ZONE = "zone", form: "Coverage Zone", column: "Coverage Zone" },
        /// Whether it stands under `network6`, whatever it is.
        network6: bool { key: NETWORK6 = "network6", form: "IPv6", column: "IPv6" },
        /// Its place among the networks of its list, the lowest first.
        order: f64 { key: ORDER = "order", form: "Order" },
    }
    name(network) = shown(&network.network); unique = false;
}

/// A name as it is; one of no letters, which files may have, can be seen.
fn shown(name: &str) -> Cow<'_, str> {
    if name.is_empty() { "\"\"".into() } else { name.into() }
}

impl CoverageZoneFile {
    /// What the zones stand under.
    pub const fn root_key(&self) -> &'static str {
        if self.deep { "deepCoverageZones" } else { "coverageZones" }
    }
}

impl Kind {
    /// Whether objects of that kind stand in an order of their own within what they belong to.
    pub const fn is_ordered(self) -> bool {
        matches!(self, Self::CoverageZone | Self::CoverageZoneNetwork)
    }

    /// Whether objects of that kind may have a name of no letters, as coverage zone files may.
    pub const fn may_be_nameless(self) -> bool {
        self.is_ordered()
    }
}

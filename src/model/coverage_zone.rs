//! Coverage zone files of Traffic Router: a file, its zones and their networks, each an object of its own, so that one
//! network of a hundred thousand changes by itself. Which zone an address falls into is `routing`'s to say.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::entity::{Entity, entity};
use super::id::{AnyId, Id};
use super::kind::Kind;
use super::link::Link;
use super::plan::Plan;
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
        other: BTreeMap<String, serde_json::Value> { key: OTHER = "other", form: "Other" },
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
        other: BTreeMap<String, serde_json::Value> { key: OTHER = "other", form: "Other" },
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

/// Which coverage zone file a CDN uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZoneFileOfCdn {
    /// None.
    Nothing,
    /// This one.
    File(Id<CoverageZoneFile>),
    /// One of several that would be it; these are two of them.
    Several(Id<CoverageZoneFile>, Id<CoverageZoneFile>),
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

impl Plan {
    /// The zones of a file, in its order.
    pub fn zones_of(&self, file: Id<CoverageZoneFile>) -> Vec<(Id<CoverageZone>, &Arc<CoverageZone>)> {
        self.ordered_parts(AnyId::of(file), |zone: &CoverageZone| zone.order)
    }

    /// The networks of a zone, each list in its order, those of IPv6 first: the order in which Traffic Router reads them.
    pub fn networks_of(&self, zone: Id<CoverageZone>) -> Vec<(Id<CoverageZoneNetwork>, &Arc<CoverageZoneNetwork>)> {
        let mut networks = self.ordered_parts(AnyId::of(zone), |network: &CoverageZoneNetwork| network.order);
        networks.sort_by_key(|(_, network)| !network.network6);
        networks
    }

    fn ordered_parts<T: Entity>(&self, owner: AnyId, order: impl Fn(&T) -> f64) -> Vec<(Id<T>, &Arc<T>)> {
        let parts = self.users(owner).filter(|user| user.kind == T::KIND);
        let mut parts: Vec<_> =
            parts.filter_map(|user| Some((Id::new(user.number), self.get(Id::new(user.number))?))).collect();
        // Users come by their ids, which decide between equal places.
        parts.sort_by(|(_, one), (_, other)| order(one).total_cmp(&order(other)));
        parts
    }

    /// What goes when an object goes, because it is a part of it: the zones of a file, the networks of a zone.
    pub fn parts_of(&self, object: AnyId) -> Vec<AnyId> {
        let part = match object.kind {
            Kind::CoverageZoneFile => Kind::CoverageZone,
            Kind::CoverageZone => Kind::CoverageZoneNetwork,
            _ => return Vec::new(),
        };
        self.users(object).filter(|user| user.kind == part).collect()
    }

    /// The coverage zone file that the Traffic Routers of a CDN read: the one that names the CDN, else the one that
    /// names none.
    pub fn zone_file_of(&self, cdn: Id<Cdn>, deep: bool) -> ZoneFileOfCdn {
        let of_sort = || self.coverage_zone_files().iter().filter(|(_, file)| file.deep == deep);
        let names = |file: &CoverageZoneFile| file.cdns.contains(&Link::To(cdn));
        let first_two = |mut files: Vec<Id<CoverageZoneFile>>| {
            files.truncate(2);
            match files.as_slice() {
                [] => ZoneFileOfCdn::Nothing,
                [only] => ZoneFileOfCdn::File(*only),
                [one, other, ..] => ZoneFileOfCdn::Several(*one, *other),
            }
        };
        match first_two(of_sort().filter(|(_, file)| names(file)).map(|(id, _)| id).collect()) {
            ZoneFileOfCdn::Nothing => {
                first_two(of_sort().filter(|(_, file)| file.cdns.is_empty()).map(|(id, _)| id).collect())
            }
            named => named,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Indexes;

    fn put<T: Entity>(plan: &mut Plan, number: u64, entity: T) {
        T::table_mut(plan).make_mut().insert(Id::new(number), Arc::new(entity));
    }

    fn put_file(plan: &mut Plan, number: u64, cdns: &[u64]) {
        let cdns = cdns.iter().map(|cdn| Link::To(Id::new(*cdn))).collect();
        put(plan, number, CoverageZoneFile { name: number.to_string(), cdns, ..CoverageZoneFile::default() });
    }

    #[test]
    fn a_cdn_uses_the_file_that_names_it_else_the_one_that_names_none() {
        let mut plan = Plan::default();
        for (number, cdns) in [(1, &[1_u64][..]), (2, &[]), (3, &[3]), (4, &[3, 2])] {
            put_file(&mut plan, number, cdns);
        }
        assert_eq!(plan.zone_file_of(Id::new(1), false), ZoneFileOfCdn::File(Id::new(1)));
        assert_eq!(plan.zone_file_of(Id::new(1), true), ZoneFileOfCdn::Nothing);
        assert_eq!(plan.zone_file_of(Id::new(2), false), ZoneFileOfCdn::File(Id::new(4)));
        assert_eq!(plan.zone_file_of(Id::new(3), false), ZoneFileOfCdn::Several(Id::new(3), Id::new(4)));
        assert_eq!(plan.zone_file_of(Id::new(9), false), ZoneFileOfCdn::File(Id::new(2)));
        put_file(&mut plan, 5, &[]);
        assert_eq!(plan.zone_file_of(Id::new(9), false), ZoneFileOfCdn::Several(Id::new(2), Id::new(5)));
    }

    #[test]
    fn parts_stand_in_their_order() {
        let mut plan = Plan::default();
        put_file(&mut plan, 1, &[]);
        for (number, order) in [(1, 2.0), (2, -1.0), (3, 2.0)] {
            put(&mut plan, number, CoverageZone { file: Some(Link::To(Id::new(1))), order, ..CoverageZone::default() });
        }
        let zone = || Some(Link::To(Id::new(1)));
        for (number, network6, order) in [(1, false, 1.0), (2, true, 3.0), (3, false, 0.5), (4, true, 2.0)] {
            put(&mut plan, number, CoverageZoneNetwork { zone: zone(), network6, order, ..Default::default() });
        }
        plan.indexes = Indexes::rebuilt(&plan);
        let zones: Vec<u64> = plan.zones_of(Id::new(1)).iter().map(|(id, _)| id.number()).collect();
        assert_eq!(zones, [2, 1, 3]);
        let networks: Vec<u64> = plan.networks_of(Id::new(1)).iter().map(|(id, _)| id.number()).collect();
        assert_eq!(networks, [4, 2, 3, 1]);
        assert_eq!(plan.parts_of(AnyId { kind: Kind::CoverageZone, number: 1 }).len(), 4);
        assert_eq!(plan.get(Id::<CoverageZone>::new(1)).unwrap().name(), "\"\"");
    }
}

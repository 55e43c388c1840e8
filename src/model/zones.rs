//! What a plan says of its coverage zone files: their zones and networks in order, and which CDN uses which.

use std::sync::Arc;

use super::coverage_zone::{CoverageZone, CoverageZoneFile, CoverageZoneNetwork};
use super::id::{AnyId, Id};
use super::kind::Kind;
use super::link::Link;
use super::plan::{Plan, Tabled};
use super::reference_data::Cdn;
use crate::sorting::{sort_by, sort_by_key};

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

impl Plan {
    /// The zones of a file, in its order.
    pub fn zones_of(&self, file: Id<CoverageZoneFile>) -> Vec<(Id<CoverageZone>, &Arc<CoverageZone>)> {
        self.ordered_parts(AnyId::of(file), |zone: &CoverageZone| zone.order)
    }

    /// The networks of a zone, each list in its order, those of IPv6 first: the order in which Traffic Router reads them.
    pub fn networks_of(&self, zone: Id<CoverageZone>) -> Vec<(Id<CoverageZoneNetwork>, &Arc<CoverageZoneNetwork>)> {
        let mut networks = self.ordered_parts(AnyId::of(zone), |network: &CoverageZoneNetwork| network.order);
        sort_by_key(&mut networks, |(_, network)| !network.network6);
        networks
    }

    fn ordered_parts<T: Tabled>(&self, owner: AnyId, order: impl Fn(&T) -> f64) -> Vec<(Id<T>, &Arc<T>)> {
        let parts = self.users(owner).filter(|user| user.kind == T::KIND);
        let mut parts: Vec<_> =
            parts.filter_map(|user| Some((Id::new(user.number), self.get(Id::new(user.number))?))).collect();
        // Users come by their ids, which decide between equal places.
        sort_by(&mut parts, |(_, one), (_, other)| order(one).total_cmp(&order(other)));
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
    use crate::model::Entity as _;

    fn put<T: Tabled>(plan: &mut Plan, number: u64, entity: T) {
        T::table_mut(plan).put(Id::new(number), Arc::new(entity));
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
        plan.index_anew();
        let zones: Vec<u64> = plan.zones_of(Id::new(1)).iter().map(|(id, _)| id.number()).collect();
        assert_eq!(zones, [2, 1, 3]);
        let networks: Vec<u64> = plan.networks_of(Id::new(1)).iter().map(|(id, _)| id.number()).collect();
        assert_eq!(networks, [4, 2, 3, 1]);
        assert_eq!(plan.parts_of(AnyId { kind: Kind::CoverageZone, number: 1 }).len(), 4);
        assert_eq!(plan.get(Id::<CoverageZone>::new(1)).unwrap().name(), "\"\"");
    }
}

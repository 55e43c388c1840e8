//! Where a new CDN's first servers stand: cache groups with their coordinates, and the buildings.

use super::naming::{free_group, free_location, free_name};
use super::wanted::{EDGE_LOC, no_position};
use crate::edit::intent::add_servers::AddServers;
use crate::edit::intent::draft::Draft;
use crate::edit::intent::refusal::Refusal;
use crate::edit::intent::seeded::Seeded;
use crate::model::{
    CacheGroup, Coordinate, Division, Entity, Id, Link, LocalizationMethod, PhysLocation, Plan, Position, Region,
    SitePosition, Table,
};

/// What stands in a field that Traffic Ops demands and nobody has said yet.
pub const UNSAID: &str = "TBD";
/// A building so near is the one that is meant.
const SAME_PLACE_KM: f64 = 10.0;

/// Where a part of the new CDN stands.
pub(super) struct StandingPlace {
    pub group: Id<CacheGroup>,
    pub group_name: String,
    pub is_new: bool,
    pub phys_location: Id<PhysLocation>,
}

/// What the parts share.
pub(super) struct Ground<'w> {
    pub stem: &'w str,
    pub seeded: &'w mut Seeded,
    /// Where new groups stand; none: there are none.
    pub position: Option<Position>,
    /// The city there, if it is known.
    pub city: Option<&'w str>,
    /// The building of the new groups, once it is known.
    pub location: Option<Id<PhysLocation>>,
}

impl Ground<'_> {
    /// An existing cache group, or a new one.
    pub(super) fn place(
        &mut self,
        draft: &mut Draft<'_>,
        existing: Option<Id<CacheGroup>>,
        (prefix, type_name): (&str, &'static str),
    ) -> Result<StandingPlace, Refusal> {
        match existing {
            Some(group) => {
                let group_name = draft.get(group)?.name.clone();
                let phys_location = self.location_of(draft, group);
                Ok(StandingPlace { group, group_name, is_new: false, phys_location })
            }
            None => self.new_group(draft, prefix, type_name),
        }
    }

    fn new_group(&mut self, draft: &mut Draft<'_>, prefix: &str, type_name: &str) -> Result<StandingPlace, Refusal> {
        let position = self.position.ok_or_else(no_position)?;
        let name = free_group(draft.plan, &format!("{prefix}-{}", self.stem));
        let coordinate = draft.add(Coordinate {
            name: Coordinate::name_for_cache_group(&name),
            position: Some(position),
            ..Coordinate::default()
        });
        let type_ = self.seeded.type_link(draft, type_name);
        let is_edge = type_name == EDGE_LOC;
        // What Traffic Portal's form starts with.
        let methods = if is_edge { vec![LocalizationMethod::Cz, LocalizationMethod::Geo] } else { Vec::new() };
        let group = draft.add(CacheGroup {
            name: name.clone(),
            short_name: Some(name.clone()),
            type_,
            coordinate: Some(Link::To(coordinate)),
            localization_methods: methods,
            fallback_to_closest: Some(true),
            ..CacheGroup::default()
        });
        let phys_location = self.location_near(draft, position);
        Ok(StandingPlace { group, group_name: name, is_new: true, phys_location })
    }

    /// The building of a group that exists: its servers', or the one that is planned for it, or one near by.
    fn location_of(&mut self, draft: &mut Draft<'_>, group: Id<CacheGroup>) -> Id<PhysLocation> {
        if let Some(known) = AddServers::proposed(draft.plan, group).phys_location {
            return known;
        }
        let position = position_of(draft.plan, group);
        match position.or(self.position) {
            Some(position) => self.location_near(draft, position),
            None => self.new_location(draft, None),
        }
    }

    /// The building at a place: one of the plan within a few kilometres, or a new one.
    fn location_near(&mut self, draft: &mut Draft<'_>, position: Position) -> Id<PhysLocation> {
        let sites = draft.plan.phys_locations().iter();
        let near = sites.filter_map(|(id, site)| {
            let distance = site.position.as_ref()?.at?.distance_km(position);
            (distance <= SAME_PLACE_KM).then_some((id, distance))
        });
        let nearest = near.min_by(|(_, a), (_, b)| a.total_cmp(b)).map(|(id, _)| id);
        nearest.unwrap_or_else(|| self.new_location(draft, Some(position)))
    }

    fn new_location(&mut self, draft: &mut Draft<'_>, at: Option<Position>) -> Id<PhysLocation> {
        if let Some(made) = self.location {
            return made;
        }
        let region = self.region(draft);
        let name = free_location(draft.plan, self.stem);
        let unsaid = || Some(UNSAID.to_owned());
        let city = self.city.filter(|_| at == self.position);
        let made = draft.add(PhysLocation {
            name: name.clone(),
            short_name: Some(name),
            address: unsaid(),
            city: city.map(str::to_owned).or_else(unsaid),
            state: unsaid(),
            zip: unsaid(),
            region: Some(Link::To(region)),
            position: at.map(|at| SitePosition { at: Some(at), proposed: true }),
            ..PhysLocation::default()
        });
        self.location = Some(made);
        made
    }

    /// The plan's only region, or a new one in its only division, or in a new one.
    fn region(&self, draft: &mut Draft<'_>) -> Id<Region> {
        if let Some(region) = only(draft.plan.regions()) {
            return region;
        }
        let division = only(draft.plan.divisions()).unwrap_or_else(|| {
            let name = free_name::<Division>(draft.plan, self.stem);
            draft.add(Division { name, ..Division::default() })
        });
        let name = free_name::<Region>(draft.plan, self.stem);
        draft.add(Region { name, division: Some(Link::To(division)), ..Region::default() })
    }
}

/// The one row of a table that has one.
fn only<T: Entity>(table: &Table<T>) -> Option<Id<T>> {
    let mut rows = table.iter().map(|(id, _)| id);
    rows.next().filter(|_| rows.next().is_none())
}

/// Where a cache group is.
pub(super) fn position_of(plan: &Plan, group: Id<CacheGroup>) -> Option<Position> {
    plan.follow_opt(plan.get(group)?.coordinate.as_ref())?.position
}

//! Who serves where: the groups that clients of a service get by where geolocation finds them, and those of whoever asks
//! by zone or demand.

use std::sync::Arc;

use super::consequence::taken_with;
use super::played::Played;
use crate::geometry::coverage::{CoverageChange, CoverageGrid, CoverageWindow, Owners, grid, regrid};
use crate::model::{DownPart, Plan, Position};
use crate::routing::{DownParts, GeoOwners, OwnersChange};
use crate::snapshot::reading::RouterPosition;

/// Who serves where.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// The owners of points, by the place of their name.
    pub grid: CoverageGrid,
    /// The names of the groups.
    pub names: Vec<String>,
    /// Those who ask and stand somewhere: where, and whose caches serve them.
    pub askers: Vec<(Position, Option<u32>)>,
    /// Which of all that ask each of them is, by its place.
    pub places: Vec<usize>,
    /// The service.
    pub service: String,
}

/// The groups of a service on a map.
pub(super) struct ByGeo(pub(super) GeoOwners);

impl Owners for ByGeo {
    fn at(&self, position: Position) -> Option<u32> {
        self.0.at(router_position(position)).and_then(|owner| u32::try_from(owner).ok())
    }

    fn among(&self, position: Position, few: &[usize]) -> Option<u32> {
        self.0.among(router_position(position), few).and_then(|owner| u32::try_from(owner).ok())
    }

    fn shortlist(&self, position: Position, radius_km: f64, among: Option<&[usize]>, put: &mut Vec<usize>) -> bool {
        self.0.shortlist(router_position(position), radius_km, among, put)
    }
}

/// A position as routers have it.
pub(super) fn router_position(position: Position) -> RouterPosition {
    RouterPosition { latitude: position.latitude(), longitude: position.longitude() }
}

/// What is to be looked at again on a map.
pub(super) struct OfGrid<'a>(pub(super) OwnersChange<'a>);

impl CoverageChange for OfGrid<'_> {
    fn is_touched(&self, owner: Option<u32>) -> bool {
        self.0.is_touched(owner.map(|owner| owner as usize))
    }

    fn may_gain(&self, position: Position, radius_km: f64) -> bool {
        self.0.may_gain(router_position(position), radius_km)
    }
}

/// What is down for those who look at the map: without a Traffic Router it is as if no cache were up.
pub(super) fn seen_down(plan: &Plan, cdn: &str, played: &Played, parts: &[DownPart]) -> DownParts {
    let router = played.what_if.router();
    match taken_with(plan, cdn, played, parts).0 {
        down if played.what_if.is_unrouted(&down) => DownParts::new(router, 0..router.view().caches.len()),
        down => down,
    }
}

/// Finds out who serves where in a part of the map; of a picture that is known of the same plan, with what was down in it,
/// only what may have changed is looked at again. None: it was cut short, or no service is asked for.
pub fn coverage(
    plan: &Plan,
    cdn: &str,
    played: &Played,
    down: &[DownPart],
    (window, known): (CoverageWindow, Option<(&Coverage, &[DownPart])>),
    goes_on: &(dyn Fn() -> bool + Sync),
) -> Option<Coverage> {
    let router = played.what_if.shared_router();
    let service = played.asking.services.first()?.clone();
    let asked = router.service_by_id(&service)?;
    let taken = |parts: &[DownPart]| seen_down(plan, cdn, played, parts);
    let down = taken(down);
    let owners = ByGeo(GeoOwners::new(Arc::clone(&router), asked, &down));
    let grid = match known.filter(|(known, _)| known.grid.window == window && known.service == service) {
        Some((known, before)) => {
            let before = GeoOwners::new(Arc::clone(&router), asked, &taken(before));
            regrid(&known.grid, &owners, &OfGrid(OwnersChange::new(&before, &owners.0)), goes_on)?
        }
        None => grid(window, &owners, goes_on)?,
    };
    let (mut askers, mut places) = (Vec::new(), Vec::new());
    for (place, asker) in played.what_if.askers().iter().enumerate().filter(|(_, asker)| asker.service == asked) {
        let Some(at) = asker.stands_at.and_then(|at| Position::new(at.latitude, at.longitude).ok()) else { continue };
        let group = played.what_if.groups(place, &down).first().and_then(|(group, _)| u32::try_from(*group).ok());
        askers.push((at, group));
        places.push(place);
    }
    let names = router.view().locations.iter().map(|location| location.name.clone()).collect();
    Some(Coverage { grid, names, askers, places, service })
}

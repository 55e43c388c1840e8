//! `edgeLocations` and `trafficRouterLocations`: the cache groups of live edge caches and Traffic Routers, whatever the
//! groups' own types (`TO/crconfig/edgelocations.go`).

use crate::model::{AnyId, CacheGroup, Link, LocalizationMethod, Position, QuickSet};
use crate::snapshot::report::{Report, SnapshotObstacle};
use crate::snapshot::source::{CdnSource, Role};
use crate::snapshot::value::{BackupLocations, Location};
use crate::sorting::{OrderedMap, OrderedSet};

/// What a group without methods gets, in this order.
const ALL_METHODS: [LocalizationMethod; 3] =
    [LocalizationMethod::Geo, LocalizationMethod::Cz, LocalizationMethod::DeepCz];

type Locations = OrderedMap<String, Location>;

/// Both sections.
pub(in crate::snapshot) fn locations(source: &CdnSource<'_>, report: &mut Report) -> (Locations, Locations) {
    let edges = section(source, Role::Edge, "edgeLocations", report);
    let routers = section(source, Role::Router, "trafficRouterLocations", report);
    (edges, routers)
}

fn section(source: &CdnSource<'_>, role: Role, name: &'static str, report: &mut Report) -> Locations {
    let live = source.servers.iter().filter(|server| server.is_live() && server.role() == role);
    // Many stand in the same group: few are put in order.
    let mut known = QuickSet::default();
    let links = live.filter_map(|server| server.server.cache_group.as_ref());
    let groups: OrderedSet<&Link<CacheGroup>> =
        links.filter(|link| link.id().is_none_or(|id| known.insert(id))).collect();
    let mut locations = OrderedMap::new();
    for link in groups {
        let Some(group) = source.plan.follow(link) else {
            report.refuse(SnapshotObstacle::UnknownGroup { group: source.name(link).into_owned(), section: name });
            continue;
        };
        let Some(position) = position(source, group) else {
            report.refuse(SnapshotObstacle::NoPosition { group: group.name.clone(), section: name });
            continue;
        };
        let backup_locations = match role {
            Role::Edge => backup_locations(source, link, group, report),
            // Traffic Ops says no such thing about routers.
            _ => BackupLocations::default(),
        };
        locations.insert(group.name.clone(), location(position, backup_locations, &group.localization_methods));
    }
    locations
}

fn position(source: &CdnSource<'_>, group: &CacheGroup) -> Option<Position> {
    source.plan.follow_opt(group.coordinate.as_ref())?.position
}

fn location(position: Position, backup_locations: BackupLocations, methods: &[LocalizationMethod]) -> Location {
    let methods = if methods.is_empty() { &ALL_METHODS } else { methods };
    Location {
        latitude: without_negative_zero(position.latitude()),
        longitude: without_negative_zero(position.longitude()),
        backup_locations,
        localization_methods: methods.iter().map(|method| method.word().to_owned()).collect(),
    }
}

/// Fallbacks are copied whole: not only those that are locations of this CDN.
fn backup_locations(
    source: &CdnSource<'_>,
    link: &Link<CacheGroup>,
    group: &CacheGroup,
    report: &mut Report,
) -> BackupLocations {
    let mut list = Vec::with_capacity(group.fallbacks.len());
    for fallback in &group.fallbacks {
        let name = source.name(fallback);
        if let (true, Some(id)) = (name.is_empty(), link.id()) {
            let message = format!("a fallback of cache group `{}` is known by its number only: left out", group.name);
            report.note(AnyId::of(id), &["edgeLocations", &group.name, "backupLocations", "list"], message);
        } else {
            list.push(name.into_owned());
        }
    }
    BackupLocations { fallback_to_closest: group.fallback_to_closest.unwrap_or(true), list }
}

/// The database's exact numbers have no negative zero.
pub(super) fn without_negative_zero(number: f64) -> f64 {
    number + 0.0
}

#[cfg(test)]
mod tests {
    use super::without_negative_zero;

    #[test]
    fn negative_zero_goes() {
        assert!(without_negative_zero(-0.0).is_sign_positive());
        assert!((without_negative_zero(-1.5) + 1.5).abs() < f64::EPSILON);
    }
}

//! The edits that the map asks for, made by hand until the intents are there.
//!
//! It must not know of the screen.

use super::mercator::unproject;
use crate::edit::{Change, Delta, Edit};
use crate::model::{AnyId, CacheGroup, Coordinate, Id, Kind, Link, Plan, Position};

/// The position at world coordinates, in as many digits as the map shows.
pub(super) fn position_at(world: [f64; 2]) -> Option<Position> {
    let exact = unproject(world)?;
    let rounded = |degrees: f64| (degrees * 1e4).round() / 1e4;
    Position::new(rounded(exact.latitude()), rounded(exact.longitude())).ok()
}

/// Moves groups to positions, in one edit.
pub(super) fn relocating(plan: &Plan, moves: &[(Id<CacheGroup>, Position)]) -> Result<Edit, String> {
    let mut changes: Vec<Change> = Vec::new();
    let mut fresh = 0;
    for (id, position) in moves {
        let Some(group) = plan.get(*id) else { continue };
        let coordinate = group.coordinate.as_ref().and_then(Link::id);
        let own = coordinate.filter(|coordinate| {
            let object = AnyId { kind: Kind::Coordinate, number: coordinate.number() };
            plan.users(object).count() == 1
        });
        if let Some((id, before)) = own.and_then(|id| Some((id, plan.get(id)?))) {
            if before.position != Some(*position) {
                let after = Coordinate { position: Some(*position), ..Coordinate::clone(before) };
                changes.push(Delta::changed(id, before, after).into());
            }
            continue;
        }
        let made: Id<Coordinate> = plan.fresh_id(fresh);
        fresh += 1;
        let wanted = Coordinate::name_for_cache_group(&group.name);
        let mut names = std::iter::once(wanted.clone()).chain((2..).map(|number| format!("{wanted}_{number}")));
        let name = names.find(|name| plan.find::<Coordinate>(name).is_none()).unwrap_or(wanted);
        changes.push(Delta::added(made, Coordinate { name, position: Some(*position), ..Coordinate::default() }).into());
        let after = CacheGroup { coordinate: Some(Link::To(made)), ..CacheGroup::clone(group) };
        changes.push(Delta::changed(*id, group, after).into());
    }
    let label = match moves {
        [(id, _)] => format!("Move {}", plan.get(*id).map_or("", |group| group.name.as_str())),
        _ => format!("Move {} cache groups", moves.len()),
    };
    Ok(Edit::new(label, changes))
}

/// Gives groups a parent, in one edit.
pub(super) fn parenting(plan: &Plan, groups: &[Id<CacheGroup>], parent: Id<CacheGroup>) -> Result<Edit, String> {
    let name = plan.get(parent).map_or("", |group| group.name.as_str());
    if groups.contains(&parent) {
        return Err(format!("{name} cannot be its own parent"));
    }
    let mut changes: Vec<Change> = Vec::new();
    for id in groups {
        let Some(before) = plan.get(*id) else { continue };
        let after = CacheGroup { parent: Some(Link::To(parent)), ..CacheGroup::clone(before) };
        if after != **before {
            changes.push(Delta::changed(*id, before, after).into());
        }
    }
    let whose = match groups {
        [id] => plan.get(*id).map_or(String::new(), |group| group.name.clone()),
        _ => format!("{} cache groups", groups.len()),
    };
    Ok(Edit::new(format!("Set the parent of {whose} to {name}"), changes))
}

//! Moving things on the map. A position lies in the coordinate: groups that share one move together, as in Traffic
//! Ops.

use super::draft::Draft;
use super::refusal::Refusal;
use super::words::several;
use crate::edit::Edit;
use crate::model::{AnyId, CacheGroup, Coordinate, Id, Kind, Link, PhysLocation, Plan, Position, SitePosition};
use crate::sorting;

/// Moves cache groups, coordinates and physical locations, several in one edit. A group without a coordinate gets its
/// own.
pub fn relocate(plan: &Plan, moves: &[(AnyId, Position)]) -> Result<Edit, Refusal> {
    let mut draft = Draft::of(plan);
    for (object, position) in moves {
        match object.kind {
            Kind::CacheGroup => move_group(&mut draft, Id::new(object.number), *position)?,
            Kind::Coordinate => move_coordinate(&mut draft, Id::new(object.number), *position)?,
            Kind::PhysLocation => move_location(&mut draft, Id::new(object.number), *position)?,
            kind => return Err(Refusal::NoPosition { kind }),
        }
    }
    let objects: Vec<AnyId> = moves.iter().map(|(object, _)| *object).collect();
    let along = along(plan, &objects);
    let label = match along.as_slice() {
        [] => format!("Move {}", several(plan, &objects)),
        [other] => format!("Move {} and {other}, which shares its coordinate", several(plan, &objects)),
        others => format!("Move {} and {} cache groups that share coordinates", several(plan, &objects), others.len()),
    };
    draft.done(label)
}

/// The cache groups that move although nobody asked: they share a coordinate with one that moves.
fn along(plan: &Plan, objects: &[AnyId]) -> Vec<String> {
    let groups = objects.iter().filter(|object| object.kind == Kind::CacheGroup);
    let coordinates =
        groups.filter_map(|group| plan.get::<CacheGroup>(Id::new(group.number))?.coordinate.as_ref()?.id());
    let mut others: Vec<AnyId> = coordinates.flat_map(|coordinate| plan.users(AnyId::of(coordinate))).collect();
    sorting::sort(&mut others);
    others.dedup();
    others.retain(|user| !objects.contains(user));
    others.into_iter().filter_map(|user| plan.name_of(user)).collect()
}

pub(super) fn move_group(draft: &mut Draft<'_>, id: Id<CacheGroup>, position: Position) -> Result<(), Refusal> {
    let mut group = CacheGroup::clone(&*draft.get(id)?);
    if let Some(coordinate) = group.coordinate.as_ref().and_then(Link::id) {
        return move_coordinate(draft, coordinate, position);
    }
    let name = Coordinate::name_for_cache_group(&group.name);
    let coordinate = match draft.plan.find::<Coordinate>(&name) {
        // Nobody's coordinate of the right name is the group's.
        Some(idle) if draft.plan.users(AnyId::of(idle)).next().is_none() => {
            move_coordinate(draft, idle, position)?;
            idle
        }
        Some(_) => return Err(Refusal::CoordinateTaken { group: group.name, coordinate: name }),
        None => draft.add(Coordinate { name, position: Some(position), ..Coordinate::default() }),
    };
    group.coordinate = Some(Link::To(coordinate));
    draft.put(id, group);
    Ok(())
}

fn move_coordinate(draft: &mut Draft<'_>, id: Id<Coordinate>, position: Position) -> Result<(), Refusal> {
    let mut coordinate = Coordinate::clone(&*draft.get(id)?);
    coordinate.position = Some(position);
    draft.put(id, coordinate);
    Ok(())
}

/// Puts phys locations where they probably are, all in one edit; they stay proposed until somebody confirms it.
pub fn propose_positions(plan: &Plan, positions: &[(Id<PhysLocation>, Position)]) -> Result<Edit, Refusal> {
    let mut draft = Draft::of(plan);
    for (id, position) in positions {
        let mut location = PhysLocation::clone(&*draft.get(*id)?);
        location.position = Some(SitePosition { at: Some(*position), proposed: true });
        draft.put(*id, location);
    }
    let objects: Vec<AnyId> = positions.iter().map(|(id, _)| AnyId::of(*id)).collect();
    draft.done(format!("Propose positions of {}", several(plan, &objects)))
}

/// Takes proposed positions for the true ones, all in one edit.
pub fn confirm_positions(plan: &Plan, locations: &[Id<PhysLocation>]) -> Result<Edit, Refusal> {
    let mut draft = Draft::of(plan);
    for id in locations {
        let mut location = PhysLocation::clone(&*draft.get(*id)?);
        if let Some(position) = &mut location.position {
            position.proposed = false;
        }
        draft.put(*id, location);
    }
    let objects: Vec<AnyId> = locations.iter().map(|id| AnyId::of(*id)).collect();
    let whose = if objects.len() == 1 { "the position" } else { "the positions" };
    draft.done(format!("Confirm {whose} of {}", several(plan, &objects)))
}

/// Where somebody puts it, it is no longer only proposed to be.
fn move_location(draft: &mut Draft<'_>, id: Id<PhysLocation>, position: Position) -> Result<(), Refusal> {
    let mut location = PhysLocation::clone(&*draft.get(id)?);
    location.position = Some(SitePosition { at: Some(position), proposed: false });
    draft.put(id, location);
    Ok(())
}

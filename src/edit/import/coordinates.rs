//! The API shows a cache group's position and never the coordinate that holds it. Where the plan's group has a
//! coordinate of another name, and that is where the input puts the group, nothing has changed.

use super::incoming::{IncomingObject, IncomingObjects};
use super::matching::Matches;
use super::planned::Planned;
use crate::model::field::FieldType as _;
use crate::model::{CacheGroup, Coordinate, Id, Kind, QuickMap, QuickSet, Value};

/// Takes the derived coordinates out of the rows that stand for one of another name.
pub(super) fn settle(rows: &mut IncomingObjects, planned: &Planned<'_>, matches: &mut Matches) {
    if planned.plan.cache_groups().is_empty() {
        return;
    }
    let stands_for = standing_for(rows, planned, matches);
    if stands_for.is_empty() {
        return;
    }
    let superfluous: QuickSet<usize> = stands_for.iter().map(|(coordinate, _)| *coordinate).collect();
    for (_, group) in stands_for {
        if let Some(row) = rows.get_mut(group) {
            row.unpack();
            row.fields.retain(|(key, _)| *key != "coordinate");
        }
    }
    let mut at = 0..;
    rows.retain(|_| at.next().is_none_or(|at| !superfluous.contains(&at)));
    let mut at = 0..;
    matches.numbers.retain(|_| at.next().is_none_or(|at| !superfluous.contains(&at)));
}

/// The rows of such coordinates and those of their groups.
fn standing_for(rows: &IncomingObjects, planned: &Planned<'_>, matches: &Matches) -> Vec<(usize, usize)> {
    let mut coordinates: QuickMap<&str, usize> = QuickMap::default();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.kind == Kind::Coordinate) {
        coordinates.extend(row.identity.first().map(|name| (name.as_str(), at)));
    }
    let mut found = Vec::new();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.kind == Kind::CacheGroup) {
        let (Some(name), Some(Some(number))) = (row.identity.first(), matches.numbers.get(at)) else { continue };
        let Some(coordinate) = coordinates.get(Coordinate::name_for_cache_group(name).as_str()) else { continue };
        let is_new = matches.numbers.get(*coordinate).is_some_and(Option::is_none);
        let Some(derived) = rows.get(*coordinate).filter(|row| row.derived && is_new) else { continue };
        let group = planned.plan.get::<CacheGroup>(Id::new(*number));
        let Some(other) = group.and_then(|group| planned.plan.follow_opt(group.coordinate.as_ref())) else { continue };
        let incoming = coordinates.get(other.name.as_str()).and_then(|at| position(rows.get(*at)?));
        let there = incoming.or_else(|| other.position.map(|position| position.to_value()));
        if there.is_some() && position(derived) == there {
            found.push((*coordinate, at));
        }
    }
    found
}

fn position(row: &IncomingObject) -> Option<Value> {
    row.value("position")
}

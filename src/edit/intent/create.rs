//! Making new objects. A cache group with a position gets its own coordinate, as in Traffic Ops.

use super::FieldValues;
use super::draft::Draft;
use super::parents::check_fallbacks;
use super::refusal::Refusal;
use crate::edit::{ApplyError, Edit};
use crate::model::{AnyId, CacheGroup, Coordinate, Kind, Link, Plan, Position};

/// Makes an object of a kind. What waited for one of its name refers to it from then on.
pub fn create(plan: &Plan, kind: Kind, fields: FieldValues) -> Result<Edit, Refusal> {
    if kind == Kind::AnonymousIpPolicy && 0 < plan.count(kind) {
        return Err(Refusal::OnlyOne { kind });
    }
    let mut draft = Draft::of(plan);
    let mut entity = kind.blank();
    draft.set(&mut *entity, fields)?;
    let label = format!("Create {}", entity.any_name());
    let object = draft.add_object(entity);
    check_fallbacks(&draft, object)?;
    draft.done(label)
}

/// Makes a cache group and, when it has a position, its coordinate `from_cachegroup_<Name>`.
pub fn create_cache_group(plan: &Plan, fields: FieldValues, position: Option<Position>) -> Result<Edit, Refusal> {
    let mut draft = Draft::of(plan);
    let mut group = CacheGroup::default();
    draft.set(&mut group, fields)?;
    if plan.find::<CacheGroup>(&group.name).is_some() {
        return Err(ApplyError::NameTaken { kind: Kind::CacheGroup, name: group.name }.into());
    }
    if let Some(position) = position {
        let name = Coordinate::name_for_cache_group(&group.name);
        if plan.find::<Coordinate>(&name).is_some() {
            return Err(Refusal::CoordinateTaken { group: group.name, coordinate: name });
        }
        let coordinate = Coordinate { name, position: Some(position), ..Coordinate::default() };
        group.coordinate = Some(Link::To(draft.add(coordinate)));
    }
    let label = format!("Create {}", group.name);
    let id = draft.add(group);
    check_fallbacks(&draft, AnyId { kind: Kind::CacheGroup, number: id.number() })?;
    draft.done(label)
}

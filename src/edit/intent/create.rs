//! Making new objects. A cache group with a position gets its own coordinate, as in Traffic Ops.

use super::FieldValues;
use super::draft::Draft;
use super::parents::check_fallbacks;
use super::refusal::Refusal;
use crate::edit::change::{Change, Delta};
use crate::edit::{ApplyError, Edit};
use crate::model::kind::with_kind;
use crate::model::{AnyId, CacheGroup, Coordinate, Kind, Link, Plan, Position, Tabled};

/// Makes an object of a kind. What waited for one of its name refers to it from then on.
pub fn create(plan: &Plan, kind: Kind, fields: FieldValues) -> Result<Edit, Refusal> {
    with_kind!(kind, T => create_typed::<T>(plan, fields))
}

fn create_typed<T: Tabled>(plan: &Plan, fields: FieldValues) -> Result<Edit, Refusal>
where
    Change: From<Delta<T>>,
{
    if T::KIND == Kind::AnonymousIpPolicy && 0 < plan.count(T::KIND) {
        return Err(Refusal::OnlyOne { kind: T::KIND });
    }
    let mut draft = Draft::of(plan);
    let mut entity = T::default();
    draft.set(&mut entity, fields)?;
    let label = format!("Create {}", entity.name());
    let id = draft.add(entity);
    check_fallbacks(&draft, AnyId { kind: T::KIND, number: id.number() })?;
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

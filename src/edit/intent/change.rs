//! Setting fields of objects, and renaming them. A cache group's own coordinate follows its name.

use super::FieldValues;
use super::draft::Draft;
use super::parents::check_fallbacks;
use super::refusal::Refusal;
use super::relocate::{move_group, relocate};
use super::words::several;
use crate::edit::{ApplyError, Edit};
use crate::model::{AnyId, CacheGroup, Coordinate, Id, Kind, Link, Plan, Position, Value, ValueError};

/// Sets fields of one object.
pub fn change(plan: &Plan, object: AnyId, fields: FieldValues) -> Result<Edit, Refusal> {
    let name = plan.name_of(object).ok_or(Refusal::Gone { kind: object.kind })?;
    let label = match fields.as_slice() {
        [(key, _)] => format!("Change {} of {name}", label_of(object.kind, key)),
        _ => format!("Change {name}"),
    };
    let mut draft = Draft::of(plan);
    set(&mut draft, object, fields)?;
    draft.done(label)
}

/// Sets fields of a cache group and puts it somewhere, which its coordinate remembers, in one edit.
pub fn change_and_move(
    plan: &Plan,
    group: Id<CacheGroup>,
    fields: FieldValues,
    position: Position,
) -> Result<Edit, Refusal> {
    let object = AnyId::of(group);
    if fields.is_empty() {
        return relocate(plan, &[(object, position)]);
    }
    let name = plan.name_of(object).ok_or(Refusal::Gone { kind: object.kind })?;
    let mut draft = Draft::of(plan);
    set(&mut draft, object, fields)?;
    move_group(&mut draft, group, position)?;
    draft.done(format!("Change {name}"))
}

/// Sets fields of several objects in one edit.
pub fn change_each(plan: &Plan, objects: Vec<(AnyId, FieldValues)>) -> Result<Edit, Refusal> {
    let ids: Vec<AnyId> = objects.iter().map(|(object, _)| *object).collect();
    let label = match same_key(&objects) {
        Some((kind, key)) => format!("Change {} of {}", label_of(kind, key), several(plan, &ids)),
        None => format!("Change {}", several(plan, &ids)),
    };
    let mut draft = Draft::of(plan);
    for (object, fields) in objects {
        set(&mut draft, object, fields)?;
    }
    draft.done(label)
}

/// The field that is set, if it is the same one of all objects, and of one kind.
fn same_key(objects: &[(AnyId, FieldValues)]) -> Option<(Kind, &'static str)> {
    let keys = |fields: &FieldValues| match fields.as_slice() {
        [(key, _)] => Some(*key),
        _ => None,
    };
    let (first, fields) = objects.first()?;
    let key = keys(fields)?;
    let same = |(object, fields): &(AnyId, FieldValues)| object.kind == first.kind && keys(fields) == Some(key);
    objects.iter().all(same).then_some((first.kind, key))
}

/// Gives an object another name. What refers to it still does.
pub fn rename(plan: &Plan, object: AnyId, name: &str) -> Result<Edit, Refusal> {
    let old = plan.name_of(object).ok_or(Refusal::Gone { kind: object.kind })?;
    let value = match object.kind {
        Kind::Asn => name.parse().map(Value::Int).map_err(|_| Refusal::Unfit {
            field: "asn",
            label: "ASN",
            error: ValueError::Invalid(format!("`{name}` is not a whole number")),
        })?,
        Kind::Waiver | Kind::OtherRow => return Err(Refusal::NotRenamed { kind: object.kind }),
        _ => Value::Text(name.to_owned()),
    };
    let mut draft = Draft::of(plan);
    set(&mut draft, object, vec![(name_key(object.kind), value)])?;
    draft.done(format!("Rename {old} to {name}"))
}

/// The key of the field that is an object's name.
const fn name_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Server => "hostName",
        Kind::Asn => "asn",
        Kind::DeliveryService => "xmlId",
        Kind::StaticDnsEntry => "host",
        Kind::ServiceSteering | Kind::ServiceFederations | Kind::RegionalGeoRules => "deliveryService",
        _ => "name",
    }
}

fn label_of(kind: Kind, key: &'static str) -> &'static str {
    kind.field(key).map_or(key, |info| info.form)
}

fn set(draft: &mut Draft<'_>, object: AnyId, fields: FieldValues) -> Result<(), Refusal> {
    let kind = object.kind;
    let before = draft.object(object)?;
    let mut entity = before.copied();
    draft.set(&mut *entity, fields)?;
    let (old, new) = (before.any_name().into_owned(), entity.any_name().into_owned());
    let other = || draft.plan.find_any(kind, &new).filter(|other| *other != object.number);
    if kind.has_unique_names() && old != new && other().is_some() {
        return Err(ApplyError::NameTaken { kind, name: new }.into());
    }
    draft.put_object(object, entity);
    if kind == Kind::CacheGroup {
        check_fallbacks(draft, object)?;
        if old != new {
            rename_coordinate(draft, Id::new(object.number), &old, &new)?;
        }
    }
    Ok(())
}

/// A coordinate that Traffic Ops made for the group is renamed with it.
fn rename_coordinate(draft: &mut Draft<'_>, group: Id<CacheGroup>, old: &str, new: &str) -> Result<(), Refusal> {
    let coordinate = draft.get(group)?.coordinate.as_ref().and_then(Link::id);
    let Some(coordinate) = coordinate else { return Ok(()) };
    let mut own = Coordinate::clone(&*draft.get(coordinate)?);
    if own.name != Coordinate::name_for_cache_group(old) {
        return Ok(());
    }
    own.name = Coordinate::name_for_cache_group(new);
    if draft.plan.find::<Coordinate>(&own.name).is_some_and(|other| other != coordinate) {
        return Err(Refusal::CoordinateTaken { group: new.to_owned(), coordinate: own.name });
    }
    draft.put(coordinate, own);
    Ok(())
}

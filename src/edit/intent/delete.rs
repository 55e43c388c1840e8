//! Deleting objects: refused while something refers to them, or together with those references. What is a part of an object
//! goes with it, and so does a cache group's own coordinate, as in Traffic Ops.

use super::draft::Draft;
use super::refusal::Refusal;
use super::uses::{pairs_of, uses};
use super::words::several;
use crate::edit::Edit;
use crate::model::{AnyId, AnyLink, CacheGroup, Coordinate, FieldInfo, Id, Kind, Link, Plan, Target, Value};
use crate::sorting::OrderedSet;

/// Deletes objects that nothing else refers to.
pub fn delete(plan: &Plan, objects: &[AnyId]) -> Result<Edit, Refusal> {
    let going = with_what_goes_along(plan, objects)?;
    let uses = uses(plan, &going);
    if !uses.is_empty() {
        return Err(Refusal::InUse { uses });
    }
    delete_edit(plan, objects, &going)
}

/// Deletes objects and takes every reference to them away: fields are emptied, entries leave their lists, pairs go.
pub fn delete_with_references(plan: &Plan, objects: &[AnyId]) -> Result<Edit, Refusal> {
    delete_edit(plan, objects, &with_what_goes_along(plan, objects)?)
}

/// Deletes objects and gives what refers to them to another one of their kind: children get another parent, servers
/// another group. Where that one stands already, or would refer to itself, the reference goes.
pub fn delete_and_hand_over(plan: &Plan, objects: &[AnyId], heir: AnyId) -> Result<Edit, Refusal> {
    let kind = objects.first().map_or(heir.kind, |object| object.kind);
    let name = plan.name_of(heir).ok_or(Refusal::Gone { kind })?;
    if objects.contains(&heir) || objects.iter().any(|object| object.kind != heir.kind) {
        return Err(Refusal::NoHeir { heir: name });
    }
    let going = with_what_goes_along(plan, objects)?;
    let mut draft = Draft::of(plan);
    let users: OrderedSet<AnyId> = objects.iter().flat_map(|object| plan.users(*object)).collect();
    for user in users.difference(&going) {
        hand_over(&mut draft, *user, objects, heir)?;
    }
    let handed = draft.done(String::new())?;
    let next = if handed.is_empty() { plan.clone() } else { plan.applying(&handed)? };
    let label = format!("Delete {} and give what refers to it to {name}", several(plan, objects));
    let mut edit = handed.followed_by(delete_with_references(&next, objects)?);
    edit.label = label;
    Ok(edit)
}

/// Lets one object refer to the heir where it referred to what goes.
fn hand_over(draft: &mut Draft<'_>, user: AnyId, objects: &[AnyId], heir: AnyId) -> Result<(), Refusal> {
    if user == heir {
        // It would refer to itself; what it says of those that go is taken away with them.
        return Ok(());
    }
    rewrite_links(draft, user, &mut |_, mut value| {
        // A list that has the heir already only loses what goes.
        if !(stands_in(&value, heir) && matches!(value, Value::List(_))) {
            put_heir(&mut value, objects, heir, &mut false);
        }
        value
    })
}

/// Puts other values into the fields of an object that refer to others.
fn rewrite_links(
    draft: &mut Draft<'_>,
    object: AnyId,
    rewrite: &mut dyn FnMut(&'static FieldInfo, Value) -> Value,
) -> Result<(), Refusal> {
    let mut entity = draft.object(object)?.copied();
    for (at, info) in object.kind.fields().iter().enumerate().filter(|(_, info)| info.has_links()) {
        let value = rewrite(info, entity.value_at(at));
        entity.set_at(at, value).map_err(|error| Refusal::Unfit { field: info.key, label: info.form, error })?;
    }
    draft.put_object(object, entity);
    Ok(())
}

/// Whether a value refers to an object.
fn stands_in(value: &Value, object: AnyId) -> bool {
    match value {
        Value::Link(link) => link.id() == Some(object),
        Value::List(items) => items.iter().any(|item| stands_in(item, object)),
        Value::Object(members) => members.iter().any(|(_, member)| stands_in(member, object)),
        _ => false,
    }
}

/// Puts the heir in the place of the first reference to what goes; of a list each object stands there once.
fn put_heir(value: &mut Value, objects: &[AnyId], heir: AnyId, is_put: &mut bool) {
    match value {
        Value::Link(link) if link.id().is_some_and(|id| objects.contains(&id)) && !*is_put => {
            *link = AnyLink { kind: heir.kind, target: Target::To(heir.number) };
            *is_put = true;
        }
        Value::List(items) => items.iter_mut().for_each(|item| put_heir(item, objects, heir, is_put)),
        Value::Object(members) => members.iter_mut().for_each(|(_, member)| put_heir(member, objects, heir, is_put)),
        _ => {}
    }
}

fn delete_edit(plan: &Plan, objects: &[AnyId], going: &OrderedSet<AnyId>) -> Result<Edit, Refusal> {
    let mut draft = Draft::of(plan);
    let users: OrderedSet<AnyId> = going.iter().flat_map(|object| plan.users(*object)).collect();
    for user in users.difference(going) {
        strip(&mut draft, *user, going)?;
    }
    for (pair, _, _) in pairs_of(plan, going) {
        draft.pair(pair, false);
    }
    for object in going {
        draft.remove(*object);
    }
    draft.done(format!("Delete {}", several(plan, objects)))
}

/// The objects with their parts, and the own coordinates of the cache groups among them that nothing else uses.
fn with_what_goes_along(plan: &Plan, objects: &[AnyId]) -> Result<OrderedSet<AnyId>, Refusal> {
    let mut going: OrderedSet<AnyId> = objects.iter().copied().collect();
    for object in objects {
        if !plan.contains(*object) {
            return Err(Refusal::Gone { kind: object.kind });
        }
        let group = plan.get::<CacheGroup>(Id::new(object.number)).filter(|_| object.kind == Kind::CacheGroup);
        let Some(group) = group else { continue };
        let Some(id) = group.coordinate.as_ref().and_then(Link::id) else { continue };
        let own = plan.get(id).is_some_and(|own| own.name == Coordinate::name_for_cache_group(&group.name));
        let coordinate = AnyId { kind: Kind::Coordinate, number: id.number() };
        if own && plan.users(coordinate).all(|user| going.contains(&user)) {
            going.insert(coordinate);
        }
    }
    let mut open = objects.to_vec();
    while let Some(object) = open.pop() {
        open.extend(plan.parts_of(object).into_iter().filter(|part| going.insert(*part)));
    }
    Ok(going)
}

/// Takes the references to some objects out of one that stays.
fn strip(draft: &mut Draft<'_>, user: AnyId, going: &OrderedSet<AnyId>) -> Result<(), Refusal> {
    rewrite_links(draft, user, &mut |field, before| {
        let places = is_topology_nodes(user.kind, field.key).then(|| places_after(&before, going));
        let mut after = stripped(before, going).unwrap_or(Value::Null);
        if let Some(places) = places {
            renumber_parents(&mut after, &places);
        }
        after
    })
}

/// The value without references to some objects; none when nothing is left that says anything.
fn stripped(value: Value, going: &OrderedSet<AnyId>) -> Option<Value> {
    match value {
        Value::Link(link) if link.id().is_some_and(|id| going.contains(&id)) => None,
        Value::List(items) => Some(Value::List(items.into_iter().filter_map(|item| stripped(item, going)).collect())),
        // An entry of a list is about the object that it names: a node of a topology, a row of a demand.
        Value::Object(members) => {
            let kept: Option<Vec<_>> =
                members.into_iter().map(|(key, member)| Some((key, stripped(member, going)?))).collect();
            kept.map(Value::Object)
        }
        other => Some(other),
    }
}

fn is_topology_nodes(kind: Kind, key: &str) -> bool {
    kind == Kind::Topology && key == "nodes"
}

/// For each node of a topology its place once some are gone; none: it goes.
fn places_after(nodes: &Value, going: &OrderedSet<AnyId>) -> Vec<Option<i64>> {
    let Value::List(nodes) = nodes else { return Vec::new() };
    let mut next = 0;
    let places = nodes.iter().map(|node| {
        stripped(node.clone(), going)?;
        next += 1;
        Some(next - 1)
    });
    places.collect()
}

/// Parents are places in the list of nodes: those that go are taken off, the others follow their nodes.
fn renumber_parents(nodes: &mut Value, places: &[Option<i64>]) {
    let Value::List(nodes) = nodes else { return };
    for node in nodes {
        let Value::Object(members) = node else { continue };
        for (_, member) in members.iter_mut().filter(|(key, _)| *key == "parents") {
            let Value::List(parents) = member else { continue };
            let moved = parents.drain(..).filter_map(|parent| match parent {
                Value::Int(place) => match usize::try_from(place).ok().and_then(|place| places.get(place)) {
                    Some(place) => place.map(Value::Int),
                    // It was no place in the list before either: it stays wrong, and rules say so.
                    None => Some(Value::Int(place)),
                },
                other => Some(other),
            });
            *member = Value::List(moved.collect());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::intent::{self, Rank};

    fn group(plan: &mut Plan, name: &str) -> Id<CacheGroup> {
        let fields = vec![("name", Value::Text(name.to_owned()))];
        *plan = plan.applying(&intent::create(plan, Kind::CacheGroup, fields).unwrap()).unwrap();
        plan.find(name).unwrap()
    }

    #[test]
    fn children_and_fallbacks_go_to_the_heir_in_one_edit() {
        let mut plan = Plan::default();
        let [old, new, edge, other] = ["old", "new", "edge", "other"].map(|name| group(&mut plan, name));
        let apply = |plan: &Plan, edit: Result<Edit, Refusal>| plan.applying(&edit.unwrap()).unwrap();
        let plan = apply(&plan, intent::reparent(&plan, &[edge, new], Rank::Primary, Some(old)));
        let plan = apply(&plan, intent::set_fallbacks(&plan, edge, &[old, other]));
        let plan = apply(&plan, intent::set_fallbacks(&plan, other, &[old, new]));
        let edit = delete_and_hand_over(&plan, &[AnyId::of::<CacheGroup>(old)], AnyId::of::<CacheGroup>(new)).unwrap();
        let next = plan.applying(&edit).unwrap();
        assert!(next.get(old).is_none());
        assert_eq!(next.get(edge).unwrap().parent, Some(Link::To(new)));
        assert_eq!(next.get(new).unwrap().parent, None, "nobody is its own parent");
        assert_eq!(next.get(edge).unwrap().fallbacks, [Link::To(new), Link::To(other)]);
        assert_eq!(next.get(other).unwrap().fallbacks, [Link::To(new)], "each once");
        let itself = delete_and_hand_over(&plan, &[AnyId::of::<CacheGroup>(old)], AnyId::of::<CacheGroup>(old));
        assert!(itself.is_err());
    }
}

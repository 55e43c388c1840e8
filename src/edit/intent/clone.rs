//! Making another object like one that is there: the same fields under another name. Traffic Ops does not know it yet, and
//! a cache group's own coordinate is cloned with it. What refers to the first one does not refer to the second.

use super::draft::Draft;
use super::refusal::Refusal;
use crate::edit::Edit;
use crate::model::{AnyId, CacheGroup, Coordinate, Id, Kind, Link, Plan, Server, Upstream, Value};

/// Makes an object like another, under a name.
pub fn clone_object(plan: &Plan, object: AnyId, name: &str) -> Result<Edit, Refusal> {
    if matches!(object.kind, Kind::Waiver | Kind::OtherRow | Kind::AnonymousIpPolicy) {
        return Err(Refusal::NotRenamed { kind: object.kind });
    }
    let kind = object.kind;
    let mut draft = Draft::of(plan);
    let mut entity = draft.object(object)?.copied();
    let label = format!("Clone {} as {name}", entity.any_name());
    *entity.any_upstream_mut() = Upstream::default();
    if kind.has_unique_names()
        && let Some(info) = kind.fields().first()
    {
        draft.set(&mut *entity, vec![(info.key, Value::Text(name.to_owned()))])?;
    } else if kind == Kind::Server {
        draft.set(&mut *entity, vec![(Server::HOST_NAME, Value::Text(name.to_owned()))])?;
    }
    let new = draft.add_object(entity);
    if kind == Kind::CacheGroup {
        own_coordinate(&mut draft, Id::new(object.number), Id::new(new.number), name)?;
    }
    draft.done(label)
}

/// The new group gets a coordinate of its own where the first one has its own.
fn own_coordinate(draft: &mut Draft<'_>, from: Id<CacheGroup>, to: Id<CacheGroup>, name: &str) -> Result<(), Refusal> {
    let first = draft.get(from)?;
    let Some(id) = first.coordinate.as_ref().and_then(Link::id) else { return Ok(()) };
    let own = draft.get(id)?;
    if own.name != Coordinate::name_for_cache_group(&first.name) {
        return Ok(());
    }
    let coordinate = Coordinate::name_for_cache_group(name);
    if draft.plan.find::<Coordinate>(&coordinate).is_some() {
        return Err(Refusal::CoordinateTaken { group: name.to_owned(), coordinate });
    }
    let position = own.position;
    let coordinate = draft.add(Coordinate { name: coordinate, position, ..Coordinate::default() });
    let mut group = CacheGroup::clone(&*draft.get(to)?);
    group.coordinate = Some(Link::To(coordinate));
    draft.put(to, group);
    Ok(())
}

/// A name like an object's that nothing of its kind has.
pub fn free_name(plan: &Plan, object: AnyId) -> String {
    let name = plan.name_of(object).unwrap_or_default();
    let is_taken = |name: &str| plan.find_any(object.kind, name).is_some();
    let names = (1..).map(|number| match number {
        1 => format!("{name}-copy"),
        _ => format!("{name}-copy-{number}"),
    });
    let mut free = names.filter(|name| !is_taken(name));
    free.next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::intent;
    use crate::model::Position;

    #[test]
    fn a_clone_has_all_but_the_name_and_what_traffic_ops_knows() {
        let plan = Plan::default();
        let text = |text: &str| Value::Text(text.to_owned());
        let fields = vec![("name", text("edge")), ("shortName", text("E"))];
        let plan =
            plan.applying(&intent::create_cache_group(&plan, fields, Position::new(1.0, 2.0).ok()).unwrap()).unwrap();
        let edge = *plan.ids(Kind::CacheGroup).first().unwrap();
        assert_eq!(free_name(&plan, edge), "edge-copy");
        let next = plan.applying(&clone_object(&plan, edge, "edge-copy").unwrap()).unwrap();
        let copy = next.get(next.find::<CacheGroup>("edge-copy").unwrap()).unwrap();
        assert_eq!(copy.short_name.as_deref(), Some("E"));
        let own = next.follow_opt(copy.coordinate.as_ref()).unwrap();
        assert_eq!((own.name.as_str(), own.position), ("from_cachegroup_edge-copy", Position::new(1.0, 2.0).ok()));
        assert_eq!(free_name(&next, edge), "edge-copy-2");
        assert!(clone_object(&next, edge, "edge-copy").is_err(), "the name is taken");
    }
}

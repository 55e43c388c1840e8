//! What an edit is about, for who wants to show what it changed: of all that it touches, the objects that a planner
//! would name.

use crate::edit::{Change, Edit};
use crate::model::{AnyId, Kind, Plan};
use crate::sorting::OrderedSet;

/// What leads, where an edit touches several kinds: all else comes along with it.
const LEADING: &[Kind] = &[
    Kind::Cdn,
    Kind::DeliveryService,
    Kind::Topology,
    Kind::Division,
    Kind::Region,
    Kind::PhysLocation,
    Kind::CacheGroup,
    Kind::Server,
];

/// The objects of one kind that an edit is about, as far as a plan has them. A coordinate stands for the cache groups at
/// it: people move those.
pub fn subjects(plan: &Plan, edit: &Edit) -> Vec<AnyId> {
    let mut touched: OrderedSet<AnyId> = OrderedSet::new();
    for change in &edit.changes {
        match change {
            Change::Link(link) => touched.extend(link.pair.links().iter().filter_map(crate::model::AnyLink::id)),
            other => touched.extend(other.object()),
        }
    }
    touched.retain(|object| plan.contains(*object));
    let rank = |kind: Kind| {
        let last = LEADING.len() + usize::from(kind == Kind::Coordinate);
        LEADING.iter().position(|leading| *leading == kind).unwrap_or(last)
    };
    let Some(kind) = touched.iter().map(|object| object.kind).min_by_key(|kind| (rank(*kind), kind.index())) else {
        return Vec::new();
    };
    let own: Vec<AnyId> = touched.into_iter().filter(|object| object.kind == kind).collect();
    if kind == Kind::Coordinate {
        let users: OrderedSet<AnyId> = own.iter().flat_map(|coordinate| plan.users(*coordinate)).collect();
        let groups: Vec<AnyId> = users.into_iter().filter(|user| user.kind == Kind::CacheGroup).collect();
        return if groups.is_empty() { own } else { groups };
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::intent;
    use crate::model::{CacheGroup, Position, Value};

    #[test]
    fn edits_are_about_what_people_name() {
        let plan = Plan::default();
        let fields = vec![("name", Value::Text("edge-oslo".to_owned()))];
        let made = intent::create_cache_group(&plan, fields, Position::new(59.9, 10.7).ok()).unwrap();
        let plan = plan.applying(&made).unwrap();
        let number = plan.find::<CacheGroup>("edge-oslo").unwrap().number();
        let group = AnyId { kind: Kind::CacheGroup, number };
        assert_eq!(subjects(&plan, &made), [group], "and not its coordinate");
        let moved = intent::relocate(&plan, &[(group, Position::new(60.0, 11.0).unwrap())]).unwrap();
        assert_eq!(subjects(&plan, &moved), [group]);
        assert_eq!(subjects(&Plan::default(), &moved), [], "of what is not there nothing can be shown");
        let wider = intent::change(&plan, group, vec![("shortName", Value::Text("OSL".to_owned()))]).unwrap();
        assert_eq!(subjects(&plan, &wider), [group]);
    }
}

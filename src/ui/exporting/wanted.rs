//! Whose snapshot somebody wants who has selected something: the CDN that it belongs to.

use crate::model::{AnyId, Cdn, Id, Kind, Plan, Value};
use crate::sorting::{OrderedMap, OrderedSet};
use crate::ui::selection::Selection;

/// So far one looks from an object to those that use it: division, region, phys location, server.
const STEPS: usize = 4;
/// No more objects than that are looked at.
const MOST: usize = 5_000;

/// The CDN that most of what is selected belongs to, or most of what uses it; none: it belongs to no CDN.
pub(super) fn cdn_of(plan: &Plan, selection: &Selection) -> Option<String> {
    let mut counts: OrderedMap<u64, usize> = OrderedMap::new();
    let mut seen: OrderedSet<AnyId> = selection.iter().take(MOST).collect();
    let mut here: Vec<AnyId> = seen.iter().copied().collect();
    for _ in 0..=STEPS {
        for cdn in here.iter().filter_map(|object| own_cdn(plan, *object)) {
            *counts.entry(cdn).or_default() += 1;
        }
        if !counts.is_empty() || here.is_empty() || MOST < seen.len() {
            break;
        }
        let users = here.iter().flat_map(|object| plan.users(*object));
        here = users.take(MOST).filter(|user| seen.insert(*user)).collect();
    }
    let most = counts.into_iter().max_by_key(|(cdn, count)| (*count, std::cmp::Reverse(*cdn)));
    most.and_then(|(cdn, _)| plan.get(Id::<Cdn>::new(cdn))).map(|cdn| cdn.name.clone())
}

/// The CDN that an object is, or that it names itself, or the delivery service that it belongs to.
fn own_cdn(plan: &Plan, object: AnyId) -> Option<u64> {
    if object.kind == Kind::Cdn {
        return Some(object.number);
    }
    let named = |wanted: Kind| {
        let entity = plan.object(object)?;
        (0..object.kind.fields().len()).find_map(|at| match entity.value_at(at) {
            Value::Link(link) if link.kind == wanted => link.id(),
            _ => None,
        })
    };
    named(Kind::Cdn).map(|cdn| cdn.number).or_else(|| {
        let service = named(Kind::DeliveryService).filter(|service| *service != object)?;
        own_cdn(plan, service)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::add_sample;

    #[test]
    fn what_is_selected_leads_to_its_cdn() {
        let plan = Plan::default();
        let plan = plan.applying(&add_sample(&plan).unwrap()).unwrap();
        for (_, cdn) in plan.real_cdns() {
            let of = |object: AnyId| cdn_of(&plan, &Selection::one(object));
            for (id, server) in plan.servers() {
                let own = plan.follow_opt(server.cdn.as_ref()).map(|cdn| cdn.name.clone());
                assert_eq!(of(AnyId { kind: Kind::Server, number: id.number() }), own);
            }
            let id = plan.find::<Cdn>(&cdn.name).unwrap();
            assert_eq!(of(AnyId { kind: Kind::Cdn, number: id.number() }).as_ref(), Some(&cdn.name));
        }
        for kind in [Kind::CacheGroup, Kind::PhysLocation, Kind::Division, Kind::DeliveryService] {
            let found = plan.ids(kind).into_iter().filter_map(|id| cdn_of(&plan, &Selection::one(id))).count();
            assert!(0 < found, "{}", kind.key());
        }
        assert_eq!(cdn_of(&plan, &Selection::default()), None);
    }
}

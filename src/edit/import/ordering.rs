//! What stands in an order of its own within what it belongs to, like the networks of a zone: a row that does not say its
//! place stands where the input has it. Rows whose objects stand in that order already keep their places, so that the same
//! input twice is nothing to change and one network that comes moves no other.

use std::collections::HashSet;

use super::incoming::{IncomingObject, IncomingObjects};
use super::matching::Matches;
use super::planned::base;
use crate::edit::places::places_between;
use crate::model::{CoverageZone, CoverageZoneNetwork, Id, Kind, ListChange, Plan, Value};
use crate::sorting::OrderedMap;

/// The key of the field that says the place.
const ORDER: &str = CoverageZone::ORDER;

/// Gives a place to every row that needs another than its object has.
pub(super) fn settle(rows: &mut IncomingObjects, plan: &Plan, matches: &Matches) {
    let mut lists: OrderedMap<(Kind, &[String]), Vec<usize>> = OrderedMap::new();
    let is_placed = |row: &IncomingObject| row.fields.iter().any(|(key, _)| *key == ORDER);
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.kind.is_ordered() && !is_placed(row)) {
        let identity = base(row.kind, &row.identity);
        // All but the name says to which list it belongs.
        let list = identity.split_last().map_or(identity, |(_, list)| list);
        lists.entry((row.kind, list)).or_default().push(at);
    }
    let mut placed: Vec<(usize, f64)> = Vec::new();
    for list in lists.into_values() {
        let parts: Vec<Option<OrderedObject>> =
            list.iter().map(|at| there(rows.get(*at)?, *matches.numbers.get(*at)?, plan)).collect();
        placed.extend(list.into_iter().zip(places(&parts)).filter_map(|(at, place)| Some((at, place?))));
    }
    for (at, place) in placed {
        if let Some(row) = rows.get_mut(at) {
            row.fields.push((ORDER, Value::Float(place)));
        }
    }
}

/// Where an object of the plan stands.
#[derive(Clone, Copy, Debug)]
struct OrderedObject {
    number: u64,
    place: f64,
}

fn there(row: &IncomingObject, number: Option<u64>, plan: &Plan) -> Option<OrderedObject> {
    let number = number?;
    let place = match row.kind {
        Kind::CoverageZone => plan.get::<CoverageZone>(Id::new(number))?.order,
        Kind::CoverageZoneNetwork => plan.get::<CoverageZoneNetwork>(Id::new(number))?.order,
        _ => return None,
    };
    Some(OrderedObject { number, place })
}

/// The places of a list whose parts stand elsewhere so far, or nowhere; none: where it stands is right.
fn places(parts: &[Option<OrderedObject>]) -> Vec<Option<f64>> {
    let mut before: Vec<OrderedObject> = parts.iter().flatten().copied().collect();
    let wanted: Vec<u64> = before.iter().map(|part| part.number).collect();
    before.sort_by(|one, other| one.place.total_cmp(&other.place).then(one.number.cmp(&other.number)));
    let before: Vec<u64> = before.iter().map(|part| part.number).collect();
    let change = ListChange::between(&before, &wanted);
    let kept: HashSet<u64> = change.kept.iter().filter_map(|(_, at)| wanted.get(*at).copied()).collect();
    let stays = |part: &Option<OrderedObject>| part.filter(|part| kept.contains(&part.number)).map(|part| part.place);
    let fixed: Vec<Option<f64>> = parts.iter().map(stays).collect();
    between(&fixed).unwrap_or_else(|| one_by_one(parts.len()))
}

/// Places for the gaps between those that are fixed; none when a gap is too narrow.
fn between(fixed: &[Option<f64>]) -> Option<Vec<Option<f64>>> {
    let mut all = Vec::with_capacity(fixed.len());
    let mut before = None;
    let mut rest = fixed;
    while let Some(first) = rest.first() {
        if first.is_some() {
            before = *first;
            all.push(None);
            rest = rest.get(1..).unwrap_or_default();
            continue;
        }
        let gap = rest.iter().take_while(|place| place.is_none()).count();
        let after = rest.get(gap).copied().flatten();
        all.extend(places_between(before, after, gap)?.into_iter().map(Some));
        rest = rest.get(gap..).unwrap_or_default();
    }
    Some(all)
}

/// Places from 1 on, for a list that has no room left.
fn one_by_one(count: usize) -> Vec<Option<f64>> {
    (1..=count).map(|place| Some(place as f64)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(list: &[(u64, f64)]) -> Vec<Option<OrderedObject>> {
        // 0 is one that the plan does not have.
        list.iter()
            .map(|(number, place)| (*number != 0).then_some(OrderedObject { number: *number, place: *place }))
            .collect()
    }

    #[test]
    fn what_stands_right_stays() {
        let new = (0, 0.0);
        for (list, expected) in [
            (vec![], vec![]),
            (vec![new, new], vec![Some(1.0), Some(2.0)]),
            (vec![(1, 1.0), (2, 2.0)], vec![None, None]),
            // Equal places are told apart by age.
            (vec![(1, 0.0), (2, 0.0), (3, 0.0)], vec![None, None, None]),
            (vec![(1, 1.0), new, (2, 2.0)], vec![None, Some(1.5), None]),
            (vec![new, (1, 1.0), new], vec![Some(0.0), None, Some(2.0)]),
            // The last one moves to the front, and nothing else moves.
            (vec![(3, 3.0), (1, 1.0), (2, 2.0)], vec![Some(0.0), None, None]),
            // No room between: all are counted anew.
            (vec![(1, 1.0), new, (2, 1.0)], vec![Some(1.0), Some(2.0), Some(3.0)]),
            (vec![(1, f64::MAX), new], vec![Some(1.0), Some(2.0)]),
        ] {
            assert_eq!(places(&parts(&list)), expected, "{list:?}");
        }
    }
}

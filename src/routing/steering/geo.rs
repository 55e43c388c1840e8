//! The order that a client's place gives to the targets that it may choose among (`SteeringGeolocationComparator`).

use std::cmp::Ordering;

use super::super::distance::{compare, great_circle_km};
use super::SteeringTarget;
use crate::snapshot::reading::RouterPosition;
use crate::sorting::sort_by_key;

/// A target with the place of the cache that was chosen for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SteeredTarget<'a> {
    /// The target.
    pub target: &'a SteeringTarget,
    /// Where its cache is.
    pub cache: RouterPosition,
}

/// Sorts targets by the way from the client over the cache to the origin, then by their order. Nothing is done where no
/// target has an origin, or where the client is unknown.
pub fn geo_sort<'a, T>(
    targets: &mut Vec<T>,
    client: Option<RouterPosition>,
    steered: impl Fn(&T) -> SteeredTarget<'a>,
) {
    let Some(client) = client else { return };
    if targets.iter().all(|target| steered(target).target.origin().is_none()) {
        return;
    }
    insert_in_order(targets, |one, other| farther(&steered(one), &steered(other), client));
    sort_by_key(targets, |target| steered(target).target.order);
}

fn farther(one: &SteeredTarget<'_>, other: &SteeredTarget<'_>, client: RouterPosition) -> Ordering {
    let (origin, other_origin) = match (one.target.origin(), other.target.origin()) {
        (Some(_), None) => return Ordering::Less,
        (None, Some(_)) => return Ordering::Greater,
        (None, None) => return Ordering::Equal,
        (Some(origin), Some(other)) => (origin, other),
    };
    if one.cache == other.cache && origin == other_origin {
        return one.target.geo_order.cmp(&other.target.geo_order);
    }
    let to_cache = great_circle_km(client, one.cache);
    let to_other_cache = great_circle_km(client, other.cache);
    let whole = to_cache + great_circle_km(one.cache, origin);
    let other_whole = to_other_cache + great_circle_km(other.cache, other_origin);
    #[expect(clippy::float_cmp, reason = "Traffic Router compares the very doubles")]
    if whole != other_whole {
        return compare(whole, other_whole);
    }
    compare(to_cache, to_other_cache)
}

/// Java's sort of so few things: a run that is in order, or wholly out of it, is taken as it is (turned round), and every
/// further thing is put behind the last that is not greater. The comparison is no order where ways are equally long, so
/// that it matters which things are compared.
fn insert_in_order<T>(things: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let run = run(things, &compare);
    let rest = things.split_off(run);
    for thing in rest {
        let (mut low, mut high) = (0, things.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            let before = things.get(middle).is_some_and(|other| compare(&thing, other) == Ordering::Less);
            if before { high = middle } else { low = middle + 1 }
        }
        things.insert(low, thing);
    }
}

/// `TimSort.countRunAndMakeAscending`
fn run<T>(things: &mut [T], compare: &impl Fn(&T, &T) -> Ordering) -> usize {
    let less = |things: &[T], at: usize| match (things.get(at), at.checked_sub(1).and_then(|at| things.get(at))) {
        (Some(thing), Some(before)) => Some(compare(thing, before) == Ordering::Less),
        _ => None,
    };
    let Some(falls) = less(things, 1) else { return things.len() };
    let mut end = 2;
    while less(things, end) == Some(falls) {
        end += 1;
    }
    if falls && let Some(run) = things.get_mut(..end) {
        run.reverse();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(id: &str, place: [f64; 2], order: i32, geo_order: i32) -> SteeringTarget {
        let [latitude, longitude] = place;
        SteeringTarget { delivery_service: id.to_owned(), weight: 0, order, geo_order, latitude, longitude }
    }

    fn sorted(targets: &[(SteeringTarget, [f64; 2])], client: Option<[f64; 2]>) -> String {
        let position = |[latitude, longitude]: [f64; 2]| RouterPosition { latitude, longitude };
        let mut order: Vec<usize> = (0..targets.len()).collect();
        geo_sort(&mut order, client.map(position), |index| SteeredTarget {
            target: &targets[*index].0,
            cache: position(targets[*index].1),
        });
        order.iter().map(|index| targets[*index].0.delivery_service.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_whole_way_counts_then_the_geo_order_then_the_order() {
        let here = [10.0, 10.0];
        let far = target("far", [50.0, 50.0], 0, 0);
        let near = target("near", [11.0, 11.0], 0, 2);
        let same = target("same", [11.0, 11.0], 0, 1);
        let none = target("none", [0.0, 11.0], 0, 0);
        let all = [(none, here), (far, here), (near, here), (same, here)];
        assert_eq!(sorted(&all, Some([9.0, 9.0])), "same near far none");
        assert_eq!(sorted(&all, None), "none far near same");
        let mut ordered = all.clone();
        ordered[2].0.order = 1;
        ordered[1].0.order = -1;
        assert_eq!(sorted(&ordered, Some([9.0, 9.0])), "far same none near");
        let nowhere = [(target("b", [0.0, 5.0], 2, 0), here), (target("a", [0.0, 5.0], 1, 0), here)];
        assert_eq!(sorted(&nowhere, Some([9.0, 9.0])), "b a");
    }
}

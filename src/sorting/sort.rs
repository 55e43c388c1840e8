//! Sorting what is short or seldom sorted. The standard library's sort is made anew for every type and every comparison, a
//! dozen functions each; here it stands once, for numbers, and what they stand for is compared through a pointer. What a
//! frame, a snapshot or an import waits for sorts by itself. It knows neither plans nor what is sorted.

use std::cmp::Ordering;

/// Sorts; equals stay in their order.
pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// Sorts by a key; equals stay in their order.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |one, other| key(one).cmp(&key(other)));
}

/// Sorts by a comparison; equals stay in their order.
pub fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    if items.len() < 2 {
        return;
    }
    let there = &*items;
    let order = order(there.len(), &|one, other| compare(&there[one], &there[other]));
    arrange(items, order);
}

/// Sorts by a key that is made once of each; equals stay in their order.
pub fn sort_by_cached_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    let keys: Vec<K> = items.iter().map(key).collect();
    arrange(items, order(keys.len(), &|one, other| keys[one].cmp(&keys[other])));
}

/// Gathers what is sorted while it is gathered, like a map: through a list, because a map has its sort anew for every way in
/// which its entries come.
pub fn gather<E, C: FromIterator<E>>(entries: impl Iterator<Item = E>) -> C {
    let list: Vec<E> = entries.collect();
    C::from_iter(list)
}

/// Puts items into an order, which says what is to stand at each place: every place of the items, each once.
pub fn arrange<T>(items: &mut [T], order: Vec<usize>) {
    for (at, from) in exchanges(order) {
        items.swap(at, from);
    }
}

/// In which order things ascend that are numbered and compared by their numbers.
pub(super) fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..count).collect();
    numbers.sort_by(|one, other| compare(*one, *other));
    numbers
}

/// Which places exchange what they hold, one exchange after the other, until an order is reached.
fn exchanges(mut order: Vec<usize>) -> Vec<(usize, usize)> {
    let mut exchanges = Vec::new();
    for start in 0..order.len() {
        let mut at = start;
        loop {
            // A place that has what it is to have names itself.
            let from = std::mem::replace(&mut order[at], at);
            if from == start {
                break;
            }
            exchanges.push((at, from));
            at = from;
        }
    }
    exchanges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_sorts_as_the_standard_library_does() {
        for (count, modulus) in [(0, 1), (1, 1), (2, 2), (7, 3), (100, 100), (1000, 37), (5000, 4999)] {
            let items: Vec<(usize, usize)> = (0..count).map(|at| (at * 7919 % modulus, at)).collect();
            let (mut own, mut expected) = (items.clone(), items);
            sort_by_key(&mut own, |item| item.0);
            expected.sort_by_key(|item| item.0);
            assert_eq!(own, expected);
            sort_by(&mut own, |one, other| other.cmp(one));
            expected.sort_by(|one, other| other.cmp(one));
            assert_eq!(own, expected);
            sort(&mut own);
            expected.sort_unstable();
            assert_eq!(own, expected);
            sort_by_cached_key(&mut own, |item| item.0 % 5);
            expected.sort_by_cached_key(|item| item.0 % 5);
            assert_eq!(own, expected);
        }
    }

    #[test]
    fn every_order_of_a_few_is_reached() {
        let mut orders = vec![Vec::new()];
        for place in 0..5 {
            let longer = |order: &Vec<usize>| -> Vec<Vec<usize>> {
                let at_each = (0..=order.len()).map(|at| {
                    let mut order = order.clone();
                    order.insert(at, place);
                    order
                });
                at_each.collect()
            };
            orders = orders.iter().flat_map(longer).collect();
        }
        assert_eq!(orders.len(), 120);
        for order in orders {
            let mut items = ["a", "b", "c", "d", "e"];
            let expected: Vec<&str> = order.iter().map(|at| items[*at]).collect();
            arrange(&mut items, order);
            assert_eq!(items.as_slice(), expected);
        }
    }
}

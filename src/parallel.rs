//! The same work for many things, on all cores. What rayon does is made anew for every closure and every type that it
//! carries, some thousand lines each; what is done per kind would have them some thirty times. Here they stand once, and
//! what differs is called through a pointer. It knows neither plans nor what is done.

use std::cmp::Ordering;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

/// So many things are done in one go where each is little work: a core has something to do, and none waits long.
const SHORT: usize = 256;

/// Makes one thing of each, in their order. Each is much work: see [`map_short`] else.
pub fn map<I: Sync, R: Send>(items: &[I], make: impl Fn(&I) -> R + Sync) -> Vec<R> {
    let slots: Vec<Mutex<Option<R>>> = items.iter().map(|_| Mutex::new(None)).collect();
    each(items.len(), &|at| {
        if let (Some(item), Some(slot)) = (items.get(at), slots.get(at)) {
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(make(item));
        }
    });
    slots.into_iter().filter_map(|slot| slot.into_inner().unwrap_or_else(PoisonError::into_inner)).collect()
}

/// Makes one thing of each, in their order; each is little work.
pub fn map_short<I: Sync, R: Send>(items: &[I], make: impl Fn(&I) -> R + Sync) -> Vec<R> {
    let chunks: Vec<&[I]> = items.chunks(SHORT).collect();
    let mut made = Vec::with_capacity(items.len());
    for chunk in map(&chunks, |chunk| chunk.iter().map(&make).collect::<Vec<R>>()) {
        made.extend(chunk);
    }
    made
}

/// The numbers below `count` in the order of what they stand for; equals stay in the order of their numbers.
pub fn sorted(count: usize, compare: &(dyn Fn(usize, usize) -> Ordering + Sync)) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..count).collect();
    numbers.par_sort_unstable_by(|a, b| compare(*a, *b).then(a.cmp(b)));
    numbers
}

/// Does the same for every number below `count`, in any order.
fn each(count: usize, act: &(dyn Fn(usize) + Sync)) {
    (0..count).into_par_iter().for_each(act);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_stands_in_the_order_of_what_it_is_made_of() {
        for count in [0, 1, SHORT - 1, SHORT, SHORT + 1, 10 * SHORT + 7] {
            let items: Vec<usize> = (0..count).collect();
            let doubled: Vec<usize> = items.iter().map(|item| item * 2).collect();
            assert_eq!(map(&items, |item| item * 2), doubled);
            assert_eq!(map_short(&items, |item| item * 2), doubled);
        }
    }

    #[test]
    fn equals_stay_in_their_order() {
        for count in [0, 1, 5000, 50_000] {
            let numbers = sorted(count, &|a, b| (a % 7).cmp(&(b % 7)));
            let mut expected: Vec<usize> = (0..count).collect();
            expected.sort_by_key(|number| number % 7);
            assert_eq!(numbers, expected);
        }
    }

    #[test]
    #[should_panic(expected = "what went wrong")]
    fn a_panic_is_that_of_the_caller() {
        map(&[1, 2, 3], |item| assert!(*item != 2, "what went wrong"));
    }
}

//! The same work for many things, on all cores. What rayon does is made anew for every closure and every type that it
//! carries, some thousand lines each; what is done per kind would have them some thirty times. Here they stand once, and
//! what differs is called through a pointer. It knows neither plans nor what is done.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

/// So many things are done in one go where each is little work: a core has something to do, and none waits long.
const SHORT: usize = 256;

/// Makes one thing of each, in their order. Each is much work: see [`map_short`] else.
pub fn map<I: Sync, R: Send>(items: &[I], make: impl Fn(&I) -> R + Sync) -> Vec<R> {
    map_numbers(items.len(), &|at| items.get(at).map(&make))
}

/// Makes one thing of each, in their order; each is little work.
pub fn map_short<I: Sync, R: Send>(items: &[I], make: impl Fn(&I) -> R + Sync) -> Vec<R> {
    map_spans(items.len(), &|span, made| {
        for item in items.get(span).unwrap_or_default() {
            made.push(make(item));
        }
    })
}

/// The numbers below `count` in the order of what they stand for; equals stay in the order of their numbers.
pub fn sorted(count: usize, compare: &(dyn Fn(usize, usize) -> Ordering + Sync)) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..count).collect();
    numbers.par_sort_unstable_by(|a, b| compare(*a, *b).then(a.cmp(b)));
    numbers
}

/// Drops what is large on another thread, so that neither a frame nor a command waits for it.
pub fn drop_elsewhere<T: Send + 'static>(value: T) {
    rayon::spawn(move || drop(value));
}

/// Makes one thing of every number below `count`, in their order.
fn map_numbers<R: Send>(count: usize, make: &(dyn Fn(usize) -> Option<R> + Sync)) -> Vec<R> {
    let mut slots: Vec<Mutex<Option<R>>> = Vec::new();
    slots.resize_with(count, Mutex::default);
    each(count, &|at| {
        if let Some(slot) = slots.get(at) {
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = make(at);
        }
    });
    let mut made = Vec::with_capacity(count);
    for slot in slots {
        made.extend(slot.into_inner().unwrap_or_else(PoisonError::into_inner));
    }
    made
}

/// Makes things of spans of the numbers below `count`, and puts them together in their order.
fn map_spans<R: Send>(count: usize, make: &(dyn Fn(Range<usize>, &mut Vec<R>) + Sync)) -> Vec<R> {
    let parts = map_numbers(count.div_ceil(SHORT), &|part| {
        let span = part * SHORT..count.min((part + 1) * SHORT);
        let mut made = Vec::with_capacity(span.len());
        make(span, &mut made);
        Some(made)
    });
    let mut made = Vec::with_capacity(count);
    for part in parts {
        made.extend(part);
    }
    made
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

//! The same work for many things, on all cores. What rayon does is made anew for every closure and every type that it
//! carries, some thousand lines each; what is done per kind would have them some thirty times. Here they stand once, and
//! what differs is called through a pointer. It knows neither plans nor what is done.

use std::any::Any;
use std::cmp::Ordering;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering as Memory};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::sorting::arrange;

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

/// Makes one thing of each, in their order, until one is none: then there is none at all, and no other is begun.
pub fn try_map<I: Sync, R: Send>(items: &[I], make: impl Fn(&I) -> Option<R> + Sync) -> Option<Vec<R>> {
    let has_ended = AtomicBool::new(false);
    let made = map_numbers(items.len(), &|at| {
        let item = items.get(at).filter(|_| !has_ended.load(Memory::Relaxed))?;
        let made = make(item);
        if made.is_none() {
            has_ended.store(true, Memory::Relaxed);
        }
        made
    });
    (!has_ended.into_inner()).then_some(made)
}

/// Makes one thing of each, and takes them in their order while others are still made: they are begun in it, too, so that few
/// of them wait for their turn.
pub fn in_turn<I: Sync, R: Send>(items: &[I], make: impl Fn(&I) -> R + Sync, take: impl FnMut(R) + Send) {
    let begun = AtomicUsize::new(0);
    let turns = Mutex::new(Turns { next: 0, waiting: Vec::new(), take });
    each(rayon::current_num_threads(), &|_| {
        while let Some((at, item)) = Some(begun.fetch_add(1, Memory::Relaxed)).and_then(|at| Some((at, items.get(at)?)))
        {
            let made = make(item);
            turns.lock().unwrap_or_else(PoisonError::into_inner).put(at, made);
        }
    });
}

/// What was made before its turn, and what takes it.
struct Turns<R, F> {
    next: usize,
    waiting: Vec<(usize, R)>,
    take: F,
}

impl<R, F: FnMut(R)> Turns<R, F> {
    fn put(&mut self, at: usize, made: R) {
        self.waiting.push((at, made));
        while let Some(place) = self.waiting.iter().position(|(at, _)| *at == self.next) {
            (self.take)(self.waiting.swap_remove(place).1);
            self.next += 1;
        }
    }
}

/// Does the same with each, in any order.
pub fn each_mut<I: Send>(items: &mut [I], act: impl Fn(&mut I) + Sync) {
    let slots: Vec<Mutex<&mut I>> = items.iter_mut().map(Mutex::new).collect();
    each(slots.len(), &|at| {
        if let Some(slot) = slots.get(at) {
            act(&mut slot.lock().unwrap_or_else(PoisonError::into_inner));
        }
    });
}

/// Has the calling thread be one of those that work on so many cores, instead of waiting for them: for a program that has
/// nothing else to do.
pub fn take_part(cores: usize) {
    // At least one other works, too, so that it may wait for what a third has them do. Where they have begun without it,
    // they go on so.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(cores.max(2)).use_current_thread().build_global();
}

/// Does two things at once.
///
/// # Panics
/// When one of them does.
pub fn join<A: Send, B: Send>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B + Send) -> (A, B) {
    let (mut one, mut other) = (Some(one), Some(other));
    let (mut first, mut second) = (None, None);
    join_any(&mut || first = one.take().map(|one| one()), &mut || second = other.take().map(|other| other()));
    (first.expect("both are done when `join` is"), second.expect("both are done when `join` is"))
}

/// Sorts; equals stay in their order.
pub fn sort_by<T: Sync>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering + Sync) {
    let there = &*items;
    let order = sorted(there.len(), &|one, other| compare(&there[one], &there[other]));
    arrange(items, order);
}

/// Sorts texts, of which a plan has hundreds of thousands.
pub fn sort_texts(texts: &mut [String]) {
    texts.par_sort_unstable();
}

/// Sorts numbers, of which an import has a million.
pub fn sort_numbers(numbers: &mut [u64]) {
    numbers.par_sort_unstable();
}

/// The numbers below `count` in the order of what they stand for; equals stay in the order of their numbers.
pub fn sorted(count: usize, compare: &(dyn Fn(usize, usize) -> Ordering + Sync)) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..count).collect();
    numbers.par_sort_unstable_by(|a, b| compare(*a, *b).then(a.cmp(b)));
    numbers
}

/// Drops what is large on another thread, so that neither a frame nor a command waits for it.
pub fn drop_elsewhere<T: Send + 'static>(value: T) {
    if ENDS_SOON.load(Memory::Relaxed) {
        return std::mem::forget(value);
    }
    drop_any(Box::new(value));
}

/// Whether what would be dropped elsewhere is left to the end of the process.
static ENDS_SOON: AtomicBool = AtomicBool::new(false);

/// Has what would be dropped elsewhere left as it is: a command that makes few such things ends before they are given back, and
/// the cores have better things to do.
pub fn leave_all() {
    ENDS_SOON.store(true, Memory::Relaxed);
}

fn drop_any(value: Box<dyn Any + Send>) {
    rayon::spawn(move || drop(value));
}

fn join_any(one: &mut (dyn FnMut() + Send), other: &mut (dyn FnMut() + Send)) {
    rayon::join(one, other);
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
    // One at a time: whoever is done early takes the next, and not half of what another has begun.
    (0..count).into_par_iter().with_max_len(1).for_each(act);
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
    fn what_is_made_is_taken_in_turn_and_little_of_it_waits() {
        for count in [0, 1, 2, 500] {
            let items: Vec<usize> = (0..count).collect();
            let (held, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
            let mut taken = Vec::new();
            let make = |item: &usize| {
                most.fetch_max(held.fetch_add(1, Memory::SeqCst) + 1, Memory::SeqCst);
                item * 2
            };
            in_turn(&items, make, |made| {
                held.fetch_sub(1, Memory::SeqCst);
                taken.push(made);
            });
            assert_eq!(taken, items.iter().map(|item| item * 2).collect::<Vec<_>>());
            assert_eq!(held.into_inner(), 0);
            // One that is interrupted has others wait for it, but not half of them.
            assert!(count < 500 || most.into_inner() < count / 2);
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
    fn sorting_of_what_stands_there() {
        for count in [0, 1, 5000, 50_000] {
            let mut items: Vec<(usize, usize)> = (0..count).map(|number| (number * 7919 % 1000, number)).collect();
            let mut expected = items.clone();
            expected.sort_by_key(|item| item.0);
            sort_by(&mut items, |one, other| one.0.cmp(&other.0));
            assert_eq!(items, expected);
        }
    }

    #[test]
    fn where_one_is_none_there_is_none() {
        let items: Vec<usize> = (0..10_000).collect();
        assert_eq!(try_map(&items, |item| Some(item + 1)), Some((1..=10_000).collect()));
        assert_eq!(try_map(&items, |item| (*item != 7777).then_some(*item)), None);
        assert_eq!(try_map(&[0_usize; 0], |_| None::<usize>), Some(Vec::new()));
        let begun = AtomicUsize::new(0);
        let made = try_map(&items, |_| {
            begun.fetch_add(1, Memory::Relaxed);
            None::<usize>
        });
        assert!(made.is_none() && begun.into_inner() <= rayon::current_num_threads());
    }

    #[test]
    fn each_is_changed_where_it_stands() {
        let mut items: Vec<usize> = (0..10_000).collect();
        each_mut(&mut items, |item| *item += 1);
        assert_eq!(items, (1..=10_000).collect::<Vec<usize>>());
    }

    #[test]
    fn two_things_at_once_give_what_each_gives() {
        let text = String::from("both");
        assert_eq!(join(|| text.len(), || text.to_uppercase()), (4, "BOTH".to_owned()));
        let moved = text.clone();
        assert_eq!(join(move || moved, || ()).0, text);
    }

    #[test]
    #[should_panic(expected = "what went wrong")]
    fn a_panic_of_one_of_two_is_that_of_the_caller() {
        join(|| 1, || assert!(text_is_empty("not"), "what went wrong"));
    }

    fn text_is_empty(text: &str) -> bool {
        text.is_empty()
    }

    #[test]
    #[should_panic(expected = "what went wrong")]
    fn a_panic_is_that_of_the_caller() {
        map(&[1, 2, 3], |item| assert!(*item != 2, "what went wrong"));
    }
}

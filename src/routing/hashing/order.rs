//! Things in the order of how near they are to a text's point.

use super::Ring;
use crate::sorting::OrderedMap;

/// All of them (`ConsistentHasher.sortHashables`). Those that are as near as one before them come right after it, as
/// Traffic Router then counts up to the next double that is free.
pub(in crate::routing) fn in_order<'r, T>(things: impl Iterator<Item = (T, &'r Ring)>, hash: f64) -> Vec<T> {
    // The bits of doubles that are not negative are in their order.
    let mut sorted: OrderedMap<u64, T> = OrderedMap::new();
    for (thing, ring) in things {
        let mut key = (hash - ring.closest(hash)).abs().to_bits();
        while sorted.contains_key(&key) {
            key += 1;
        }
        sorted.insert(key, thing);
    }
    sorted.into_values().collect()
}

/// The first of them.
pub(in crate::routing) fn first<'r, T>(things: impl Iterator<Item = (T, &'r Ring)>, hash: f64) -> Option<T> {
    let mut best: Option<(f64, T)> = None;
    for (thing, ring) in things {
        let distance = (hash - ring.closest(hash)).abs();
        if best.as_ref().is_none_or(|(nearest, _)| distance < *nearest) {
            best = Some((distance, thing));
        }
    }
    best.map(|(_, thing)| thing)
}

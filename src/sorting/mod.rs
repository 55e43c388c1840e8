//! Order: sorting what is short or seldom sorted, and maps and sets that are gone through in order. The standard library makes
//! these anew for every type; here their machinery stands once. It knows neither plans nor what is ordered.

mod map;
mod order;
mod set;
mod sort;

#[cfg(test)]
mod map_tests;

pub use map::{OrderedEntries, OrderedEntry, OrderedKeys, OrderedMap, OrderedValues};
pub use set::{OrderedMembers, OrderedSet};
pub use sort::{arrange, gather, sort, sort_by, sort_by_cached_key, sort_by_key};

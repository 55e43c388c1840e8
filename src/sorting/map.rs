//! A map whose entries come in the order of their keys. The standard library's is a tree that is made anew for every type, some
//! hundred functions each; here the entries lie in a list, and the order, which stands once for all types, says which
//! comes when. It does not know what keys and values are.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::ops::{Bound, Index, RangeBounds};

use super::order::{FIRST, OrderPosition, PlaceOrder, PlacesInOrder, RemovedPlace, ascending, behind};
use super::sort::arrange;

/// A map that is gone through in the order of its keys.
#[derive(Clone)]
pub struct OrderedMap<K, V> {
    entries: Vec<(K, V)>,
    order: PlaceOrder,
}

impl<K, V> OrderedMap<K, V> {
    /// A map of nothing.
    pub const fn new() -> Self {
        Self { entries: Vec::new(), order: PlaceOrder::NONE }
    }

    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        *self = Self::new();
    }

    /// All entries in the order of their keys.
    pub fn iter(&self) -> OrderedEntries<'_, K, V> {
        OrderedEntries { entries: &self.entries, places: self.order.all(self.entries.len()) }
    }

    /// The keys in order.
    pub fn keys(&self) -> OrderedKeys<'_, K, V> {
        OrderedKeys(self.iter())
    }

    /// The values in the order of their keys.
    pub fn values(&self) -> OrderedValues<'_, K, V> {
        OrderedValues(self.iter())
    }

    /// The values to be changed, in the order of their keys.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.settle();
        self.entries.iter_mut().map(|(_, value)| value)
    }

    /// All entries in order, the values to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&K, &mut V)> {
        self.settle();
        self.entries.iter_mut().map(|(key, value)| (&*key, value))
    }

    /// The keys in order, without the map.
    pub fn into_keys(self) -> impl Iterator<Item = K> {
        self.into_iter().map(|(key, _)| key)
    }

    /// The values in the order of their keys, without the map.
    pub fn into_values(self) -> impl Iterator<Item = V> {
        self.into_iter().map(|(_, value)| value)
    }

    /// The entry with the least key.
    pub fn first_key_value(&self) -> Option<(&K, &V)> {
        self.iter().next()
    }

    /// The entry with the greatest key.
    pub fn last_key_value(&self) -> Option<(&K, &V)> {
        self.iter().next_back()
    }

    /// Keeps those entries of which it is said.
    pub fn retain(&mut self, mut stays: impl FnMut(&K, &mut V) -> bool) {
        self.settle();
        self.entries.retain_mut(|(key, value)| stays(key, value));
    }

    /// Lets the entries lie as they are ordered.
    fn settle(&mut self) {
        if let Some(order) = self.order.take() {
            arrange(&mut self.entries, order);
        }
    }

    fn entry_at(&self, position: OrderPosition) -> &(K, V) {
        &self.entries[self.order.place(position)]
    }

    fn value_at(&mut self, position: OrderPosition) -> &mut V {
        let place = self.order.place(position);
        &mut self.entries[place].1
    }

    fn put(&mut self, position: OrderPosition, key: K, value: V) -> &mut V {
        let place = self.order.insert(self.entries.len(), position);
        self.entries.insert(place, (key, value));
        &mut self.entries[place].1
    }
}

impl<K: Ord, V> OrderedMap<K, V> {
    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Result<OrderPosition, OrderPosition>
    where
        K: Borrow<Q>,
    {
        self.order.find(self.entries.len(), &|place| self.entries[place].0.borrow().cmp(key))
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.find(key).ok().map(|found| &self.entry_at(found).1)
    }

    /// The entry of a key.
    pub fn get_key_value<Q: Ord + ?Sized>(&self, key: &Q) -> Option<(&K, &V)>
    where
        K: Borrow<Q>,
    {
        let (key, value) = self.entry_at(self.find(key).ok()?);
        Some((key, value))
    }

    /// The value of a key, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let found = self.find(key).ok()?;
        Some(self.value_at(found))
    }

    /// Whether it has a key.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.find(key).is_ok()
    }

    /// Gives a key a value; the one that it had comes back.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.find(&key) {
            Ok(found) => Some(std::mem::replace(self.value_at(found), value)),
            Err(position) => {
                self.put(position, key, value);
                None
            }
        }
    }

    /// Takes the value of a key away.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let found = self.find(key).ok()?;
        Some(self.remove_at(found).1)
    }

    /// Takes the entry with the least key away.
    pub fn pop_first(&mut self) -> Option<(K, V)> {
        (!self.is_empty()).then(|| self.remove_at(FIRST))
    }

    fn remove_at(&mut self, position: OrderPosition) -> (K, V) {
        let (entries, count) = (&self.entries, self.entries.len());
        let last = |place: usize| entries[place].0.cmp(&entries[count - 1].0);
        match self.order.remove(count, position, &last) {
            RemovedPlace::Moving(place) => self.entries.remove(place),
            RemovedPlace::Swapping(place) => self.entries.swap_remove(place),
        }
    }

    /// The place of a key, to be filled or changed.
    pub fn entry(&mut self, key: K) -> OrderedEntry<'_, K, V> {
        OrderedEntry { found: self.find(&key), map: self, key }
    }

    /// The entries whose keys lie within bounds, in order.
    pub fn range(&self, bounds: impl RangeBounds<K>) -> OrderedEntries<'_, K, V> {
        let count = self.entries.len();
        // Where those begin of which the keys are not less than one, or greater.
        let begin = |key: &K, is_beyond: bool| match self.find(key) {
            Ok(found) if is_beyond => behind(found),
            Ok(position) | Err(position) => position,
        };
        let from = match bounds.start_bound() {
            Bound::Unbounded => FIRST,
            Bound::Included(key) => begin(key, false),
            Bound::Excluded(key) => begin(key, true),
        };
        let to = match bounds.end_bound() {
            Bound::Unbounded => self.order.end(count),
            Bound::Included(key) => begin(key, true),
            Bound::Excluded(key) => begin(key, false),
        };
        OrderedEntries { entries: &self.entries, places: self.order.between(count, from, to) }
    }

    /// Takes all entries of another; what both have gets the values of the other.
    pub fn append(&mut self, other: &mut Self) {
        self.extend(std::mem::take(other));
    }

    /// A map of a list; of equal keys the last entry stays.
    pub(super) fn of(mut entries: Vec<(K, V)>) -> Self {
        let there = &entries;
        if let Some((order, count)) = ascending(there.len(), &|one, other| there[one].0.cmp(&there[other].0)) {
            arrange(&mut entries, order);
            entries.truncate(count);
        }
        Self { entries, order: PlaceOrder::NONE }
    }
}

/// The place of a key in a map.
pub struct OrderedEntry<'a, K, V> {
    map: &'a mut OrderedMap<K, V>,
    key: K,
    found: Result<OrderPosition, OrderPosition>,
}

impl<'a, K, V> OrderedEntry<'a, K, V> {
    /// The value; if there is none yet, this one.
    pub fn or_insert(self, value: V) -> &'a mut V {
        match self.found {
            Ok(found) => self.map.value_at(found),
            Err(position) => self.map.put(position, self.key, value),
        }
    }

    /// The value; if there is none yet, one that is made.
    pub fn or_insert_with(self, value: impl FnOnce() -> V) -> &'a mut V {
        match self.found {
            Ok(found) => self.map.value_at(found),
            Err(_) => self.or_insert(value()),
        }
    }

    /// The value; if there is none yet, what is usual.
    pub fn or_default(self) -> &'a mut V
    where
        V: Default,
    {
        self.or_insert_with(V::default)
    }

    /// Changes the value if there is one.
    #[must_use]
    pub fn and_modify(self, change: impl FnOnce(&mut V)) -> Self {
        if let Ok(found) = self.found {
            change(self.map.value_at(found));
        }
        self
    }
}

/// The entries of a map in the order of their keys.
pub struct OrderedEntries<'a, K, V> {
    entries: &'a [(K, V)],
    places: PlacesInOrder<'a>,
}

impl<K, V> Clone for OrderedEntries<'_, K, V> {
    fn clone(&self) -> Self {
        Self { entries: self.entries, places: self.places.clone() }
    }
}

impl<'a, K, V> Iterator for OrderedEntries<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        let (key, value) = &self.entries[self.places.next()?];
        Some((key, value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.places.left(), Some(self.places.left()))
    }
}

impl<K, V> DoubleEndedIterator for OrderedEntries<'_, K, V> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let (key, value) = &self.entries[self.places.next_back()?];
        Some((key, value))
    }
}

impl<K, V> ExactSizeIterator for OrderedEntries<'_, K, V> {}

/// The keys of a map in order.
pub struct OrderedKeys<'a, K, V>(pub(super) OrderedEntries<'a, K, V>);

impl<K, V> Clone for OrderedKeys<'_, K, V> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<'a, K, V> Iterator for OrderedKeys<'a, K, V> {
    type Item = &'a K;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.places.next().map(|place| &self.0.entries[place].0)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<K, V> DoubleEndedIterator for OrderedKeys<'_, K, V> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.0.places.next_back().map(|place| &self.0.entries[place].0)
    }
}

impl<K, V> ExactSizeIterator for OrderedKeys<'_, K, V> {}

/// The values of a map in the order of their keys.
pub struct OrderedValues<'a, K, V>(OrderedEntries<'a, K, V>);

impl<K, V> Clone for OrderedValues<'_, K, V> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<'a, K, V> Iterator for OrderedValues<'a, K, V> {
    type Item = &'a V;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.places.next().map(|place| &self.0.entries[place].1)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<K, V> DoubleEndedIterator for OrderedValues<'_, K, V> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.0.places.next_back().map(|place| &self.0.entries[place].1)
    }
}

impl<K, V> ExactSizeIterator for OrderedValues<'_, K, V> {}

impl<'a, K, V> IntoIterator for &'a OrderedMap<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = OrderedEntries<'a, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<K, V> IntoIterator for OrderedMap<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(mut self) -> Self::IntoIter {
        self.settle();
        self.entries.into_iter()
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for OrderedMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut list = Vec::new();
        // Not collected: that would be made anew for every way in which entries come.
        for entry in entries {
            list.push(entry);
        }
        Self::of(list)
    }
}

impl<K: Ord, V, const N: usize> From<[(K, V); N]> for OrderedMap<K, V> {
    fn from(entries: [(K, V); N]) -> Self {
        Self::of(Vec::from(entries))
    }
}

impl<K: Ord, V> Extend<(K, V)> for OrderedMap<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<K: Ord + Borrow<Q>, V, Q: Ord + ?Sized> Index<&Q> for OrderedMap<K, V> {
    type Output = V;

    fn index(&self, key: &Q) -> &V {
        self.get(key).expect("the map has the key")
    }
}

impl<K, V> Default for OrderedMap<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: PartialEq, V: PartialEq> PartialEq for OrderedMap<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && std::iter::zip(self, other).all(|(one, other)| one == other)
    }
}

impl<K: Eq, V: Eq> Eq for OrderedMap<K, V> {}

impl<K: Ord, V: Ord> PartialOrd for OrderedMap<K, V> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K: Ord, V: Ord> Ord for OrderedMap<K, V> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.iter().cmp(other.iter())
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for OrderedMap<K, V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(self).finish()
    }
}

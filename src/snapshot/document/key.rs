//! The name of a member: most stand in a document as often as it has objects, and are held once.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use crate::model::QuickMap;

/// The name of a member.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeKey(Arc<str>);

impl NodeKey {
    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for NodeKey {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for NodeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl PartialEq<str> for NodeKey {
    fn eq(&self, other: &str) -> bool {
        *self.0 == *other
    }
}

impl PartialEq<&str> for NodeKey {
    fn eq(&self, other: &&str) -> bool {
        *self.0 == **other
    }
}

impl From<&str> for NodeKey {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for NodeKey {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<NodeKey> for String {
    fn from(key: NodeKey) -> Self {
        key.0.as_ref().to_owned()
    }
}

/// So many names are held once; a document of more has objects with names of their own.
const MOST_NAMES: usize = 4_096;

/// The names that a document has had so far. Objects of a kind have the same names in the same order: after each the one that
/// followed it last is looked at first.
#[derive(Debug, Default)]
pub struct KeyPool<'a> {
    places: QuickMap<&'a str, usize>,
    names: Vec<PooledKey>,
    /// Where the last name lies.
    last: usize,
}

#[derive(Debug)]
struct PooledKey {
    key: NodeKey,
    /// Where the name lies that followed it last.
    next: usize,
}

impl<'a> KeyPool<'a> {
    /// The name that such a text is.
    pub fn key(&mut self, text: &'a str) -> NodeKey {
        let next = self.names.get(self.last).map_or(0, |last| last.next);
        if let Some(known) = self.names.get(next).filter(|known| known.key == *text) {
            self.last = next;
            return known.key.clone();
        }
        let place = match self.places.get(text) {
            Some(place) => *place,
            None if self.names.len() < MOST_NAMES => self.add(text, next),
            None => return NodeKey::from(text),
        };
        if let Some(last) = self.names.get_mut(self.last) {
            last.next = place;
        }
        self.last = place;
        self.names.get(place).map_or_else(|| NodeKey::from(text), |known| known.key.clone())
    }

    /// Takes a name up in whose place another stood: what followed that may follow it.
    fn add(&mut self, text: &'a str, instead: usize) -> usize {
        let place = self.names.len();
        let next = self.names.get(instead).map_or(0, |other| other.next);
        self.names.push(PooledKey { key: text.into(), next });
        self.places.insert(text, place);
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_held_once_and_the_pool_has_an_end() {
        let mut pool = KeyPool::default();
        let (first, again) = (pool.key("ip"), pool.key("ip"));
        assert!(Arc::ptr_eq(&first.0, &again.0));
        let names: Vec<String> = (0..2 * MOST_NAMES).map(|number| number.to_string()).collect();
        assert!(names.iter().all(|name| *pool.key(name) == **name));
        assert_eq!((pool.places.len(), pool.names.len()), (MOST_NAMES, MOST_NAMES));
        // What is known is still found, behind whatever comes.
        let known = pool.key("ip");
        assert!(Arc::ptr_eq(&first.0, &known.0) && *pool.key("beyond") == *"beyond" && pool.key("ip") == known);
    }

    #[test]
    fn names_are_the_same_in_whatever_order_they_come() {
        let text = "abcbadbcabcabcdabccbaa";
        let mut pool = KeyPool::default();
        let mut first: QuickMap<&str, NodeKey> = QuickMap::default();
        for at in 0..text.len() {
            let key = pool.key(&text[at..=at]);
            assert_eq!(*key, text[at..=at]);
            assert!(Arc::ptr_eq(&first.entry(&text[at..=at]).or_insert(key.clone()).0, &key.0));
        }
        assert_eq!(pool.names.len(), 4);
    }
}

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

/// The names that a document has had so far.
#[derive(Debug, Default)]
pub struct KeyPool<'a>(QuickMap<&'a str, NodeKey>);

impl<'a> KeyPool<'a> {
    /// The name that such a text is.
    pub fn key(&mut self, text: &'a str) -> NodeKey {
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let key = NodeKey::from(text);
        if self.0.len() < MOST_NAMES {
            self.0.insert(text, key.clone());
        }
        key
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
        assert_eq!(pool.0.len(), MOST_NAMES);
    }
}

//! A snapshot document as Traffic Router's JSON library holds it: a tree that keeps the order of members and the text
//! of numbers. It knows no JSON text and no meaning of members; `coercion` has the library's conversions.

mod coercion;
mod key;
mod place;

use smol_str::SmolStr;

pub use key::{KeyPool, NodeKey};
pub use place::DocumentPlace;

/// A document as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct SnapshotDocument {
    /// The snapshot itself.
    pub root: Node,
    /// JSON pointers of members that stood more than once; the last of them counts, at the place of the first.
    pub repeated: Vec<String>,
    /// Whether some of its bytes were no text and were replaced.
    pub replaced: bool,
}

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// `null`, which is not the same as nothing.
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number in the document's own characters, which follow JSON's grammar.
    Number(SmolStr),
    /// A text. Most are short, and take no memory of their own.
    Text(SmolStr),
    /// A list.
    Array(Vec<Self>),
    /// Members in the order of the document, each name once.
    Object(Vec<(NodeKey, Self)>),
}

/// What is asked where a member is missing.
pub(super) const NOTHING: &Node = &Node::Null;

impl Node {
    /// A member; none when there is none or this is no object.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.members().iter().find(|(name, _)| **name == *key).map(|(_, value)| value)
    }

    /// An element of a list; none when there is none or this is no list.
    pub fn item(&self, index: usize) -> Option<&Self> {
        match self {
            Self::Array(items) => items.get(index),
            _ => None,
        }
    }

    /// Whether there is such a member, be it null.
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The members; none when this is no object.
    pub fn members(&self) -> &[(NodeKey, Self)] {
        match self {
            Self::Object(members) => members,
            _ => &[],
        }
    }

    /// What a loop over this visits: the elements of a list, the values of an object.
    pub fn elements(&self) -> Box<dyn Iterator<Item = &Self> + '_> {
        match self {
            Self::Array(items) => Box::new(items.iter()),
            Self::Object(members) => Box::new(members.iter().map(|(_, value)| value)),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) => Box::new(std::iter::empty()),
        }
    }

    /// How many elements or members there are.
    pub fn size(&self) -> usize {
        match self {
            Self::Array(items) => items.len(),
            Self::Object(members) => members.len(),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) => 0,
        }
    }

    /// Whether this is a list.
    pub fn is_array(&self) -> bool {
        matches!(self, Self::Array(_))
    }

    /// What it is, in words.
    pub fn describe(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::Array(_) => "a list",
            Self::Object(_) => "an object",
        }
    }
}

//! Text to a snapshot document as Traffic Router's JSON library reads it: members in order, numbers in their own
//! characters, the last of members of one name, what follows the first value ignored. It knows no member's meaning.

mod atoms;
mod cache_parts;
mod cache_places;
mod over;

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use thiserror::Error;

use super::ahead::{AheadList, MembersAhead, beginnings};
use crate::formats::json::{self, JsonError, max_values};
use crate::model::QuickMap;
use crate::parallel;
use crate::snapshot::document::{KeyPool, Node, NodeKey, SnapshotDocument};
use crate::sorting::gather;

pub(super) use cache_parts::CACHES;
pub use cache_parts::{CacheParts, read_around};
pub use cache_places::find_caches;

/// Deeper nesting is not read, so that no file can exhaust the stack.
const MAX_DEPTH: usize = 512;

/// From so many members on, those that stand twice are found through a map.
const MAP_FROM_MEMBERS: usize = 32;

/// Of a text of so many bytes parts are read on all cores,
const READ_AHEAD_FROM: usize = 1 << 20;
/// each of about so many.
const BYTES_AHEAD: usize = 1 << 18;

/// So often a part turns out to begin further inside than it should.
const MOST_CLIMBS: usize = 6;

/// Why a text is no document.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum DocumentError {
    /// Traffic Router would not read it either.
    #[error("{message} at line {line} column {column}")]
    Syntax {
        /// What is wrong there.
        message: String,
        /// Counted from 1.
        line: usize,
        /// Counted in characters from 1.
        column: usize,
    },
    /// It is no text, as its beginning shows.
    #[error("this is {0}")]
    Foreign(&'static str),
    /// Traffic Router might read it; we don't.
    #[error("it is nested deeper than {MAX_DEPTH} levels, which is not read")]
    TooDeep,
    /// The same.
    #[error("it holds more values than a file of its size has, and is not read")]
    TooManyValues,
}

impl DocumentError {
    /// Whether Traffic Router could make nothing of it either, for certain.
    pub fn is_sure(&self) -> bool {
        match self {
            Self::Syntax { .. } => true,
            Self::Foreign(_) | Self::TooDeep | Self::TooManyValues => false,
        }
    }
}

/// Reads bytes; those that are no UTF-8 become replacement characters, as in Traffic Router.
pub fn read_document_bytes(bytes: &[u8]) -> Result<SnapshotDocument, DocumentError> {
    match text_of(bytes)? {
        Cow::Borrowed(text) => read_document(text),
        Cow::Owned(text) => Ok(SnapshotDocument { replaced: true, ..read_document(&text)? }),
    }
}

/// Bytes as a text, an own one where some had to be replaced.
fn text_of(bytes: &[u8]) -> Result<Cow<'_, str>, DocumentError> {
    // Almost all are such, and are looked through once.
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    match json::text_of(bytes) {
        Err(JsonError::Foreign(what)) => Err(DocumentError::Foreign(what)),
        _ => Ok(String::from_utf8_lossy(bytes)),
    }
}

/// Reads any document of the router's as its JSON library does; bytes that are no UTF-8 become replacement characters.
pub fn read_node_bytes(bytes: &[u8]) -> Result<Node, DocumentError> {
    read_node(&text_of(bytes)?)
}

/// The same of a text.
pub fn read_node(text: &str) -> Result<Node, DocumentError> {
    DocumentParser::new(text).value()
}

/// Reads the bare snapshot or an answer of the API that holds it; pointers count from the snapshot.
pub fn read_document(text: &str) -> Result<SnapshotDocument, DocumentError> {
    let parts = if text.len() < READ_AHEAD_FROM { Vec::new() } else { read_ahead(text, 0, BYTES_AHEAD) };
    read_with(DocumentParser { ahead: AheadList::of(parts), ..DocumentParser::new(text) })
}

/// Reads parts of a text behind a place, some bytes apart, on all cores: members of whatever object they stand in.
fn read_ahead(text: &str, behind: usize, step: usize) -> Vec<MembersAhead> {
    let begins = beginnings(text, behind, step);
    let ends = begins.iter().skip(1).copied().chain([text.len()]);
    let spans: Vec<(usize, usize)> = begins.iter().copied().zip(ends).collect();
    parallel::map(&spans, |(from, until)| DocumentParser::new(text).ahead(*from, *until))
        .into_iter()
        .flatten()
        .collect()
}

fn read_with(mut parser: DocumentParser<'_>) -> Result<SnapshotDocument, DocumentError> {
    let root = parser.value()?;
    let mut repeated = parser.repeated;
    let root = match root {
        Node::Object(mut members) => match members.iter().position(|(key, value)| is_answer(key, value)) {
            Some(at) if members.iter().all(|(key, _)| key != "config") => {
                repeated.retain_mut(|pointer| {
                    let inner = pointer.strip_prefix("/response").map(str::to_owned);
                    inner.is_some_and(|inner| {
                        *pointer = inner;
                        !pointer.is_empty()
                    })
                });
                members.swap_remove(at).1
            }
            _ => Node::Object(members),
        },
        other => other,
    };
    Ok(SnapshotDocument { root, repeated, replaced: false })
}

/// The same value as other formats hold it.
pub fn value_of(node: &Node) -> serde_json::Value {
    match node {
        Node::Null => serde_json::Value::Null,
        Node::Bool(value) => serde_json::Value::Bool(*value),
        Node::Number(digits) => serde_json::from_str(digits).unwrap_or(serde_json::Value::Null),
        Node::Text(text) => serde_json::Value::String(text.to_string()),
        Node::Array(items) => items.iter().map(value_of).collect(),
        Node::Object(members) => {
            serde_json::Value::Object(gather(members.iter().map(|(key, value)| (key.to_string(), value_of(value)))))
        }
    }
}

fn is_answer(key: &str, value: &Node) -> bool {
    key == "response" && matches!(value, Node::Object(_))
}

/// A step of a JSON pointer.
enum PointerStep<'a> {
    Member(Cow<'a, str>),
    Item(usize),
}

#[cfg(test)]
thread_local! {
    /// How often it was looked for where something is wrong: from the beginning of the text.
    static TOLD: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

struct DocumentParser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    /// How deep it has been.
    deepest: usize,
    left: usize,
    /// How many bytes may be read again, because they could not be read over another value.
    again: usize,
    /// What was read ahead of here.
    ahead: AheadList,
    /// What is passed when it comes to it.
    passed: Option<Range<usize>>,
    /// How deep that was nested.
    passed_at: usize,
    /// What is open, from the outside in: a pointer is only made of it where one is told.
    path: Vec<PointerStep<'a>>,
    repeated: Vec<String>,
    keys: KeyPool<'a>,
    /// The elements and members of what is open, one after the other: what is closed takes its own, as many as they are.
    items: Vec<Node>,
    members: Vec<(NodeKey, Node)>,
}

impl<'a> DocumentParser<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
            deepest: 0,
            left: max_values(text.len()),
            again: usize::MAX,
            ahead: AheadList::default(),
            passed: None,
            passed_at: 0,
            path: Vec::new(),
            repeated: Vec::new(),
            keys: KeyPool::default(),
            items: Vec::new(),
            members: Vec::new(),
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn fails<T>(&self, expected: &str) -> Result<T, DocumentError> {
        #[cfg(test)]
        TOLD.set(TOLD.get() + 1);
        let message = match self.rest().chars().next() {
            Some(found) => format!("expected {expected}, found `{}`", found.escape_debug()),
            None => format!("expected {expected}, found the end"),
        };
        let before = self.text.get(..self.at).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Err(DocumentError::Syntax { message, line, column })
    }

    fn value(&mut self) -> Result<Node, DocumentError> {
        self.left = self.left.checked_sub(1).ok_or(DocumentError::TooManyValues)?;
        self.skip_blanks();
        match self.peek() {
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            Some(b'"') => self.string().map(|text| Node::Text(text.into())),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Node::Bool(true)),
            Some(b'f') => self.word("false", Node::Bool(false)),
            Some(b'n') => self.word("null", Node::Null),
            _ => self.fails("a value"),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Node, DocumentError>) -> Result<Node, DocumentError> {
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        if MAX_DEPTH < self.depth {
            return Err(DocumentError::TooDeep);
        }
        self.at += 1;
        let node = read(self)?;
        self.depth -= 1;
        Ok(node)
    }

    fn array(&mut self) -> Result<Node, DocumentError> {
        let first = self.items.len();
        self.skip_blanks();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Node::Array(Vec::new()));
        }
        loop {
            self.path.push(PointerStep::Item(self.items.len() - first));
            let item = self.value()?;
            self.items.push(item);
            self.path.pop();
            self.skip_blanks();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(Node::Array(taken(&mut self.items, first)));
                }
                _ => return self.fails("a comma or the end of the list"),
            }
        }
    }

    fn object(&mut self) -> Result<Node, DocumentError> {
        let mut own = OwnMembers { first: self.members.len(), ..OwnMembers::default() };
        self.skip_blanks();
        self.pass();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Node::Object(Vec::new()));
        }
        self.some_members(&mut own, usize::MAX)?;
        self.at += 1;
        Ok(Node::Object(taken(&mut self.members, own.first)))
    }

    /// Reads members up to the brace that ends their object, or up to the first that begins at a place or behind it. Says
    /// where the last one has ended.
    fn some_members(&mut self, own: &mut OwnMembers, until: usize) -> Result<usize, DocumentError> {
        self.skip_blanks();
        loop {
            if !self.take_ahead(own) {
                self.member(own)?;
            }
            self.skip_blanks();
            let end = self.at;
            match self.peek() {
                Some(b',') => {
                    self.at += 1;
                    self.skip_blanks();
                }
                Some(b'}') => return Ok(end),
                _ => return self.fails("a comma or the end of the object"),
            }
            if until <= self.at {
                return Ok(end);
            }
        }
    }

    /// A member's name, and what stands between it and its value.
    fn name(&mut self) -> Result<Cow<'a, str>, DocumentError> {
        if self.peek() != Some(b'"') {
            return self.fails("the name of a member");
        }
        let name = self.string()?;
        self.skip_blanks();
        if self.peek() != Some(b':') {
            return self.fails("a colon");
        }
        self.at += 1;
        Ok(name)
    }

    fn key(&mut self, name: Cow<'a, str>) -> NodeKey {
        match name {
            Cow::Borrowed(text) => self.keys.key(text),
            Cow::Owned(text) => text.into(),
        }
    }

    fn member(&mut self, own: &mut OwnMembers) -> Result<(), DocumentError> {
        let name = self.name()?;
        let key = self.key(name.clone());
        self.path.push(PointerStep::Member(name));
        let value = self.value()?;
        if own.put(&mut self.members, key, value) {
            self.repeated.push(pointer(&self.path));
        }
        self.path.pop();
        Ok(())
    }

    /// Takes the members that were read ahead from here on, if there are any and nothing is wrong with so many or so deep
    /// ones.
    fn take_ahead(&mut self, own: &mut OwnMembers) -> bool {
        let Some(MembersAhead { to, members, values, depth, .. }) = self.ahead.at(self.at) else { return false };
        let Some(left) = self.left.checked_sub(values).filter(|_| self.depth + depth <= MAX_DEPTH) else {
            return false;
        };
        (self.left, self.at) = (left, to);
        for (key, value) in members {
            let name = key.clone();
            if own.put(&mut self.members, key, value) {
                self.path.push(PointerStep::Member(Cow::Owned(name.into())));
                self.repeated.push(pointer(&self.path));
                self.path.pop();
            }
        }
        true
    }

    /// Reads the members that seem to begin at a place, up to the first that begins at another one or behind it. Where they
    /// turn out to stand in a member of another object, what follows in that is read too.
    fn ahead(mut self, from: usize, until: usize) -> Vec<MembersAhead> {
        let mut found = Vec::new();
        self.at = from;
        for _ in 0..MOST_CLIMBS {
            let (from, left) = (self.at, self.left);
            self.deepest = 0;
            let mut own = OwnMembers::default();
            let Ok(to) = self.some_members(&mut own, until) else { break };
            let members = std::mem::take(&mut self.members);
            // Those that stand twice are told with their places, which are not known here.
            if self.repeated.is_empty() {
                found.push(MembersAhead { from, to, members, values: left - self.left, depth: self.deepest });
            }
            self.repeated.clear();
            if until <= self.at || !self.is_behind_object() {
                break;
            }
        }
        found
    }

    /// Leaves the object whose end is here; whether another member follows it.
    fn is_behind_object(&mut self) -> bool {
        self.at += 1;
        self.skip_blanks();
        if self.peek() != Some(b',') {
            return false;
        }
        self.at += 1;
        self.skip_blanks();
        self.peek() == Some(b'"')
    }
}

fn pointer(path: &[PointerStep<'_>]) -> String {
    let mut pointer = String::new();
    for step in path {
        // Writing into memory cannot fail.
        let _ = match step {
            PointerStep::Member(name) => write!(pointer, "/{}", name.replace('~', "~0").replace('/', "~1")),
            PointerStep::Item(at) => write!(pointer, "/{at}"),
        };
    }
    pointer
}

/// The members of an object while it is read: the last of all.
#[derive(Default)]
struct OwnMembers {
    first: usize,
    /// A bit for each of their names: one whose bit is not there stands among them for the first time.
    bits: u64,
    /// Where those of a large object stand.
    places: QuickMap<NodeKey, usize>,
}

impl OwnMembers {
    /// Adds a member, or gives the one of the same name another value; whether there was one.
    fn put(&mut self, members: &mut Vec<(NodeKey, Node)>, key: NodeKey, value: Node) -> bool {
        let own = members.get_mut(self.first..).unwrap_or_default();
        if own.len() == MAP_FROM_MEMBERS {
            self.places = own.iter().enumerate().map(|(at, (key, _))| (key.clone(), at)).collect();
        }
        let mapped = MAP_FROM_MEMBERS <= own.len();
        let bit = bit_of(&key);
        let place = if mapped {
            self.places.get(&key).copied()
        } else if self.bits & bit == 0 {
            None
        } else {
            own.iter().position(|(other, _)| *other == key)
        };
        self.bits |= bit;
        let count = own.len();
        if let Some((_, there)) = place.and_then(|place| own.get_mut(place)) {
            *there = value;
            return true;
        }
        if mapped {
            self.places.insert(key.clone(), count);
        }
        members.push((key, value));
        false
    }
}

/// What stands behind a place, in as much room as it needs.
fn taken<T>(all: &mut Vec<T>, first: usize) -> Vec<T> {
    // All of it would be given with the room of the list itself.
    if 0 < first { all.split_off(first) } else { all.drain(first..).collect() }
}

/// One of 64 bits that stands for a name, and for few others that objects of a kind have.
fn bit_of(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let ends = [bytes.first(), bytes.get(bytes.len() / 2), bytes.last()];
    let sum = ends.into_iter().flatten().fold(bytes.len(), |sum, byte| sum * 7 + usize::from(*byte));
    1 << (sum % 64)
}

#[cfg(test)]
#[path = "document_tests.rs"]
mod tests;

//! The history in the file: one entry a step, and its changes in compressed chunks. An edit is encoded once: the bytes
//! of a row after the edit are cut out of the chunk that the journal keeps.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::message::{self, MessageError};
use crate::edit::{AnyDelta, Change, Delta, Edit, LinkChange};
use crate::model::kind::with_kind;
use crate::model::{AnyEntity, AnyId, AnyPair, Id, Kind, Link, RelationKind, Tabled};
use crate::parallel;

/// What a step of the history is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// What the user did, like `Move edge-denver`.
    pub label: String,
    /// When, in seconds since 1970.
    pub time: u64,
    /// How many objects and links it changed.
    pub changes: u64,
    /// How many chunks its changes take.
    pub chunks: u32,
    /// How many bytes they take.
    pub bytes: u64,
}

/// So many changes go into one chunk: enough to compress well, few enough to share the work.
const CHANGES_PER_CHUNK: usize = 2_048;

/// So many changes of an edit are encoded and written before the next ones are, which bounds what a large one takes. Whole
/// chunks, so that the journal does not depend on it.
pub(super) const CHANGES_AT_ONCE: usize = 8 * CHANGES_PER_CHUNK;

/// For records that are longer no more room is made.
const LONG_RECORD: usize = 2_048;

/// Where a row lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum JournalPlace {
    /// In the table of a kind.
    Rows(Kind),
    /// In that of a relation.
    Pairs(RelationKind),
}

/// A row as it is to be written: its bytes are a part of the chunk.
#[derive(Clone, Debug)]
pub(super) struct RowWrite {
    /// Which table.
    pub place: JournalPlace,
    /// The id's number; of no meaning for a pair.
    pub number: u64,
    /// A pair's key; else empty.
    pub key: Range<usize>,
    /// The row; none: it goes. A pair that comes has an empty one.
    pub value: Option<Range<usize>>,
}

/// A part of an edit, encoded.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    /// The records of its changes.
    pub raw: Vec<u8>,
    /// The same, compressed; empty when it is not for the journal.
    pub packed: Vec<u8>,
    /// The rows that it writes, in order.
    pub rows: Vec<RowWrite>,
}

/// Which end of an edit becomes the plan's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// What was after it.
    Forth,
    /// What was before it.
    Back,
}

/// Why bytes are no journal of ours.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0}")]
pub(super) struct Unreadable(pub String);

impl From<MessageError> for Unreadable {
    fn from(error: MessageError) -> Self {
        Self(error.to_string())
    }
}

/// Encodes changes of a new edit: for the journal and for the tables.
pub(super) fn encode(changes: &[Change]) -> Result<Vec<Chunk>, Unreadable> {
    encode_chunks(changes, &|changes| {
        let mut encoding = Encoding { chunk: Chunk::default(), kept: KeptSides::Both };
        encoding.chunk.rows.reserve_exact(changes.len());
        for (at, change) in changes.iter().enumerate() {
            encoding.change(change)?;
            if at == 0 {
                // Most changes of a large edit are about as long, and their records are not moved again and again.
                encoding.chunk.raw.reserve(encoding.chunk.raw.len().min(LONG_RECORD) * changes.len() * 9 / 8);
            }
        }
        let mut chunk = encoding.chunk;
        chunk.packed = lz4_flex::block::compress_prepend_size(&chunk.raw);
        Ok(chunk)
    })
}

fn encode_chunks(
    changes: &[Change],
    encode: &(dyn Fn(&[Change]) -> Result<Chunk, Unreadable> + Sync),
) -> Result<Vec<Chunk>, Unreadable> {
    let chunks: Vec<&[Change]> = changes.chunks(CHANGES_PER_CHUNK).collect();
    parallel::map(&chunks, |changes| encode(changes)).into_iter().collect()
}

/// Encodes the rows that changes of the journal leave when they are undone or done again.
pub(super) fn encode_rows(changes: &[Change], direction: Direction) -> Result<Vec<Chunk>, Unreadable> {
    let mut chunks = encode_chunks(changes, &|changes| {
        let mut encoding = Encoding { chunk: Chunk::default(), kept: KeptSides::One(direction) };
        changes.iter().try_for_each(|change| encoding.change(change))?;
        let mut chunk = encoding.chunk;
        if direction == Direction::Back {
            chunk.rows.reverse();
        }
        Ok(chunk)
    })?;
    if direction == Direction::Back {
        chunks.reverse();
    }
    Ok(chunks)
}

/// Which sides of a change are encoded.
enum KeptSides {
    Both,
    One(Direction),
}

struct Encoding {
    chunk: Chunk,
    kept: KeptSides,
}

impl Encoding {
    /// Writes an entity behind its length plus one; nothing behind a zero. Says where the entity lies.
    fn entity(&mut self, entity: Option<&dyn AnyEntity>) -> Result<Option<Range<usize>>, Unreadable> {
        let raw = &mut self.chunk.raw;
        let at = raw.len();
        raw.extend_from_slice(&[0; 4]);
        let Some(entity) = entity else { return Ok(None) };
        encode_entity(raw, entity)?;
        let span = at + 4..raw.len();
        put_length(raw, at, span.len() + 1)?;
        Ok(Some(span))
    }

    fn head(&mut self, tag: u8, key: &str) {
        self.chunk.raw.push(tag);
        // Keys are a few letters, see `Kind::key`.
        self.chunk.raw.push(u8::try_from(key.len()).unwrap_or(u8::MAX));
        self.chunk.raw.extend_from_slice(key.as_bytes());
    }
}

fn put_length(raw: &mut [u8], at: usize, length: usize) -> Result<(), Unreadable> {
    let length = u32::try_from(length).map_err(|_| Unreadable("a row of more than 4 GB".to_owned()))?;
    if let Some(slot) = raw.get_mut(at..at + 4) {
        slot.copy_from_slice(&length.to_le_bytes());
    }
    Ok(())
}

const OBJECT: u8 = 1;
const PAIR: u8 = 2;

/// Writes an entity as a row of its kind's table and the journal have it.
pub(super) fn encode_entity(raw: &mut Vec<u8>, entity: &dyn AnyEntity) -> Result<(), Unreadable> {
    fn write<T: Tabled>(raw: &mut Vec<u8>, entity: &dyn AnyEntity) -> Result<(), rmp_serde::encode::Error> {
        entity.downcast::<T>().map_or(Ok(()), |entity| rmp_serde::encode::write_named(raw, entity))
    }
    with_kind!(entity.any_kind(), T => write::<T>(raw, entity)).map_err(|error| Unreadable(error.to_string()))
}

impl Encoding {
    fn change(&mut self, change: &Change) -> Result<(), Unreadable> {
        match (change, change.any_delta()) {
            (Change::Link(link), _) => self.link(link),
            (_, Some(AnyDelta { object, before, after })) => self.object(object, before, after),
            (_, None) => Ok(()),
        }
    }

    fn object(
        &mut self,
        object: AnyId,
        before: Option<&dyn AnyEntity>,
        after: Option<&dyn AnyEntity>,
    ) -> Result<(), Unreadable> {
        let value = match self.kept {
            KeptSides::Both => {
                self.head(OBJECT, object.kind.key());
                self.chunk.raw.extend_from_slice(&object.number.to_le_bytes());
                self.entity(before)?;
                self.entity(after)?
            }
            KeptSides::One(Direction::Forth) => self.entity(after)?,
            KeptSides::One(Direction::Back) => self.entity(before)?,
        };
        let place = JournalPlace::Rows(object.kind);
        self.chunk.rows.push(RowWrite { place, number: object.number, key: 0..0, value });
        Ok(())
    }

    fn link(&mut self, link: &LinkChange) -> Result<(), Unreadable> {
        let relation = link.pair.relation;
        if matches!(self.kept, KeptSides::Both) {
            self.head(PAIR, relation.key());
            self.chunk.raw.push(u8::from(link.present));
        }
        let at = self.chunk.raw.len();
        self.chunk.raw.extend_from_slice(&[0; 4]);
        write_pair(&mut self.chunk.raw, &link.pair)?;
        let key = at + 4..self.chunk.raw.len();
        put_length(&mut self.chunk.raw, at, key.len())?;
        let present = match self.kept {
            KeptSides::Both | KeptSides::One(Direction::Forth) => link.present,
            KeptSides::One(Direction::Back) => !link.present,
        };
        self.chunk.rows.push(RowWrite {
            place: JournalPlace::Pairs(relation),
            number: 0,
            key,
            value: present.then_some(0..0),
        });
        Ok(())
    }
}

/// The bytes of a value as they stand in the file. All is written into such a list, because the compiler makes what
/// writes anew for whatever it is written into.
pub(super) fn written<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, Unreadable> {
    let mut raw = Vec::new();
    rmp_serde::encode::write_named(&mut raw, value).map_err(|error| Unreadable(error.to_string()))?;
    Ok(raw)
}

/// Writes the sides of a pair, which together are its key.
pub(super) fn write_pair(raw: &mut Vec<u8>, pair: &AnyPair) -> Result<(), Unreadable> {
    let sides = (Link::<()>::of_target(pair.a.clone()), Link::<()>::of_target(pair.b.clone()));
    rmp_serde::encode::write_named(raw, &sides).map_err(|error| Unreadable(error.to_string()))
}

/// Reads the sides of a pair.
pub(super) fn read_pair(relation: RelationKind, key: &[u8]) -> Result<AnyPair, Unreadable> {
    let (a, b): (Link<()>, Link<()>) = message::read(key)?;
    Ok(AnyPair { relation, a: a.target(), b: b.target() })
}

/// Decodes the changes of a step.
pub(super) fn decode(label: &str, chunks: &[Vec<u8>]) -> Result<Edit, Unreadable> {
    let parts = parallel::map(chunks, |packed| decode_chunk(packed));
    let parts: Vec<Vec<Change>> = parts.into_iter().collect::<Result<_, _>>()?;
    Ok(Edit::new(label, parts.into_iter().flatten().collect()))
}

fn decode_chunk(packed: &[u8]) -> Result<Vec<Change>, Unreadable> {
    let raw = unpack(packed)?;
    let mut reading = RecordReading { rest: &raw };
    let mut changes = Vec::new();
    while !reading.rest.is_empty() {
        changes.push(reading.change()?);
    }
    Ok(changes)
}

/// The object of a record as its bytes: its number, what was before and what is after.
pub(super) type RawObject<'a> = (u64, Option<&'a [u8]>, Option<&'a [u8]>);

/// Decodes a chunk in which the objects of one kind are not what they are today: what they come to is said by who knows.
pub(super) fn decode_chunk_with(
    packed: &[u8],
    kind: Kind,
    mut translate: impl FnMut(RawObject<'_>) -> Result<Vec<Change>, Unreadable>,
) -> Result<Vec<Change>, Unreadable> {
    let raw = unpack(packed)?;
    let mut reading = RecordReading { rest: &raw };
    let mut changes = Vec::new();
    while !reading.rest.is_empty() {
        match reading.raw_object(kind)? {
            Some(object) => changes.extend(translate(object)?),
            None => changes.push(reading.change()?),
        }
    }
    Ok(changes)
}

fn unpack(packed: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let size = packed.first_chunk::<4>().map_or(u32::MAX, |bytes| u32::from_le_bytes(*bytes));
    // LZ4 cannot make more of less, so a larger size is a lie that would cost memory.
    if packed.len().saturating_mul(256) < size as usize {
        return Err(Unreadable("a chunk of the journal has an impossible size".to_owned()));
    }
    let raw = lz4_flex::block::decompress_size_prepended(packed).map_err(|error| Unreadable(error.to_string()))?;
    if raw.len() != size as usize {
        return Err(Unreadable("a chunk of the journal ends too early".to_owned()));
    }
    Ok(raw)
}

/// The records of a chunk that are still to be read.
struct RecordReading<'a> {
    rest: &'a [u8],
}

impl<'a> RecordReading<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], Unreadable> {
        let Some((taken, rest)) = self.rest.split_at_checked(length) else {
            return Err(Unreadable("a chunk of the journal ends too early".to_owned()));
        };
        self.rest = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, Unreadable> {
        Ok(self.take(1)?.first().copied().unwrap_or_default())
    }

    fn length(&mut self) -> Result<usize, Unreadable> {
        let bytes = self.take(4)?.try_into().unwrap_or_default();
        usize::try_from(u32::from_le_bytes(bytes)).map_err(|error| Unreadable(error.to_string()))
    }

    fn change(&mut self) -> Result<Change, Unreadable> {
        let tag = self.byte()?;
        let length = usize::from(self.byte()?);
        let key = std::str::from_utf8(self.take(length)?).map_err(|error| Unreadable(error.to_string()))?;
        match tag {
            OBJECT => {
                let kind = Kind::of_key(key).ok_or_else(|| Unreadable(format!("unknown kind `{key}`")))?;
                let number = u64::from_le_bytes(self.take(8)?.try_into().unwrap_or_default());
                let (before, after) = (self.raw_entity()?, self.raw_entity()?);
                with_kind!(kind, T => Ok(decoded::<T>(number, before, after)?.into()))
            }
            PAIR => {
                let relation = RelationKind::ALL.iter().copied().find(|relation| relation.key() == key);
                let relation = relation.ok_or_else(|| Unreadable(format!("unknown relation `{key}`")))?;
                let present = self.byte()? == 1;
                let length = self.length()?;
                let pair = read_pair(relation, self.take(length)?)?;
                Ok(Change::Link(LinkChange { pair, present }))
            }
            other => Err(Unreadable(format!("unknown record {other} in the journal"))),
        }
    }

    /// The next record, if it is an object of that kind.
    fn raw_object(&mut self, kind: Kind) -> Result<Option<RawObject<'a>>, Unreadable> {
        let mut ahead = Self { rest: self.rest };
        let tag = ahead.byte()?;
        let length = usize::from(ahead.byte()?);
        if tag != OBJECT || ahead.take(length)? != kind.key().as_bytes() {
            return Ok(None);
        }
        let number = u64::from_le_bytes(ahead.take(8)?.try_into().unwrap_or_default());
        let object = (number, ahead.raw_entity()?, ahead.raw_entity()?);
        *self = ahead;
        Ok(Some(object))
    }

    fn raw_entity(&mut self) -> Result<Option<&'a [u8]>, Unreadable> {
        match self.length()? {
            0 => Ok(None),
            length => self.take(length - 1).map(Some),
        }
    }
}

/// An object of a record.
fn decoded<T: Tabled>(number: u64, before: Option<&[u8]>, after: Option<&[u8]>) -> Result<Delta<T>, MessageError> {
    let entity = |raw: &[u8]| message::read(raw).map(Arc::new);
    Ok(Delta { id: Id::new(number), before: before.map(entity).transpose()?, after: after.map(entity).transpose()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Absent, CacheGroup, Division, Target};

    fn sample() -> Edit {
        let group = CacheGroup {
            name: "edge-äöü".to_owned(),
            fallbacks: vec![
                Link::To(Id::new(3)),
                Link::Absent(Absent::named("gone")),
                Link::Absent(Absent::numbered(-7)),
            ],
            ..CacheGroup::default()
        };
        let before = Arc::new(Division { name: "old".to_owned(), ..Division::default() });
        let pair =
            AnyPair { relation: RelationKind::ALL[0], a: Target::To(u64::MAX), b: Target::Absent(Absent::named("x")) };
        Edit::new(
            "all sorts",
            vec![
                Delta::added(Id::new(300), group).into(),
                Delta::changed(Id::new(1), &before, Division { name: "new".to_owned(), ..Division::default() }).into(),
                Delta::removed(Id::new(2), &before).into(),
                Change::Link(LinkChange { pair: pair.clone(), present: true }),
                Change::Link(LinkChange { pair, present: false }),
            ],
        )
    }

    #[test]
    fn an_edit_comes_back_as_it_was() {
        let edit = sample();
        let packed: Vec<_> = encode(&edit.changes).unwrap().into_iter().map(|chunk| chunk.packed).collect();
        assert_eq!(decode(&edit.label, &packed).unwrap(), edit);
    }

    #[test]
    fn rows_are_those_of_the_wanted_side() {
        let edit = sample();
        let forth = encode(&edit.changes).unwrap().remove(0);
        let same = encode_rows(&edit.changes, Direction::Forth).unwrap().remove(0);
        let rows = |chunk: &Chunk| -> Vec<_> {
            let bytes = |range: &Range<usize>| chunk.raw[range.clone()].to_vec();
            chunk
                .rows
                .iter()
                .map(|row| (row.place, row.number, bytes(&row.key), row.value.as_ref().map(bytes)))
                .collect()
        };
        assert_eq!(rows(&forth), rows(&same));
        let back = rows(&encode_rows(&edit.changes, Direction::Back).unwrap().remove(0));
        let inverse = rows(&encode_rows(&edit.inverse().changes, Direction::Forth).unwrap().remove(0));
        assert_eq!(back, inverse);
    }

    #[test]
    fn cut_and_invented_chunks_are_refused() {
        let packed = encode(&sample().changes).unwrap().remove(0).packed;
        for length in 0..packed.len() {
            assert!(decode("", &[packed[..length].to_vec()]).is_err(), "cut at {length}");
        }
        assert!(decode("", &[vec![0xff, 0xff, 0xff, 0xff, 0]]).is_err());
    }
}

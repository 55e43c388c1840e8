//! A `Snapshot` as the bytes that Traffic Ops stores: members in the order of its structs, no line break at the end. It
//! knows no plan; how tokens look is `emit`'s.

use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use thiserror::Error;

use super::document::CACHES;
use super::emit::{Emit, JsonEmitter, MemberAhead, emit_head, emit_part};
use super::glance::{LastIs, LastSnapshot};
use super::text_over::TextOver;
use crate::snapshot::*;
use crate::sorting::OrderedMap;

/// Bytes that a server with a few delivery services takes, to make room for them at once.
const BYTES_PER_SERVER: usize = 640;
const BYTES_PER_SERVICE: usize = 1_024;

/// Why a snapshot cannot be written.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum SnapshotWriteError {
    /// Neither JSON nor Go knows such numbers.
    #[error("the snapshot holds an infinite number or none at all, which JSON cannot say; correct its coordinates")]
    NoNumber,
}

/// A snapshot that was printed.
#[derive(Debug)]
pub(super) struct PrintedSnapshot {
    pub bytes: Vec<u8>,
    /// Where the caches that were printed before the rest stand in them, some in each part.
    pub caches: Vec<Range<usize>>,
    /// What the last one is beside it.
    pub last: LastIs,
}

/// Prints the caches of a snapshot while it is made, before the rest of it and over the last one: few of them are held at a
/// time, and there are never two texts.
pub(super) struct CachePrinter<'a> {
    last: Option<LastSnapshot<'a>>,
    printed: Mutex<PrintedCaches>,
    /// What parts were printed into that are in the text by now.
    spare: Mutex<Vec<JsonEmitter>>,
}

/// What was printed so far.
#[derive(Default)]
struct PrintedCaches {
    /// What stands before the first.
    head: Vec<u8>,
    ahead: MemberAhead,
    /// How many parts are still to come.
    left: usize,
    met_no_number: bool,
}

impl<'a> CachePrinter<'a> {
    /// Printing over the last one, if that is asked for.
    pub(super) fn over(last: Option<LastSnapshot<'a>>) -> Self {
        Self { last, printed: Mutex::default(), spare: Mutex::default() }
    }

    /// Prints the rest.
    pub(super) fn end(self, snapshot: &Snapshot) -> Result<PrintedSnapshot, SnapshotWriteError> {
        let PrintedCaches { ahead, met_no_number, .. } =
            self.printed.into_inner().unwrap_or_else(PoisonError::into_inner);
        print(snapshot, JsonEmitter { ahead: Some(ahead), met_no_number, ..JsonEmitter::default() })
    }

    fn printed(&self) -> MutexGuard<'_, PrintedCaches> {
        self.printed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn spare(&self) -> MutexGuard<'_, Vec<JsonEmitter>> {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CacheTaker<JsonEmitter> for CachePrinter<'_> {
    fn get_ready(&self) {
        if let Some(last) = self.last {
            self.printed().ahead.text = TextOver::over((last.0)());
        }
    }

    fn begin(&self, config: &OrderedMap<String, ConfigValue>, parts: usize) {
        let mut printed = self.printed();
        printed.head = emit_head(("config", config), CACHES);
        (printed.ahead.key, printed.left) = (CACHES, parts);
    }

    fn make(&self, caches: NamedCaches) -> JsonEmitter {
        let mut part = self.spare().pop().unwrap_or_default();
        part.bytes.reserve(caches.len() * BYTES_PER_SERVER);
        emit_part(&caches, &mut part);
        part
    }

    fn take(&self, mut part: JsonEmitter) {
        let mut printed = self.printed();
        let PrintedCaches { head, ahead, left, met_no_number } = &mut *printed;
        *met_no_number |= part.met_no_number;
        if !part.bytes.is_empty() {
            if ahead.parts.is_empty() {
                // Parts are about as large as the first one; room that is not used costs nothing.
                ahead.text.make_room(head.len() + *left * (part.bytes.len() + part.bytes.len() / 4));
            }
            ahead.text.push(if ahead.parts.is_empty() { head } else { b"," });
            let from = ahead.text.printed().len();
            ahead.text.push(&part.bytes);
            ahead.parts.push(from..from + part.bytes.len());
        }
        *left = left.saturating_sub(1);
        part.bytes.clear();
        self.spare().push(part);
    }
}

/// Writes a snapshot.
pub fn write(snapshot: &Snapshot) -> Result<Vec<u8>, SnapshotWriteError> {
    print(snapshot, JsonEmitter::default()).map(|printed| printed.bytes)
}

fn print(snapshot: &Snapshot, mut out: JsonEmitter) -> Result<PrintedSnapshot, SnapshotWriteError> {
    if out.ahead.is_none() {
        let servers = snapshot.content_servers.len() + snapshot.content_routers.len() + snapshot.edge_locations.len();
        out.bytes.reserve(servers * BYTES_PER_SERVER + snapshot.delivery_services.len() * BYTES_PER_SERVICE);
    }
    snapshot.emit(&mut out);
    if out.met_no_number {
        return Err(SnapshotWriteError::NoNumber);
    }
    Ok(PrintedSnapshot { last: out.last.is(&out.bytes), bytes: out.bytes, caches: out.parts })
}

/// Prints the objects member by member.
macro_rules! emit_objects {
    ($($(#[$meta:meta])+ struct $Name:ident { $($(#[$doc:meta])+ $key:literal $how:ident $field:ident: $ty:ty,)+ })+) => {$(
        impl Emit for $Name {
            fn emit(&self, out: &mut JsonEmitter) {
                let members = out.object();
                $(let members = emit_objects!(@ $how members $key, &self.$field);)+
                members.end();
            }
        }
    )+};
    (@ optional $members:ident $key:literal, $value:expr) => { $members.unless_empty($key, $value) };
    (@ $always:ident $members:ident $key:literal, $value:expr) => { $members.always($key, $value) };
}

for_each_snapshot_object!(emit_objects);

impl Emit for ConfigValue {
    fn emit(&self, out: &mut JsonEmitter) {
        match self {
            Self::Text(text) => text.emit(out),
            Self::Texts(texts) => texts.emit(out),
            Self::Map(map) => map.emit(out),
            Self::Overrides(overrides) => overrides.emit(out),
        }
    }
}

//! A `Snapshot` as the bytes that Traffic Ops stores: members in the order of its structs, no line break at the end. It
//! knows no plan; how tokens look is `emit`'s.

use thiserror::Error;

use super::emit::{Emit, JsonEmitter, MemberAhead, emit_part};
use crate::snapshot::*;

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

/// Caches of a snapshot that were printed before the rest of it.
pub(super) struct PrintedCaches(JsonEmitter);

impl PrintedCaches {
    /// Prints some, which come in order.
    #[expect(clippy::needless_pass_by_value, reason = "nobody needs them any more")]
    pub(super) fn of(caches: NamedCaches) -> Self {
        Self(emit_part(&caches))
    }
}

/// Writes a snapshot.
pub fn write(snapshot: &Snapshot) -> Result<Vec<u8>, SnapshotWriteError> {
    print(snapshot, JsonEmitter::default())
}

/// Writes a snapshot whose caches were printed already, in their order.
pub(super) fn write_with(snapshot: &Snapshot, caches: Vec<PrintedCaches>) -> Result<Vec<u8>, SnapshotWriteError> {
    let parts: Vec<JsonEmitter> = caches.into_iter().map(|printed| printed.0).collect();
    print(snapshot, JsonEmitter { ahead: Some(MemberAhead { key: "contentServers", parts }), ..JsonEmitter::default() })
}

fn print(snapshot: &Snapshot, mut out: JsonEmitter) -> Result<Vec<u8>, SnapshotWriteError> {
    let ahead = out.ahead.iter().flat_map(|ahead| &ahead.parts).map(|part| part.bytes.len() + 1).sum::<usize>();
    let servers = snapshot.content_servers.len() + snapshot.content_routers.len() + snapshot.edge_locations.len();
    let room = servers * BYTES_PER_SERVER + snapshot.delivery_services.len() * BYTES_PER_SERVICE;
    out.bytes.reserve(ahead + room);
    snapshot.emit(&mut out);
    if out.met_no_number { Err(SnapshotWriteError::NoNumber) } else { Ok(out.bytes) }
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

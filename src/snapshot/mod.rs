//! The CDN Snapshot: what it is (`Snapshot`), how it is made of a plan as Traffic Ops makes it (`making`), how Traffic
//! Router reads a document (`reading`) and whether it accepts it (`judging`), and what one that was read says and a plan
//! cannot (`residual`). It knows no file, no clock and no JSON text: `formats::snapshot` turns values into bytes and
//! bytes into documents.

pub mod document;
mod go;
pub mod java;
pub mod judging;
mod making;
pub mod objects;
pub mod reading;
mod report;
mod residual;
mod section;
mod source;
mod taking;
mod value;

pub use making::{derive_in_parts, derive_snapshot, make_snapshot};
pub use report::{Making, MakingOptions, SecureValues, SnapshotError, SnapshotObstacle};
pub use residual::Residual;
pub(crate) use residual::{differences, is_same_set, same, within};
pub use section::expressions::example_host;
pub use section::servers::{DEFAULT_HASH_COUNT, hash_count};
pub use section::stats::{TRAFFIC_OPS_URL, traffic_ops_url, url_host};
pub use taking::{CacheTaker, NamedCaches};
pub(crate) use value::for_each_snapshot_object;
pub use value::{
    BackupLocations, BypassDestination, ConfigValue, ContentRouter, ContentServer, CountryCode, Dispersion, Location,
    LocationShort, MatchSet, MaxmindOverride, Monitor, Nullable, Protocol, Snapshot, SnapshotMatchRule,
    SnapshotService, Soa, StaticDnsRecord, Stats, TopologyNodes, Ttls,
};

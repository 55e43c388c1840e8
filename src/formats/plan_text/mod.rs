//! The text twin of a plan: canonical, sorted, by name, one entity per line, no times, made for git.
//!
//! ```text
//! lodestone-plan-text 2
//! without type {"name":"RIAK"}
//! type {"name":"EDGE_LOC","description":"Edge Logical Location","useInTable":"cachegroup"}
//! cache-group {"name":"denver","type":"EDGE_LOC","fallbacks":["boulder"],"trafficOpsId":7}
//! server {"hostName":"edge-1","cdn":"atlas"}
//! server {"ordinal":2,"hostName":"edge-1","cdn":"atlas"}
//! server-server-capability {"server":["atlas","edge-1","2"],"server-capability":"RAM"}
//! ```
//!
//! Kinds stand in the order of `Kind::ALL`, their lines sorted by identity, then the relations' pairs. A field at its
//! default is left out, so a line says all of its object: what it does not mention is empty. A seed that the plan has
//! not is said to be missing. Links go by name; several parts are a list; an object that the plan lacks and of which
//! only the Traffic Ops id is known is `{"trafficOpsId": 7}`. Secrets are masked. It knows no file and no clock.

mod canonical;
mod changed;
mod document;
mod entity;
mod fault;
mod format;
mod lines;
mod names;
mod nested;
mod print;
mod printer;
mod read;
mod splice;
mod write;

pub use changed::changed;
pub use format::FORMAT;
pub use printer::{PRINT_REVISION, printer};
pub use read::read;
pub use splice::{TextChanges, TextSplicer};
pub use write::{TextTaker, write, write_pieces};

/// What every plan-text begins with, before the version.
const MAGIC: &str = "lodestone-plan-text";

/// The version that is written, and the newest that is read.
const VERSION: u64 = 2;

/// The version whose coverage zone files hold their zones.
const WITH_NESTED_ZONES: u64 = 1;

/// The word before a seed that the plan has not.
const WITHOUT: &str = "without";

/// The member that tells objects of one identity apart, from 2 on.
const ORDINAL: &str = "ordinal";

/// The member with an object's id in Traffic Ops.
const TRAFFIC_OPS_ID: &str = "trafficOpsId";

/// The member with the fields that are kept and not modelled.
const UNMODELLED: &str = "unmodelled";

/// The member of a link's object form with the name.
const NAME: &str = "name";

/// Whether a file is a plan-text, of whatever version.
pub fn recognises(bytes: &[u8]) -> bool {
    without_bom(bytes).starts_with(MAGIC.as_bytes())
}

/// The file without the mark that some editors put before UTF-8.
fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

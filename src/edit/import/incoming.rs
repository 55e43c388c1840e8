//! What a reader makes of files: objects with the fields that the files give, pairs, and problems. Nothing here is
//! checked against a plan yet.

use std::sync::Arc;

use super::made::MadeFields;
use super::pairs::IncomingPairs;
use super::pieces::ListInPieces;
use crate::finding::{Finding, Place};
use crate::model::{JsonMembers, Kind, Moment, Position, RelationKind, Value};
use crate::sorting::OrderedSet;

/// All that one import brings, from however many files.
#[derive(Clone, Debug, Default)]
pub struct Incoming {
    /// Objects, in the order of the files.
    pub objects: IncomingObjects,
    /// Pairs of relations.
    pub pairs: IncomingPairs,
    /// What readers found. An object with an error is not among the objects; it counts in `left_out`.
    pub problems: Vec<Finding>,
    /// How many rows readers had to leave out because of errors.
    pub left_out: usize,
    /// The kinds that the files speak of, even with no row: what `--replace` may remove from.
    pub kinds: OrderedSet<Kind>,
    /// The same for relations.
    pub relations: OrderedSet<RelationKind>,
    /// The same for endpoints of rows that are kept and not modelled.
    pub endpoints: OrderedSet<String>,
    /// The same for the zones and networks of coverage zone files, by the files' names.
    pub zone_files: OrderedSet<String>,
    /// The files that were read, those without a row included.
    pub files: OrderedSet<Arc<str>>,
    /// Names like `CDN_NAME` that stand in the files as `$CDN_NAME` and that nobody gave a value.
    pub variables: OrderedSet<String>,
    /// Objects that must not be there, by identity: seeds that a `plan-text` says are gone.
    pub absent: Vec<(Kind, Vec<String>)>,
    /// Where files have objects that stand where others do.
    pub claims: Vec<StandingClaim>,
}

/// That something stands somewhere which has no position of its own: a server, an ASN.
#[derive(Clone, Debug)]
pub struct StandingClaim {
    /// Its kind.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// The name of the phys location, or of the cache group, by which it stands somewhere; none: the file does not say.
    pub on: Option<String>,
    /// Where the file says that it stands.
    pub position: Position,
    /// Where it says so.
    pub place: Place,
}

/// Objects in the order of the files.
pub type IncomingObjects = ListInPieces<IncomingObject>;

/// An object as a file gives it: only the fields that stand there.
#[derive(Clone, Debug)]
pub struct IncomingObject {
    /// Its kind.
    pub kind: Kind,
    /// Where it stands.
    pub place: Place,
    /// The parts of its identity, as in `model::identity_parts`, perhaps with an ordinal behind them.
    pub identity: Vec<String>,
    /// Its id in Traffic Ops.
    pub traffic_ops_id: Option<i64>,
    /// When it last changed there, RFC 3339.
    pub last_updated: Option<Moment>,
    /// Field keys and values; a field that is not listed says nothing, `Value::Null` empties it. Every link inside is
    /// `Target::Absent`, with the name (and Traffic Ops id) that the file gives: `import_rows` resolves them.
    pub fields: Vec<(&'static str, Value)>,
    /// Fields of which the file can say less than a plan, and how that is taken.
    pub coarse: &'static [Coarse],
    /// Fields that we don't model; merged into what the object has, null removes nothing.
    pub unmodelled: JsonMembers,
    /// Whether it only follows from another object, like the coordinate that a cache group's latitude and longitude
    /// stand for: it never clashes with one that a file names outright, it completes it.
    pub derived: bool,
    /// More fields, held as an object: see [`Self::pack`].
    pub made: Option<MadeFields>,
}

impl IncomingObject {
    /// What stands somewhere and says that much of an object, and nothing else.
    pub fn of(kind: Kind, place: Place, identity: Vec<String>, fields: Vec<(&'static str, Value)>) -> Self {
        Self {
            kind,
            place,
            identity,
            traffic_ops_id: None,
            last_updated: None,
            fields,
            coarse: &[],
            unmodelled: JsonMembers::new(),
            derived: false,
            made: None,
        }
    }

    /// Whether it completes an object of which the file gives the Traffic Ops id and no name.
    pub fn is_numbered_only(&self) -> bool {
        self.derived && self.traffic_ops_id.is_some() && self.identity.iter().all(String::is_empty)
    }
}

/// A field, and how what a file can say of it is taken.
pub type Coarse = (&'static str, Taking);

/// How a field is taken from a file that can say less of it than a plan.
#[derive(Clone, Copy, Debug)]
pub enum Taking {
    /// What the plan has (first) stays where it comes to what the file says (second).
    Unless(fn(&Value, &Value) -> bool),
    /// What the file says (second) is put into what is there (first), which may be nothing yet.
    Into(fn(Value, Value) -> Value),
}

//! Rows are parted into what they speak of, by which others find them, and what they say, of which objects are built. It
//! knows no plan.

use super::incoming::{Coarse, IncomingObject, IncomingObjects};
use super::made::MadeFields;
use super::pieces::ListInPieces;
use crate::finding::Place;
use crate::model::{JsonMembers, Kind, Moment, Value};

/// What a row says, apart from what it speaks of. Most rows say all by the object that they have made.
pub(super) struct Content {
    /// As in `IncomingObject`.
    pub made: Option<MadeFields>,
    /// As there.
    pub last_updated: Option<Moment>,
    /// The rest of it, where there is more.
    pub listed: Option<Box<ListedContent>>,
}

/// What a row says otherwise.
#[derive(Default)]
pub(super) struct ListedContent {
    /// As in `IncomingObject`.
    pub fields: Vec<(&'static str, Value)>,
    /// As there.
    pub unmodelled: JsonMembers,
}

/// What a row speaks of, and where it stands.
pub(super) struct RowHeading {
    /// As in `IncomingObject`.
    pub kind: Kind,
    /// As there.
    pub place: Place,
    /// As there.
    pub identity: Vec<String>,
    /// As there.
    pub traffic_ops_id: Option<i64>,
    /// As there.
    pub coarse: &'static [Coarse],
}

/// Parts rows into what they speak of and what they say, piece by piece: each takes the room of the last one.
pub(super) fn parted(rows: IncomingObjects) -> (ListInPieces<RowHeading>, ListInPieces<Content>) {
    let (mut headings, mut contents) = (ListInPieces::default(), ListInPieces::default());
    for row in rows {
        let IncomingObject { kind, place, identity, traffic_ops_id, coarse, fields, unmodelled, .. } = row;
        let is_listed = !fields.is_empty() || !unmodelled.is_empty();
        let listed = is_listed.then(|| Box::new(ListedContent { fields, unmodelled }));
        contents.push(Content { made: row.made, last_updated: row.last_updated, listed });
        headings.push(RowHeading { kind, place, identity, traffic_ops_id, coarse });
    }
    (headings, contents)
}

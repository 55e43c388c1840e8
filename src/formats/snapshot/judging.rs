//! Snapshots judged as the bytes that they are: where it is known, or seems, in which parts of them their caches stand, these are
//! not held all at once. Who printed them makes no difference.

use std::ops::Range;

use super::document::{DocumentError, read_around, read_document_bytes};
use crate::snapshot::judging::{Judgement, JudgingOptions, judge_for};

/// What routers would make of a document.
pub fn judge_bytes<const N: usize>(
    routers: [JudgingOptions; N],
    bytes: &[u8],
    caches: &[Range<usize>],
) -> Result<[Judgement; N], DocumentError> {
    let in_parts = || {
        let (around, caches) = read_around(std::str::from_utf8(bytes).ok()?, caches)?;
        judge_for(routers, &around, Some(&caches))
    };
    if let Some(judged) = in_parts() {
        return Ok(judged);
    }
    let document = read_document_bytes(bytes)?;
    // What stands in the document is what it seems to be.
    Ok(judge_for(routers, &document, None).unwrap_or_else(|| routers.map(|_| Judgement::default())))
}

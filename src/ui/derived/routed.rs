//! The snapshot that a plan makes for a CDN, and what Traffic Router reads in it: the document as it would be written,
//! kept as bytes, and the view that routing works on. It draws nothing and knows nothing of frames.

use crate::formats::snapshot::read_document_bytes;
use crate::formats::writing::{self, Written};
use crate::model::Plan;
use crate::snapshot::reading::{Remarks, RouterView, read_view};

/// A CDN's snapshot as it would be written, and as Traffic Router reads it.
#[derive(Debug)]
pub struct RoutedSnapshot {
    /// The document.
    pub document: Vec<u8>,
    /// What Traffic Router has of it.
    pub view: RouterView,
}

/// Makes a CDN's snapshot and reads it; why there is none, in the user's words.
pub(super) fn make(plan: &Plan, cdn: &str) -> Result<RoutedSnapshot, String> {
    let written = writing::write_snapshot(plan, cdn, &writing::making_options()).map_err(|error| error.to_string())?;
    let Written::One { bytes: document, .. } = written else { return Err("it is no single document".to_owned()) };
    let read = read_document_bytes(&document).map_err(|error| error.to_string())?;
    let view = read_view(&read, &mut Remarks::default());
    Ok(RoutedSnapshot { document, view })
}

//! The CDN Snapshot as bytes, in Go's form.

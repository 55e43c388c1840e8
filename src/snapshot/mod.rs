//! The CDN Snapshot (CRConfig): made of a plan as Traffic Ops makes it.

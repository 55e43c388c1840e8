//! Snapshots against what the real Traffic Ops recorded.

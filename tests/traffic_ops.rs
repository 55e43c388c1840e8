//! API bodies of every version, over all recordings.

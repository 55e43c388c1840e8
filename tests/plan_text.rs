//! `plan-text` round trips.

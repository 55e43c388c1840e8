//! User actions and their refusals.

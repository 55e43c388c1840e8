//! What several tests need: fixtures and temporary plans.

pub(crate) mod child;
pub(crate) mod random;

//! What several tests need: fixtures and temporary plans.

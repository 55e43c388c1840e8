//! The text twin of a plan: canonical, sorted, by name, one entity per line.

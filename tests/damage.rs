//! Plan files that are damaged, foreign, locked.

//! Imports: matching, merging, replacing, refusing.

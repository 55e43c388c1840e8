//! Hash maps for what is looked up by the hundred thousand: quicker than the standard library's hasher, and seeded anew
//! in every process, so that no file can be made that fills one bucket. It knows no plan.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

/// A map whose order means nothing.
pub type QuickMap<K, V> = HashMap<K, V, RandomState>;

/// The same of keys alone.
pub type QuickSet<K> = HashSet<K, RandomState>;

//! The caches of a snapshot while it is made: they are most of it, and are handed over some at a time. It makes none.

use std::sync::{Mutex, PoisonError};

use super::value::{ConfigValue, ContentServer};
use crate::sorting::OrderedMap;

/// Some caches by their host names, in order.
pub type NamedCaches = Vec<(String, ContentServer)>;

/// Takes the caches of a snapshot while it is made, some at a time: who only prints them need not hold all of them.
pub trait CacheTaker<P>: Sync {
    /// Gets ready, while it is found out which caches there are.
    fn get_ready(&self) {}

    /// Is told before them what stands before them, and in how many parts they come.
    fn begin(&self, _config: &OrderedMap<String, ConfigValue>, _parts: usize) {}

    /// Makes something of a part; on all cores.
    fn make(&self, caches: NamedCaches) -> P;

    /// Takes what became of the parts, one after the other in their order.
    fn take(&self, made: P);
}

/// All of them as they are.
#[derive(Default)]
pub(super) struct AllCaches(Mutex<Vec<NamedCaches>>);

impl AllCaches {
    /// In their order.
    pub(super) fn into_caches(self) -> impl Iterator<Item = (String, ContentServer)> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().flatten()
    }
}

impl CacheTaker<NamedCaches> for AllCaches {
    fn make(&self, caches: NamedCaches) -> NamedCaches {
        caches
    }

    fn take(&self, made: NamedCaches) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(made);
    }
}

//! What a plan's text calls its objects: every identity worked out and printed once, to be looked up by number.

use rayon::prelude::*;

use super::print;
use crate::model::{AnyId, Identities, Kind, Plan, identity_parts};

/// The names of all objects of a plan.
pub(super) struct Names {
    /// By kind, in the order of `Kind::ALL`; within, by number.
    kinds: Vec<Vec<Name>>,
}

/// The name of one object.
pub(super) struct Name {
    /// Its id's number.
    pub(super) number: u64,
    /// The parts of its identity.
    pub(super) parts: Vec<String>,
    /// Its place among those that share them, from 2 on.
    pub(super) ordinal: Option<usize>,
    /// How a link to it is written.
    json: String,
}

impl Names {
    /// Names all objects.
    pub(super) fn of(plan: &Plan) -> Self {
        let identities = Identities::of(plan);
        let named = |id: &AnyId| {
            let ordinal = identities.ordinal(*id);
            let mut parts = identity_parts(plan, *id);
            let mut json = String::new();
            parts.extend(ordinal.map(|ordinal| ordinal.to_string()));
            print::identity(&mut json, &parts);
            parts.truncate(parts.len() - usize::from(ordinal.is_some()));
            Name { number: id.number, parts, ordinal, json }
        };
        Self { kinds: Kind::ALL.iter().map(|kind| plan.ids(*kind).par_iter().map(named).collect()).collect() }
    }

    /// How a link to an object is written.
    pub(super) fn of_object(&self, kind: Kind, number: u64) -> Option<&str> {
        let names = self.kinds.get(kind.index())?;
        let at = names.binary_search_by_key(&number, |name| name.number).ok()?;
        names.get(at).map(|name| name.json.as_str())
    }

    /// The names of a kind, sorted: bytewise by parts, then by ordinal.
    pub(super) fn sorted(&self, kind: Kind) -> Vec<&Name> {
        let mut sorted: Vec<_> = self.kinds.get(kind.index()).into_iter().flatten().collect();
        sorted.par_sort_unstable_by(|a, b| a.parts.cmp(&b.parts).then(a.ordinal.cmp(&b.ordinal)));
        sorted
    }
}

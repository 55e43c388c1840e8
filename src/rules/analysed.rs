//! What a plan leads to, as rules look at it: of each CDN its snapshot, or why there is none, and what Traffic Router makes
//! of it. It does not know who makes it, nor which rules there are.

use crate::finding::Finding;
use crate::model::{Cdn, Id, Plan};
use crate::snapshot::reading::RouterView;

/// What analysis rules look at.
pub struct Analysis<'p> {
    /// The plan.
    pub plan: &'p Plan,
    /// What would become of its CDNs.
    pub cdns: Vec<Analysed>,
}

/// What would become of a CDN.
pub struct Analysed {
    /// Which one.
    pub id: Id<Cdn>,
    /// Its name.
    pub name: String,
    /// Why there is no snapshot, as far as no other rule says it.
    pub refusals: Vec<Finding>,
    /// What the making of the snapshot has to tell.
    pub notes: Vec<Finding>,
    /// What Traffic Router would say of it.
    pub judged: Vec<Finding>,
    /// What Traffic Router would have in mind; none: there is no snapshot, or it is rejected.
    pub view: Option<RouterView>,
}

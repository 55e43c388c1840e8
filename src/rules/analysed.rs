//! What a plan leads to, as rules look at it: of each CDN its snapshot, or why there is none, and what Traffic Router makes
//! of it. It does not know who makes it, nor which rules there are.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use crate::finding::Finding;
use crate::formats::coverage_zones::{ZoneFileKind, zones_of_cdn};
use crate::formats::router_files::PlannedSurroundings;
use crate::model::{Cdn, Id, Plan};
use crate::routing::{Router, States, Surroundings, ZoneTree};
use crate::snapshot::reading::RouterView;

/// What analysis rules look at.
pub struct Analysis<'p> {
    /// The plan.
    pub plan: &'p Plan,
    /// What would become of its CDNs.
    pub cdns: Vec<Analysed>,
    pub(super) stop: &'p AtomicBool,
}

impl Analysis<'_> {
    /// Whether nobody waits for the rest: a rule that takes long looks now and then.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
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
    pub view: Option<Arc<RouterView>>,
    /// What Traffic Monitor would publish of its caches.
    pub states: States,
    pub(super) router: OnceLock<Option<Arc<Router>>>,
}

impl Analysed {
    /// Traffic Router with the snapshot and all that the plan has beside it; none: there is no snapshot that it takes, or
    /// its coverage zones are none that it takes, which other rules tell.
    pub fn router(&self, plan: &Plan) -> Option<Arc<Router>> {
        self.router.get_or_init(|| self.make_router(plan)).clone()
    }

    fn make_router(&self, plan: &Plan) -> Option<Arc<Router>> {
        let view = Arc::clone(self.view.as_ref()?);
        let tree = |kind| -> Option<Arc<ZoneTree>> {
            let zones = zones_of_cdn(plan, self.id, kind).ok()?;
            Some(Arc::new(zones.map(|zones| zones.tree).unwrap_or_default()))
        };
        let (zones, deep_zones) = (tree(ZoneFileKind::Plain)?, tree(ZoneFileKind::Deep)?);
        let mut around = Surroundings { zones, deep_zones, ..Surroundings::default() };
        PlannedSurroundings::of(plan).surround(&mut around);
        let mut router = Router::new(view, around);
        router.set_states(&self.states);
        Some(Arc::new(router))
    }
}

//! A snapshot document as Traffic Router reads it (`ConfigHandler.processConfig` and what it calls): its coercions,
//! defaults and silent drops. What it would say of the document is remarked, and the reading goes on, so that all is
//! told at once. It knows no plans, and no files.

mod caches;
mod config;
mod locations;
mod matching;
mod members;
mod remark;
mod routers;
mod services;
mod topologies;
mod view;

use crate::parallel;
use crate::snapshot::document::{DocumentPlace, NOTHING, Node, SnapshotDocument};

pub(super) use caches::CacheNotes;
pub use caches::CacheSection;
pub use matching::expression_faults;
pub(super) use members::{mandatory, without_mask};
pub use remark::{Effect, Remark, RemarkRule, Remarks};
pub use view::{
    AddressTtls, Bypass, Cache, Config, DnsBypass, EdgeLocation, MatchKind, Methods, RouterDeliveryService,
    RouterLocation, RouterMatchRule, RouterNames, RouterNode, RouterPosition, RouterView, ServiceMatcher,
    ServiceReference, StaticEntry, ZoneRouter,
};

/// Reads a document. When anything among the remarks rejects the snapshot, the router does not get as far as this view.
pub fn read_view(document: &SnapshotDocument, remarks: &mut Remarks) -> RouterView {
    read_noted(document, None, remarks).map(|(view, _)| view).unwrap_or_default()
}

/// The same with what is asked of the caches afterwards. Those may stand elsewhere, and not in the document; none: they are
/// not what they seemed to be.
pub(super) fn read_noted(
    document: &SnapshotDocument,
    caches: Option<&dyn CacheSection>,
    remarks: &mut Remarks,
) -> Option<(RouterView, CacheNotes)> {
    let root = &document.root;
    let config_node = section(root, "config", remarks);
    let stats = section(root, "stats", remarks);
    let services = section(root, "deliveryServices", remarks);
    let config = config::read(config_node, services);
    let mut view = RouterView { date: stats.long_or("date", 0), config, ..RouterView::default() };
    // Neither of both needs the other.
    let (mut apart, mut of_locations) = (RouterView::default(), Remarks::default());
    let superhack = config_node.bool_or("confighandler.regex.superhack.enabled", true);
    parallel::join(
        || {
            services::read(services, &mut view, remarks);
            matching::read(services, superhack, &mut view, remarks);
        },
        || locations::read(section(root, "edgeLocations", &mut of_locations), &mut apart, &mut of_locations),
    );
    (view.locations, view.dropped.locations) = (apart.locations, apart.dropped.locations);
    remarks.append(of_locations);
    let routers = section(root, "contentRouters", remarks);
    routers::read(routers, root, &mut view);
    let own = section(root, "contentServers", remarks);
    let notes = caches::read(caches.unwrap_or(own), &mut view, remarks)?;
    let topologies = root.get("topologies").unwrap_or(NOTHING);
    topologies::read(topologies, services, &mut view, remarks);
    routers::read_monitors(section(root, "monitors", remarks), &mut view, remarks);
    Some((view, notes))
}

/// A section, which must be there; what stands for it when it is not.
fn section<'a>(root: &'a Node, key: &'static str, remarks: &mut Remarks) -> &'a Node {
    root.get(key).unwrap_or_else(|| {
        remarks.tell(
            RemarkRule::MissingSection,
            &DocumentPlace::ROOT.member(key),
            format!("the section `{key}` is missing"),
        );
        NOTHING
    })
}

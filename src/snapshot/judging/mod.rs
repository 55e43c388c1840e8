//! Whether Traffic Router would accept a snapshot: its whole processing of a document, with every finding at once. It
//! knows neither plans nor files; downloads, certificates and DNSSEC are outside of what it judges.

mod config;
mod finding;
mod name;
mod options;
mod records;
mod serial;
mod unmeant;
pub mod words;
mod zone_cache;
mod zones;

use super::document::{DocumentPlace, Node, SnapshotDocument};
use super::reading::{CacheSection, Remark, RemarkRule, Remarks, RouterNames, RouterView, read_noted};
use crate::finding::Finding;
use crate::parallel;
use crate::sorting::sort_by_key;

pub use finding::object_at;
pub use options::JudgingOptions;

/// What a router makes of a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judgement {
    /// Whether it takes the snapshot.
    pub accepted: bool,
    /// Whether it builds the DNS zones of it.
    pub zones_built: bool,
    /// How much it loads.
    pub loaded: LoadedCounts,
    /// What the document has and is not loaded: all of it when the snapshot is rejected.
    pub dropped: RouterNames,
    /// Everything that was found, the worst first.
    pub findings: Vec<Finding>,
}

/// Numbers of objects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoadedCounts {
    /// Edge locations.
    pub locations: usize,
    /// Caches.
    pub caches: usize,
    /// Delivery services.
    pub delivery_services: usize,
}

/// Judges a document.
pub fn judge(document: &SnapshotDocument, options: &JudgingOptions) -> Judgement {
    // What stands in the document is what it seems to be.
    let judged = judge_caches(document, None, options).unwrap_or_default();
    let (loaded, dropped) =
        if judged.accepted { kept(&judged.view) } else { (LoadedCounts::default(), all(&document.root)) };
    let JudgedCaches { accepted, zones_built, remarks, view } = judged;
    parallel::drop_elsewhere(view);
    Judgement { accepted, zones_built: accepted && zones_built, loaded, dropped, findings: findings(remarks) }
}

/// What is found about a document whose caches stand elsewhere: its own section of them is empty. None: they are not what
/// they seem to be.
pub fn judge_in_parts(
    document: &SnapshotDocument,
    caches: &dyn CacheSection,
    options: &JudgingOptions,
) -> Option<Vec<Finding>> {
    let JudgedCaches { remarks, view, .. } = judge_caches(document, Some(caches), options)?;
    parallel::drop_elsewhere(view);
    Some(findings(remarks))
}

/// A document that was judged.
#[derive(Default)]
struct JudgedCaches {
    accepted: bool,
    zones_built: bool,
    remarks: Vec<Remark>,
    view: RouterView,
}

fn judge_caches(
    document: &SnapshotDocument,
    caches: Option<&dyn CacheSection>,
    options: &JudgingOptions,
) -> Option<JudgedCaches> {
    let mut remarks = Remarks::default();
    text(document, &mut remarks);
    config::check(&document.root, options, &mut remarks);
    let (view, notes) = read_noted(document, caches, &mut remarks)?;
    certificates(&view, &mut remarks);
    // Neither looks at what the other says.
    let mut of_zones = Remarks::default();
    let (root, (first, second)) = (&document.root, (&mut remarks, &mut of_zones));
    let ((), zones_built) =
        parallel::join(|| unmeant::check(root, &view, &notes, first), || zones::check(root, &view, &notes, second));
    remarks.append(of_zones);
    Some(JudgedCaches { accepted: !remarks.reject(), zones_built, remarks: remarks.into_list(), view })
}

/// Judges a text that is no document.
pub fn judge_unread(why: &str) -> Judgement {
    let mut remarks = Remarks::default();
    remarks.tell(RemarkRule::NotJson, &DocumentPlace::ROOT, format!("this is no JSON document: {why}"));
    Judgement { findings: findings(remarks.into_list()), ..Judgement::default() }
}

/// Why a text is no domain name for the router; none: it is one.
pub fn name_fault(text: &str) -> Option<&'static str> {
    name::Name::parse_absolute(text).err()
}

fn findings(mut remarks: Vec<Remark>) -> Vec<Finding> {
    // What follows for the router tells finer than the severity.
    sort_by_key(&mut remarks, |remark| remark.rule.effect());
    remarks.into_iter().map(Finding::from).collect()
}

fn kept(view: &RouterView) -> (LoadedCounts, RouterNames) {
    let loaded = LoadedCounts {
        locations: view.locations.len(),
        caches: view.caches.len(),
        delivery_services: view.services.len(),
    };
    (loaded, view.dropped.clone())
}

fn all(root: &Node) -> RouterNames {
    let names = |section: &str| {
        let members = root.get(section).map(Node::members).unwrap_or_default();
        members.iter().map(|(name, _)| name.to_string()).collect()
    };
    RouterNames {
        locations: names("edgeLocations"),
        caches: names("contentServers"),
        delivery_services: names("deliveryServices"),
    }
}

/// What the text itself has wrong.
fn text(document: &SnapshotDocument, remarks: &mut Remarks) {
    if document.replaced {
        remarks.tell(
            RemarkRule::NotUtf8,
            &DocumentPlace::ROOT,
            "some bytes are no UTF-8: replacement characters stand for them",
        );
    }
    for pointer in &document.repeated {
        let message = "this stands more than once under the same name: the last counts, the others are lost";
        remarks.tell_at(RemarkRule::RepeatedMember, pointer.clone(), message);
    }
}

/// Services with certificates that are routed by HTTP are waited for.
fn certificates(view: &RouterView, remarks: &mut Remarks) {
    let place = DocumentPlace::ROOT.member("deliveryServices");
    for service in view.services.iter().filter(|service| !service.is_dns && service.ssl_enabled) {
        let message = "the router takes the snapshot only once it has this service's certificates";
        remarks.tell(RemarkRule::WaitsForCertificates, &place.member(&service.xml_id).member("sslEnabled"), message);
    }
}

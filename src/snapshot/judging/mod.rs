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
    let (judgement, view) = judge_and_read(document, options);
    parallel::drop_elsewhere(view);
    judgement
}

/// Judges a document, and gives what the router has of it, which counts if it accepts it.
pub fn judge_and_read(document: &SnapshotDocument, options: &JudgingOptions) -> (Judgement, RouterView) {
    // What stands in the document is what it seems to be.
    let Some(mut looked) = look(document, None) else { return Default::default() };
    let remarks = std::mem::take(&mut looked.remarks);
    (looked.judged(remarks, options, document, false), looked.view)
}

/// Judges a document for several routers. Its caches may stand elsewhere: then its own section of them is empty. None: those
/// are not what they seem to be.
pub fn judge_for<const N: usize>(
    routers: [JudgingOptions; N],
    document: &SnapshotDocument,
    caches: Option<&dyn CacheSection>,
) -> Option<[Judgement; N]> {
    let mut looked = look(document, caches)?;
    let mut left = N;
    let judged = routers.map(|options| {
        left -= 1;
        // There may be many.
        let remarks = if left == 0 { std::mem::take(&mut looked.remarks) } else { looked.remarks.clone() };
        looked.judged(remarks, &options, document, caches.is_some())
    });
    parallel::drop_elsewhere(looked.view);
    Some(judged)
}

/// What every router finds, whatever it holds.
struct Looked {
    zones_built: bool,
    remarks: Remarks,
    view: RouterView,
    /// Caches that are neither loaded nor left out.
    others: Vec<String>,
}

fn look(document: &SnapshotDocument, caches: Option<&dyn CacheSection>) -> Option<Looked> {
    let mut remarks = Remarks::default();
    let (view, notes) = read_noted(document, caches, &mut remarks)?;
    certificates(&view, &mut remarks);
    // Neither looks at what the other says.
    let mut of_zones = Remarks::default();
    let (root, (first, second)) = (&document.root, (&mut remarks, &mut of_zones));
    let ((), zones_built) =
        parallel::join(|| unmeant::check(root, &view, &notes, first), || zones::check(root, &view, &notes, second));
    remarks.append(of_zones);
    Some(Looked { zones_built, remarks, view, others: notes.unplaced })
}

impl Looked {
    /// What one of them makes of it: only the date, and whose it is, are another thing to each.
    fn judged(
        &self,
        others: Remarks,
        options: &JudgingOptions,
        document: &SnapshotDocument,
        are_elsewhere: bool,
    ) -> Judgement {
        let mut remarks = Remarks::default();
        text(document, &mut remarks);
        config::check(&document.root, options, &mut remarks);
        remarks.append(others);
        let accepted = !remarks.reject();
        let (loaded, mut dropped) =
            if accepted { kept(&self.view) } else { (LoadedCounts::default(), all(&document.root)) };
        if !accepted && are_elsewhere {
            dropped.caches = self.cache_names();
        }
        let zones_built = accepted && self.zones_built;
        Judgement { accepted, zones_built, loaded, dropped, findings: findings(remarks.into_list()) }
    }

    /// The names of all caches, which come in order where they stand elsewhere.
    fn cache_names(&self) -> Vec<String> {
        let loaded = self.view.caches.iter().map(|cache| &cache.name);
        let mut names: Vec<String> = loaded.chain(&self.view.dropped.caches).chain(&self.others).cloned().collect();
        names.sort_unstable();
        names
    }
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

//! The caches: those whose location the router knows are loaded, be they edges or mids. They are most of a large snapshot,
//! and are taken some at a time: whoever gives them need not hold all of them.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};

use super::members::{mandatory, texts, without_mask};
use super::remark::{RemarkRule, Remarks};
use super::view::{Cache, RouterView, ServiceReference, domain_of};
use crate::model::{QuickMap, QuickSet};
use crate::parallel;
use crate::snapshot::document::{DocumentPlace, Node};
use crate::snapshot::java::address;

/// How many points on the hash ring a cache has where nothing usable is said.
const DEFAULT_HASH_COUNT: u32 = 1000;

/// Points are computed one by one and kept: so many take long and fill the memory.
const HUGE_HASH_COUNT: u32 = 10_000_000;

/// So many caches are worth another core.
const CACHES_AT_ONCE: usize = 512;

/// The caches of a document, in pieces in their order.
pub trait CacheSection: Sync {
    /// How many pieces there are.
    fn pieces(&self) -> usize;

    /// Whether they are read to be judged only: then what nobody but routing asks of one is not kept.
    fn is_judged_only(&self) -> bool {
        false
    }

    /// Gives each cache of a piece with its name; none: it is not what it seemed to be, and nothing of it counts.
    fn read(&self, piece: usize, take: &mut dyn FnMut(&str, &Node)) -> Option<()>;
}

/// The section as it stands in a document.
impl CacheSection for Node {
    fn pieces(&self) -> usize {
        self.members().len().div_ceil(CACHES_AT_ONCE)
    }

    fn read(&self, piece: usize, take: &mut dyn FnMut(&str, &Node)) -> Option<()> {
        for (name, node) in self.members().chunks(CACHES_AT_ONCE).nth(piece)? {
            take(name, node);
        }
        Some(())
    }
}

/// What is asked of the document's caches after they were read, so that nobody has to look into it again.
#[derive(Debug, Default)]
pub(in crate::snapshot) struct CacheNotes {
    /// Those that say no address at all, by their places in the view.
    pub unaddressed: Vec<usize>,
    /// The names of those that say no location: they are neither loaded nor left out.
    pub unplaced: Vec<String>,
    /// How many services each says itself, by its place in the view; others have topologies given it.
    named: Vec<usize>,
    /// Which of them say nothing but services that there are, each under a name in that service's own domain, by their places
    /// in the view: all but a few.
    plain: Vec<bool>,
    /// Which services those say, by the services' places in the view.
    pub said: Vec<bool>,
    /// Services that one says to have and is not given for that.
    passed_over: QuickSet<(usize, String)>,
}

impl CacheNotes {
    /// Whether a cache of that place in the view has services that there are, and no others, each under a name in that
    /// service's own domain.
    pub(in crate::snapshot) fn is_plain(&self, at: usize, cache: &Cache) -> bool {
        self.plain.get(at) == Some(&true) && self.named.get(at) == Some(&cache.services.len())
    }

    /// Adds what is noted of caches that stand behind so many others.
    fn append(&mut self, noted: Self, caches: &[Cache], before: usize) {
        self.unaddressed.extend(noted.unaddressed.into_iter().map(|at| before + at));
        self.passed_over.extend(noted.passed_over.into_iter().map(|(at, xml_id)| (before + at, xml_id)));
        self.unplaced.extend(noted.unplaced);
        self.named.extend(caches.iter().map(|cache| cache.services.len()));
        self.plain.extend(noted.plain);
        for (said, own) in self.said.iter_mut().zip(noted.said) {
            *said |= own;
        }
    }

    /// Has every cache looked at.
    #[cfg(test)]
    pub(in crate::snapshot) fn forget_plain(&mut self) {
        self.plain.clear();
    }

    /// Whether the document itself says that a cache has a service: both by their places in the view.
    pub(in crate::snapshot) fn says(&self, cache: usize, reference: usize, xml_id: &str) -> bool {
        self.named.get(cache).is_some_and(|named| reference < *named)
            || (!self.passed_over.is_empty() && self.passed_over.contains(&(cache, xml_id.to_owned())))
    }
}

pub(super) fn read(section: &dyn CacheSection, view: &mut RouterView, remarks: &mut Remarks) -> Option<CacheNotes> {
    let locations: QuickMap<&str, usize> =
        view.locations.iter().enumerate().map(|(index, location)| (location.name.as_str(), index)).collect();
    let own = view.services.iter().enumerate().map(|(at, own)| (own.xml_id.as_str(), (at, own.domain.as_deref())));
    let services = view.services.len();
    let known = NamedPlaces { locations, services: own.collect(), are_asked_for: !section.is_judged_only() };
    let pieces: Vec<usize> = (0..section.pieces()).collect();
    // Once one is not what it seems to be, the others make no difference.
    let are_in_vain = AtomicBool::new(false);
    let read_piece = |piece: &usize| {
        if are_in_vain.load(Ordering::Relaxed) {
            return None;
        }
        let mut read = CachesRead { caches: Vec::with_capacity(CACHES_AT_ONCE), ..CachesRead::default() };
        read.notes.said.resize(services, false);
        let done = section.read(*piece, &mut |name, node| read.take(name, node, &known));
        are_in_vain.fetch_or(done.is_none(), Ordering::Relaxed);
        done.map(|()| read)
    };
    let mut notes = CacheNotes { said: vec![false; services], ..CacheNotes::default() };
    let (caches, dropped) = (&mut view.caches, &mut view.dropped.caches);
    caches.reserve_exact(pieces.len() * CACHES_AT_ONCE);
    let mut are_what_they_seem = true;
    // They are put together while others are read, so that few pieces are held.
    parallel::in_turn(&pieces, read_piece, |read| match read {
        Some(read) => {
            notes.append(read.notes, &read.caches, caches.len());
            caches.extend(read.caches);
            dropped.extend(read.dropped);
            remarks.append(read.remarks);
        }
        None => are_what_they_seem = false,
    });
    are_what_they_seem.then_some(notes)
}

/// What caches may name.
struct NamedPlaces<'a> {
    /// Locations with their places in the view.
    locations: QuickMap<&'a str, usize>,
    /// Services with their places in the view and their domains.
    services: QuickMap<&'a str, (usize, Option<&'a str>)>,
    /// Whether somebody will ask for what a cache is called, and for more than its place on the hash ring.
    are_asked_for: bool,
}

impl NamedPlaces<'_> {
    /// A name, or nothing where nobody asks for it.
    fn kept(&self, name: &str) -> String {
        if self.are_asked_for { name.to_owned() } else { String::new() }
    }

    /// What is kept of a cache's name in a service: nothing but that it lies in the service's own domain, if that is enough.
    fn kept_in(&self, xml_id: &str, fqdn: Cow<'_, str>) -> String {
        let is_own = || {
            let (_, domain) = self.services.get(xml_id)?;
            domain.filter(|domain| domain.contains('.') && domain_of(&fqdn) == Some(domain))
        };
        if !self.are_asked_for && is_own().is_some() { String::new() } else { fqdn.into_owned() }
    }
}

/// Some of the caches as they were read, and what the router would say of them.
#[derive(Default)]
struct CachesRead {
    caches: Vec<Cache>,
    dropped: Vec<String>,
    remarks: Remarks,
    notes: CacheNotes,
    /// The places of the services of one, while that is looked at.
    places: Vec<usize>,
}

impl CachesRead {
    fn take(&mut self, name: &str, node: &Node, known: &NamedPlaces<'_>) {
        let remarks = &mut self.remarks;
        let section = DocumentPlace::ROOT.member("contentServers");
        let place = section.member(name);
        let Some(location_id) = mandatory(node, "locationId", &place, remarks) else {
            self.notes.unplaced.push(name.to_owned());
            return;
        };
        let location_id = location_id.as_text();
        if let Some(location) = known.locations.get(&*location_id) {
            let cache = cache(name, node, *location, known, &place, remarks);
            self.note(&cache, node, known);
            self.caches.push(cache);
            return;
        }
        self.dropped.push(name.to_owned());
        // Mids are not for clients, and stand in the snapshot for others to read.
        if !node.text_or("type", "").starts_with("MID") {
            let message =
                format!("`{location_id}` is no edge location that is loaded: the server is not loaded either");
            remarks.tell(RemarkRule::CacheDropped, &place.member("locationId"), message);
        }
    }

    /// Notes what is asked of the next cache afterwards.
    fn note(&mut self, cache: &Cache, node: &Node, known: &NamedPlaces<'_>) {
        let at = self.caches.len();
        // An address that is none has been told as such.
        let says_none = || node.text_or("ip", "").is_empty() && node.text_or("ip6", "").is_empty();
        if cache.ip.is_none() && cache.ip6.is_none() && says_none() {
            self.notes.unaddressed.push(at);
        }
        let own = |reference: &ServiceReference| {
            let (at, domain) = known.services.get(reference.xml_id.as_str())?;
            (domain.is_some() && *domain == reference.domain(*domain)).then_some(*at)
        };
        self.places.clear();
        self.places.extend(cache.services.iter().map_while(own));
        let is_plain = self.places.len() == cache.services.len();
        self.notes.plain.push(is_plain);
        for at in self.places.iter().filter(|_| is_plain) {
            if let Some(said) = self.notes.said.get_mut(*at) {
                *said = true;
            }
        }
        let services = node.get("deliveryServices").map(Node::members).unwrap_or_default();
        if services.len() != cache.services.len() {
            let is_given = |xml_id: &str| cache.services.iter().any(|reference| reference.xml_id == xml_id);
            let others = services.iter().filter(|(xml_id, _)| !is_given(xml_id));
            self.notes.passed_over.extend(others.map(|(xml_id, _)| (at, xml_id.to_string())));
        }
    }
}

fn cache(
    name: &str,
    node: &Node,
    location: usize,
    known: &NamedPlaces<'_>,
    place: &DocumentPlace<'_>,
    remarks: &mut Remarks,
) -> Cache {
    let fqdn = mandatory(node, "fqdn", place, remarks).map(|fqdn| known.kept(&fqdn.as_text()));
    let port = mandatory(node, "port", place, remarks).map(|port| port.as_int(0));
    let (ip, ip6) = addresses(node, place, remarks);
    let mut cache = Cache {
        name: name.to_owned(),
        location,
        hash_id: known.kept(node.get("hashId").and_then(Node::text_value).unwrap_or(name)),
        hash_count: hash_count(node, place, remarks),
        fqdn: fqdn.unwrap_or_default(),
        port: port.unwrap_or_default(),
        ip,
        ip6,
        capabilities: texts(node.get("capabilities"), &place.member("capabilities"), remarks),
        services: Vec::new(),
    };
    if let Some(services) = node.get("deliveryServices") {
        let place = place.member("deliveryServices");
        cache.services.reserve_exact(services.size());
        for (xml_id, names) in services.members() {
            if let Some(fqdn) = fqdn_in(names, &place.member(xml_id), remarks) {
                cache.refer(xml_id, known.kept_in(xml_id, fqdn));
            }
        }
    }
    cache
}

fn hash_count(node: &Node, place: &DocumentPlace<'_>, remarks: &mut Remarks) -> u32 {
    let count = u32::try_from(node.int_or("hashCount", 0)).ok().filter(|count| 0 < *count);
    let count = count.unwrap_or(DEFAULT_HASH_COUNT);
    if HUGE_HASH_COUNT < count {
        let message = format!("{count} points on the hash ring take long to compute and may not fit in memory");
        remarks.tell(RemarkRule::HugeHashCount, &place.member("hashCount"), message);
    }
    count
}

/// Both addresses; when the first is none that Java reads, the second is not looked at.
fn addresses(node: &Node, place: &DocumentPlace<'_>, remarks: &mut Remarks) -> (Option<IpAddr>, Option<IpAddr>) {
    let ip = mandatory(node, "ip", place, remarks).map(Node::as_text).unwrap_or_default();
    let ip6 = node.text_or("ip6", "");
    let mut read = |text: &str, key: &'static str| {
        let found = address::by_name(text);
        if found.is_none() {
            let message = format!("`{text}` is no address: the cache is loaded without it, unless it is a name in DNS");
            remarks.tell(RemarkRule::CacheAddress, &place.member(key), message);
        }
        found
    };
    let v4 = if ip.is_empty() { None } else { read(&ip, "ip") };
    let reached = ip.is_empty() || v4.is_some();
    let v6 = if reached && !ip6.is_empty() { read(without_mask(&ip6), "ip6") } else { None };
    (v4, v6)
}

/// The first name of a list counts, and what is no list counts as its own JSON text.
fn fqdn_in<'a>(names: &'a Node, place: &DocumentPlace<'_>, remarks: &mut Remarks) -> Option<Cow<'a, str>> {
    let fqdn = match names {
        Node::Array(items) => items.first()?.as_text(),
        other => Cow::Owned(other.to_json_text()),
    };
    if fqdn.contains('.') {
        return Some(fqdn);
    }
    remarks.tell(RemarkRule::BadServiceFqdn, place, format!("`{fqdn}` has no dot and cannot be the cache's name"));
    None
}

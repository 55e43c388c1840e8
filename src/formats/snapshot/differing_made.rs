//! The snapshot that a plan makes beside another of its CDN, as far as they differ. Its caches, which are most of a large one,
//! are looked at while they are made, some at a time: there is never a text of all of it. It does not compare.

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::differing::{
    DifferingSnapshots, FoundMembers, Keeps, SortedMembers, WantedMember, bytes_of, members, objects_of,
    read_differing, sorted,
};
use super::document::CACHES;
use super::emit::{Emit as _, JsonEmitter};
use super::residuals::{ExportError, export, refuse};
use super::write::{SnapshotWriteError, write};
use crate::model::Plan;
use crate::parallel;
use crate::snapshot::{CacheTaker, MakingOptions, NamedCaches, Residual, derive_in_parts};

/// Makes the snapshot of a CDN as far as it differs from another, as `read_differing` reads two. None: the other is not plain.
pub fn make_differing(
    plan: &Plan,
    cdn: &str,
    options: &MakingOptions,
    before: &[u8],
    keeps: Keeps<'_>,
) -> Result<Option<DifferingSnapshots>, ExportError> {
    if !Residual::of_cdn(plan, cdn).is_empty() {
        // They are put into the whole.
        return Ok(read_differing(before, &export(plan, cdn, options)?.bytes, keeps));
    }
    let comparer = CacheComparer { before, keeps, old: OnceLock::new(), looked: Mutex::default() };
    let (making, refusals) = derive_in_parts(plan, cdn, options, &comparer)?;
    let rest = write(&making.snapshot)?;
    parallel::drop_elsewhere(making.snapshot);
    if comparer.looked().met_no_number {
        return Err(SnapshotWriteError::NoNumber.into());
    }
    refuse(cdn, refusals)?;
    Ok(comparer.end(&rest))
}

/// The bytes of the longest text that was held of caches that were made.
#[cfg(test)]
static LONGEST: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);

/// Looks at the caches of a snapshot while it is made.
struct CacheComparer<'a> {
    before: &'a [u8],
    keeps: Keeps<'a>,
    /// What the other has; none: it is not plain.
    old: OnceLock<Option<OldSnapshot<'a>>>,
    looked: Mutex<LookedCaches>,
}

/// The other snapshot.
struct OldSnapshot<'a> {
    /// All but its caches.
    others: SortedMembers<'a>,
    /// None: it has no such section.
    caches: Option<SortedMembers<'a>>,
    /// Which of them are made again.
    is_made: Vec<AtomicBool>,
}

/// Caches that were looked at.
#[derive(Default)]
struct LookedCaches {
    found: FoundMembers,
    is_not_plain: bool,
    met_no_number: bool,
    /// How many bytes they would take.
    bytes: usize,
}

impl<'a> OldSnapshot<'a> {
    fn read(document: &'a [u8]) -> Option<Self> {
        let mut others = members(document)?;
        let at = others.iter().position(|(key, _)| key == CACHES);
        let caches = match at.map(|at| others.remove(at).1) {
            Some(section) => Some(sorted(objects_of(section))?),
            None => None,
        };
        let is_made = caches.iter().flatten().map(|_| AtomicBool::new(false)).collect();
        Some(Self { others, caches, is_made })
    }

    /// What it has of the name of one that is made.
    fn take(&self, name: &str) -> Option<&'a str> {
        let caches = self.caches.as_deref()?;
        let at = caches.binary_search_by(|(known, _)| (**known).cmp(name)).ok()?;
        self.is_made.get(at)?.store(true, Ordering::Relaxed);
        bytes_of(&caches.get(at)?.1)
    }

    /// Those that are not made again.
    fn gone(&self) -> impl Iterator<Item = WantedMember<'_>> {
        let caches = self.caches.iter().flatten().zip(&self.is_made);
        caches.filter(|(_, is_made)| !is_made.load(Ordering::Relaxed)).map(|((name, value), _)| WantedMember {
            section: Some(CACHES),
            name: Cow::Borrowed(&**name),
            bytes: [bytes_of(value), None],
        })
    }
}

impl LookedCaches {
    fn add(&mut self, found: Option<FoundMembers>) {
        match found {
            Some(found) => self.found.add(found),
            None => self.is_not_plain = true,
        }
    }
}

impl CacheComparer<'_> {
    fn looked(&self) -> MutexGuard<'_, LookedCaches> {
        self.looked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the rest, a snapshot without caches.
    fn end(self, rest: &[u8]) -> Option<DifferingSnapshots> {
        let old = self.old.into_inner()??;
        let mut looked = self.looked.into_inner().unwrap_or_else(PoisonError::into_inner);
        for gone in old.gone() {
            looked.add(FoundMembers::built(&gone, self.keeps));
        }
        let [before, after] = &mut looked.found.sections;
        before.extend(old.caches.as_ref().map(|_| CACHES));
        after.extend((0 < looked.bytes).then_some(CACHES));
        looked.add(FoundMembers::of(old.others, members(rest)?, self.keeps));
        if looked.is_not_plain {
            return None;
        }
        looked.found.end([self.before.len(), rest.len() + looked.bytes])
    }
}

impl CacheTaker<LookedCaches> for CacheComparer<'_> {
    fn get_ready(&self) {
        self.old.get_or_init(|| OldSnapshot::read(self.before));
    }

    fn make(&self, caches: NamedCaches) -> LookedCaches {
        let mut looked = LookedCaches::default();
        let Some(Some(old)) = self.old.get() else { return looked };
        let mut out = JsonEmitter::default();
        for (name, cache) in &caches {
            out.bytes.clear();
            name.emit(&mut out);
            out.bytes.push(b':');
            let from = out.bytes.len();
            cache.emit(&mut out);
            // There is a comma, too.
            looked.bytes += out.bytes.len() + 1;
            #[cfg(test)]
            LONGEST.fetch_max(out.bytes.len(), Ordering::Relaxed);
            let new = out.bytes.get(from..).and_then(|new| std::str::from_utf8(new).ok());
            looked.add(match old.take(name) {
                Some(old) if Some(old) == new => FoundMembers::same(old),
                old => {
                    let name = Cow::Borrowed(name.as_str());
                    FoundMembers::built(&WantedMember { section: Some(CACHES), name, bytes: [old, new] }, self.keeps)
                }
            });
        }
        looked.met_no_number = out.met_no_number;
        looked
    }

    fn take(&self, made: LookedCaches) {
        let mut looked = self.looked();
        looked.is_not_plain |= made.is_not_plain;
        looked.met_no_number |= made.met_no_number;
        looked.bytes += made.bytes;
        looked.found.add(made.found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::seeds::seed_plan;
    use crate::formats::writing::making_options;
    use crate::session::add_sample;

    const CDN: &str = "aurora";

    fn plan() -> Plan {
        let empty = Plan::default();
        let seeded = empty.applying(&seed_plan(&empty)).unwrap();
        seeded.applying(&add_sample(&seeded).unwrap()).unwrap()
    }

    fn keeps(key: &str) -> bool {
        key == "latitude"
    }

    #[test]
    fn what_differs_is_the_same_as_between_two_texts() {
        let plan = plan();
        let made = String::from_utf8(export(&plan, CDN, &making_options()).unwrap().bytes).unwrap();
        let begin = made.find(r#""contentServers":{"#).unwrap();
        let first = begin + r#""contentServers":{"#.len();
        let (end, routers) = (made.find("}}").unwrap(), made.find(r#"},"contentRouters""#).unwrap());
        let second = first + made[first..].find(r#"},"edge"#).unwrap() + 2;
        assert!(first < second && second < routers && begin < end);
        for (what, before) in [
            ("the same", made.clone()),
            ("an answer", format!(r#"{{"response":{made},"alerts":[]}}"#)),
            ("ports", made.replace(r#""port":80"#, r#""port":8080"#)),
            ("one comes", format!("{}{}", &made[..first], &made[second..])),
            ("one goes", format!(r#"{}"another":{{"port":1}},{}"#, &made[..first], &made[first..])),
            ("odd ones go", format!(r#"{}"a":3,"\u0001b":[1],{}"#, &made[..first], &made[first..])),
            ("all come", format!("{}{}", &made[..first], &made[routers..])),
            ("the section comes", format!("{}{}", &made[..begin], &made[routers + 2..])),
            ("other sections", made.replace("latitude", "Latitude").replace("\"topologies\"", "\"monitors2\"")),
            ("another order", format!(r#"{{"topologies":{{}},{}"#, &made[1..])),
            ("spaces", made.replace(':', " : ")),
            ("nothing", r#"{"stats":{}}"#.to_owned()),
            ("twice", format!(r#"{}"a":{{}},"a":{{}},{}"#, &made[..first], &made[first..])),
            ("no number", made.replacen(r#""port":80"#, r#""port":1e400"#, 1)),
            ("no section", format!(r#"{}"contentServers":3{}"#, &made[..begin], &made[routers + 1..])),
            ("no snapshot", "{}".to_owned()),
            ("no JSON", made[..second].to_owned()),
        ] {
            let expected = read_differing(before.as_bytes(), made.as_bytes(), &keeps);
            let found = make_differing(&plan, CDN, &making_options(), before.as_bytes(), &keeps).unwrap();
            assert_eq!(found, expected, "{what}");
        }
    }

    #[test]
    fn of_all_caches_that_are_made_one_is_a_text_at_a_time() {
        let plan = plan();
        let made = export(&plan, CDN, &making_options()).unwrap().bytes;
        let comparer = CacheComparer { before: &made, keeps: &keeps, old: OnceLock::new(), looked: Mutex::default() };
        let (making, _) = derive_in_parts(&plan, CDN, &making_options(), &comparer).unwrap();
        assert!(making.snapshot.content_servers.is_empty());
        let LookedCaches { bytes, found, .. } = comparer.looked.into_inner().unwrap();
        let longest = LONGEST.load(Ordering::Relaxed);
        assert!(10_000 < bytes && longest < bytes / 10, "{longest} of {bytes}");
        assert_eq!(found.built_count(), 0, "all are the same");
    }

    #[test]
    fn what_stands_in_the_way_is_told_whatever_the_other_is() {
        let plan = plan();
        for before in ["", "{}", r#"{"stats":{}}"#] {
            let found = make_differing(&plan, "none", &making_options(), before.as_bytes(), &keeps);
            assert!(matches!(found, Err(ExportError::Snapshot(_))), "{before}");
        }
    }
}

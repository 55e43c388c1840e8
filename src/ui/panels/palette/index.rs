//! The names of all objects, made ready to be searched while somebody types. It draws nothing.

use crate::model::{AnyId, Kind, Plan};
use crate::sorting::sort_by_key;

/// So many objects of a kind are found at most; how many more there are is counted.
pub(super) const PER_KIND: usize = 6;

/// All names of one plan.
#[derive(Debug, Default)]
pub(super) struct Index {
    entries: Vec<NameEntry>,
}

#[derive(Debug)]
struct NameEntry {
    id: AnyId,
    name: Box<str>,
    /// The name in small letters; none where it is that already.
    folded: Option<Box<str>>,
    /// Which letters it has, so that most names are passed over at a glance.
    letters: u64,
}

/// What was typed, made ready.
#[derive(Debug)]
pub(super) struct Query {
    terms: Vec<(String, u64)>,
}

/// The objects of a kind that fit, the best first.
#[derive(Debug)]
pub(super) struct KindMatches {
    pub(super) kind: Kind,
    pub(super) best: u32,
    /// Objects and their names.
    pub(super) objects: Vec<(AnyId, String)>,
    /// How many fit altogether.
    pub(super) count: usize,
}

impl Index {
    /// Lists the names of a plan.
    pub(super) fn of(plan: &Plan) -> Self {
        let mut entries = Vec::new();
        for kind in Kind::ALL {
            for id in plan.ids(*kind) {
                let Some(name) = plan.name_of(id) else { continue };
                let folded = name.to_lowercase();
                let letters = letters(&folded);
                let folded = (folded != name).then(|| folded.into_boxed_str());
                entries.push(NameEntry { id, name: name.into_boxed_str(), folded, letters });
            }
        }
        Self { entries }
    }

    /// What fits, the kind with the best object first. What fits letter by letter alone is only told where nothing fits
    /// better: `edge` means no `HEADER_REGEXP`.
    pub(super) fn search(&self, query: &Query) -> Vec<KindMatches> {
        let mut kinds: Vec<KindFits<'_>> = Kind::ALL.iter().map(|_| KindFits::default()).collect();
        for entry in &self.entries {
            let folded = entry.folded.as_deref().unwrap_or(&entry.name);
            let Some(score) = query.score(folded, entry.letters) else { continue };
            let Some(fits) = kinds.get_mut(entry.id.kind.index()) else { continue };
            fits.count += 1;
            fits.close += usize::from(query.is_close(score));
            let at = fits.best.partition_point(|(other, _)| score <= *other);
            if at < PER_KIND {
                fits.best.insert(at, (score, entry));
                fits.best.truncate(PER_KIND);
            }
        }
        if kinds.iter().any(|fits| 0 < fits.close) {
            for fits in &mut kinds {
                fits.count = fits.close;
                fits.best.retain(|(score, _)| query.is_close(*score));
            }
        }
        let mut found: Vec<KindMatches> = kinds
            .into_iter()
            .zip(Kind::ALL)
            .filter(|(fits, _)| 0 < fits.count)
            .map(|(fits, kind)| KindMatches {
                kind: *kind,
                best: fits.best.first().map_or(0, |(score, _)| *score),
                objects: fits.best.into_iter().map(|(_, entry)| (entry.id, entry.name.to_string())).collect(),
                count: fits.count,
            })
            .collect();
        sort_by_key(&mut found, |found| std::cmp::Reverse(found.best));
        found
    }
}

/// The names of a kind that fit.
#[derive(Default)]
struct KindFits<'i> {
    count: usize,
    /// How many of them have what was typed in one piece, or as beginnings of words.
    close: usize,
    best: Vec<(u32, &'i NameEntry)>,
}

impl Query {
    /// Makes ready what was typed.
    pub(super) fn new(text: &str) -> Self {
        let terms = text.split_whitespace().map(str::to_lowercase);
        Self { terms: terms.map(|term| (letters(&term), term)).map(|(letters, term)| (term, letters)).collect() }
    }

    /// How well a name, in small letters, fits; none: it does not.
    pub(super) fn score(&self, folded: &str, has: u64) -> Option<u32> {
        let mut total = 0;
        for (term, letters) in &self.terms {
            if letters & !has != 0 {
                return None;
            }
            total += score(term, folded)?;
        }
        // Of names that fit as well, the shorter is meant.
        Some(total * 256 + 255 - u32::try_from(folded.len()).unwrap_or(255).min(255))
    }

    /// Whether a name that fits so well has what was typed in it, rather than its letters one by one.
    fn is_close(&self, score: u32) -> bool {
        u32::try_from(self.terms.len()).is_ok_and(|terms| WITHIN * terms <= score / 256)
    }

    /// The same for a name that is looked at once.
    pub(super) fn score_name(&self, name: &str) -> Option<u32> {
        let folded = name.to_lowercase();
        self.score(&folded, letters(&folded))
    }
}

/// The letters and digits of a text as bits; all others share one.
fn letters(folded: &str) -> u64 {
    folded.bytes().fold(0, |bits, byte| {
        bits | 1
            << match byte {
                b'a'..=b'z' => byte - b'a',
                b'0'..=b'9' => 26 + byte - b'0',
                b'-' | b'_' | b'.' => 36,
                _ => 37,
            }
    })
}

/// How well a term fits that stands within a name.
const WITHIN: u32 = 40;

/// How well a term fits: as the whole, at the beginning, at the beginning of a word, as the first letters of words, within,
/// or letter by letter.
fn score(term: &str, name: &str) -> Option<u32> {
    let within = name.match_indices(term).map(|(at, _)| match (at, is_word_start(name, at)) {
        (0, _) if term.len() == name.len() => 100,
        (0, _) => 80,
        (_, true) => 60,
        (_, false) => WITHIN,
    });
    let within = within.max().filter(|_| !term.is_empty());
    if within.is_some_and(|score| WITHIN < score) {
        return within;
    }
    if are_initials(term, name) {
        return Some(50);
    }
    if within.is_some() {
        return within;
    }
    let mut rest = name.chars();
    let mut gaps = 0;
    for letter in term.chars() {
        let skipped = rest.by_ref().position(|other| other == letter)?;
        gaps += u32::try_from(skipped.min(8)).unwrap_or(8).min(1);
    }
    Some(30_u32.saturating_sub(gaps * 2))
}

/// Whether a word begins there: behind what is no letter or digit, or where digits follow letters.
fn is_word_start(name: &str, at: usize) -> bool {
    let bytes = name.as_bytes();
    let Some(before) = at.checked_sub(1).and_then(|before| bytes.get(before)) else { return true };
    let is_other = |byte: u8| byte.is_ascii() && !byte.is_ascii_alphanumeric();
    is_other(*before) || before.is_ascii_alphabetic() && bytes.get(at).is_some_and(u8::is_ascii_digit)
}

/// Whether a term is made of beginnings of words, in their order: `ndc` or `nedc` of `new delivery centre`.
fn are_initials(term: &str, name: &str) -> bool {
    let starts = name.char_indices().filter(|(at, letter)| letter.is_alphanumeric() && is_word_start(name, *at));
    let mut words: Vec<&str> = starts.filter_map(|(at, _)| name.get(at..)).collect();
    let first = term.chars().next();
    // Only what begins a word counts as a beginning, and one letter alone says too little.
    if term.chars().count() < 2 || words.first().and_then(|word| word.chars().next()) != first {
        return false;
    }
    words.reverse();
    let mut word = words.pop().unwrap_or_default().chars();
    word.next();
    for letter in term.chars().skip(1) {
        if word.clone().next() == Some(letter) {
            word.next();
            continue;
        }
        let Some(at) = words.iter().rposition(|next| next.starts_with(letter)) else { return false };
        word = words[at].chars();
        word.next();
        words.truncate(at);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_thousand_names_are_searched_while_somebody_types() {
        let entries = (0..100_000).map(|number| {
            let name = format!("edge-{}-{number}", ["denver", "tokyo", "paris", "lagos"][number % 4]);
            let (letters, number) = (letters(&name), number as u64);
            NameEntry {
                id: AnyId { kind: Kind::CacheGroup, number },
                name: name.into_boxed_str(),
                folded: None,
                letters,
            }
        });
        let index = Index { entries: entries.collect() };
        for (typed, count) in [("tokyo-77", 1_111 / 4), ("dnvr", 25_000), ("lagos 99", 0), ("e", 100_000)] {
            let began = std::time::Instant::now();
            let found = index.search(&Query::new(typed));
            let taken = began.elapsed();
            assert!(count <= found.first().map_or(0, |found| found.count), "{typed}");
            // Loose enough for a busy machine without optimisation; a release build takes a few milliseconds.
            assert!(taken.as_millis() < 2_000, "{typed}: {taken:?}");
        }
    }

    #[test]
    fn letters_one_by_one_are_told_only_where_nothing_fits_better() {
        let names = ["HEADER_REGEXP", "edge-tokyo", "edge-paris", "x-edge"];
        let entries = names.iter().zip(0..).map(|(name, number)| {
            let folded = name.to_lowercase();
            let letters = letters(&folded);
            let id = AnyId { kind: Kind::CacheGroup, number };
            NameEntry { id, name: (*name).into(), folded: Some(folded.into_boxed_str()), letters }
        });
        let index = Index { entries: entries.collect() };
        let found = |typed: &str| index.search(&Query::new(typed)).first().map_or(0, |found| found.count);
        assert_eq!([found("edge"), found("etky"), found("edge tok"), found("hrxp")], [3, 1, 1, 1]);
    }

    #[test]
    fn beginnings_of_words_lead_to_names() {
        for (typed, name, is_found) in [
            ("ncg", "new cache group here", true),
            ("necg", "new cache group here", true),
            ("nh", "new cache group here", true),
            ("et2", "edge-tokyo-2", true),
            ("et2", "edge-tokyo2", true),
            ("cn", "new cache group here", false),
            ("dg", "edge-tokyo", false),
            ("n", "new", false),
        ] {
            assert_eq!(are_initials(typed, name), is_found, "{typed} {name}");
        }
    }

    #[test]
    fn better_fits_come_first() {
        let query = Query::new("den");
        let mut names = ["x-den", "eden", "den", "denver", "d-e-n", "paris"].to_vec();
        names.retain(|name| query.score_name(name).is_some());
        sort_by_key(&mut names, |name| std::cmp::Reverse(query.score_name(name)));
        assert_eq!(names, ["den", "denver", "x-den", "d-e-n", "eden"]);
        // The best place in a name counts, and not the first.
        assert_eq!(score("den", "eden-denver"), Some(60));
        assert!(Query::new("edge den").score_name("edge-denver").is_some());
        assert!(Query::new("edge zzz").score_name("edge-denver").is_none());
        assert!(Query::new("łódź").score_name("edge-Łódź").is_some());
    }
}

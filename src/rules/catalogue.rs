//! The catalogue: every rule, sorted by id, and those by which snapshots are judged, which `snapshot::reading` keeps.

use super::all::ALL;
use super::rule::Rule;
use crate::finding::{RuleId, Severity};
use crate::snapshot::reading;
use crate::sorting::sort_by_key;

/// The rule of that name.
pub fn find(id: &str) -> Option<&'static Rule> {
    let at = ALL.binary_search_by(|rule| rule.id.0.cmp(id)).ok()?;
    Some(ALL[at])
}

/// Any rule that a finding of `check` may name.
#[derive(Clone, Copy)]
pub enum KnownRule {
    /// One of this room.
    Plan(&'static Rule),
    /// One by which a snapshot is judged.
    Snapshot(reading::RemarkRule),
}

impl KnownRule {
    /// Its name in output.
    pub const fn id(self) -> RuleId {
        match self {
            Self::Plan(rule) => rule.id,
            Self::Snapshot(rule) => rule.id(),
        }
    }

    /// How bad it is at worst.
    pub const fn severity(self) -> Severity {
        match self {
            Self::Plan(rule) => rule.severity,
            Self::Snapshot(rule) => rule.effect().severity(),
        }
    }

    /// What it is about, in a few words.
    pub fn title(self) -> String {
        match self {
            Self::Plan(rule) => rule.title.to_owned(),
            Self::Snapshot(rule) => words_of(rule.id()),
        }
    }
}

/// `snapshot-bad-ttl` as `Snapshot: bad ttl`.
fn words_of(id: RuleId) -> String {
    let (first, rest) = id.0.split_once('-').unwrap_or((id.0, ""));
    let mut words = String::new();
    for (at, letter) in first.char_indices() {
        if at == 0 { words.extend(letter.to_uppercase()) } else { words.push(letter) }
    }
    format!("{words}: {}", rest.replace('-', " "))
}

/// All rules, sorted by id.
pub fn known() -> Vec<KnownRule> {
    let mut all: Vec<KnownRule> = ALL.iter().map(|rule| KnownRule::Plan(rule)).collect();
    all.extend(reading::RemarkRule::ALL.iter().map(|rule| KnownRule::Snapshot(*rule)));
    sort_by_key(&mut all, |rule| rule.id().0);
    all
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::sorting::OrderedSet;

    #[test]
    fn ids_are_unique_and_sorted_and_every_rule_has_its_words() {
        assert!(ALL.is_sorted_by(|a, b| a.id.0 < b.id.0), "sorted by id, each once");
        let all = known();
        let ids: OrderedSet<&str> = all.iter().map(|rule| rule.id().0).collect();
        assert_eq!(ids.len(), all.len());
        for rule in ALL {
            let id = rule.id.0;
            assert!(id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{id}");
            for words in [rule.title, rule.effect, rule.fact] {
                assert!(!words.is_empty() && !words.ends_with('.'), "{id}: {words}");
            }
            assert_eq!(find(id).map(|rule| rule.id.0), Some(id));
        }
    }

    /// Each rule is the one of the file that is named for it.
    #[test]
    fn files_are_named_for_their_rules() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules/all");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter_map(|name| Some(name.strip_suffix(".rs")?.replace('_', "-")))
            .filter(|name| name != "mod")
            .collect();
        files.sort();
        assert_eq!(files, ALL.iter().map(|rule| rule.id.0).collect::<Vec<_>>());
    }
}

//! What a plan's text calls its objects: every identity worked out and printed once, to be looked up by number.

use std::cmp::Ordering;
use std::slice;

use super::canonical;
use crate::model::{AnyEntity, AnyId, Identities, Kind, Plan, identity_len, identity_parts};
use crate::parallel;
use crate::sorting::OrderedSet;

/// The names of all objects of a plan.
pub(super) struct PrintedNames {
    /// By kind, in the order of `Kind::ALL`; within, by number.
    kinds: Vec<Vec<PrintedName>>,
}

/// The names of a kind in the order of how links are written.
pub(super) struct JsonOrder {
    /// Where they stand among [`PrintedNames::of_kind`], the first one first.
    pub(super) order: Vec<usize>,
    /// The place of each in that order.
    pub(super) ranks: Vec<u32>,
}

/// The name of one object.
pub(super) struct PrintedName {
    /// Its id's number.
    pub(super) number: u64,
    /// How a link to it is written.
    json: Box<str>,
    /// What the link does not say as it is.
    odd: Option<Box<OddName>>,
}

/// A name of which a link shows the parts otherwise than they are, or that says more.
struct OddName {
    /// The parts of the identity.
    parts: Vec<String>,
    /// Its place among those that share them, from 2 on.
    ordinal: Option<usize>,
}

impl PrintedNames {
    /// Names all objects.
    pub(super) fn of(plan: &Plan) -> Self {
        let identities = Identities::of(plan);
        let kinds = Kind::ALL.iter().map(|kind| of_kind(plan, *kind, &identities)).collect();
        Self { kinds }
    }

    /// Names some objects alone; none where one of them shares its identity with others, among which it is counted.
    pub(super) fn only(plan: &Plan, objects: &OrderedSet<AnyId>) -> Option<Self> {
        let mut kinds: Vec<Vec<PrintedName>> = Kind::ALL.iter().map(|_| Vec::new()).collect();
        // They come sorted by kind and number.
        for object in objects {
            let parts = identity_parts(plan, *object);
            if is_one_of_several(plan, *object, &plan.name_of(*object)?, &parts) {
                return None;
            }
            kinds.get_mut(object.kind.index())?.push(PrintedName::of(object.number, parts, None));
        }
        Some(Self { kinds })
    }

    /// How a link to an object is written.
    pub(super) fn of_object(&self, kind: Kind, number: u64) -> Option<&str> {
        self.of_kind(kind).get(self.place_of(kind, number)?).map(PrintedName::json)
    }

    /// Where the name of an object stands among [`Self::of_kind`].
    pub(super) fn place_of(&self, kind: Kind, number: u64) -> Option<usize> {
        let names = self.of_kind(kind);
        // Ids are counters: where nothing was removed, an object stands as far from the first as its number says.
        let guess = usize::try_from(number.checked_sub(names.first()?.number)?).ok()?;
        match names.get(guess) {
            Some(name) if name.number == number => Some(guess),
            _ => names.binary_search_by_key(&number, |name| name.number).ok(),
        }
    }

    /// The names of a kind in the order of how links are written; equal ones have the same rank.
    pub(super) fn by_json(&self, kind: Kind) -> JsonOrder {
        let names = self.of_kind(kind);
        let json = |at: usize| names.get(at).map_or("", PrintedName::json);
        let order = parallel::sorted(names.len(), &|a, b| json(a).cmp(json(b)));
        let mut ranks = vec![0; names.len()];
        let mut rank = 0;
        for (place, at) in order.iter().enumerate() {
            if place.checked_sub(1).and_then(|before| order.get(before)).is_none_or(|before| json(*before) != json(*at))
            {
                rank = u32::try_from(place).unwrap_or(u32::MAX);
            }
            if let Some(slot) = ranks.get_mut(*at) {
                *slot = rank;
            }
        }
        JsonOrder { order, ranks }
    }

    /// The names of a kind, by number.
    pub(super) fn of_kind(&self, kind: Kind) -> &[PrintedName] {
        self.kinds.get(kind.index()).map_or(&[], Vec::as_slice)
    }

    /// Where the names of a kind stand among [`Self::of_kind`], in the order in which they are printed.
    pub(super) fn sorted_of_kind(&self, kind: Kind) -> Vec<usize> {
        let names = self.of_kind(kind);
        parallel::sorted(names.len(), &|a, b| match (names.get(a), names.get(b)) {
            (Some(a), Some(b)) => a.order(b),
            _ => Ordering::Equal,
        })
    }
}

impl PrintedName {
    /// Of an object's identity, and its place among those that share it.
    fn of(number: u64, mut parts: Vec<String>, ordinal: Option<usize>) -> Self {
        parts.extend(ordinal.map(|ordinal| ordinal.to_string()));
        // Quotes, commas and brackets; signs that cannot stand there as they are take more.
        let mut json = String::with_capacity(parts.iter().map(|part| part.len() + 3).sum::<usize>() + 1);
        canonical::identity(&mut json, &parts);
        parts.truncate(parts.len() - usize::from(ordinal.is_some()));
        let is_odd = ordinal.is_some() || json.contains('\\') || parts.is_empty();
        Self { number, json: json.into(), odd: is_odd.then(|| Box::new(OddName { parts, ordinal })) }
    }

    /// The parts of its identity: most are read off the link, where they stand between quotes.
    fn parts(&self) -> NameParts<'_> {
        match &self.odd {
            Some(odd) => NameParts::Listed(odd.parts.iter()),
            None => NameParts::Quoted(self.json.trim_start_matches('[').trim_end_matches(']')),
        }
    }

    /// Its place among those that share its identity, from 2 on.
    pub(super) fn ordinal(&self) -> Option<usize> {
        self.odd.as_ref()?.ordinal
    }

    /// How a link to it is written.
    pub(super) fn json(&self) -> &str {
        &self.json
    }

    /// How names are sorted: bytewise by parts, then by ordinal.
    fn order(&self, other: &Self) -> Ordering {
        self.parts().cmp(other.parts()).then(self.ordinal().cmp(&other.ordinal()))
    }
}

/// The parts of a name, in their order.
enum NameParts<'a> {
    Listed(slice::Iter<'a, String>),
    /// What is left of them: each between quotes, within which none stands, with commas between them.
    Quoted(&'a str),
}

impl<'a> Iterator for NameParts<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        match self {
            Self::Listed(parts) => parts.next().map(String::as_str),
            Self::Quoted(rest) => {
                let (part, behind) = rest.trim_start_matches(',').strip_prefix('"')?.split_once('"')?;
                *rest = behind;
                Some(part)
            }
        }
    }
}

/// Whether another object of a plan has the identity of an object that bears that name.
pub(super) fn is_one_of_several(plan: &Plan, object: AnyId, name: &str, parts: &[String]) -> bool {
    let others = || plan.indexes.named(object.kind, name).filter(|number| *number != object.number);
    !object.kind.has_unique_names()
        && others().any(|number| identity_parts(plan, AnyId { kind: object.kind, number }) == parts)
}

fn of_kind(plan: &Plan, kind: Kind, identities: &Identities<'_>) -> Vec<PrintedName> {
    let rows: Vec<_> = plan.objects(kind).collect();
    let named = |(object, entity): &(AnyId, &dyn AnyEntity)| {
        let ordinal = identities.ordinal(*object);
        let parts = match identity_len(kind) {
            1 => vec![entity.any_name().into_owned()],
            _ => identity_parts(plan, *object),
        };
        PrintedName::of(object.number, parts, ordinal)
    };
    parallel::map_short(&rows, named)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(parts: &[&str], ordinal: Option<usize>) -> PrintedName {
        PrintedName::of(1, parts.iter().map(|part| (*part).to_owned()).collect(), ordinal)
    }

    /// They are sorted by what they say, not by how that is written, whichever way it is held.
    #[test]
    fn names_are_sorted_by_their_parts() {
        let all: &[&[&str]] = &[
            &[],
            &[""],
            &["", ""],
            &["a"],
            &["a b"],
            &["a", "b"],
            &["a!", "b"],
            &["a\"", "b"],
            &["a,", "b"],
            &["[a]"],
            &["]", "["],
            &["a\\"],
            &["\u{e9}", "b", "c"],
            &["a", ",b", "\",\""],
        ];
        for one in all {
            assert_eq!(name(one, None).parts().collect::<Vec<_>>(), *one);
            for other in all {
                assert_eq!(name(one, None).order(&name(other, None)), one.cmp(other), "{one:?} {other:?}");
            }
            assert_eq!(name(one, None).order(&name(one, Some(2))), Ordering::Less);
            assert_eq!(name(one, Some(3)).order(&name(one, Some(2))), Ordering::Greater);
            assert_eq!(name(one, Some(3)).ordinal(), Some(3));
        }
    }

    /// Half a million of them are held while a large plan is printed.
    #[test]
    fn names_take_little_room() {
        assert!(size_of::<PrintedName>() <= 32);
        assert!(name(&["cdn", "edge-1"], None).odd.is_none());
    }
}

//! What becomes another in the text of a plan when the plan does: the lines that go and come, by where they stand in the
//! text that there was. All other lines need not be printed again. It knows plans, and no file.
//!
//! Where what files call an object changes, lines change that say nothing else of it; then, and where much changes, the
//! text is better printed as a whole, which is what no answer means.

use super::names::{PrintedNames, is_one_of_several};
use super::splice::{LineChange, SortedChange, TextChanges};
use super::write::{defaults, missing_seeds, object_line, pair_line};
use crate::model::{AnyEntity, AnyId, AnyPair, Kind, Plan, RelationKind, identity_len, identity_parts};
use crate::parallel;
use crate::sorting::OrderedSet;
use crate::sorting::sort_by;

/// From so many changed lines on, and from one of so many objects on, printing all of them takes no longer.
const MOST_CHANGED: usize = 20_000;
const PART_CHANGED: usize = 4;

/// So many objects are looked at by one core at a time.
const RANKED_AT_ONCE: usize = 16_384;

/// What becomes another between the texts of two plans; none: the later one is to be printed as a whole.
pub fn changed(before: &Plan, after: &Plan) -> Option<TextChanges> {
    let mut changes = TextChanges::default();
    // The first line says what the file is.
    let mut line = 1;
    for kind in Kind::ALL {
        line = objects(before, after, *kind, line, &mut changes)?;
    }
    if RelationKind::ALL.iter().any(|relation| !relation.is_same(before, after)) {
        for relation in RelationKind::ALL {
            line = pairs(before, after, *relation, line, &mut changes)?;
        }
    }
    Some(changes)
}

/// An object that comes, goes or becomes another.
struct Touched<'a> {
    parts: Vec<String>,
    before: Option<&'a dyn AnyEntity>,
    after: Option<&'a dyn AnyEntity>,
}

/// The changes of one kind, whose lines begin at a line; says where the next kind's begin.
fn objects(before: &Plan, after: &Plan, kind: Kind, line: usize, changes: &mut TextChanges) -> Option<usize> {
    let seeds = missing_seeds(before, kind);
    let first = line + seeds.lines().count();
    let next = first + before.count(kind);
    let most = MOST_CHANGED.min(before.count(kind) / PART_CHANGED + 1);
    let numbers = before.differing(after, kind, most)?;
    if numbers.is_empty() {
        return Some(next);
    }
    let seeds_after = missing_seeds(after, kind);
    if seeds != seeds_after {
        changes.push(LineChange { line, old: seeds, new: seeds_after });
    }
    let named = |number: &u64| named_alike(before, after, AnyId { kind, number: *number });
    let mut touched: Vec<Touched<'_>> = numbers.iter().map(named).collect::<Option<_>>()?;
    sort_by(&mut touched, |one, other| one.parts.cmp(&other.parts));
    let names_before = names_around(before, &mut touched.iter().filter_map(|touched| touched.before))?;
    let names_after = names_around(after, &mut touched.iter().filter_map(|touched| touched.after))?;
    let defaults = defaults(kind);
    let printed = |entity: Option<&dyn AnyEntity>, names: &PrintedNames| {
        let mut text = String::new();
        if let Some(entity) = entity {
            object_line(&mut text, entity, None, &defaults, names);
        }
        text
    };
    for (touched, rank) in touched.iter().zip(ranks(before, kind, &touched)) {
        let old = printed(touched.before, &names_before);
        let new = printed(touched.after, &names_after);
        changes.push(LineChange { line: first + rank, old, new });
    }
    Some(next)
}

/// An object that differs, with what files call it in both plans, as far as it is there; none where that differs, or where
/// others are called the same, so that their ordinals may change.
fn named_alike<'a>(before: &'a Plan, after: &'a Plan, object: AnyId) -> Option<Touched<'a>> {
    let (old, new) = (before.object(object), after.object(object));
    let name = new.or(old)?.any_name();
    let parts = identity_parts(if new.is_some() { after } else { before }, object);
    let is_renamed = old.is_some() && new.is_some() && parts != identity_parts(before, object);
    let is_shared = || [before, after].into_iter().any(|plan| is_one_of_several(plan, object, &name, &parts));
    let is_alike = !is_renamed && !is_shared();
    is_alike.then_some(Touched { parts, before: old, after: new })
}

/// What stands before each object in the order of the text, counted among the objects that there were.
fn ranks(before: &Plan, kind: Kind, touched: &[Touched<'_>]) -> Vec<usize> {
    let rows: Vec<_> = before.objects(kind).collect();
    let one = identity_len(kind) == 1;
    let place = |(object, entity): &(AnyId, &dyn AnyEntity)| {
        if one {
            let name = entity.any_name();
            return touched.partition_point(|touched| touched.parts.first().is_none_or(|first| **first <= *name));
        }
        let parts = identity_parts(before, *object);
        touched.partition_point(|touched| touched.parts <= parts)
    };
    let pieces: Vec<_> = rows.chunks(RANKED_AT_ONCE).collect();
    let counted = parallel::map(&pieces, |piece| {
        let mut counts = vec![0; touched.len() + 1];
        for row in *piece {
            if let Some(count) = counts.get_mut(place(row)) {
                *count += 1;
            }
        }
        counts
    });
    let mut rank = 0;
    let passed = |at: usize| counted.iter().filter_map(|counts| counts.get(at)).sum::<usize>();
    (0..touched.len())
        .map(|at| {
            rank += passed(at);
            rank
        })
        .collect()
}

/// The names of all that some objects refer to; none where one of those shares its name with another.
fn names_around(plan: &Plan, entities: &mut dyn Iterator<Item = &dyn AnyEntity>) -> Option<PrintedNames> {
    let mut wanted = OrderedSet::new();
    for entity in entities {
        entity.any_links(&mut |link| wanted.extend(link.id()));
    }
    PrintedNames::only(plan, &wanted)
}

/// The changes of a relation, whose lines begin at a line; says where the next one's begin.
fn pairs(before: &Plan, after: &Plan, relation: RelationKind, line: usize, changes: &mut TextChanges) -> Option<usize> {
    // What names absent objects may be printed like another pair, and then stands there once for both.
    let is_plain = |plan: &Plan| relation.unresolved_pairs(plan).is_empty();
    let count = relation.count(before);
    if !is_plain(before) || !is_plain(after) {
        return None;
    }
    if !relation.is_same(before, after) {
        let (gone, come) = relation.differing(before, after);
        if MOST_CHANGED.min(count / PART_CHANGED + 1) < gone.len() + come.len() {
            return None;
        }
        let (removed, added) = (pair_lines(before, &gone)?.into(), pair_lines(after, &come)?.into());
        changes.push_sorted(SortedChange { line, count, removed, added });
    }
    Some(line + count)
}

/// The lines of pairs, sorted.
fn pair_lines(plan: &Plan, pairs: &[AnyPair]) -> Option<Vec<String>> {
    let wanted = pairs.iter().flat_map(AnyPair::links).filter_map(|link| link.id()).collect();
    let names = PrintedNames::only(plan, &wanted)?;
    let mut lines: Vec<String> = pairs.iter().map(|pair| pair_line(pair, &names)).collect();
    lines.sort_unstable();
    Some(lines)
}

//! What becomes another in the text of a plan when the plan does: the lines that go and come, by where they stand in the
//! text that there was. All other lines need not be printed again. It knows plans, and no file.
//!
//! Where what files call an object changes, lines change that say nothing else of it; then, and where much changes, the
//! text is better printed as a whole, which is what no answer means.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::names::{PrintedNames, is_one_of_several};
use super::splice::{LineChange, SortedChange, TextChanges};
use super::write::{defaults, missing_seeds, object_line, pair_line};
use crate::model::kind::with_kind;
use crate::model::{AnyId, AnyPair, Id, Kind, Plan, RelationKind, Tabled, identity_len, identity_parts};
use crate::parallel;

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
        line = with_kind!(*kind, T => objects::<T>(before, after, line, &mut changes))?;
    }
    if RelationKind::ALL.iter().any(|relation| !relation.is_same(before, after)) {
        for relation in RelationKind::ALL {
            line = pairs(before, after, *relation, line, &mut changes)?;
        }
    }
    Some(changes)
}

/// An object that comes, goes or becomes another.
struct Touched<'a, T> {
    parts: Vec<String>,
    before: Option<&'a Arc<T>>,
    after: Option<&'a Arc<T>>,
}

/// The changes of one kind, whose lines begin at a line; says where the next kind's begin.
fn objects<T: Tabled>(before: &Plan, after: &Plan, line: usize, changes: &mut TextChanges) -> Option<usize> {
    let seeds = missing_seeds(before, T::KIND);
    let first = line + seeds.lines().count();
    let next = first + T::table(before).len();
    if T::table(before).is_same(T::table(after)) {
        return Some(next);
    }
    let seeds_after = missing_seeds(after, T::KIND);
    if seeds != seeds_after {
        changes.push(LineChange { line, old: seeds, new: seeds_after });
    }
    let mut touched = touched::<T>(before, after)?;
    touched.sort_unstable_by(|one, other| one.parts.cmp(&other.parts));
    let names_before = names_around(before, touched.iter().filter_map(|touched| touched.before))?;
    let names_after = names_around(after, touched.iter().filter_map(|touched| touched.after))?;
    let defaults = defaults::<T>();
    let printed = |entity: Option<&Arc<T>>, names: &PrintedNames| {
        let mut text = String::new();
        if let Some(entity) = entity {
            object_line(&mut text, &**entity, None, &defaults, names);
        }
        text
    };
    for (touched, rank) in touched.iter().zip(ranks::<T>(before, &touched)) {
        let old = printed(touched.before, &names_before);
        let new = printed(touched.after, &names_after);
        changes.push(LineChange { line: first + rank, old, new });
    }
    Some(next)
}

/// The objects that differ; none where that is too many, or where files call something otherwise than before.
fn touched<'a, T: Tabled>(before: &'a Plan, after: &'a Plan) -> Option<Vec<Touched<'a, T>>> {
    let most = MOST_CHANGED.min(T::table(before).len() / PART_CHANGED + 1);
    let (mut ours, mut theirs) = (T::table(before).iter().peekable(), T::table(after).iter().peekable());
    let mut all = Vec::new();
    loop {
        let (id, old, new) = match (ours.peek().copied(), theirs.peek().copied()) {
            (None, None) => return Some(all),
            (Some((id, old)), Some((other, new))) if id == other => {
                ours.next();
                theirs.next();
                if Arc::ptr_eq(old, new) {
                    continue;
                }
                (id, Some(old), Some(new))
            }
            (Some((id, old)), other) if other.is_none_or(|(other, _)| id < other) => {
                ours.next();
                (id, Some(old), None)
            }
            (_, Some((id, new))) => {
                theirs.next();
                (id, None, Some(new))
            }
            (Some(_), None) => return None,
        };
        if all.len() == most {
            return None;
        }
        let object = AnyId { kind: T::KIND, number: id.number() };
        let parts = named_alike(before, after, object, (old, new))?;
        all.push(Touched { parts, before: old, after: new });
    }
}

/// What files call an object in both plans, as far as it is there; none where that differs, or where others are called
/// the same, so that their ordinals may change.
fn named_alike<T: Tabled>(
    before: &Plan,
    after: &Plan,
    object: AnyId,
    (old, new): (Option<&Arc<T>>, Option<&Arc<T>>),
) -> Option<Vec<String>> {
    let name = new.or(old)?.name();
    let parts = identity_parts(if new.is_some() { after } else { before }, object);
    let is_renamed = old.is_some() && new.is_some() && parts != identity_parts(before, object);
    let is_shared = || [before, after].into_iter().any(|plan| is_one_of_several(plan, object, &name, &parts));
    (!is_renamed && !is_shared()).then_some(parts)
}

/// What stands before each object in the order of the text, counted among the objects that there were.
fn ranks<T: Tabled>(before: &Plan, touched: &[Touched<'_, T>]) -> Vec<usize> {
    let rows: Vec<_> = T::table(before).iter().collect();
    let one = identity_len(T::KIND) == 1;
    let place = |(id, entity): &(Id<T>, &Arc<T>)| {
        if one {
            let name = entity.name();
            return touched.partition_point(|touched| touched.parts.first().is_none_or(|first| **first <= *name));
        }
        let parts = identity_parts(before, AnyId { kind: T::KIND, number: id.number() });
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
fn names_around<'a, T: Tabled>(plan: &Plan, entities: impl Iterator<Item = &'a Arc<T>>) -> Option<PrintedNames> {
    let mut wanted = BTreeSet::new();
    for entity in entities {
        entity.links(&mut |link| wanted.extend(link.id()));
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

//! Writing a plan-text. The same plan gives the same bytes, whatever its ids are and however it came about.

use super::canonical::{self, ObjectPrinter};
use super::names::{PrintedName, PrintedNames};
use super::print;
use super::{MAGIC, NAME, ORDINAL, TRAFFIC_OPS_ID, UNMODELLED, VERSION, WITHOUT};
use crate::model::{AnyEntity, AnyPair, Kind, Plan, RelationKind, SECRET_PLACEHOLDER, Target, Upstream, Value, seed};
use crate::parallel::{self, sort_numbers};

/// So many lines are written by one thread at a time.
const CHUNK: usize = 1024;
/// So many such pieces are held before they are handed on.
const CHUNKS_HELD: usize = 8;

/// For lines that are longer no room is made.
const LONG_LINE: usize = 2_048;

/// Takes a text piece by piece.
pub type TextTaker<'a> = &'a mut dyn FnMut(&str);

/// The text of a plan.
pub fn write(plan: &Plan) -> Vec<u8> {
    let mut text = Vec::new();
    write_pieces(plan, &mut |piece| text.extend_from_slice(piece.as_bytes()));
    text
}

/// The same, handed on piece by piece, so that nobody holds the whole.
pub fn write_pieces(plan: &Plan, take: TextTaker<'_>) {
    let names = PrintedNames::of(plan);
    take(&format!("{MAGIC} {VERSION}\n"));
    for kind in Kind::ALL {
        take(&missing_seeds(plan, *kind));
        objects(plan, *kind, &names, take);
    }
    for relation in RelationKind::ALL {
        pairs(plan, *relation, &names, take);
    }
}

/// Says which seeds of a new plan this one has not.
pub(super) fn missing_seeds(plan: &Plan, kind: Kind) -> String {
    let mut out = String::new();
    let mut missing = seed::names(kind);
    missing.retain(|name| plan.find_any(kind, name).is_none());
    missing.sort_unstable();
    for name in missing {
        out.push_str(WITHOUT);
        out.push(' ');
        out.push_str(kind.key());
        out.push(' ');
        let mut printer = ObjectPrinter::new(&mut out);
        canonical::text(printer.key(NAME), name);
        printer.end();
        out.push('\n');
    }
    out
}

fn objects(plan: &Plan, kind: Kind, names: &PrintedNames, take: TextTaker<'_>) {
    let defaults = defaults(kind);
    // Names stand in the order of the table.
    let rows: Vec<_> = names.of_kind(kind).iter().zip(plan.objects(kind).map(|(_, entity)| entity)).collect();
    let sorted = names.sorted_of_kind(kind);
    let chunk = |chunk: &&[usize]| {
        let mut lines = String::new();
        for (name, entity) in chunk.iter().filter_map(|at| rows.get(*at)) {
            object_line(&mut lines, *entity, name.ordinal(), &defaults, names);
            make_room(&mut lines, chunk.len());
        }
        lines
    };
    // Some at a time, so that no second copy of the whole text is held.
    for some in sorted.chunks(CHUNK * CHUNKS_HELD) {
        let chunks = parallel::map(&some.chunks(CHUNK).collect::<Vec<_>>(), chunk);
        for chunk in &chunks {
            take(chunk);
        }
    }
}

/// Makes room for so many lines after the first one: they are about as long, and are not moved again and again as they come.
fn make_room(lines: &mut String, count: usize) {
    if lines.capacity() < 2 * lines.len() && lines.len() < LONG_LINE {
        lines.reserve(lines.len() * count.saturating_sub(1) * 9 / 8);
    }
}

/// What the fields of a blank object are: fields at their default are left out, and with these at hand they need not be
/// made again for every line.
pub(super) fn defaults(kind: Kind) -> Vec<Value> {
    let blank = kind.blank();
    (0..kind.fields().len()).map(|at| blank.value_at(at)).collect()
}

/// Writes the line of an object.
pub(super) fn object_line(
    out: &mut String,
    entity: &dyn AnyEntity,
    ordinal: Option<usize>,
    defaults: &[Value],
    names: &PrintedNames,
) {
    let kind = entity.any_kind();
    out.push_str(kind.key());
    out.push(' ');
    let secret = is_secret(entity);
    let mut printer = ObjectPrinter::new(out);
    if let Some(ordinal) = ordinal {
        printer.key(ORDINAL).push_str(&ordinal.to_string());
    }
    for (at, (info, default)) in kind.fields().iter().zip(defaults).enumerate() {
        if info.volatile {
            continue;
        }
        let value = entity.value_at(at);
        if secret && info.key == "value" {
            canonical::text(printer.key(info.key), SECRET_PLACEHOLDER);
        } else if value != *default {
            print::value(printer.key(info.key), &value, names);
        }
    }
    upstream(&mut printer, entity.any_upstream());
    printer.end();
    out.push('\n');
}

/// Whether the value of an entity, a parameter, is not to leave the plan file.
fn is_secret(entity: &dyn AnyEntity) -> bool {
    entity.any_kind() == Kind::Parameter && entity.value_of("secure") == Value::Bool(true)
}

fn upstream(printer: &mut ObjectPrinter<'_>, upstream: &Upstream) {
    if let Some(id) = upstream.traffic_ops_id {
        printer.key(TRAFFIC_OPS_ID).push_str(&id.to_string());
    }
    if upstream.unmodelled.is_empty() {
        return;
    }
    let mut members = ObjectPrinter::new(printer.key(UNMODELLED));
    for (key, value) in &upstream.unmodelled {
        canonical::json(members.key(key), value);
    }
    members.end();
}

/// Writes the pairs of a relation, sorted by what the lines say: so a pair that names an absent object stands where it
/// stands once the object has come.
fn pairs(plan: &Plan, relation: RelationKind, names: &PrintedNames, take: TextTaker<'_>) {
    if let Some((mut keys, [a, b])) = ranked(plan, relation, names) {
        sort_numbers(&mut keys);
        keys.dedup();
        let (first, second) = relation.sides();
        let line = |text: &mut String, key: u64| {
            let side = |kind, ranks: &[usize], rank: u64| {
                let at = usize::try_from(rank).ok().and_then(|rank| ranks.get(rank).copied());
                at.and_then(|at| names.of_kind(kind).get(at)).map_or("null", PrintedName::json)
            };
            pair_text(text, relation, [side(first, &a, key >> 32), side(second, &b, key & u64::from(u32::MAX))]);
        };
        for some in keys.chunks(CHUNK * CHUNKS_HELD) {
            let texts = parallel::map(&some.chunks(CHUNK).collect::<Vec<_>>(), |chunk| {
                let mut text = String::new();
                for key in *chunk {
                    line(&mut text, *key);
                    make_room(&mut text, chunk.len());
                }
                text
            });
            for text in &texts {
                take(text);
            }
        }
        return;
    }
    let mut lines: Vec<String> = parallel::map_short(&relation.pairs(plan), |pair| pair_line(pair, names));
    parallel::sort_texts(&mut lines);
    lines.dedup();
    for some in lines.chunks(CHUNK) {
        take(&some.concat());
    }
}

/// Where the sides of pairs stand among what their kinds' objects are called, as one number a pair: the lines of pairs are
/// sorted as these numbers are, and hundreds of thousands of them need not be held for it. With it, per side, the objects
/// that stand there. None where a side is absent.
///
/// What an object is called is whole by itself, so that none begins as another does that goes on: lines that differ in
/// their first sides are told apart by these.
fn ranked(plan: &Plan, relation: RelationKind, names: &PrintedNames) -> Option<(Vec<u64>, [Vec<usize>; 2])> {
    let (a, b) = relation.sides();
    if relation.count(plan) == 0 || !relation.unresolved_pairs(plan).is_empty() {
        return None;
    }
    let (firsts, seconds) = (names.by_json(a), names.by_json(b));
    let rank = |kind, ranks: &[u32], side: &Target| match side {
        Target::To(number) => ranks.get(names.place_of(kind, *number)?).copied().map(u64::from),
        Target::Absent(_) => None,
    };
    let key = |pair: &AnyPair| Some(rank(a, &firsts.ranks, &pair.a)? << 32 | rank(b, &seconds.ranks, &pair.b)?);
    let mut keys = Vec::with_capacity(relation.count(plan));
    relation.go_through(plan, &mut |pair| {
        let key = key(&pair);
        keys.extend(key);
        key.is_some()
    });
    (keys.len() == relation.count(plan)).then_some((keys, [firsts.order, seconds.order]))
}

/// The line of a pair.
pub(super) fn pair_line(pair: &AnyPair, names: &PrintedNames) -> String {
    let [a, b] = pair.links().map(|link| {
        let mut side = String::new();
        print::link(&mut side, &link, names);
        side
    });
    let mut line = String::new();
    pair_text(&mut line, pair.relation, [&a, &b]);
    line
}

fn pair_text(out: &mut String, relation: RelationKind, sides: [&str; 2]) {
    out.push_str(relation.key());
    out.push(' ');
    let mut printer = ObjectPrinter::new(out);
    let (a, b) = relation.sides();
    for (kind, side) in [a, b].into_iter().zip(sides) {
        printer.key(kind.key()).push_str(side);
    }
    printer.end();
    out.push('\n');
}

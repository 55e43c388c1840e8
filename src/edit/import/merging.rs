//! Rows of the input that speak of the same object: those that only follow from others complete them, the others are
//! told apart or refused. It looks at the input alone, not at the plan.

use std::collections::hash_map::Entry;

use super::incoming::{IncomingObject, IncomingObjects};
use super::planned::{base, called, name_part};
use super::report::ImportReport;
use crate::finding::{Finding, Severity};
use crate::model::{Kind, QuickMap, QuickSet, SECRET_PLACEHOLDER, Value, identity_len};
use crate::parallel;

/// The rows of the input, each object once where names are unique.
pub(super) fn merged(mut objects: IncomingObjects, report: &mut ImportReport) -> IncomingObjects {
    objects.iter_mut().for_each(mask_identity);
    if !objects.iter().all(is_named) {
        objects.retain(|object| {
            let is_named = is_named(object);
            if !is_named {
                let message = format!("a {} needs a name", object.kind.singular());
                report.leave_out(Finding::new(Severity::Error, object.place.clone(), "", message));
            }
            is_named
        });
    }
    let repeated = repeated(&objects);
    objects.join(&repeated, report);
    objects
}

impl IncomingObjects {
    /// Joins what only follows from another row with what a file says outright of the same object, where both say the same:
    /// as [`merged`] does in the end, when there is much else to hold. What would need a word, or is there more than twice,
    /// is left to that.
    pub fn join_derived(&mut self, kind: Kind) {
        let own = || self.iter().enumerate().filter(|(_, object)| object.kind == kind);
        let derived = own().filter(|(_, object)| object.derived).count();
        if derived == 0 || own().all(|(_, object)| object.derived) {
            return;
        }
        let mut places: QuickMap<&[String], (usize, Option<usize>)> = QuickMap::default();
        let (mut twice, mut often): (Vec<(usize, usize)>, QuickSet<usize>) = (Vec::new(), QuickSet::default());
        places.reserve(derived);
        for (at, object) in own() {
            match places.entry(&object.identity) {
                Entry::Vacant(vacant) => drop(vacant.insert((at, None))),
                Entry::Occupied(mut known) => match known.get_mut() {
                    (first, second @ None) => {
                        *second = Some(at);
                        twice.push((at, *first));
                    }
                    (first, Some(_)) => drop(often.insert(*first)),
                },
            }
        }
        twice.retain(|(later, first)| {
            let both = self.get(*first).zip(self.get(*later));
            !often.contains(first) && both.is_some_and(|(one, other)| one.derived != other.derived && agree(one, other))
        });
        self.join(&twice, &mut ImportReport::default());
    }

    /// Joins rows, in their order, with earlier ones of the same object.
    fn join(&mut self, repeated: &[(usize, usize)], report: &mut ImportReport) {
        for (later, first) in repeated {
            let Some((first, second)) = self.two_mut(*first, *later) else { continue };
            if first.derived || second.derived {
                if first.derived && !second.derived {
                    std::mem::swap(first, second);
                }
                complete(first, second, report);
            } else {
                report.leave_out(Finding::new(
                    Severity::Error,
                    second.place.clone(),
                    "",
                    format!(
                        "{} stands here a second time, the first is in {}: remove one of them",
                        called(second.kind, &second.identity),
                        first.place
                    ),
                ));
            }
        }
        if !repeated.is_empty() {
            let (mut at, mut repeated) = (0.., repeated.iter().map(|(later, _)| *later).peekable());
            self.retain(|_| at.next().is_none_or(|at| repeated.next_if_eq(&at).is_none()));
        }
    }
}

/// Whether rows of the same object say nothing that contradicts.
fn agree(one: &IncomingObject, other: &IncomingObject) -> bool {
    let (Some(said), Some(more)) = (&one.made, &other.made) else { return false };
    one.is_made() && other.is_made() && said.agrees(more, holds_link)
}

/// The rows that speak of the same object as an earlier one, with that one, in their order.
fn repeated(objects: &IncomingObjects) -> Vec<(usize, usize)> {
    let is_unique: Vec<bool> = Kind::ALL.iter().map(|kind| kind.has_unique_names()).collect();
    let of = |unique: bool| {
        let is_unique = &is_unique;
        objects.iter().enumerate().filter(move |(_, object)| is_unique.get(object.kind.index()) == Some(&unique))
    };
    let (mut repeated, shared) = parallel::join(|| repeated_unique(of(true)), || repeated_shared(objects, of(false)));
    if !shared.is_empty() {
        repeated.extend(shared);
        repeated.sort_unstable();
    }
    repeated
}

/// Those of the kinds whose names are unique.
fn repeated_unique<'o>(objects: impl Iterator<Item = (usize, &'o IncomingObject)> + Clone) -> Vec<(usize, usize)> {
    let mut unique: QuickMap<(Kind, &[String]), usize> = QuickMap::default();
    unique.reserve(objects.clone().count());
    let mut repeated = Vec::new();
    for (at, object) in objects {
        match unique.entry((object.kind, object.identity.as_slice())) {
            Entry::Occupied(first) => repeated.push((at, *first.get())),
            Entry::Vacant(vacant) => drop(vacant.insert(at)),
        }
    }
    repeated
}

/// Those of the others.
fn repeated_shared<'o>(
    all: &'o IncomingObjects,
    objects: impl Iterator<Item = (usize, &'o IncomingObject)> + Clone,
) -> Vec<(usize, usize)> {
    let mut shared: QuickMap<(Kind, &[String]), (usize, bool)> = QuickMap::default();
    shared.reserve(objects.clone().count());
    let (mut more, mut repeated) = (Namesakes::default(), Vec::new());
    for (at, object) in objects {
        match shared.entry((object.kind, object.identity.as_slice())) {
            Entry::Occupied(mut first) => {
                let (first_at, all_derived) = *first.get();
                let first_id = all.get(first_at).and_then(|first| first.traffic_ops_id);
                match more.same_object((first_at, first_id), object, object.derived || all_derived) {
                    Some(earlier) => repeated.push((at, earlier)),
                    None => more.add(first_at, at, object.traffic_ops_id),
                }
                first.insert((first_at, all_derived && object.derived));
            }
            Entry::Vacant(vacant) => drop(vacant.insert((at, object.derived))),
        }
    }
    repeated
}

/// More objects that have the identity of a first one. They are found by that one and by what tells them apart: as many as
/// there are rows may have one name.
#[derive(Default)]
struct Namesakes {
    by_id: QuickMap<(usize, i64), usize>,
    /// The first one that has no id.
    without_id: QuickMap<usize, usize>,
}

impl Namesakes {
    fn add(&mut self, first: usize, at: usize, traffic_ops_id: Option<i64>) {
        match traffic_ops_id {
            Some(id) => self.by_id.entry((first, id)).or_insert(at),
            None => self.without_id.entry(first).or_insert(at),
        };
    }

    /// Which of the objects of one identity a row speaks of; none: it is one more. Several may well share an identity, but
    /// not an id of Traffic Ops; and what only follows from another row is never one more, unless the ids of servers tell.
    fn same_object(
        &self,
        (first, first_id): (usize, Option<i64>),
        object: &IncomingObject,
        may_follow: bool,
    ) -> Option<usize> {
        let of_id = |id| if first_id == Some(id) { Some(first) } else { self.by_id.get(&(first, id)).copied() };
        let are_told_apart = object.kind == Kind::Server && object.traffic_ops_id.is_some();
        let is_first = !are_told_apart || first_id.is_none();
        let follows = || if is_first { Some(first) } else { self.without_id.get(&first).copied() };
        object.traffic_ops_id.and_then(of_id).or_else(|| if may_follow { follows() } else { None })
    }
}

/// Adds to a row what another one, derived from elsewhere, knows of the same object.
fn complete(object: &mut IncomingObject, derived: &mut IncomingObject, report: &mut ImportReport) {
    let is_made = [&*object, &*derived].iter().all(|object| object.is_made());
    if !is_made {
        object.unpack();
        derived.unpack();
    }
    let (kind, identity, place) = (object.kind, &object.identity, &object.place);
    let mut differs = |key: &'static str| {
        let message = format!("{} is given otherwise in {place}; what stands there is taken", called(kind, identity));
        report.problems.push(Finding::new(Severity::Warning, derived.place.clone(), key, message));
    };
    if let (true, Some(made), Some(more)) = (is_made, &mut object.made, &derived.made) {
        made.complete(more, |key, known| {
            if !holds_link(known) {
                differs(key);
            }
        });
    } else {
        for (key, value) in std::mem::take(&mut derived.fields) {
            match object.fields.iter().find(|(known, _)| *known == key) {
                None => object.fields.push((key, value)),
                Some((_, known)) if *known == value || holds_link(known) => {}
                Some(_) => differs(key),
            }
        }
    }
    object.traffic_ops_id = object.traffic_ops_id.or(derived.traffic_ops_id);
    for (key, value) in std::mem::take(&mut derived.unmodelled) {
        object.unmodelled.entry(key).or_insert(value);
    }
}

/// The same object may be named in one place and numbered in another.
fn holds_link(value: &Value) -> bool {
    match value {
        Value::Link(_) => true,
        Value::List(items) => items.iter().any(holds_link),
        Value::Object(members) => members.iter().any(|(_, member)| holds_link(member)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Text(_) | Value::Json(_) => false,
    }
}

/// Whether the row says of what object it speaks.
fn is_named(object: &IncomingObject) -> bool {
    let complete = base(object.kind, &object.identity).len() == identity_len(object.kind);
    complete && (object.kind.may_be_nameless() || !name_part(object.kind, &object.identity).is_empty())
}

/// The value of a secure parameter is no part of its identity, even where the input shows it.
fn mask_identity(object: &mut IncomingObject) {
    if object.kind == Kind::Parameter
        && is_secure(&object.fields)
        && let Some(value) = object.identity.get_mut(2)
        && value != SECRET_PLACEHOLDER
    {
        SECRET_PLACEHOLDER.clone_into(value);
    }
}

/// Whether the fields are those of a secure parameter.
pub(super) fn is_secure(fields: &[(&'static str, Value)]) -> bool {
    fields.iter().any(|(key, value)| *key == "secure" && *value == Value::Bool(true))
}

/// Whether a text stands for a secret that is not shown.
pub(super) fn is_masked(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{At, Place};
    use crate::model::field::FieldType as _;
    use crate::model::{Coordinate, Position};

    fn coordinate(name: &str, latitude: f64, derived: bool, row: usize) -> IncomingObject {
        let file = if derived { "cachegroups.json" } else { "coordinates.json" };
        let place = Place { file: file.into(), at: At::Row(row) };
        let position = Position::new(latitude, 2.5).unwrap().to_value();
        let fields = vec![(Coordinate::NAME, Value::Text(name.to_owned())), (Coordinate::POSITION, position)];
        let mut object = IncomingObject::of(Kind::Coordinate, place, vec![name.to_owned()], fields);
        object.traffic_ops_id = (!derived).then(|| i64::try_from(row).unwrap() + 1);
        object.derived = derived;
        object.pack();
        object
    }

    fn rows() -> IncomingObjects {
        let (derived, said) = (true, false);
        let rows = [
            coordinate("agrees", 1.0, derived, 0),
            coordinate("differs", 1.0, derived, 1),
            coordinate("twice", 1.0, derived, 2),
            coordinate("twice", 2.0, derived, 3),
            coordinate("alone", 1.0, derived, 4),
            coordinate("comes later", 1.0, said, 0),
            coordinate("twice", 1.0, said, 1),
            coordinate("agrees", 1.0, said, 2),
            coordinate("differs", 2.0, said, 3),
            coordinate("again", 1.0, said, 4),
            coordinate("again", 1.0, said, 5),
            coordinate("comes later", 1.0, derived, 5),
        ];
        rows.into_iter().collect()
    }

    /// What two files say of one thing is held once before the next file is read.
    #[test]
    fn what_follows_from_others_is_joined_before_all_is_read() {
        let mut joined = rows();
        joined.join_derived(Kind::Server);
        assert_eq!(joined.len(), rows().len());
        joined.join_derived(Kind::Coordinate);
        let held: Vec<_> = joined.iter().map(|row| format!("{} {}", row.identity.concat(), row.place)).collect();
        assert_eq!(joined.len(), rows().len() - 2, "{held:#?}");
        assert!(held.first().is_some_and(|first| first.starts_with("agrees") && first.contains("coordinates.json")));
    }

    /// It makes no difference when that is done.
    #[test]
    fn what_is_joined_early_comes_to_the_same() {
        let merged = |rows: IncomingObjects| {
            let mut report = ImportReport::default();
            let rows = merged(rows, &mut report);
            (format!("{rows:?}"), format!("{report:?}"))
        };
        let mut joined = rows();
        joined.join_derived(Kind::Coordinate);
        assert_eq!(merged(joined), merged(rows()));
    }
}

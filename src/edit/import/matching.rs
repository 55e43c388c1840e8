//! Which object of the plan each row of the input is: by what files call it, then by Traffic Ops id, then by order.
//! It decides and changes nothing.

use std::collections::VecDeque;

use super::incoming::{IncomingObject, IncomingObjects};
use super::merging::{is_masked, is_secure};
use super::planned::{Planned, base, name_part};
use super::report::{ImportOptions, ImportReport, RenameOffer};
use crate::finding::{Finding, Place, Severity};
use crate::model::{
    AnonymousIpPolicy, AnyId, Coordinate, Id, JsonMembers, Kind, Parameter, QuickMap, QuickSet, Value, identity_len,
};
use crate::sorting::OrderedMap;

/// What was matched.
pub(super) struct Matches {
    /// For each row the number of its object in the plan; none: it is new.
    pub numbers: Vec<Option<u64>>,
    /// The objects that have a row.
    pub taken: QuickSet<AnyId>,
    /// Those of them that files will call otherwise than the plan does so far.
    pub moved: QuickSet<AnyId>,
}

/// Matches the rows, and adds rows for what follows a followed rename.
pub(super) fn matched(
    rows: &mut IncomingObjects,
    planned: &Planned<'_>,
    options: ImportOptions,
    report: &mut ImportReport,
) -> Matches {
    let mut matches =
        Matches { numbers: vec![None; rows.len()], taken: QuickSet::default(), moved: QuickSet::default() };
    by_identity(rows, planned, &mut matches);
    one_policy(rows, planned, &mut matches);
    by_traffic_ops_id(rows, planned, &mut matches);
    by_hidden_value(rows, planned, &mut matches);
    let coordinates = renames(rows, planned, options, &mut matches, report);
    if options.follow_renames {
        own_coordinates(rows, planned, &coordinates, &mut matches);
    }
    matches
}

impl Matches {
    fn take(&mut self, at: usize, kind: Kind, number: u64) {
        if let Some(slot) = self.numbers.get_mut(at) {
            *slot = Some(number);
            self.taken.insert(AnyId { kind, number });
        }
    }

    fn is_free(&self, kind: Kind, number: u64) -> bool {
        !self.taken.contains(&AnyId { kind, number })
    }

    /// The rows of some sort that have no object yet.
    fn open<'r>(
        &self,
        rows: &'r IncomingObjects,
        wanted: impl Fn(&IncomingObject) -> bool,
    ) -> Vec<(usize, &'r IncomingObject)> {
        let open =
            rows.iter().enumerate().zip(&self.numbers).filter(|((_, row), number)| number.is_none() && wanted(row));
        open.map(|(row, _)| row).collect()
    }
}

/// The policy of Traffic Router's file, which has no name, is the one that the plan has, whatever it is called there.
fn one_policy(rows: &mut IncomingObjects, planned: &Planned<'_>, matches: &mut Matches) {
    let [own] = planned.plan.ids(Kind::AnonymousIpPolicy)[..] else { return };
    let is_nameless = |row: &IncomingObject| {
        row.kind == Kind::AnonymousIpPolicy && row.identity.concat() == AnonymousIpPolicy::USUAL_NAME
    };
    let Some(at) = rows.iter().position(is_nameless) else { return };
    if matches.is_free(own.kind, own.number)
        && let Some(row) = rows.get_mut(at)
    {
        row.fields.retain(|(key, _)| *key != AnonymousIpPolicy::NAME);
        matches.take(at, own.kind, own.number);
    }
}

fn by_identity(rows: &IncomingObjects, planned: &Planned<'_>, matches: &mut Matches) {
    let mut shared: QuickMap<(Kind, &[String]), Vec<usize>> = QuickMap::default();
    for (at, row) in rows.iter().enumerate() {
        if row.kind.has_unique_names() {
            if let Some(number) = planned.find_unique(row.kind, &row.identity) {
                matches.take(at, row.kind, number);
            }
        } else if 0 < planned.plan.count(row.kind) {
            shared.entry((row.kind, base(row.kind, &row.identity))).or_default().push(at);
        }
    }
    for ((kind, parts), group) in shared {
        match_shared(kind, &planned.identities.sharing(kind, parts), &group, rows, planned, matches);
    }
}

/// Matches the rows of one identity with the objects of the same: by Traffic Ops id, by ordinal, by order.
fn match_shared(
    kind: Kind,
    objects: &[u64],
    group: &[usize],
    rows: &IncomingObjects,
    planned: &Planned<'_>,
    matches: &mut Matches,
) {
    if objects.is_empty() {
        return;
    }
    // Backwards: of several that claim one id the first is meant.
    let ids: QuickMap<i64, u64> = objects
        .iter()
        .rev()
        .filter_map(|number| planned.traffic_ops_id(kind, *number).map(|traffic_ops_id| (traffic_ops_id, *number)))
        .collect();
    let row = |at: &usize| rows.get(*at);
    for at in group {
        let known = row(at).and_then(|row| row.traffic_ops_id).and_then(|id| ids.get(&id));
        if let Some(number) = known.filter(|number| matches.is_free(kind, **number)) {
            matches.take(*at, kind, *number);
        }
    }
    let left = |matches: &Matches| -> Vec<usize> {
        group.iter().copied().filter(|at| matches.numbers.get(*at).is_some_and(Option::is_none)).collect()
    };
    for at in left(matches) {
        let ordinal = row(&at).and_then(|row| row.identity.get(identity_len(kind))?.parse::<usize>().ok());
        let named = ordinal.and_then(|ordinal| objects.get(ordinal.checked_sub(1)?).copied());
        if let Some(number) = named.filter(|number| matches.is_free(kind, *number)) {
            matches.take(at, kind, number);
        }
    }
    // An object that Traffic Ops does not know yet is the likelier partner of a row with an unknown id.
    let free = objects.iter().copied().filter(|number| matches.is_free(kind, *number));
    let (mut known, mut unknown): (VecDeque<u64>, VecDeque<u64>) =
        free.partition(|number| planned.traffic_ops_id(kind, *number).is_some());
    for at in left(matches) {
        let learns = row(&at).is_some_and(|row| row.traffic_ops_id.is_some());
        let (first, second) = if learns { (&mut unknown, &mut known) } else { (&mut known, &mut unknown) };
        if let Some(number) = first.pop_front().or_else(|| second.pop_front()) {
            matches.take(at, kind, number);
        }
    }
}

/// Where names are not unique, the same name and Traffic Ops id are the same object: a server that moved to another
/// CDN, a parameter with a new value.
fn by_traffic_ops_id(rows: &IncomingObjects, planned: &Planned<'_>, matches: &mut Matches) {
    for (at, row) in matches.open(rows, |row| !row.kind.has_unique_names()) {
        let known = row.traffic_ops_id.and_then(|id| planned.numbered(row.kind, id));
        let Some(number) = known.filter(|number| matches.is_free(row.kind, *number)) else { continue };
        let object = AnyId { kind: row.kind, number };
        if planned.plan.name_of(object).as_deref() == Some(name_part(row.kind, &row.identity)) {
            matches.take(at, row.kind, number);
            matches.moved.insert(object);
        }
    }
}

/// A secure parameter whose value does not show is the plan's only one of that name and file.
fn by_hidden_value(rows: &IncomingObjects, planned: &Planned<'_>, matches: &mut Matches) {
    let hidden = |row: &IncomingObject| row.kind == Kind::Parameter && (is_secure(&row.fields) || shows_mask(row));
    for (at, row) in matches.open(rows, hidden) {
        let [name, config_file, ..] = row.identity.as_slice() else { continue };
        let mut candidates = planned.plan.named::<Parameter>(name).filter(|id| {
            matches.is_free(Kind::Parameter, id.number())
                && planned.plan.get(*id).is_some_and(|parameter| {
                    parameter.config_file.as_deref().unwrap_or_default() == config_file
                        && (parameter.secure || is_secure(&row.fields))
                })
        });
        if let (Some(only), None) = (candidates.next(), candidates.next()) {
            matches.take(at, Kind::Parameter, only.number());
            matches.moved.insert(AnyId { kind: Kind::Parameter, number: only.number() });
        }
    }
}

fn shows_mask(row: &IncomingObject) -> bool {
    row.fields.iter().any(|(key, value)| *key == "value" && matches!(value, Value::Text(text) if is_masked(text)))
}

/// Finds the rows that look like an object of the plan under a new name, and follows them if asked to. Gives the old
/// and new names of the coordinates that go along with cache groups.
fn renames(
    rows: &IncomingObjects,
    planned: &Planned<'_>,
    options: ImportOptions,
    matches: &mut Matches,
    report: &mut ImportReport,
) -> OrderedMap<String, String> {
    let known = |row: &IncomingObject| row.traffic_ops_id.and_then(|id| planned.numbered(row.kind, id));
    if let Some(problem) = from_elsewhere(rows, planned) {
        report.problems.push(problem);
        return OrderedMap::new();
    }
    let mut candidates = matches.open(rows, |row| known(row).is_some());
    // Coordinates come last: those of renamed cache groups are no news of their own.
    candidates.sort_by_key(|(_, row)| row.kind == Kind::Coordinate);
    let mut coordinates = OrderedMap::new();
    let mut offered = QuickSet::default();
    for (at, row) in candidates {
        let Some(number) = known(row) else { continue };
        let (kind, id) = (row.kind, AnyId { kind: row.kind, number });
        if !matches.is_free(kind, number) || !offered.insert(id) {
            continue;
        }
        let from = planned.plan.name_of(id).unwrap_or_default();
        let to = name_part(kind, &row.identity).to_owned();
        if kind == Kind::CacheGroup {
            coordinates.insert(Coordinate::name_for_cache_group(&from), Coordinate::name_for_cache_group(&to));
        }
        let follows_group = kind == Kind::Coordinate && coordinates.get(&from) == Some(&to);
        if options.follow_renames {
            matches.take(at, kind, number);
            matches.moved.insert(id);
        } else if !follows_group {
            report.problems.push(Finding::new(Severity::Warning, row.place.clone(), "", offer(kind, &from, &to)));
        }
        report.renames.push(RenameOffer { kind, id, from, to });
    }
    coordinates
}

/// So many objects must have the ids of others before the input counts as another Traffic Ops'.
const STRANGERS: usize = 5;

/// Whether the input's ids are those of another Traffic Ops, which say nothing about the plan's objects: more of them
/// belong to objects of other names than of the same. What every Traffic Ops has alike does not count.
fn from_elsewhere(rows: &IncomingObjects, planned: &Planned<'_>) -> Option<Finding> {
    let (mut same, mut other, mut first) = (0_usize, 0_usize, None);
    for row in rows.iter().filter(|row| !matches!(row.kind, Kind::Type | Kind::Status | Kind::OtherRow)) {
        let Some(number) = row.traffic_ops_id.and_then(|id| planned.numbered(row.kind, id)) else { continue };
        let name = planned.plan.name_of(AnyId { kind: row.kind, number });
        if name.as_deref() == Some(name_part(row.kind, &row.identity)) {
            same += 1;
        } else {
            other += 1;
            first.get_or_insert(row);
        }
    }
    let first = first.filter(|_| same < other && STRANGERS <= other)?;
    let message = format!(
        "{other} objects have Traffic Ops ids that other objects of the plan have, {same} have the same: this seems to \
         come from another Traffic Ops, so that objects are told by their names alone and none is taken as renamed"
    );
    let place = Place::whole(&first.place.file);
    Some(Finding::new(Severity::Warning, place, "", message))
}

fn offer(kind: Kind, from: &str, to: &str) -> String {
    format!(
        "the {} `{from}` of the plan has the same Traffic Ops id as `{to}`, and `{from}` is not in the input: if it \
         was renamed, import with --follow-renames; as it is, `{to}` is a new one",
        kind.singular()
    )
}

/// A cache group's own coordinate takes the group's new name, whether or not the input speaks of it.
fn own_coordinates(
    rows: &mut IncomingObjects,
    planned: &Planned<'_>,
    coordinates: &OrderedMap<String, String>,
    matches: &mut Matches,
) {
    if coordinates.is_empty() {
        return;
    }
    let named: QuickMap<String, usize> = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.kind == Kind::Coordinate)
        .filter_map(|(at, row)| Some((row.identity.first()?.clone(), at)))
        .collect();
    for (from, to) in coordinates {
        let own = planned.plan.find::<Coordinate>(from).map(Id::number);
        let Some(number) = own.filter(|number| matches.is_free(Kind::Coordinate, *number)) else { continue };
        let object = AnyId { kind: Kind::Coordinate, number };
        match named.get(to).copied() {
            Some(at) if matches.numbers.get(at).is_some_and(Option::is_none) => {
                matches.take(at, Kind::Coordinate, number);
            }
            None if planned.plan.find::<Coordinate>(to).is_none() => {
                let Some(template) = rows.first() else { continue };
                rows.push(IncomingObject {
                    kind: Kind::Coordinate,
                    place: template.place.clone(),
                    identity: vec![to.clone()],
                    traffic_ops_id: None,
                    last_updated: None,
                    fields: Vec::new(),
                    coarse: &[],
                    unmodelled: JsonMembers::new(),
                    derived: true,
                    made: None,
                });
                matches.numbers.push(None);
                matches.take(rows.len() - 1, Kind::Coordinate, number);
            }
            Some(_) | None => continue,
        }
        matches.moved.insert(object);
    }
}

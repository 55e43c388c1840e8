//! What an import takes out of a plan: with `--replace` what the input lacks, and what it says must not be there.
//! Lodestone's own data are never among it.

use std::collections::HashMap;
use std::sync::Arc;

use super::incoming::{Incoming, IncomingObjects};
use super::matching::Matches;
use super::planned::{Planned, called};
use super::report::ImportReport;
use crate::edit::change::{Change, LinkChange};
use crate::finding::{Finding, Place, Severity};
use crate::model::{
    Absent, AnyId, AnyLink, AnyPair, CacheGroup, Coordinate, CoverageZone, CoverageZoneNetwork, Id, Kind, OtherRow,
    Plan, QuickSet, RelationKind, Target, Value, seed,
};
use crate::sorting::{self, OrderedSet};

/// Of what an import speaks.
pub(super) struct Scope {
    kinds: OrderedSet<Kind>,
    endpoints: OrderedSet<String>,
    zone_files: OrderedSet<String>,
    /// The relations.
    pub relations: OrderedSet<RelationKind>,
}

impl Scope {
    /// Takes it out of what came.
    pub(super) fn of(incoming: &mut Incoming) -> Self {
        Self {
            kinds: std::mem::take(&mut incoming.kinds),
            endpoints: std::mem::take(&mut incoming.endpoints),
            zone_files: std::mem::take(&mut incoming.zone_files),
            relations: std::mem::take(&mut incoming.relations),
        }
    }

    fn covers(&self, plan: &Plan, object: AnyId) -> bool {
        match object.kind {
            Kind::CoverageZoneFile
            | Kind::Waiver
            | Kind::Scenario
            | Kind::Demand
            | Kind::CapacityOverride
            | Kind::SavedView => false,
            Kind::OtherRow => {
                let row = plan.get::<OtherRow>(Id::new(object.number));
                row.is_some_and(|row| !row.is_own() && self.endpoints.contains(&row.endpoint))
            }
            Kind::CoverageZone => self.has_file_of(plan, plan.get(Id::new(object.number))),
            Kind::CoverageZoneNetwork => {
                let network = plan.get::<CoverageZoneNetwork>(Id::new(object.number));
                let zone = network.and_then(|network| plan.follow_opt(network.zone.as_ref()));
                self.has_file_of(plan, zone)
            }
            kind => self.kinds.contains(&kind),
        }
    }

    fn has_file_of(&self, plan: &Plan, zone: Option<&std::sync::Arc<CoverageZone>>) -> bool {
        let file = zone.and_then(|zone| plan.follow_opt(zone.file.as_ref()));
        file.is_some_and(|file| self.zone_files.contains(&file.name))
    }
}

/// The objects of a plan that `--replace` removes.
pub(super) fn find_lacking(plan: &Plan, rows: &IncomingObjects, matches: &Matches, scope: &Scope) -> QuickSet<AnyId> {
    let mut gone: QuickSet<AnyId> = QuickSet::default();
    for kind in Kind::ALL {
        let lacks = |object: &AnyId| !matches.taken.contains(object) && scope.covers(plan, *object);
        gone.extend(plan.ids(*kind).into_iter().filter(lacks));
    }
    for seed in seeds_in_use(plan, rows) {
        gone.remove(&seed);
    }
    // A cache group and its own coordinate stay and go together.
    for (id, group) in plan.cache_groups() {
        let Some(coordinate) = own_coordinate(plan, group) else { continue };
        let object = AnyId { kind: Kind::Coordinate, number: coordinate.number() };
        if !gone.contains(&AnyId { kind: Kind::CacheGroup, number: id.number() }) {
            gone.remove(&object);
        } else if !matches.taken.contains(&object) && plan.users(object).all(|user| gone.contains(&user)) {
            gone.insert(object);
        }
    }
    gone
}

/// The seeds that the input refers to: it takes for granted what every Traffic Ops has, and need not bring it.
fn seeds_in_use(plan: &Plan, rows: &IncomingObjects) -> QuickSet<AnyId> {
    let mut named: QuickSet<(Kind, &str)> = QuickSet::default();
    for (_, value) in rows.iter().flat_map(|row| &row.fields) {
        names_within(value, &mut named);
    }
    let made = rows.iter().filter_map(|row| row.made.as_ref());
    let seeds_named = made.flat_map(|made| {
        let mut names = Vec::new();
        made.links(&mut |link| {
            if let (Kind::Type | Kind::Status | Kind::Cdn, Target::Absent(absent)) = (link.kind, link.target) {
                names.push((link.kind, absent));
            }
        });
        names
    });
    let seeds_named: QuickSet<(Kind, Arc<Absent>)> = seeds_named.collect();
    named.extend(seeds_named.iter().filter_map(|(kind, absent)| Some((*kind, absent.identity.first()?.as_str()))));
    let mut seeds = QuickSet::default();
    for kind in [Kind::Type, Kind::Status, Kind::Cdn] {
        let in_use = |name: &String| named.contains(&(kind, name.as_str()));
        let ids = plan.ids(kind).into_iter().filter(|id| {
            plan.name_of(*id).filter(in_use).is_some_and(|name| seed::names(kind).contains(&name.as_str()))
        });
        seeds.extend(ids);
    }
    seeds
}

fn names_within<'a>(value: &'a Value, named: &mut QuickSet<(Kind, &'a str)>) {
    match value {
        Value::Link(AnyLink { kind, target: Target::Absent(absent) }) => {
            named.extend(absent.identity.first().map(|name| (*kind, name.as_str())));
        }
        Value::List(items) => items.iter().for_each(|item| names_within(item, named)),
        Value::Object(members) => members.iter().for_each(|(_, member)| names_within(member, named)),
        Value::Link(_)
        | Value::Null
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Text(_)
        | Value::Json(_) => {}
    }
}

/// The coordinate that Traffic Ops made, or would have made, for that group alone.
fn own_coordinate(plan: &Plan, group: &CacheGroup) -> Option<Id<Coordinate>> {
    let id = group.coordinate.as_ref()?.id()?;
    let name = &plan.get(id)?.name;
    (*name == Coordinate::name_for_cache_group(&group.name)).then_some(id)
}

/// The change that removes an object.
pub(super) fn removal(plan: &Plan, object: AnyId) -> Option<Change> {
    plan.contains(object).then(|| Change::removal(plan, object))
}

/// The changes that remove what the input says must not be there, unless something uses it after `changes`.
pub(super) fn unwanted(
    absent: &[(Kind, Vec<String>)],
    planned: &Planned<'_>,
    matches: &Matches,
    changes: &[Change],
    place: &Place,
    report: &mut ImportReport,
) -> Vec<Change> {
    let mut unwanted: HashMap<AnyId, String> = HashMap::new();
    for (kind, identity) in absent {
        let object = planned.find(*kind, identity).map(|number| AnyId { kind: *kind, number });
        if let Some(object) = object.filter(|object| !matches.taken.contains(object)) {
            unwanted.insert(object, called(*kind, identity));
        }
    }
    if unwanted.is_empty() {
        return Vec::new();
    }
    let used = used(changes);
    let mut sorted: Vec<_> = unwanted.into_iter().collect();
    sorting::sort(&mut sorted);
    let mut removals = Vec::new();
    for (object, called) in sorted {
        if used.settled.contains(&object) {
            continue;
        }
        let elsewhere = planned.plan.users(object).any(|user| !used.settled.contains(&user))
            || planned.plan.pairs_with(object).iter().any(|pair| !used.cut.contains(pair));
        if elsewhere || used.targets.contains(&object) {
            let message = format!("{called} is not meant to be there, but it is used, so it stays");
            report.problems.push(Finding::new(Severity::Warning, place.clone(), "", message));
        } else {
            removals.extend(removal(planned.plan, object));
        }
    }
    removals
}

/// What changes refer to, which objects they settle, and which pairs they cut.
#[derive(Default)]
struct UsedOnes {
    targets: QuickSet<AnyId>,
    settled: QuickSet<AnyId>,
    cut: QuickSet<AnyPair>,
}

fn used(changes: &[Change]) -> UsedOnes {
    let mut used = UsedOnes::default();
    for change in changes {
        used.settled.extend(change.object());
        match change {
            Change::Link(link) => used.link(link),
            object => {
                if let Some(after) = object.any_delta().and_then(|delta| delta.after) {
                    after.any_links(&mut |link| used.targets.extend(link.id()));
                }
            }
        }
    }
    used
}

impl UsedOnes {
    fn link(&mut self, link: &LinkChange) {
        if link.present {
            self.targets.extend(link.pair.links().iter().filter_map(AnyLink::id));
        } else {
            self.cut.insert(link.pair.clone());
        }
    }
}

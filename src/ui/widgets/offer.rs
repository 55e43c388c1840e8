//! What a reference may point to: the objects that a drop-down offers, the sensible ones first, all others after them.

use std::sync::Arc;

use crate::geometry::words::km;
use crate::model::{AnyId, CacheGroup, Id, Kind, Parameter, Plan, Position, SECRET_PLACEHOLDER, Server, Type};
use crate::sorting::OrderedSet;
use crate::sorting::sort_by;
use crate::tabular::natural;

/// The type of cache groups that have fallbacks.
pub const EDGE: &str = "EDGE_LOC";

/// What a drop-down offers.
#[derive(Clone, Debug, PartialEq)]
pub enum Offer {
    /// All objects of a kind.
    All(Kind),
    /// Types for that table of Traffic Ops.
    Types(&'static str),
    /// Parents for a cache group whose type has that name: the usual types first, of each the nearest to its place.
    Parents(Option<String>, Option<Position>),
    /// Cache groups: those of the type with that name first.
    Groups(&'static str),
    /// Fallbacks for a cache group: `EDGE_LOC` groups but itself and those that it has, the nearest first.
    Fallbacks {
        /// The group; none: it does not exist yet.
        of: Option<u64>,
        /// Those that it has.
        chosen: Vec<u64>,
        /// Where the group is.
        near: Option<Position>,
    },
    /// All objects of a kind but some, by their ids' numbers.
    Others(Kind, Arc<OrderedSet<u64>>),
}

/// The kinds of objects that belong to one of a kind, and are made there.
pub const fn made_in(kind: Kind) -> &'static [Kind] {
    match kind {
        Kind::Division => &[Kind::Region],
        Kind::Region => &[Kind::PhysLocation],
        Kind::CacheGroup => &[Kind::Asn, Kind::Server],
        Kind::PhysLocation | Kind::Cdn => &[Kind::Server],
        _ => &[],
    }
}

/// A line of a drop-down.
#[derive(Clone, Debug, PartialEq)]
pub enum OfferLine {
    /// Says what the next ones are.
    Heading(String),
    /// Something to choose, by its id's number.
    Choice(u64),
}

/// From so many objects on they stay in the order of the index, which costs nothing.
const SORTED_UP_TO: usize = 5_000;

impl Offer {
    /// What a link field of an entity offers.
    pub fn of_field(owner: Kind, target: Kind) -> Self {
        match (owner, target) {
            (Kind::CacheGroup, Kind::Type) => Self::Types("cachegroup"),
            (Kind::Server, Kind::Type) => Self::Types("server"),
            (Kind::DeliveryService, Kind::Type) => Self::Types("deliveryservice"),
            (Kind::StaticDnsEntry, Kind::Type) => Self::Types("staticdnsentry"),
            (_, target) => Self::All(target),
        }
    }

    /// The kind of what is offered.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::All(kind) | Self::Others(kind, _) => *kind,
            Self::Types(_) => Kind::Type,
            Self::Parents(..) | Self::Groups(_) | Self::Fallbacks { .. } => Kind::CacheGroup,
        }
    }

    /// From where distances to what is offered count; none: they don't.
    pub const fn near(&self) -> Option<Position> {
        match self {
            Self::Parents(_, near) | Self::Fallbacks { near, .. } => *near,
            Self::All(_) | Self::Others(..) | Self::Types(_) | Self::Groups(_) => None,
        }
    }

    /// The lines to choose from whose names contain all words of a search.
    pub fn lines(&self, plan: &Plan, search: &str) -> Vec<OfferLine> {
        let words: Vec<String> = search.split_whitespace().map(str::to_lowercase).collect();
        let mut found: Vec<(&str, u64)> = plan
            .indexes
            .names_sorted(self.kind())
            .filter(|(name, _)| words.iter().all(|word| natural::contains(name, word)))
            .collect();
        if found.len() <= SORTED_UP_TO {
            sort_by(&mut found, |a, b| natural::compare(a.0, b.0));
        }
        let mut numbers: Vec<u64> = found.into_iter().map(|(_, number)| number).collect();
        if let Some(near) = self.near() {
            // What stands on the very spot comes last of those that have one: mostly it is the group itself.
            let km = |number: &u64| match position_of(plan, *number).map(|at| near.distance_km(at)) {
                Some(0.0) => f64::MAX,
                Some(km) => km,
                None => f64::INFINITY,
            };
            sort_by(&mut numbers, |one, other| km(one).total_cmp(&km(other)));
        }
        let numbers = numbers.into_iter();
        match self {
            Self::All(_) => numbers.map(OfferLine::Choice).collect(),
            Self::Others(_, than) => numbers.filter(|number| !than.contains(number)).map(OfferLine::Choice).collect(),
            Self::Types(table) => types(plan, table, numbers.collect()),
            Self::Parents(of_type, _) => {
                ranked(plan, usual_parents(of_type.as_deref().unwrap_or_default()), numbers.collect())
            }
            Self::Groups(of_type) => ranked(plan, &[*of_type], numbers.collect()),
            Self::Fallbacks { of, chosen, .. } => numbers
                .filter(|number| *of != Some(*number) && !chosen.contains(number))
                .filter(|number| type_name(plan, *number) == Some(EDGE))
                .map(OfferLine::Choice)
                .collect(),
        }
    }
}

/// Types of one table; all of them where none is.
fn types(plan: &Plan, table: &str, numbers: Vec<u64>) -> Vec<OfferLine> {
    let of_table = |number: &u64| {
        plan.get(Id::<Type>::new(*number)).is_some_and(|each| each.use_in_table.as_deref() == Some(table))
    };
    let any = plan.types().iter().any(|(_, each)| each.use_in_table.as_deref() == Some(table));
    numbers.into_iter().filter(|number| !any || of_table(number)).map(OfferLine::Choice).collect()
}

/// The types that parents usually have, for a group of a type.
const fn usual_parents(of_type: &str) -> &'static [&'static str] {
    match of_type.as_bytes() {
        b"EDGE_LOC" => &["MID_LOC"],
        b"MID_LOC" => &["ORG_LOC", "MID_LOC"],
        b"ORG_LOC" => &["ORG_LOC"],
        _ => &[],
    }
}

/// Cache groups of some types first, in the order of the types, all others after them.
fn ranked(plan: &Plan, usual: &[&str], numbers: Vec<u64>) -> Vec<OfferLine> {
    let mut ranks: Vec<Vec<u64>> = vec![Vec::new(); usual.len() + 1];
    for number in numbers {
        let name = type_name(plan, number);
        let rank = usual.iter().position(|each| Some(*each) == name).unwrap_or(usual.len());
        ranks[rank].push(number);
    }
    let headings = usual.iter().copied().chain(["Other types"]);
    let mut lines = Vec::new();
    for (heading, rank) in headings.zip(ranks) {
        if !usual.is_empty() && !rank.is_empty() {
            lines.push(OfferLine::Heading(heading.to_owned()));
        }
        lines.extend(rank.into_iter().map(OfferLine::Choice));
    }
    lines
}

fn type_name(plan: &Plan, group: u64) -> Option<&str> {
    let group = plan.get(Id::<CacheGroup>::new(group))?;
    plan.follow_opt(group.type_.as_ref()).map(|each| each.name.as_str())
}

/// Where a cache group is.
pub fn position_of(plan: &Plan, group: u64) -> Option<Position> {
    let group = plan.get(Id::<CacheGroup>::new(group))?;
    plan.follow_opt(group.coordinate.as_ref())?.position
}

/// What is said beside an object, and how far it is.
pub fn aside_near(plan: &Plan, object: AnyId, near: Option<Position>) -> String {
    let words = aside(plan, object);
    let at = if object.kind == Kind::CacheGroup { position_of(plan, object.number) } else { None };
    match near.zip(at) {
        Some((near, at)) => format!("{words}, {}", km(near.distance_km(at))),
        None => words,
    }
}

/// The file of a parameter and its value; a secret one is masked.
fn parameter(parameter: &Parameter) -> String {
    let value = if parameter.secure { SECRET_PLACEHOLDER } else { &parameter.value };
    parameter.config_file.as_deref().map_or_else(|| value.to_owned(), |file| format!("{file} {value}"))
}

/// What tells an object from others of its name, or says what it is: the type of a cache group, the CDN of a server.
pub fn aside(plan: &Plan, object: AnyId) -> String {
    let named = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let number = object.number;
    match object.kind {
        Kind::CacheGroup => named(type_name(plan, number)),
        Kind::Type => named(plan.get(Id::<Type>::new(number)).and_then(|each| each.use_in_table.as_deref())),
        Kind::Server => {
            let server = plan.get(Id::<Server>::new(number));
            named(server.and_then(|each| plan.follow_opt(each.cdn.as_ref())).map(|cdn| cdn.name.as_str()))
        }
        Kind::Parameter => plan.get(Id::<Parameter>::new(number)).map_or_else(String::new, |each| parameter(each)),
        _ => String::new(),
    }
}

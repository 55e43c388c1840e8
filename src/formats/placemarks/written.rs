//! From a plan to marks and lines: its cache groups and phys locations, what stands there with them, and who asks whom.

use std::cmp::Ordering;

use super::gather::property_keys;
use crate::geometry::circle;
use crate::geometry::mercator::unproject;
use crate::geometry::scene::{GroupType, on_map, position_of};
use crate::model::{Asn, CacheGroup, Kind, Link, PhysLocation, Plan, Position, Server, Shape, Tabled, Value, counted};
use crate::sorting::sort_by;
use crate::tabular::{exchange, natural};

/// So many points across the world decide how round a line is.
const ROUNDNESS: f64 = 1024.0;

/// Everything of a plan that stands on a map, and what would if it had a place.
pub(in crate::formats) struct PlacedObjects {
    /// The cache groups, in the order of their names.
    pub groups: Vec<PlacedObject>,
    /// The phys locations.
    pub sites: Vec<PlacedObject>,
    /// The servers, where their phys locations are.
    pub servers: Vec<PlacedObject>,
    /// The ASNs, where their cache groups are.
    pub asns: Vec<PlacedObject>,
    /// Lines between the groups.
    pub lines: Vec<DrawnLine>,
}

/// An object.
pub(in crate::formats) struct PlacedObject {
    /// Its kind.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// A group's type.
    pub type_: Option<GroupType>,
    /// Where it is.
    pub position: Option<Position>,
    /// What else is said of it, without what is empty.
    pub properties: Vec<(&'static str, Shape, Value)>,
}

/// What a line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::formats) enum LineKind {
    /// From a group to its parent.
    Parent,
    /// To its secondary parent.
    SecondaryParent,
    /// To a group that is tried when it is down.
    Fallback,
}

/// A line between two groups.
pub(in crate::formats) struct DrawnLine {
    /// What it says.
    pub kind: LineKind,
    /// The group that asks.
    pub from: String,
    /// The group that is asked.
    pub to: String,
    /// A fallback's place in the order, from 1.
    pub order: Option<usize>,
    /// A great circle, in two pieces where it crosses the edge of maps.
    pub pieces: Vec<Vec<Position>>,
}

impl LineKind {
    /// All of them.
    pub(in crate::formats) const ALL: [Self; 3] = [Self::Parent, Self::SecondaryParent, Self::Fallback];

    /// Its word in files.
    pub(in crate::formats) const fn word(self) -> &'static str {
        match self {
            Self::Parent => "parent",
            Self::SecondaryParent => "secondary-parent",
            Self::Fallback => "fallback",
        }
    }
}

impl PlacedObjects {
    /// Of a plan.
    pub(in crate::formats) fn of(plan: &Plan) -> Self {
        let types = |group: &CacheGroup| {
            plan.follow_opt(group.type_.as_ref()).map_or(GroupType::Other, |type_| GroupType::of_name(&type_.name))
        };
        let groups = objects::<CacheGroup>(plan, |group| (Some(types(group)), position_of(plan, group)));
        let sites = objects::<PhysLocation>(plan, |site| (None, site.position.as_ref().and_then(|at| at.at)));
        let servers = objects::<Server>(plan, |server| {
            let site = plan.follow_opt(server.phys_location.as_ref());
            (None, site.and_then(|site| site.position.as_ref()?.at))
        });
        let asns = objects::<Asn>(plan, |asn| {
            let group = plan.follow_opt(asn.cache_group.as_ref());
            (None, group.and_then(|group| position_of(plan, group)))
        });
        Self { groups, sites, servers, asns, lines: lines(plan) }
    }

    /// All objects, kind by kind.
    pub(in crate::formats) fn kinds(&self) -> [(Kind, &[PlacedObject]); 4] {
        [
            (Kind::CacheGroup, &self.groups),
            (Kind::PhysLocation, &self.sites),
            (Kind::Server, &self.servers),
            (Kind::Asn, &self.asns),
        ]
    }

    /// How many stand nowhere, in words; none: all of them stand somewhere.
    pub(in crate::formats) fn unplaced(&self) -> Option<String> {
        let count = |objects: &[PlacedObject]| objects.iter().filter(|object| object.position.is_none()).count();
        let counts = self.kinds().map(|(kind, objects)| (kind, count(objects)));
        let words: Vec<String> =
            counts.iter().filter(|(_, count)| 0 < *count).map(|(kind, count)| counted(*kind, *count)).collect();
        (!words.is_empty()).then(|| words.join(", "))
    }
}

fn objects<T: Tabled>(plan: &Plan, of: impl Fn(&T) -> (Option<GroupType>, Option<Position>)) -> Vec<PlacedObject> {
    let columns = exchange::columns(T::KIND);
    let keys = property_keys(T::KIND, &columns);
    let object = |entity: &T| {
        let values = exchange::row(plan, entity, &columns).into_iter();
        let properties = values.zip(&columns).zip(&keys).filter_map(|((value, column), key)| {
            let is_blank = value == Value::Null || matches!(&value, Value::List(items) if items.is_empty());
            (!is_blank).then_some(((*key)?, column.shape, value))
        });
        let (type_, position) = of(entity);
        let name = entity.name().into_owned();
        PlacedObject { kind: T::KIND, name, type_, position, properties: properties.collect() }
    };
    let mut objects: Vec<PlacedObject> = T::table(plan).iter().map(|(_, entity)| object(entity)).collect();
    sort_by(&mut objects, |a, b| natural::compare(&a.name, &b.name));
    objects
}

fn lines(plan: &Plan) -> Vec<DrawnLine> {
    let mut lines = Vec::new();
    for (_, group) in plan.cache_groups() {
        let mut draw = |kind: LineKind, link: Option<&Link<CacheGroup>>, order: Option<usize>| {
            let to = plan.follow_opt(link)?;
            let pieces = great_circle(position_of(plan, group)?, position_of(plan, to)?);
            lines.push(DrawnLine { kind, from: group.name.clone(), to: to.name.clone(), order, pieces });
            Some(())
        };
        draw(LineKind::Parent, group.parent.as_ref(), None);
        draw(LineKind::SecondaryParent, group.secondary_parent.as_ref(), None);
        for (at, fallback) in group.fallbacks.iter().enumerate() {
            draw(LineKind::Fallback, Some(fallback), Some(at + 1));
        }
    }
    let order = |a: &DrawnLine, b: &DrawnLine| -> Ordering {
        (a.kind as u8).cmp(&(b.kind as u8)).then_with(|| natural::compare(&a.from, &b.from)).then(a.order.cmp(&b.order))
    };
    sort_by(&mut lines, order);
    lines
}

/// The short way round the globe, cut where it leaves the map at one side and comes back at the other.
fn great_circle(from: Position, to: Position) -> Vec<Vec<Position>> {
    let (a, b) = (on_map(from), on_map(to));
    let mut points = Vec::new();
    circle::way(a, b, circle::steps(a, b, ROUNDNESS), &mut points);
    let mut pieces: Vec<Vec<Position>> = vec![vec![from]];
    let mut last = a;
    let count = points.len();
    for (at, point) in points.into_iter().enumerate().skip(1) {
        let (before, now) = (last[0].floor(), point[0].floor());
        if before < now || now < before {
            let edge = before.max(now);
            let part = (edge - last[0]) / (point[0] - last[0]);
            let y = last[1] + (point[1] - last[1]) * part;
            let side = |x: f64| unproject([0.5, y]).and_then(|at| Position::new(at.latitude(), x).ok());
            let (end, begin) = if before < now { (180.0, -180.0) } else { (-180.0, 180.0) };
            if let Some(piece) = pieces.last_mut() {
                piece.extend(side(end));
            }
            pieces.push(side(begin).into_iter().collect());
        }
        let here = unproject([point[0].rem_euclid(1.0), point[1]]).map(|position| {
            let short = |degrees: f64| (degrees * 1e5).round() / 1e5;
            Position::new(short(position.latitude()), short(position.longitude())).unwrap_or(position)
        });
        // The ends are where the groups are, to the last digit.
        let here = if at + 1 == count { Some(to) } else { here };
        if let Some(piece) = pieces.last_mut() {
            piece.extend(here);
        }
        last = point;
    }
    pieces.retain(|piece| 2 <= piece.len());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_at_the_edge_of_maps() {
        let at = |latitude, longitude| Position::new(latitude, longitude).unwrap();
        let pieces = great_circle(at(35.7, 139.7), at(37.8, -122.4));
        assert_eq!(pieces.len(), 2);
        assert_eq!(pieces[0].first(), Some(&at(35.7, 139.7)));
        assert!((pieces[0].last().unwrap().longitude() - 180.0).abs() < 1e-9);
        assert!((pieces[1].first().unwrap().longitude() + 180.0).abs() < 1e-9);
        assert_eq!(pieces[1].last(), Some(&at(37.8, -122.4)));
        assert_eq!(great_circle(at(52.5, 13.4), at(48.1, 11.6)).len(), 1);
        // In one place there is no line.
        assert!(great_circle(at(1.0, 1.0), at(1.0, 1.0)).iter().all(|piece| piece.len() == 2));
    }
}

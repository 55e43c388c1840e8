//! What would change hands if groups stood elsewhere: who would take whom over, counted, and where on the map that is.

use std::sync::Arc;

use super::coverage::{ByGeo, Coverage, OfGrid, router_position, seen_down};
use super::played::Played;
use crate::formats::demand::Weighing;
use crate::geometry::coverage::regrid;
use crate::model::{DownPart, Plan, Position};
use crate::routing::{DownParts, GeoOwners, OwnersChange, Router};
use crate::sorting::sort_by;
use crate::sorting::{OrderedMap, OrderedSet};

/// A group that stands elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupMove {
    /// Its name.
    pub group: String,
    /// Where it would stand.
    pub to: Position,
}

/// What would change hands.
#[derive(Clone, Debug, PartialEq)]
pub struct HandOver {
    /// From group to group, what is most first.
    pub flows: Vec<HandOverFlow>,
    /// What the weights are.
    pub weighing: Weighing,
    /// Who would serve where; none: no picture of who does was there.
    pub coverage: Option<Coverage>,
    /// Whether a point of that picture would change hands, point by point.
    pub changing: Vec<bool>,
    /// Those who ask and would change hands: where they stand.
    pub askers: Vec<Position>,
}

/// What would go from one group to another.
#[derive(Clone, Debug, PartialEq)]
pub struct HandOverFlow {
    /// The group that serves it; none: nobody does.
    pub from: Option<String>,
    /// The group that would; none: nobody would.
    pub to: Option<String>,
    /// How many coverage zones that are.
    pub zones: usize,
    /// How many countries or points.
    pub places: usize,
    /// How much.
    pub weight: f64,
}

/// Finds out what would change hands while parts are down; `before` is who serves where now. None: it was cut short.
pub fn hand_over(
    plan: &Plan,
    (cdn, down): (&str, &[DownPart]),
    played: &Played,
    moves: &[GroupMove],
    before: Option<&Coverage>,
    goes_on: &(dyn Fn() -> bool + Sync),
) -> Option<HandOver> {
    let what_if = &played.what_if;
    let router = what_if.shared_router();
    let of_router = |own: &GroupMove| Some((router.location_by_name(&own.group)?, router_position(own.to)));
    let moves: Vec<_> = moves.iter().filter_map(of_router).collect();
    let mut found = HandOver {
        flows: Vec::new(),
        weighing: played.asking.weighing,
        coverage: None,
        changing: Vec::new(),
        askers: Vec::new(),
    };
    // What is no edge location changes nothing for clients.
    if moves.is_empty() {
        return Some(found);
    }
    let down = seen_down(plan, cdn, played, down);
    let moved = Arc::new(router.with_moved(&moves));
    let handed = what_if.handed_over(&moved, &down, goes_on)?;
    let mut sums: OrderedMap<_, (OrderedSet<usize>, OrderedSet<usize>, f64)> = OrderedMap::new();
    for own in &handed {
        let Some(asker) = what_if.askers().get(own.asker) else { continue };
        let (zones, places, weight) = sums.entry((own.from, own.to)).or_default();
        if asker.located.is_none() {
            zones.insert(asker.source)
        } else {
            places.insert(asker.source)
        };
        *weight += own.weight;
        found.askers.extend(asker.stands_at.and_then(|at| Position::new(at.latitude, at.longitude).ok()));
    }
    let name = |location: Option<usize>| location.map(|own| router.location_name(own).to_owned());
    found.flows = sums
        .into_iter()
        .map(|((from, to), (zones, places, weight))| HandOverFlow {
            from: name(from),
            to: name(to),
            zones: zones.len(),
            places: places.len(),
            weight,
        })
        .collect();
    sort_by(&mut found.flows, |one, other| other.weight.total_cmp(&one.weight));
    if let Some(before) = before {
        let (mut coverage, changing) = covered(before, (&router, &moved), &down, goes_on)?;
        // Those who ask are in the order in which the picture before has them.
        let now: OrderedMap<usize, Option<usize>> = handed.iter().map(|own| (own.asker, own.to)).collect();
        for (place, (_, group)) in before.places.iter().zip(&mut coverage.askers) {
            if let Some(to) = now.get(place) {
                *group = to.and_then(|to| u32::try_from(to).ok());
            }
        }
        (found.coverage, found.changing) = (Some(coverage), changing);
    }
    Some(found)
}

/// Who would serve where, and which points of the picture would change hands.
fn covered(
    before: &Coverage,
    (router, moved): (&Arc<Router>, &Arc<Router>),
    down: &DownParts,
    goes_on: &(dyn Fn() -> bool + Sync),
) -> Option<(Coverage, Vec<bool>)> {
    let service = router.service_by_id(&before.service)?;
    let now = GeoOwners::new(Arc::clone(router), service, down);
    let then = ByGeo(GeoOwners::new(Arc::clone(moved), service, down));
    let grid = regrid(&before.grid, &then, &OfGrid(OwnersChange::new(&now, &then.0)), goes_on)?;
    let changing = grid.owners.iter().zip(&before.grid.owners).map(|(then, now)| then != now).collect();
    let (names, askers, places) = (before.names.clone(), before.askers.clone(), before.places.clone());
    Some((Coverage { grid, names, askers, places, service: before.service.clone() }, changing))
}

impl HandOver {
    /// What would change hands in words, a line each, the most first; `moved` are the groups that move.
    pub fn lines(&self, moved: &[GroupMove], most: usize) -> Vec<String> {
        if self.flows.is_empty() {
            return vec!["No client changes hands".to_owned()];
        }
        let moves =
            |name: &Option<String>| name.as_ref().is_some_and(|name| moved.iter().any(|own| own.group == *name));
        let only = moved.len() == 1;
        let line = |flow: &HandOverFlow| {
            let nobody = || "nobody".to_owned();
            let (from, to) = (flow.from.clone().unwrap_or_else(nobody), flow.to.clone().unwrap_or_else(nobody));
            let what = self.amount(flow);
            match (moves(&flow.to), moves(&flow.from)) {
                (true, _) if only => format!("Takes {what} from {from}"),
                (_, true) if only => format!("Gives {what} to {to}"),
                (true, _) | (false, false) => format!("{to} takes {what} from {from}"),
                (false, true) => format!("{from} gives {what} to {to}"),
            }
        };
        let mut lines: Vec<String> = self.flows.iter().take(most).map(line).collect();
        if most < self.flows.len() {
            lines.push(format!("and {} more hand-overs", self.flows.len() - most));
        }
        lines
    }

    /// Like `12 zones and 3.1 Gbit/s`.
    fn amount(&self, flow: &HandOverFlow) -> String {
        let counted = |count: usize, one: &str, many: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{} {many}", crate::model::grouped(count))),
        };
        let rate = (self.weighing == Weighing::Mbps).then(|| crate::geometry::words::rate(flow.weight));
        let parts = [counted(flow.zones, "zone", "zones"), counted(flow.places, "place", "places"), rate];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        match parts.as_slice() {
            [first, second, third] => format!("{first}, {second} and {third}"),
            parts => parts.join(" and "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::intent;
    use crate::edit::seeds::seed_plan;
    use crate::geometry::coverage::CoverageWindow;
    use crate::model::{AnyId, CacheGroup};
    use crate::session::add_sample;
    use crate::session::tasks::what_if::{PlayOrder, coverage, play};

    fn played(plan: &Plan) -> Played {
        let order = PlayOrder { cdn: "aurora".to_owned(), service: Some("aurora-vod".to_owned()), demand: None };
        play(plan, &order, &|| true).unwrap().unwrap()
    }

    /// The sample, in which nobody stands in for anybody but the closest, and zones name no group.
    fn sample() -> Plan {
        let empty = Plan::default();
        let seeded = empty.applying(&seed_plan(&empty)).unwrap();
        let mut plan = seeded.applying(&add_sample(&seeded).unwrap()).unwrap();
        let zones: Vec<_> = plan.coverage_zones().iter().map(|(id, zone)| (AnyId::of(id), zone.name.clone())).collect();
        for (zone, name) in zones {
            plan = plan.applying(&intent::rename(&plan, zone, &format!("net of {name}")).unwrap()).unwrap();
        }
        plan
    }

    #[test]
    fn what_a_move_would_change_is_what_it_changes() {
        let plan = sample();
        let before = played(&plan);
        let window = CoverageWindow { min: [0.4, 0.25], max: [0.6, 0.4], size: [220, 160] };
        let seen = coverage(&plan, "aurora", &before, &[], (window, None), &|| true).unwrap();
        let to = Position::new(52.0, 6.5).unwrap();
        let moves = [GroupMove { group: "edge-paris".to_owned(), to }];
        let handed = hand_over(&plan, ("aurora", &[]), &before, &moves, Some(&seen), &|| true).unwrap();
        let paris = AnyId::of(plan.find::<CacheGroup>("edge-paris").unwrap());
        let after = plan.applying(&intent::relocate(&plan, &[(paris, to)]).unwrap()).unwrap();
        let then = played(&after);
        let truth = coverage(&after, "aurora", &then, &[], (window, None), &|| true).unwrap();
        assert_eq!(handed.coverage.as_ref(), Some(&truth), "the picture is that of the plan after it");
        assert!(handed.changing.iter().any(|changes| *changes) && !handed.changing.iter().all(|changes| *changes));
        // Of what goes down and comes back only that is looked at again, and it comes to the same.
        let down = [DownPart { kind: "cache-group".to_owned(), name: "edge-paris".to_owned() }];
        let fresh = coverage(&plan, "aurora", &before, &down, (window, None), &|| true).unwrap();
        let again = coverage(&plan, "aurora", &before, &down, (window, Some((&seen, &[]))), &|| true).unwrap();
        assert_eq!(fresh, again);
        let back = coverage(&plan, "aurora", &before, &[], (window, Some((&fresh, &down))), &|| true).unwrap();
        assert_eq!(back, seen);
        assert_ne!(fresh.grid, seen.grid);
        let mut moved = 0;
        for place in 0..before.what_if.askers().len() {
            let group = |played: &Played| played.what_if.first_groups(place).first().map(|(group, _)| *group);
            moved += usize::from(group(&before) != group(&then));
        }
        assert_eq!(handed.flows.iter().map(|flow| flow.zones).sum::<usize>(), moved);
        assert!(0 < moved);
        let lines = handed.lines(&moves, 9);
        assert!(lines.iter().any(|line| line.starts_with("Gives ") || line.starts_with("Takes ")), "{lines:?}");
        // Back where it was nothing changes hands, and a mid never does.
        let home =
            plan.follow_opt(plan.get(plan.find::<CacheGroup>("edge-paris").unwrap()).unwrap().coordinate.as_ref());
        let back = [GroupMove { group: "edge-paris".to_owned(), to: home.unwrap().position.unwrap() }];
        let mid = [GroupMove { group: "mid-dublin".to_owned(), to }];
        for moves in [back, mid] {
            let handed = hand_over(&plan, ("aurora", &[]), &before, &moves, Some(&seen), &|| true).unwrap();
            assert_eq!(handed.lines(&moves, 9), ["No client changes hands"]);
            assert!(handed.changing.iter().all(|changes| !changes));
        }
    }
}

//! Circles among cache groups that ask each other. It knows who asks whom, and nothing else.

use crate::model::{CacheGroup, Id, Plan};
use crate::sorting::{OrderedMap, OrderedSet};

/// Who asks whom.
#[derive(Debug, Default)]
pub(super) struct Circles {
    asked: Vec<(Id<CacheGroup>, Id<CacheGroup>)>,
}

/// The groups that each group asks.
type Asked = OrderedMap<Id<CacheGroup>, OrderedSet<Id<CacheGroup>>>;

impl Circles {
    /// One group asks another. A group that asks itself is told by other rules.
    pub(super) fn ask(&mut self, group: Id<CacheGroup>, parent: Id<CacheGroup>) {
        if group != parent {
            self.asked.push((group, parent));
        }
    }

    /// For each knot of groups that reach each other a way around, beginning with its oldest group.
    pub(super) fn found(&self) -> Vec<Vec<Id<CacheGroup>>> {
        if self.is_without() {
            return Vec::new();
        }
        let mut asked = Asked::new();
        for (group, parent) in &self.asked {
            asked.entry(*group).or_default().insert(*parent);
        }
        Knots { asked }.found()
    }

    /// Whether there is none: all goes when those that ask nobody go, again and again. Plans are nearly always so, and this
    /// is looked at after every edit of a cache group.
    fn is_without(&self) -> bool {
        let mut groups: Vec<Id<CacheGroup>> = self.asked.iter().flat_map(|(group, parent)| [*group, *parent]).collect();
        groups.sort_unstable();
        groups.dedup();
        let at = |group| groups.binary_search(group).unwrap_or(usize::MAX);
        let mut asks: Vec<(usize, usize)> = self.asked.iter().map(|(group, parent)| (at(parent), at(group))).collect();
        asks.sort_unstable();
        asks.dedup();
        let mut asked = vec![0_usize; groups.len()];
        for (_, group) in &asks {
            asked[*group] += 1;
        }
        let mut going: Vec<usize> = (0..groups.len()).filter(|group| asked[*group] == 0).collect();
        let mut gone = 0;
        while let Some(parent) = going.pop() {
            gone += 1;
            let first = asks.partition_point(|(other, _)| *other < parent);
            for (_, group) in asks[first..].iter().take_while(|(other, _)| *other == parent) {
                asked[*group] -= 1;
                if asked[*group] == 0 {
                    going.push(*group);
                }
            }
        }
        gone == groups.len()
    }
}

/// Who asks whom where somebody asks in a circle.
struct Knots {
    asked: Asked,
}

impl Knots {
    /// For each knot of groups that reach each other a way around, beginning with its oldest group.
    fn found(&self) -> Vec<Vec<Id<CacheGroup>>> {
        let in_knots = self.in_knots();
        let mut told: OrderedSet<Id<CacheGroup>> = OrderedSet::new();
        let mut circles = Vec::new();
        for start in &in_knots {
            if told.contains(start) {
                continue;
            }
            if let Some(way) = self.way_around(*start, &in_knots) {
                told.extend(way.iter().copied());
                circles.push(way);
            }
        }
        circles
    }

    /// What is left when all that nobody asks, and all that asks nobody, is gone, again and again.
    fn in_knots(&self) -> OrderedSet<Id<CacheGroup>> {
        let mut asked_by: OrderedMap<Id<CacheGroup>, Vec<Id<CacheGroup>>> = OrderedMap::new();
        for (group, parents) in &self.asked {
            for parent in parents {
                asked_by.entry(*parent).or_default().push(*group);
            }
        }
        let nothing = OrderedSet::new();
        let mut left: OrderedSet<Id<CacheGroup>> = self.asked.keys().copied().collect();
        let mut going: Vec<Id<CacheGroup>> = Vec::new();
        let asks = |left: &OrderedSet<_>, id: &Id<CacheGroup>| {
            self.asked.get(id).unwrap_or(&nothing).iter().any(|parent| left.contains(parent))
        };
        let is_asked = |left: &OrderedSet<_>, id: &Id<CacheGroup>| {
            asked_by.get(id).is_some_and(|children| children.iter().any(|child| left.contains(child)))
        };
        going.extend(left.iter().filter(|id| !asks(&left, id) || !is_asked(&left, id)));
        while let Some(id) = going.pop() {
            if !left.remove(&id) {
                continue;
            }
            let parents = self.asked.get(&id).unwrap_or(&nothing).iter();
            let children = asked_by.get(&id).into_iter().flatten();
            let near: OrderedSet<_> = parents.chain(children).copied().collect();
            going.extend(near.into_iter().filter(|id| left.contains(id) && (!asks(&left, id) || !is_asked(&left, id))));
        }
        left
    }

    /// The shortest way from a group back to itself; none: it only lies between two circles.
    fn way_around(&self, start: Id<CacheGroup>, within: &OrderedSet<Id<CacheGroup>>) -> Option<Vec<Id<CacheGroup>>> {
        let mut came_from: OrderedMap<Id<CacheGroup>, Id<CacheGroup>> = OrderedMap::new();
        let mut queue = std::collections::VecDeque::from([start]);
        while let Some(group) = queue.pop_front() {
            for parent in self.asked.get(&group).into_iter().flatten().filter(|parent| within.contains(parent)) {
                if *parent == start {
                    let mut way = vec![group];
                    while let Some(before) = way.last().and_then(|last| came_from.get(last)) {
                        way.push(*before);
                    }
                    way.reverse();
                    return Some(way);
                }
                if *parent != start && !came_from.contains_key(parent) {
                    came_from.insert(*parent, group);
                    queue.push_back(*parent);
                }
            }
        }
        None
    }
}

/// A way in words: `a` > `b` > `a`.
pub(super) fn told(plan: &Plan, way: &[Id<CacheGroup>]) -> String {
    let names = way.iter().chain(way.first()).filter_map(|id| plan.get(*id));
    names.map(|group| format!("`{}`", group.name)).collect::<Vec<_>>().join(" > ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_found_and_what_hangs_on_them_is_not() {
        let mut circles = Circles::default();
        let id = Id::<CacheGroup>::new;
        // A chain into a circle of three, one of two behind it, and a group between the two.
        for (a, b) in [(9, 1), (1, 2), (2, 3), (3, 1), (3, 4), (4, 5), (5, 6), (6, 5), (6, 7), (8, 8)] {
            circles.ask(id(a), id(b));
        }
        assert_eq!(circles.found(), [vec![id(1), id(2), id(3)], vec![id(5), id(6)]]);
        assert!(Circles::default().found().is_empty());
    }
}

//! How much stands below a line: each object once, however many places it stands in.

use std::collections::HashMap;

use super::lines::{TreeContext, TreeLine, TreeTally};
use crate::model::AnyId;
use crate::sorting::OrderedSet;

/// Counts what stands below every line.
pub(super) fn count(nodes: &mut [TreeLine], places: &HashMap<AnyId, Vec<usize>>, context: &TreeContext) {
    let mut below = vec![TreeTally::default(); nodes.len()];
    // What stands in one place is handed up from line to line; the rest, of which there is little, is counted by hand.
    let is_once = |object: &AnyId| places.get(object).is_none_or(|places| places.len() == 1);
    for at in (0..nodes.len()).rev() {
        let Some(node) = nodes.get(at) else { continue };
        let Some(above) = node.above else { continue };
        let mut handed = below[at];
        if let Some(object) = node.object.filter(is_once) {
            handed.add(&TreeTally::of(object, context));
        }
        below[above].add(&handed);
    }
    for (object, many) in places.iter().filter(|(_, places)| 1 < places.len()) {
        let mut above = OrderedSet::new();
        for at in many {
            let mut next = nodes.get(*at).and_then(|node| node.above);
            while let Some(place) = next {
                above.insert(place);
                next = nodes.get(place).and_then(|node| node.above);
            }
        }
        let own = TreeTally::of(*object, context);
        for place in above {
            below[place].add(&own);
        }
    }
    for (node, mut tally) in nodes.iter_mut().zip(below) {
        if let Some(object) = node.object {
            // A line says what is said of itself as well.
            tally.add_words(&TreeTally::of(object, context));
        }
        node.tally = tally;
    }
}

//! The outlines of a mesh of triangles: what a picture fills, where a screen fills the triangles themselves.
//!
//! It must not know what they are triangles of.

use crate::sorting::{OrderedMap, OrderedSet};

/// The rings of edges that only one triangle has, as indexes of corners, each ring closed from its last to its first.
pub fn rings(triangles: &[[u16; 3]]) -> Vec<Vec<u16>> {
    let mut edges: OrderedSet<(u16, u16)> = OrderedSet::new();
    for [a, b, c] in triangles {
        for (from, to) in [(*a, *b), (*b, *c), (*c, *a)] {
            // Neighbours go along their edge in opposite directions.
            if !edges.remove(&(to, from)) {
                edges.insert((from, to));
            }
        }
    }
    let mut next: OrderedMap<u16, Vec<u16>> = OrderedMap::new();
    for (from, to) in edges {
        next.entry(from).or_default().push(to);
    }
    let mut rings = Vec::new();
    while let Some((first, _)) = next.first_key_value().map(|(first, to)| (*first, to)) {
        let (mut ring, mut here) = (Vec::new(), first);
        while let Some(ends) = next.get_mut(&here) {
            let there = ends.pop();
            if ends.is_empty() {
                next.remove(&here);
            }
            ring.push(here);
            match there {
                Some(there) if there != first => here = there,
                _ => break,
            }
        }
        if 3 <= ring.len() {
            rings.push(ring);
        }
    }
    rings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_between_triangles_are_no_outline() {
        assert_eq!(rings(&[[0, 1, 2], [0, 2, 3]]), [[0, 1, 2, 3]]);
        assert_eq!(rings(&[[0, 1, 2], [3, 4, 5]]), [[0, 1, 2], [3, 4, 5]]);
        // A square with a hole: two rings.
        let holed = [[0, 1, 5], [0, 5, 4], [1, 2, 6], [1, 6, 5], [2, 3, 7], [2, 7, 6], [3, 0, 4], [3, 4, 7]];
        let mut lengths: Vec<usize> = rings(&holed).iter().map(Vec::len).collect();
        lengths.sort_unstable();
        assert_eq!(lengths, [4, 4]);
        assert!(rings(&[]).is_empty());
    }
}

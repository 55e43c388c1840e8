//! Parts of a large document that are read ahead of their turn, on all cores: where such a part may begin, and what was
//! found there. Whether it is what it seems is known when the reading comes to that place, and not before. It reads nothing
//! itself.

use crate::snapshot::document::{Node, NodeKey};

/// What stands before the name of a member behind one that is an object: most members of large objects are.
const BEFORE_NAME: &[u8] = b"},";

/// Members of an object that were read ahead.
pub(super) struct MembersAhead {
    /// Where the name of the first of them begins.
    pub from: usize,
    /// Where what follows the last one begins.
    pub to: usize,
    pub members: Vec<(NodeKey, Node)>,
    /// How many values there are in them.
    pub values: usize,
    /// How deep they are nested.
    pub depth: usize,
}

/// What was read ahead, in its order.
#[derive(Default)]
pub(super) struct AheadList {
    /// The next one last.
    rest: Vec<MembersAhead>,
}

impl AheadList {
    /// Of parts in their order.
    pub(super) fn of(mut parts: Vec<MembersAhead>) -> Self {
        parts.reverse();
        Self { rest: parts }
    }

    /// The members that begin at a place; what should have begun before it was not what it seemed.
    pub(super) fn at(&mut self, place: usize) -> Option<MembersAhead> {
        while self.rest.last()?.from < place {
            self.rest.pop();
        }
        self.rest.pop_if(|part| part.from == place)
    }
}

/// Places behind one, some bytes apart, at which the name of a member seems to begin; none before the first step.
pub(super) fn beginnings(text: &str, behind: usize, step: usize) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut from = behind + step;
    while let Some(rest) = bytes.get(from..) {
        let Some(at) = rest.windows(BEFORE_NAME.len() + 1).position(|some| some == b"},\"") else { break };
        let place = from + at + BEFORE_NAME.len();
        found.push(place);
        from = place + step;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_begin_where_a_member_seems_to() {
        let text = r#"{"a":{"b":{},"c":1},"d":{},"e":"},","f":{},"g":[{},"h"]}"#;
        let names = |step| beginnings(text, 0, step).into_iter().map(|at| &text[at..at + 3]).collect::<Vec<_>>();
        assert_eq!(names(1), ["\"c\"", "\"d\"", "\"e\"", "\",\"", "\"g\"", "\"h\""]);
        assert_eq!(names(20), ["\"e\"", "\"h\""]);
        assert_eq!(names(1_000), Vec::<&str>::new());
    }

    #[test]
    fn what_is_passed_is_let_go() {
        let part = |from| MembersAhead { from, to: from + 1, members: Vec::new(), values: 0, depth: 0 };
        let mut list = AheadList::of(vec![part(3), part(5), part(9)]);
        let mut at = |place| list.at(place).map(|part| part.from);
        assert_eq!([at(1), at(3), at(3), at(6), at(9), at(10)], [None, Some(3), None, None, Some(9), None]);
    }
}

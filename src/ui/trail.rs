//! What was selected, in order: the way back and forward again, as browsers have it. It knows selections, not who shows
//! them.

use super::selection::Selection;
use crate::model::Plan;

/// So many are remembered.
const MOST: usize = 100;

/// The way that was come.
#[derive(Debug, Default)]
pub struct Trail {
    steps: Vec<Selection>,
    /// The place of the one that is selected, or was last.
    at: usize,
}

impl Trail {
    /// Takes note of what is selected; nothing is no place to come back to.
    pub fn follow(&mut self, selection: &Selection) {
        if selection.is_empty() || self.steps.get(self.at) == Some(selection) {
            return;
        }
        let is_wider = |step: &Selection| step.kind() == selection.kind() && 1 < selection.len() && 1 < step.len();
        self.steps.truncate(self.at + 1);
        // A selection that grows row by row is one place.
        if self.steps.last().is_some_and(is_wider) {
            self.steps.pop();
        }
        self.steps.push(selection.clone());
        if MOST < self.steps.len() {
            self.steps.remove(0);
        }
        self.at = self.steps.len() - 1;
    }

    /// Forgets it: another plan has been opened.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Goes back, or forward; what has gone from the plan is passed over. None: there is nothing that way.
    pub fn go(&mut self, plan: &Plan, is_back: bool, now: &Selection) -> Option<Selection> {
        // With nothing selected, the way back leads to what was selected last.
        let mut at = self.at;
        let mut may_stay = is_back && now.is_empty();
        loop {
            if !may_stay {
                at = if is_back { at.checked_sub(1)? } else { at + 1 };
            }
            may_stay = false;
            let mut step = self.steps.get(at)?.clone();
            step.keep_existing(plan);
            if !step.is_empty() && step != *now {
                self.at = at;
                // As it is now, so that it is known again.
                if let Some(kept) = self.steps.get_mut(at) {
                    kept.clone_from(&step);
                }
                return Some(step);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::intent;
    use crate::model::{AnyId, Kind, Value};

    #[test]
    fn the_way_leads_back_and_forward_past_what_has_gone() {
        let mut plan = Plan::default();
        for name in ["a", "b", "c"] {
            let fields = vec![("name", Value::Text(name.to_owned()))];
            plan = plan.applying(&intent::create(&plan, Kind::Division, fields).unwrap()).unwrap();
        }
        let one = |number: u64| Selection::one(AnyId { kind: Kind::Division, number });
        let ids: Vec<u64> = plan.ids(Kind::Division).iter().map(|id| id.number).collect();
        let [a, b, c] = ids.as_slice() else { panic!("{ids:?}") };
        let mut trail = Trail::default();
        for number in [a, b, c] {
            trail.follow(&one(*number));
            trail.follow(&one(*number));
        }
        assert_eq!(trail.go(&plan, false, &one(*c)), None);
        assert_eq!(trail.go(&plan, true, &one(*c)), Some(one(*b)));
        trail.follow(&one(*b));
        assert_eq!(trail.go(&plan, true, &one(*b)), Some(one(*a)));
        assert_eq!(trail.go(&plan, true, &one(*a)), None);
        let object = AnyId { kind: Kind::Division, number: *b };
        let without = plan.applying(&intent::delete(&plan, &[object]).unwrap()).unwrap();
        assert_eq!(trail.go(&without, false, &one(*a)), Some(one(*c)), "what has gone is passed over");
        assert_eq!(trail.go(&without, true, &Selection::default()), Some(one(*c)), "from nothing to what was last");
        trail.go(&without, true, &one(*c));
        trail.follow(&one(*c));
        assert_eq!(trail.go(&without, false, &one(*c)), None, "another way was taken");
    }
}

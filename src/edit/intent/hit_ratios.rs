//! How much of what is asked of a tier its caches have: said once, and kept with the plan.

use super::draft::Draft;
use super::refusal::Refusal;
use crate::edit::Edit;
use crate::model::{HitRatios, OtherRow, Plan};

/// Says it, in place of what was said before.
pub fn keep_hit_ratios(plan: &Plan, ratios: HitRatios) -> Result<Edit, Refusal> {
    let mut draft = Draft::of(plan);
    let before = plan.other_rows().iter().find(|(_, row)| row.endpoint == OtherRow::HIT_RATIOS);
    let row = OtherRow::of_hit_ratios(ratios);
    match before {
        Some((id, known)) if known.hit_ratios() != Some(ratios) => {
            draft.put(id, OtherRow { document: row.document, ..(**known).clone() });
        }
        Some(_) => {}
        None => drop(draft.add(row)),
    }
    draft.done(format!("Set the hit ratios to {} % and {} %", ratios.edge_percent, ratios.mid_percent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hit_ratios_are_kept_once() {
        let plan = Plan::default();
        assert_eq!(plan.hit_ratios(), None);
        let first = HitRatios { edge_percent: 90.0, mid_percent: 50.0 };
        let kept = plan.applying(&keep_hit_ratios(&plan, first).unwrap()).unwrap();
        assert_eq!(kept.hit_ratios(), Some(first));
        let second = HitRatios { edge_percent: 95.5, ..first };
        let again = kept.applying(&keep_hit_ratios(&kept, second).unwrap()).unwrap();
        assert_eq!((again.hit_ratios(), again.other_rows().len()), (Some(second), 1));
        assert!(keep_hit_ratios(&again, second).unwrap().is_empty());
    }
}

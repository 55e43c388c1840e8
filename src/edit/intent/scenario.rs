//! Keeping what is down as a scenario of the plan.

use super::draft::Draft;
use super::refusal::Refusal;
use crate::edit::{ApplyError, Edit};
use crate::model::{DownPart, Kind, Plan, Scenario};

/// Keeps parts that are down under a name.
pub fn keep_scenario(plan: &Plan, name: &str, down: &[DownPart]) -> Result<Edit, Refusal> {
    if plan.find::<Scenario>(name).is_some() {
        return Err(ApplyError::NameTaken { kind: Kind::Scenario, name: name.to_owned() }.into());
    }
    let mut draft = Draft::of(plan);
    draft.add(Scenario { name: name.to_owned(), down: down.to_vec(), ..Scenario::default() });
    draft.done(format!("Keep scenario {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scenario_is_kept_once() {
        let plan = Plan::default();
        let down = [DownPart { kind: "region".to_owned(), name: "north".to_owned() }];
        let kept = plan.applying(&keep_scenario(&plan, "north down", &down).unwrap()).unwrap();
        let id = kept.find::<Scenario>("north down").unwrap();
        assert_eq!(kept.get(id).unwrap().down, down);
        assert!(keep_scenario(&kept, "north down", &down).is_err());
    }
}

//! Rules over many plans: none panics whatever a plan holds, and looking again after an edit comes to the same as looking
//! at the whole.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use lodestone::edit::Edit;
use lodestone::finding::Finding;
use lodestone::model::{Kind, Plan};
use lodestone::rules::{Checker, Limits, analyse, check, check_object, fix_all, fixes};

use crate::support::random::{Random, random_change};
use crate::support::{atlas, plan_of_bodies};

/// A step that fits the plan, of some changes.
fn random_step(random: &mut Random, plan: &Plan, changes: usize) -> Plan {
    let mut next = plan.clone();
    for _ in 0..changes {
        let mut given = BTreeMap::new();
        let Some(change) = random_change(random, &next, &mut given) else { continue };
        if let Ok(after) = next.applying(&Edit::new("Random", vec![change])) {
            next = after;
        }
    }
    next
}

#[test]
fn looking_again_comes_to_the_same_as_looking_at_the_whole() {
    let go = AtomicBool::new(false);
    for (seed, start) in [(1, Plan::default()), (2, Plan::default()), (3, plan_of_bodies(&atlas("api-5.0")))] {
        let mut random = Random::new(seed);
        let mut plan = start;
        let mut checker = Checker::of(&plan, Limits::default(), &go).unwrap();
        let steps = if seed == 3 { 60 } else { 250 };
        for step in 0..steps {
            plan = random_step(&mut random, &plan, 1 + step % 3);
            assert!(checker.follow(&plan, &go));
            let (again, whole) = (checker.findings(), check(&plan));
            if again != whole {
                let missing: Vec<_> = whole.iter().filter(|finding| !again.contains(finding)).collect();
                let stale: Vec<_> = again.iter().filter(|finding| !whole.contains(finding)).collect();
                panic!("seed {seed}, step {step}: missing {missing:#?}, stale {stale:#?}");
            }
        }
    }
}

#[test]
fn no_plan_makes_a_rule_panic_and_every_fix_fits_or_is_refused() {
    for seed in 10..14 {
        let mut random = Random::new(seed);
        let mut plan = Plan::default();
        for _ in 0..6 {
            plan = random_step(&mut random, &plan, 120);
            let mut findings = check(&plan);
            findings.extend(analyse(&plan, &AtomicBool::new(false)).unwrap());
            for finding in &findings {
                for fix in fixes(&plan, finding) {
                    if let Ok(edit) = fix.edit(&plan) {
                        plan.applying(&edit).unwrap();
                    }
                }
            }
            let all: Vec<_> = findings.iter().collect();
            let edit = fix_all(&plan, &all, "Fix all");
            plan.applying(&edit).unwrap();
        }
    }
}

#[test]
fn what_is_stopped_says_nothing() {
    let plan = plan_of_bodies(&atlas("api-5.0"));
    let stop = AtomicBool::new(true);
    assert!(Checker::of(&plan, Limits::default(), &stop).is_none());
    assert!(analyse(&plan, &stop).is_none());
}

#[test]
fn one_object_is_looked_at_as_the_whole_plan_is() {
    let plan = plan_of_bodies(&atlas("api-5.0"));
    let mut random = Random::new(5);
    let plan = random_step(&mut random, &plan, 60);
    let whole = check(&plan);
    for kind in Kind::ALL {
        for object in plan.ids(*kind).into_iter().take(12) {
            let own = check_object(&plan, object, Limits::default(), &AtomicBool::new(false));
            let is_its = |finding: &&Finding| finding.object().and_then(|about| about.id) == Some(object);
            let expected: Vec<Finding> = whole.iter().filter(is_its).cloned().collect();
            assert_eq!(own, expected, "{}", kind.key());
        }
    }
}

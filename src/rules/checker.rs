//! Looking at a plan with every rule but analysis, and looking again at what an edit can have touched. Whole and after an
//! edit come to the same; a test over random edits holds that.

use std::sync::atomic::{AtomicBool, Ordering};

use super::all::ALL;
use super::changed::Changed;
use super::entities::{CHUNK, with_entity};
use super::found::Found;
use super::limits::Limits;
use super::order::sort;
use super::rule::{Check, Look, Reach, Rule, Share};
use super::shared_check::SharedCheck;
use crate::finding::Finding;
use crate::model::{AnyId, Kind, Plan};
use crate::parallel;
use crate::sorting::OrderedMap;

/// What rules have found in a plan, with what it takes to look again after an edit.
pub struct Checker {
    plan: Plan,
    limits: Limits,
    looks: Vec<Looking>,
    shares: Vec<SharedCheck>,
    wholes: Vec<Whole>,
}

/// A look at the objects of a kind and what it found, by the object's number.
struct Looking {
    rule: &'static Rule,
    look: &'static dyn Look,
    found: OrderedMap<u64, Vec<Finding>>,
}

/// A look at the whole plan.
struct Whole {
    rule: &'static Rule,
    kinds: &'static [Kind],
    check: fn(&Plan, &mut Found<'_>),
    found: Vec<Finding>,
}

/// Everything but analysis, sorted.
pub fn check(plan: &Plan) -> Vec<Finding> {
    check_within(plan, Limits::default())
}

/// The same with what a planner has set.
pub fn check_within(plan: &Plan, limits: Limits) -> Vec<Finding> {
    Checker::of(plan, limits, &AtomicBool::new(false)).map(|checker| checker.findings()).unwrap_or_default()
}

/// What is to be said of one object but for analysis, sorted: for who changes it just now.
pub fn check_object(plan: &Plan, object: AnyId, limits: Limits, stop: &AtomicBool) -> Vec<Finding> {
    let mut all = Vec::new();
    for rule in ALL {
        if stop.load(Ordering::Relaxed) {
            return Vec::new();
        }
        let mut found = rule.begin(plan).within(limits);
        match &rule.check {
            Check::Object(looks) | Check::Neighbours(looks) => {
                for look in looks.iter().filter(|look| look.kind() == object.kind) {
                    with_entity(plan, object.kind, object.number, &mut |entity| {
                        look.look(plan, object.number, entity, &mut found);
                    });
                }
            }
            Check::Shared(shares) => {
                for share in shares.iter().filter(|share| share.kind() == object.kind) {
                    share_of(plan, object, *share, &mut found);
                }
            }
            Check::Plan(kinds, check) if kinds.contains(&object.kind) => check(plan, &mut found),
            Check::Plan(..) | Check::Analysis(_) | Check::Router(_) => {}
        }
        let is_about = |finding: &Finding| finding.object().and_then(|about| about.id) == Some(object);
        all.extend(found.into_list().into_iter().filter(is_about));
    }
    sort(&mut all);
    all
}

/// Looks at those that share something with one object.
fn share_of(plan: &Plan, object: AnyId, share: &'static dyn Share, found: &mut Found<'_>) {
    let keys_of = |number: u64| {
        let mut keys = Vec::new();
        with_entity(plan, object.kind, number, &mut |entity| keys = share.keys(plan, number, entity));
        keys
    };
    let own = keys_of(object.number);
    if own.is_empty() {
        return;
    }
    let all: Vec<(u64, Vec<String>)> =
        plan.ids(object.kind).into_iter().map(|id| (id.number, keys_of(id.number))).collect();
    for key in own {
        let sharing: Vec<u64> = all.iter().filter(|(_, keys)| keys.contains(&key)).map(|(number, _)| *number).collect();
        if 1 < sharing.len() {
            share.judge(plan, &sharing, found);
        }
    }
}

impl Checker {
    /// Looks at a whole plan; none when it was stopped.
    pub fn of(plan: &Plan, limits: Limits, stop: &AtomicBool) -> Option<Self> {
        Self::of_rules(ALL, plan, limits, stop)
    }

    /// The same with some rules only.
    pub fn of_rules(rules: &[&'static Rule], plan: &Plan, limits: Limits, stop: &AtomicBool) -> Option<Self> {
        let mut checker =
            Self { plan: plan.clone(), limits, looks: Vec::new(), shares: Vec::new(), wholes: Vec::new() };
        for rule in rules {
            match &rule.check {
                Check::Object(looks) | Check::Neighbours(looks) => {
                    checker.looks.extend(looks.iter().map(|look| Looking {
                        rule,
                        look: *look,
                        found: OrderedMap::new(),
                    }));
                }
                Check::Shared(shares) => {
                    checker.shares.extend(shares.iter().map(|share| SharedCheck::of(rule, *share)));
                }
                Check::Plan(kinds, check) => {
                    checker.wholes.push(Whole { rule, kinds, check: *check, found: Vec::new() });
                }
                Check::Analysis(_) | Check::Router(_) => {}
            }
        }
        checker.look_at_all(stop)?;
        Some(checker)
    }

    fn look_at_all(&mut self, stop: &AtomicBool) -> Option<()> {
        let plan = &self.plan;
        for kind in Kind::ALL {
            let numbers: Vec<u64> = plan.ids(*kind).into_iter().map(|id| id.number).collect();
            let mut looks: Vec<&mut Looking> = self.looks.iter_mut().filter(|look| look.look.kind() == *kind).collect();
            if looks.is_empty() || numbers.is_empty() {
                continue;
            }
            let seen = look_at((plan, self.limits), *kind, &looks, &numbers, stop)?;
            for (at, number, findings) in seen {
                looks[at].found.insert(number, findings);
            }
        }
        parallel::each_mut(&mut self.shares, |shared| _ = shared.look_at_all(plan, stop));
        parallel::each_mut(&mut self.wholes, |whole| _ = whole.look(plan, stop));
        (!stop.load(Ordering::Relaxed)).then_some(())
    }

    /// Looks again at what can have changed between the plan that was looked at last and another; false when it was
    /// stopped: then nothing of it holds any more.
    #[must_use]
    pub fn follow(&mut self, plan: &Plan, stop: &AtomicBool) -> bool {
        let changed = Changed::between(&self.plan, plan);
        self.plan = plan.clone();
        self.look_again(&changed, stop).is_some()
    }

    fn look_again(&mut self, changed: &Changed, stop: &AtomicBool) -> Option<()> {
        let plan = &self.plan;
        for kind in Kind::ALL {
            let near: Vec<u64> = changed.near_of(*kind).collect();
            let own: Vec<u64> = changed.objects_of(*kind).collect();
            for reach in [Reach::Object, Reach::Neighbours] {
                let numbers = if reach == Reach::Object { &own } else { &near };
                let is_meant = |look: &&mut Looking| look.look.kind() == *kind && look.rule.reach() == reach;
                let mut looks: Vec<&mut Looking> = self.looks.iter_mut().filter(is_meant).collect();
                if looks.is_empty() || numbers.is_empty() {
                    continue;
                }
                for look in &mut looks {
                    for number in numbers {
                        look.found.remove(number);
                    }
                }
                for (at, number, findings) in look_at((plan, self.limits), *kind, &looks, numbers, stop)? {
                    looks[at].found.insert(number, findings);
                }
            }
            for shared in self.shares.iter_mut().filter(|shared| shared.kind() == *kind) {
                shared.look_again(plan, &near);
            }
        }
        let touched = |whole: &&mut Whole| whole.kinds.iter().any(|kind| changed.kinds.contains(kind));
        let mut wholes: Vec<&mut Whole> = self.wholes.iter_mut().filter(touched).collect();
        parallel::each_mut(&mut wholes, |whole| _ = whole.look(plan, stop));
        (!stop.load(Ordering::Relaxed)).then_some(())
    }

    /// What a planner has set.
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// The plan that was looked at last.
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Everything that was found, sorted.
    pub fn findings(&self) -> Vec<Finding> {
        let looks = self.looks.iter().flat_map(|look| look.found.values());
        let shares = self.shares.iter().flat_map(SharedCheck::found);
        let mut all: Vec<Finding> = looks.chain(shares).flatten().cloned().collect();
        all.extend(self.wholes.iter().flat_map(|whole| whole.found.iter().cloned()));
        sort(&mut all);
        all
    }
}

/// Which look, at which object, and what it found.
type Seen = (usize, u64, Vec<Finding>);

/// Looks at objects of a kind with several looks; none when it was stopped.
fn look_at(
    (plan, limits): (&Plan, Limits),
    kind: Kind,
    looks: &[&mut Looking],
    numbers: &[u64],
    stop: &AtomicBool,
) -> Option<Vec<Seen>> {
    let rules: Vec<(&'static Rule, &'static dyn Look)> = looks.iter().map(|look| (look.rule, look.look)).collect();
    let chunk = |numbers: &[u64]| {
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        let mut seen = Vec::new();
        for number in numbers {
            with_entity(plan, kind, *number, &mut |entity| {
                for (at, (rule, look)) in rules.iter().enumerate() {
                    let mut found = rule.begin(plan).within(limits);
                    look.look(plan, *number, entity, &mut found);
                    let list = found.into_list();
                    if !list.is_empty() {
                        seen.push((at, *number, list));
                    }
                }
            });
        }
        Some(seen)
    };
    if numbers.len() <= CHUNK {
        return chunk(numbers);
    }
    let parts = parallel::try_map(&numbers.chunks(CHUNK).collect::<Vec<_>>(), |numbers| chunk(numbers))?;
    Some(parts.into_iter().flatten().collect())
}

impl Whole {
    fn look(&mut self, plan: &Plan, stop: &AtomicBool) -> Option<()> {
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        let mut found = self.rule.begin(plan);
        (self.check)(plan, &mut found);
        self.found = found.into_list();
        Some(())
    }
}

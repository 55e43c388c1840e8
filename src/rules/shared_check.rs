//! What objects of a kind share that each should have for itself, kept so that after an edit only what it touched is looked
//! at again. It knows no rule.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::entities::{CHUNK, with_entity};
use super::rule::{Rule, Share};
use crate::finding::Finding;
use crate::model::{Kind, Plan};
use crate::parallel;
use crate::sorting::sort;
use crate::sorting::{OrderedMap, OrderedSet};

/// What objects of a kind share.
pub(super) struct SharedCheck {
    rule: &'static Rule,
    share: &'static dyn Share,
    keys: HashMap<u64, Vec<Arc<str>>>,
    sharing: HashMap<Arc<str>, Sharers>,
    found: OrderedMap<Arc<str>, Vec<Finding>>,
}

/// Who has a key: mostly one, which takes no memory of its own.
enum Sharers {
    One(u64),
    Several(OrderedSet<u64>),
}

impl Sharers {
    fn add(&mut self, number: u64) {
        match self {
            Self::One(own) if *own == number => {}
            Self::One(own) => *self = Self::Several([*own, number].into()),
            Self::Several(numbers) => {
                numbers.insert(number);
            }
        }
    }

    /// Takes one away; says whether nobody is left.
    fn remove(&mut self, number: u64) -> bool {
        match self {
            Self::One(own) => *own == number,
            Self::Several(numbers) => {
                numbers.remove(&number);
                numbers.is_empty()
            }
        }
    }

    /// Those who share; none while there is only one.
    fn together(&self) -> Option<Vec<u64>> {
        match self {
            Self::One(_) => None,
            Self::Several(numbers) => (1 < numbers.len()).then(|| numbers.iter().copied().collect()),
        }
    }
}

impl SharedCheck {
    pub(super) fn of(rule: &'static Rule, share: &'static dyn Share) -> Self {
        Self { rule, share, keys: HashMap::new(), sharing: HashMap::new(), found: OrderedMap::new() }
    }

    pub(super) fn kind(&self) -> Kind {
        self.share.kind()
    }

    /// What is to be said, key by key.
    pub(super) fn found(&self) -> impl Iterator<Item = &Vec<Finding>> {
        self.found.values()
    }

    /// Looks at a whole plan; none when it was stopped.
    pub(super) fn look_at_all(&mut self, plan: &Plan, stop: &AtomicBool) -> Option<()> {
        let numbers: Vec<u64> = plan.ids(self.share.kind()).into_iter().map(|id| id.number).collect();
        let share = self.share;
        let chunk = |numbers: &&[u64]| {
            let keys = numbers.iter().map(|number| (*number, keys_of(share, plan, *number)));
            (!stop.load(Ordering::Relaxed)).then(|| keys.collect::<Vec<_>>())
        };
        let all: Option<Vec<Vec<_>>> = parallel::try_map(&numbers.chunks(CHUNK).collect::<Vec<_>>(), chunk);
        self.keys.reserve(numbers.len());
        self.sharing.reserve(numbers.len());
        for (number, keys) in all?.into_iter().flatten() {
            self.put(number, keys);
        }
        let together = self.sharing.iter().filter(|(_, sharers)| sharers.together().is_some());
        let mut shared: Vec<Arc<str>> = together.map(|(key, _)| Arc::clone(key)).collect();
        sort(&mut shared);
        for key in shared {
            self.judge(plan, &key);
        }
        Some(())
    }

    /// Looks again at what an edit may have touched.
    pub(super) fn look_again(&mut self, plan: &Plan, near: &[u64]) {
        let mut touched: OrderedSet<Arc<str>> = OrderedSet::new();
        for number in near {
            for key in self.keys.remove(number).unwrap_or_default() {
                if let Entry::Occupied(mut sharers) = self.sharing.entry(Arc::clone(&key))
                    && sharers.get_mut().remove(*number)
                {
                    sharers.remove();
                }
                touched.insert(key);
            }
            let keys = keys_of(self.share, plan, *number);
            touched.extend(keys.iter().cloned());
            self.put(*number, keys);
        }
        for key in touched {
            self.judge(plan, &key);
        }
    }

    fn put(&mut self, number: u64, keys: Vec<Arc<str>>) {
        if keys.is_empty() {
            return;
        }
        for key in &keys {
            match self.sharing.entry(Arc::clone(key)) {
                Entry::Occupied(mut sharers) => sharers.get_mut().add(number),
                Entry::Vacant(place) => {
                    place.insert(Sharers::One(number));
                }
            }
        }
        self.keys.insert(number, keys);
    }

    fn judge(&mut self, plan: &Plan, key: &Arc<str>) {
        let mut found = self.rule.begin(plan);
        if let Some(sharing) = self.sharing.get(key).and_then(Sharers::together) {
            self.share.judge(plan, &sharing, &mut found);
        }
        let list = found.into_list();
        if list.is_empty() {
            self.found.remove(key);
        } else {
            self.found.insert(Arc::clone(key), list);
        }
    }
}

fn keys_of(share: &dyn Share, plan: &Plan, number: u64) -> Vec<Arc<str>> {
    let mut keys = Vec::new();
    with_entity(plan, share.kind(), number, &mut |entity| {
        keys = share.keys(plan, number, entity).into_iter().map(Arc::from).collect();
    });
    keys
}

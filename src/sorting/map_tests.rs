//! The maps and sets are what the standard library's are, whatever is done to them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use super::{OrderedMap, OrderedSet};

/// Numbers that look like chance, the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

fn assert_same(own: &OrderedMap<u64, u64>, expected: &BTreeMap<u64, u64>) {
    assert_eq!(own.len(), expected.len());
    assert_eq!(own.is_empty(), expected.is_empty());
    assert_eq!(own.iter().collect::<Vec<_>>(), expected.iter().collect::<Vec<_>>());
    assert_eq!(own.iter().len(), expected.len());
    assert_eq!(own.keys().rev().collect::<Vec<_>>(), expected.keys().rev().collect::<Vec<_>>());
    assert_eq!(own.values().collect::<Vec<_>>(), expected.values().collect::<Vec<_>>());
    assert_eq!(own.values().rev().collect::<Vec<_>>(), expected.values().rev().collect::<Vec<_>>());
    assert_eq!(own.first_key_value(), expected.first_key_value());
    assert_eq!(own.last_key_value(), expected.last_key_value());
}

/// Does one thing to both.
fn do_one(numbers: &mut Numbers, keys: u64, own: &mut OrderedMap<u64, u64>, expected: &mut BTreeMap<u64, u64>) {
    let (key, value) = (numbers.below(keys), numbers.below(1000));
    match numbers.below(40) {
        0..=15 => assert_eq!(own.insert(key, value), expected.insert(key, value)),
        16..=21 => assert_eq!(own.remove(&key), expected.remove(&key)),
        22..=24 => assert_eq!(own.get(&key), expected.get(&key)),
        25..=28 => {
            *own.entry(key).and_modify(|own| *own += 1).or_insert(value) += 1;
            *expected.entry(key).and_modify(|own| *own += 1).or_insert(value) += 1;
        }
        29..=30 => {
            *own.entry(key).or_default() += value;
            *expected.entry(key).or_default() += value;
        }
        31 => assert_eq!(own.pop_first(), expected.pop_first()),
        32 => {
            let until = key + numbers.below(keys);
            assert!(own.range(key..until).eq(expected.range(key..until)));
            assert!(own.range(..=key).rev().eq(expected.range(..=key).rev()));
            let behind = (Bound::Excluded(key), Bound::Unbounded);
            assert!(own.range(behind).eq(expected.range(behind)));
        }
        33 => assert_eq!(own.get_mut(&key).map(|own| *own = value), expected.get_mut(&key).map(|own| *own = value)),
        34 if numbers.below(50) == 0 => {
            own.retain(|key, _| key % 3 != 0);
            expected.retain(|key, _| key % 3 != 0);
        }
        35 if numbers.below(20) == 0 => {
            for value in own.values_mut().chain(expected.values_mut()) {
                *value += 1;
            }
        }
        36 => {
            let more: Vec<(u64, u64)> = (0..numbers.below(9)).map(|_| (numbers.below(keys), value)).collect();
            own.extend(more.iter().copied());
            expected.extend(more);
        }
        _ => assert_eq!(own.contains_key(&key), expected.contains_key(&key)),
    }
}

#[test]
fn a_map_is_what_the_standard_library_has() {
    for (keys, steps) in [(1, 50), (8, 500), (60, 3_000), (200, 5_000), (5_000, 40_000)] {
        let mut numbers = Numbers(keys);
        let (mut own, mut expected) = (OrderedMap::new(), BTreeMap::new());
        for step in 0..steps {
            do_one(&mut numbers, keys, &mut own, &mut expected);
            if step % (1 + steps / 100) == 0 {
                assert_same(&own, &expected);
                assert_same(&own.clone(), &expected);
            }
        }
        assert_same(&own, &expected);
        assert_eq!(own.clone(), expected.clone().into_iter().collect());
        assert_ne!(own, OrderedMap::from([(keys, 1)]));
        assert!(own.into_iter().eq(expected));
    }
}

#[test]
fn of_equal_keys_the_last_stays() {
    for count in [0, 1, 2, 3, 100, 3_000] {
        for modulus in [1, 2, 7, 97, 2_999, 1_000_000] {
            let list: Vec<(u64, u64)> = (0..count).map(|at| (at * 7_919 % modulus, at)).collect();
            assert_same(&list.iter().copied().collect(), &list.iter().copied().collect());
        }
    }
}

#[test]
fn what_comes_in_any_order_is_gone_through_in_order() {
    for count in [10, 63, 64, 65, 66, 700, 3_000] {
        let (mut up, mut down, mut mixed) = (OrderedSet::new(), OrderedSet::new(), OrderedSet::new());
        for at in 0..count {
            assert!(up.insert(at) && down.insert(count - 1 - at) && mixed.insert(at * 7_919 % count));
            assert!(!mixed.insert(at * 7_919 % count));
        }
        for set in [up, down, mixed] {
            assert!(set.iter().copied().eq(0..count));
            assert!(set.iter().copied().rev().eq((0..count).rev()));
            let mut both = set.iter();
            assert_eq!((both.next(), both.next_back(), both.len()), (Some(&0), Some(&(count - 1)), count - 2));
            assert!(set.range(count / 2..).copied().eq(count / 2..count));
            let mut left = set.clone();
            for at in (0..count).rev() {
                assert!(left.remove(&at) && left.iter().copied().eq(0..at));
            }
        }
    }
}

#[test]
fn sets_are_compared_as_the_standard_library_does() {
    let mut numbers = Numbers(7);
    for size in [0, 1, 5, 40, 200] {
        let mut made = || -> Vec<u64> { (0..size).map(|_| numbers.below(60)).collect() };
        let (one, other) = (made(), made());
        let (own, own_other): (OrderedSet<u64>, OrderedSet<u64>) =
            (one.iter().copied().collect(), other.iter().copied().collect());
        let (set, set_other): (BTreeSet<u64>, BTreeSet<u64>) = (one.into_iter().collect(), other.into_iter().collect());
        assert!(own.difference(&own_other).eq(set.difference(&set_other)));
        assert!(own.intersection(&own_other).eq(set.intersection(&set_other)));
        assert!(own.symmetric_difference(&own_other).eq(set.symmetric_difference(&set_other)));
        assert_eq!(own.is_subset(&own_other), set.is_subset(&set_other));
        assert_eq!(own.is_disjoint(&own_other), set.is_disjoint(&set_other));
        assert_eq!(own.cmp(&own_other), set.cmp(&set_other));
        assert_eq!(format!("{own:?}"), format!("{set:?}"));
        assert!(own.into_iter().rev().eq(set.into_iter().rev()));
    }
}

#[test]
fn keys_are_found_by_what_they_borrow_as() {
    let mut map = OrderedMap::from([("b".to_owned(), 2), ("a".to_owned(), 1)]);
    assert_eq!((map.get("a"), map["b"], map.contains_key("c")), (Some(&1), 2, false));
    assert_eq!((map.remove("a"), map.remove("a"), map.first_key_value()), (Some(1), None, Some((&"b".to_owned(), &2))));
}

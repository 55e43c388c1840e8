//! The pieces against the standard library's map: the same answers, whatever is put in and taken out.

use proptest::prelude::*;

use super::*;
use crate::sorting::OrderedMap;

fn all(map: &Numbered) -> Vec<(u64, u32)> {
    map.iter().map(|(key, value)| (key, *value)).collect()
}

fn piece_lengths(map: &Numbered) -> Vec<usize> {
    map.values.iter().map(|values| typed::<u32>(values).len()).collect()
}

/// What must hold whatever happened.
fn check(map: &Numbered) {
    let lengths: Vec<usize> = map.numbers.pieces().iter().map(|numbers| numbers.len()).collect();
    assert_eq!(lengths, piece_lengths(map));
    assert!(lengths.iter().all(|length| (1..=2 * PIECE).contains(length)));
    assert_eq!(map.len(), map.iter::<u32>().count());
}

/// Puts in (a value) or takes out, many times.
fn steps() -> impl Strategy<Value = Vec<(u64, Option<u32>)>> {
    prop::collection::vec((0..900_u64, prop::option::weighted(0.7, any::<u32>())), 0..3_000)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn it_is_a_sorted_map(first in prop::collection::vec((0..900_u64, any::<u32>()), 0..1_200), steps in steps()) {
        let mut expected: OrderedMap<u64, u32> = first.iter().copied().collect();
        let mut map = Numbered::of(first);
        let (before, was) = (map.clone(), all(&map));
        for (key, value) in steps {
            let (was, wanted) = match value {
                Some(value) => (map.insert(key, value), expected.insert(key, value)),
                None => (map.remove(key), expected.remove(&key)),
            };
            prop_assert_eq!(was, wanted);
        }
        check(&map);
        let listed: Vec<_> = expected.iter().map(|(key, value)| (*key, *value)).collect();
        prop_assert_eq!(all(&map), listed.clone());
        prop_assert!(map.iter().rev().map(|(key, value)| (key, *value)).eq(listed.iter().rev().copied()));
        prop_assert_eq!(all(&before), was, "a copy stays what it was");
        for key in 0..901 {
            prop_assert_eq!(map.get::<u32>(key), expected.get(&key));
            prop_assert_eq!(map.numbers.has(&key), expected.contains_key(&key));
            prop_assert!(map.guess(key).is_none_or(|place| map.at::<u32>(place) == expected.get(&key)));
            prop_assert!(map.numbers.keys_from(&key).eq(expected.range(key..).map(|(key, _)| key)));
        }
        let mut differing = Vec::new();
        before.compare(&map, &mut |key, was, is| {
            let (was, is) = (was.and_then(|place| before.at::<u32>(place)), is.and_then(|place| map.at::<u32>(place)));
            if was != is {
                differing.push((key, was.copied(), is.copied()));
            }
            true
        });
        let expected: Vec<_> = (0..901)
            .map(|key| (key, before.get::<u32>(key).copied(), expected.get(&key).copied()))
            .filter(|(_, was, is)| was != is)
            .collect();
        let is_same = |was, is| before.at::<u32>(was) == map.at::<u32>(is);
        prop_assert_eq!(before.is_equal(&map, &is_same), differing.is_empty());
        prop_assert_eq!(differing, expected);
    }

    #[test]
    fn it_is_gone_through_from_both_ends(count in 0..1_500_u64, fronts in prop::collection::vec(any::<bool>(), 1_600)) {
        let map = Numbered::of((0..count).map(|key| (key, ())));
        let (mut entries, mut expected) = (map.iter::<()>(), 0..count);
        for is_front in fronts {
            prop_assert_eq!(entries.len(), usize::try_from(expected.end - expected.start).unwrap());
            let (entry, wanted) =
                if is_front { (entries.next(), expected.next()) } else { (entries.next_back(), expected.next_back()) };
            prop_assert_eq!(entry.map(|(key, ())| key), wanted);
        }
    }
}

/// How many pieces two have that are not shared.
fn copied(one: &Numbered, other: &Numbered) -> usize {
    let is_known = |values: &AnyPiece| one.values.iter().any(|known| Arc::ptr_eq(known, values));
    other.values.iter().filter(|values| !is_known(values)).count()
}

#[test]
fn a_change_copies_one_piece_and_a_comparison_looks_into_no_other() {
    let before = Numbered::of((0..100_000).map(|key| (2 * key, 0_u32)));
    for (key, most) in [(2_000, 1), (2_001, 2), (200_001, 1)] {
        let mut after = before.clone();
        after.insert(key, 1_u32);
        assert!(copied(&before, &after) <= most, "{key}");
        let mut looked_at = 0;
        before.compare(&after, &mut |_, _, _| {
            looked_at += 1;
            true
        });
        assert!(looked_at <= 2 * PIECE + 1, "{key}: {looked_at}");
    }
}

#[test]
fn where_no_number_is_left_out_none_is_searched_for() {
    let mut map = Numbered::of((7..5_000).zip(0_u32..));
    assert!((7..5_000).all(|key| map.guess(key).is_some()));
    assert!([0, 6, 5_000, u64::MAX].iter().all(|key| map.guess(*key).is_none() && !map.has(*key)));
    map.remove::<u32>(3_000);
    assert!((7..5_000).filter(|key| map.guess(*key).is_none()).count() <= PIECE);
}

#[test]
fn what_comes_in_order_leaves_full_pieces() {
    let mut map = Numbered::default();
    for key in 0..10_000 {
        map.insert(key, 0_u32);
    }
    check(&map);
    assert_eq!(map.values.len(), 10_000_usize.div_ceil(2 * PIECE));
}

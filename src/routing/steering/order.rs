//! The order of targets, as the doubles of `ConsistentHasher` make it: by distance those that own points, and the others
//! before and behind them, for which it looks for doubles that are free.

use super::super::hashing::Ring;
use crate::sorting::{OrderedMap, sort_by_key};

/// Doubles in the order of Java's `Double.compareTo`, with one NaN, which is the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct DoubleKey(i64);

impl DoubleKey {
    fn new(number: f64) -> Self {
        let bits = long_bits(number);
        // The bits of negative doubles are in the opposite order.
        Self(if bits < 0 { bits ^ i64::MAX } else { bits })
    }
}

/// `Double.doubleToLongBits`
fn long_bits(number: f64) -> i64 {
    if number.is_nan() { 0x7ff8_0000_0000_0000 } else { number.to_bits().cast_signed() }
}

/// Things by their doubles.
type SortedDoubles = OrderedMap<DoubleKey, (f64, usize)>;

/// On which side a double that is free is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FreeSide {
    Above,
    Below,
}

/// The given things in their order; none: Traffic Router does not end.
pub(super) fn ordered(things: &[(usize, i32, &Ring)], hash: f64) -> Option<Vec<usize>> {
    let mut sorted = SortedDoubles::new();
    let mut without: Vec<(usize, i32)> = Vec::new();
    for (thing, order, ring) in things {
        // There is nothing nearest where there are no points.
        let closest = ring.closest(hash);
        if closest.is_nan() {
            without.push((*thing, *order));
        } else {
            put(&mut sorted, (hash - closest).abs(), FreeSide::Above, *thing)?;
        }
    }
    let mut least = sorted.first_key_value().map_or(0.0, |(_, (number, _))| *number);
    let mut most = sorted.last_key_value().map_or(0.0, |(_, (number, _))| *number);
    // Negative ones from -1 downwards, then the others upwards; equal ones as they were given.
    sort_by_key(&mut without, |(_, order)| if *order < 0 { (0, -i64::from(*order)) } else { (1, i64::from(*order)) });
    for (thing, order) in without {
        if 0 <= order {
            most = put(&mut sorted, most, FreeSide::Above, thing)?;
        } else {
            least = put(&mut sorted, least, FreeSide::Below, thing)?;
        }
    }
    Some(sorted.into_values().map(|(_, thing)| thing).collect())
}

/// Puts a thing at a double, or at the next one that is free; the double that it got.
fn put(sorted: &mut SortedDoubles, number: f64, side: FreeSide, thing: usize) -> Option<f64> {
    let free = free(sorted, number, side)?;
    sorted.insert(DoubleKey::new(free), (free, thing));
    Some(free)
}

/// `getSafeHash`: one bit less than 0 is no number, to which nothing is compared; one bit less than that is none for
/// 2^51 steps, all of which are taken (ConsistentHasher.java:125).
fn free(sorted: &SortedDoubles, number: f64, side: FreeSide) -> Option<f64> {
    if !sorted.contains_key(&DoubleKey::new(number)) {
        return Some(number);
    }
    if number.is_nan() {
        return None;
    }
    let mut bits = long_bits(number);
    loop {
        bits = match side {
            FreeSide::Above => bits.wrapping_add(1),
            FreeSide::Below => bits.wrapping_sub(1),
        };
        let other = f64::from_bits(bits.cast_unsigned());
        if sorted.contains_key(&DoubleKey::new(other)) {
            if other.is_nan() {
                return None;
            }
            continue;
        }
        let wrapped = match side {
            FreeSide::Above => other < number,
            FreeSide::Below => number < other,
        };
        return Some(if wrapped { number } else { other });
    }
}

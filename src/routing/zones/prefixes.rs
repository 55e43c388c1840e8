//! The longest of the networks that hold an address: networks laid flat into stretches of the line of addresses, so
//! that looking one up is a search in sorted numbers.

use super::network::Subnet;
use crate::sorting::OrderedMap;

/// That no network holds an address.
const NOTHING: u32 = u32::MAX;

/// Every so many-th start is kept apart, close together, to look there first.
const STRIDE: usize = 32;

/// A network with what it stands for.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlacedNetwork {
    pub network: Subnet,
    pub value: u32,
}

/// What Traffic Router's tree holds after networks were put into it one by one.
///
/// **Limitations**: an IPv6 network of more than 32 bits among IPv4 ones is not found by an IPv4 address, which
/// Traffic Router may find by chance.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Prefixes {
    /// Where the upper 32 bits tell all stretches apart, as with IPv4.
    Short(Stretches<u32>),
    /// Where they don't.
    Long(Stretches<u128>),
}

impl Default for Prefixes {
    fn default() -> Self {
        Self::Short(Stretches::default())
    }
}

impl Prefixes {
    pub(super) fn new(placed: Vec<PlacedNetwork>) -> Self {
        let flat = Flat::of(&sorted(placed));
        let is_short = |start: &u128| *start & (u128::MAX >> 32) == 0;
        if flat.starts.iter().all(is_short) {
            let starts = flat.starts.iter().map(|start| short(*start)).collect();
            Self::Short(Stretches::new(starts, flat.values, |start| start >> 16))
        } else {
            Self::Long(Stretches::new(flat.starts, flat.values, |start| short(start) >> 16))
        }
    }

    /// The value of the longest network that holds an address.
    #[inline]
    pub(super) fn find(&self, address: u128) -> Option<u32> {
        let upper = short(address);
        match self {
            Self::Short(stretches) => stretches.find(upper >> 16, upper),
            Self::Long(stretches) => stretches.find(upper >> 16, address),
        }
    }
}

/// The upper 32 bits.
#[inline]
const fn short(address: u128) -> u32 {
    (address >> 96) as u32
}

/// The line of addresses in stretches that have one value each.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Stretches<W> {
    starts: Vec<W>,
    /// The value of the stretch from each start on.
    values: Vec<u32>,
    sparse: Vec<W>,
    /// The starts by their upper 16 bits: the first stretch that begins there or behind.
    by_upper: Vec<u32>,
}

impl<W: Copy + Ord> Stretches<W> {
    fn new(starts: Vec<W>, values: Vec<u32>, upper_of: impl Fn(W) -> u32) -> Self {
        let sparse = starts.iter().step_by(STRIDE).copied().collect();
        let mut by_upper = Vec::with_capacity((1 << 16) + 1);
        let mut at = 0_usize;
        for upper in 0..=(1_u32 << 16) {
            while starts.get(at).is_some_and(|start| upper_of(*start) < upper) {
                at += 1;
            }
            by_upper.push(u32::try_from(at).unwrap_or(u32::MAX));
        }
        Self { starts, values, sparse, by_upper }
    }

    #[inline]
    fn find(&self, upper: u32, address: W) -> Option<u32> {
        let upper = upper as usize;
        let from = *self.by_upper.get(upper)? as usize;
        let to = *self.by_upper.get(upper + 1)? as usize;
        // Of many, those that are kept apart say between which of them to look.
        let (from, to) = if to - from <= STRIDE {
            (from, to)
        } else {
            let first = from.div_ceil(STRIDE);
            let above = first + count(self.sparse.get(first..to.div_ceil(STRIDE))?, address);
            (from.max(above.saturating_sub(1) * STRIDE), to.min(above * STRIDE))
        };
        let place = from + count(self.starts.get(from..to)?, address);
        self.values.get(place.checked_sub(1)?).copied().filter(|value| *value != NOTHING)
    }
}

/// How many of the sorted are not above an address.
#[inline]
fn count<W: Copy + Ord>(starts: &[W], address: W) -> usize {
    starts.partition_point(|start| *start <= address)
}

/// Networks laid over each other, as stretches.
#[derive(Default)]
struct Flat {
    starts: Vec<u128>,
    values: Vec<u32>,
}

impl Flat {
    /// Of networks that are nested or apart, and sorted.
    fn of(placed: &[PlacedNetwork]) -> Self {
        let mut flat = Self::default();
        let mut open: Vec<(u128, u32)> = Vec::new();
        flat.begin(0, NOTHING);
        for one in placed {
            flat.close(&mut open, one.network.start());
            flat.begin(one.network.start(), one.value);
            open.push((one.network.end(), one.value));
        }
        flat.close(&mut open, u128::MAX);
        flat
    }

    /// Ends what ends before an address.
    fn close(&mut self, open: &mut Vec<(u128, u32)>, before: u128) {
        while let Some((end, _)) = open.last().copied().filter(|(end, _)| *end < before) {
            open.pop();
            self.begin(end + 1, open.last().map_or(NOTHING, |(_, value)| *value));
        }
    }

    fn begin(&mut self, start: u128, value: u32) {
        if self.starts.last() == Some(&start) {
            self.starts.pop();
            self.values.pop();
        }
        if self.values.last() != Some(&value) {
            self.starts.push(start);
            self.values.push(value);
        }
    }
}

/// What is left of networks that are put in one by one, in the order of addresses, the wider first.
///
/// Of those that are written alike the first stays. One that is written with other host bits takes the place of the one
/// that is there, and what is below that is lost: a tree map keyed by networks that compare as equal (`NetworkNode.add`).
fn sorted(mut placed: Vec<PlacedNetwork>) -> Vec<PlacedNetwork> {
    let key = |one: &PlacedNetwork| (one.network.start(), one.network.length);
    let mut in_order: Vec<u32> = (0..u32::try_from(placed.len()).unwrap_or(u32::MAX)).collect();
    in_order.sort_unstable_by_key(|index| (placed.get(*index as usize).map(key), *index));
    let sorted: Vec<PlacedNetwork> = in_order.iter().filter_map(|index| placed.get(*index as usize).copied()).collect();
    let replaces = |pair: &[PlacedNetwork]| match pair {
        [one, other] => key(one) == key(other) && one.network != other.network,
        _ => false,
    };
    if sorted.windows(2).any(replaces) {
        return one_by_one(&placed);
    }
    placed = sorted;
    placed.dedup_by_key(|one| key(one));
    placed
}

fn one_by_one(placed: &[PlacedNetwork]) -> Vec<PlacedNetwork> {
    let mut tree: OrderedMap<(u128, u8), PlacedNetwork> = OrderedMap::new();
    for one in placed {
        let key = (one.network.start(), one.network.length);
        match tree.get(&key) {
            Some(there) if there.network == one.network => {}
            Some(_) => {
                let within = (key.0, key.1 + 1)..=(one.network.end(), u8::MAX);
                let lost: Vec<(u128, u8)> = match key.1 {
                    128 => Vec::new(),
                    _ => tree.range(within).map(|(key, _)| *key).collect(),
                };
                for key in &lost {
                    tree.remove(key);
                }
                tree.insert(key, *one);
            }
            None => {
                tree.insert(key, *one);
            }
        }
    }
    tree.into_values().collect()
}

//! The longest of the networks that hold an address: networks laid flat into stretches of the line of addresses, so
//! that looking one up is a search in sorted numbers.

use std::collections::BTreeMap;

use super::network::Subnet;

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
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Prefixes {
    starts: Vec<u128>,
    /// The value of the stretch from each start on.
    values: Vec<u32>,
    sparse: Vec<u128>,
    /// The starts by their upper 16 bits: the first stretch that begins there or behind.
    by_upper: Vec<u32>,
}

impl Prefixes {
    pub(super) fn new(placed: Vec<PlacedNetwork>) -> Self {
        let mut flat = Self::default();
        flat.lay(&sorted(placed));
        flat.sparse = flat.starts.iter().step_by(STRIDE).copied().collect();
        flat.by_upper = by_upper(&flat.starts);
        flat
    }

    /// Lays the networks, which are nested or apart and sorted, over each other.
    fn lay(&mut self, placed: &[PlacedNetwork]) {
        let mut open: Vec<(u128, u32)> = Vec::new();
        self.begin(0, NOTHING);
        for one in placed {
            self.close(&mut open, one.network.start());
            self.begin(one.network.start(), one.value);
            open.push((one.network.end(), one.value));
        }
        self.close(&mut open, u128::MAX);
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

    /// The value of the longest network that holds an address.
    #[inline]
    pub(super) fn find(&self, address: u128) -> Option<u32> {
        let upper = (address >> 112) as usize;
        let from = *self.by_upper.get(upper)? as usize;
        let to = *self.by_upper.get(upper + 1)? as usize;
        let place = if to - from <= STRIDE {
            from + count(self.starts.get(from..to)?, address)
        } else {
            let coarse = count(&self.sparse, address).checked_sub(1)? * STRIDE;
            let end = (coarse + STRIDE).min(self.starts.len());
            coarse + count(self.starts.get(coarse..end)?, address)
        };
        self.values.get(place.checked_sub(1)?).copied().filter(|value| *value != NOTHING)
    }
}

/// How many of the sorted are not above an address.
#[inline]
fn count(starts: &[u128], address: u128) -> usize {
    starts.partition_point(|start| *start <= address)
}

fn by_upper(starts: &[u128]) -> Vec<u32> {
    let mut places = Vec::with_capacity((1 << 16) + 1);
    let mut at = 0_usize;
    for upper in 0..=(1_u128 << 16) {
        while starts.get(at).is_some_and(|start| *start >> 112 < upper) {
            at += 1;
        }
        places.push(u32::try_from(at).unwrap_or(u32::MAX));
    }
    places
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
    let mut tree: BTreeMap<(u128, u8), PlacedNetwork> = BTreeMap::new();
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

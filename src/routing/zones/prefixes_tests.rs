//! Laid flat, networks answer as Traffic Router's tree does, which is built here as it builds it (`NetworkNode.add`).

use proptest::prelude::*;

use super::network::{Subnet, mask};
use super::prefixes::{PlacedNetwork, Prefixes};

/// A node of the tree. What finds a child is the network that came first; what it is is the one that came last.
#[derive(Clone, Debug)]
struct Branch {
    own: PlacedNetwork,
    children: Vec<(Subnet, Branch)>,
}

/// `CidrAddress.compareTo`: whether the shorter of two masks makes them equal.
fn overlap(one: Subnet, other: Subnet) -> bool {
    let mask = mask(one.length.min(other.length));
    one.bits & mask == other.bits & mask
}

fn includes(one: Subnet, other: Subnet) -> bool {
    one.length < other.length && overlap(one, other)
}

impl Branch {
    fn of(own: PlacedNetwork) -> Self {
        Self { own, children: Vec::new() }
    }

    fn add(&mut self, mut new: Self) {
        let network = new.own.network;
        if !overlap(self.own.network, network) || self.children.iter().any(|(_, child)| child.own.network == network) {
            return;
        }
        let (moved, kept) = self.children.drain(..).partition(|(_, child)| includes(network, child.own.network));
        self.children = kept;
        let moved: Vec<(Subnet, Self)> = moved;
        for (_, child) in moved {
            new.add(child);
        }
        if let Some((_, child)) = self.children.iter_mut().find(|(_, child)| includes(child.own.network, network)) {
            child.add(new);
        } else if let Some((_, child)) = self.children.iter_mut().find(|(key, _)| overlap(*key, network)) {
            *child = new;
        } else {
            self.children.push((network, new));
        }
    }

    fn find(&self, client: Subnet) -> PlacedNetwork {
        let child = self.children.iter().find(|(key, _)| overlap(*key, client));
        child.map_or(
            self.own,
            |(_, child)| if overlap(child.own.network, client) { child.find(client) } else { self.own },
        )
    }
}

fn network() -> impl Strategy<Value = Subnet> {
    // Few bits, so that many are nested, alike, or alike but for bits that do not count.
    (any::<u8>(), 0..9_u8).prop_map(|(bits, length)| Subnet { bits: u128::from(bits) << 120, length, is_v6: false })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn networks_are_found_as_in_the_tree(networks in proptest::collection::vec(network(), 0..24)) {
        const ROOT: u32 = u32::MAX;
        let whole = Subnet { bits: 0, length: 0, is_v6: false };
        let mut tree = Branch::of(PlacedNetwork { network: whole, value: ROOT });
        let placed: Vec<PlacedNetwork> =
            networks.iter().zip(0..).map(|(network, value)| PlacedNetwork { network: *network, value }).collect();
        for one in &placed {
            tree.add(Branch::of(*one));
        }
        let flat = Prefixes::new(placed);
        for bits in 0..=u8::MAX {
            let client = Subnet { bits: u128::from(bits) << 120, length: 32, is_v6: false };
            let found = Some(tree.find(client).value).filter(|value| *value != ROOT);
            prop_assert_eq!(flat.find(client.bits), found, "{}", bits);
        }
    }
}

//! A coverage zone file's networks, ready to be asked.

use thiserror::Error;

use super::ZoneEntry;
use super::network::{Subnet, SubnetError};
use super::prefixes::{PlacedNetwork, Prefixes};
use crate::snapshot::reading::RouterPosition;

/// Why a file is not taken: one bad network rejects all of it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("zone `{zone}`, `{key}`, entry {}: {error}", index + 1)]
pub struct ZoneError {
    /// The zone's name.
    pub zone: String,
    /// `network` or `network6`.
    pub key: &'static str,
    /// Which entry, from 0.
    pub index: usize,
    /// What is wrong with it.
    pub error: SubnetError,
}

/// Where an address was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZoneHit {
    /// The zone, by its place in the file.
    pub zone: usize,
    /// The network, by its place among all that were read.
    network: u32,
}

/// The zones of a file, by address. Without a file nothing matches.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ZoneTree {
    zones: Vec<ZoneEntry>,
    networks: Vec<Subnet>,
    /// The zone of each network, apart from it: only that is asked for with every client.
    zone_of: Vec<u32>,
    /// The first network of each zone.
    firsts: Vec<u32>,
    v4: Prefixes,
    v6: Prefixes,
}

impl ZoneTree {
    /// Puts all networks in their places.
    pub fn new(zones: Vec<ZoneEntry>) -> Result<Self, ZoneError> {
        let count = zones.iter().map(|zone| zone.network.len() + zone.network6.len()).sum();
        let (mut networks, mut zone_of) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let short = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let mut firsts = Vec::with_capacity(zones.len());
        let mut families = [Vec::new(), Vec::new()];
        for (index, zone) in zones.iter().enumerate() {
            let [v6, v4] = &mut families;
            firsts.push(short(networks.len()));
            for (key, texts, placed) in [("network6", &zone.network6, v6), ("network", &zone.network, v4)] {
                for (at, text) in texts.iter().enumerate() {
                    let wrong = |error| ZoneError { zone: zone.name.clone(), key, index: at, error };
                    let network = Subnet::read(text).map_err(wrong)?;
                    placed.push(PlacedNetwork { network, value: short(networks.len()) });
                    networks.push(network);
                    zone_of.push(short(index));
                }
            }
        }
        let [v6, v4] = families;
        Ok(Self { zones, networks, zone_of, firsts, v4: Prefixes::new(v4), v6: Prefixes::new(v6) })
    }

    /// The zones in the file's order.
    pub fn zones(&self) -> &[ZoneEntry] {
        &self.zones
    }

    /// A zone by its place.
    pub fn zone(&self, place: usize) -> Option<&ZoneEntry> {
        self.zones.get(place)
    }

    /// Where its "closest" is measured from.
    pub fn coordinates(&self, place: usize) -> Option<RouterPosition> {
        self.zone(place)?.coordinates
    }

    /// The zone of the longest network that holds an address.
    #[inline]
    pub fn find(&self, client: Subnet) -> Option<ZoneHit> {
        let family = if client.is_v6 { &self.v6 } else { &self.v4 };
        let whole = if client.is_v6 { 128 } else { 32 };
        let network = if client.length == whole { family.find(client.bits)? } else { self.widest(client)? };
        self.zone_of.get(network as usize).map(|zone| ZoneHit { zone: *zone as usize, network })
    }

    /// An address with a mask finds what overlaps it: what holds it, and then what it holds, as far as that is one thing.
    #[cold]
    fn widest(&self, client: Subnet) -> Option<u32> {
        let family = if client.is_v6 { &self.v6 } else { &self.v4 };
        // What the network's first address falls into is as good as any where several things lie within it.
        let first = family.find(client.start());
        let within = || {
            let mut places = self.networks.iter().enumerate();
            let placed = |network: &Subnet| {
                family.find(network.start()).is_some() && (client.start()..=client.end()).contains(&network.start())
            };
            places.find(|(_, network)| placed(network)).and_then(|(place, _)| u32::try_from(place).ok())
        };
        first.or_else(within)
    }

    /// How a network that was found is written in its file.
    pub fn written(&self, hit: ZoneHit) -> Option<&str> {
        let zone = self.zones.get(hit.zone)?;
        // Networks were read zone by zone, the ones of IPv6 first.
        let place = hit.network.checked_sub(*self.firsts.get(hit.zone)?)? as usize;
        let text = zone.network6.get(place).or_else(|| zone.network.get(place - zone.network6.len()));
        text.map(String::as_str)
    }
}

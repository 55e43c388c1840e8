//! Where an asker's caches are taken from, and where when that is gone, and so on: as many of these as are asked for. To
//! take parts down never brings a cache back, so that the first spot of the list that still has a cache is the router's
//! answer, whatever else is down.

use super::super::index::CacheSpot;
use super::super::router::Router;
use super::asker::Asker;
use super::down::DownParts;

/// So many spots are found out beforehand: as many as a pair of groups needs.
const BEFOREHAND: usize = 3;

/// The spots of an asker in the order in which they come to serve it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Preference {
    spots: Vec<CacheSpot>,
    /// Whether nothing comes after them.
    is_whole: bool,
    /// Locations that are switched off for the service change the way to an answer without being it: the router is
    /// asked anew.
    asks_anew: bool,
}

impl Preference {
    pub(super) fn new(router: &Router, asker: &Asker) -> Self {
        let mut own = Self { asks_anew: router.live.has_disabled(asker.service), ..Self::default() };
        own.is_whole = router.is_refused(asker);
        while !own.is_whole && own.spots.len() < BEFOREHAND {
            match router.spot_of(asker, &own.spots) {
                Some(spot) => own.spots.push(spot),
                None => own.is_whole = true,
            }
        }
        own
    }

    /// Where its caches are taken from when nothing is taken down.
    pub(super) fn first(&self) -> Option<CacheSpot> {
        self.spots.first().copied()
    }

    /// Whether other spots than its own count for its answer.
    pub(super) const fn asks_anew(&self) -> bool {
        self.asks_anew
    }

    /// Where they are taken from when parts are.
    pub(super) fn alive(&self, router: &Router, asker: &Asker, down: &DownParts) -> Option<CacheSpot> {
        let family = router.asked_family(asker);
        let is_alive = |spot: &CacheSpot| !down.is_dead(asker.service, *spot, family);
        if self.asks_anew {
            return if self.spots.is_empty() {
                None
            } else {
                router.spot_of(asker, &down.dead_spots(asker.service, family))
            };
        }
        if let Some(spot) = self.spots.iter().copied().find(is_alive) {
            return Some(spot);
        }
        if self.is_whole {
            return None;
        }
        let mut dead = self.spots.clone();
        while let Some(spot) = router.spot_of(asker, &dead) {
            if is_alive(&spot) {
                return Some(spot);
            }
            dead.push(spot);
        }
        None
    }
}

//! Groups that stand elsewhere: who is served by whom then, asked of a router that differs in nothing but where they are.

use std::sync::Arc;

use super::super::index::{CacheSpot, LocationIndex};
use super::super::router::Router;
use super::down::DownParts;
use super::what_if::{ASKED_AT_ONCE, WhatIf};
use crate::parallel;
use crate::snapshot::reading::RouterPosition;

/// An asker that is served by another group when groups move.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HandedOver {
    /// Which asker, by its place.
    pub asker: usize,
    /// Whose caches serve it; none: nobody does.
    pub from: Option<LocationIndex>,
    /// Whose caches would.
    pub to: Option<LocationIndex>,
    /// How much.
    pub weight: f64,
}

impl Router {
    /// The same router with locations elsewhere, in the same states.
    #[must_use]
    pub fn with_moved(&self, moves: &[(LocationIndex, RouterPosition)]) -> Self {
        let mut view = (*self.view).clone();
        for (location, to) in moves {
            if let Some(own) = view.locations.get_mut(*location) {
                own.position = *to;
            }
        }
        let mut moved = Self::new(Arc::new(view), self.around.clone());
        moved.live = self.live.clone();
        moved
    }
}

impl WhatIf {
    /// Who is served by another group of a router in which locations stand elsewhere, while parts are down. None: it was
    /// cut short.
    pub fn handed_over(
        &self,
        moved: &Router,
        down: &DownParts,
        goes_on: &(dyn Fn() -> bool + Sync),
    ) -> Option<Vec<HandedOver>> {
        if self.is_unrouted(down) {
            return Some(Vec::new());
        }
        let places: Vec<usize> = (0..self.askers().len()).collect();
        let all = parallel::try_map(&places.chunks(ASKED_AT_ONCE).collect::<Vec<_>>(), |places| {
            let one = |place: &usize| goes_on().then(|| self.handed(*place, moved, down));
            places.iter().map(one).collect::<Option<Vec<_>>>()
        })?;
        Some(all.into_iter().flatten().flatten().collect())
    }

    fn handed(&self, place: usize, moved: &Router, down: &DownParts) -> Option<HandedOver> {
        let asker = self.askers().get(place)?;
        let before = self.spot(place, down);
        // Deep coverage zones give caches wherever these are.
        let group = |spot: Option<CacheSpot>| match spot {
            Some(CacheSpot::Deep(_)) => None,
            Some(CacheSpot::Location(location)) => Some(Some(location)),
            None => Some(None),
        };
        let from = group(before)?;
        if from.is_none() && self.router().is_refused(asker) {
            return None;
        }
        let family = moved.asked_family(asker);
        let to = group(moved.spot_of(asker, &down.dead_spots(asker.service, family)))?;
        (from != to).then_some(HandedOver { asker: place, from, to, weight: asker.weight })
    }
}

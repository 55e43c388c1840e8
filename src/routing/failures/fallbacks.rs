//! What a fallback that a group does not have would change: its failure played without and with it.

use std::sync::Arc;

use super::super::distance::great_circle_km;
use super::super::index::{CacheSpot, LocationIndex};
use super::super::request::AddressFamily;
use super::super::router::Router;
use super::aftermath::Aftermath;
use super::down::DownParts;
use super::what_if::{Flow, WhatIf};

/// A group's failure without and with a fallback that it does not have.
#[derive(Clone, Debug, PartialEq)]
pub struct FallbackCost {
    /// The group.
    pub location: LocationIndex,
    /// The nearest group with the service that is not on its list.
    pub fallback: LocationIndex,
    /// How far apart they are.
    pub distance_km: f64,
    /// What becomes of clients as it is.
    pub now: Aftermath,
    /// What would with it: what is lost, what moves, and how much farther.
    pub with: Aftermath,
}

impl Router {
    /// Gives a location other fallbacks.
    fn set_fallbacks(&mut self, location: LocationIndex, fallbacks: Vec<LocationIndex>) {
        let names = fallbacks.iter().map(|fallback| self.location_name(*fallback).to_owned()).collect();
        if let Some(own) = Arc::make_mut(&mut self.view).locations.get_mut(location) {
            own.backups = Some(names);
        }
        if let Some(own) = self.backups.get_mut(location) {
            *own = fallbacks;
        }
    }
}

impl WhatIf {
    /// Every group whose failure moves or loses somebody, with the nearest group that is not on its list: last on it where
    /// somebody would be lost, first where somebody would only go farther. None: it was cut short.
    pub fn fallback_costs(&self, goes_on: &(dyn Fn() -> bool + Sync)) -> Option<Vec<FallbackCost>> {
        let mut other = self.router().with_moved(&[]);
        let mut costs = Vec::new();
        for location in 0..self.router().view.locations.len() {
            if !goes_on() {
                return None;
            }
            let down = DownParts::new(self.router(), self.router().caches_at(location).iter().copied());
            let flows = self.flows(&down);
            let Some(fallback) = self.missing_fallback(location, &flows) else { continue };
            let now = self.play(&down);
            let own = self.router().backups.get(location).cloned().unwrap_or_default();
            let listed = self.router().location(location).and_then(|own| own.backups.clone());
            let with: Vec<LocationIndex> = if 0.0 < now.lost {
                own.iter().copied().chain([fallback]).collect()
            } else {
                [fallback].into_iter().chain(own.iter().copied()).collect()
            };
            other.set_fallbacks(location, with);
            let with = self.replayed(&flows, &other, &down);
            other.set_fallbacks(location, own);
            if let Some(view) = Arc::make_mut(&mut other.view).locations.get_mut(location) {
                view.backups = listed;
            }
            let at = |place| self.router().location(place).map(|own| own.position);
            let distance_km = at(location).zip(at(fallback)).map_or(0.0, |(here, there)| great_circle_km(here, there));
            costs.push(FallbackCost { location, fallback, distance_km, now, with });
        }
        Some(costs)
    }

    /// The nearest group with the service of the most that flows, that is not on the list.
    fn missing_fallback(&self, location: LocationIndex, flows: &[Flow]) -> Option<LocationIndex> {
        let router = self.router();
        let heaviest = flows.iter().max_by(|one, other| one.weight.total_cmp(&other.weight))?;
        let service = self.askers().get(heaviest.asker)?.service;
        let own = router.backups.get(location).map(Vec::as_slice).unwrap_or_default();
        let will_do = |other: LocationIndex| {
            other != location
                && !own.contains(&other)
                && router.live.is_enabled(service, other)
                && router.live.is_served(router.assignments.slot(service, other), AddressFamily::V4)
        };
        router.places.nearest(router.location(location)?.position, will_do)
    }

    /// What becomes of those who flow when another router is asked.
    fn replayed(&self, flows: &[Flow], other: &Router, down: &DownParts) -> Aftermath {
        let mut aftermath = Aftermath::default();
        let (mut added, mut measured) = (0.0, 0.0);
        for flow in flows {
            let Some(asker) = self.askers().get(flow.asker) else { continue };
            let family = other.asked_family(asker);
            match other.spot_of(asker, &down.dead_spots(asker.service, family)) {
                None => aftermath.lost += flow.weight,
                Some(CacheSpot::Location(to)) => {
                    aftermath.moved += flow.weight;
                    if let Some(km) = self.added_km(flow, to) {
                        added += km * flow.weight;
                        measured += flow.weight;
                    }
                }
                Some(CacheSpot::Deep(_)) => aftermath.moved += flow.weight,
            }
        }
        aftermath.added_km = if measured > 0.0 { added / measured } else { 0.0 };
        aftermath
    }
}

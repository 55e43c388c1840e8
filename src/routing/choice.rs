//! Which caches a request gets, and which of them: the part of a decision that comes before bypasses and answers.

use super::draws::Draws;
use super::hashing;
use super::index::{CacheIndex, CacheSpot, ServiceIndex};
use super::outcome::{Failed, ResultDetails, ResultType, Track};
use super::request::{Client, HttpRequest};
use super::router::Router;
use super::selection::Ask;
use super::steps::{Recorder, RouteStep, Skipped, Unrecorded};
use super::{AssignedCache, Steered, query};
use crate::snapshot::reading::RouterPosition;

/// The caches that were chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct CacheChoice {
    /// How.
    pub result: ResultType,
    /// What else is to be said of it.
    pub details: Option<ResultDetails>,
    /// Whether geolocation may be tried.
    pub continue_geo: bool,
    /// Whether they are not the zone's own group's.
    pub from_backup: bool,
    /// Where they are.
    pub result_location: Option<RouterPosition>,
    /// The caches, in the order of preference for the request; none when there are none.
    pub caches: Option<Vec<CacheIndex>>,
    /// What is hashed.
    pub hash_string: String,
}

impl Router {
    /// The zone that an address falls into.
    pub fn zone_of(&self, client: &Client<'_>) -> Option<&str> {
        let hit = self.around.zones.find(*client.subnet.as_ref().ok()?)?;
        self.around.zones.zone(hit.zone).map(|zone| zone.name.as_str())
    }

    /// Where the zone of an address says that it is.
    pub fn zone_position(&self, client: &Client<'_>) -> Option<RouterPosition> {
        self.zone_coordinates(client)
    }

    /// The caches for an HTTP request to a service.
    pub fn choose(&self, steered: Steered, request: &HttpRequest<'_>) -> Result<CacheChoice, Failed> {
        let Steered { target: service, expression } = steered;
        let mut track = Track::default();
        let ask = Ask { service, client: &request.client, family: request.client.family(), dead: &[] };
        let spot = self.select(&ask, true, &mut track, &mut Unrecorded)?;
        let hash_string = if spot.is_some() { self.hash_string(expression, service, request)? } else { String::new() };
        let caches = spot.map(|spot| {
            let rings =
                self.supporting_caches(service, spot, ask.family).filter_map(|assigned| self.with_ring(assigned));
            hashing::in_order(rings, hashing::hash(&hash_string)).into_iter().map(AssignedCache::cache).collect()
        });
        Ok(CacheChoice {
            result: track.result,
            details: track.details,
            continue_geo: track.continue_geo,
            from_backup: track.from_backup,
            result_location: track.result_location,
            caches,
            hash_string,
        })
    }

    /// The cache that a client gets for a path, with nothing around it: the part of a decision that is made most often.
    pub fn decide(&self, service: ServiceIndex, client: &Client<'_>, path: &str) -> Result<Option<CacheIndex>, Failed> {
        let mut track = Track::default();
        let ask = Ask { service, client, family: client.family(), dead: &[] };
        let Some(spot) = self.select(&ask, true, &mut track, &mut Unrecorded)? else { return Ok(None) };
        let mut hashed = String::new();
        let text = match self.hash_expressions.get(self.expression_owner(service)) {
            None | Some(super::HashExpression::None) => path,
            Some(expression) => {
                expression.put(path, &mut hashed)?;
                &hashed
            }
        };
        let caches = self.supporting_caches(service, spot, ask.family);
        Ok(self.first_by_hash(spot, caches, hashing::hash(text)).map(AssignedCache::cache))
    }

    /// The cache of a spot that comes first for a hash.
    #[inline]
    fn first_by_hash(
        &self,
        spot: CacheSpot,
        caches: impl Iterator<Item = AssignedCache> + Clone,
        hash: f64,
    ) -> Option<AssignedCache> {
        self.nearest_by_group(spot, caches.clone(), hash)
            .or_else(|| hashing::first(caches.filter_map(|assigned| self.with_ring(assigned)), hash))
    }

    #[inline]
    fn with_ring(&self, assigned: AssignedCache) -> Option<(AssignedCache, &hashing::Ring)> {
        Some((assigned, self.ring(assigned.cache())?))
    }

    /// What is hashed of a request: its path by one service's expression, its query by another's parameters.
    pub(super) fn hash_string(
        &self,
        expression: ServiceIndex,
        parameters: ServiceIndex,
        request: &HttpRequest<'_>,
    ) -> Result<String, Failed> {
        let mut hashed = String::new();
        if !request.path.is_empty() {
            match self.hash_expressions.get(expression) {
                Some(expression) => expression.put(&request.path, &mut hashed)?,
                None => hashed.push_str(&request.path),
            }
        }
        if let Some(own) = self.service(parameters) {
            hashed.push_str(&query::significant(request.query.as_deref(), &own.consistent_hash_query_params)?);
        }
        Ok(hashed)
    }

    /// One cache of a spot (`ConsistentHasher.selectHashable`): of those that come first, as many as the service spreads
    /// a content over, any is drawn. None when the service spreads over none.
    pub(super) fn pick<R: Recorder>(
        &self,
        ask: &Ask<'_>,
        caches: impl Iterator<Item = AssignedCache>,
        hash_string: &str,
        draws: &mut Draws,
        steps: &mut R,
    ) -> Option<AssignedCache> {
        let own = self.service(ask.service)?;
        let limit = usize::try_from(own.dispersion_limit).unwrap_or(0);
        let rings = caches.filter_map(|assigned| self.with_ring(assigned));
        let hash = hashing::hash(hash_string);
        if limit == 1 && !R::LISTENS {
            return hashing::first(rings, hash);
        }
        let order = hashing::in_order(rings, hash);
        let spread = order.len().min(limit);
        let drawn = if own.dispersion_shuffled { draws.draw(spread) } else { 0 };
        let picked = order.get(..spread).and_then(|first| first.get(drawn)).copied();
        steps.note(|| self.pick_step(&order, picked, hash_string, spread));
        picked
    }

    fn pick_step(
        &self,
        order: &[AssignedCache],
        picked: Option<AssignedCache>,
        hashed: &str,
        spread: usize,
    ) -> RouteStep {
        let others = order.iter().filter(|assigned| Some(**assigned) != picked);
        let rank =
            |assigned: &AssignedCache| order.iter().position(|other| other == assigned).map_or(0, |place| place + 1);
        RouteStep {
            step: "hash",
            outcome: picked.map_or("none", |assigned| self.cache_name(assigned.cache())).to_owned(),
            reason: match spread {
                0 => "the service spreads its contents over no cache".to_owned(),
                1 => format!("its points are nearest to the hash of `{hashed}`"),
                _ => format!("drawn from the {spread} whose points are nearest to the hash of `{hashed}`"),
            },
            skipped: others
                .map(|other| Skipped::server(self.cache_name(other.cache()), format!("comes {}", rank(other))))
                .collect(),
            source: "ConsistentHasher.java:42",
        }
    }
}

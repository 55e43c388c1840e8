//! Requests to steering services (`consistentHashDeliveryService`, `multiRoute`): the target that the router chooses, or
//! all of them with a cache each, for the client to choose.

use super::AssignedCache;
use super::draws::Draws;
use super::hashing;
use super::http::{HttpRouteResult, bypass, is_tls_mismatch};
use super::index::{CacheIndex, ServiceIndex};
use super::outcome::{Failed, ResultDetails, ResultType, Thrown, Track};
use super::query;
use super::request::HttpRequest;
use super::router::Router;
use super::selection::Ask;
use super::steering::{SteeredTarget, SteeringService, SteeringTarget, geo_sort};
use super::steps::{Recorder, RouteStep, Skipped};
use crate::snapshot::reading::RouterPosition;

/// The service that answers, and the service by whose expression paths are hashed for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steered {
    /// Who answers.
    pub target: ServiceIndex,
    /// A steering service with an expression of its own overwrites its target's (TrafficRouter.java:1836).
    pub expression: ServiceIndex,
}

/// A target that a client may choose.
struct SteeringChoice<'a> {
    target: &'a SteeringTarget,
    service: ServiceIndex,
    picked: AssignedCache,
    cache: RouterPosition,
}

/// The header with which a client chooses a target.
const OPTION_HEADER: &str = "x-tc-steering-option";

impl Router {
    /// What a service stands for, if it is a steering service.
    pub fn steering_of(&self, service: ServiceIndex) -> Option<&SteeringService> {
        self.around.steering.get(self.xml_id(service))
    }

    /// From now on paths are hashed for the target as they were for this request: what Traffic Router does until its next
    /// snapshot.
    pub fn remember(&mut self, steered: Steered) {
        if let Some(owner) = self.expression_owners.get_mut(steered.target) {
            *owner = steered.expression;
        }
    }

    /// The service by whose expression paths are hashed for a service.
    pub(super) fn expression_owner(&self, service: ServiceIndex) -> ServiceIndex {
        self.expression_owners.get(service).copied().unwrap_or(service)
    }

    /// The service that answers a request to a service; none: there is no such target.
    pub fn steer(&self, service: ServiceIndex, request: &HttpRequest<'_>) -> Result<Option<Steered>, Failed> {
        self.steer_drawing(service, request, &mut Draws::default(), &mut super::Unrecorded)
    }

    pub(super) fn steer_drawing<R: Recorder>(
        &self,
        service: ServiceIndex,
        request: &HttpRequest<'_>,
        draws: &mut Draws,
        steps: &mut R,
    ) -> Result<Option<Steered>, Failed> {
        let own = Steered { target: service, expression: self.expression_owner(service) };
        let Some(steering) = self.steering_of(service) else { return Ok(Some(own)) };
        let direct = |target: ServiceIndex| Steered { target, expression: self.expression_owner(target) };
        if let Some(option) = request.header(OPTION_HEADER).filter(|option| !option.is_empty()) {
            let target = steering.has_target(option).then(|| self.service_by_id(option)).flatten();
            steps.note(|| self.steering_step(service, target, "the client's x-tc-steering-option", Vec::new()));
            return Ok(target.map(direct));
        }
        if let Some(target) = steering.filtered(&request.path)?.and_then(|target| self.service_by_id(target)) {
            steps.note(|| self.steering_step(service, Some(target), "a filter matches the path", Vec::new()));
            return Ok(Some(direct(target)));
        }
        let target = self.first_target(service, steering, request, draws, steps)?;
        let has_expression = self.service(own.expression).is_some_and(|own| !own.consistent_hash_regex.is_empty());
        let expression = if has_expression { own.expression } else { self.expression_owner(target) };
        Ok(Some(Steered { target, expression }))
    }

    /// One of those that come first by the hash of the path; without one Traffic Router fails.
    fn first_target<R: Recorder>(
        &self,
        service: ServiceIndex,
        steering: &SteeringService,
        request: &HttpRequest<'_>,
        draws: &mut Draws,
        steps: &mut R,
    ) -> Result<ServiceIndex, Failed> {
        let own = self.service(service).ok_or(Thrown::NullPointer)?;
        let hash = hashing::hash(&self.hash_string(self.expression_owner(service), service, request)?);
        let known = |target: &SteeringTarget| self.service_by_id(&target.delivery_service).is_some();
        let order = steering.ordered(hash, known)?;
        let spread = order.len().min(usize::try_from(own.dispersion_limit).unwrap_or(0));
        let drawn = if own.dispersion_shuffled { draws.draw(spread) } else { 0 };
        let picked = order.get(..spread).and_then(|first| first.get(drawn));
        let target = picked.and_then(|index| steering.targets().get(*index)).ok_or(Thrown::NullPointer)?;
        let found = self.service_by_id(&target.delivery_service).ok_or(Thrown::NullPointer)?;
        steps.note(|| {
            let reason = "first by weight and order; whether it is up is not asked";
            self.steering_step(service, Some(found), reason, self.unknown_targets(steering))
        });
        Ok(found)
    }

    fn unknown_targets(&self, steering: &SteeringService) -> Vec<Skipped> {
        let unknown = steering.targets().iter().filter(|own| self.service_by_id(&own.delivery_service).is_none());
        unknown.map(|own| Skipped::service(&own.delivery_service, "is not in the snapshot")).collect()
    }

    fn steering_step(
        &self,
        service: ServiceIndex,
        target: Option<ServiceIndex>,
        reason: &str,
        skipped: Vec<Skipped>,
    ) -> RouteStep {
        RouteStep {
            step: "steering",
            outcome: target.map_or("no target", |target| self.xml_id(target)).to_owned(),
            reason: format!("{}: {reason}", self.xml_id(service)),
            skipped,
            source: "TrafficRouter.java:1798",
        }
    }

    /// All targets of a client steering service with a cache each (`multiRoute`).
    pub(super) fn route_multiple<'r, R: Recorder>(
        &'r self,
        service: ServiceIndex,
        request: &HttpRequest<'_>,
        track: &mut Track<'r>,
        draws: &mut Draws,
        steps: &mut R,
    ) -> Result<Option<HttpRouteResult>, Failed> {
        let Some((own, steering)) = self.service(service).zip(self.steering_of(service)) else { return Ok(None) };
        let Some(targets) = self.targets_that_are_up(service, steering, request, track, steps)? else {
            return Ok(None);
        };
        let mut routed = HttpRouteResult { multiple: true, owner: Some(service), ..HttpRouteResult::default() };
        if own.regional_geo_blocking {
            self.enforce_regional(service, request, None, track, &mut routed, steps)?;
            if !routed.urls.is_empty() {
                return Ok(Some(routed));
            }
        }
        let mut choices = self.choices(service, &targets, request, track, draws, steps)?;
        if choices.iter().any(|choice| choice.target.origin().is_some()) {
            let client = self.zone_or_geo(&request.client, service);
            geo_sort(&mut choices, client, |choice| SteeredTarget { target: choice.target, cache: choice.cache });
        }
        for choice in choices {
            let own = self.service(choice.service).ok_or(Thrown::NullPointer)?;
            routed.urls.push(Some(self.url(own, request, choice.picked)?));
            routed.targets.push(choice.service);
        }
        if routed.urls.is_empty() {
            routed.urls.push(bypass(own, request, track, steps)?);
        }
        Ok(Some(routed))
    }

    /// The targets in their order, those that are not up left out (`getSteeringResults`); none: there is no answer.
    fn targets_that_are_up<'s, R: Recorder>(
        &self,
        service: ServiceIndex,
        steering: &'s SteeringService,
        request: &HttpRequest<'_>,
        track: &mut Track<'_>,
        steps: &mut R,
    ) -> Result<Option<Vec<(&'s SteeringTarget, ServiceIndex)>>, Failed> {
        let mismatch = |service: ServiceIndex| self.service(service).is_some_and(|own| is_tls_mismatch(own, request));
        if mismatch(service) {
            (track.result, track.details) = (ResultType::Error, Some(ResultDetails::DsTlsMismatch));
            return Ok(None);
        }
        let hash = hashing::hash(&self.hash_string(self.expression_owner(service), service, request)?);
        let targets = steering.ordered(hash, |_| true)?.into_iter().filter_map(|index| steering.targets().get(index));
        let mut targets: Vec<(&SteeringTarget, ServiceIndex)> =
            targets.filter_map(|target| Some((target, self.service_by_id(&target.delivery_service)?))).collect();
        if targets.is_empty() {
            (track.result, track.details) = (ResultType::DsMiss, Some(ResultDetails::DsNotFound));
            return Ok(None);
        }
        if targets.iter().any(|(_, target)| mismatch(*target)) {
            (track.result, track.details) = (ResultType::Error, Some(ResultDetails::DsTlsMismatch));
            return Ok(None);
        }
        let mut skipped = if R::LISTENS { self.unknown_targets(steering) } else { Vec::new() };
        targets.retain(|(target, index)| {
            let is_up = self.live.is_service_up(*index);
            if R::LISTENS && !is_up {
                skipped.push(Skipped::service(&target.delivery_service, "is not available, says Traffic Monitor"));
            }
            is_up
        });
        steps.note(|| {
            let names: Vec<&str> = targets.iter().map(|(target, _)| target.delivery_service.as_str()).collect();
            RouteStep {
                step: "steering",
                outcome: names.join(", "),
                reason: format!("{}: by weight and order, for the client to choose", self.xml_id(service)),
                skipped,
                source: "TrafficRouter.java:1252",
            }
        });
        Ok(Some(targets).filter(|targets| !targets.is_empty()))
    }

    /// A cache for every target, as far as there are caches one that no target before it got.
    fn choices<'s, 'r, R: Recorder>(
        &'r self,
        entry: ServiceIndex,
        targets: &[(&'s SteeringTarget, ServiceIndex)],
        request: &HttpRequest<'_>,
        track: &mut Track<'r>,
        draws: &mut Draws,
        steps: &mut R,
    ) -> Result<Vec<SteeringChoice<'s>>, Failed> {
        let mut path = String::new();
        match self.hash_expressions.get(self.expression_owner(entry)) {
            Some(expression) => expression.put(&request.path, &mut path)?,
            None => path.push_str(&request.path),
        }
        let mut chosen: Vec<CacheIndex> = Vec::new();
        let mut choices = Vec::new();
        for (target, service) in targets {
            let own = self.service(*service).ok_or(Thrown::NullPointer)?;
            let ask = Ask { service: *service, client: &request.client, family: request.client.family(), dead: &[] };
            let spot = self.select(&ask, true, track, steps)?;
            let parameters = query::significant(request.query.as_deref(), &own.consistent_hash_query_params)?;
            let Some(spot) = spot else { continue };
            let mut caches = self.supporting_caches(ask.service, spot, ask.family).collect::<Vec<_>>();
            let is_new = |assigned: &AssignedCache| !chosen.contains(&assigned.cache());
            let mut fresh: Vec<AssignedCache> = caches.iter().copied().filter(is_new).collect();
            if fresh.is_empty() && track.result == ResultType::DeepCz {
                // Caches that are not deep are tried, and what is not found is stumbled over.
                let other = self.select(&ask, false, track, steps)?;
                track.result = ResultType::DeepCz;
                let other = other.ok_or(Thrown::NullPointer)?;
                fresh = self.supporting_caches(ask.service, other, ask.family).filter(is_new).collect();
            }
            if !fresh.is_empty() {
                caches = fresh;
            }
            let hash_string = format!("{path}{parameters}");
            let picked = self.pick(&ask, caches.into_iter(), &hash_string, draws, steps).ok_or(Thrown::NullPointer)?;
            chosen.push(picked.cache());
            let location = self.cache(picked.cache()).and_then(|cache| self.location(cache.location));
            let cache = location.ok_or(Thrown::NullPointer)?.position;
            choices.push(SteeringChoice { target, service: *service, picked, cache });
        }
        Ok(choices)
    }
}

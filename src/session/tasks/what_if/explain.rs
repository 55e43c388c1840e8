//! What Traffic Router does with one client of a plan, step by step, and what of the plan decides each step. The words
//! are those of `lodestone route`.

use std::net::IpAddr;
use std::sync::Arc;

use super::parts::caches_of;
use super::played::{RouterOfPlan, router_with};
use super::routers::{routers_of, traffic_routers};
use crate::formats::scenario::{
    AssumedStates, ExplainedAnswer, GeoTable, RoutersLeft, ScenarioQuery, ScenarioRequest, answer_explained,
    answer_line, assume_states, skipped_lines, stand_in, step_line,
};
use crate::model::{AnyId, CacheGroup, DeliveryService, DownPart, Kind, Plan, Position, Server};
use crate::routing::{GeoLocation, QueryType, RouteStep, Router, Skipped};
use crate::snapshot::java::address;
use crate::sorting::OrderedMap;

/// Who asks.
#[derive(Clone, Debug, PartialEq)]
pub enum ExplainedClient {
    /// An address.
    Address(String),
    /// Somebody whom geolocation finds at a point.
    At(Position),
}

/// What is to be explained.
#[derive(Clone, Debug, PartialEq)]
pub struct ExplainOrder {
    /// Whose routers are asked.
    pub cdn: String,
    /// For which service, by its xmlId.
    pub service: String,
    /// By whom.
    pub client: ExplainedClient,
    /// The path of a request, and the type of a DNS question.
    pub path: String,
    /// Whether AAAA is asked for, of a service that is routed by DNS.
    pub aaaa: bool,
    /// What is down.
    pub down: Vec<DownPart>,
}

/// An answer, and how it came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The steps.
    pub steps: Vec<ExplainedStep>,
    /// What comes of it.
    pub answer: String,
    /// The group whose caches serve the client; none: none does.
    pub group: Option<String>,
    /// The cache that serves it, or those of which one is taken.
    pub caches: Vec<String>,
    /// Where the client is, as far as that is known.
    pub client_at: Option<Position>,
    /// The coverage zone that the client is in.
    pub zone: Option<String>,
}

/// A step in words.
#[derive(Clone, Debug, PartialEq)]
pub struct ExplainedStep {
    /// What was decided, what came of it and why.
    pub words: String,
    /// What it passed over, a line each.
    pub skipped: Vec<String>,
    /// Traffic Router's file and line.
    pub source: &'static str,
    /// The object of the plan that decides it.
    pub object: Option<AnyId>,
    /// The field of it, by its key; empty: the whole object.
    pub field: &'static str,
}

impl ExplainedClient {
    /// Reads an address, or degrees north and east.
    pub fn read(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if let Some((north, east)) = text.split_once(',') {
            let degrees = |text: &str| text.trim().parse::<f64>().ok();
            let position = degrees(north).zip(degrees(east)).and_then(|(north, east)| Position::new(north, east).ok());
            return position
                .map(Self::At)
                .ok_or_else(|| format!("`{text}` is no point: degrees north and east are wanted, like 48.85,2.35"));
        }
        let found = Some(text).filter(|text| !text.is_empty()).and_then(address::by_name);
        found
            .map(|_| Self::Address(text.to_owned()))
            .ok_or_else(|| format!("`{text}` is neither an address, like 192.0.2.7, nor a point, like 48.85,2.35"))
    }
}

/// The caches that parts take down, each with why, in the words of `lodestone route`.
fn taken_down(plan: &Plan, cdn: &str, router: &Router, down: &[DownPart]) -> OrderedMap<String, String> {
    let mut found = OrderedMap::new();
    for part in down {
        let Some(kind) = Kind::of_key(&part.kind) else { continue };
        let why = why_down(kind, &part.name);
        for cache in caches_of(plan, cdn, router.view(), kind, &part.name) {
            found.entry(router.cache_name(cache).to_owned()).or_insert_with(|| why.clone());
        }
    }
    found
}

fn why_down(kind: Kind, name: &str) -> String {
    match kind {
        Kind::Server => "taken down".to_owned(),
        kind => format!("taken down with the {} {name}", kind.singular()),
    }
}

/// The Traffic Routers that are left when parts are down, in the words of `lodestone route`.
fn routers_left(plan: &Plan, cdn: &str, down: &[DownPart]) -> RoutersLeft {
    let all = traffic_routers(plan, cdn);
    let mut found = OrderedMap::new();
    for part in down {
        let Some(kind) = Kind::of_key(&part.kind) else { continue };
        for place in routers_of(plan, &all, kind, &part.name) {
            found.entry(place).or_insert_with(|| why_down(kind, &part.name));
        }
    }
    let name = |place: usize| all.get(place).and_then(|router| plan.get(*router)).map(|own| own.host_name.as_str());
    let down = found.into_iter().filter_map(|(place, why)| Some(Skipped::server(name(place)?, why)));
    RoutersLeft { all: all.len(), down: down.collect() }
}

/// A router of a CDN in the states that are assumed while parts are down, to be asked many times.
pub struct Explainer {
    router: Router,
    assumed: AssumedStates,
    routers: RoutersLeft,
}

impl Explainer {
    /// Makes the snapshot; why there is none, in the user's words.
    pub fn new(plan: &Plan, cdn: &str, down: &[DownPart]) -> Result<Self, String> {
        let RouterOfPlan { mut router, document } = router_with(plan, cdn, None)?;
        let assumed = assume_states(&document.root, &taken_down(plan, cdn, &router, down));
        router.set_states(&assumed.states);
        Ok(Self { router, assumed, routers: routers_left(plan, cdn, down) })
    }

    /// Explains one client; why that cannot be done, in the user's words.
    pub fn explain(&self, plan: &Plan, order: &ExplainOrder) -> Result<Explanation, String> {
        match &order.client {
            ExplainedClient::Address(text) => self.of(&self.router, plan, order, text),
            ExplainedClient::At(at) => {
                let mut around = self.router.surroundings().clone();
                let stand_in = stand_in(&around);
                let location =
                    GeoLocation { latitude: at.latitude(), longitude: at.longitude(), ..GeoLocation::default() };
                around.geolocation = Some(Arc::new(GeoTable::of_one(IpAddr::V4(stand_in), location)));
                let mut router = Router::new(Arc::new(self.router.view().clone()), around);
                router.set_states(&self.assumed.states);
                self.of(&router, plan, order, &stand_in.to_string())
            }
        }
    }

    fn of(&self, router: &Router, plan: &Plan, order: &ExplainOrder, client: &str) -> Result<Explanation, String> {
        let query = query(router, order, client)?;
        let explained =
            if self.routers.is_none() { RoutersLeft::unanswered(&query) } else { answer_explained(router, &query) };
        let first = [Some(states_step(self.assumed.down.clone())), self.routers.step()];
        let first: Vec<RouteStep> = first.into_iter().flatten().collect();
        Ok(explanation(plan, order, router, client, &explained, &first))
    }
}

/// Explains one client; why that cannot be done, in the user's words.
pub fn explain(plan: &Plan, order: &ExplainOrder) -> Result<Explanation, String> {
    Explainer::new(plan, &order.cdn, &order.down)?.explain(plan, order)
}

fn query(router: &Router, order: &ExplainOrder, client: &str) -> Result<ScenarioQuery, String> {
    let service = router.service_by_id(&order.service);
    let service = service.ok_or_else(|| format!("there is no delivery service `{}` in the snapshot", order.service))?;
    let is_dns = router.view().services.get(service).is_some_and(|own| own.is_dns);
    let asked = if is_dns {
        let query_type = if order.aaaa { QueryType::Aaaa } else { QueryType::A };
        ScenarioRequest::Dns { host: None, query_type, subnet: None }
    } else {
        let path = if order.path.is_empty() { "/".to_owned() } else { order.path.clone() };
        ScenarioRequest::Http { host: None, path, query: None, headers: Vec::new(), secure: false }
    };
    Ok(ScenarioQuery::new(&order.service, client, asked))
}

/// Which caches are taken to be up.
fn states_step(down: Vec<Skipped>) -> RouteStep {
    RouteStep {
        step: "states",
        outcome: "assumed".to_owned(),
        reason: "as Traffic Monitor would publish them: ONLINE and REPORTED caches up, by the families of which they \
                 have an address"
            .to_owned(),
        skipped: down,
        source: "health/cache.go:140",
    }
}

fn explanation(
    plan: &Plan,
    order: &ExplainOrder,
    router: &Router,
    client: &str,
    explained: &ExplainedAnswer,
    first: &[RouteStep],
) -> Explanation {
    let text = |key: &str| explained.members.get(key).and_then(|value| value.as_str()).map(str::to_owned);
    let (group, zone) = (text("group"), text("zone"));
    let all = explained.members.get("hashOrder").or_else(|| explained.members.get("caches"));
    let caches = all.and_then(|list| list.as_array()).into_iter().flatten().filter_map(|name| name.as_str());
    let client_at = match &order.client {
        ExplainedClient::At(at) => Some(*at),
        ExplainedClient::Address(_) => zone_position(router, client),
    };
    let steps = first.iter().chain(&explained.steps).map(|step| ExplainedStep {
        words: step_line(step),
        skipped: skipped_lines(step),
        source: step.source,
        object: decider(plan, &order.service, zone.as_deref(), step),
        field: deciding_field(step),
    });
    Explanation {
        steps: steps.collect(),
        answer: answer_line(&explained.members),
        caches: caches.map(str::to_owned).collect(),
        group,
        client_at,
        zone,
    }
}

/// Where the zone of an address says that it is.
fn zone_position(router: &Router, client: &str) -> Option<Position> {
    let at = router.zone_position(&crate::routing::Client::new(client))?;
    Position::new(at.latitude, at.longitude).ok()
}

/// The field that decides a step, of the object that does.
fn deciding_field(step: &RouteStep) -> &'static str {
    match step.step {
        "own-group" | "disabled-location" | "coverage-zone" => CacheGroup::LOCALIZATION_METHODS,
        "nearest" | "closest" => CacheGroup::COORDINATE,
        "backup" => CacheGroup::FALLBACKS,
        "stop" => CacheGroup::FALLBACK_TO_CLOSEST,
        "match" => DeliveryService::MATCH_LIST,
        "tls" => DeliveryService::PROTOCOL,
        "bypass" => DeliveryService::HTTP_BYPASS_FQDN,
        "coverage-zone-only" => DeliveryService::GEO_LIMIT,
        "geolocation" => DeliveryService::MISS_LAT,
        "geo-redirect" => DeliveryService::GEO_LIMIT_REDIRECT_URL,
        "service-down" => DeliveryService::ACTIVE,
        "addresses" => DeliveryService::MAX_DNS_ANSWERS,
        "deep-coverage-zone" => DeliveryService::DEEP_CACHING_TYPE,
        _ => "",
    }
}

/// The object of the plan that decides a step.
fn decider(plan: &Plan, service: &str, zone: Option<&str>, step: &RouteStep) -> Option<AnyId> {
    let group = |name: &str| plan.find::<CacheGroup>(name).map(AnyId::of);
    let own_service = || plan.find::<DeliveryService>(service).map(AnyId::of);
    let named = |name: &str| group(name).or_else(|| plan.find::<Server>(name).map(AnyId::of));
    match step.step {
        "own-group" | "nearest" | "closest" | "hash" | "pick" => named(&step.outcome),
        "routers" => step.skipped.first().and_then(|router| named(&router.name)),
        // The list of the zone's own group decides who stands in for it.
        "backup" | "stop" | "disabled-location" | "coverage-zone" => zone.and_then(group),
        "match" | "tls" | "bypass" | "coverage-zone-only" | "geolocation" | "geo-redirect" | "service-down"
        | "addresses" | "deep-coverage-zone" => own_service(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_are_addresses_or_points() {
        let at = Position::new(48.85, -2.35).unwrap();
        assert_eq!(ExplainedClient::read(" 48.85, -2.35 "), Ok(ExplainedClient::At(at)));
        assert_eq!(ExplainedClient::read("192.0.2.7"), Ok(ExplainedClient::Address("192.0.2.7".to_owned())));
        assert_eq!(ExplainedClient::read("2001:db8::7"), Ok(ExplainedClient::Address("2001:db8::7".to_owned())));
        for wrong in ["", "paris", "91,0", "1,2,3", "1,"] {
            assert!(ExplainedClient::read(wrong).is_err(), "{wrong}");
        }
    }
}

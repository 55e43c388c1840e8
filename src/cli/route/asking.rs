//! The question of a command line, put as a scenario would put it.

use std::net::IpAddr;
use std::sync::Arc;

use super::super::failure::Failure;
use super::arguments::QuestionArguments;
use super::source::RouteSource;
use super::telling::some_of;
use crate::formats::scenario::{GeoTable, ScenarioQuery, ScenarioRequest, stand_in};
use crate::model::DeliveryService;
use crate::routing::{GeoLocation, HttpRequest, QueryType, Router, ServiceIndex, Surroundings};

/// The client's address. One at a point has none: an address that is in no zone, if there is such, stands in for it,
/// and the geolocation that the router asks knows that address alone.
pub(super) fn client_of(question: &QuestionArguments, around: &mut Surroundings) -> String {
    let Some(point) = question.at else { return question.client.clone().unwrap_or_default() };
    let stand_in = stand_in(around);
    let location = GeoLocation {
        latitude: point.latitude,
        longitude: point.longitude,
        country: question.country.as_ref().map(|country| country.to_ascii_uppercase()),
        ..GeoLocation::default()
    };
    around.geolocation = Some(Arc::new(GeoTable::of_one(IpAddr::V4(stand_in), location)));
    stand_in.to_string()
}

/// The question. A service that is routed by DNS is asked by DNS, and so is any when a type is asked for.
pub(super) fn query(
    question: &QuestionArguments,
    client: &str,
    router: &Router,
    source: &RouteSource,
) -> Result<ScenarioQuery, Failure> {
    let service = service_of(question, client, router, source)?;
    let is_dns = router.view().services.get(service).is_some_and(|own| own.is_dns);
    let by_dns = is_dns || question.qtype.is_some() || question.ecs.is_some();
    let of_http = question.path.is_some() || question.query.is_some() || !question.header.is_empty() || question.https;
    let xml_id = router.xml_id(service);
    if by_dns && of_http {
        let message = format!("the delivery service `{xml_id}` is routed by DNS, not by HTTP");
        return Err(Failure::usage(message).hint("leave out --path, --query, --header and --https"));
    }
    let asked = if by_dns {
        ScenarioRequest::Dns {
            host: asked_host(question, by_dns).map(str::to_owned),
            query_type: question.qtype.unwrap_or(QueryType::A),
            subnet: question.ecs.clone(),
        }
    } else {
        ScenarioRequest::Http {
            host: asked_host(question, by_dns).map(str::to_owned),
            path: question.path.clone().unwrap_or_else(|| "/".to_owned()),
            query: question.query.clone(),
            headers: question.header.clone(),
            secure: question.https,
        }
    };
    Ok(ScenarioQuery::new(xml_id, client, asked))
}

/// The service that is meant, by its xmlId or by a host that it answers to.
fn service_of(
    question: &QuestionArguments,
    client: &str,
    router: &Router,
    source: &RouteSource,
) -> Result<ServiceIndex, Failure> {
    let services = &router.view().services;
    if let Some(xml_id) = &question.service {
        return router.service_by_id(xml_id).ok_or_else(|| {
            let message = format!("there is no delivery service `{xml_id}` in the snapshot");
            let is_planned = source.plan.as_ref().is_some_and(|plan| plan.find::<DeliveryService>(xml_id).is_some());
            let hint = if is_planned {
                format!("the plan has it, but it is not active, or not of the CDN `{}`", source.cdn)
            } else {
                format!("there is {}", some_of(services.iter().map(|own| own.xml_id.as_str())))
            };
            Failure::usage(message).hint(hint)
        });
    }
    let by_dns = question.qtype.is_some() || question.ecs.is_some();
    let host = asked_host(question, by_dns).unwrap_or_default();
    let path = question.path.as_deref().unwrap_or("/");
    let request = HttpRequest::new(host, path, client).with(question.query.as_deref(), question.header.clone());
    match router.match_http(&request) {
        Ok(Some(service)) => Ok(service),
        Ok(None) => {
            let hosts: Vec<String> = (0..services.len()).map(|service| router.host_of(service)).collect();
            let message = format!("no delivery service answers to the host `{host}`");
            Err(Failure::usage(message).hint(format!("there is {}", some_of(hosts.iter().map(String::as_str)))))
        }
        Err(failed) => Err(Failure::findings(format!("which delivery service answers to `{host}`: {failed}"))),
    }
}

/// The host that is asked as Traffic Router is given it: of HTTP without its port, as the servlet container has it; a name in
/// DNS without the dot at its end.
fn asked_host(question: &QuestionArguments, by_dns: bool) -> Option<&str> {
    let host = question.host.as_deref()?;
    if by_dns {
        return Some(host.trim_end_matches('.'));
    }
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|digit| digit.is_ascii_digit());
    let parts = host.rsplit_once(':').filter(|(name, after)| is_port(after) && !name.contains(':'));
    Some(parts.map_or(host, |(name, _)| name))
}

//! Answers to HTTP requests in the form of the recordings.

use serde_json::{Map, Value, json};

use super::answer_form::AnswerForm;
use super::read::{ScenarioQuery, ScenarioRequest};
use crate::routing::{
    CacheChoice, Failed, HttpAnswer, HttpRequest, Reply, ResultDetails, Router, ServiceIndex, Steered,
};
use crate::snapshot::java::number::double_text;
use crate::snapshot::reading::RouterPosition;
use crate::sorting::sort_by_key;
use crate::sorting::{OrderedSet, gather};

/// A query as a request to the host that it names, or to its service's.
pub(super) fn request_of<'q>(router: &Router, query: &'q ScenarioQuery) -> Option<HttpRequest<'q>> {
    let ScenarioRequest::Http { host, path, query: parameters, headers, secure } = &query.asked else { return None };
    let own_host = || router.service_by_id(&query.service).map(|service| router.host_of(service)).unwrap_or_default();
    let name = host.clone().unwrap_or_else(own_host);
    let mut request = HttpRequest::new(&name, path, &query.ip).with(parameters.as_deref(), headers.clone());
    request.secure = *secure;
    Some(request)
}

/// What a query to a steering service leaves behind; nothing: it is to another service.
pub(super) fn steered(router: &Router, query: &ScenarioQuery) -> Option<Steered> {
    let request = request_of(router, query)?;
    let service = router.match_http(&request).ok().flatten()?;
    let steering = router.steering_of(service)?;
    if steering.is_client_steering() { None } else { router.steer(service, &request).ok().flatten() }
}

pub(super) fn put(router: &Router, form: AnswerForm, query: &ScenarioQuery, members: &mut Map<String, Value>) {
    let Some(request) = request_of(router, query) else { return };
    let asked = router.service_by_id(&query.service);
    let names_host = matches!(&query.asked, ScenarioRequest::Http { host: Some(_), .. });
    members.insert("zone".to_owned(), router.zone_of(&request.client).into());
    let mut service = asked;
    if names_host {
        service = router.match_http(&request).unwrap_or_default();
        members.insert("matched".to_owned(), service.map(|service| router.xml_id(service)).into());
    }
    let answers = if form.with_answers { router.answers(&request) } else { Vec::new() };
    match service.map(|service| (service, router.steering_of(service))) {
        Some((_, Some(steering))) if steering.is_client_steering() => put_targets(router, &answers, members),
        Some((service, steering)) => put_steered(router, service, steering.is_some(), &request, members),
        None => {}
    }
    if form.with_answers {
        members.insert("answer".to_owned(), Value::Object(answer(router, &answers)));
    }
}

/// The services behind the locations that a client may choose among.
fn put_targets(router: &Router, answers: &[HttpAnswer], members: &mut Map<String, Value>) {
    let Some(first) = answers.first() else { return };
    let (key, value) = if let Reply::Failed(failed) = &first.reply {
        failure(failed)
    } else {
        let names = |targets: &Vec<ServiceIndex>| targets.iter().map(|target| router.xml_id(*target)).collect();
        ("targets", first.targets.as_ref().map_or(Value::Null, names))
    };
    members.insert(key.to_owned(), value);
}

/// The choice of a service, or of what it stands for.
fn put_steered(
    router: &Router,
    service: ServiceIndex,
    is_steering: bool,
    request: &HttpRequest<'_>,
    members: &mut Map<String, Value>,
) {
    match router.steer(service, request) {
        Ok(steered) => {
            if is_steering {
                members.insert("target".to_owned(), steered.map(|steered| router.xml_id(steered.target)).into());
            }
            if let Some(steered) = steered {
                put_choice(router, steered, request, members);
            }
        }
        Err(failed) => {
            let (key, value) = failure(&failed);
            members.insert(key.to_owned(), value);
        }
    }
}

/// The choice of caches.
fn put_choice(router: &Router, steered: Steered, request: &HttpRequest<'_>, members: &mut Map<String, Value>) {
    match router.choose(steered, request) {
        Ok(choice) => {
            for (key, value) in choice_members(router, &choice) {
                members.insert(key.to_owned(), value);
            }
        }
        Err(failed) => {
            let (key, value) = failure(&failed);
            members.insert(key.to_owned(), value);
        }
    }
}

fn choice_members(router: &Router, choice: &CacheChoice) -> Vec<(&'static str, Value)> {
    let mut members = vec![
        ("result", choice.result.word().into()),
        ("details", details(choice.details)),
        ("continueGeo", choice.continue_geo.into()),
        ("fromBackup", choice.from_backup.into()),
    ];
    if let Some(at) = choice.result_location {
        members.push(("resultLocation", coordinates(at)));
    }
    let Some(caches) = &choice.caches else {
        members.push(("caches", Value::Null));
        return members;
    };
    let names: OrderedSet<&str> = caches.iter().map(|cache| router.cache_name(*cache)).collect();
    members.push(("caches", names.into_iter().collect()));
    members.push(("group", groups(router, caches.iter().copied())));
    members.push(("hashString", choice.hash_string.as_str().into()));
    members.push(("hashOrder", caches.iter().map(|cache| router.cache_name(*cache)).collect()));
    members
}

/// The locations of caches, comma-joined.
pub(super) fn groups(router: &Router, caches: impl Iterator<Item = usize>) -> Value {
    let groups: OrderedSet<&str> = caches.map(|cache| router.group_of(cache)).collect();
    groups.into_iter().collect::<Vec<_>>().join(",").into()
}

/// What the servlet answers with; several when something is drawn.
fn answer(router: &Router, answers: &[HttpAnswer]) -> Map<String, Value> {
    let mut members = Map::new();
    let Some(first) = answers.first() else { return members };
    let mut drawn: Vec<Value> = answers.iter().filter_map(|answer| drawn(&answer.reply)).collect();
    sort_by_key(&mut drawn, ToString::to_string);
    drawn.dedup();
    put_reply(&first.reply, drawn.len() < 2, &mut members);
    if 1 < drawn.len() {
        members.insert("oneOf".to_owned(), drawn.into());
    }
    let headers =
        first.headers_of.map(|service| router.response_headers(service)).filter(|headers| !headers.is_empty());
    if let Some(headers) = headers {
        let headers: Map<String, Value> = gather(headers.iter().map(|(name, value)| (name.clone(), json!(value))));
        members.insert("headers".to_owned(), headers.into());
    }
    members.insert("result".to_owned(), first.result.word().into());
    members.insert("details".to_owned(), details(first.details));
    if let Some(at) = first.result_location {
        members.insert("resultLocation".to_owned(), coordinates(at));
    }
    if let Some(regional) = &first.regional_geo {
        members.insert("regionalGeo".to_owned(), regional.as_str().into());
    }
    members
}

/// What of a reply depends on what was drawn.
fn drawn(reply: &Reply) -> Option<Value> {
    match reply {
        Reply::Redirect(url) | Reply::Located(url) => Some(url.as_str().into()),
        Reply::RedirectAndList(urls) | Reply::List(urls) => Some(json!(urls)),
        Reply::Status(_) | Reply::Failed(_) => None,
    }
}

fn put_reply(reply: &Reply, with_urls: bool, members: &mut Map<String, Value>) {
    let (status, body) = match reply {
        Reply::Redirect(_) => (302, false),
        Reply::RedirectAndList(_) => (302, true),
        Reply::List(_) | Reply::Located(_) => (200, true),
        Reply::Status(status) => (*status, false),
        Reply::Failed(failed) => {
            let (key, value) = failure(failed);
            members.insert(key.to_owned(), value);
            return;
        }
    };
    members.insert("status".to_owned(), status.into());
    if body {
        members.insert("contentType".to_owned(), "application/json".into());
    }
    if !with_urls {
        return;
    }
    match reply {
        Reply::Redirect(url) => drop(members.insert("location".to_owned(), url.as_str().into())),
        Reply::RedirectAndList(urls) => {
            members.insert("location".to_owned(), urls.first().map(String::as_str).into());
            members.insert("locations".to_owned(), json!(urls));
        }
        Reply::List(urls) => drop(members.insert("locations".to_owned(), json!(urls))),
        Reply::Located(url) => drop(members.insert("jsonLocation".to_owned(), url.as_str().into())),
        Reply::Status(_) | Reply::Failed(_) => {}
    }
}

/// Why there is no answer.
pub(super) fn failure(failed: &Failed) -> (&'static str, Value) {
    match failed {
        Failed::Thrown(thrown) => ("exception", thrown.to_string().into()),
        Failed::Unsaid(why) => ("unsaid", why.as_str().into()),
    }
}

pub(super) fn details(details: Option<ResultDetails>) -> Value {
    details.map_or("null", ResultDetails::word).into()
}

/// As Java prints doubles.
pub(super) fn coordinates(at: RouterPosition) -> Value {
    format!("{},{}", double_text(at.latitude), double_text(at.longitude)).into()
}

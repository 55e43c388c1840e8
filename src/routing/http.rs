//! HTTP requests (`TrafficRouter.singleRoute`, `RouterDeliveryService.createURIString`): a service's cache as a URL, or where
//! else the client is sent.

use super::AssignedCache;
use super::draws::Draws;
use super::index::ServiceIndex;
use super::matching::MatchInput;
use super::outcome::{Failed, ResultDetails, ResultType, Thrown, Track};
use super::request::HttpRequest;
use super::router::Router;
use super::selection::Ask;
use super::steering::SteeringService;
use super::steps::{Recorder, RouteStep};
use super::url::JavaUrl;
use crate::snapshot::reading::RouterDeliveryService;

/// What routing makes of a request (`HTTPRouteResult`).
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct HttpRouteResult {
    /// Whether several services may have answered.
    pub multiple: bool,
    /// Where the client is sent, none where there is nowhere.
    pub urls: Vec<Option<String>>,
    /// Whose headers the answer carries.
    pub owner: Option<ServiceIndex>,
    /// The services behind the URLs, of several.
    pub targets: Vec<ServiceIndex>,
    /// The answer's status where there is no URL; 0 for the usual one.
    pub status: u16,
}

const HTTP_PORT: i32 = 80;
const HTTPS_PORT: i32 = 443;

impl Router {
    /// The service that a request is for by its host, path and headers.
    pub fn match_http(&self, request: &HttpRequest<'_>) -> Result<Option<ServiceIndex>, Failed> {
        let path = Some((&*request.path, request.query.as_deref()));
        self.hosts.find(&MatchInput { host: &request.host, path, headers: &request.headers })
    }

    /// Routes a request.
    pub(super) fn route_http<'r, R: Recorder>(
        &'r self,
        request: &HttpRequest<'_>,
        track: &mut Track<'r>,
        draws: &mut Draws,
        steps: &mut R,
    ) -> Result<Option<HttpRouteResult>, Failed> {
        let matched = self.match_http(request)?;
        steps.note(|| RouteStep {
            step: "match",
            outcome: matched.map_or("no service", |service| self.xml_id(service)).to_owned(),
            reason: format!("host {}, path {}", request.host, request.path),
            skipped: Vec::new(),
            source: "CacheRegister.java:164",
        });
        let multiple = matched.filter(|own| self.steering_of(*own).is_some_and(SteeringService::is_client_steering));
        let routed = match multiple {
            Some(service) => self.route_multiple(service, request, track, draws, steps)?,
            None => self.route_single(matched, request, track, draws, steps)?,
        };
        match routed {
            Some(mut routed) if self.view.config.strip_special_query_params => {
                for url in routed.urls.iter_mut().flatten() {
                    *url = JavaUrl::parse(url)?.stripped()?.external();
                }
                Ok(Some(routed))
            }
            routed => Ok(routed),
        }
    }

    fn route_single<'r, R: Recorder>(
        &'r self,
        matched: Option<ServiceIndex>,
        request: &HttpRequest<'_>,
        track: &mut Track<'r>,
        draws: &mut Draws,
        steps: &mut R,
    ) -> Result<Option<HttpRouteResult>, Failed> {
        let steered = match matched {
            Some(service) => self.steer_drawing(service, request, draws, steps)?,
            None => None,
        };
        let found =
            steered.and_then(|steered| Some((steered.target, steered.expression, self.service(steered.target)?)));
        let Some((service, expression, own)) = found else {
            track.result = ResultType::DsMiss;
            track.details = Some(ResultDetails::DsNotFound);
            return Ok(None);
        };
        if is_tls_mismatch(own, request) {
            track.result = ResultType::Error;
            track.details = Some(ResultDetails::DsTlsMismatch);
            steps.note(|| tls_step(own, request));
            return Ok(None);
        }
        if !self.live.is_service_up(service) {
            steps.note(|| RouteStep {
                step: "service-down",
                outcome: "no cache".to_owned(),
                reason: "Traffic Monitor says that the service is not available".to_owned(),
                skipped: Vec::new(),
                source: "TrafficRouter.java:1212",
            });
            let url = bypass(own, request, track, steps)?;
            return Ok(Some(HttpRouteResult { urls: vec![url], ..HttpRouteResult::default() }));
        }
        let mut routed = HttpRouteResult { owner: Some(service), ..HttpRouteResult::default() };
        let ask = Ask { service, client: &request.client, family: request.client.family(), dead: &[] };
        let Some(spot) = self.select(&ask, true, track, steps)? else {
            let url = match (&own.geo_redirect_url, track.result) {
                (Some(url), ResultType::GeoRedirect) => Some(JavaUrl::parse(url)?.external()),
                _ => bypass(own, request, track, steps)?,
            };
            routed.urls.push(url);
            return Ok(Some(routed));
        };
        let hash_string = self.hash_string(expression, service, request)?;
        let caches = self.supporting_caches(service, spot, ask.family);
        let picked = self.pick(&ask, caches, &hash_string, draws, steps).ok_or(Thrown::NullPointer)?;
        if self.blocks_anonymous(service, request, track, &mut routed, steps)? {
            return Ok(Some(routed));
        }
        if own.regional_geo_blocking {
            self.enforce_regional(service, request, Some(picked), track, &mut routed, steps)?;
            return Ok(Some(routed));
        }
        routed.urls.push(Some(self.url(own, request, picked)?));
        Ok(Some(routed))
    }

    /// A cache's URL for a request.
    pub(super) fn url(
        &self,
        own: &RouterDeliveryService,
        request: &HttpRequest<'_>,
        picked: AssignedCache,
    ) -> Result<String, Failed> {
        let (fqdn, port) = self.address(own, request, picked)?;
        Ok(JavaUrl::parse(&uri(own, request, fqdn, port))?.external())
    }

    /// The same with another path, and without the request's query.
    pub(super) fn url_with_path(
        &self,
        own: &RouterDeliveryService,
        request: &HttpRequest<'_>,
        path: &str,
        picked: AssignedCache,
    ) -> Result<String, Failed> {
        let (fqdn, port) = self.address(own, request, picked)?;
        Ok(JavaUrl::parse(&format!("{}{path}", base(own, request, fqdn, port)))?.external())
    }

    /// A cache's name in a service, and its port: 443 for HTTPS, whatever the snapshot says.
    fn address(
        &self,
        own: &RouterDeliveryService,
        request: &HttpRequest<'_>,
        picked: AssignedCache,
    ) -> Result<(&str, i32), Failed> {
        let cache = self.cache(picked.cache()).ok_or(Thrown::NullPointer)?;
        let reference = cache.services.get(picked.reference()).ok_or(Thrown::NullPointer)?;
        Ok((&reference.fqdn, if uses_https(own, request) { HTTPS_PORT } else { cache.port }))
    }
}

/// Where a request goes that its service cannot take (`getFailureHttpResponse`).
pub(super) fn bypass<R: Recorder>(
    own: &RouterDeliveryService,
    request: &HttpRequest<'_>,
    track: &mut Track<'_>,
    steps: &mut R,
) -> Result<Option<String>, Failed> {
    let http = own.bypass.as_ref().and_then(|bypass| bypass.http.as_ref());
    let Some((fqdn, port)) = http else {
        track.result = ResultType::Miss;
        track.details = Some(ResultDetails::DsNoBypass);
        steps.note(|| bypass_step("503", "the service has no bypass destination for HTTP"));
        return Ok(None);
    };
    track.result = ResultType::DsRedirect;
    let port = port.unwrap_or(if request.secure { HTTPS_PORT } else { HTTP_PORT });
    let url = JavaUrl::parse(&uri(own, request, fqdn, port))?.external();
    steps.note(|| bypass_step(&url, "the service's bypass destination"));
    Ok(Some(url))
}

pub(super) fn is_tls_mismatch(own: &RouterDeliveryService, request: &HttpRequest<'_>) -> bool {
    if request.secure { !own.ssl_enabled } else { !own.accept_http }
}

/// Certificates are taken to be there.
fn uses_https(own: &RouterDeliveryService, request: &HttpRequest<'_>) -> bool {
    (request.secure || own.redirect_to_https) && own.accept_https && own.ssl_enabled
}

fn base(own: &RouterDeliveryService, request: &HttpRequest<'_>, fqdn: &str, port: i32) -> String {
    let https = uses_https(own, request);
    let scheme = if https { "https" } else { "http" };
    let usual = if https { HTTPS_PORT } else { HTTP_PORT };
    if port == usual { format!("{scheme}://{fqdn}") } else { format!("{scheme}://{fqdn}:{port}") }
}

fn uri(own: &RouterDeliveryService, request: &HttpRequest<'_>, fqdn: &str, port: i32) -> String {
    let mut uri = base(own, request, fqdn, port);
    uri.push_str(&request.uri);
    if let Some(query) = request.query.as_deref().filter(|_| own.append_query_string) {
        uri.push('?');
        uri.push_str(query);
    }
    uri
}

fn tls_step(own: &RouterDeliveryService, request: &HttpRequest<'_>) -> RouteStep {
    let reason = if request.secure { "the service has no certificates" } else { "the service does not accept HTTP" };
    RouteStep {
        step: "tls",
        outcome: "503".to_owned(),
        reason: format!("{}: {reason}", own.xml_id),
        skipped: Vec::new(),
        source: "TrafficRouter.java:1325",
    }
}

fn bypass_step(outcome: &str, reason: &str) -> RouteStep {
    RouteStep {
        step: "bypass",
        outcome: outcome.to_owned(),
        reason: reason.to_owned(),
        skipped: Vec::new(),
        source: "DeliveryService.java:281",
    }
}

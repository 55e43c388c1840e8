//! What may still keep a client from the cache that was chosen for it: blocking of anonymous addresses, then regional
//! rules (`AnonymousIp.enforce`, `RegionalGeo.enforce`).

use super::AssignedCache;
use super::anonymous_ip::AnonymousPolicy;
use super::http::HttpRouteResult;
use super::index::ServiceIndex;
use super::outcome::{Failed, ResultDetails, ResultType, Thrown, Track};
use super::regional_geo::{RegionalGeoResult, RegionalVerdict};
use super::request::HttpRequest;
use super::router::Router;
use super::steps::{Recorder, RouteStep};
use super::url::JavaUrl;

/// The status of a request from an anonymous address.
const BLOCKED: u16 = 403;
/// The status of a request that no regional rule allows.
const NO_RULE: u16 = 520;

impl Router {
    /// Whether the client is blocked for its address; then that is the answer.
    pub(super) fn blocks_anonymous<R: Recorder>(
        &self,
        service: ServiceIndex,
        request: &HttpRequest<'_>,
        track: &mut Track<'_>,
        routed: &mut HttpRouteResult,
        steps: &mut R,
    ) -> Result<bool, Failed> {
        if !self.service(service).is_some_and(|own| own.anonymous_blocking) {
            return Ok(false);
        }
        let is_read = self.view.config.anonymous_blocking;
        let blocking = &self.around.anonymous;
        let Some(database) = blocking.database.as_deref().filter(|_| is_read) else {
            steps.note(|| unasked_step(is_read));
            return Ok(false);
        };
        let blocks = blocking.policy.blocks(&request.client.text, database)?;
        steps.note(|| anonymous_step(&blocking.policy, blocks));
        if blocks {
            routed.status = BLOCKED;
            track.result = ResultType::AnonymousBlock;
            if let Some(url) = &blocking.policy.redirect_url {
                routed.urls.push(Some(JavaUrl::parse(url)?.external()));
            }
        }
        Ok(blocks)
    }

    /// Holds a request to the regional rules of a service, with the cache that was chosen for it, or none on a steering
    /// service.
    pub(super) fn enforce_regional<'r, R: Recorder>(
        &'r self,
        service: ServiceIndex,
        request: &HttpRequest<'_>,
        picked: Option<AssignedCache>,
        track: &mut Track<'r>,
        routed: &mut HttpRouteResult,
        steps: &mut R,
    ) -> Result<(), Failed> {
        let own = self.service(service).ok_or(Thrown::NullPointer)?;
        let client = self.locate_once(&request.client, Some(service), track).cloned();
        let scheme = if request.secure { "https" } else { "http" };
        let url = format!("{scheme}://{}{}", request.host, request.uri);
        let rules = &self.around.regional_geo;
        let mut result = rules.judge(&own.xml_id, &url, &request.client.text, client.as_ref())?;
        if picked.is_none() && result.verdict == RegionalVerdict::AlternateWithCache {
            result.verdict = RegionalVerdict::Denied;
        }
        steps.note(|| regional_step(&own.xml_id, &url, &result));
        track.regional_geo = Some(result.log_text());
        if let Some((result, details)) = logged(result.verdict) {
            track.result = result;
            track.details = Some(details);
        }
        match (result.verdict, picked) {
            (RegionalVerdict::Denied, _) => routed.status = NO_RULE,
            (RegionalVerdict::AlternateWithoutCache, _) => {
                routed.urls.push(Some(JavaUrl::parse(&result.url)?.external()));
            }
            (RegionalVerdict::AlternateWithCache, Some(picked)) => {
                routed.urls.push(Some(self.url_with_path(own, request, &result.url, picked)?));
            }
            (RegionalVerdict::Allowed, Some(picked)) => routed.urls.push(Some(self.url(own, request, picked)?)),
            (RegionalVerdict::AlternateWithCache | RegionalVerdict::Allowed, None) => {}
        }
        Ok(())
    }
}

/// How a verdict is logged; one that lets the request go on is not.
fn logged(verdict: RegionalVerdict) -> Option<(ResultType, ResultDetails)> {
    match verdict {
        RegionalVerdict::Allowed => None,
        RegionalVerdict::AlternateWithCache => {
            Some((ResultType::RegionalAlternate, ResultDetails::RegionalGeoAlternateWithCache))
        }
        RegionalVerdict::AlternateWithoutCache => {
            Some((ResultType::RegionalAlternate, ResultDetails::RegionalGeoAlternateWithoutCache))
        }
        RegionalVerdict::Denied => Some((ResultType::RegionalDeny, ResultDetails::RegionalGeoNoRule)),
    }
}

/// The service wants anonymous addresses blocked, and nobody looks at them.
fn unasked_step(is_read: bool) -> RouteStep {
    let reason = if is_read {
        "there is no database of anonymous addresses, so that nobody is blocked"
    } else {
        "the snapshot's config lacks anonymousip.polling.url or anonymousip.policy.configuration, without which Traffic \
         Router reads neither database nor policy: nobody is blocked"
    };
    let (outcome, reason) = ("goes on".to_owned(), reason.to_owned());
    RouteStep { step: "anonymous-ip", outcome, reason, skipped: Vec::new(), source: "AnonymousIp.java:214" }
}

fn anonymous_step(policy: &AnonymousPolicy, blocks: bool) -> RouteStep {
    let reason = if blocks {
        "the database says that the address is of a kind that the policy blocks"
    } else {
        "the address is on the whitelist, unknown to the database, or of no kind that the policy blocks"
    };
    let outcome = match (blocks, &policy.redirect_url) {
        (true, Some(url)) => url.clone(),
        (true, None) => BLOCKED.to_string(),
        (false, _) => "goes on".to_owned(),
    };
    let reason = reason.to_owned();
    RouteStep { step: "anonymous-ip", outcome, reason, skipped: Vec::new(), source: "AnonymousIp.java:214" }
}

fn regional_step(xml_id: &str, url: &str, result: &RegionalGeoResult) -> RouteStep {
    let (outcome, reason) = match (result.verdict, result.by_whitelist, &result.postal) {
        (RegionalVerdict::Denied, _, _) => (NO_RULE.to_string(), "no rule that can be followed is for"),
        (RegionalVerdict::Allowed, true, _) => {
            ("goes on".to_owned(), "the address is on the whitelist of the rule for")
        }
        (RegionalVerdict::Allowed, false, _) => ("goes on".to_owned(), "the client's place is allowed by the rule for"),
        (_, _, Some(_)) => (result.url.clone(), "the client's postal code is refused by the rule for"),
        (_, _, None) => (result.url.clone(), "the client has no postal code, and no range of the rule holds it, for"),
    };
    RouteStep {
        step: "regional-geo",
        outcome,
        reason: format!("{xml_id}: {reason} {url}"),
        skipped: Vec::new(),
        source: "RegionalGeo.java:293",
    }
}

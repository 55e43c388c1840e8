//! What Traffic Router answers an HTTP request with, down to the status and the body (`RouterFilter`).

use super::draws::{Draws, MAX_WAYS};
use super::http::HttpRouteResult;
use super::index::ServiceIndex;
use super::outcome::{Failed, ResultDetails, ResultType, Track};
use super::query::parameter;
use super::request::HttpRequest;
use super::router::Router;
use super::steps::{Recorder, Unrecorded};
use super::url::REDIRECT;
use crate::snapshot::reading::RouterPosition;

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub struct HttpAnswer {
    /// The answer itself.
    pub reply: Reply,
    /// Whose response headers it carries.
    pub headers_of: Option<ServiceIndex>,
    /// The services behind the locations of an answer with several; none where routing gave nothing.
    pub targets: Option<Vec<ServiceIndex>>,
    /// How it is logged.
    pub result: ResultType,
    /// What else is logged of it.
    pub details: Option<ResultDetails>,
    /// Where the client was sent, as it is logged.
    pub result_location: Option<RouterPosition>,
    /// How a regional rule decided, as it is logged.
    pub regional_geo: Option<String>,
}

/// The answer itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// 302 to a URL.
    Redirect(String),
    /// 302 to the first of several URLs, all of which stand in the body.
    RedirectAndList(Vec<String>),
    /// 200 with URLs in the body.
    List(Vec<String>),
    /// 200 with one URL in the body.
    Located(String),
    /// A status alone.
    Status(u16),
    /// Traffic Router failed, or what it would do cannot be said.
    Failed(Failed),
}

/// The usual answer where there is nowhere to send the client.
const UNAVAILABLE: u16 = 503;

impl Router {
    /// Answers a request, with every step of how it came about. Of what is drawn the first is taken.
    pub fn answer<R: Recorder>(&self, request: &HttpRequest<'_>, steps: &mut R) -> HttpAnswer {
        self.answer_drawing(request, &mut Draws::default(), steps)
    }

    /// All answers that may be drawn, at least one.
    pub fn answers(&self, request: &HttpRequest<'_>) -> Vec<HttpAnswer> {
        let mut answers: Vec<HttpAnswer> = Vec::new();
        let mut next = Some(Draws::default());
        while let Some(mut draws) = next.take().filter(|_| answers.len() < MAX_WAYS) {
            let answer = self.answer_drawing(request, &mut draws, &mut Unrecorded);
            if !answers.contains(&answer) {
                answers.push(answer);
            }
            next = draws.next();
        }
        answers
    }

    fn answer_drawing<R: Recorder>(&self, request: &HttpRequest<'_>, draws: &mut Draws, steps: &mut R) -> HttpAnswer {
        let mut track = Track::default();
        let (reply, headers_of, targets) = match self.route_http(request, &mut track, draws, steps) {
            Ok(routed) => {
                let targets = routed.as_ref().filter(|routed| routed.multiple).map(|routed| routed.targets.clone());
                let (reply, headers_of) = reply(routed, request);
                (reply, headers_of, targets)
            }
            Err(failed) => (Reply::Failed(failed), None, None),
        };
        HttpAnswer {
            reply,
            headers_of,
            targets,
            result: track.result,
            details: track.details,
            result_location: track.result_location,
            regional_geo: track.regional_geo,
        }
    }
}

fn reply(routed: Option<HttpRouteResult>, request: &HttpRequest<'_>) -> (Reply, Option<ServiceIndex>) {
    let Some(routed) = routed else { return (Reply::Status(UNAVAILABLE), None) };
    let Some(Some(first)) = routed.urls.first() else {
        return (Reply::Status(if routed.status == 0 { UNAVAILABLE } else { routed.status }), None);
    };
    let asked = |name| parameter(request.query.as_deref()?, name);
    let listed = asked(REDIRECT).is_some_and(|value| value.eq_ignore_ascii_case("false"));
    let urls = || routed.urls.iter().flatten().cloned().collect();
    let reply = match (listed, routed.multiple) {
        (true, _) => Reply::List(urls()),
        (false, true) => Reply::RedirectAndList(urls()),
        (false, false) if asked("format").as_deref() == Some("json") => Reply::Located(first.clone()),
        (false, false) => Reply::Redirect(first.clone()),
    };
    (reply, routed.owner)
}

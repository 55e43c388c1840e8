//! What a service's geo limit redirect URL is taken for (`ConfigHandler.initGeoFailedRedirect`).

use super::index::ServiceIndex;
use super::matching::{HostIndex, MatchInput};
use super::outcome::Failed;
use super::url::JavaUrl;
use crate::snapshot::reading::RouterView;

/// Where clients whom a geo limit excludes are sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum GeoRedirect {
    /// Nowhere: there is no URL.
    None,
    /// To the nearest cache of the service, as the URL is its own; the URL itself is never sent.
    Own,
    /// To the URL.
    Elsewhere,
    /// The URL is none that Java knows.
    Invalid,
    /// That cannot be said here.
    Unsaid(String),
}

pub(super) fn geo_redirect(service: ServiceIndex, view: &RouterView, hosts: &HostIndex) -> GeoRedirect {
    let Some(text) = view.services.get(service).and_then(|own| own.geo_redirect_url.as_deref()) else {
        return GeoRedirect::None;
    };
    if !text.contains("://") {
        return GeoRedirect::Own;
    }
    let Ok(url) = JavaUrl::parse(text) else { return GeoRedirect::Invalid };
    let asked = MatchInput { host: &url.host(), path: Some((&url.path, url.query.as_deref())), headers: &[] };
    match hosts.find(&asked) {
        Ok(Some(found)) if found == service => GeoRedirect::Own,
        Ok(_) => GeoRedirect::Elsewhere,
        Err(Failed::Unsaid(why)) => GeoRedirect::Unsaid(why),
        Err(Failed::Thrown(_)) => GeoRedirect::Invalid,
    }
}
